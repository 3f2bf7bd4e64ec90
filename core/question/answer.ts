import { ERASED } from '../case/case.ts';
import { type CaseState, openQuestions } from '../case/case-state.ts';
import { loadCase } from '../case/case-store.ts';
import { type Question, type QuestionStage, stageLabel } from '../case/decision-request.ts';
import { type Caller, canSee } from '../directory/caller.ts';
import {
  type Appointment,
  holdersOf,
  type Person,
  type Role,
  roleLabel,
  sectionOf,
} from '../directory/directory.ts';
import {
  appointmentsOfRole,
  loadPerson,
  loadSection,
  loadSettings,
  stillAppointed,
} from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import type { Actor } from '../values/actor.ts';
import { dateOf } from '../values/calendar.ts';
import { type Refusal, refused } from '../values/errors.ts';
import type { Signed } from '../values/signed.ts';
import { eligible, roleOf } from './addressees.ts';

export type Authorized = {
  readonly ok: true;
  readonly state: CaseState;
  readonly settings: Settings;
  readonly by: Actor;
  readonly signed: Signed;
  /** Must be among the writes: nobody has ended the appointment meanwhile. */
  readonly guard: Write;
};
export type Answering = Authorized & { readonly question: Question };

/**
 * An official acts in a role on a permit (第6条–第8条): holds it now, and the case is theirs to see. For acts that
 * nobody asked for (an instruction, a finding of the manager's own).
 */
export const actInRole = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  caseId: string,
  stage: QuestionStage,
): Promise<Authorized | Refusal> => {
  const settings = await loadSettings(store);
  const state = await loadCase(store, caseId);
  if (!state || canSee(caller, state, settings) !== 'city')
    return refused('not-found', 'not-found', '見つかりません');
  if (state.erasedAt !== undefined) return ERASED;
  const role = roleOf(stage, state);
  const today = dateOf(clock());
  const { personId } = caller.person;
  // Read again, not taken from the session: an act needs the role at the moment it is recorded.
  const holders = holdersOf(await appointmentsOfRole(store, role), role, today);
  const held = holders.find((holder) => holder.personId === personId);
  if (!held) return refused('forbidden', 'not-holder', 'この操作を行う役職に、現在就いていません');
  const principal = await principalOf(store, held, holders);
  const actingFor =
    held.kind === 'deputy' && !principal ? await officeTitle(store, role, settings) : undefined;
  return {
    ok: true,
    state,
    settings,
    by: { kind: 'person', personId, role, as: held.kind, principalId: principal?.personId },
    signed: {
      decidedBy: signatory(caller.person, held),
      decidedAs: held.kind,
      role: roleLabel(role),
      ...(principal ? { principal } : {}),
      ...(actingFor === undefined ? {} : { actingFor }),
      channel: caller.channel === 'mail-link' ? 'mail-link' : 'screen',
      decidedAt: clock().toString({ smallestUnit: 'millisecond' }),
    },
    guard: stillAppointed(held),
  };
};

/** The title that whoever holds the office would have (課の長の職名). */
const officeTitle = async (store: Store, role: Role, { officeSectionId }: Settings) =>
  (await loadSection(store, sectionOf(role) ?? officeSectionId))?.headTitle;

export const CHANGED_SINCE_SHOWN = refused(
  'conflict',
  'changed-since-shown',
  '表示した後に内容が変わりました。最新の内容を読み直してから回答してください',
);

const principalOf = async (store: Store, held: Appointment, holders: readonly Appointment[]) => {
  const principal = held.kind === 'deputy' ? holders.find(({ kind }) => kind === 'principal') : undefined;
  const person = principal && (await loadPerson(store, principal.personId));
  return principal && person && signatory(person, principal);
};

/**
 * Everything that must be true before an answer is even read (docs/adr/0003): the question is open, the caller holds
 * its role now and did not draft it, and what was shown is what is asked.
 *
 * @param input.hash of what was shown
 */
export const answering = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  caseId: string,
  input: { readonly stage: QuestionStage; readonly about: string; readonly hash: string },
): Promise<Answering | Refusal> => {
  const authorized = await actInRole(ports, caller, caseId, input.stage);
  if (!authorized.ok) return authorized;
  const { state, settings } = authorized;
  const question = openQuestions(state).find(
    ({ stage, about }) => stage === input.stage && about === input.about,
  );
  if (!question)
    return refused(
      'conflict',
      'already-answered',
      `「${stageLabel(input.stage)}」は、すでに済んでいるか、求められていません。最新の内容を確認してください`,
    );
  const drafted =
    input.stage === 'change-approval'
      ? '変更届を確認した本人は承認できません'
      : '報告した本人は受領できません';
  const holders = await eligible(ports.store, question, state, dateOf(ports.clock()), settings);
  if (!holders.some(({ personId }) => personId === caller.person.personId))
    return refused(
      'forbidden',
      'drafter-cannot-decide',
      `${drafted}。代決者が行います（設定「確認した者が承認もすること」、第12条）`,
    );
  if (question.hash !== input.hash) return CHANGED_SINCE_SHOWN;
  return { ...authorized, question };
};

/** Title and name as they are put on the record. */
export const signatory = (person: Person, appointment: Pick<Appointment, 'title'>) => ({
  personId: person.personId,
  name: person.name,
  title: appointment.title,
});
