import { type CaseState, openQuestions } from '../case/case-state.ts';
import type { Question, QuestionStage, Stage } from '../case/decision-request.ts';
import { type Caller, holds } from '../directory/caller.ts';
import { type Appointment, holdersOf, type Role } from '../directory/directory.ts';
import { appointmentsOfRole, loadPerson, loadSettings } from '../directory/directory-store.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { eligible, roleOf } from './ask.ts';
import { seenByCity } from './gate.ts';

type Reading = Pick<Ports, 'store' | 'clock'>;

/** A question that nobody has answered yet, as it stands for whoever reads it. */
export type OpenQuestion = Question & {
  /** Everybody who may answer today. */
  readonly holders: readonly Appointment[];
  /** The reader may answer. */
  readonly mine: boolean;
  /** The reader would answer as deputy (代決). */
  readonly asDeputy: boolean;
};

/** Of a case's open questions those that are looked for. */
export const viewQuestions = async <Q extends Question>(
  { store, clock }: Reading,
  caller: Caller,
  state: CaseState,
  questions: readonly Q[],
): Promise<readonly (Q & OpenQuestion)[]> => {
  const settings = await loadSettings(store);
  const today = dateOf(clock());
  return Promise.all(
    questions.map(async (question) => {
      const holders = await eligible(store, question, state, today, settings);
      const own = holders.filter(({ personId }) => personId === caller.person.personId);
      const mine = own.length > 0;
      return { ...question, holders, mine, asDeputy: mine && own.every(({ kind }) => kind === 'deputy') };
    }),
  );
};

/** Titles and names, as they are registered today. */
export const namesOf = (store: Store, holders: readonly Appointment[]): Promise<string[]> =>
  Promise.all(
    holders.map(async ({ title, personId }) =>
      `${title} ${(await loadPerson(store, personId))?.name ?? ''}`.trim(),
    ),
  );

/** 代決: title and name of the holder on whose behalf the caller would answer; undefined: on nobody's. */
export const deputyFor = async (
  { store, clock }: Reading,
  caller: Caller,
  role: Role,
): Promise<string | undefined> => {
  if (holds(caller, role)?.kind !== 'deputy') return undefined;
  const holders = holdersOf(await appointmentsOfRole(store, role), role, dateOf(clock()));
  const principal = holders.find(({ kind }) => kind === 'principal');
  const person = principal && (await loadPerson(store, principal.personId));
  return principal && person && `${principal.title} ${person.name}`;
};

/** {@link deputyFor} in the role of a stage about a case. */
export const deputyIn =
  (ports: Reading) =>
  async (caller: Caller, caseId: string, stage: Stage | QuestionStage): Promise<string | undefined> => {
    const seen = await seenByCity(ports.store, caller, caseId);
    return seen.ok ? deputyFor(ports, caller, roleOf(stage, seen.state)) : undefined;
  };

/** What a page on which something is answered says of the question. */
export type AskedOfMe = Pick<OpenQuestion, 'hash' | 'dueOn'> & {
  readonly asDeputyFor?: string | undefined;
};

/** The question of a stage about a record, if it is the caller's to answer. */
export const askedOf =
  (ports: Reading) =>
  async (
    caller: Caller,
    caseId: string,
    stage: Stage | QuestionStage,
    about?: string,
  ): Promise<AskedOfMe | undefined> => {
    const seen = await seenByCity(ports.store, caller, caseId);
    if (!seen.ok) return undefined;
    const sought = openQuestions(seen.state).filter((one) => one.stage === stage && one.about === about);
    const [question] = await viewQuestions(ports, caller, seen.state, sought);
    if (!question?.mine) return undefined;
    const { hash, dueOn, role } = question;
    return { hash, dueOn, asDeputyFor: await deputyFor(ports, caller, role) };
  };
