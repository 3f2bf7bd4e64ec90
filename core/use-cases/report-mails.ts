import type { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../case-state.ts';
import { caseKey, loadApplicant } from '../case-store.ts';
import { type News, outboxWrite } from '../outbox.ts';
import type { Ports, Write } from '../ports.ts';

type ReportNews = Extract<News, `report-${string}`>;

/**
 * What the vendor is told of its monthly reports (第10条): whoever applied for the permit, one mail a month; where it
 * urges, the responsible person (保守責任者) too.
 */
export const reportMails = async (
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  state: CaseState,
  news: ReportNews,
  months: readonly string[],
  now: Temporal.Instant,
): Promise<readonly Write[]> => {
  const personId = await loadApplicant(store, state);
  const { caseId } = state;
  const mail = (about: string, copy?: 'responsible'): Write =>
    outboxWrite(caseKey(caseId), ids.next(), now, {
      kind: 'mail',
      mail: { template: 'permit-news', personId, caseId, news, about, ...(copy ? { copy } : {}) },
    });
  return months.flatMap((month) =>
    news === 'report-dunned' ? [mail(month), mail(month, 'responsible')] : [mail(month)],
  );
};
