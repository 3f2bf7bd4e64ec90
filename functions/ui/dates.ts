import { Temporal } from 'temporal-polyfill';
import type { Decision } from '../../core/application/decision.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import {
  formatJstDateTime,
  formatJstDateTimeShort,
  formatWareki,
  formatWarekiMonth,
} from '../../core/values/wareki.ts';

/** How pages and mails write the dates (ISO) and instants (ISO, UTC) that the views carry. */

/** '2026-04-01' → '令和8年4月1日'; '' stays ''. */
export const wareki = (date: string): string =>
  date === '' ? '' : formatWareki(Temporal.PlainDate.from(date));

/** '2026-04' → '令和8年4月'. */
export const monthText = formatWarekiMonth;

/** '2026-04-15' → '4/15'. */
export const monthDay = (date: string): string => {
  const { month, day } = Temporal.PlainDate.from(date);
  return `${month}/${day}`;
};

/** An instant as '令和8年4月3日 10時12分', in Japanese time. */
export const jstTime = (instant: string): string => formatJstDateTime(Temporal.Instant.from(instant));

/** An instant as '4月3日 10:12', in Japanese time. */
export const jstTimeShort = (instant: string): string =>
  formatJstDateTimeShort(Temporal.Instant.from(instant));

/** The day in Japan of an instant, as '令和8年4月3日'. */
export const jstDay = (instant: string): string => formatWareki(dateOf(Temporal.Instant.from(instant)));

/** '令和8年4月20日 10時00分から12時00分まで'; the day is said once where it is one. */
export const spanText = (from: string, to: string): string => {
  const day = (at: string) => dateOf(Temporal.Instant.from(at));
  const end = jstTime(to);
  return `${jstTime(from)}から${day(from).equals(day(to)) ? (end.split(' ')[1] ?? end) : end}まで`;
};

/** 許可の期間 as it is told: a notice names no day before itself (第5条). */
export const permitPeriodText = ({
  period,
  fromNotice,
}: {
  readonly period: { readonly from: string; readonly to: string };
  readonly fromNotice?: boolean | undefined;
}): string => (fromNotice ? `通知の日から${wareki(period.to)}まで` : periodText(period));

/** '令和8年4月1日から令和9年3月31日まで'; `to` is the last day of the period. */
export const periodText = (period: { readonly from: string; readonly to: string }): string =>
  `${wareki(period.from)}から${wareki(period.to)}まで`;

type Made = Pick<Decision, 'decidedAt' | 'paper'>;

/** When a decision was made: the day on the paper, otherwise the moment. */
export const decidedWhen = ({ decidedAt, paper }: Made): string =>
  paper ? wareki(paper.decidedOn) : jstTime(decidedAt);

/** How a decision came that was made on paper, with who entered it. */
export const paperChannel = ({ recordedBy }: NonNullable<Decision['paper']>): string =>
  `紙による決定（記録者 ${recordedBy.title} ${recordedBy.name}）`;

/** The version of the rule, e.g. '…要領（令和5年4月1日施行）'; of one whose text is not registered, in whose words it is shown. */
export const versionText = ({ title, effectiveFrom, textOf }: Regulation): string =>
  `${title}（${wareki(effectiveFrom)}施行${textOf === undefined ? '' : `。この版の本文は登録されていないため、${wareki(regulationById(textOf).effectiveFrom)}施行の版の文言で示しています`}）`;
