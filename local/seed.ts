import type { Consultation } from '../core/directory/consultation.ts';
import type { Appointment, Person, Section, System, Vendor } from '../core/directory/directory.ts';
import {
  appointmentWrites,
  consultationWrite,
  consultedWrite,
  personWrites,
  sectionWrite,
  systemWrite,
  vendorWrite,
} from '../core/directory/directory-store.ts';
import { openDirectoryTrail } from '../core/directory/directory-trail.ts';
import type { Clock, Ports, Store, Write } from '../core/store/ports.ts';
import { dateOf } from '../core/values/calendar.ts';
import { sha256 } from '../core/values/hash.ts';
import { sampleContractPeriod } from './demo/sample-application.ts';

/** A demo city. All people, companies, numbers and addresses are invented (example domains, documentation IPs). */

const SECTIONS: readonly Section[] = [
  {
    sectionId: 'ict',
    name: '総務部ICT推進室',
    headTitle: '総務部ICT推進室長',
    documentPrefix: '苫情推',
    email: 'ict@city.example.jp',
    tel: '0144-00-0100',
  },
  {
    sectionId: 'tax',
    name: '財政部税務課',
    headTitle: '財政部税務課長',
    documentPrefix: '苫税',
    email: 'zeimu@city.example.jp',
    tel: '0144-00-0200',
  },
  {
    sectionId: 'welfare',
    name: '福祉部介護福祉課',
    headTitle: '福祉部介護福祉課長',
    documentPrefix: '苫介福',
    email: 'kaigo@city.example.jp',
    tel: '0144-00-0300',
  },
];

export const SYSTEMS: readonly System[] = [
  {
    systemId: 'tax-system',
    name: '税務総合システム',
    sectionId: 'tax',
    priorWorkMode: 'approve',
    from: '2020-09-01',
  },
  {
    systemId: 'care-system',
    name: '介護保険システム',
    sectionId: 'welfare',
    priorWorkMode: 'approve',
    from: '2020-09-01',
  },
  {
    systemId: 'network',
    name: '庁内ネットワーク監視システム',
    sectionId: 'ict',
    priorWorkMode: 'acknowledge',
    from: '2020-09-01',
  },
];

export const VENDORS: readonly Vendor[] = [
  {
    vendorId: 'hokuto',
    name: '北斗情報システム株式会社',
    kana: 'ホクトジョウホウシステムカブシキガイシャ',
    corporateNumber: '7000012050002',
    postalCode: '060-0001',
    address: '北海道札幌市中央区北一条西99丁目1番地',
    representative: { title: '代表取締役', name: '髙橋 一郎' },
  },
  {
    vendorId: 'minami',
    name: '南星ソフトウェア株式会社',
    kana: 'ナンセイソフトウェアカブシキガイシャ',
    corporateNumber: '8000020130001',
    postalCode: '980-0001',
    address: '宮城県仙台市青葉区中央99丁目2番地',
    representative: { title: '代表取締役', name: '南 さくら' },
  },
];

const city = (sectionId: string) => ({ kind: 'city', sectionId }) as const;
/** 利用管理者 of the company, confirmed. */
const ofVendor = (vendorId: string) =>
  ({
    kind: 'vendor',
    vendorId,
    administrator: { namedAt: '2024-04-01T00:00:00Z', namedBy: 'p-clerk', confirmedBy: 'p-chief' },
  }) as const;

export const PEOPLE: readonly Person[] = [
  { personId: 'p-chief', name: '統括 太郎', email: 'chief@city.example.jp', affiliation: city('ict') },
  { personId: 'p-deputy', name: '次長 花子', email: 'deputy@city.example.jp', affiliation: city('ict') },
  { personId: 'p-clerk', name: '担当 次郎', email: 'clerk@city.example.jp', affiliation: city('ict') },
  { personId: 'p-tax', name: '税務 三郎', email: 'tax-manager@city.example.jp', affiliation: city('tax') },
  { personId: 'p-tax2', name: '税務 補佐', email: 'tax-deputy@city.example.jp', affiliation: city('tax') },
  {
    personId: 'p-care',
    name: '介護 四郎',
    email: 'care-manager@city.example.jp',
    affiliation: city('welfare'),
  },
  {
    personId: 'p-vendor',
    name: '保守 五郎',
    email: 'hoshu@hokuto.example.com',
    affiliation: ofVendor('hokuto'),
  },
  {
    personId: 'p-other',
    name: '南星 六郎',
    email: 'support@minami.example.com',
    affiliation: ofVendor('minami'),
  },
];

export const APPOINTMENTS: readonly Appointment[] = [
  {
    appointmentId: 'a-chief',
    role: 'chief',
    personId: 'p-chief',
    kind: 'principal',
    title: '総務部ICT推進室長',
    from: '2024-04-01',
  },
  {
    appointmentId: 'a-deputy',
    role: 'chief',
    personId: 'p-deputy',
    kind: 'deputy',
    title: '総務部ICT推進室次長',
    from: '2024-04-01',
  },
  {
    appointmentId: 'a-ict',
    role: 'manager:ict',
    personId: 'p-chief',
    kind: 'principal',
    title: '総務部ICT推進室長',
    from: '2024-04-01',
  },
  {
    appointmentId: 'a-clerk',
    role: 'clerk:ict',
    personId: 'p-clerk',
    kind: 'principal',
    title: '総務部ICT推進室主事',
    from: '2024-04-01',
  },
  {
    appointmentId: 'a-tax',
    role: 'manager:tax',
    personId: 'p-tax',
    kind: 'principal',
    title: '財政部税務課長',
    from: '2024-04-01',
  },
  {
    appointmentId: 'a-tax2',
    role: 'manager:tax',
    personId: 'p-tax2',
    kind: 'deputy',
    title: '財政部税務課長補佐',
    from: '2024-04-01',
  },
  {
    appointmentId: 'a-care',
    role: 'manager:welfare',
    personId: 'p-care',
    kind: 'principal',
    title: '福祉部介護福祉課長',
    from: '2024-04-01',
  },
];

export const seedConsultations = (clock: Clock): readonly Consultation[] => {
  const today = dateOf(clock());
  const shared = {
    heldOn: today.subtract({ days: 7 }).toString(),
    cityStaff: '担当 次郎',
    recordedBy: 'p-clerk',
    recordedAt: clock().toString(),
  };
  return [
    {
      ...shared,
      consultationId: 'c-hokuto',
      vendorId: 'hokuto',
      systemIds: ['tax-system', 'network'],
      summary:
        '障害時の復旧を早めるため、閉域回線による遠隔保守を行うこと、専用端末を施錠された区画に置くことを確認した。',
      contract: {
        name: '税務総合システム保守運用業務',
        number: 'R8-保守-15',
        kind: 'maintenance',
        ...sampleContractPeriod(today),
      },
      contact: { name: '保守 五郎', email: 'hoshu@hokuto.example.com' },
    },
    {
      ...shared,
      consultationId: 'c-minami',
      vendorId: 'minami',
      systemIds: ['care-system'],
      summary: '介護保険システムの定期保守を遠隔で行う。',
      contract: {
        name: '介護保険システム保守業務',
        number: 'R8-保守-16',
        kind: 'maintenance',
        ...sampleContractPeriod(today),
      },
      contact: { name: '南星 六郎', email: 'support@minami.example.com' },
    },
  ];
};

const apiKeyWrites = (clock: Clock, secret: string): Write[] => {
  const key = {
    keyId: 'k-demo',
    label: 'デモ用',
    vendorId: 'hokuto',
    personId: 'p-vendor',
    createdAt: clock().toString(),
  };
  return [
    { put: { pk: 'VENDOR#hokuto', sk: 'APIKEY#k-demo', key } },
    { put: { pk: `APIKEY#${sha256(secret)}`, sk: 'KEY', vendorId: 'hokuto', keyId: 'k-demo' } },
  ];
};

const SEEDED = { pk: 'CATALOG', sk: 'SEEDED' };

export const hasDemoCity = async (store: Store): Promise<boolean> => (await store.get(SEEDED)) !== undefined;

/**
 * Fill an empty data directory; `apiKey` becomes the demo vendor's key. False when a city is there already.
 */
export const seedDemoCity = async ({ store, clock, ids }: Ports, apiKey: string): Promise<boolean> => {
  const trail = await openDirectoryTrail(store);
  const act = { act: 'bootstrap', subject: 'demo', by: 'operator' } as const;
  const writes = trail.record({ ids, at: clock() }, act, [
    { put: SEEDED, when: { absent: true } },
    ...SECTIONS.map(sectionWrite),
    ...SYSTEMS.map(systemWrite),
    ...VENDORS.map(vendorWrite),
    ...PEOPLE.flatMap((person) => personWrites(person)),
    ...APPOINTMENTS.flatMap((appointment) => appointmentWrites(appointment)),
    ...seedConsultations(clock).flatMap((one) => [consultationWrite(one), consultedWrite(one)]),
    ...apiKeyWrites(clock, apiKey),
  ]);
  return (await store.transact(writes)).ok;
};
