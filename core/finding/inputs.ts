import { z } from 'zod';
import { STOPPABLE } from '../case/partial-stop.ts';
import { COMPLIANCE, INTENDED, SANCTIONS } from '../case/records/finding-facts.ts';
import { choice, date, flag, group, list, wholeNumber } from '../values/fields.ts';
import { line, optionalLine, optionalParagraph, paragraph } from '../values/text.ts';

/** What people send about a violation (第7条, 第8条): F8, F9 as they come in. */

const hash = line('表示内容の照合値', 60);
/** A deadline on a day off is confirmed (reasonable-time.ts). */
export const dayOff = flag('期限が市の休日に当たることの確認').optional();
/** Number of the event with which something was written. */
const seq = wholeNumber('記録の番号', 1, 1_000_000);
/** The case in which it was written, where that is an earlier permit's: numbers of two cases may be alike. */
const writtenIn = optionalLine('記録のある案件', 60);

const CLAUSE = '違反した規定（第6条第n号）';
const found = {
  /** 第6条第n号, never another article (G18): several in `clauses`; `clause` for one alone. */
  clause: wholeNumber(CLAUSE, 1, 8).optional(),
  clauses: list(CLAUSE, wholeNumber(CLAUSE, 1, 8), 1, 8).optional(),
  facts: paragraph('違反の事実', 2000),
  howFound: paragraph('認知の経緯', 1000),
  evidence: optionalParagraph('証拠', 1000),
  interimInstruction: optionalParagraph('是正前の指示', 1000),
  opinion: paragraph('情報セキュリティ管理者の意見', 1000),
};
const citesOne = ({ clause, clauses }: { readonly clause?: unknown; readonly clauses?: unknown }) =>
  clause !== undefined || clauses !== undefined;
const NOTHING_CITED = { path: ['clauses'], message: `「${CLAUSE}」を一つ以上選択してください` };
/** The manager's own entry (第7条 認めたとき). */
export const findInputSchema = group('違反の認知', found).refine(citesOne, NOTHING_CITED);
export type FindInput = z.infer<typeof findInputSchema>;
/** What anybody of the section points out to the manager. */
export const pointOutInputSchema = group('違反の疑い', {
  clause: wholeNumber('該当すると思われる規定（第6条第n号）', 1, 8),
  facts: paragraph('気付いた事実', 2000),
});
export type PointOutInput = z.infer<typeof pointOutInputSchema>;
/** The manager's answer to a candidate: 認知 or 不問. */
export const candidateInputSchema = z.discriminatedUnion(
  'choice',
  [
    group('違反の認知', { choice: z.literal('find'), hash, ...found }).refine(citesOne, NOTHING_CITED),
    group('不問', { choice: z.literal('dismiss'), hash, reason: paragraph('不問とする理由', 1000) }),
  ],
  { error: '「判断」を選択してください' },
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
  when: optionalLine('違反の日時', 200),
  violation: paragraph('違反の内容', 2000),
  measures: paragraph('命ずる措置', 2000),
  /** G10: mandatory. */
  dueOn: date('履行期限'),
  dayOff,
  reporting: paragraph('履行の報告の方法', 600),
  consequence: paragraph('命令に応じないときの取扱い', 600),
});
export type OrderInput = z.infer<typeof orderInputSchema>;

/** 履行期限の変更: a later day, before the old one has passed. */
export const extendInputSchema = group('履行期限の変更', {
  dueOn: date('変更後の履行期限'),
  dayOff,
  reason: paragraph('変更の理由', 1000),
});
export type ExtendInput = z.infer<typeof extendInputSchema>;

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
  /** With 未履行: about which measure the vendor is heard. */
  intended: choice('予定する措置', INTENDED).optional(),
  dayOff,
});
export type JudgeInput = z.infer<typeof judgeInputSchema>;

export const HEARING_ANSWERS = {
  confirmed: '記録のとおりである',
  corrected: '「弁明の内容」のとおり訂正する',
} as const;
/** 弁明, the answer to what the city wrote down of one that was made by word of mouth, or both. */
export const statementInputSchema = group('弁明', {
  statement: optionalParagraph('弁明の内容', 4000),
  /** 以上で弁明を終える. */
  closing: flag('以上で弁明を終える').optional(),
  heard: seq.optional(),
  heardIn: writtenIn,
  answer: choice('弁明の記録の確認', HEARING_ANSWERS).optional(),
});
export type StatementInput = z.infer<typeof statementInputSchema>;

export const HOW_HEARD = { spoken: '口頭', written: '書面' } as const;
/** A statement that came by word of mouth or on paper, as the city wrote it down. */
export const hearingInputSchema = group('口頭・書面の弁明の記録', {
  how: choice('弁明の方法', HOW_HEARD),
  heardOn: date('弁明のあった日'),
  /** 聴取した者, or who took the paper in. */
  heardBy: line('聴取・受領した職員', 60),
  /** Whoever spoke for the vendor, or an agent (代理人). */
  speaker: line('弁明した者', 80),
  statement: paragraph('弁明の要旨', 4000),
  closing: flag('以上で弁明を終えるとの申出').optional(),
});
export type HearingInput = z.infer<typeof hearingInputSchema>;

export const sanctionInputSchema = group('取消・停止等の決定', {
  hash,
  sanction: choice('決定', SANCTIONS),
  facts: paragraph('命令の未履行の事実', 2000),
  reason: paragraph('決定の理由', 2000),
  /** Needed with 取消 and 停止. */
  weighing: optionalParagraph('考慮した事情', 2000),
  /** One to each statement, by the number of its record. */
  answers: list(
    '弁明に対する考え方',
    group('弁明に対する考え方', { seq, caseId: writtenIn, answer: paragraph('弁明に対する考え方', 1000) }),
    0,
    60,
  ).optional(),
  /** Default: the day of the notice. */
  effectiveOn: date('効力の生ずる日').optional(),
  /** 停止 of one worker, terminal or origin address (docs/adr/0039); absent: of the whole permit. */
  only: group('停止の範囲', {
    kind: choice('停止の範囲', STOPPABLE),
    value: line('停止の対象', 200),
  }).optional(),
  until: date('停止の最終日').optional(),
  conditions: optionalParagraph('停止を解除する条件', 1000),
  measures: optionalParagraph('その他の措置の内容', 1000),
  returns: optionalParagraph('端末の返却・アカウントの停止・データの消去', 1000),
});
export type SanctionInput = z.infer<typeof sanctionInputSchema>;

export const conditionsInputSchema = group('解除条件の充足の報告', {
  done: paragraph('解除条件について行ったこと', 2000),
  doneOn: date('完了日'),
});
export type ConditionsInput = z.infer<typeof conditionsInputSchema>;

/** What a permit that is over has left unsettled, and no later permit takes over, ends with it. */
export const closeInputSchema = group('終結', { hash, reason: paragraph('終結とする理由', 1000) });
export type CloseInput = z.infer<typeof closeInputSchema>;

export const LIFTINGS = { lift: '停止を解除する', keep: '停止を続ける' } as const;
export const liftInputSchema = group('停止の解除の判断', {
  hash,
  choice: choice('判断', LIFTINGS),
  reason: paragraph('理由', 1000),
  until: date('停止の新たな最終日').optional(),
});
export type LiftInput = z.infer<typeof liftInputSchema>;
