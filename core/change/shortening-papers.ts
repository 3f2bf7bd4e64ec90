import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { caseKey } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { type Heard, heardSchema, type Statement } from '../case/records/finding-papers.ts';
import { LOST_GROUNDS, type LostGround, type ShorteningHead } from '../case/records/shortening.ts';
import { withinNotice } from '../finding/heard-statements.ts';
import { dayOff, hearingInputSchema } from '../finding/inputs.ts';
import type { Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { choice, date, flag, group } from '../values/fields.ts';
import { issuedSchema, signedSchema } from '../values/signed.ts';
import { line, onPage, optionalParagraph, paragraph } from '../values/text.ts';

/** 許可の期間の短縮 (第4条第3項, docs/adr/0062): what is sent, and the papers that are kept of it. */

const hash = line('表示内容の照合値', 60);
const RETURNS = '端末の返却・アカウントの停止・データの消去';

export const shorteningInputSchema = group('許可の期間の短縮についての弁明の機会の付与', {
  ground: choice('短縮の原因', LOST_GROUNDS),
  facts: paragraph('原因となる事実', 2000).register(onPage, {
    hint: 'いつ、何により契約が終わり、又は履行されなくなるか。保守事業者への通知に記載されます',
  }),
  evidence: paragraph('確認した資料', 1000).register(onPage, {
    hint: '契約解除の通知書、変更契約書、登記事項証明書、破産手続開始の決定書など。保守事業者への通知に記載されます',
  }),
  lastDay: date('短縮後の許可の期間の末日').register(onPage, {
    hint: 'この日（承認の日がこれより後のときは、承認の日）の終わりに許可が終わります。直ちに接続を止めさせるときは、これとは別に緊急接続停止指示（第6条第6号）をしてください',
  }),
  statementDueOn: date('弁明の期限').optional().register(onPage, {
    hint: '保守事業者が弁明できる最終日です。この日が終わるまで、又は保守事業者が「以上で弁明を終える」と申し出るまで、短縮を決定できません',
  }),
  dayOff,
});
export type ShorteningInput = z.infer<typeof shorteningInputSchema>;

export const shorteningStatementSchema = group('期間の短縮についての弁明', {
  statement: optionalParagraph('弁明の内容', 4000),
  closing: flag('以上で弁明を終える').optional(),
});
export type ShorteningStatement = z.infer<typeof shorteningStatementSchema>;

/** The city's record; that the statement is over, the vendor says itself. */
export const shorteningHearingSchema = hearingInputSchema.omit({ closing: true });
export type ShorteningHearing = z.infer<typeof shorteningHearingSchema>;

export const SHORTENING_CHOICES = { shorten: '期間を短縮する', drop: '短縮を取りやめる' } as const;
export const shorteningAnswerSchema = group('許可の期間の短縮の判断', {
  hash,
  choice: choice('判断', SHORTENING_CHOICES),
  lastDay: date('短縮後の許可の期間の末日').optional().register(onPage, {
    hint: '空欄のときは、弁明の機会の付与の通知で示した日となります。この日（承認の日がこれより後のときは、承認の日）の終わりに許可が終わります。通知で示した日より前の日とすることはできません',
  }),
  reason: paragraph('理由', 2000).register(onPage, { hint: '保守事業者に伝わります' }),
  consideration: optionalParagraph('弁明に対する考え方', 2000).register(onPage, {
    hint: '弁明があった場合に短縮するときは、必ず入力してください。通知書に記載されます',
  }),
  returns: optionalParagraph(RETURNS, 1000).register(onPage, {
    hint: '許可が終わるまでに保守事業者に求めること。通知書に記載されます',
  }),
});
export type ShorteningAnswer = z.infer<typeof shorteningAnswerSchema>;

export const APPROVAL_CHOICES = { approve: '承認する', decline: '承認しない' } as const;
export const shorteningApprovalSchema = group('許可の期間の短縮の承認', {
  hash,
  choice: choice('判断', APPROVAL_CHOICES),
  reason: optionalParagraph('承認しない理由', 1000).register(onPage, {
    hint: '承認しないときは必ず入力してください。保守事業者に伝わります',
  }),
});
export type ShorteningApproval = z.infer<typeof shorteningApprovalSchema>;

const numbered = z.object({ documentNo: z.string(), issuedOn: z.string() });
const contract = z.object({ name: z.string(), number: z.string(), to: z.string() });
const signed = { signed: signedSchema };
const why = {
  ground: z.enum(Object.keys(LOST_GROUNDS) as [LostGround, ...LostGround[]]),
  facts: z.string(),
  evidence: z.string(),
  contract,
  /** 結果通知書 of the permit. */
  notice: numbered,
  formerLastDay: z.string(),
  lastDay: z.string(),
};

/** The papers, by the event that they belong to. */
export const shorteningPaperSchema = z.discriminatedUnion('type', [
  /** 弁明の機会の付与について（通知）. */
  z.object({
    type: z.literal('shortening-proposed'),
    ...issuedSchema.shape,
    ...why,
    dueOn: z.string(),
    ...signed,
  }),
  z.object({
    type: z.literal('shortening-stated'),
    statement: z.string().optional(),
    closing: z.boolean().optional(),
    by: z.string(),
    at: z.string(),
  }),
  z.object({
    type: z.literal('shortening-heard'),
    how: z.enum(['spoken', 'written']),
    heardOn: z.string(),
    heardBy: z.string(),
    speaker: z.string(),
    statement: z.string(),
    ...signed,
  }),
  z.object({
    type: z.literal('shortening-weighed'),
    lastDay: z.string(),
    reason: z.string(),
    consideration: z.string().optional(),
    returns: z.string().optional(),
    ...signed,
  }),
  z.object({ type: z.literal('shortening-dropped'), reason: z.string(), ...signed }),
  /** 利用許可期間短縮通知書. */
  z.object({
    type: z.literal('shortening-approved'),
    ...issuedSchema.shape,
    ...why,
    invitation: numbered,
    reason: z.string(),
    heard: heardSchema,
    consideration: z.string().optional(),
    returns: z.string().optional(),
    /** 許可番号 of the subcontractors' permits that fall with it (第11条). */
    cascade: z.array(z.string()),
    ...signed,
  }),
  z.object({ type: z.literal('shortening-disapproved'), reason: z.string(), ...signed }),
]);
export type ShorteningPaper = z.infer<typeof shorteningPaperSchema>;
export type ShorteningPaperOf<T extends ShorteningPaper['type']> = Extract<ShorteningPaper, { type: T }>;

export type FiledShortening = { readonly seq: number; readonly paper: ShorteningPaper };

/** Everything that was written about it, in order. Papers that were erased are left out. */
export const shorteningPapersOf = async (
  store: Store,
  caseId: string,
  head: ShorteningHead,
): Promise<FiledShortening[]> => {
  const filed = await Promise.all(
    head.papers.map(async ({ seq }) => ({
      seq,
      paper: await loadPaper(store, caseKey(caseId), seq, shorteningPaperSchema),
    })),
  );
  return filed.flatMap(({ seq, paper }) => (paper === undefined ? [] : [{ seq, paper }]));
};

export const paperOf = <T extends ShorteningPaper['type']>(
  filed: readonly FiledShortening[],
  type: T,
): ShorteningPaperOf<T> | undefined =>
  filed.map(({ paper }) => paper).findLast((paper): paper is ShorteningPaperOf<T> => paper.type === type);

/** What was heard before the decision, as its notice says it. */
export const heardOf = (
  filed: readonly FiledShortening[],
  { statementDueOn, statementClosed = false }: Pick<ShorteningHead, 'statementDueOn' | 'statementClosed'>,
): Heard => {
  const said = filed.flatMap(({ paper }): { readonly statement: Statement }[] => {
    if (paper.type === 'shortening-stated' && paper.statement !== undefined) {
      const on = dateOf(Temporal.Instant.from(paper.at)).toString();
      return [{ statement: { how: 'screen', on, by: paper.by, text: paper.statement } }];
    }
    if (paper.type !== 'shortening-heard') return [];
    const { how, heardOn, heardBy, speaker, statement } = paper;
    return [{ statement: { how, on: heardOn, by: speaker, text: statement, heardBy } }];
  });
  const statements = withinNotice(said).map(({ statement }) => statement);
  return statements.length === 0
    ? { kind: 'none', dueOn: statementDueOn, ...(statementClosed ? { closed: true } : {}) }
    : { kind: 'statements', statements, closed: statementClosed };
};
