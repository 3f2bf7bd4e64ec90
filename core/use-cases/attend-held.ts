import { dateOf } from '../calendar.ts';
import { caseKey, HELD } from '../case-store.ts';
import { carriedOut } from '../commit.ts';
import type { Ports } from '../ports.ts';
import { queryAll } from '../query-all.ts';
import { attendCase } from './attend-case.ts';

/** Who is in office, or which section has a system, has changed: the papers that are held are looked at again. */
export const attendHeld = async (ports: Ports): Promise<void> => {
  const rows = await queryAll(ports.store, { index: 'register', hash: HELD });
  for (const { pk } of rows)
    carriedOut(await attendCase(ports)(pk.slice(caseKey('').length), dateOf(ports.clock()), 'hand-over'));
};
