import { Temporal } from 'temporal-polyfill';
import type { Decision } from '../../core/application/decision.ts';
import { type RecordedApplication, recordedApplicationSchema } from '../../core/application/inputs.ts';
import type { CityCaseView, InboxEntry, NoticeView } from '../../core/application/views.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import type { PageContext } from '../../functions/ui/layout.ts';

/** One case, told consistently, for the tests of papers and pages. */

export const regulation = tomakomaiR50401;

export const context: PageContext = {
  cityName: '苫小牧市',
  today: Temporal.PlainDate.from('2026-04-10'),
  csrf: 'csrf-of-this-session',
  reader: {
    name: '佐藤 花子',
    kind: 'city',
    roles: ['介護福祉課長（情報セキュリティ管理者）'],
    isClerk: true,
    isOffice: true,
  },
};

const contact = (name: string) => ({
  name,
  department: '公共システム部',
  title: '課長',
  tel: '011-222-3333',
  email: 'suzuki@hokuto.example',
});

export const application: RecordedApplication = recordedApplicationSchema.parse({
  applicationType: 'new',
  appliedOn: '2026-04-01',
  consultationId: '01K9CONSULTATION',
  systemId: 'kaigo',
  personalDataHandled: 'specific',
  vendor: {
    name: '株式会社北斗データ',
    kana: 'カブシキガイシャホクトデータ',
    corporateNumber: '7000012050002',
    postalCode: '060-0001',
    address: '札幌市中央区北1条西2丁目',
    representative: { title: '代表取締役', name: '髙﨑 一郎' },
  },
  responsiblePerson: contact('鈴木 次郎'),
  contactPerson: contact('田中 三郎'),
  emergencyContact: { name: '24時間監視窓口', tel: '0120-333-444' },
  targetHosts: [{ host: 'kaigo-ap01', ip: '10.1.2.3', port: 3389, protocol: 'tcp' }],
  originSites: [{ name: '札幌保守センター', address: '札幌市白石区本通1丁目', outsideCity: true }],
  originIps: ['192.0.2.10', '192.0.2.16/28'],
  lineType: 'ip-vpn',
  terminals: [{ assetNo: 'HD-0123', os: 'Windows 11 Pro', antivirus: 'Defender', dedicated: true }],
  connectionMethod: 'IP-VPN経由で踏み台サーバーに接続し、リモートデスクトップで対象サーバーを参照する。',
  authMethod: '個人ごとのIDとパスワード、ICカードによる二要素認証',
  workers: [
    {
      name: '鈴木 次郎',
      kana: 'スズキ ジロウ',
      company: '株式会社北斗データ',
      role: '作業責任者',
      from: '2026-05-01',
      to: '2027-03-31',
    },
    {
      name: '葛󠄀城 四郎',
      kana: 'カツラギ シロウ',
      company: '株式会社北斗データ',
      role: '作業者',
      from: '2026-05-01',
    },
  ],
  ground: 'effect',
  purpose: '障害発生時の一次切り分けと、法改正に伴う設定の確認を遠隔で行うため。',
  expectedEffect: { speed: '現地対応 約4時間 → リモート 30分以内', cost: '出張費 年6回・約30万円の減' },
  trackRecord: [{ body: '道内の市', year: 2024, system: '介護保険システム' }],
  plannedWork: { kinds: '障害調査、設定の参照', frequency: '月2回程度', hours: '平日9時から17時まで' },
  period: { from: '2026-05-01', to: '2027-03-31' },
  contract: {
    name: '介護保険システム保守業務委託',
    number: '契R8-45',
    from: '2026-04-01',
    to: '2027-03-31',
    kind: 'maintenance',
    confidentialityClause: true,
  },
  subcontracting: {
    parentPermitNo: 'RM-R8-0003',
    company: '南斗テクノ株式会社',
    cityConsentNo: '苫介福第45号',
  },
  checklist: regulation.checklist.map((item) =>
    item.id === '3-3'
      ? {
          item: item.id,
          answer: 'exception',
          statement: '定義ファイルは毎日更新する。',
          evidence: '更新手順書',
          exceptionReason: '業務アプリケーションの動作確認のため、更新の適用が最大30日遅れる。',
          exceptionReviewOn: '2026-10-01',
        }
      : {
          item: item.id,
          answer: 'conforming',
          statement: `${item.id}に適合している。`,
          evidence: '資料一式',
        },
  ),
  pledge: { accepted: true, ruleVersion: regulation.id },
  remarks: '事前に電話で連絡する。',
});

const manager = { personId: 'p-sato', name: '佐藤 花子', title: '介護福祉課長' };
const chief = { personId: 'p-yamada', name: '山田 太郎', title: '総務部ICT推進室長' };
const deputy = { personId: 'p-ito', name: '伊藤 五郎', title: '総務部ICT推進室主幹' };

export const confirmation: Decision = {
  stage: 'confirm',
  rev: 2,
  round: 1,
  requestId: 'req-1',
  choice: 'ask-chief',
  shownHash: 'sha256-of-what-the-manager-saw',
  checklist: regulation.checklist.map((item) => ({
    item: item.id,
    result: 'pass' as const,
    method: 'document' as const,
    confirmedOn: '2026-04-08',
    evidence: '提出資料を確認',
    note: '支障なし',
    reviewOn: '2027-03-01',
  })),
  opinion: '3-3は検証手順を確認し、例外を適当と認める。',
  decidedBy: manager,
  decidedAs: 'principal',
  channel: 'mail-link',
  decidedAt: '2026-04-09T01:00:00.000Z',
};

export const approval: Decision = {
  stage: 'approve',
  rev: 2,
  round: 1,
  requestId: 'req-2',
  choice: 'approve-with-conditions',
  shownHash: 'sha256-of-what-the-chief-saw',
  checklist: [],
  conditions: '1 作業は平日9時から17時までとすること。\n2 更新の適用は30日以内とすること。',
  reason: '別表1 3-3に例外があるため。',
  decidedBy: deputy,
  decidedAs: 'deputy',
  principal: chief,
  channel: 'screen',
  decidedAt: '2026-04-10T01:12:00.000Z',
};

const summary = {
  caseId: '01K9ZQ4X7T8V5M2N3P6R9S0ABC',
  caseNo: 'R8-0012',
  status: 'confirming',
  statusLabel: '管理者確認中',
  applicationType: '新規',
  vendorName: '株式会社北斗データ',
  subcontractor: '南斗テクノ株式会社',
  systemName: '介護保険システム',
  sectionName: '介護福祉課',
  period: { from: '2026-05-01', to: '2027-03-31' },
  submittedAt: '2026-04-01T01:00:00.000Z',
  changedAt: '2026-04-09T01:00:00.000Z',
};

export const cityCase: CityCaseView = {
  earlier: [],
  corrections: [],
  audience: 'city',
  ...summary,
  version: 4,
  rev: 2,
  regulationId: regulation.id,
  application,
  conformity: { conforming: 15, exceptions: ['3-3'], nonconforming: [] },
  consulted: [],
  differences: [],
  timeline: [],
  can: { withdraw: false, correct: false, decide: 'confirm' },
  consultation: {
    heldOn: '2026-03-20',
    cityStaff: '介護福祉課 小林',
    summary: '接続方式と作業場所を確認した。',
  },
  decisions: [],
  request: {
    stage: 'confirm',
    hash: 'sha256-of-what-is-shown',
    dueOn: '2026-04-15',
    openedAt: '2026-04-08T01:00:00.000Z',
    holders: ['介護福祉課長 佐藤 花子'],
  },
  changes: [
    { pointer: '/period/to', label: '利用期間 終了日', before: '2027-04-30', after: '2027-03-31' },
    {
      pointer: '/checklist/3-3/answer',
      label: '別表1の適否（3-3）',
      before: 'nonconforming',
      after: 'exception',
    },
    {
      pointer: '/originSites/0/outsideCity',
      label: '作業場所 市外であること（1件目）',
      before: '',
      after: 'true',
    },
  ],
  mails: [],
};

export const chiefCase: CityCaseView = {
  ...cityCase,
  status: 'approving',
  statusLabel: '承認伺中',
  can: { withdraw: false, correct: false, decide: 'approve' },
  decisions: [confirmation],
  request: {
    stage: 'approve',
    hash: 'sha256-of-what-is-shown',
    dueOn: '2026-04-16',
    openedAt: '2026-04-09T01:00:00.000Z',
    holders: ['総務部ICT推進室長 山田 太郎'],
  },
};

export const notice: NoticeView = {
  documentNo: '苫介福第123号',
  issuedOn: '2026-04-20',
  addressee: { name: '株式会社北斗データ', representative: '代表取締役 髙﨑 一郎' },
  issuer: { city: '苫小牧市', title: '介護福祉課長', name: '佐藤 花子' },
  result: '条件付承認',
  caseNo: 'R8-0012',
  appliedOn: '2026-04-01',
  permitNo: 'RM-R8-0007',
  systemName: '介護保険システム',
  subcontractor: '南斗テクノ株式会社',
  period: { from: '2026-05-01', to: '2027-03-31' },
  ground: 'effect',
  purpose: application.purpose,
  originSites: ['札幌保守センター（札幌市白石区本通1丁目）'],
  terminals: ['HD-0123（Windows 11 Pro）'],
  targetHosts: ['kaigo-ap01（10.1.2.3 TCP/3389）'],
  workerCount: 2,
  conditions: approval.conditions,
  exceptions: [{ item: '3-3', reason: '更新の適用が最大30日遅れる。', reviewOn: '2026-10-01' }],
  contact: { section: '介護福祉課', tel: '0144-32-6111', email: 'kaigo@city.example' },
  regulationTitle: regulation.title,
};

export const inboxEntry: InboxEntry = {
  ...summary,
  stage: 'confirm',
  askedAt: '2026-04-06T00:00:00Z',
  dueOn: '2026-04-15',
  overdue: false,
  asDeputy: false,
};

/** Every string of a value made hostile; values that are dates, keys or numbers by their nature are named. */
export const hostile = '<script>alert(1)</script>"\'&';
