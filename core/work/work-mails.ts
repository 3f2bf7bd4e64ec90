import { loadApplicant } from '../application/revision-store.ts';
import type { CaseState } from '../case/case-state.ts';
import { caseKey } from '../case/case-store.ts';
import type { News } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import { loadPerson } from '../directory/directory-store.ts';
import type { Ports, Write } from '../store/ports.ts';

/** To whoever announced the work, or else to whoever applied for the permit. */
export const workNews = async (
  { store, clock, ids }: Ports,
  state: CaseState,
  { workId, announcedBy }: WorkHead,
  news: News,
): Promise<Write> => {
  const announcer = await loadPerson(store, announcedBy);
  const personId = announcer?.personId ?? (await loadApplicant(store, state));
  return outboxWrite(caseKey(state.caseId), ids.next(), clock(), {
    kind: 'mail',
    mail: { template: 'permit-news', personId, caseId: state.caseId, news, about: workId },
  });
};
