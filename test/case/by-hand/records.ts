/**
 * 違反・指示・作業・月次報告 …, each with a life of its own, written down by hand from 第6条–第8条, 第10条 and 第12条. Nothing
 * here is read from the tables under test.
 *
 * event: [states of the record, state after it, whose act, article, states of the permit in which it may happen].
 */

export type RecordRow = readonly [from: string, to: string, who: string, article: string, within: string];

const IN_FORCE = '有効（開始前） 有効 停止中';
/** Papers may still come in when a permit is over. */
const ALSO_AFTER = `${IN_FORCE} 失効 取消 廃止`;
/** Of a violation: what nobody has brought to an end. */
const LEFT = '認知 統括報告済 命令中 未履行 未履行報告済 取消・停止等の決定済';

type Life = { readonly words: string; readonly events: Readonly<Record<string, RecordRow>> };

export const RECORD_LIVES: Readonly<Record<string, Life>> = {
  違反: {
    words:
      '候補 認知 統括報告済 命令中 履行 未履行 未履行報告済 取消・停止等の決定済 命令撤回 不問 候補の取下げ 次の許可に引継ぎ 許可の終了により終結',
    events: {
      // 第7条: noticed by anybody, found by the manager alone
      'candidate-raised': ['なし', '候補', 'system', '第7条', ALSO_AFTER],
      'evidence-added': ['候補', '=', 'system', '第7条', ALSO_AFTER],
      // A correction undoes what the mistake made; what was decided on is only marked
      'finding-reassessed': [
        '候補 不問 認知 統括報告済 命令中 履行 未履行 未履行報告済 取消・停止等の決定済 命令撤回 許可の終了により終結 次の許可に引継ぎ',
        '候補 候補の取下げ 不問 認知 統括報告済 命令中 履行 未履行 未履行報告済 取消・停止等の決定済 命令撤回 許可の終了により終結 次の許可に引継ぎ',
        'system',
        '第7条',
        ALSO_AFTER,
      ],
      'finding-dismissed': ['候補', '不問', 'manager', '第7条', ALSO_AFTER],
      'violation-found': ['なし 候補', '認知', 'manager', '第7条', ALSO_AFTER],
      // The chief may receive it late; nothing waits for it.
      'report-received': [
        '認知 命令中 履行 未履行 未履行報告済 取消・停止等の決定済 命令撤回 許可の終了により終結',
        '統括報告済 命令中 履行 未履行 未履行報告済 取消・停止等の決定済 命令撤回 許可の終了により終結',
        'chief',
        '第7条',
        ALSO_AFTER,
      ],
      // Of a permit that is over nothing can be ordered any more
      'order-issued': ['認知 統括報告済', '命令中', 'manager', '第7条', IN_FORCE],
      // What was found stands where another order is to take its place
      'order-withdrawn': [
        '命令中 未履行 未履行報告済',
        '命令撤回 認知 統括報告済',
        'manager',
        '第7条',
        IN_FORCE,
      ],
      // Late obedience counts until the sanction is decided (第8条)
      'order-replied': ['命令中 未履行 未履行報告済', '=', 'vendor', '第7条', IN_FORCE],
      'due-extended': ['命令中', '=', 'manager', '第7条', IN_FORCE],
      'order-overdue': ['命令中', '=', 'system', '第7条', IN_FORCE],
      'judgement-requested': ['命令中', '=', 'system', '第7条', IN_FORCE],
      'compliance-judged': ['命令中 未履行 未履行報告済', '命令中 履行 未履行', 'manager', '第7条', IN_FORCE],
      // 第8条: 未履行 → report to the chief → received → decided, in this order only
      'noncompliance-reported': ['未履行', '=', 'system', '第8条', IN_FORCE],
      'noncompliance-received': ['未履行', '未履行報告済', 'chief', '第8条', IN_FORCE],
      'statement-invited': ['未履行', '=', 'manager', '第8条', IN_FORCE],
      'statement-heard': ['未履行 未履行報告済', '=', 'manager', '第8条', IN_FORCE],
      'hearing-answered': ['未履行 未履行報告済', '=', 'vendor', '第8条', IN_FORCE],
      'statement-made': ['未履行 未履行報告済', '=', 'vendor', '第8条', IN_FORCE],
      'sanction-requested': ['未履行報告済', '=', 'system', '第8条', IN_FORCE],
      'sanction-decided': ['未履行報告済', '取消・停止等の決定済', 'manager', '第8条', IN_FORCE],
      // What a permit leaves behind goes on under the next one for the same system, or ends by a decision
      'finding-taken-over': [
        'なし',
        '認知 統括報告済 命令中 未履行 未履行報告済',
        'system',
        '第7条・第8条',
        IN_FORCE,
      ],
      'finding-handed-on': [LEFT, '次の許可に引継ぎ', 'system', '第7条・第8条', '失効 取消 廃止'],
      'closing-requested': [LEFT, '=', 'system', '第7条・第8条', '失効 取消 廃止'],
      'finding-closed': [LEFT, '許可の終了により終結', 'manager', '第7条・第8条', '失効 取消 廃止'],
      'lifting-requested': ['取消・停止等の決定済', '=', 'system', '第8条', IN_FORCE],
      'conditions-reported': ['取消・停止等の決定済', '=', 'vendor', '第8条', IN_FORCE],
      'lifting-declined': ['取消・停止等の決定済', '=', 'manager', '第8条', IN_FORCE],
    },
  },
  指示: {
    words: '案 見送り 指示済 受領 履行 未履行 解除',
    events: {
      'instruction-prepared': ['なし', '案', 'system', '第6条第6号', ALSO_AFTER],
      'instruction-dropped': ['案', '見送り', 'manager', '第6条第6号', ALSO_AFTER],
      'instruction-issued': ['なし 案', '指示済', 'manager', '第6条第6号', ALSO_AFTER],
      'instruction-acknowledged': ['指示済', '受領', 'vendor', '第6条第6号', ALSO_AFTER],
      'instruction-answered': ['指示済 受領 未履行', '受領', 'vendor', '第6条第6号', ALSO_AFTER],
      'instruction-met': ['案 指示済 受領 未履行', '見送り 履行', 'vendor', '第6条第6号', ALSO_AFTER],
      'instruction-overdue': ['指示済 受領', '=', 'system', '第6条第6号', ALSO_AFTER],
      'instruction-judged': ['指示済 受領', '履行 未履行', 'manager', '第6条第6号', ALSO_AFTER],
      'instruction-lifted': ['指示済 受領 未履行', '解除', 'manager', '第6条第6号', ALSO_AFTER],
    },
  },
  作業: {
    words:
      '提出 承認 差戻し 緊急（事後承認待ち） 事後承認なし 未実施取下げ 申請のない接続（報告待ち） 効力を失った申請 報告済 報告差戻し 確認済',
    events: {
      // 第6条第1号: what has happened is told at any time; that nothing to come is announced while suspended is the act's own matter
      'work-announced': [
        'なし',
        '提出 承認 緊急（事後承認待ち） 申請のない接続（報告待ち）',
        'vendor',
        '第6条第1号',
        ALSO_AFTER,
      ],
      'work-revised': ['差戻し', '提出 承認', 'vendor', '第6条第1号', '有効（開始前） 有効'],
      // An emergency may have been reported, and looked at, before it is approved after the fact
      'work-answered': [
        '提出 緊急（事後承認待ち） 報告済 報告差戻し 確認済',
        '承認 差戻し 事後承認なし 報告済 報告差戻し 確認済',
        'manager',
        '第6条第1号・別表1 5-1',
        ALSO_AFTER,
      ],
      'work-withdrawn': [
        '提出 承認 差戻し 緊急（事後承認待ち） 事後承認なし 申請のない接続（報告待ち）',
        '未実施取下げ',
        'vendor',
        '第6条第1号',
        ALSO_AFTER,
      ],
      // 第8条: when the permit stops; what took place is still reported
      'work-lapsed': [
        '提出 承認 差戻し 緊急（事後承認待ち）',
        '効力を失った申請',
        'system',
        '第6条第3号・第8条',
        ALSO_AFTER,
      ],
      'session-reported': [
        '提出 承認 差戻し 緊急（事後承認待ち） 事後承認なし 申請のない接続（報告待ち） 効力を失った申請 報告差戻し',
        '報告済',
        'vendor',
        '第6条第2号・別表1 5-2',
        ALSO_AFTER,
      ],
      'session-reviewed': ['報告済', '確認済 報告差戻し', 'manager', '第6条第2号・別表1 5-2', ALSO_AFTER],
      'session-reminded': [
        '提出 承認 差戻し 緊急（事後承認待ち） 事後承認なし 申請のない接続（報告待ち） 報告差戻し',
        '=',
        'system',
        '第6条第1号',
        ALSO_AFTER,
      ],
    },
  },
  月次利用状況報告: {
    words: '未提出 督促中 提出済 差戻し 確認済',
    events: {
      'report-requested': ['なし', '未提出', 'system', '第10条', ALSO_AFTER],
      // What was returned stays 差戻し, however often it is asked for
      'report-dunned': ['未提出 督促中 差戻し', '督促中 差戻し', 'system', '第10条', ALSO_AFTER],
      'report-overdue': ['未提出 督促中 差戻し', '=', 'system', '第10条', ALSO_AFTER],
      'report-submitted': ['未提出 督促中 差戻し', '提出済', 'vendor', '第10条', ALSO_AFTER],
      'report-returned': ['提出済', '差戻し', 'manager', '第10条', ALSO_AFTER],
      'report-accepted': ['提出済', '確認済', 'manager', '第10条', ALSO_AFTER],
    },
  },
  変更届: {
    words: '確認待ち 承認待ち 反映済 認めない 取下げ',
    events: {
      'change-filed': ['なし', '確認待ち 反映済', 'vendor', '第12条', IN_FORCE],
      'change-confirmed': ['確認待ち', '承認待ち 反映済', 'manager', '第12条', IN_FORCE],
      'change-declined': ['確認待ち', '認めない', 'manager', '第12条', IN_FORCE],
      'change-approved': ['承認待ち', '反映済', 'chief', '第12条', IN_FORCE],
      'change-disapproved': ['承認待ち', '認めない', 'chief', '第12条', IN_FORCE],
      'change-withdrawn': ['確認待ち 承認待ち', '取下げ', 'vendor', '第12条', IN_FORCE],
    },
  },
  期間の短縮: {
    words: '弁明の機会 管理者の判断待ち 統括の承認待ち 短縮済 取りやめ',
    events: {
      // 第4条第3項: heard first, then weighed by the manager, approved by the chief who approved the permit
      'shortening-proposed': ['なし', '弁明の機会', 'manager', '第4条第3項・第12条', IN_FORCE],
      'shortening-stated': [
        '弁明の機会',
        '弁明の機会 管理者の判断待ち',
        'vendor',
        '第4条第3項・第12条',
        IN_FORCE,
      ],
      'shortening-heard': ['弁明の機会 管理者の判断待ち', '=', 'manager', '第4条第3項・第12条', IN_FORCE],
      'shortening-asked': ['弁明の機会', '管理者の判断待ち', 'system', '第4条第3項・第12条', IN_FORCE],
      'shortening-weighed': ['管理者の判断待ち', '統括の承認待ち', 'manager', '第4条第3項・第12条', IN_FORCE],
      'shortening-dropped': ['管理者の判断待ち', '取りやめ', 'manager', '第4条第3項・第12条', IN_FORCE],
      'shortening-approved': ['統括の承認待ち', '短縮済', 'chief', '第4条第3項・第12条', IN_FORCE],
      'shortening-disapproved': ['統括の承認待ち', '取りやめ', 'chief', '第4条第3項・第12条', IN_FORCE],
    },
  },
  再確認: {
    words: '確認待ち 適合 不適あり',
    events: {
      'reconfirmation-requested': ['なし', '確認待ち', 'system', '第6条第7号', IN_FORCE],
      reconfirmed: ['確認待ち', '適合 不適あり', 'manager', '第6条第7号', IN_FORCE],
    },
  },
  接続ログの照合: {
    words: '照合済',
    events: { 'log-reconciled': ['なし 照合済', '照合済', 'manager', '第6条', ALSO_AFTER] },
  },
};

/** 第6条第n号 that each kind of candidate would breach. */
export const CLAUSES: Readonly<Record<string, number>> = {
  // (1) 事前に作業内容を説明の上、書面により申請・報告すること
  'no-notice': 1,
  'no-report': 1,
  'emergency-declined': 1,
  // (3) 許可の範囲を超えて接続を行わないこと
  'outside-worker': 3,
  'outside-terminal': 3,
  'outside-origin': 3,
  'outside-target': 3,
  'outside-period': 3,
  // (4) 必要最低限の時間とすること
  overrun: 4,
  // (5) 操作ログ等の記録を残すこと
  'no-log': 5,
  // (6) 指示に従い、保守及び運用を行うこと
  'instruction-not-followed': 6,
  'cut-off': 6,
  reported: 6,
  // (7) 要件に適合していること
  nonconforming: 7,
};

/** Whom each question goes to: the chief approves and receives reports (第4条第2項, 第7条, 第8条); the rest is the manager's. */
export const ASKED: Readonly<Record<string, 'manager' | 'chief'>> = {
  confirm: 'manager',
  approve: 'chief',
  // 第5条: what is not conforming never comes before the chief
  correction: 'manager',
  work: 'manager',
  review: 'manager',
  monthly: 'manager',
  instruct: 'manager',
  follow: 'manager',
  candidate: 'manager',
  receipt: 'chief',
  order: 'manager',
  judge: 'manager',
  noncompliance: 'chief',
  sanction: 'manager',
  lift: 'manager',
  closing: 'manager',
  change: 'manager',
  'change-approval': 'chief',
  shortening: 'manager',
  'shortening-approval': 'chief',
  reconfirm: 'manager',
};
