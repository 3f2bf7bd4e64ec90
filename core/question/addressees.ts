import type { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../case/case-state.ts';
import {
  type Escalation,
  isForChief,
  type Question,
  type QuestionStage,
  type Stage,
} from '../case/decision-request.ts';
import { type Appointment, holdersOf, MOST_DEPUTIES, type Role } from '../directory/directory.ts';
import { appointmentsOfRole } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import type { Store } from '../store/ports.ts';

export const roleOf = (stage: Stage | QuestionStage, state: CaseState): Role =>
  isForChief(stage) ? 'chief' : `manager:${state.sectionId}`;

/** Whoever drafted what the chief is asked for: the manager who confirmed, or reported. */
const drafterOf = (question: Pick<Question, 'stage' | 'drafter'>, state: CaseState): string | undefined =>
  question.stage === 'approve' && state.status === 'approving'
    ? state.confirmation.personId
    : question.drafter;

/** G12: whoever drafted what the chief is asked for does not answer it, unless the setting allows it. */
export const isDrafter = (
  question: Pick<Question, 'stage' | 'drafter'>,
  state: CaseState,
  { selfApproval }: Settings,
  personId: string,
): boolean =>
  isForChief(question.stage) && selfApproval !== 'allow' && drafterOf(question, state) === personId;

/** Everybody who may answer today: holders of the role, without whoever drafted the question to the chief (G12). */
export const eligible = async (
  store: Store,
  question: Pick<Question, 'stage' | 'drafter'>,
  state: CaseState,
  today: Temporal.PlainDate,
  settings: Settings,
): Promise<readonly Appointment[]> => {
  const role = roleOf(question.stage, state);
  const holders = holdersOf(await appointmentsOfRole(store, role), role, today);
  return holders.filter(({ personId }) => !isDrafter(question, state, settings, personId));
};

/** Who gets the link: the principals; the deputies too once it was escalated, or when no principal may decide. */
export const addresseesOf = (holders: readonly Appointment[], escalation: Escalation): readonly string[] => {
  const principals = holders.filter((holder) => holder.kind === 'principal');
  const chosen = escalation === 'none' && principals.length > 0 ? principals : holders;
  return [...new Set(chosen.map((holder) => holder.personId))].slice(0, 1 + MOST_DEPUTIES);
};
