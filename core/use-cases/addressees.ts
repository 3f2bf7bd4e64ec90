import type { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../case.ts';
import type { Escalation, Stage } from '../decision-request.ts';
import { type Appointment, holdersOf, type Role } from '../directory.ts';
import { appointmentsOfRole } from '../directory-store.ts';
import type { Store } from '../ports.ts';
import type { Settings } from '../settings.ts';

export const roleOf = (stage: Stage, state: CaseState): Role =>
  stage === 'confirm' ? `manager:${state.sectionId}` : 'chief';

/** Everybody who may decide today: holders of the role, without whoever drafted the question (G12). */
export const eligible = async (
  store: Store,
  stage: Stage,
  state: CaseState,
  today: Temporal.PlainDate,
  settings: Settings,
): Promise<readonly Appointment[]> => {
  const role = roleOf(stage, state);
  const holders = holdersOf(await appointmentsOfRole(store, role), role, today);
  if (stage === 'confirm' || settings.selfApproval === 'allow' || state.status !== 'approving')
    return holders;
  return holders.filter((holder) => holder.personId !== state.confirmation.personId);
};

/** Who gets the link: the principals; the deputies too once it was escalated, or when no principal may decide. */
export const addresseesOf = (holders: readonly Appointment[], escalation: Escalation): readonly string[] => {
  const principals = holders.filter((holder) => holder.kind === 'principal');
  const chosen = escalation === 'none' && principals.length > 0 ? principals : holders;
  return [...new Set(chosen.map((holder) => holder.personId))];
};
