import type { Role } from '../directory/directory.ts';
import { carriedOut } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { dateOf } from '../values/calendar.ts';
import { attendCase } from './attend-case.ts';
import { attendHeld } from './attend-held.ts';

/** Delivery of `hand-over`: every open question of the role goes to whoever holds it now. */
export const handOver =
  (ports: Ports) =>
  async (role: Role): Promise<void> => {
    const rows = await queryAll(ports.store, { index: 'register', hash: `INBOX#${role}` });
    for (const row of rows)
      carriedOut(await attendCase(ports)(row.pk.slice('CASE#'.length), dateOf(ports.clock()), 'hand-over'));
    await attendHeld(ports);
  };
