import type { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import { type CaseState, isSupervised, openQuestions, type Supervised } from '../case/case-state.ts';
import { loadCase, loadRecord } from '../case/case-store.ts';
import { type Question, type QuestionStage, type Stage, stageLabel } from '../case/decision-request.ts';
import type { LoadedRecord } from '../case/records.ts';
import { type Caller, canSee } from '../directory/caller.ts';
import { type Appointment, holdersOf, type Person, roleLabel, sectionOf } from '../directory/directory.ts';
import {
  appointmentsOfRole,
  loadPerson,
  loadSection,
  loadSettings,
  stillAppointed,
} from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import {
  CHANGED_SINCE_SHOWN,
  ERASED,
  NO_PERMIT,
  NOT_FOUND,
  type Refusal,
  refused,
} from '../values/errors.ts';
import type { Actor } from '../values/identity.ts';
import type { Signed } from '../values/signed.ts';
import { isDrafter, roleOf } from './ask.ts';

/**
 * The gate before every answer (docs/adr/0003, docs/adr/0043): the case is theirs to see, they hold the role at the moment
 * it is recorded, the question is open, they did not draft it (G12), and what they were shown is what is asked.
 */

type Reading = Pick<Ports, 'store' | 'clock'>;

/** Title and name as they are put on the record. */
export const signatory = (person: Person, appointment: Pick<Appointment, 'title'>) => ({
  personId: person.personId,
  name: person.name,
  title: appointment.title,
});

/** A case of the city's, for an official who may see it. Everybody else is answered as if it had never been. */
export const seenByCity = async (
  store: Store,
  caller: Caller,
  caseId: string,
): Promise<{ readonly ok: true; readonly state: CaseState; readonly settings: Settings } | Refusal> => {
  const state = await loadCase(store, caseId);
  const settings = await loadSettings(store);
  if (!state || canSee(caller, state, settings) !== 'city') return NOT_FOUND;
  return state.erasedAt === undefined ? { ok: true, state, settings } : ERASED;
};

/** By which appointment somebody holds the role of a stage on a day; with 代決 whose place they take, if there is anybody. */
export const holding = async (
  store: Store,
  stage: Stage | QuestionStage,
  state: CaseState,
  { personId, on }: { readonly personId: string; readonly on: Temporal.PlainDate },
) => {
  const role = roleOf(stage, state);
  // Read again, not taken from the session: an act needs the role at the moment it is recorded.
  const holders = holdersOf(await appointmentsOfRole(store, role), role, on);
  const held = holders.find((holder) => holder.personId === personId);
  if (!held) return undefined;
  const principal = held.kind === 'deputy' ? holders.find(({ kind }) => kind === 'principal') : undefined;
  const person = principal && (await loadPerson(store, principal.personId));
  return { role, held, principal: person && principal && signatory(person, principal) };
};

/**
 * How a question stands for one who holds its role.
 *
 * @param shown.hash of what they were shown
 */
export const standingOf = (
  question: Question | undefined,
  { state, settings }: { readonly state: CaseState; readonly settings: Settings },
  shown: { readonly personId: string; readonly hash: string },
): 'open' | 'closed' | 'drafter' | 'changed' => {
  if (!question) return 'closed';
  if (isDrafter(question, state, settings, shown.personId)) return 'drafter';
  return question.hash === shown.hash ? 'open' : 'changed';
};

export type Authorized = {
  readonly ok: true;
  readonly state: CaseState;
  readonly settings: Settings;
  readonly by: Actor;
  readonly signed: Signed;
  /** Must be among the writes: nobody has ended the appointment meanwhile. */
  readonly guard: Write;
};

/** An official acts in a role on a permit (第6条–第8条), asked or not. */
export const actInRole = async (
  ports: Reading,
  caller: Caller,
  caseId: string,
  stage: QuestionStage,
): Promise<Authorized | Refusal> => {
  const seen = await seenByCity(ports.store, caller, caseId);
  return seen.ok ? authorize(ports, caller, seen, stage) : seen;
};

const authorize = async (
  { store, clock }: Reading,
  caller: Caller,
  { state, settings }: { readonly state: CaseState; readonly settings: Settings },
  stage: QuestionStage,
): Promise<Authorized | Refusal> => {
  const { personId } = caller.person;
  const holds = await holding(store, stage, state, { personId, on: dateOf(clock()) });
  if (!holds) return refused('forbidden', 'not-holder', 'この操作を行う役職に、現在就いていません');
  const { role, held, principal } = holds;
  // 職務代理: the title that whoever holds the office would have (課の長の職名).
  const actingFor =
    held.kind === 'deputy' && !principal
      ? (await loadSection(store, sectionOf(role) ?? settings.officeSectionId))?.headTitle
      : undefined;
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

/** The record that an act is about, and the role in which it is done. */
export type About<H> = {
  readonly stage: QuestionStage;
  readonly kind: { readonly prefix: string; readonly head: z.ZodType<H> };
  readonly id: string;
};
export type OnRecord<H> = Authorized & {
  readonly state: Supervised;
  readonly record: LoadedRecord & { readonly head: H };
};

/** {@link actInRole} on a record of a permit. */
export const actOnRecord = async <H>(
  ports: Reading,
  caller: Caller,
  caseId: string,
  { stage, kind, id }: About<H>,
): Promise<OnRecord<H> | Refusal> => {
  const seen = await seenByCity(ports.store, caller, caseId);
  if (!seen.ok) return seen;
  const { state } = seen;
  if (!isSupervised(state)) return NO_PERMIT;
  const record = await loadRecord(ports.store, caseId, kind, id);
  if (!record) return NOT_FOUND;
  const authorized = await authorize(ports, caller, seen, stage);
  return authorized.ok ? { ...authorized, state, record } : authorized;
};

/** The open question of a stage about a record. */
export const openAbout = (state: CaseState, stage: QuestionStage, id: string): Question | undefined =>
  openQuestions(state).find((question) => question.stage === stage && question.about === id);

const DRAFTED: Partial<Record<QuestionStage, string>> = {
  'change-approval': '変更届を確認した本人は承認できません',
  'shortening-approval': '承認を求めた本人は承認できません',
};

/**
 * The question that is answered, or why it cannot be.
 *
 * @param posted the hash that was sent back
 * @param shownWith hash of what was shown, where more was shown than what the question was asked about
 */
export const asked = async (
  { person: { personId } }: Caller,
  on: Authorized,
  { stage, id }: Pick<About<unknown>, 'stage' | 'id'>,
  posted: string,
  shownWith: (hash: string) => string | Promise<string> = (hash) => hash,
): Promise<{ readonly ok: true; readonly question: Question } | Refusal> => {
  const question = openAbout(on.state, stage, id);
  const hash = question && (await shownWith(question.hash)) === posted ? question.hash : '';
  const standing = standingOf(question, on, { personId, hash });
  if (question && standing === 'open') return { ok: true, question };
  if (standing === 'changed') return CHANGED_SINCE_SHOWN;
  if (standing === 'drafter')
    return refused(
      'forbidden',
      'drafter-cannot-decide',
      `${DRAFTED[stage] ?? '報告した本人は受領できません'}。代決者が行います（設定「確認した者が承認もすること」、第12条）`,
    );
  return refused(
    'conflict',
    'already-answered',
    `「${stageLabel(stage)}」は、すでに済んでいるか、求められていません。最新の内容を確認してください`,
  );
};
