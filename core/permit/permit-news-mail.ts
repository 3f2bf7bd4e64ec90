import type { Temporal } from 'temporal-polyfill';
import { loadApplicant } from '../application/revision-store.ts';
import type { Copy } from '../case/aggregate.ts';
import type { CaseState } from '../case/case-state.ts';
import { caseKey } from '../case/case-store.ts';
import { NEWS, type News } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Ports, Write } from '../store/ports.ts';

/**
 * What has befallen a permit, told to whoever applied for it, and to whom else it concerns. One whose address has had the mail
 * already gets no second (functions/outbox).
 */
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
  return [mail(), ...NEWS[news].map(mail)];
};
