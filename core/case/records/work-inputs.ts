import { z } from 'zod';
import { choice, date, flag, group, list, moment } from '../../values/fields.ts';
import { line, onPage, optionalLine, optionalParagraph, paragraph } from '../../values/text.ts';

/** F5 作業申請書 and F6 接続記録・作業報告書 (第6条第1号〜第5号, 別表1 5-1, 5-2), and what is answered to them. */

/** 参照のみ or 更新あり: 4-1 of 別表1 allows to look only (G16). */
export const WORK_KINDS = { read: '参照のみ', update: '更新あり' } as const;
/** What the manager is asked for, by the priorWorkMode of the system (G4). */
export const ANSWER_WORDS = { notice: '届出', acknowledge: '受理', approve: '承認' } as const;
/** e.g. 承認, 受理, 事後承認, 差戻し. */
export const answerLabel = (
  choice: 'accept' | 'return' | 'decline',
  { emergency, mode }: { readonly emergency: boolean; readonly mode: keyof typeof ANSWER_WORDS },
): string => {
  if (choice === 'return') return '差戻し';
  if (choice === 'decline') return '事後承認しない';
  return emergency ? '事後承認' : ANSWER_WORDS[mode];
};
export const ATTENDANCE = {
  none: '立会いなし',
  phone: '電話で連絡を取りながら行う',
  onsite: '市職員の立会いのもとで行う',
} as const;

export const workInputSchema = group('作業申請書', {
  emergency: flag('緊急の作業かどうか').register(onPage, {
    hint: '障害などで、あらかじめ申請できないときに限ります。申請すると直ちに有効となり、後から承認を受けます',
  }),
  emergencyReason: optionalParagraph('緊急とする理由', 500).register(onPage, {
    hint: '緊急の作業のときは必ず入力してください',
  }),
  /** 第6条第1号: what was done without an application is told afterwards; late is late, never refused. */
  unannounced: flag('事前に申請していない接続の届出かどうか').optional(),
  plannedStart: moment('作業開始予定日時').register(onPage, {
    hint: '例 5/11 10:00、2026-05-11 10:00、令和8年5月11日 10時00分',
  }),
  plannedEnd: moment('作業終了予定日時').register(onPage, {
    hint: '必要最低限の時間としてください（第6条第4号）',
  }),
  workers: list('作業者', line('作業者 氏名', 60), 1, 20),
  workLeader: line('作業責任者', 60),
  purpose: paragraph('作業の目的', 500),
  workContent: paragraph('作業の内容', 2000),
  workKind: choice('作業の種別', WORK_KINDS).register(onPage, {
    hint: '別表1 4-1は参照のみを原則とします。更新ありの作業は、4-1の例外が承認されていないときは、管理者に示されます',
  }),
  targets: list('接続先', line('接続先 ホスト名', 120), 1, 50),
  terminals: list('使用する端末', line('使用する端末 管理番号', 60), 1, 20),
  accounts: list('使用するアカウント', line('使用するアカウント', 80), 1, 20),
  impact: paragraph('業務への影響', 500).register(onPage, {
    hint: '影響がないときは「なし」と入力してください',
  }),
  serviceStop: flag('サービスの停止の有無'),
  personalData: flag('個人情報の取扱いの有無'),
  fileTransfer: flag('ファイルの送受信の有無').register(onPage, {
    hint: '別表1 3-4はデータの入出力を認めていません。行うときは、管理者に示されます',
  }),
  fileTransferDetail: optionalParagraph('送受信するファイル', 500).register(onPage, {
    hint: '送受信するときは必ず入力してください',
  }),
  rollback: optionalParagraph('失敗したときの戻し方', 500).register(onPage, {
    hint: '更新ありの作業のときは必ず入力してください',
  }),
  attendance: choice('市職員の立会い', ATTENDANCE),
  explainedOn: date('事前説明の日').optional().register(onPage, {
    hint: '作業の内容を市に説明した日。緊急の作業では後でもかまいません',
  }),
  explainedTo: optionalLine('事前説明の相手', 60).register(onPage, { hint: '例 税務課 担当 次郎' }),
  remarks: optionalParagraph('備考', 1000),
});
export type WorkInput = z.infer<typeof workInputSchema>;

export const WORK_ANSWERS = { accept: '認める', return: '差し戻す', decline: '認めない' } as const;
const hash = line('表示内容の照合値', 60);

export const workAnswerSchema = group('作業申請への回答', {
  choice: choice('回答', WORK_ANSWERS),
  /** Of what was shown. */
  hash,
  reason: optionalParagraph('理由・伝達事項', 1000),
});
export type WorkAnswerInput = z.infer<typeof workAnswerSchema>;

export const workWithdrawalSchema = group('作業の取下げ', {
  reason: optionalParagraph('取下げの理由', 500),
});

export const REASON_CODES = {
  fault: '障害対応',
  inquiry: '問合せ調査',
  maintenance: '定期保守',
  upgrade: '法改正・バージョンアップ',
  'data-fix': 'データ補正',
  setting: '設定変更',
  other: 'その他',
} as const;
export const WORK_RESULTS = { done: '完了', partial: '一部完了', aborted: '中止' } as const;

const BY_THE_MINUTE = { hint: '例 5/11 10:05、2026-05-11 10:05、令和8年5月11日 10時05分' };

export const sessionInputSchema = group('接続記録・作業報告書', {
  connectedAt: moment('接続日時').register(onPage, BY_THE_MINUTE),
  disconnectedAt: moment('切断日時').register(onPage, BY_THE_MINUTE),
  reasonCode: choice('接続の理由', REASON_CODES),
  reasonText: optionalLine('接続の理由の内容', 200).register(onPage, {
    hint: '「その他」のときは必ず入力してください',
  }),
  workers: list('作業者', line('作業者 氏名', 60), 1, 20),
  account: line('使用したアカウント', 80),
  terminal: line('使用した端末 管理番号', 60),
  origin: line('接続元の作業場所', 120),
  originIp: z
    .union([z.ipv4(), z.ipv6()], {
      error: '「接続元IPアドレス」は正しいIPアドレスを入力してください（例 192.0.2.10）',
    })
    .meta({ title: '接続元のIPアドレス' }),
  targets: list('接続先', line('接続先 ホスト名', 120), 1, 50),
  detail: group('作業の内容', {
    request: paragraph('依頼・障害の内容', 1000),
    symptom: optionalParagraph('事象・原因', 1000).register(onPage, { hint: '障害や調査のとき' }),
    action: paragraph('実施した作業', 2000),
  }),
  result: choice('作業の結果', WORK_RESULTS),
  varianceReason: optionalParagraph('予定と異なった理由', 1000).register(onPage, {
    hint: '予定の終了日時を過ぎたときは必ず入力してください（第6条第4号）',
  }),
  personalDataAccessed: flag('個人情報の閲覧・操作の有無'),
  personalDataDetail: optionalParagraph('閲覧・操作した個人情報の内容', 1000).register(onPage, {
    hint: '閲覧・操作したときは必ず入力してください。個人の氏名などは書かないでください',
  }),
  /** 操作ログ: where it is and what it hashes to, never the log itself (G17). */
  log: group('操作ログ', {
    place: line('操作ログ 保管場所', 200).register(onPage, { hint: '例 踏み台サーバ bastion01' }),
    name: line('操作ログ 名称', 200).register(onPage, { hint: '例 session-20260511.log' }),
    from: moment('操作ログ 記録の始まり').register(onPage, BY_THE_MINUTE),
    to: moment('操作ログ 記録の終わり').register(onPage, BY_THE_MINUTE),
    sha256: line('操作ログ SHA-256', 80)
      .toLowerCase()
      .regex(/^[0-9a-f]{64}$/, '「操作ログ SHA-256」は16進数64桁で入力してください')
      .register(onPage, {
        hint: '16進数64桁。Windowsでは certutil -hashfile、Linuxでは sha256sum で求められます',
      }),
  }).optional(),
  dataErasedOn: date('データを消去した日').optional().register(onPage, {
    hint: '作業で生じたデータを消去したとき。例 令和8年5月11日',
  }),
});
export type SessionInput = z.infer<typeof sessionInputSchema>;

export const REVIEWS = { confirm: '確認する', return: '差し戻す' } as const;
export const sessionReviewSchema = group('作業報告の確認', {
  choice: choice('判断', REVIEWS),
  hash,
  reason: optionalParagraph('理由・所見', 1000).register(onPage, {
    hint: '差し戻すときは必ず入力してください。保守事業者に伝わります。違反の候補は、この確認とは別に判断します（第7条）',
  }),
});
export type SessionReviewInput = z.infer<typeof sessionReviewSchema>;
