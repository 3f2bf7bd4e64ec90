import type { CaseState } from '../case/case-state.ts';
import { caseKey } from '../case/case-store.ts';
import type { CityNews } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Settings } from '../directory/settings.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { addresseesOf, eligible } from './addressees.ts';

/** Who is informed of what asks for no answer: the manager of the day, or the deputies of an office that is vacant. */
export const informed = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  state: CaseState,
  settings: Settings,
): Promise<readonly string[]> =>
  addresseesOf(await eligible(store, { stage: 'change' }, state, dateOf(clock()), settings), 'none');

/** The manager is informed of something that asks for no answer. */
export const tellManager = async (
  ports: Ports,
  state: CaseState,
  news: CityNews,
  about: string | undefined,
  settings: Settings,
): Promise<Write[]> => {
  return (await informed(ports, state, settings)).map((personId) =>
    outboxWrite(caseKey(state.caseId), ports.ids.next(), ports.clock(), {
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
