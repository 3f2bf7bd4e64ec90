import type { z } from 'zod';
import type { applicationSchema } from '../../core/application/inputs.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';

export type ApplicationInput = z.input<typeof applicationSchema>;

type Day = {
  toString(): string;
  add(duration: { days?: number; months?: number }): { toString(): string };
};

/** Of the contract that the demo city has consulted about with the vendor on `today`. */
export const sampleContractPeriod = (today: Day) => ({
  from: today.add({ months: -6 }).toString(),
  to: today.add({ months: 36 }).toString(),
});

/** A complete and conforming 様式1 of the demo vendor, as it would be posted on `today`. */
export const sampleApplication = (
  today: Day,
  overrides: Partial<ApplicationInput> = {},
): ApplicationInput => ({
  formVersion: '2',
  applicationType: 'new',
  appliedOn: today.toString(),
  consultationId: 'c-hokuto',
  systemId: 'tax-system',
  personalDataHandled: 'specific',
  vendor: {
    name: '北斗情報システム株式会社',
    kana: 'ホクトジョウホウシステムカブシキガイシャ',
    corporateNumber: '7000012050002',
    postalCode: '060-0001',
    address: '北海道札幌市中央区北一条西99丁目1番地',
    representative: { title: '代表取締役', name: '髙橋 一郎' },
  },
  responsiblePerson: {
    name: '責任 七郎',
    department: '自治体システム部',
    title: '部長',
    tel: '011-000-0001',
    email: 'sekinin@hokuto.example.com',
  },
  contactPerson: {
    name: '保守 五郎',
    department: '自治体システム部 保守課',
    tel: '011-000-0002',
    email: 'hoshu@hokuto.example.com',
  },
  emergencyContact: { name: '24時間受付窓口', tel: '011-000-0009' },
  targetHosts: [{ host: 'tax-db01', ip: '10.1.2.3', port: 3389, protocol: 'tcp' }],
  originSites: [
    { name: '札幌保守センター', address: '北海道札幌市中央区北一条西99丁目1番地', outsideCity: true },
  ],
  originIps: ['192.0.2.10'],
  lineType: 'ip-vpn',
  terminals: [
    {
      ...{ assetNo: 'HK-0001', os: 'Windows 11 Enterprise', antivirus: 'Defender for Endpoint' },
      ...{ dedicated: true, maker: '架空電機', model: 'FN-14', serial: 'SN0012345' },
      osUpdatedOn: today.add({ days: -5 }).toString(),
      patternOn: today.add({ days: -1 }).toString(),
    },
  ],
  connectionMethod: '閉域IP-VPNを経由し、庁内の踏み台サーバへリモートデスクトップで接続する。',
  authMethod: '個人別IDとワンタイムパスワードによる二要素認証',
  emergencyCutOff: {
    method: '専用端末の回線を抜き、接続装置の設定を無効にする。連絡を受けてから15分以内に行う。',
    by: '24時間受付窓口の当番',
  },
  atEnd: {
    accounts: '終了の日に全ての利用者IDを無効にし、市に書面で報告する。',
    data: '端末に残る記録を復元できない方法で消去し、消去の証明書を提出する。',
  },
  workers: [
    {
      name: '作業 八郎',
      kana: 'サギョウ ハチロウ',
      company: '北斗情報システム株式会社',
      role: 'システムエンジニア',
      from: today.add({ days: 14 }).toString(),
      account: 'maint01',
      secrecyPledgedOn: today.add({ days: -10 }).toString(),
    },
  ],
  ground: 'effect',
  purpose: '税務総合システムの障害対応及び定期保守を遠隔で行い、復旧までの時間を短縮する。',
  expectedEffect: { speed: '障害時の着手を平均3時間から30分に短縮', cost: '年間の出張経費を約120万円削減' },
  trackRecord: [{ body: '北海道架空市', year: 2024, system: '税務総合システム' }],
  plannedWork: {
    kinds: '障害対応、定期点検、法改正対応の確認',
    frequency: '月2回程度',
    hours: '平日 9時から17時まで',
  },
  period: { from: today.add({ days: 14 }).toString(), to: today.add({ months: 12 }).toString() },
  contract: {
    name: '税務総合システム保守運用業務',
    number: 'R8-保守-15',
    ...sampleContractPeriod(today),
    kind: 'maintenance',
    confidentialityClause: true,
  },
  checklist: tomakomaiR50401.checklist.map((item) => ({
    item: item.id,
    answer: 'conforming',
    statement: `${item.id}に適合している。`,
    evidence: '事前協議で提出した説明書',
  })),
  pledge: { accepted: true, ruleVersion: tomakomaiR50401.id },
  ...overrides,
});
