import type { CaseEvent } from '../case/case-event.ts';
import { caseKey, loadEvents } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { sanctionNoticeSchema } from '../case/records/finding-papers.ts';
import type { Store } from '../store/ports.ts';
import type { NoticeEntry } from './views.ts';

const NOTICED: ReadonlySet<string> = new Set([
  'sanction-notified',
  'suspended',
  'revoked',
  'lapsed',
  'lapse-notified',
  'suspension-extended',
  'suspension-lifted',
  'partly-suspended',
  'partial-stop-extended',
  'partial-stop-lifted',
]);

/** F9, the notices of another last day and of lifting, as they were issued. */
export const noticesOf = async (store: Store, caseId: string): Promise<NoticeEntry[]> =>
  noticesAmong(store, caseId, await loadEvents(store, caseId));

export const noticesAmong = async (
  store: Store,
  caseId: string,
  events: readonly CaseEvent[],
): Promise<NoticeEntry[]> => {
  const noticed = events.filter(({ fact }) => NOTICED.has(fact.type));
  const notices = await Promise.all(
    noticed.map(async ({ seq, at }) => ({
      seq,
      at,
      paper: await loadPaper(store, caseKey(caseId), seq, sanctionNoticeSchema),
    })),
  );
  return notices.flatMap(({ seq, at, paper }) => (paper ? [{ seq, at, paper }] : []));
};

/** The notice that a permit has had of a sanction of a later day, for a violation of it or of the one that it is under. */
export const notified = async (store: Store, caseId: string, findingId: string) => {
  const isIt = ({ fact }: CaseEvent) => fact.type === 'sanction-notified' && fact.findingId === findingId;
  const seq = (await loadEvents(store, caseId)).find(isIt)?.seq;
  const paper = await loadPaper(store, caseKey(caseId), seq, sanctionNoticeSchema);
  return paper?.type === 'sanction-notice' ? paper : undefined;
};
