/**
 * 申請と許可の一生, written down by hand from the regulation (第3条–第12条) and from the life of a case as the city reads
 * it (下書き → 受付済 → …). Nothing here is read from core/case/transitions.ts: the test compares the two, both ways.
 *
 * event: [states in which it may happen, state after it, whose act it is, article]; `=` the state stays.
 */

type Row = readonly [from: string, to: string, who: string, article: string];

const IN_FORCE = '有効（開始前） 有効 停止中';

export const STATUS_WORDS = {
  received: '受付済',
  returned: '補正中',
  confirming: '管理者確認中',
  approving: '承認伺中',
  approved: '承認',
  refused: '不承認',
  withdrawn: '取下げ',
  issued: '通知待ち',
  upcoming: '有効（開始前）',
  active: '有効',
  suspended: '停止中',
  expired: '失効',
  revoked: '取消',
  ended: '廃止',
} as const;

export const LIFE: Readonly<Record<string, Row>> = {
  // 第4条: 申請, 補正, 確認, 承認
  submitted: ['なし', '受付済', 'vendor', '第4条第1項'],
  resubmitted: ['補正中', '受付済', 'vendor', '第4条第1項'],
  'found-nonconforming': ['受付済', '補正中', 'system', '第4条第2項'],
  // Again after the chief has sent it back.
  'confirmation-requested': ['受付済 管理者確認中', '管理者確認中', 'system', '第4条第2項'],
  'returned-by-manager': ['管理者確認中', '補正中', 'manager', '第4条第2項'],
  // Or when it was not corrected in time
  'refused-by-manager': ['管理者確認中 補正中', '不承認', 'manager', '第5条'],
  confirmed: ['管理者確認中', '承認伺中', 'manager', '第4条第2項'],
  'approval-requested': ['承認伺中', '承認伺中', 'system', '第4条第2項'],
  'sent-back': ['承認伺中', '管理者確認中', 'chief', '第4条第2項'],
  approved: ['承認伺中', '承認', 'chief', '第3条・第4条第2項'],
  'refused-by-chief': ['承認伺中', '不承認', 'chief', '第4条第2項・第5条'],
  withdrawn: ['受付済 補正中 管理者確認中 承認伺中', '取下げ', 'vendor', '第12条'],
  'correction-reminded': ['補正中', '=', 'system', '第12条'],
  // The day for it has ended: the manager puts it off or refuses (docs/adr/0057)
  'correction-lapsed': ['補正中', '=', 'system', '第4条第2項'],
  'correction-extended': ['補正中', '=', 'manager', '第4条第2項'],
  // Every question may be asked again: of an application, of a permit, of what is left after its end.
  'request-reissued': [`補正中 管理者確認中 承認伺中 ${IN_FORCE} 失効 取消 廃止`, '=', 'system', '第12条'],

  // 第5条: 通知
  'permit-issued': ['承認', '通知待ち', 'system', '第5条'],
  'permit-notified': ['通知待ち', '有効（開始前）', 'system', '第5条'],
  'refusal-notified': ['不承認', '=', 'system', '第5条'],

  // Nobody in office: no notice goes out without one who issues it (第2条第2号)
  'paper-held': [`不承認 通知待ち ${IN_FORCE} 失効`, '=', 'system', '第2条・第5条・第8条'],
  'paper-released': [`不承認 通知待ち ${IN_FORCE}`, '=', 'system', '第2条・第5条・第8条'],

  // 第4条第3項: the period
  started: ['有効（開始前）', '有効', 'system', '第4条第3項'],
  expired: [IN_FORCE, '失効', 'system', '第4条第3項'],

  // 第8条: nothing but a decision of the manager about an order that was not obeyed leads here
  // The notice is given at once; it may say a later day.
  'sanction-notified': ['有効（開始前） 有効 停止中', '=', 'system', '第8条'],
  suspended: ['有効（開始前） 有効', '停止中', 'system', '第8条'],
  'suspension-extended': ['停止中', '=', 'manager', '第8条'],
  'suspension-ended': ['停止中', '有効 有効（開始前）', 'system', '第8条'],
  'suspension-lifted': ['停止中', '有効 有効（開始前）', 'manager', '第8条'],
  // A part of the permit is stopped; the permit itself stays as it is, suspended as a whole or not.
  'partly-suspended': [IN_FORCE, '=', 'system', '第8条'],
  'partial-stop-extended': [IN_FORCE, '=', 'manager', '第8条'],
  'partial-stop-ended': [IN_FORCE, '=', 'system', '第8条'],
  'partial-stop-lifted': [IN_FORCE, '=', 'manager', '第8条'],
  revoked: [IN_FORCE, '取消', 'system', '第8条'],
  // 第11条: 再委託者の許可は、保守事業者の許可の取消とともに効力を失う
  lapsed: [IN_FORCE, '失効', 'system', '第11条・第12条'],
  // その通知書は、発信する者がいなければ後になる
  'lapse-notified': ['失効', '=', 'system', '第11条・第12条'],

  // 第12条: what the regulation leaves open
  // Of what went out under a number, also when the permit is over
  'paper-corrected': [`${IN_FORCE} 失効 取消 廃止`, '=', 'manager', '第12条'],
  'paper-reissued': [`${IN_FORCE} 失効 取消 廃止`, '=', 'manager', '第12条'],
  'paper-received': [`${IN_FORCE} 失効 取消 廃止`, '=', 'vendor', '第12条'],
  'paper-delivered': [`${IN_FORCE} 失効 取消 廃止`, '=', 'manager', '第12条'],
  'ending-filed': [IN_FORCE, '=', 'vendor', '第12条'],
  'ending-withdrawn': [IN_FORCE, '=', 'vendor', '第12条'],
  ended: [IN_FORCE, '廃止', 'system', '第12条'],
  'renewal-reminded': [IN_FORCE, '=', 'system', '第12条'],
  // Also while its notice has not gone out: the new section issues it (第5条)
  'section-changed': [`不承認 通知待ち ${IN_FORCE} 失効`, '=', 'system', '第2条'],
  'closed-out': ['失効 廃止', '=', 'system', '第12条'],
  // While the workflow has something left to do: not after 取下げ and 取消.
  parked: [
    `受付済 補正中 管理者確認中 承認伺中 承認 不承認 通知待ち ${IN_FORCE} 失効 廃止`,
    '=',
    'system',
    '第12条',
  ],
  resumed: [
    `受付済 補正中 管理者確認中 承認伺中 承認 不承認 通知待ち ${IN_FORCE} 失効 廃止`,
    '=',
    'operator',
    '第12条',
  ],
  erased: ['不承認 取下げ 失効 取消 廃止', '=', 'chief', '第12条'],
};
