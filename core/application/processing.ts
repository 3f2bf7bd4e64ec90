import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Status } from '../case/permit-statuses.ts';
import type { Settings } from '../directory/settings.ts';
import { addBusinessDays, dateOf } from '../values/calendar.ts';
import { formatWarekiDay } from '../values/wareki.ts';

/**
 * 標準的な処理の日数 (第12条; the setting `processingDays`): what the city says of itself, from the receipt, or from the last correction, to the
 * notice of the result (第5条). Nothing falls due by it; where the city has set none, nothing is said.
 */
export const processingSchema = z.object({
  /** Business days. */
  days: z.int(),
  /** YYYY-MM-DD. */
  by: z.string(),
});
export type Processing = z.infer<typeof processingSchema>;

/** It has been handed in, and nobody has been notified of a result. */
const WITH_CITY: readonly Status[] = ['received', 'confirming', 'approving', 'approved', 'issued'];

/** Undefined: the city does not have it, or says nothing of it. @param revision the last one */
export const processingOf = (
  { status }: { readonly status: Status },
  { submittedAt }: { readonly submittedAt: string },
  settings: Settings,
): Processing | undefined => {
  const { processingDays: days } = settings;
  if (days === 0 || !WITH_CITY.includes(status)) return undefined;
  const received = dateOf(Temporal.Instant.from(submittedAt));
  return { days, by: addBusinessDays(received, days, settings).toString() };
};

export const processingText = ({ days, by }: Processing): string =>
  `受付（補正したときは再提出）から結果の通知までの標準的な日数は${days}開庁日で、${formatWarekiDay(by)}に当たります。申請の内容により、これより日数を要することがあります。`;
