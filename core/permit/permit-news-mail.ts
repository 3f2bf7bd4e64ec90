import type { Temporal } from 'temporal-polyfill';
import { loadApplicant } from '../application/revision-store.ts';
import type { CaseState } from '../case/case-state.ts';
import { caseKey } from '../case/case-store.ts';
import { type Copy, type News, outboxWrite } from '../case/outbox.ts';
import type { Ports, Write } from '../store/ports.ts';

const EVERYBODY: readonly Copy[] = ['responsible', 'contact'];
/**
 * What binds the vendor, or frees it again (第6条第6号–第8条), is told also to those whom the permit names today: whoever
 * applied may have left. One whose address has had the mail already gets no second (functions/outbox).
 */
const COPIES: Partial<Record<News, readonly Copy[]>> = {
  instructed: EVERYBODY,
  'instruction-judged': EVERYBODY,
  'instruction-lifted': EVERYBODY,
  ordered: EVERYBODY,
  'order-withdrawn': EVERYBODY,
  'due-extended': EVERYBODY,
  'statement-recorded': EVERYBODY,
  judged: EVERYBODY,
  'measure-taken': EVERYBODY,
  'sanction-notified': EVERYBODY,
  suspended: EVERYBODY,
  'partly-suspended': EVERYBODY,
  'partial-stop-ended': EVERYBODY,
  'suspension-extended': EVERYBODY,
  'suspension-ended': EVERYBODY,
  revoked: EVERYBODY,
  lapsed: EVERYBODY,
  lifted: EVERYBODY,
  'lifting-declined': EVERYBODY,
  'order-taken-over': EVERYBODY,
  'order-closed': EVERYBODY,
  'report-dunned': ['responsible'],
  'section-changed': EVERYBODY,
};

/** What has befallen a permit, told to whoever applied for it. */
export const newsMails = async (
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  state: CaseState,
  news: News,
  now: Temporal.Instant,
  about?: string,
): Promise<readonly Write[]> => {
  const personId = await loadApplicant(store, state);
  const { caseId } = state;
  const mail = (copy?: Copy): Write =>
    outboxWrite(caseKey(caseId), ids.next(), now, {
      kind: 'mail',
      mail: {
        template: 'permit-news',
        personId,
        caseId,
        news,
        ...(about === undefined ? {} : { about }),
        ...(copy === undefined ? {} : { copy }),
      },
    });
  return [mail(), ...(COPIES[news] ?? []).map(mail)];
};
