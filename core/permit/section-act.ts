import type { Supervised } from '../case/case-state.ts';
import type { Caller } from '../directory/caller.ts';
import { holdersOf, type Role } from '../directory/directory.ts';
import { appointmentsOfRole, loadSettings, stillAppointed } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Refusal, refused } from '../values/errors.ts';
import type { Actor } from '../values/identity.ts';
import { loadPermit } from './view-permit.ts';

/** A permit that the city may see. */
export const seePermit = async (
  { store }: Pick<Ports, 'store'>,
  caller: Caller,
  caseId: string,
): Promise<{ readonly ok: true; readonly state: Supervised; readonly settings: Settings } | Refusal> => {
  const found = await loadPermit(store, caller, caseId);
  if (!found.ok) return found;
  const { state, sees } = found.value;
  return sees === 'city' ? { ok: true, state, settings: await loadSettings(store) } : NOT_FOUND;
};

export type SectionAct = {
  readonly ok: true;
  readonly state: Supervised;
  readonly settings: Settings;
  readonly by: Actor;
  /** Must be among the writes: nobody has ended the appointment meanwhile. */
  readonly guard: Write;
};

/** The section that owns the system does its own paperwork: the manager, a deputy, or a clerk of the section. */
export const actForSection = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  caseId: string,
): Promise<SectionAct | Refusal> => {
  const seen = await seePermit(ports, caller, caseId);
  if (!seen.ok) return seen;
  const { personId } = caller.person;
  const today = dateOf(ports.clock());
  const roles: readonly Role[] = [`manager:${seen.state.sectionId}`, `clerk:${seen.state.sectionId}`];
  for (const role of roles) {
    // Read again, not taken from the session: an act needs the role at the moment it is recorded.
    const holders = holdersOf(await appointmentsOfRole(ports.store, role), role, today);
    const held = holders.find((holder) => holder.personId === personId);
    if (held)
      return {
        ...seen,
        by: { kind: 'person', personId, role, as: held.kind },
        guard: stillAppointed(held),
      };
  }
  return refused('forbidden', 'not-holder', '照合は、所管課の情報セキュリティ管理者又は担当者が行います');
};

/** The vendor's own permit; 404 for everybody else's. */
export const permitOfVendor = async (
  store: Store,
  caller: Caller,
  caseId: string,
): Promise<{ readonly ok: true; readonly state: Supervised } | Refusal> => {
  const found = await loadPermit(store, caller, caseId);
  if (!found.ok) return found;
  const { state, sees } = found.value;
  return sees === 'vendor'
    ? { ok: true, state }
    : refused('forbidden', 'not-vendor', '作業の申請と報告は、保守事業者が行います（第6条第1号）');
};
