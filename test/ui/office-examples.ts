import type { Consultation } from '../../core/directory/consultation.ts';
import type { Appointment, Section, System, Vendor } from '../../core/directory/directory.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import type { ApiKeyView } from '../../core/registration/api-keys.ts';
import type { SettingsPage } from '../../functions/registration/settings-page.ts';

/** A city with two sections, two systems and a consulted vendor, for the tests of the office's pages. */

export const sections: readonly Section[] = [
  {
    sectionId: 'ict',
    name: '総務部ICT推進室',
    headTitle: '総務部ICT推進室長',
    documentPrefix: '苫情推',
    email: 'ict@city.example',
    tel: '0144-32-6111',
  },
  {
    sectionId: 'kaigo',
    name: '介護福祉課',
    headTitle: '介護福祉課長',
    documentPrefix: '苫介福',
    email: 'kaigo@city.example',
    tel: '0144-32-6222',
  },
];

export const systems: readonly System[] = [
  {
    systemId: 'kaigo',
    name: '介護保険システム',
    sectionId: 'kaigo',
    priorWorkMode: 'approve',
    from: '2020-04-01',
  },
  {
    systemId: 'zei',
    name: '税務システム',
    sectionId: 'ict',
    priorWorkMode: 'notice',
    from: '2020-04-01',
    to: '2027-04-01',
  },
];

export const vendor: Vendor = {
  vendorId: 'hokuto',
  name: '株式会社北斗データ',
  kana: 'カブシキガイシャホクトデータ',
  corporateNumber: '7000012050002',
  postalCode: '060-0001',
  address: '札幌市中央区北1条西2丁目',
  representative: { title: '代表取締役', name: '髙﨑 一郎' },
};

const appointment = (fields: Partial<Appointment>, personName: string) => ({
  appointment: {
    appointmentId: '01A',
    role: 'chief' as const,
    personId: 'p-1',
    kind: 'principal' as const,
    title: '総務部ICT推進室長',
    from: '2025-04-01',
    ...fields,
  },
  personName,
});
export const appointments = [
  appointment({}, '山田 太郎'),
  appointment({ appointmentId: '01B', kind: 'deputy', title: '総務部ICT推進室主幹' }, '伊藤 五郎'),
  appointment(
    { appointmentId: '01C', role: 'manager:kaigo', title: '介護福祉課長', to: '2026-04-01' },
    '佐藤 花子',
  ),
  appointment(
    { appointmentId: '01D', role: 'manager:kaigo', title: '介護福祉課長', from: '2026-05-01' },
    '小林 六郎',
  ),
];
export const people = [
  { personId: 'p-1', name: '山田 太郎（総務部ICT推進室）' },
  { personId: 'p-2', name: '佐藤 花子（介護福祉課）' },
];

export const consultation: Consultation = {
  consultationId: '01K9CONSULTATION',
  heldOn: '2026-03-20',
  cityStaff: '介護福祉課 小林',
  summary: '接続方式と作業場所を確認した。\n専用端末を用意する。',
  vendorId: 'hokuto',
  systemIds: ['kaigo'],
  contract: {
    name: '介護保険システム保守業務委託',
    number: '契R8-45',
    from: '2026-04-01',
    to: '2027-03-31',
    kind: 'maintenance',
  },
  contact: { name: '田中 三郎', email: 'tanaka@hokuto.example' },
  recordedBy: 'p-2',
  recordedAt: '2026-03-20T05:00:00.000Z',
};

export const versions: SettingsPage['versions'] = [
  {
    version: {
      version: 2,
      settings: { ...DEFAULT_SETTINGS, decisionTargetDays: 7, extraHolidays: ['2026-08-14'] },
      changedBy: 'p-1',
      changedAt: '2026-04-09T01:00:00.000Z',
      reason: '繁忙期のため',
    },
    changedByName: '山田 太郎',
    confirmedByName: '統括 太郎',
  },
  {
    version: {
      version: 1,
      settings: DEFAULT_SETTINGS,
      changedBy: 'p-1',
      changedAt: '2026-04-01T01:00:00.000Z',
      reason: '運用開始',
    },
    changedByName: '山田 太郎',
    confirmedByName: '統括 太郎',
  },
];

export const keys: readonly ApiKeyView[] = [
  {
    keyId: '01K1',
    label: '社内ワークフロー',
    personId: 'p-9',
    vendorId: 'hokuto',
    createdAt: '2026-04-01T01:00:00.000Z',
    ownerName: '田中 三郎',
    valid: true,
    lastUsedOn: '2026-04-05',
  },
  {
    keyId: '01K2',
    label: '試験用',
    personId: 'p-9',
    vendorId: 'hokuto',
    createdAt: '2026-04-01T01:00:00.000Z',
    lastDay: '2027-03-31',
    revokedAt: '2026-04-02T01:00:00.000Z',
    ownerName: '田中 三郎',
    valid: false,
  },
];
