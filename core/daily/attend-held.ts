import { caseKey, HELD } from '../case/case-store.ts';
import { carriedOut } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { dateOf } from '../values/calendar.ts';
import { attendCase } from './attend-case.ts';

/** Who is in office, or which section has a system, has changed: the papers that are held are looked at again. */
export const attendHeld = async (ports: Ports): Promise<void> => {
  const rows = await queryAll(ports.store, { index: 'register', hash: HELD });
  for (const { pk } of rows)
    carriedOut(await attendCase(ports)(pk.slice(caseKey('').length), dateOf(ports.clock()), 'hand-over'));
};
