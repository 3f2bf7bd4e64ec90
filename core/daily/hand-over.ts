import { isSupervised } from '../case/case-state.ts';
import { loadCase, permitsOf } from '../case/case-store.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import type { Role } from '../directory/directory.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { carriedOut, commit } from '../store/commit.ts';
import { type Ports, queryAll } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { attendCase, attendHeld } from './attend-case.ts';
import { followSystem } from './attend-permit.ts';

/** Delivery of `hand-over`: every open question of the role goes to whoever holds it now. */
export const handOver =
  (ports: Ports) =>
  async (role: Role): Promise<void> => {
    const rows = await queryAll(ports.store, { index: 'register', hash: `INBOX#${role}` });
    for (const row of rows)
      carriedOut(await attendCase(ports)(row.pk.slice('CASE#'.length), dateOf(ports.clock()), 'hand-over'));
    await attendHeld(ports);
  };

/** Delivery of `move-permits`: every permit of the system follows it, and its questions go to the new manager. */
export const movePermits =
  (ports: Ports) =>
  async (systemId: string, fromSectionId: string, justPermitted?: string): Promise<void> => {
    const { store, clock } = ports;
    const rows = await queryAll(store, { index: 'register', hash: permitsOf(fromSectionId) });
    const listed = rows.map(({ pk }) => pk.slice('CASE#'.length));
    for (const caseId of new Set([...listed, ...(justPermitted === undefined ? [] : [justPermitted])])) {
      const moved = await commit<boolean>({ store }, async ({ store }) => {
        const state = await loadCase(store, caseId);
        const nothing = { ok: true, value: false, writes: [] } as const;
        if (state?.systemId !== systemId || !isSupervised(state) || !IN_FORCE.includes(state.status))
          return nothing;
        const plan = await followSystem(ports, state, await loadSettings(store));
        return plan.ok ? { ...plan, value: plan.value === 'moved' } : plan;
      });
      if (carriedOut(moved)) carriedOut(await attendCase(ports)(caseId, dateOf(clock()), 'hand-over'));
    }
    await attendHeld(ports);
  };
