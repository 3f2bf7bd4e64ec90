import type { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../case/case-state.ts';
import { caseKey } from '../case/case-store.ts';
import {
  dueDateOf,
  type Escalation,
  type IssueReason,
  isForChief,
  type Question,
  type QuestionStage,
  type Stage,
} from '../case/decision-request.ts';
import type { CityNews } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { type Appointment, holdersOf, MOST_DEPUTIES, type Role } from '../directory/directory.ts';
import { appointmentsOfRole } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';

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

/** The mails that carry a link. A link is made when the mail is delivered, never stored. */
export const requestMails = (
  state: CaseState,
  request: Question,
  reason: 'opened' | IssueReason,
  nextId: () => string,
  now: Temporal.Instant,
  settings: Settings,
): Write[] => {
  const pk = caseKey(state.caseId);
  const { requestId, generation } = request;
  const { caseId } = state;
  const sectionId = settings.officeSectionId;
  const alert = (why: 'overdue' | 'no-holder') =>
    outboxWrite(pk, nextId(), now, {
      kind: 'mail',
      mail: { template: 'office-alert', sectionId, caseId, why, requestId },
    });
  return [
    ...request.issuedTo.map((personId) =>
      outboxWrite(pk, nextId(), now, {
        kind: 'mail',
        mail: { template: 'decision-request', personId, caseId, requestId, generation, reason },
      }),
    ),
    ...(request.issuedTo.length === 0 ? [alert('no-holder')] : []),
    ...(reason === 'escalation-office' ? [alert('overdue')] : []),
  ];
};

type Asked<S extends Stage | QuestionStage> = {
  readonly stage: S;
  /** The record that it is about; none: the application itself. */
  readonly about?: string;
  /** Hash of what is shown; it must be posted back with the answer. */
  readonly hash: string;
  /** Default: the target for a decision. */
  readonly dueOn?: Temporal.PlainDate;
  /** Who drafted what the chief is asked for (G12). */
  readonly drafter?: string | undefined;
  /** It waits in 決裁待ち, and is told with the report of its month instead of by a mail of its own (docs/adr/0053). */
  readonly quiet?: boolean;
};

/**
 * A question to a role and the mails that go with it. The question travels in the fact that opens it (`request`), the
 * mails in the same transaction.
 */
export const ask = async <S extends Stage | QuestionStage>(
  { store, clock, ids }: Ports,
  state: CaseState,
  asked: Asked<S>,
  settings: Settings,
): Promise<{ readonly request: Question & { readonly stage: S }; readonly mails: readonly Write[] }> => {
  const now = clock();
  const today = dateOf(now);
  const { stage, about, hash, drafter, quiet = false } = asked;
  const holders = await eligible(store, { stage, drafter }, state, today, settings);
  const at = now.toString({ smallestUnit: 'millisecond' });
  const request = {
    requestId: ids.next(),
    stage,
    ...(about === undefined ? {} : { about }),
    ...(drafter === undefined ? {} : { drafter }),
    ...(quiet ? { quiet } : {}),
    rev: state.rev,
    round: state.round,
    role: roleOf(stage, state),
    hash,
    openedAt: at,
    dueOn: (asked.dueOn ?? dueDateOf(today, settings, settings)).toString(),
    generation: 1,
    issuedTo: [...addresseesOf(holders, 'none')],
    issuedAt: at,
    remindersSent: 0,
    escalation: 'none' as const,
  };
  // Of what nobody may answer the office hears at once, all the same.
  const isTold = !quiet || request.issuedTo.length === 0;
  const mails = isTold ? requestMails(state, request, 'opened', () => ids.next(), now, settings) : [];
  return { request, mails };
};

/** Who is informed of what asks for no answer: the manager of the day, or the deputies of an office that is vacant. */
export const informed = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  state: CaseState,
  settings: Settings,
): Promise<readonly string[]> =>
  addresseesOf(await eligible(store, { stage: 'change' }, state, dateOf(clock()), settings), 'none');

/** The manager is informed of something that asks for no answer. */
export const tellManager = async (
  ports: Ports,
  state: CaseState,
  news: CityNews,
  about: string | undefined,
  settings: Settings,
): Promise<Write[]> => {
  return (await informed(ports, state, settings)).map((personId) =>
    outboxWrite(caseKey(state.caseId), ports.ids.next(), ports.clock(), {
      kind: 'mail',
      mail: {
        template: 'city-news',
        personId,
        caseId: state.caseId,
        news,
        ...(about === undefined ? {} : { about }),
      },
    }),
  );
};
