import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type ApplicationFacts, examineApplication } from '../../core/application/examine-application.ts';
import { applicationSchema } from '../../core/application/inputs.ts';
import type { Status } from '../../core/case/permit-statuses.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { type ApplicationInput, sampleApplication } from '../../local/demo/sample-application.ts';
import { SYSTEMS, seedConsultations, VENDORS } from '../../local/seed.ts';
import { AT, play, WAYS } from '../support/case-facts.ts';

const today = Temporal.PlainDate.from('2026-04-06');
const sample = (overrides: Partial<ApplicationInput> = {}) => sampleApplication(today, overrides);
const permit = (status: Status, overrides: object = {}) => {
  const { state } = play(WAYS[status]);
  if (!state) throw new Error('no case');
  return { ...state, ...overrides };
};
const [vendor] = VENDORS;
const [consultation] = seedConsultations(() => AT);
const system = SYSTEMS.find(({ systemId }) => systemId === 'tax-system');
if (!vendor || !consultation || !system) throw new Error('the demo city has changed');

const judge = (overrides: Partial<ApplicationInput>, facts: Partial<ApplicationFacts> = {}) =>
  examineApplication(applicationSchema.parse(sample(overrides)), {
    today,
    regulation: tomakomaiR50401,
    vendor,
    consultation,
    contracts: [consultation.contract],
    system,
    parent: undefined,
    own: [],
    previous: undefined,
    ...facts,
  });
const pointers = (...given: Parameters<typeof judge>) => judge(...given).map(({ pointer }) => pointer);
const checklist = (item: string, change: object) =>
  sample().checklist.map((answer) => (answer.item === item ? { ...answer, ...change } : answer));
const { contract, period } = sample();
const sub = { company: '再委託株式会社', cityConsentNo: '苫情推第9号', parentPermitNo: 'R8-P0001' };

describe('第4条第1項: 事前協議', () => {
  test('正しい申請に誤りはない', () => expect(judge({})).toEqual([]));
  test('協議の記録がない', () =>
    expect(judge({}, { consultation: undefined })).toEqual([
      { pointer: '/consultationId', message: expect.stringContaining('第4条第1項') },
    ]));
  test('協議日が申請日より後', () => {
    expect(pointers({}, { consultation: { ...consultation, heldOn: '2026-04-07' } })).toEqual([
      '/consultationId',
    ]);
    expect(pointers({}, { consultation: { ...consultation, heldOn: '2026-04-06' } })).toEqual([]);
    expect(pointers({ appliedOn: '2026-03-29' })).toEqual(['/consultationId']);
  });
  test('協議の対象でないシステム', () =>
    expect(pointers({}, { consultation: { ...consultation, systemIds: ['network'] } })).toEqual([
      '/systemId',
    ]));
  test('申請日が未来', () => expect(pointers({ appliedOn: '2026-04-07' })).toEqual(['/appliedOn']));
});

describe('第4条第3項: 期間は契約期間内', () => {
  test.each([
    [
      '契約より前から',
      { period: { ...period, from: '2026-05-01' }, contract: { ...contract, from: '2026-05-02' } },
      ['/period/from'],
    ],
    ['契約より後まで', { period, contract: { ...contract, to: '2027-04-05' } }, ['/period/to']],
    ['契約と同じ期間はよい', { contract: { ...contract, from: period.from, to: period.to } }, []],
    ['終わりが始まりより前', { period: { from: '2026-05-02', to: '2026-05-01' } }, ['/period/to']],
    ['1日だけはよい', { period: { from: '2026-05-01', to: '2026-05-01' } }, []],
    ['過去から', { period: { ...period, from: '2026-04-05' } }, ['/period/from']],
    ['今日からはよい', { period: { ...period, from: '2026-04-06' } }, []],
    [
      '契約の終わりが始まりより前',
      { contract: { ...contract, from: '2026-04-02', to: '2026-04-01' } },
      ['/contract/to', '/period/to'],
    ],
  ])('%s', (_name, overrides, expected) => {
    expect(pointers(overrides)).toEqual(expected);
  });
});

describe('第3条・別表1: 申請書の中の食い違い', () => {
  const site = { name: '市内', address: '苫小牧市', outsideCity: false };
  const terminal = { assetNo: 'X', os: 'Windows', antivirus: 'Defender', dedicated: false };
  test('第3条第1号は効果の説明を要する。第2号は要しない', () => {
    expect(pointers({ expectedEffect: {} })).toEqual(['/expectedEffect/speed']);
    expect(pointers({ expectedEffect: { cost: '年100万円' } })).toEqual([]);
    expect(pointers({ expectedEffect: {}, ground: 'chief' })).toEqual([]);
  });
  test('1-1: 市内の作業場所があれば適とできない。例外はよい', () => {
    expect(pointers({ originSites: [site] })).toEqual(['/checklist/0/answer']);
    const exception = {
      answer: 'exception',
      exceptionReason: '市内に常駐するため',
      exceptionReviewOn: '2026-10-01',
    } as const;
    expect(pointers({ originSites: [site], checklist: checklist('1-1', exception) })).toEqual([]);
  });
  test('3-1: 専用でない端末があれば適とできない', () =>
    expect(pointers({ terminals: [{ ...sample().terminals[0], ...terminal }] })).toEqual([
      '/checklist/8/answer',
    ]));
  test('1-4: 実績がなければ適とできない。不適と答えることはできる', () => {
    expect(pointers({ trackRecord: [] })).toEqual(['/checklist/3/answer']);
    expect(pointers({ trackRecord: [], checklist: checklist('1-4', { answer: 'nonconforming' }) })).toEqual(
      [],
    );
  });
  test('例外の見直し日は将来の日付', () => {
    const exception = {
      answer: 'exception',
      exceptionReason: '理由',
      exceptionReviewOn: '2026-04-06',
    } as const;
    expect(pointers({ checklist: checklist('3-3', exception) })).toEqual(['/checklist/10/exceptionReviewOn']);
  });
  test('従事期間の前後', () => {
    const [worker] = sample().workers;
    if (!worker) throw new Error('no worker');
    expect(pointers({ workers: [worker, { ...worker, from: '2026-05-02', to: '2026-05-01' }] })).toEqual([
      '/workers/1/to',
    ]);
  });
  test('登録のないシステム、廃止されたシステム', () => {
    expect(pointers({}, { system: undefined })).toEqual(['/systemId']);
    expect(pointers({}, { system: { ...system, to: '2026-04-06' } })).toEqual(['/systemId']);
    expect(pointers({}, { system: { ...system, to: '2026-04-07' } })).toEqual([]);
  });
  test('法人番号は登録のとおり', () =>
    expect(pointers({ vendor: { ...sample().vendor, corporateNumber: '8000020130001' } })).toEqual([
      '/vendor/corporateNumber',
    ]));
  test('誓約は現行の要領に対して', () =>
    expect(pointers({ pledge: { accepted: true, ruleVersion: 'tomakomai/R3.4.1' } })).toEqual([
      '/pledge/ruleVersion',
    ]));
});

describe('第11条: 再委託', () => {
  const parent = permit('active', { period: { from: '2026-04-01', to: '2027-03-31' } });
  const without = { subcontracting: { ...sub, parentPermitNo: undefined } };
  test('保守事業者の許可番号がない: 保守事業者が許可を受けていれば断り、受けていなければよい', () => {
    expect(judge(without, { own: [parent] })).toEqual([
      { pointer: '/subcontracting/parentPermitNo', message: expect.stringContaining('第11条') },
    ]);
    expect(judge(without)).toEqual([]);
  });
  test.each([
    ['知らない許可', undefined, ['/subcontracting/parentPermitNo']],
    ['他社の許可', { ...parent, vendorId: 'minami' }, ['/subcontracting/parentPermitNo']],
    ['他のシステムの許可', { ...parent, systemId: 'network' }, ['/subcontracting/parentPermitNo']],
    ['失効した許可', permit('expired'), ['/subcontracting/parentPermitNo']],
    ['通知前の許可', permit('issued'), ['/subcontracting/parentPermitNo']],
    ['再委託者の許可', { ...parent, parentCaseId: 'c-parent' }, ['/subcontracting/parentPermitNo']],
    ['有効な許可', parent, []],
    ['開始前の許可', permit('upcoming', { period: parent.period }), []],
    [
      '期間が元請より前から',
      { ...parent, period: { from: '2026-05-01', to: '2027-05-01' } },
      ['/period/from'],
    ],
    ['期間が元請より後まで', { ...parent, period: { from: '2026-04-01', to: '2026-12-31' } }, ['/period/to']],
    [
      '期間が両側で元請を超える',
      { ...parent, period: { from: '2026-05-01', to: '2026-12-31' } },
      ['/period/from', '/period/to'],
    ],
  ])('%s', (_name, given, expected) => {
    const within = { from: '2026-04-20', to: '2027-03-31' };
    expect(pointers({ subcontracting: sub, period: within }, { parent: given })).toEqual(expected);
  });
});

describe('G11: 継続', () => {
  test('従前の許可番号が要る。同じ事業者・同じシステムのもの', () => {
    const previous = permit('active');
    expect(pointers({ applicationType: 'renewal' })).toEqual(['/previousPermitNo']);
    const renewal = { applicationType: 'renewal', previousPermitNo: 'R8-P0001' } as const;
    expect(pointers(renewal)).toEqual(['/previousPermitNo']);
    expect(pointers(renewal, { previous: { ...previous, vendorId: 'minami' } })).toEqual([
      '/previousPermitNo',
    ]);
    expect(pointers(renewal, { previous: { ...previous, systemId: 'network' } })).toEqual([
      '/previousPermitNo',
    ]);
    expect(pointers(renewal, { previous })).toEqual([]);
    expect(pointers(renewal, { previous: permit('expired') })).toEqual([]);
  });
});

test('誤りは一度にすべて示す', () => {
  const found = pointers({
    appliedOn: '2026-04-07',
    expectedEffect: {},
    trackRecord: [],
    period: { from: '2026-04-01', to: '2030-01-01' },
  });
  expect(found).toEqual([
    '/appliedOn',
    '/period/from',
    '/period/to',
    '/expectedEffect/speed',
    '/checklist/3/answer',
  ]);
});
