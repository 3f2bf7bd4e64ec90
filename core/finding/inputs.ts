import { z } from 'zod';
import { STOPPABLE } from '../case/partial-stop.ts';
import { COMPLIANCE, INTENDED, SANCTIONS } from '../case/records/finding-facts.ts';
import { choice, date, flag, group, list, wholeNumber } from '../values/fields.ts';
import { line, onPage, optionalLine, optionalParagraph, paragraph } from '../values/text.ts';

/** What people send about a violation (第7条, 第8条): F8, F9 as they come in. */

const hash = line('表示内容の照合値', 60);
const TOLD = { hint: '保守事業者に伝わります' };
/** A deadline on a day off is confirmed (reasonable-time.ts). */
export const dayOff = flag('期限を市の休日とする').optional().register(onPage, {
  hint: '期限が土曜日、日曜日、祝日、年末年始などに当たるときだけ選択してください',
});
/** Number of the event with which something was written. */
const seq = wholeNumber('記録の番号', 1, 1_000_000);
/** The case in which it was written, where that is an earlier permit's: numbers of two cases may be alike. */
const writtenIn = optionalLine('記録のある案件', 60);

const CLAUSE = '違反した規定（第6条第n号）';
const found = {
  /** 第6条第n号, never another article (G18): several in `clauses`; `clause` for one alone. */
  clause: wholeNumber(CLAUSE, 1, 8).optional(),
  clauses: list(CLAUSE, wholeNumber(CLAUSE, 1, 8), 1, 8).optional(),
  facts: paragraph('違反の事実', 2000).register(onPage, { hint: 'いつ、どこで、誰が、何をしたか' }),
  howFound: paragraph('認知の経緯', 1000).register(onPage, {
    hint: '例 4月分の接続ログと作業申請の照合による',
  }),
  evidence: optionalParagraph('証拠', 1000).register(onPage, { hint: '資料の名称と保管場所' }),
  interimInstruction: optionalParagraph('是正前の指示', 1000).register(onPage, {
    hint: '命令の前に指示したことがあれば、その内容',
  }),
  opinion: paragraph('情報セキュリティ管理者の意見', 1000).register(onPage, {
    hint: '統括情報セキュリティ管理者に報告します',
  }),
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
  facts: paragraph('気付いた事実', 2000).register(onPage, {
    hint: 'いつ、どこで、誰が、何をしたか。何によって気付いたか',
  }),
});
export type PointOutInput = z.infer<typeof pointOutInputSchema>;
/** The manager's answer to a candidate: 認知 or 不問. */
export const candidateInputSchema = z.discriminatedUnion(
  'choice',
  [
    group('違反の認知', { choice: z.literal('find'), hash, ...found }).refine(citesOne, NOTHING_CITED),
    group('不問', {
      choice: z.literal('dismiss'),
      hash,
      reason: paragraph('不問とする理由', 1000).register(onPage, {
        hint: '不問とするときは必ず入力してください',
      }),
    }),
  ],
  { error: '「判断」を選択してください' },
);
export type CandidateInput = z.infer<typeof candidateInputSchema>;

/** The chief receives a report; it decides nothing. */
export const receiptInputSchema = group('報告の受領', {
  hash,
  remark: optionalParagraph('情報セキュリティ管理者への指示・意見', 1000).register(onPage, {
    hint: 'あれば入力してください。情報セキュリティ管理者に伝わります',
  }),
});
export type ReceiptInput = z.infer<typeof receiptInputSchema>;

export const orderInputSchema = group('是正命令', {
  hash,
  when: optionalLine('違反の日時', 200).register(onPage, {
    hint: '例 令和8年5月11日 10時05分から12時40分まで。命令書に記します',
  }),
  violation: paragraph('違反の内容', 2000),
  measures: paragraph('命ずる措置', 2000).register(onPage, {
    hint: '何を、どこまで行えば履行となるかが分かるように書いてください',
  }),
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
  reason: paragraph('変更の理由', 1000).register(onPage, TOLD),
});
export type ExtendInput = z.infer<typeof extendInputSchema>;

export const withdrawOrderInputSchema = group('是正命令の撤回', {
  reason: paragraph('撤回の理由', 1000).register(onPage, TOLD),
  again: flag('同じ違反について、改めて命令する').optional().register(onPage, {
    hint: '撤回の理由が命令の内容又は期限の誤りであり、違反を認めたことに変わりがないときに選びます。撤回と同時に、改めて発する命令の依頼が「決裁待ち」に載ります',
  }),
});
export type WithdrawOrderInput = z.infer<typeof withdrawOrderInputSchema>;

/** 是正報告: what the vendor has done about an order. */
export const replyInputSchema = group('是正報告', {
  cause: paragraph('原因', 2000),
  measures: paragraph('講じた措置', 2000),
  doneOn: date('措置の完了日'),
  prevention: paragraph('再発防止策', 2000),
  evidence: optionalParagraph('確認できる資料', 1000).register(onPage, {
    hint: '資料の名称、市への提出の方法など',
  }),
});
export type ReplyInput = z.infer<typeof replyInputSchema>;

export const judgeInputSchema = group('履行の判断', {
  hash,
  result: choice('履行の判断', COMPLIANCE),
  reason: paragraph('判断の理由', 2000).register(onPage, TOLD),
  dueOn: date('新たな履行期限')
    .optional()
    .register(onPage, { hint: '一部履行とするときは必ず入力してください' }),
  statementDueOn: date('弁明の期限').optional().register(onPage, {
    hint: '保守事業者が弁明できる最終日です。この日が終わるまで、取消・停止などを決定できません',
  }),
  /** With 未履行: about which measure the vendor is heard. */
  intended: choice('予定する措置', INTENDED).optional().register(onPage, {
    hint: 'ここで示した措置より重い措置は、決定できません',
  }),
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
  speaker: line('弁明した者', 80).register(onPage, { hint: '代理人のときは、その旨も入力してください' }),
  statement: paragraph('弁明の要旨', 4000),
  closing: flag('「以上で弁明を終える」との申出があった').optional().register(onPage, {
    hint: '保守事業者がこの記録を確認したときに、弁明が終わったものとなります',
  }),
});
export type HearingInput = z.infer<typeof hearingInputSchema>;

export const sanctionInputSchema = group('取消・停止等の決定', {
  hash,
  sanction: choice('決定', SANCTIONS),
  facts: paragraph('命令の未履行の事実', 2000),
  reason: paragraph('決定の理由', 2000),
  /** Needed with 取消 and 停止. */
  weighing: optionalParagraph('考慮した事情', 2000).register(onPage, {
    hint: '違反の程度、影響、是正の状況、ほかの措置では足りない理由など。取消・停止のときは必ず入力してください',
  }),
  /** One to each statement, by the number of its record. */
  answers: list(
    '弁明に対する考え方',
    group('弁明に対する考え方', {
      seq,
      caseId: writtenIn,
      answer: paragraph('弁明に対する考え方', 1000).register(onPage, {
        hint: '取消・停止・その他の措置のときは必ず入力してください',
      }),
    }),
    0,
    // Of one order there are at most 60; those about an order that was withdrawn are answered, too (docs/adr/0058).
    240,
  ).optional(),
  /** Default: the day of the notice. */
  effectiveOn: date('効力の生ずる日').optional().register(onPage, {
    hint: '通知の日とするときは空欄のままにしてください。後の日とすると、その日の0時から効力を生じます',
  }),
  /** 停止 of one worker, terminal or origin address (docs/adr/0039); absent: of the whole permit. */
  only: group('停止の範囲', {
    kind: choice('停止の範囲', STOPPABLE),
    value: line('停止の対象', 200).register(onPage, {
      hint: '作業者、端末又は接続元の一つに限って停止するときに選択してください。許可のその他の部分は有効のままとなり、ほかの者の作業は続けられます',
    }),
  }).optional(),
  until: date('停止の最終日').optional().register(onPage, {
    hint: 'この日の終わりに停止は終わります。延長は、その前に改めて決定し、通知したときだけです。期間を定めず、解除するまで停止するときは、空欄のままにしてください',
  }),
  conditions: optionalParagraph('停止を解除する条件', 1000).register(onPage, {
    hint: '停止のときは必ず入力してください',
  }),
  measures: optionalParagraph('その他の措置の内容', 1000).register(onPage, {
    hint: 'その他の措置とするときは必ず入力してください',
  }),
  returns: optionalParagraph('端末の返却・アカウントの停止・データの消去', 1000).register(onPage, {
    hint: '取消・停止のとき、保守事業者に求めること。停止の範囲を選択し、この文を変えないときは、その範囲に係る文として記録します',
  }),
});
export type SanctionInput = z.infer<typeof sanctionInputSchema>;

export const conditionsInputSchema = group('解除条件の充足の報告', {
  done: paragraph('解除条件について行ったこと', 2000),
  doneOn: date('完了日'),
});
export type ConditionsInput = z.infer<typeof conditionsInputSchema>;

/** What a permit that is over has left unsettled, and no later permit takes over, ends with it. */
export const closeInputSchema = group('終結', {
  hash,
  reason: paragraph('終結とする理由', 1000).register(onPage, {
    hint: '命令を発していたときは、保守事業者に伝わります',
  }),
});
export type CloseInput = z.infer<typeof closeInputSchema>;

const LIFTINGS = { lift: '停止を解除する', keep: '停止を続ける' } as const;
export const liftInputSchema = group('停止の解除の判断', {
  hash,
  choice: choice('判断', LIFTINGS),
  reason: paragraph('理由', 1000).register(onPage, TOLD),
  until: date('停止の新たな最終日').optional().register(onPage, {
    hint: '停止の期間を変更するときだけ入力してください。空欄のときは、最終日は変わりません',
  }),
});
export type LiftInput = z.infer<typeof liftInputSchema>;
