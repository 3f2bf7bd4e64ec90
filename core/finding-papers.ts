import { z } from 'zod';
import { candidateKindSchema, type FindingHead } from './finding.ts';
import { hashOf } from './hash.ts';
import { writtenMatterSchema } from './matter.ts';
import { issuedSchema, signedSchema } from './signed.ts';

/** F8, F9: the papers that are kept of a violation (第7条, 第8条). What people send: finding-inputs.ts. */

const signed = { signed: signedSchema };
const issued = issuedSchema.shape;
const fromVendor = { by: z.string(), at: z.string() };
const said = z.string().optional();
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

/** What was heard before the decision (第8条), or that nothing came by the day. */
const heardSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('made'), on: z.string(), text: z.string(), by: z.string() }),
  z.object({ kind: z.literal('none'), dueOn: z.string() }),
]);

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
    ...signed,
  }),
  z.object({
    type: z.literal('order-withdrawn'),
    ...issued,
    orderNo: z.string(),
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
  z.object({ type: z.literal('statement-made'), statement: z.string(), ...fromVendor }),
  z.object({
    type: z.literal('noncompliance-received'),
    remark: said,
    self: z.boolean().optional(),
    ...signed,
  }),
  z.object({
    type: z.literal('sanction-decided'),
    sanction: z.enum(['revoke', 'suspend', 'other']),
    facts: z.string(),
    reason: z.string(),
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
    ...issued,
    permitNo: z.string(),
    systemName: z.string(),
    orderNo: z.string(),
    orderedOn: z.string(),
    ...cited,
    facts: z.string(),
    reason: z.string(),
    reportedOn: z.string(),
    effectiveFrom: z.string(),
    until: said,
    conditions: said,
    returns: said,
    heard: heardSchema,
    /** Permits of subcontractors that fall with it. */
    cascade: z.array(z.string()),
    /** On the notice of such a permit: the permit with which it falls (第11条). */
    parentPermitNo: said,
  }),
  z.object({
    type: z.literal('lifting-notice'),
    ...issued,
    permitNo: z.string(),
    systemName: z.string(),
    suspensionNo: z.string(),
    reason: z.string(),
    effectiveFrom: z.string(),
    parentPermitNo: said,
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
