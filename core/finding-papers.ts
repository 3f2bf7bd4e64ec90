import { z } from 'zod';
import { choice, date, group, wholeNumber } from './fields.ts';
import { COMPLIANCE, candidateKindSchema, type FindingHead, SANCTIONS } from './finding.ts';
import { hashOf } from './hash.ts';
import { issuedSchema, signedSchema } from './signed.ts';
import { line, optionalParagraph, paragraph } from './text.ts';

/** F8, F9: what people send about a violation (第7条, 第8条), and the papers that are kept of it. */

const hash = line('表示内容の照合値', 60);

const found = {
  /** 第6条第n号, never another article (G18). */
  clause: wholeNumber('違反した号（第6条第n号）', 1, 8),
  facts: paragraph('違反の事実', 2000),
  howFound: paragraph('認知の経緯', 1000),
  evidence: optionalParagraph('証拠', 1000),
  interimInstruction: optionalParagraph('是正前の指示', 1000),
  opinion: paragraph('情報セキュリティ管理者の意見', 1000),
};
/** The manager's own entry (第7条 認めたとき). */
export const findInputSchema = group('違反の認知', found);
export type FindInput = z.infer<typeof findInputSchema>;
/** The manager's answer to a candidate: 認知 or 不問. */
export const candidateInputSchema = z.discriminatedUnion(
  'choice',
  [
    group('違反の認知', { choice: z.literal('find'), hash, ...found }),
    group('不問', { choice: z.literal('dismiss'), hash, reason: paragraph('不問とする理由', 1000) }),
  ],
  { error: '「判断」は find（認知）または dismiss（不問）を指定してください' },
);
export type CandidateInput = z.infer<typeof candidateInputSchema>;

/** The chief receives a report; it decides nothing. */
export const receiptInputSchema = group('報告の受領', {
  hash,
  remark: optionalParagraph('情報セキュリティ管理者への指示・意見', 1000),
});
export type ReceiptInput = z.infer<typeof receiptInputSchema>;

export const orderInputSchema = group('是正命令', {
  hash,
  violation: paragraph('違反の内容', 2000),
  measures: paragraph('命ずる措置', 2000),
  /** G10: mandatory. */
  dueOn: date('履行期限'),
  reporting: paragraph('履行の報告の方法', 600),
  consequence: paragraph('命令に応じないときの取扱い', 600),
});
export type OrderInput = z.infer<typeof orderInputSchema>;

export const withdrawOrderInputSchema = group('是正命令の撤回', { reason: paragraph('撤回の理由', 1000) });

/** 是正報告: what the vendor has done about an order. */
export const replyInputSchema = group('是正報告', {
  cause: paragraph('原因', 2000),
  measures: paragraph('講じた措置', 2000),
  doneOn: date('措置の完了日'),
  prevention: paragraph('再発防止策', 2000),
  evidence: optionalParagraph('確認できる資料', 1000),
});
export type ReplyInput = z.infer<typeof replyInputSchema>;

export const judgeInputSchema = group('履行の判断', {
  hash,
  result: choice('履行の判断', COMPLIANCE),
  reason: paragraph('判断の理由', 2000),
  dueOn: date('新たな履行期限').optional(),
  statementDueOn: date('弁明の期限').optional(),
});
export type JudgeInput = z.infer<typeof judgeInputSchema>;

export const statementInputSchema = group('弁明', { statement: paragraph('弁明の内容', 4000) });

export const sanctionInputSchema = group('取消・停止等の決定', {
  hash,
  sanction: choice('決定', SANCTIONS),
  facts: paragraph('命令の不履行の事実', 2000),
  reason: paragraph('決定の理由', 2000),
  until: date('停止の最終日').optional(),
  conditions: optionalParagraph('停止を解除する条件', 1000),
  measures: optionalParagraph('その他の措置の内容', 1000),
  returns: optionalParagraph('端末の返却・アカウントの停止・データの消去', 1000),
  /** A statement that came by word of mouth or on paper. */
  statement: optionalParagraph('口頭・書面による弁明の要旨', 2000),
  statementOn: date('弁明のあった日').optional(),
});
export type SanctionInput = z.infer<typeof sanctionInputSchema>;

export const conditionsInputSchema = group('解除条件の充足の報告', {
  done: paragraph('解除条件について行ったこと', 2000),
  doneOn: date('完了日'),
});
export type ConditionsInput = z.infer<typeof conditionsInputSchema>;

export const LIFTINGS = { lift: '停止を解除する', keep: '停止を続ける' } as const;
export const liftInputSchema = group('停止の解除の判断', {
  hash,
  choice: choice('判断', LIFTINGS),
  reason: paragraph('理由', 1000),
  until: date('停止の新たな最終日').optional(),
});
export type LiftInput = z.infer<typeof liftInputSchema>;

const signed = { signed: signedSchema };
const issued = issuedSchema.shape;
const fromVendor = { by: z.string(), at: z.string() };
const said = z.string().optional();

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
    clause: z.int(),
    evidence: z.array(z.string()),
  }),
  z.object({ type: z.literal('finding-dismissed'), reason: z.string(), ...signed }),
  z.object({
    type: z.literal('violation-found'),
    clause: z.int(),
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
    clause: z.int(),
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
    /** The subcontractors' permits that were shown. */
    cascade: z.array(affectedSchema),
    shownHash: z.string(),
    ...signed,
  }),
  z.object({ type: z.literal('conditions-reported'), done: z.string(), doneOn: z.string(), ...fromVendor }),
  z.object({ type: z.literal('lifting-declined'), reason: z.string(), until: said, ...signed }),
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
    clause: z.int(),
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
