import { z } from 'zod';
import { candidateKindSchema } from '../../regulation/candidate-kinds.ts';
import { hashOf } from '../../values/hash.ts';
import { issuedSchema, signedSchema } from '../../values/signed.ts';
import { lapseCauseSchema } from '../case-event.ts';
import { writtenMatterSchema } from '../matter.ts';
import { stoppedSchema } from '../partial-stop.ts';
import type { FindingHead } from './finding-facts.ts';

/**
 * F8, F9: the papers that are kept of a violation (第7条, 第8条). What people send: finding/inputs.ts.
 * Longer than 300 lines: one union, a shape for every paper.
 */

const signed = { signed: signedSchema };
const issued = issuedSchema.shape;
const fromVendor = { by: z.string(), at: z.string() };
const said = z.string().optional();
/** 停止 of a part of the permit: which one (docs/adr/0039). */
const only = stoppedSchema.optional();
/**
 * On the papers of a permit that is suspended with the vendor's (第11条): the notice by which that one is. Papers of the versions
 * before say nothing of it, and its order and its conditions as if they were their own.
 */
const suspendedBy = z.object({ documentNo: z.string(), issuedOn: z.string() }).optional();
const matters = z.array(writtenMatterSchema);
/** Where several items of 第6条 are concerned: all of them; `clause` is the first. */
const cited = { clause: z.int(), clauses: z.array(z.int()).optional() };

/** A subcontractor's permit on which a sanction would fall, or that would be lifted with it (第11条). */
export const affectedSchema = z.object({
  caseId: z.string(),
  permitNo: z.string(),
  status: z.string(),
  subcontractor: z.string(),
  systemName: z.string(),
});
export type Affected = z.infer<typeof affectedSchema>;

/** One statement as it stands on the notice, with the city's answer to it. */
const statementSchema = z.object({
  /** 'screen': sent by the vendor; the others were written down by the city. */
  how: z.enum(['screen', 'spoken', 'written']),
  on: z.string(),
  by: z.string(),
  text: z.string(),
  /** Who of the city heard it, or took it in. */
  heardBy: said,
  /** Of the order that it was about, where that was withdrawn and another one took its place (docs/adr/0058). */
  orderNo: said,
  /** What the vendor said of the city's record; absent: nothing. */
  confirmed: z.enum(['confirmed', 'corrected']).optional(),
  correction: said,
  /** Absent where nothing was decided against the vendor. */
  answer: said,
});
export type Statement = z.infer<typeof statementSchema>;

/** What was heard before the decision (第8条), or that nothing came by the day. `made`: in the versions before. */
export const heardSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('made'), on: z.string(), text: z.string(), by: z.string() }),
  z.object({ kind: z.literal('statements'), statements: z.array(statementSchema), closed: z.boolean() }),
  /** `closed`: the vendor ended its statement without one. */
  z.object({ kind: z.literal('none'), dueOn: z.string(), closed: z.boolean().optional() }),
]);
export type Heard = z.infer<typeof heardSchema>;

/** The papers, by the event that they belong to. */
export const findingPaperSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('candidate-raised'),
    kind: candidateKindSchema,
    ...cited,
    evidence: z.array(z.string()),
    matters: matters.optional(),
  }),
  z.object({ type: z.literal('evidence-added'), evidence: z.array(z.string()), matters }),
  z.object({
    type: z.literal('finding-reassessed'),
    reason: z.string(),
    /** Sentences about what is no longer shown, and what is again; none where all of it is meant. */
    gone: z.array(z.string()),
    back: z.array(z.string()),
    stands: z.boolean(),
    /** Nothing had been decided: it was taken back. */
    undecided: z.boolean(),
  }),
  z.object({ type: z.literal('finding-dismissed'), reason: z.string(), ...signed }),
  z.object({
    type: z.literal('violation-found'),
    ...cited,
    facts: z.string(),
    howFound: z.string(),
    evidence: said,
    interimInstruction: said,
    opinion: z.string(),
    ...signed,
  }),
  z.object({ type: z.literal('report-received'), remark: said, self: z.boolean().optional(), ...signed }),
  z.object({
    type: z.literal('order-issued'),
    ...issued,
    ...cited,
    /** 違反の日時, and 違反した者: orders of the versions before do not name them. */
    when: said,
    violator: said,
    violation: z.string(),
    measures: z.string(),
    dueOn: z.string(),
    reporting: z.string(),
    consequence: z.string(),
    /** The order in whose place it stands, and by what that one was withdrawn (ADR 58). */
    replaces: z
      .object({
        orderNo: z.string(),
        orderedOn: z.string(),
        withdrawnNo: z.string(),
        withdrawnOn: z.string(),
      })
      .optional(),
    ...signed,
  }),
  z.object({
    type: z.literal('order-withdrawn'),
    ...issued,
    orderNo: z.string(),
    /** Papers of the versions before have none. */
    orderedOn: said,
    reason: z.string(),
    /** Another order is to take its place. */
    again: z.boolean().optional(),
    ...signed,
  }),
  z.object({
    type: z.literal('due-extended'),
    ...issued,
    orderNo: z.string(),
    orderedOn: z.string(),
    /** The 履行期限 before. */
    formerDueOn: z.string(),
    dueOn: z.string(),
    reason: z.string(),
    ...signed,
  }),
  z.object({
    type: z.literal('order-replied'),
    cause: z.string(),
    measures: z.string(),
    doneOn: z.string(),
    prevention: z.string(),
    evidence: said,
    ...fromVendor,
  }),
  z.object({
    type: z.literal('compliance-judged'),
    result: z.enum(['fulfilled', 'partial', 'disobeyed']),
    reason: z.string(),
    dueOn: said,
    statementDueOn: said,
    ...signed,
  }),
  /** 弁明の機会の付与について（通知）. */
  z.object({
    type: z.literal('statement-invited'),
    ...issued,
    orderNo: z.string(),
    orderedOn: z.string(),
    ...cited,
    intended: z.enum(['revoke', 'suspend', 'other']).optional(),
    facts: z.string(),
    dueOn: z.string(),
    ...signed,
  }),
  z.object({
    type: z.literal('statement-made'),
    statement: z.string(),
    closing: z.boolean().optional(),
    ...fromVendor,
  }),
  z.object({
    type: z.literal('statement-heard'),
    how: z.enum(['spoken', 'written']),
    heardOn: z.string(),
    heardBy: z.string(),
    speaker: z.string(),
    statement: z.string(),
    closing: z.boolean().optional(),
    ...signed,
  }),
  z.object({
    type: z.literal('hearing-answered'),
    /** Number of the event of the record, and its case where that is an earlier permit's. */
    heard: z.int(),
    heardIn: said,
    choice: z.enum(['confirmed', 'corrected']),
    correction: said,
    closing: z.boolean().optional(),
    ...fromVendor,
  }),
  z.object({
    type: z.literal('noncompliance-received'),
    remark: said,
    self: z.boolean().optional(),
    ...signed,
  }),
  z.object({
    type: z.literal('sanction-decided'),
    sanction: z.enum(['revoke', 'suspend', 'other', 'none']),
    only,
    facts: z.string(),
    reason: z.string(),
    weighing: said,
    effectiveOn: said,
    until: said,
    conditions: said,
    measures: said,
    returns: said,
    heard: heardSchema,
    /** その他の措置: what is told of it, 措置決定通知書; none in the versions before, and with 取消 and 停止. */
    issued: issuedSchema.optional(),
    /** The subcontractors' permits that were shown. */
    cascade: z.array(affectedSchema),
    shownHash: z.string(),
    ...signed,
  }),
  z.object({ type: z.literal('conditions-reported'), done: z.string(), doneOn: z.string(), ...fromVendor }),
  z.object({ type: z.literal('lifting-declined'), reason: z.string(), until: said, ...signed }),
  z.object({ type: z.literal('finding-closed'), reason: z.string(), ...signed }),
]);
export type FindingPaper = z.infer<typeof findingPaperSchema>;
export type FindingPaperOf<T extends FindingPaper['type']> = Extract<FindingPaper, { type: T }>;

/** F9 取消・停止通知書 and the notice of lifting, for the permit and for each that falls or rises with it. */
export const sanctionNoticeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('sanction-notice'),
    sanction: z.enum(['revoke', 'suspend']),
    only,
    ...issued,
    permitNo: z.string(),
    systemName: z.string(),
    orderNo: z.string(),
    orderedOn: z.string(),
    ...cited,
    facts: z.string(),
    reason: z.string(),
    weighing: said,
    reportedOn: z.string(),
    effectiveFrom: z.string(),
    until: said,
    /** With 停止: it ends with `until`. The notices of the versions before say that it goes on until it is lifted. */
    ends: z.boolean().optional(),
    conditions: said,
    returns: said,
    heard: heardSchema,
    /** Permits of subcontractors that fall with it. */
    cascade: z.array(z.string()),
    /** On the notice of such a permit: the permit with which it falls (第11条). */
    parentPermitNo: said,
    /** 再委託者, who uses the permit through the vendor (第11条). */
    subcontractor: said,
    suspendedBy,
  }),
  /** 利用許可失効通知書: for a subcontractor's permit that falls with the vendor's (第11条); nothing was ordered of its own. */
  z.object({
    type: z.literal('lapse-notice'),
    ...issued,
    permitNo: z.string(),
    systemName: z.string(),
    parentPermitNo: z.string(),
    subcontractor: said,
    /** How that one ended, where it was not revoked, and the last day on which it held. */
    cause: lapseCauseSchema.optional(),
    parentLastDay: said,
    /** Revoked: 文書番号 and day of its notice. */
    revocationNo: said,
    revokedOn: said,
    effectiveFrom: z.string(),
    returns: said,
  }),
  z.object({
    type: z.literal('lifting-notice'),
    only,
    ...issued,
    permitNo: z.string(),
    systemName: z.string(),
    suspensionNo: z.string(),
    /** Date of the notice of the suspension; papers of the versions before have none. */
    suspendedOn: said,
    reason: z.string(),
    effectiveFrom: z.string(),
    parentPermitNo: said,
    subcontractor: said,
    suspendedBy,
  }),
  /** 停止期間変更通知書: a suspension ends on another day than its last paper said. */
  z.object({
    type: z.literal('extension-notice'),
    only,
    ...issued,
    permitNo: z.string(),
    systemName: z.string(),
    suspensionNo: z.string(),
    suspendedOn: said,
    /** The last day before; none: until it was lifted. */
    formerUntil: said,
    until: z.string(),
    conditions: said,
    reason: z.string(),
    parentPermitNo: said,
    subcontractor: said,
    suspendedBy,
  }),
]);
export type SanctionNotice = z.infer<typeof sanctionNoticeSchema>;

/** What is shown with a question about a violation, as one hash (INV-4): everything written about it so far. */
export const dossierHash = (
  stage: string,
  findingId: string,
  papers: readonly Pick<FindingHead['papers'][number], 'hash'>[],
): string => hashOf({ stage, findingId, papers: papers.map((paper) => paper.hash) });

/** The hash that is confirmed with a decision that falls on others too (第11条). */
export const hashWithCascade = (dossier: string, cascade: readonly Affected[]): string =>
  hashOf({ dossier, cascade: cascade.map(({ caseId, status }) => ({ caseId, status })) });
