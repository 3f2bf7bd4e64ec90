import { z } from 'zod';
import { actorSchema } from '../values/identity.ts';
import { decisionRequestSchema, ESCALATIONS } from './decision-request.ts';
import { stoppableSchema } from './partial-stop.ts';
import { RECORD_FACTS } from './records.ts';

/**
 * The events of a case: one application and the permit that comes of it. Its state is the fold of its events; the number of
 * the last event is the state's version, so the audit trail and the optimistic lock are one mechanism.
 * Events carry ids, decisions and hashes, never free text or names: they outlive the erasure of personal data.
 */

export const periodSchema = z.object({ from: z.string(), to: z.string() });

/** By what a permit was suspended or revoked (第8条); with `parent` it fell with the parent's (第11条). */
export const sanctioned = {
  findingId: z.string(),
  orderNo: z.string(),
  /** 文書番号 of the notice (F9). */
  documentNo: z.string(),
  parent: z.string().optional(),
};

/** 効力の生ずる日, where it is later than the day of the notice. */
const effectiveOn = z.string().optional();
export const revoking = { ...sanctioned, effectiveOn };
export const suspending = {
  until: z.string().optional(),
  /** Its paper says that it ends with `until`; that of the versions before says that it goes on until it is lifted. */
  ends: z.literal(true).optional(),
  effectiveOn,
};
export const partlySuspending = { ...sanctioned, ...suspending, only: stoppableSchema };

/** How the vendor's permit ended with which a subcontractor's has fallen, where it was not revoked: 廃止, 満了. */
export const lapseCauseSchema = z.enum(['ended', 'expired']);

/** Whose case it is, of which system and by which version of the rule. */
export const identity = {
  caseId: z.string(),
  caseNo: z.string(),
  vendorId: z.string(),
  systemId: z.string(),
  sectionId: z.string(),
  regulationId: z.string(),
};
/** What is applied for; a correction may change it. */
export const appliedFor = {
  applicationType: z.string(),
  parentCaseId: z.string().optional(),
  /**
   * 再委託者's (第11条): with a parent always; true where the vendor has no permit of its own for the system, because it does not
   * connect itself (docs/adr/0034).
   */
  subcontracted: z.boolean().optional(),
  /** The permit that this one continues (継続). */
  previousCaseId: z.string().optional(),
};
const revision = { rev: z.int(), hash: z.string(), period: periodSchema };
/** 補正の期限, the last day; absent in the versions before. */
const correctBy = z.string().optional();

/** What happened, by type. */
const factSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('submitted'),
    ...identity,
    ...appliedFor,
    ...revision,
  }),
  z.object({
    type: z.literal('resubmitted'),
    ...appliedFor,
    ...revision,
  }),
  z.object({
    type: z.literal('found-nonconforming'),
    items: z.array(z.string()),
    reasons: z.array(z.string()),
    correctBy,
  }),
  /** `correctBy`: of an application that had been sent back without a day, by a version before. */
  z.object({ type: z.literal('correction-reminded'), correctBy }),
  /** The day of the correction has ended; the manager is asked what becomes of the application (docs/adr/0057). */
  z.object({ type: z.literal('correction-lapsed'), request: decisionRequestSchema }),
  z.object({ type: z.literal('correction-extended'), decisionHash: z.string(), correctBy: z.string() }),
  z.object({ type: z.literal('confirmation-requested'), request: decisionRequestSchema }),
  z.object({ type: z.literal('approval-requested'), request: decisionRequestSchema }),
  z.object({
    type: z.literal('request-reissued'),
    /** Absent: the application's own question. */
    requestId: z.string().optional(),
    reason: z.enum([
      ...(['reminder', 'added', 'link-expired', 'hand-over', 'escalation-deputy'] as const),
      'escalation-office',
    ]),
    issuedTo: z.array(z.string()),
    escalation: z.enum(ESCALATIONS),
    role: z.string(),
  }),
  z.object({
    type: z.literal('returned-by-manager'),
    decisionHash: z.string(),
    items: z.array(z.string()),
    correctBy,
  }),
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
  /** Nobody is in office to issue what is due; somebody is again. */
  z.object({ type: z.literal('paper-held') }),
  z.object({ type: z.literal('paper-released') }),
  z.object({ type: z.literal('refusal-notified'), documentNo: z.string(), issuedOn: z.string() }),
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('expired') }),
  /** The notice (F9) is out; the sanction takes effect on a later day, or when another suspension has ended. */
  z.object({
    type: z.literal('sanction-notified'),
    ...sanctioned,
    sanction: z.enum(['revoke', 'suspend']),
    effectiveOn: z.string(),
    until: z.string().optional(),
    /** With 停止: it stops only this part of the permit. */
    only: stoppableSchema.optional(),
  }),
  z.object({ type: z.literal('suspended'), ...sanctioned, ...suspending }),
  /** One worker, terminal or origin is stopped (docs/adr/0039); which one, the notice (F9) says. The permit stays in force. */
  z.object({ type: z.literal('partly-suspended'), ...partlySuspending }),
  z.object({
    type: z.literal('partial-stop-extended'),
    findingId: z.string(),
    documentNo: z.string(),
    until: z.string(),
  }),
  z.object({ type: z.literal('partial-stop-ended'), findingId: z.string() }),
  z.object({
    type: z.literal('partial-stop-lifted'),
    findingId: z.string(),
    answers: z.string().optional(),
    documentNo: z.string(),
  }),
  /** A new decision: it ends with another day. */
  z.object({
    type: z.literal('suspension-extended'),
    findingId: z.string(),
    documentNo: z.string(),
    until: z.string(),
    parent: z.string().optional(),
  }),
  /** Its last day has passed. `waits`: the parent's permit is not in force yet. */
  z.object({
    type: z.literal('suspension-ended'),
    findingId: z.string(),
    parent: z.string().optional(),
    waits: z.literal(true).optional(),
  }),
  z.object({
    type: z.literal('suspension-lifted'),
    findingId: z.string(),
    answers: z.string().optional(),
    documentNo: z.string(),
    parent: z.string().optional(),
  }),
  z.object({ type: z.literal('revoked'), ...revoking }),
  /**
   * 失効: a subcontractor's permit falls with the vendor's (第11条); without a `cause`, one that was revoked. `documentNo`: its own
   * notice; without one nobody was in office to issue it, and lapse-notified follows.
   */
  z.object({
    type: z.literal('lapsed'),
    parent: z.string(),
    cause: lapseCauseSchema.optional(),
    documentNo: z.string().optional(),
    effectiveOn: z.string().optional(),
  }),
  z.object({ type: z.literal('lapse-notified'), documentNo: z.string() }),
  /** 訂正 of the paper of the event `of` (docs/adr/0063): its number, and that of the paper which is corrected. */
  z.object({
    type: z.literal('paper-corrected'),
    of: z.int(),
    documentNo: z.string(),
    corrected: z.string(),
  }),
  /** 再交付 of the paper of the event `of`, under its own number. */
  z.object({ type: z.literal('paper-reissued'), of: z.int(), documentNo: z.string(), on: z.string() }),
  /** 受領: somebody of the vendor says that the paper of the event `of` has arrived (docs/adr/0065). */
  z.object({ type: z.literal('paper-received'), of: z.int(), documentNo: z.string() }),
  /** 送達: the city has sent or handed it over; `on` is the day of its arrival. */
  z.object({ type: z.literal('paper-delivered'), of: z.int(), documentNo: z.string(), on: z.string() }),
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
  ...RECORD_FACTS,
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
