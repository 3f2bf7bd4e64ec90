import type { RecordTransition } from './aggregate.ts';
import { CLOSED, IN_FORCE, PERMITTED, type Status, UNDECIDED } from './permit-statuses.ts';
import { RECORDS, type RecordFact } from './records.ts';

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
  /** Whether a vendor is told of it, in timelines and lists. */
  readonly told: boolean;
};

/** Events of records within a case (works, findings …): the case itself stays where it is. */
const OF_RECORDS = Object.fromEntries(
  RECORDS.flatMap(({ transitions }) =>
    Object.entries<RecordTransition<string>>(transitions).map(
      ([type, { within: from, label, who, article, told }]): [string, Transition] => [
        type,
        { from, to: 'same', label, who, article, told },
      ],
    ),
  ),
) as Record<RecordFact['type'], Transition>;

const TOLD = true;
/** The city's own matter. */
const OWN = false;
const row = (
  from: Transition['from'],
  to: Transition['to'],
  label: string,
  who: Transition['who'],
  article: string,
  told: boolean,
): Transition => ({ from, to, label, who, article, told });

const table = <E extends string>(rows: Record<E, Transition>) => rows;

export const TRANSITIONS = table({
  submitted: row(['none'], 'received', '申請', 'vendor', '第4条第1項', TOLD),
  resubmitted: row(['returned'], 'received', '補正', 'vendor', '第4条第1項', TOLD),
  'found-nonconforming': row(['received'], 'returned', '適合判定による返戻', 'system', '第4条第2項', TOLD),
  'confirmation-requested': row(
    ['received', 'confirming'],
    'confirming',
    '確認依頼',
    'system',
    '第4条第2項',
    TOLD,
  ),
  'returned-by-manager': row(['confirming'], 'returned', '補正依頼', 'manager', '第4条第2項', TOLD),
  'refused-by-manager': row(['confirming', 'returned'], 'refused', '不承認', 'manager', '第5条', TOLD),
  confirmed: row(['confirming'], 'approving', '16項目の確認・承認伺', 'manager', '第4条第2項', TOLD),
  'approval-requested': row(['approving'], 'approving', '承認依頼', 'system', '第4条第2項', TOLD),
  'request-reissued': row(
    ['returned', 'confirming', 'approving', ...IN_FORCE, 'expired', 'revoked', 'ended'],
    'same',
    '依頼の再送',
    'system',
    '第12条',
    OWN,
  ),
  'correction-reminded': row(['returned'], 'same', '補正の催促', 'system', '第12条', TOLD),
  'correction-lapsed': row(['returned'], 'same', '補正の期限の経過', 'system', '第4条第2項', TOLD),
  'correction-extended': row(['returned'], 'same', '補正の期限の延長', 'manager', '第4条第2項', TOLD),
  'sent-back': row(['approving'], 'confirming', '差戻し', 'chief', '第4条第2項', OWN),
  approved: row(['approving'], 'approved', '承認', 'chief', '第3条・第4条第2項', TOLD),
  'refused-by-chief': row(['approving'], 'refused', '不承認', 'chief', '第4条第2項・第5条', TOLD),
  withdrawn: row(UNDECIDED, 'withdrawn', '取下げ', 'vendor', '第12条', TOLD),
  'permit-issued': row(['approved'], 'issued', '許可番号の付番', 'system', '第5条', TOLD),
  'permit-notified': row(['issued'], 'upcoming', '許可の通知', 'system', '第5条', TOLD),
  'refusal-notified': row(['refused'], 'same', '不承認の通知', 'system', '第5条', TOLD),
  'paper-held': row(
    ['refused', 'issued', ...IN_FORCE, 'expired'],
    'same',
    '通知の保留（発信者の不在）',
    'system',
    '第2条・第5条・第8条',
    OWN,
  ),
  'paper-released': row(
    ['refused', 'issued', ...IN_FORCE],
    'same',
    '通知の保留の終わり',
    'system',
    '第2条・第5条・第8条',
    OWN,
  ),
  started: row(['upcoming'], 'active', '利用開始', 'system', '第4条第3項', TOLD),
  expired: row(['upcoming', 'active', 'suspended'], 'expired', '期間満了', 'system', '第4条第3項', TOLD),
  'sanction-notified': row(IN_FORCE, 'same', '取消・停止の通知', 'system', '第8条', TOLD),
  suspended: row(['upcoming', 'active'], 'suspended', '停止', 'system', '第8条', TOLD),
  'suspension-lifted': row(['suspended'], ['active', 'upcoming'], '停止の解除', 'manager', '第8条', TOLD),
  'suspension-extended': row(['suspended'], 'same', '停止の期間の変更', 'manager', '第8条', TOLD),
  'suspension-ended': row(['suspended'], ['active', 'upcoming'], '停止の期間の満了', 'system', '第8条', TOLD),
  'partly-suspended': row(IN_FORCE, 'same', '一部の停止', 'system', '第8条', TOLD),
  'partial-stop-extended': row(IN_FORCE, 'same', '一部の停止の期間の変更', 'manager', '第8条', TOLD),
  'partial-stop-ended': row(IN_FORCE, 'same', '一部の停止の期間の満了', 'system', '第8条', TOLD),
  'partial-stop-lifted': row(IN_FORCE, 'same', '一部の停止の解除', 'manager', '第8条', TOLD),
  revoked: row(['upcoming', 'active', 'suspended'], 'revoked', '取消', 'system', '第8条', TOLD),
  lapsed: row(
    ['upcoming', 'active', 'suspended'],
    'expired',
    '失効（保守事業者の許可の終わりによる）',
    'system',
    '第11条・第12条',
    TOLD,
  ),
  'lapse-notified': row(['expired'], 'same', '失効の通知', 'system', '第11条・第12条', TOLD),
  'paper-corrected': row(PERMITTED, 'same', '文書の訂正', 'manager', '第12条', TOLD),
  'paper-reissued': row(PERMITTED, 'same', '文書の再交付', 'manager', '第12条', TOLD),
  'paper-received': row(PERMITTED, 'same', '文書の受領', 'vendor', '第12条', TOLD),
  'paper-delivered': row(PERMITTED, 'same', '文書の到達の記録', 'manager', '第12条', TOLD),
  'ending-filed': row(IN_FORCE, 'same', '廃止の届出', 'vendor', '第12条', TOLD),
  'ending-withdrawn': row(IN_FORCE, 'same', '廃止の届出の取下げ', 'vendor', '第12条', TOLD),
  'renewal-reminded': row(IN_FORCE, 'same', '期間満了の予告', 'system', '第12条', TOLD),
  'section-changed': row(
    ['refused', 'issued', ...IN_FORCE, 'expired'],
    'same',
    '所管課の変更',
    'system',
    '第2条',
    TOLD,
  ),
  ended: row(['upcoming', 'active', 'suspended'], 'ended', '廃止', 'system', '第12条', TOLD),
  /** What is left to do when a permit is over has been told to the vendor; the workflow ends. */
  'closed-out': row(['expired', 'ended'], 'same', '終了の整理', 'system', '第12条', TOLD),
  parked: row(UNDER_WAY, 'same', '処理の中断', 'system', '第12条', OWN),
  resumed: row(UNDER_WAY, 'same', '処理の再開', 'operator', '第12条', OWN),
  erased: row(CLOSED, 'same', '保存期間満了による廃棄', 'chief', '第12条', OWN),
  ...OF_RECORDS,
});
export type EventType = keyof typeof TRANSITIONS;

/** Steps of the workflow, by which nothing has changed for anybody: what has changed since the last visit leaves them out. */
export const STEPS: ReadonlySet<EventType> = new Set([
  ...(['confirmation-requested', 'approval-requested', 'request-reissued', 'permit-issued'] as const),
  ...(['correction-reminded', 'renewal-reminded', 'report-requested', 'closed-out', 'erased'] as const),
]);
