import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { decisionRequestSchema, ESCALATIONS, type IssueReason, stageSchema } from './decision-request.ts';
import { accepted, Fatal, type Outcome, refused } from './errors.ts';
import { hashOf } from './hash.ts';
import { type EventType, STATUSES, type Status, TRANSITIONS } from './transitions.ts';

/**
 * A case: one application and the permit that comes of it. Its state is the fold of its events; the number of
 * the last event is the state's version, so the audit trail and the optimistic lock are one mechanism.
 * Events carry ids, decisions and hashes, never free text or names: they outlive the erasure of personal data.
 */

export const actorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    personId: z.string(),
    /** Role and capacity in which a city official acted. */
    role: z.string().optional(),
    as: z.enum(['principal', 'deputy']).optional(),
    /** The holder on whose behalf a deputy decided (代決). */
    principalId: z.string().optional(),
    /** The clerk who entered a decision that was made on paper. */
    recordedBy: z.string().optional(),
    apiKeyId: z.string().optional(),
  }),
  z.object({ kind: z.literal('system'), name: z.string() }),
]);
export type Actor = z.infer<typeof actorSchema>;
export const system = (name: string): Actor => ({ kind: 'system', name });

const period = z.object({ from: z.string(), to: z.string() });

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
    ...revision,
  }),
  z.object({
    type: z.literal('resubmitted'),
    applicationType: z.string(),
    parentCaseId: z.string().optional(),
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
  z.object({ type: z.literal('permit-notified'), documentNo: z.string(), issuedOn: z.string() }),
  z.object({ type: z.literal('refusal-notified'), documentNo: z.string(), issuedOn: z.string() }),
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('expired') }),
  z.object({ type: z.literal('parked'), error: z.string() }),
  z.object({ type: z.literal('resumed') }),
]);
export type CaseFact = z.infer<typeof factSchema>;

export const caseEventSchema = z.object({
  seq: z.int(),
  at: z.string(),
  by: actorSchema,
  fact: factSchema,
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
  period,
  rev: z.int(),
  revHash: z.string(),
  round: z.int(),
  submittedAt: z.string(),
  changedAt: z.string(),
  /** Error name while the workflow waits for an operator. */
  parked: z.string().optional(),
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
  z.object({ status: z.literal('upcoming'), ...common, ...permitted, notice }),
  z.object({ status: z.literal('active'), ...common, ...permitted, notice }),
  z.object({ status: z.literal('expired'), ...common, ...permitted, notice }),
]);
export type CaseState = z.infer<typeof caseStateSchema>;
export type StateOf<S extends Status> = Extract<CaseState, { status: S }>;

/** The open question of a case, if there is one. */
export const openRequest = (state: CaseState) =>
  state.status === 'confirming' || state.status === 'approving' ? state.request : undefined;

/** New links that urge; the others only replace what no longer works. */
const URGING: ReadonlySet<IssueReason> = new Set(['reminder', 'escalation-deputy', 'escalation-office']);

/** State after one more event. Throws `Fatal` when the event cannot follow (a corrupt trail). */
export const evolve = (state: CaseState | undefined, event: CaseEvent): CaseState => {
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
      return { ...base, parentCaseId: undefined, ...rest, status: 'received', revHash: hash, round: 1 };
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
      const request = openRequest(state);
      if (!request || (state.status !== 'confirming' && state.status !== 'approving'))
        throw new Fatal('reissued without an open request');
      return {
        ...state,
        ...mark,
        request: {
          ...request,
          generation: request.generation + 1,
          issuedTo: fact.issuedTo,
          issuedAt: at,
          remindersSent: request.remindersSent + (URGING.has(fact.reason) ? 1 : 0),
          escalation: fact.escalation,
        },
      };
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
      };
    case 'refusal-notified':
      return {
        ...expect(state, 'refused'),
        ...mark,
        notice: { documentNo: fact.documentNo, issuedOn: fact.issuedOn },
      };
    case 'started':
      return { ...expect(state, 'upcoming'), ...mark, status: 'active' };
    case 'expired':
      return {
        ...(state.status === 'upcoming' ? state : expect(state, 'active')),
        ...mark,
        status: 'expired',
      };
    case 'parked':
      return { ...state, ...mark, parked: fact.error };
    case 'resumed':
      return { ...state, ...mark, parked: undefined };
  }
};

const expect = <S extends Status>(state: CaseState, status: S): StateOf<S> => {
  if (state.status !== status) throw new Fatal(`event does not fit state ${state.status}`);
  return state as StateOf<S>;
};

const commonSchema = z.object(common);
const commonOf = (state: CaseState) => commonSchema.parse(state);

export type Act = {
  readonly before: CaseState | undefined;
  readonly event: CaseEvent;
  readonly after: CaseState;
};

/** Judge one fact against the transition table and make the event and the new state of it. */
export const act = (
  before: CaseState | undefined,
  fact: CaseFact,
  by: Actor,
  at: Temporal.Instant,
): Outcome<Act> => {
  const allowed = TRANSITIONS[fact.type].from;
  if (!allowed.includes(before?.status ?? 'none')) return wrongState(before, fact.type);
  const body = {
    seq: (before?.version ?? 0) + 1,
    at: at.toString({ smallestUnit: 'millisecond' }),
    by,
    fact,
    previousHash: before?.headHash ?? '',
  };
  const event: CaseEvent = { ...body, hash: hashOf(body) };
  return accepted({ before, event, after: evolve(before, event) });
};

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
