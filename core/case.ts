import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Actor, actorSchema } from './actor.ts';
import { dateOf } from './calendar.ts';
import { changeFactSchema } from './change.ts';
import {
  decisionRequestSchema,
  ESCALATIONS,
  type IssueReason,
  type Question,
  questionSchema,
  stageSchema,
} from './decision-request.ts';
import { accepted, Fatal, type Outcome, refused } from './errors.ts';
import { findingFactSchema } from './finding.ts';
import { hashOf } from './hash.ts';
import { instructionFactSchema } from './instruction.ts';
import { reportFactSchema } from './monthly-report.ts';
import { followOrders, openOrderSchema } from './open-orders.ts';
import type { Paper } from './papers.ts';
import { IN_FORCE } from './permit-statuses.ts';
import { reconciliationFactSchema } from './reconciliation.ts';
import { reconfirmationFactSchema } from './reconfirmation.ts';
import { createRecordFolder, type LoadedRecord, type RecordChange } from './records.ts';
import { followFigures, NO_FIGURES, registerFiguresSchema } from './register-figures.ts';
import { monthAfter, reportMonth } from './report-dates.ts';
import { type EventType, STATUSES, type Status, TRANSITIONS } from './transitions.ts';
import { workFactSchema } from './work.ts';

/**
 * A case: one application and the permit that comes of it. Its state is the fold of its events; the number of
 * the last event is the state's version, so the audit trail and the optimistic lock are one mechanism.
 * Events carry ids, decisions and hashes, never free text or names: they outlive the erasure of personal data.
 */

const period = z.object({ from: z.string(), to: z.string() });

/** By what a permit was suspended or revoked (第8条); with `parent` it fell with the parent's (第11条). */
const sanctioned = {
  findingId: z.string(),
  orderNo: z.string(),
  /** 文書番号 of the notice (F9). */
  documentNo: z.string(),
  parent: z.string().optional(),
};

const revision = { rev: z.int(), hash: z.string(), period };

/** What happened, by type. */
const factSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('submitted'),
    caseId: z.string(),
    caseNo: z.string(),
    vendorId: z.string(),
    systemId: z.string(),
    sectionId: z.string(),
    regulationId: z.string(),
    applicationType: z.string(),
    parentCaseId: z.string().optional(),
    previousCaseId: z.string().optional(),
    ...revision,
  }),
  z.object({
    type: z.literal('resubmitted'),
    applicationType: z.string(),
    parentCaseId: z.string().optional(),
    previousCaseId: z.string().optional(),
    ...revision,
  }),
  z.object({
    type: z.literal('found-nonconforming'),
    items: z.array(z.string()),
    reasons: z.array(z.string()),
  }),
  z.object({ type: z.literal('correction-reminded') }),
  z.object({ type: z.literal('confirmation-requested'), request: decisionRequestSchema }),
  z.object({ type: z.literal('approval-requested'), request: decisionRequestSchema }),
  z.object({
    type: z.literal('request-reissued'),
    /** Absent: the application's own question. */
    requestId: z.string().optional(),
    reason: z.enum(['reminder', 'link-expired', 'hand-over', 'escalation-deputy', 'escalation-office']),
    issuedTo: z.array(z.string()),
    escalation: z.enum(ESCALATIONS),
    role: z.string(),
  }),
  z.object({ type: z.literal('returned-by-manager'), decisionHash: z.string(), items: z.array(z.string()) }),
  z.object({ type: z.literal('refused-by-manager'), decisionHash: z.string() }),
  z.object({ type: z.literal('confirmed'), decisionHash: z.string(), exceptions: z.array(z.string()) }),
  z.object({ type: z.literal('sent-back'), decisionHash: z.string() }),
  z.object({ type: z.literal('approved'), decisionHash: z.string(), conditional: z.boolean() }),
  z.object({ type: z.literal('refused-by-chief'), decisionHash: z.string() }),
  z.object({ type: z.literal('withdrawn') }),
  z.object({ type: z.literal('permit-issued'), permitNo: z.string() }),
  z.object({
    type: z.literal('permit-notified'),
    documentNo: z.string(),
    issuedOn: z.string(),
    /** Day on which 別表1 is to be confirmed again (第6条第7号). */
    reconfirmOn: z.string().optional(),
  }),
  z.object({ type: z.literal('refusal-notified'), documentNo: z.string(), issuedOn: z.string() }),
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('expired') }),
  z.object({ type: z.literal('suspended'), ...sanctioned, until: z.string().optional() }),
  z.object({
    type: z.literal('suspension-lifted'),
    findingId: z.string(),
    answers: z.string().optional(),
    documentNo: z.string(),
    parent: z.string().optional(),
  }),
  z.object({ type: z.literal('revoked'), ...sanctioned }),
  /** 廃止届: `lastDay` is the last day of use. */
  z.object({ type: z.literal('ending-filed'), lastDay: z.string() }),
  z.object({ type: z.literal('ending-withdrawn') }),
  /** `stage`: 1, 2 or 3, as the settings count the days. */
  z.object({ type: z.literal('renewal-reminded'), stage: z.int() }),
  /** The system belongs to another section now. */
  z.object({ type: z.literal('section-changed'), sectionId: z.string() }),
  /** `on`: the first day on which the permit holds no more. */
  z.object({ type: z.literal('ended'), on: z.string(), parent: z.string().optional() }),
  z.object({ type: z.literal('closed-out') }),
  z.object({ type: z.literal('parked'), error: z.string() }),
  z.object({ type: z.literal('resumed') }),
  /** Retention is over (第12条): the trail is closed, everything personal goes. `approval`: hash of the chief's approval. */
  z.object({ type: z.literal('erased'), disposalId: z.string(), approval: z.string() }),
  findingFactSchema,
  changeFactSchema,
  reconfirmationFactSchema,
  instructionFactSchema,
  workFactSchema,
  reconciliationFactSchema,
  reportFactSchema,
]);
export type CaseFact = z.infer<typeof factSchema>;

export const caseEventSchema = z.object({
  seq: z.int(),
  at: z.string(),
  by: actorSchema,
  fact: factSchema,
  /** Hash of the paper `PAPER#<seq>`: what was written, by people and in their words. */
  paper: z.string().optional(),
  previousHash: z.string(),
  hash: z.string(),
});
export type CaseEvent = z.infer<typeof caseEventSchema>;

const common = {
  caseId: z.string(),
  caseNo: z.string(),
  version: z.int(),
  headHash: z.string(),
  vendorId: z.string(),
  systemId: z.string(),
  sectionId: z.string(),
  regulationId: z.string(),
  applicationType: z.string(),
  parentCaseId: z.string().optional(),
  /** The permit that this one continues (継続). */
  previousCaseId: z.string().optional(),
  period,
  rev: z.int(),
  revHash: z.string(),
  round: z.int(),
  submittedAt: z.string(),
  changedAt: z.string(),
  /** Error name while the workflow waits for an operator. */
  parked: z.string().optional(),
  /** Nothing follows any more: what people wrote is gone, or going. */
  erasedAt: z.string().optional(),
};

const decision = z.object({
  stage: stageSchema,
  conditional: z.boolean(),
  decisionHash: z.string(),
  personId: z.string(),
  at: z.string(),
});
const confirmation = z.object({
  decisionHash: z.string(),
  personId: z.string(),
  at: z.string(),
  exceptions: z.array(z.string()),
});
const notice = z.object({ documentNo: z.string(), issuedOn: z.string() });
const permitted = { confirmation, decision, permitNo: z.string() };
const supervised = {
  ...permitted,
  notice,
  /** Open questions about the permit, oldest first. */
  questions: z.array(questionSchema).default([]),
  /** Orders that are not done with, oldest first. */
  orders: z.array(openOrderSchema).default([]),
  /** 緊急接続停止指示 that hold: no connection may be made (第6条第6号, G9). */
  cutOffs: z.array(z.string()).default([]),
  /** First month (YYYY-MM) whose report has not been asked for; absent when none is to come (第10条). */
  nextReport: z.string().optional(),
  figures: registerFiguresSchema,
  /** Day on which 別表1 is to be confirmed again; absent while the manager is asked (第6条第7号). */
  reconfirmOn: z.string().optional(),
  /** The version under which it was confirmed again, where it is not the one it was judged by (G15). */
  reconfirmedUnder: z.string().optional(),
  /** Reminders of the end that were sent: the highest stage. */
  renewalReminded: z.int().optional(),
  /** 廃止届 that has been handed in: the last day of use; `paper` is the number of its event. */
  ending: z.object({ lastDay: z.string(), filedAt: z.string(), paper: z.int() }).optional(),
};
/** First day on which the permit holds no more. */
const over = { ...supervised, overOn: z.string() };

export const caseStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('received'), ...common }),
  z.object({
    status: z.literal('returned'),
    ...common,
    returned: z.object({
      by: z.enum(['check', 'manager']),
      items: z.array(z.string()),
      reasons: z.array(z.string()),
      at: z.string(),
      remindedAt: z.string().optional(),
    }),
  }),
  z.object({ status: z.literal('confirming'), ...common, request: decisionRequestSchema.optional() }),
  z.object({
    status: z.literal('approving'),
    ...common,
    confirmation,
    request: decisionRequestSchema.optional(),
  }),
  z.object({ status: z.literal('approved'), ...common, confirmation, decision }),
  z.object({ status: z.literal('refused'), ...common, decision, notice: notice.optional() }),
  z.object({ status: z.literal('withdrawn'), ...common }),
  z.object({ status: z.literal('issued'), ...common, ...permitted }),
  z.object({ status: z.literal('upcoming'), ...common, ...supervised }),
  z.object({ status: z.literal('active'), ...common, ...supervised }),
  z.object({
    status: z.literal('suspended'),
    ...common,
    ...supervised,
    suspension: z.object({ ...sanctioned, at: z.string(), until: z.string().optional() }),
  }),
  z.object({ status: z.literal('expired'), ...common, ...over, closedOut: z.boolean().optional() }),
  z.object({ status: z.literal('revoked'), ...common, ...over, revocation: z.object(sanctioned) }),
  z.object({ status: z.literal('ended'), ...common, ...over, closedOut: z.boolean().optional() }),
]);
export type CaseState = z.infer<typeof caseStateSchema>;
export type StateOf<S extends Status> = Extract<CaseState, { status: S }>;

/** A permit of which the vendor was notified, in force or over. */
export type Supervised = Extract<CaseState, { questions: Question[] }>;
export const isSupervised = (state: CaseState): state is Supervised => 'questions' in state;

/** Every open question of a case: the application's own, or those about the permit. */
export const openQuestions = (state: CaseState): readonly Question[] => {
  if (isSupervised(state)) return state.questions;
  const request = openRequest(state);
  return request ? [request] : [];
};

/** The open question about an application, if there is one. */
export const openRequest = (state: CaseState) =>
  state.status === 'confirming' || state.status === 'approving' ? state.request : undefined;

/** New links that urge; the others only replace what no longer works. */
const URGING: ReadonlySet<IssueReason> = new Set(['reminder', 'escalation-deputy', 'escalation-office']);

/** State after one more event. Throws `Fatal` when the event cannot follow (a corrupt trail). */
export const evolve = (state: CaseState | undefined, event: CaseEvent): CaseState => {
  const after = evolveStatus(state, event);
  return isSupervised(after) ? followUp(after, event.fact) : after;
};

/** A question of the same stage about the same record takes the place of an older one: what is asked about has changed. */
const replaces = (question: Question) => (older: Question) =>
  older.stage === question.stage && older.about === question.about;

/** What asks for something that can happen no more: an order when the permit is over (第7条), anything of one withdrawn. */
const isIdle = ({ stage, about }: Question, state: Supervised, fact: CaseFact): boolean => {
  if (fact.type === 'order-withdrawn' && about === fact.findingId) return stage !== 'receipt';
  if (stage === 'lift') return state.status !== 'suspended';
  return OF_ORDERS.has(stage) && !IN_FORCE.includes(state.status);
};
const OF_ORDERS: ReadonlySet<string> = new Set(['order', 'judge', 'noncompliance', 'sanction']);

const followCutOffs = (cutOffs: readonly string[], fact: CaseFact): string[] => {
  if (fact.type === 'instruction-issued' && fact.kind === 'cut-off') return [...cutOffs, fact.instructionId];
  return cutOffs.filter((id) => fact.type !== 'instruction-lifted' || id !== fact.instructionId);
};

/** What an event opens and closes: questions, orders, cut-offs. */
const followUp = (state: Supervised, fact: CaseFact): CaseState => {
  const opened = [
    'request' in fact ? fact.request : undefined,
    'requestNext' in fact ? fact.requestNext : undefined,
  ].filter((question) => question !== undefined);
  const closed = 'answers' in fact ? fact.answers : 'closes' in fact ? fact.closes : undefined;
  return {
    ...state,
    questions: [
      ...state.questions.filter(
        (older) =>
          older.requestId !== closed &&
          !opened.some((question) => replaces(question)(older)) &&
          !isIdle(older, state, fact),
      ),
      ...opened,
    ],
    orders: IN_FORCE.includes(state.status) ? followOrders(state.orders, fact) : [],
    figures: followFigures(state.figures, fact),
    cutOffs: IN_FORCE.includes(state.status) ? followCutOffs(state.cutOffs, fact) : [],
  };
};

const evolveStatus = (state: CaseState | undefined, event: CaseEvent): CaseState => {
  const { fact, at } = event;
  const mark = { version: event.seq, headHash: event.hash, changedAt: at };
  if (fact.type === 'submitted') {
    if (state) throw new Fatal('submitted twice');
    const { type: _, hash, ...rest } = fact;
    return { status: 'received', ...rest, ...mark, revHash: hash, round: 1, submittedAt: at };
  }
  if (!state) throw new Fatal(`${fact.type} without a case`);
  const base = { ...commonOf(state), ...mark };
  const by = event.by.kind === 'person' ? event.by.personId : event.by.name;
  const decided = (stage: 'confirm' | 'approve', decisionHash: string, conditional: boolean) => ({
    stage,
    conditional,
    decisionHash,
    personId: by,
    at,
  });
  switch (fact.type) {
    case 'resubmitted': {
      const { type: _, hash, ...rest } = fact;
      return {
        ...base,
        parentCaseId: undefined,
        previousCaseId: undefined,
        ...rest,
        status: 'received',
        revHash: hash,
        round: 1,
      };
    }
    case 'found-nonconforming':
      return {
        ...base,
        status: 'returned',
        returned: { by: 'check', items: fact.items, reasons: fact.reasons, at },
      };
    case 'returned-by-manager':
      return { ...base, status: 'returned', returned: { by: 'manager', items: fact.items, reasons: [], at } };
    case 'correction-reminded': {
      const returned = expect(state, 'returned');
      return { ...returned, ...mark, returned: { ...returned.returned, remindedAt: at } };
    }
    case 'confirmation-requested':
      return { ...base, status: 'confirming', request: fact.request };
    case 'approval-requested':
      return { ...expect(state, 'approving'), ...mark, request: fact.request };
    case 'request-reissued': {
      const reissue = <R extends Question>(request: R): R => ({
        ...request,
        generation: request.generation + 1,
        issuedTo: fact.issuedTo,
        issuedAt: at,
        remindersSent: request.remindersSent + (URGING.has(fact.reason) ? 1 : 0),
        escalation: fact.escalation,
      });
      if (isSupervised(state))
        return {
          ...state,
          ...mark,
          questions: state.questions.map((question) =>
            question.requestId === fact.requestId ? reissue(question) : question,
          ),
        };
      if ((state.status !== 'confirming' && state.status !== 'approving') || !state.request)
        throw new Fatal('reissued without an open request');
      return { ...state, ...mark, request: reissue(state.request) };
    }
    case 'confirmed':
      return {
        ...base,
        status: 'approving',
        confirmation: { decisionHash: fact.decisionHash, personId: by, at, exceptions: fact.exceptions },
      };
    case 'sent-back':
      return { ...base, status: 'confirming', round: state.round + 1 };
    case 'approved': {
      const { confirmation } = expect(state, 'approving');
      return {
        ...base,
        status: 'approved',
        confirmation,
        decision: decided('approve', fact.decisionHash, fact.conditional),
      };
    }
    case 'refused-by-manager':
      return { ...base, status: 'refused', decision: decided('confirm', fact.decisionHash, false) };
    case 'refused-by-chief':
      return { ...base, status: 'refused', decision: decided('approve', fact.decisionHash, false) };
    case 'withdrawn':
      return { ...base, status: 'withdrawn' };
    case 'permit-issued':
      return { ...expect(state, 'approved'), ...mark, status: 'issued', permitNo: fact.permitNo };
    case 'permit-notified':
      return {
        ...expect(state, 'issued'),
        ...mark,
        status: 'upcoming',
        notice: { documentNo: fact.documentNo, issuedOn: fact.issuedOn },
        questions: [],
        orders: [],
        cutOffs: [],
        nextReport: reportMonth({ period: state.period, issuedOn: fact.issuedOn }),
        figures: NO_FIGURES,
        // Permits of before arts. 6–10 do not say: a year after they were confirmed.
        reconfirmOn:
          fact.reconfirmOn ??
          dateOf(Temporal.Instant.from(expect(state, 'issued').confirmation.at))
            .add({ years: 1 })
            .toString(),
      };
    case 'refusal-notified':
      return {
        ...expect(state, 'refused'),
        ...mark,
        notice: { documentNo: fact.documentNo, issuedOn: fact.issuedOn },
      };
    case 'started':
      return { ...expect(state, 'upcoming'), ...mark, status: 'active' };
    case 'ending-filed':
      return {
        ...inForce(state),
        ...mark,
        ending: { lastDay: fact.lastDay, filedAt: at, paper: event.seq },
      };
    case 'ending-withdrawn':
      return { ...inForce(state), ...mark, ending: undefined };
    case 'renewal-reminded':
      return { ...inForce(state), ...mark, renewalReminded: fact.stage };
    case 'reconfirmation-requested':
      return { ...inForce(state), ...mark, reconfirmOn: undefined };
    case 'reconfirmed': {
      const renewed = fact.nonconforming.length === 0 && fact.regulationId !== state.regulationId;
      return {
        ...inForce(state),
        ...mark,
        reconfirmOn: fact.nextOn,
        ...(renewed ? { reconfirmedUnder: fact.regulationId } : {}),
      };
    }
    case 'section-changed':
      return {
        ...inForce(state),
        ...mark,
        sectionId: fact.sectionId,
        questions: inForce(state).questions.map((question) =>
          question.role.startsWith('manager:')
            ? { ...question, role: `manager:${fact.sectionId}` }
            : question,
        ),
      };
    case 'expired': {
      const overOn = Temporal.PlainDate.from(state.period.to).add({ days: 1 }).toString();
      return { ...base, ...endOf(state, overOn), status: 'expired' };
    }
    case 'ended':
      return { ...base, ...endOf(state, fact.on), status: 'ended' };
    case 'revoked': {
      const { type: _, ...revocation } = fact;
      const overOn = dateOf(Temporal.Instant.from(at)).add({ days: 1 }).toString();
      return { ...base, ...endOf(state, overOn), status: 'revoked', revocation };
    }
    case 'suspended': {
      const { type: _, ...sanction } = fact;
      const held = supervisedOf(state);
      return { ...base, ...held, status: 'suspended', suspension: { ...sanction, at } };
    }
    case 'suspension-lifted': {
      // A permit that was suspended before its first day still has to wait for it.
      const begun = dateOf(Temporal.Instant.from(at)).toString() >= state.period.from;
      return { ...base, ...supervisedOf(state), status: begun ? 'active' : 'upcoming' };
    }
    case 'lifting-declined': {
      const suspended = expect(state, 'suspended');
      const suspension = { ...suspended.suspension, until: fact.until };
      return { ...suspended, ...mark, suspension };
    }
    case 'closed-out':
      if (state.status !== 'expired' && state.status !== 'ended') throw new Fatal('nothing to close out');
      return { ...state, ...mark, closedOut: true };
    case 'report-requested': {
      if (!isSupervised(state)) throw new Fatal('a report without a permit');
      return { ...state, ...mark, nextReport: reportMonth(heldOf(state), monthAfter(fact.yearMonth)) };
    }
    case 'parked':
      return { ...state, ...mark, parked: fact.error };
    case 'resumed':
      return { ...state, ...mark, parked: undefined };
    case 'erased': {
      const erased = { ...mark, erasedAt: at };
      return isSupervised(state)
        ? { ...state, ...erased, questions: [], orders: [], nextReport: undefined }
        : { ...state, ...erased };
    }
    default:
      return { ...state, ...mark };
  }
};

const inForce = (state: CaseState): Supervised => {
  if (!isSupervised(state)) throw new Fatal(`event does not fit state ${state.status}`);
  return state;
};

const supervisedSchema = z.object(supervised);
const supervisedOf = (state: CaseState) => supervisedSchema.parse(state);

/** Questions about what a permit is to allow, which has no object when it allows nothing any more. */
const OF_NO_USE_AFTER: ReadonlySet<Question['stage']> = new Set(['change', 'change-approval', 'reconfirm']);

/** What stays of a permit that is over. Its monthly reports come to an end with it (INV-11); no order drives it any more. */
const endOf = (state: CaseState, overOn: string) => {
  const held = supervisedOf(state);
  const next = held.nextReport;
  const nextReport =
    next === undefined
      ? undefined
      : reportMonth({ period: state.period, issuedOn: held.notice.issuedOn, overOn }, next);
  const questions = held.questions.filter(({ stage }) => !OF_NO_USE_AFTER.has(stage));
  return { ...held, overOn, orders: [], questions, nextReport };
};

/** When a permit holds, as far as is known. */
export const heldOf = (state: Supervised) => ({
  period: state.period,
  issuedOn: state.notice.issuedOn,
  overOn: 'overOn' in state ? state.overOn : undefined,
});

const expect = <S extends Status>(state: CaseState, status: S): StateOf<S> => {
  if (state.status !== status) throw new Fatal(`event does not fit state ${state.status}`);
  return state as StateOf<S>;
};

const commonSchema = z.object(common);
const commonOf = (state: CaseState) => commonSchema.parse(state);

export type Act = {
  readonly before: CaseState | undefined;
  readonly events: readonly CaseEvent[];
  readonly after: CaseState;
  /** Heads of the records that the events are about, as they were (with the version of their row) and as they are. */
  readonly records: readonly RecordChange[];
  readonly papers: readonly Paper[];
};

/** One thing that happens, with what was written about it. */
export type Step = {
  readonly fact: CaseFact;
  /** Kept beside the event, never changed; JSON values only. */
  readonly paper?: Readonly<Record<string, unknown>> | undefined;
};

/**
 * Judge facts against the transition tables, one after the other, and make the events and the new state of them.
 *
 * @param records heads (read after the state) of the records that the facts are about and that exist already
 */
export const actAll = (
  before: CaseState | undefined,
  steps: readonly Step[],
  by: Actor,
  at: Temporal.Instant,
  records: readonly LoadedRecord[] = [],
): Outcome<Act> => {
  const events: CaseEvent[] = [];
  const papers: Paper[] = [];
  let state = before;
  const heads = createRecordFolder(records);
  for (const { fact, paper } of steps) {
    const allowed = TRANSITIONS[fact.type].from;
    if (state?.erasedAt !== undefined) return ERASED;
    if (!allowed.includes(state?.status ?? 'none')) return wrongState(state, fact.type);
    const body = {
      seq: (state?.version ?? 0) + 1,
      at: at.toString({ smallestUnit: 'millisecond' }),
      by,
      fact,
      ...(paper === undefined ? {} : { paper: hashOf(paper) }),
      previousHash: state?.headHash ?? '',
    };
    const event: CaseEvent = { ...body, hash: hashOf(body) };
    const no = heads.add(event);
    if (no) return no;
    if (paper !== undefined) papers.push({ seq: event.seq, content: paper });
    events.push(event);
    state = evolve(state, event);
  }
  if (!state) throw new Fatal('an act without a step');
  return accepted({ before, events, after: state, records: heads.changes(), papers });
};

/** Judge one fact that is about no record, and make the event and the new state of it. */
export const act = (
  before: CaseState | undefined,
  fact: CaseFact,
  by: Actor,
  at: Temporal.Instant,
): Outcome<Act> => actAll(before, [{ fact }], by, at);

/** What is answered of a case whose retention is over, and instead of everything that would be done to it. */
export const ERASED = refused(
  'gone',
  'erased',
  'この案件の記録は、保存期間が満了したため廃棄されました。監査証跡（日時・決定・照合値）だけが残っています',
);

export const wrongState = (state: CaseState | undefined, event: EventType) =>
  refused(
    'conflict',
    'wrong-state',
    state
      ? `この申請は「${STATUSES[state.status]}」のため、「${TRANSITIONS[event].label}」はできません`
      : 'この申請はまだ提出されていません',
  );

/** First break in a trail (1-based sequence number), or undefined when the chain is intact. */
export const firstBreak = (events: readonly CaseEvent[]): number | undefined => {
  let previousHash = '';
  for (const [index, event] of events.entries()) {
    const { hash, ...body } = event;
    if (event.seq !== index + 1 || event.previousHash !== previousHash || hashOf(body) !== hash)
      return index + 1;
    previousHash = hash;
  }
  return undefined;
};
