import { z } from 'zod';
import { caseKey, pad } from '../case/case-store.ts';
import { type Stage, stageSchema } from '../case/decision-request.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { queryAll, type Store, type Write } from '../store/ports.ts';
import type { Problem } from '../values/errors.ts';
import { choice, date, group, list } from '../values/fields.ts';
import { line, optionalLine, optionalParagraph } from '../values/text.ts';
import { isUnshownBy } from './application-remarks.ts';
import type { Application } from './inputs.ts';

/** F3 承認伺・決定: what the manager (第4条第2項) and the chief answer. */

const CONFIRM_CHOICES = {
  'ask-chief': '適合を確認し、統括情報セキュリティ管理者の承認を求める',
  return: '補正を求める',
  refuse: '不承認とする',
} as const;
export const APPROVE_CHOICES = {
  approve: '承認',
  'approve-with-conditions': '条件付承認',
  refuse: '不承認',
  'send-back': '差戻し',
} as const;
/** Of an application that was not corrected in time (docs/adr/0057). */
export const CORRECTION_CHOICES = { extend: '補正の期限を延ばす', refuse: '不承認とする' } as const;
export const RESULTS = { pass: '適', fail: '不適', hold: '保留' } as const;
export const METHODS = { document: '書面', 'on-site': '現地', photo: '写真', hearing: 'ヒアリング' } as const;
export const CHANNELS = { 'mail-link': 'メールリンク', screen: '画面', paper: '紙' } as const;

export const itemConfirmationSchema = group('確認結果', {
  item: line('別表1の項目番号', 5),
  result: choice('確認結果', RESULTS),
  method: choice('確認方法', METHODS).optional(),
  confirmedOn: date('確認日').optional(),
  evidence: optionalLine('確認した資料', 300),
  note: optionalParagraph('確認の所見・補正を求める理由', 1000),
  reviewOn: date('次回の確認日').optional(),
});
export type ItemConfirmation = z.infer<typeof itemConfirmationSchema>;

export const confirmInputSchema = group('確認', {
  stage: z.literal('confirm'),
  choice: choice('判断', CONFIRM_CHOICES),
  /** Hash of what was shown. */
  hash: line('表示内容の照合値', 60),
  checklist: list('別表1の確認', itemConfirmationSchema, 0, 40),
  opinion: optionalParagraph('意見', 2000),
  reason: optionalParagraph('理由', 2000),
  /** With 補正を求める; absent: as many business days as the setting has. */
  correctBy: date('補正の期限').optional(),
});
export const correctionInputSchema = group('補正の期限を過ぎた申請の判断', {
  stage: z.literal('correction'),
  choice: choice('判断', CORRECTION_CHOICES),
  hash: line('表示内容の照合値', 60),
  /** With 期限を延ばす; absent: as many business days as the setting has. */
  correctBy: date('補正の期限').optional(),
  reason: optionalParagraph('理由', 2000),
});
export const approveInputSchema = group('決定', {
  stage: z.literal('approve'),
  choice: choice('判断', APPROVE_CHOICES),
  hash: line('表示内容の照合値', 60),
  conditions: optionalParagraph('条件', 2000),
  /** Ground 第3条第2号: why the chief deems it necessary. */
  necessity: optionalParagraph('必要と認める理由', 2000),
  reason: optionalParagraph('理由', 2000),
});
const STAGE_ERROR = { error: '「段階」は confirm、approve 又は correction を指定してください' };
export const decisionInputSchema = z.discriminatedUnion(
  'stage',
  [confirmInputSchema, approveInputSchema, correctionInputSchema],
  STAGE_ERROR,
);
/** The facts of a decision that was made on paper (紙): who, when, and where the original is. */
const onPaper = group('紙による決定', {
  decidedBy: line('決定した職員', 40),
  decidedOn: date('決定日'),
  original: line('原本の文書番号・保管場所', 200),
});
export const paperDecisionInputSchema = z.discriminatedUnion(
  'stage',
  [
    confirmInputSchema.extend({ paper: onPaper }),
    approveInputSchema.extend({ paper: onPaper }),
    correctionInputSchema.extend({ paper: onPaper }),
  ],
  STAGE_ERROR,
);
export type PaperDecisionInput = z.infer<typeof paperDecisionInputSchema>;
export type ConfirmInput = z.infer<typeof confirmInputSchema>;
export type ApproveInput = z.infer<typeof approveInputSchema>;
export type CorrectionInput = z.infer<typeof correctionInputSchema>;
export type DecisionInput = z.infer<typeof decisionInputSchema>;

const signatory = z.object({ personId: z.string(), name: z.string(), title: z.string() });

/** A decision as it is kept; it never changes. */
export const decisionSchema = z.object({
  stage: stageSchema,
  rev: z.int(),
  round: z.int(),
  requestId: z.string(),
  choice: z.enum([
    'ask-chief',
    'return',
    'refuse',
    'approve',
    'approve-with-conditions',
    'send-back',
    'extend',
  ]),
  shownHash: z.string(),
  checklist: z.array(itemConfirmationSchema),
  opinion: z.string().optional(),
  conditions: z.string().optional(),
  /** With an approval on the ground of 第3条第2号; absent in the versions before. */
  necessity: z.string().optional(),
  reason: z.string().optional(),
  /** 補正の期限 that it sets. */
  correctBy: z.string().optional(),
  decidedBy: signatory,
  decidedAs: z.enum(['principal', 'deputy']),
  /** With 代決: the holder on whose behalf. */
  principal: signatory.optional(),
  channel: z.enum(['mail-link', 'screen', 'paper']),
  /** With the channel 紙: the day on the paper, where the original is, and the clerk who entered it. */
  paper: z.object({ decidedOn: z.string(), original: z.string(), recordedBy: signatory }).optional(),
  /** When it was recorded. */
  decidedAt: z.string(),
});
export type Decision = z.infer<typeof decisionSchema>;

export const choiceLabel = ({ choice }: Pick<Decision, 'choice'>): string => CHOICE_LABELS[choice];
const CHOICE_LABELS: Readonly<Record<Decision['choice'], string>> = {
  'ask-chief': '確認・承認伺',
  return: '補正依頼',
  ...APPROVE_CHOICES,
  extend: '補正の期限の延長',
};

/** 適 of an item of environment or terminals (別表1 2, 3) that neither the vendor has shown nor the manager says to have seen. */
const isUnshown = (
  { item, evidence, note }: ItemConfirmation,
  { checklist }: Pick<Application, 'checklist'>,
  regulation: Regulation,
): boolean => {
  const answer = checklist.find((one) => one.item === item);
  return (
    answer !== undefined &&
    isUnshownBy(answer, regulation) &&
    [evidence, note].every((text = '') => text.trim() === '')
  );
};

/** What is wrong with the manager's answer (第4条第2項: all requirements, confirmed, before the chief is asked). */
export const examineConfirmation = (
  input: ConfirmInput,
  application: Application,
  regulation: Regulation,
  /** The day of the decision, ISO. */
  today: string,
): readonly Problem[] => {
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  const known = new Set(regulation.checklist.map((item) => item.id));
  input.checklist.forEach((entry, index) => {
    const at = (field: string, message: string): void => {
      problems.push({ pointer: `/checklist/${index}/${field}`, message });
    };
    if (!known.has(entry.item)) return at('item', `別表1に「${entry.item}」という項目はありません`);
    if (seen.has(entry.item)) return at('item', `別表1 ${entry.item} が二重に回答されています`);
    seen.set(entry.item, index);
    if (entry.result === 'fail' && !entry.note)
      at('note', `別表1 ${entry.item} を不適とする理由を入力してください`);
    if (entry.confirmedOn && entry.confirmedOn > today)
      at('confirmedOn', `別表1 ${entry.item} の確認日に、決定の日より後の日付は指定できません`);
    if (input.choice !== 'ask-chief') return;
    if (entry.result !== 'pass')
      return at(
        'result',
        `別表1 ${entry.item} が適でないため、承認を求めることはできません（第4条第2項）。補正を求めるか、不承認としてください`,
      );
    if (isUnshown(entry, application, regulation))
      at(
        'note',
        `${regulation.checklistName} ${entry.item} は、保守事業者の説明も添付資料等もありません。適とするときは、確認した資料又は所見を入力してください（第4条第2項）`,
      );
    if (!entry.method) at('method', `別表1 ${entry.item} の確認方法を選択してください`);
    if (!entry.confirmedOn) at('confirmedOn', `別表1 ${entry.item} の確認日を入力してください`);
  });
  if (input.choice === 'ask-chief') {
    const missing = [...known].filter((id) => !seen.has(id));
    if (missing.length > 0)
      problems.push({
        pointer: '/checklist',
        message: `別表1の${known.size}項目すべてを確認してください（未確認 ${missing.join('、')}）（第4条第2項）`,
      });
    const hasException = application.checklist.some((answer) => answer.answer === 'exception');
    if (hasException && !input.opinion)
      problems.push({
        pointer: '/opinion',
        message: '例外の項目があるため、例外を適当と認める意見を入力してください',
      });
  }
  const returnsItem = input.checklist.some((entry) => entry.result === 'fail');
  if (input.choice === 'return' && !returnsItem && !input.reason)
    problems.push({
      pointer: '/reason',
      message: '補正を求める項目を「不適」とするか、理由を入力してください',
    });
  if (input.choice === 'refuse' && !input.reason) problems.push(REFUSED_WITHOUT_REASON);
  return problems;
};
const REFUSED_WITHOUT_REASON: Problem = {
  pointer: '/reason',
  message: '不承認とする理由を入力してください（第5条の通知に記載します）',
};

const PERMITS: readonly ApproveInput['choice'][] = ['approve', 'approve-with-conditions'];
export const isNecessity = (choice: DecisionInput['choice'], ground: Application['ground']): boolean =>
  ground === 'chief' && PERMITS.some((permits) => permits === choice);

/** What is wrong with the answer about an application that was not corrected. */
export const examineCorrection = ({ choice, reason }: CorrectionInput): readonly Problem[] =>
  choice === 'refuse' && !reason ? [REFUSED_WITHOUT_REASON] : [];

/** What is wrong with the chief's answer; on the ground of 第3条第2号 it is the chief who gives the reason. */
export const examineApproval = (
  input: ApproveInput,
  { ground }: Pick<Application, 'ground'>,
): readonly Problem[] => {
  const problems: Problem[] = [];
  if (isNecessity(input.choice, ground) && !input.necessity)
    problems.push({
      pointer: '/necessity',
      message: '「必要と認める理由」を入力してください（第3条第2号。通知書に記載します）',
    });
  if (input.choice === 'approve-with-conditions' && !input.conditions)
    problems.push({ pointer: '/conditions', message: '条件付承認の条件を入力してください' });
  if (input.choice !== 'approve' && !input.reason)
    problems.push({
      pointer: '/reason',
      message: `${APPROVE_CHOICES[input.choice]}の理由を入力してください`,
    });
  return problems;
};

/** The decisions about an application: rows `DECISION#…` of its case. */

export const decisionSortKey = (stage: Stage, rev: number, round: number): string =>
  `DECISION#${stage}#${pad(rev, 4)}#${pad(round, 3)}`;

export const decisionWrite = (caseId: string, decision: Decision): Write => ({
  put: {
    pk: caseKey(caseId),
    sk: decisionSortKey(decision.stage, decision.rev, decision.round),
    decision,
  },
  when: { absent: true },
});

export const loadDecision = async (
  store: Store,
  caseId: string,
  stage: Stage,
  rev: number,
  round: number,
): Promise<Decision | undefined> => {
  const row = await store.get({ pk: caseKey(caseId), sk: decisionSortKey(stage, rev, round) });
  return row && decisionSchema.parse(row['decision']);
};

const STAGE_ORDER = { confirm: 0, approve: 1, correction: 2 } as const;

/** In the order they were made. */
export const loadDecisions = async (store: Store, caseId: string): Promise<Decision[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: 'DECISION#' }))
    .map((row) => decisionSchema.parse(row['decision']))
    .sort((a, b) => a.rev - b.rev || a.round - b.round || STAGE_ORDER[a.stage] - STAGE_ORDER[b.stage]);

/** Who issued the notice (F4), as title and name were on the day: of a notice without a paper, of the versions before. */
const issuerSchema = z.object({ title: z.string(), name: z.string() });
type Issuer = z.infer<typeof issuerSchema>;
export const loadIssuer = async (store: Store, caseId: string): Promise<Issuer | undefined> => {
  const row = await store.get({ pk: caseKey(caseId), sk: 'NOTICE' });
  return row && issuerSchema.parse(row['issuer']);
};
