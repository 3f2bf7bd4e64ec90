import { z } from 'zod';
import { attachmentSchema, MAX_ATTACHMENTS, recordedAttachmentSchema } from '../attachment/attachments.ts';
import { contractFields } from '../directory/contract-fields.ts';
import { choice, corporateNumberSchema, date, flag, group, list, wholeNumber } from '../values/fields.ts';
import {
  emailAddress,
  katakana,
  line,
  onPage,
  optionalLine,
  optionalParagraph,
  paragraph,
  postalCode,
  selected,
  telephone,
} from '../values/text.ts';

/** 様式1「リモート接続申請書」 (第4条第1項, 別表1). One schema for the page and the API, in the order of the page. */

/**
 * Version of the form itself, as the revision says it was filled in on: what a version asks for beyond the fields that `/v1` has
 * always required is judged by it (form-version.ts). Without it: the first one.
 */
export const FORM_VERSIONS = { '2': '2（別紙「接続環境等明細書」付き）' } as const;
export const FIRST_FORM = '1（別紙なし）';

export const APPLICATION_TYPES = { new: '新規', renewal: '継続' } as const;
export const PERSONAL_DATA = { none: '無', personal: '個人情報', specific: '特定個人情報' } as const;
export const LINE_TYPES = {
  leased: '専用線',
  'ip-vpn': 'IP-VPN',
  'closed-mobile': '閉域モバイル',
  other: 'その他',
} as const;
export const GROUNDS = {
  effect: '第3条第1号（迅速な障害対応・経費の低減などの効果）',
  chief: '第3条第2号（統括情報セキュリティ管理者が必要と認めるとき）',
} as const;
export const ANSWERS = { conforming: '適', nonconforming: '不適', exception: '例外' } as const;
export const PROTOCOLS = { tcp: 'TCP', udp: 'UDP' } as const;

const contact = (label: string) =>
  group(label, {
    name: line(`${label} 氏名`, 60),
    department: line(`${label} 部署`, 100),
    title: optionalLine(`${label} 役職`, 60),
    tel: telephone(`${label} 電話番号`),
    email: emailAddress(`${label} メールアドレス`),
  });

const host = group('接続先', {
  host: line('接続先 ホスト名', 120).register(onPage, { hint: '例 ap01' }),
  ip: z
    .union([z.ipv4(), z.ipv6()], {
      error: '「接続先 IPアドレス」は正しいIPアドレスを入力してください（例 10.1.2.3）',
    })
    .meta({ title: '接続先 IPアドレス' })
    .register(onPage, { hint: '例 10.1.2.3' }),
  port: wholeNumber('接続先 ポート番号', 1, 65_535),
  protocol: choice('接続先 プロトコル', PROTOCOLS),
});

const originSite = group('接続元の作業場所', {
  name: line('作業場所 名称', 120).register(onPage, { hint: '例 札幌サポートセンター' }),
  address: line('作業場所 所在地', 200),
  outsideCity: flag('作業場所 市外であること（別表1 1-1）'),
});

const terminal = group('専用端末', {
  assetNo: line('専用端末 管理番号', 60).register(onPage, { hint: '例 PC-001' }),
  os: line('専用端末 OS', 80).register(onPage, { hint: '名称と版' }),
  antivirus: line('専用端末 ウイルス対策ソフト', 80).register(onPage, { hint: '名称と版' }),
  dedicated: flag('専用端末 本市専用であること（別表1 3-1）'),
  maker: optionalLine('専用端末 メーカー', 80),
  model: optionalLine('専用端末 型番', 80),
  serial: optionalLine('専用端末 製造番号', 80).register(onPage, { hint: '端末の裏面などにある番号' }),
  osUpdatedOn: date('専用端末 OSの更新プログラムを適用した日')
    .optional()
    .register(onPage, { hint: '直近の適用日（別表1 3-3）' }),
  patternOn: date('専用端末 パターンファイルの日付')
    .optional()
    .register(onPage, { hint: '適用しているものの日付（別表1 3-3）' }),
});

const worker = group('作業者', {
  name: line('作業者 氏名', 60).register(onPage, { hint: '例 山田 太郎' }),
  kana: katakana('作業者 フリガナ', 60),
  company: line('作業者 所属会社', 120),
  role: line('作業者 役割', 60),
  from: date('作業者 従事開始日'),
  to: date('作業者 従事終了日').optional().register(onPage, { hint: '決まっているときだけ' }),
  account: optionalLine('作業者 アカウント', 100).register(onPage, {
    hint: '接続に使う本人の利用者ID。パスワードは書かないでください',
  }),
  secrecyPledgedOn: date('作業者 守秘誓約の日')
    .optional()
    .register(onPage, { hint: '本人が守秘の誓約書に署名した日' }),
});

const checklistAnswer = group('別表1の回答', {
  item: line('別表1の項目番号', 5),
  answer: choice('別表1の適否', ANSWERS),
  statement: optionalParagraph('別表1の説明', 1000),
  evidence: optionalLine('別表1の添付資料等', 300),
  exceptionReason: optionalParagraph('別表1の例外の理由', 1000).register(onPage, {
    hint: '例外の場合は、必ず入力してください。',
  }),
  exceptionReviewOn: date('別表1の例外の見直し日')
    .optional()
    .register(onPage, { hint: '例外の場合は、必ず入力してください。例 令和8年4月1日' }),
});
export type ChecklistAnswer = z.infer<typeof checklistAnswer>;

export const applicationSchema = group('リモート接続申請書', {
  formVersion: choice('様式の版', FORM_VERSIONS).optional(),
  applicationType: choice('申請区分', APPLICATION_TYPES),
  previousPermitNo: optionalLine('従前の許可番号', 30),
  appliedOn: date('申請日'),
  consultationId: selected('事前協議'),
  vendor: group('申請者', {
    name: line('申請者 名称', 120),
    kana: katakana('申請者 フリガナ', 160),
    corporateNumber: corporateNumberSchema,
    postalCode: postalCode('申請者 郵便番号'),
    address: line('申請者 所在地', 200),
    representative: group('申請者 代表者', {
      title: line('代表者 職名', 60),
      name: line('代表者 氏名', 60),
    }),
  }),
  responsiblePerson: contact('保守責任者'),
  contactPerson: contact('連絡担当者'),
  emergencyContact: group('緊急連絡先', {
    name: line('緊急連絡先 氏名・窓口', 80),
    tel: telephone('緊急連絡先 電話番号'),
  }),
  systemId: selected('対象システム'),
  personalDataHandled: choice('個人情報の取扱い', PERSONAL_DATA).register(onPage, {
    hint: '作業で取り扱う情報のうち、最も重要なもの',
  }),
  contract: group('契約', { ...contractFields, confidentialityClause: flag('契約 秘密保持条項') }),
  period: group('利用期間', { from: date('利用期間 開始日'), to: date('利用期間 終了日') }),
  targetHosts: list('接続先', host, 1, 50),
  originSites: list('接続元の作業場所', originSite, 1, 20),
  originIps: list(
    '接続元IPアドレス',
    z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
      error:
        '「接続元IPアドレス」は正しいIPアドレス又は範囲を入力してください（例 192.0.2.10、192.0.2.0/28）',
    }),
    1,
    50,
  ),
  lineType: choice('回線種別', LINE_TYPES),
  terminals: list('専用端末', terminal, 1, 50),
  connectionMethod: paragraph('接続方法', 500).register(onPage, { hint: '端末から接続先までの経路と方式' }),
  authMethod: paragraph('認証方法', 500).register(onPage, {
    hint: '利用者と端末を確かめる方法（多要素認証、証明書など）',
  }),
  emergencyCutOff: group('緊急時の切断', {
    method: optionalParagraph('緊急時の切断 切断の方法', 500).register(onPage, {
      hint: '例 専用端末の回線を抜き、VPN装置の接続を無効にする。連絡から15分以内',
    }),
    by: optionalLine('緊急時の切断 切断する者', 120).register(onPage, {
      hint: '職名又は窓口の名称。夜間・休日の担当も。例 監視センター当番（24時間）',
    }),
  }).optional(),
  atEnd: group('終了時の措置', {
    accounts: optionalParagraph('終了時の措置 アカウントの措置', 500).register(onPage, {
      hint: '例 終了の日にすべての利用者IDを無効にし、市に書面で報告する',
    }),
    data: optionalParagraph('終了時の措置 データの措置', 500).register(onPage, {
      hint: '例 端末に残る記録を復元できない方法で消去し、消去の証明書を提出する',
    }),
  }).optional(),
  workers: list('作業者', worker, 1, 100),
  plannedWork: group('予定する作業', {
    kinds: paragraph('作業の種類', 500).register(onPage, { hint: '例 障害対応、設定の確認、月次の点検' }),
    frequency: line('作業の頻度', 100).register(onPage, { hint: '例 月1回程度' }),
    hours: line('作業の時間帯', 100).register(onPage, { hint: '例 平日 9時から17時まで' }),
  }),
  ground: choice('申請の根拠', GROUNDS),
  purpose: paragraph('利用目的', 1000).register(onPage, {
    hint: 'リモートメンテナンスを行う理由と、対象とする業務',
  }),
  expectedEffect: group('見込まれる効果', {
    speed: optionalParagraph('保守対応の迅速化（別表1 1-2）', 500).register(onPage, {
      hint: '例 現地対応 約4時間 → リモート 30分以内',
    }),
    cost: optionalParagraph('保守経費の抑制（別表1 1-3）', 500).register(onPage, {
      hint: '例 出張費 年6回・約30万円の減',
    }),
  }),
  trackRecord: list(
    '他自治体等での実績',
    group('他自治体等での実績', {
      body: line('実績 団体名', 120),
      year: wholeNumber('実績 年（西暦）', 1990, 2100),
      system: line('実績 システム名', 120),
    }),
    0,
    20,
  ),
  checklist: list('別表1（適合状況）', checklistAnswer, 1, 40),
  subcontracting: group('再委託', {
    parentPermitNo: optionalLine('保守事業者の許可番号', 30).register(onPage, {
      hint: '保守事業者自身もこのシステムの許可を受けているときは、必ず入力してください。自ら接続しない保守事業者には、許可は要りません',
    }),
    company: line('再委託者 名称', 120),
    cityConsentNo: line('再委託承諾の文書番号', 60),
  }).optional(),
  attachments: list('添付資料', attachmentSchema, 0, MAX_ATTACHMENTS).optional(),
  pledge: group('誓約', {
    accepted: z.literal(true, { error: '「誓約」に同意しなければ申請できません（第6条）' }),
    ruleVersion: line('誓約 要領の版', 60),
  }),
  remarks: optionalParagraph('備考', 2000),
});
export type Application = z.infer<typeof applicationSchema>;

/** As a revision keeps it: attachments with what the server found out about the files. */
export const recordedApplicationSchema = applicationSchema
  .extend({ attachments: list('添付資料', recordedAttachmentSchema, 0, MAX_ATTACHMENTS).optional() })
  .meta({ title: 'リモート接続申請書' });
export type RecordedApplication = z.infer<typeof recordedApplicationSchema>;
