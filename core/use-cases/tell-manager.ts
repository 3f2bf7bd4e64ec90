import { dateOf } from '../calendar.ts';
import type { CaseState } from '../case-state.ts';
import { caseKey } from '../case-store.ts';
import { type CityNews, outboxWrite } from '../outbox.ts';
import type { Ports, Write } from '../ports.ts';
import type { Settings } from '../settings.ts';
import { addresseesOf, eligible } from './addressees.ts';

/** The manager is informed of something that asks for no answer. */
export const tellManager = async (
  { store, clock, ids }: Ports,
  state: CaseState,
  news: CityNews,
  about: string | undefined,
  settings: Settings,
): Promise<Write[]> => {
  const now = clock();
  const holders = await eligible(store, { stage: 'change' }, state, dateOf(now), settings);
  return addresseesOf(holders, 'none').map((personId) =>
    outboxWrite(caseKey(state.caseId), ids.next(), now, {
      kind: 'mail',
      mail: {
        template: 'city-news',
        personId,
        caseId: state.caseId,
        news,
        ...(about === undefined ? {} : { about }),
      },
    }),
  );
};
