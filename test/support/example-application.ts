import { type RecordedApplication, recordedApplicationSchema } from '../../core/application/inputs.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';

/** A complete, plausible 様式1 that nothing is wrong with on 2026-04-03; the schema has judged it. */
export const exampleApplication = (changes: Partial<RecordedApplication> = {}): RecordedApplication => ({
  ...recordedApplicationSchema.parse({
    applicationType: 'new',
    appliedOn: '2026-04-03',
    consultationId: '01JQZ0000000000000000CONSL',
    systemId: 'juki',
    personalDataHandled: 'specific',
    vendor: {
      name: '北海システム株式会社',
      kana: 'ホッカイシステム',
      corporateNumber: '7000012050002',
      postalCode: '060-0001',
      address: '北海道札幌市中央区北1条西2丁目1番地',
      representative: { title: '代表取締役', name: '髙橋 一郎' },
    },
    responsiblePerson: {
      name: '佐藤 健',
      department: '公共システム部',
      title: '部長',
      tel: '011-200-0001',
      email: 'sato@vendor.example',
    },
    contactPerson: {
      name: '鈴木 花子',
      department: '公共システム部 保守課',
      tel: '011-200-0002',
      email: 'suzuki@vendor.example',
    },
    emergencyContact: { name: '24時間監視センター', tel: '0120-000-999' },
    targetHosts: [
      { host: 'juki-ap01', ip: '10.1.2.3', port: 443, protocol: 'tcp' },
      { host: 'juki-db01', ip: '10.1.2.4', port: 3389, protocol: 'tcp' },
    ],
    originSites: [
      { name: '札幌サポートセンター', address: '北海道札幌市白石区本通1丁目2番3号', outsideCity: true },
    ],
    originIps: ['192.0.2.10', '192.0.2.0/28'],
    lineType: 'ip-vpn',
    terminals: [{ assetNo: 'HS-PC-001', os: 'Windows 11 24H2', antivirus: 'Defender', dedicated: true }],
    connectionMethod:
      '専用端末からIP-VPNを経由して中継サーバーに接続し、対象のサーバーへリモートデスクトップで接続する。',
    authMethod: '端末証明書、利用者ごとのIDとパスワード、ワンタイムパスワード',
    workers: [
      {
        name: '山﨑 太郎',
        kana: 'ヤマザキ タロウ',
        company: '北海システム株式会社',
        role: '主任技術者',
        from: '2026-04-01',
      },
      {
        name: '渡辺 次郎',
        kana: 'ワタナベ ジロウ',
        company: '北海システム株式会社',
        role: '技術者',
        from: '2026-04-01',
        to: '2027-03-31',
      },
    ],
    ground: 'effect',
    purpose: '住民記録システムの障害対応及び定期点検のため。',
    expectedEffect: { speed: '現地対応 約4時間 → リモート 30分以内', cost: '出張費 年6回・約30万円の減' },
    trackRecord: [{ body: '道内の市', year: 2022, system: '住民記録システム' }],
    plannedWork: { kinds: '障害対応、月次の点検', frequency: '月1回程度', hours: '平日 9時から17時まで' },
    period: { from: '2026-04-20', to: '2027-03-31' },
    contract: {
      name: '住民記録システム保守業務委託契約',
      number: 'R8-情-15',
      from: '2026-04-01',
      to: '2027-03-31',
      kind: 'maintenance',
      confidentialityClause: true,
    },
    checklist: tomakomaiR50401.checklist.map(({ id }) =>
      id === '4-1'
        ? {
            item: id,
            answer: 'exception',
            statement: '参照を原則とし、印刷はできない設定とする。',
            exceptionReason: '法改正に伴う設定の変更を行うため。',
            exceptionReviewOn: '2026-10-01',
          }
        : { item: id, answer: 'conforming', statement: `${id}に適合しています。`, evidence: '構成図' },
    ),
    pledge: { accepted: true, ruleVersion: tomakomaiR50401.id },
    remarks: '夜間の連絡は24時間監視センターへお願いします。\n電話でも受け付けます。',
  }),
  ...changes,
});
