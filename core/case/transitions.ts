import { CLOSED, IN_FORCE, type Status, UNDECIDED } from './permit-statuses.ts';
import { CHANGES } from './records/change.ts';
import { FINDINGS } from './records/finding.ts';
import { INSTRUCTIONS } from './records/instruction.ts';
import { REPORTS } from './records/monthly-report.ts';
import { RECONCILIATIONS } from './records/reconciliation.ts';
import { RECONFIRMATIONS } from './records/reconfirmation.ts';
import { WORKS } from './records/work.ts';

/**
 * The specification of a case's life: which event may happen in which state, and where it leads.
 * docs/lifecycle.md is drawn from this table; core/case/case.ts refuses everything that is not in it.
 */

/** The workflow still has something to do; a refusal, too, until it is notified. */
const UNDER_WAY: readonly Status[] = [
  'received',
  'returned',
  'confirming',
  'approving',
  'approved',
  'refused',
  'issued',
  'upcoming',
  'active',
  'suspended',
  'expired',
  'ended',
];

type Transition = {
  /** 'none' = there is no case yet (下書き). */
  readonly from: readonly (Status | 'none')[];
  /** 'same' = the state stays; a list: by the date. */
  readonly to: Status | 'same' | readonly Status[];
  readonly label: string;
  readonly who: 'vendor' | 'manager' | 'chief' | 'system' | 'operator' | 'clerk';
  readonly article: string;
};

/** Events of records within a case (works, findings …): the case itself stays where it is. */
const within = <E extends string>(
  rows: Record<E, Omit<Transition, 'from' | 'to'> & { readonly within: readonly Status[] }>,
) =>
  Object.fromEntries(
    Object.entries<(typeof rows)[E]>(rows).map(([type, { within: from, label, who, article }]) => [
      type,
      { from, to: 'same', label, who, article },
    ]),
  ) as Record<E, Transition>;

const table = <E extends string>(rows: Record<E, Transition>) => rows;

export const TRANSITIONS = table({
  submitted: { from: ['none'], to: 'received', label: '申請', who: 'vendor', article: '第4条第1項' },
  resubmitted: { from: ['returned'], to: 'received', label: '補正', who: 'vendor', article: '第4条第1項' },
  'found-nonconforming': {
    from: ['received'],
    to: 'returned',
    label: '適合判定による返戻',
    who: 'system',
    article: '第4条第2項',
  },
  'confirmation-requested': {
    from: ['received', 'confirming'],
    to: 'confirming',
    label: '確認依頼',
    who: 'system',
    article: '第4条第2項',
  },
  'returned-by-manager': {
    from: ['confirming'],
    to: 'returned',
    label: '補正依頼',
    who: 'manager',
    article: '第4条第2項',
  },
  'refused-by-manager': {
    from: ['confirming'],
    to: 'refused',
    label: '不承認',
    who: 'manager',
    article: '第5条',
  },
  confirmed: {
    from: ['confirming'],
    to: 'approving',
    label: '16項目の確認・承認伺',
    who: 'manager',
    article: '第4条第2項',
  },
  'approval-requested': {
    from: ['approving'],
    to: 'approving',
    label: '承認依頼',
    who: 'system',
    article: '第4条第2項',
  },
  'request-reissued': {
    from: ['confirming', 'approving', 'upcoming', 'active', 'suspended', 'expired', 'revoked', 'ended'],
    to: 'same',
    label: '依頼の再送',
    who: 'system',
    article: '第12条',
  },
  'correction-reminded': {
    from: ['returned'],
    to: 'same',
    label: '補正の催促',
    who: 'system',
    article: '第12条',
  },
  'sent-back': {
    from: ['approving'],
    to: 'confirming',
    label: '差戻し',
    who: 'chief',
    article: '第4条第2項',
  },
  approved: {
    from: ['approving'],
    to: 'approved',
    label: '承認',
    who: 'chief',
    article: '第3条・第4条第2項',
  },
  'refused-by-chief': {
    from: ['approving'],
    to: 'refused',
    label: '不承認',
    who: 'chief',
    article: '第4条第2項・第5条',
  },
  withdrawn: { from: UNDECIDED, to: 'withdrawn', label: '取下げ', who: 'vendor', article: '第12条' },
  'permit-issued': {
    from: ['approved'],
    to: 'issued',
    label: '許可番号の付番',
    who: 'system',
    article: '第5条',
  },
  'permit-notified': {
    from: ['issued'],
    to: 'upcoming',
    label: '許可の通知',
    who: 'system',
    article: '第5条',
  },
  'refusal-notified': {
    from: ['refused'],
    to: 'same',
    label: '不承認の通知',
    who: 'system',
    article: '第5条',
  },
  'paper-held': {
    from: ['refused', 'issued', ...IN_FORCE, 'expired'],
    to: 'same',
    label: '通知の保留（発信者の不在）',
    who: 'system',
    article: '第2条・第5条・第8条',
  },
  'paper-released': {
    from: ['refused', 'issued', ...IN_FORCE],
    to: 'same',
    label: '通知の保留の終わり',
    who: 'system',
    article: '第2条・第5条・第8条',
  },
  started: { from: ['upcoming'], to: 'active', label: '利用開始', who: 'system', article: '第4条第3項' },
  expired: {
    from: ['upcoming', 'active', 'suspended'],
    to: 'expired',
    label: '期間満了',
    who: 'system',
    article: '第4条第3項',
  },
  'sanction-notified': {
    from: IN_FORCE,
    to: 'same',
    label: '取消・停止の通知',
    who: 'system',
    article: '第8条',
  },
  suspended: {
    from: ['upcoming', 'active'],
    to: 'suspended',
    label: '停止',
    who: 'system',
    article: '第8条',
  },
  'suspension-lifted': {
    from: ['suspended'],
    to: ['active', 'upcoming'],
    label: '停止の解除',
    who: 'manager',
    article: '第8条',
  },
  'suspension-extended': {
    from: ['suspended'],
    to: 'same',
    label: '停止の期間の変更',
    who: 'manager',
    article: '第8条',
  },
  'suspension-ended': {
    from: ['suspended'],
    to: ['active', 'upcoming'],
    label: '停止の期間の満了',
    who: 'system',
    article: '第8条',
  },
  'partly-suspended': {
    from: IN_FORCE,
    to: 'same',
    label: '一部の停止',
    who: 'system',
    article: '第8条',
  },
  'partial-stop-extended': {
    from: IN_FORCE,
    to: 'same',
    label: '一部の停止の期間の変更',
    who: 'manager',
    article: '第8条',
  },
  'partial-stop-ended': {
    from: IN_FORCE,
    to: 'same',
    label: '一部の停止の期間の満了',
    who: 'system',
    article: '第8条',
  },
  'partial-stop-lifted': {
    from: IN_FORCE,
    to: 'same',
    label: '一部の停止の解除',
    who: 'manager',
    article: '第8条',
  },
  revoked: {
    from: ['upcoming', 'active', 'suspended'],
    to: 'revoked',
    label: '取消',
    who: 'system',
    article: '第8条',
  },
  lapsed: {
    from: ['upcoming', 'active', 'suspended'],
    to: 'expired',
    label: '失効（保守事業者の許可の終わりによる）',
    who: 'system',
    article: '第11条・第12条',
  },
  'lapse-notified': {
    from: ['expired'],
    to: 'same',
    label: '失効の通知',
    who: 'system',
    article: '第11条・第12条',
  },
  'ending-filed': { from: IN_FORCE, to: 'same', label: '廃止の届出', who: 'vendor', article: '第12条' },
  'ending-withdrawn': {
    from: IN_FORCE,
    to: 'same',
    label: '廃止の届出の取下げ',
    who: 'vendor',
    article: '第12条',
  },
  'renewal-reminded': {
    from: IN_FORCE,
    to: 'same',
    label: '期間満了の予告',
    who: 'system',
    article: '第12条',
  },
  'section-changed': {
    from: ['refused', 'issued', ...IN_FORCE, 'expired'],
    to: 'same',
    label: '所管課の変更',
    who: 'system',
    article: '第2条',
  },
  ended: {
    from: ['upcoming', 'active', 'suspended'],
    to: 'ended',
    label: '廃止',
    who: 'system',
    article: '第12条',
  },
  /** What is left to do when a permit is over has been told to the vendor; the workflow ends. */
  'closed-out': {
    from: ['expired', 'ended'],
    to: 'same',
    label: '終了の整理',
    who: 'system',
    article: '第12条',
  },
  parked: {
    from: UNDER_WAY,
    to: 'same',
    label: '処理の中断',
    who: 'system',
    article: '第12条',
  },
  resumed: {
    from: UNDER_WAY,
    to: 'same',
    label: '処理の再開',
    who: 'operator',
    article: '第12条',
  },
  erased: { from: CLOSED, to: 'same', label: '保存期間満了による廃棄', who: 'chief', article: '第12条' },
  ...within(FINDINGS.transitions),
  ...within(CHANGES.transitions),
  ...within(RECONFIRMATIONS.transitions),
  ...within(INSTRUCTIONS.transitions),
  ...within(WORKS.transitions),
  ...within(RECONCILIATIONS.transitions),
  ...within(REPORTS.transitions),
});
export type EventType = keyof typeof TRANSITIONS;
