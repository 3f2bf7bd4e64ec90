import { beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../local/database.ts';
import { createStory, DEMO_API_KEY, type Story } from '../support/story.ts';
import { watchTable } from '../support/table.ts';

type Json = Record<string, unknown>;
const database = openDatabase(':memory:');
const table = watchTable(database);
let story: Story;
/** Every field of 様式1 filled in. */
let full: Json;
let keys = 0;

beforeAll(async () => {
  story = await createStory({ database });
  const parent = await story.submit();
  await story.confirm(parent);
  await story.approve(parent);
  const sample = story.application();
  full = {
    ...sample,
    remarks: '備考',
    responsiblePerson: { ...sample.responsiblePerson, title: '部長' },
    contactPerson: { ...sample.contactPerson, title: '主任' },
    workers: sample.workers.map((worker) => ({ ...worker, to: '2027-03-31' })),
    previousPermitNo: 'R8-P0001',
    subcontracting: { parentPermitNo: 'R8-P0001', company: '再委託株式会社', cityConsentNo: '苫情推第9号' },
    checklist: sample.checklist.map((entry) =>
      entry.item === '4-1'
        ? { ...entry, answer: 'exception', exceptionReason: '理由', exceptionReviewOn: '2026-10-01' }
        : entry,
    ),
  };
});

const post = (body: unknown) => {
  keys += 1;
  return story.send({
    method: 'POST',
    path: '/v1/applications',
    body,
    headers: { authorization: `Bearer ${DEMO_API_KEY}`, 'idempotency-key': `bad-${keys}` },
  });
};
/** Refused as a problem document that names these fields in Japanese; nothing is written. */
const refused = async (body: unknown, pointers: readonly string[], status = 422) => {
  const before = table.changes();
  const answer = await post(body);
  const where = JSON.stringify(answer.json?.errors ?? answer.text).slice(0, 500);
  expect(answer.status, where).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.json).toMatchObject({
    status,
    title: expect.any(String),
    detail: expect.stringMatching(/[ぁ-ん]/),
  });
  expect(table.changes()).toBe(before);
  const errors: { pointer: string; detail: string }[] = answer.json.errors ?? [];
  const found = errors.map(({ pointer }) => pointer);
  for (const pointer of pointers) expect(found, where).toContain(pointer);
  for (const { detail } of errors) expect(detail).toMatch(/[ぁ-ん]/);
  return found;
};

/** JSON pointers of all texts in the body. */
const textsIn = (value: unknown, pointer = ''): string[] =>
  typeof value === 'string'
    ? [pointer]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, member]) => textsIn(member, `${pointer}/${name}`))
      : [];
const objectsIn = (value: unknown, pointer = ''): string[] =>
  typeof value === 'object' && value !== null
    ? [
        ...(Array.isArray(value) ? [] : [pointer]),
        ...Object.entries(value).flatMap(([name, member]) => objectsIn(member, `${pointer}/${name}`)),
      ]
    : [];
const parts = (pointer: string) => pointer.split('/').slice(1);
/** A copy in which the value at the pointer is replaced (undefined: removed). */
const withValue = (body: unknown, pointer: string, change: (old: unknown) => unknown): Json => {
  const copy = structuredClone(body) as Json;
  const path = parts(pointer);
  let holder: Json = copy;
  for (const part of path.slice(0, -1)) holder = holder[part] as Json;
  const last = path.at(-1) ?? '';
  const value = change(holder[last]);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
};
/** The first entries of lists stand for all. */
const once = (pointers: readonly string[]) =>
  pointers.filter((pointer) => !/\/checklist\/(?!0\/|14\/|0$|14$)\d+/.test(pointer));
const checklist = () => full['checklist'] as Json[];

describe('様式1の不備', () => {
  test('手本の申請は受け付けられる', async () => {
    expect((await post(full)).status).toBe(201);
  });

  test.each([
    ['NUL', '\u0000'],
    ['改行以外の制御文字', '\u001b'],
    ['双方向の制御文字', '\u202e'],
    ['ゼロ幅の文字', '\u200b'],
    ['対にならないサロゲート', '\ud83d'],
    ['単語結合子', '\u2060'],
    ['タグ文字', '\u{e0041}'],
  ])('文字: %s をどの欄に入れても、その欄の誤りとなる', async (_name, character) => {
    const fields = once(textsIn(full));
    expect(fields.length).toBeGreaterThan(70);
    for (const pointer of fields)
      await refused(
        withValue(full, pointer, (old) => `${String(old).slice(0, 2)}${character}${String(old).slice(2)}`),
        [pointer],
      );
  });

  test('人名の異体字や㈱は受け付ける', async () => {
    const names = withValue(full, '/contactPerson/name', () => '髙﨑 葛󠄀城');
    expect((await post(withValue(names, '/vendor/name', () => '㈱北斗情報システム'))).status).toBe(201);
  });

  test('長すぎる文字列は、どの欄でも断る', async () => {
    for (const pointer of once(textsIn(full)))
      await refused(
        withValue(full, pointer, (old) => `${old}${'あ'.repeat(2100)}`),
        [pointer],
      );
  });

  test('型の違い: どの欄も断る', async () => {
    for (const pointer of once(textsIn(full)))
      for (const value of [1, true, null, [], {}])
        await refused(
          withValue(full, pointer, () => value),
          [pointer],
        );
  });

  test('必須の欄の欠け', async () => {
    const optional =
      /formVersion|remarks|previousPermitNo|\/title$|workers\/0\/to|evidence|statement|exception|expectedEffect|parentPermitNo/;
    const needed = [
      ...once(textsIn(full)).filter((pointer) => !optional.test(pointer) || pointer.startsWith('/vendor')),
    ];
    expect(needed.length).toBeGreaterThan(55);
    for (const pointer of needed) {
      const found = await refused(
        withValue(full, pointer, () => undefined),
        [],
      );
      // An entry that is gone from a list of plain texts moves up the list instead.
      expect(
        found.some((name) => pointer.startsWith(name)),
        `${pointer}: ${found}`,
      ).toBe(true);
    }
  });

  test('知らない項目・サーバーが持つ項目: どの段にあっても断る', async () => {
    const names = ['status', 'vendorId', 'caseNo', 'approver', 'unknown', 'toString', 'a/b', 'c~d'];
    for (const pointer of once(objectsIn(full)))
      for (const name of names) {
        const body =
          pointer === ''
            ? { ...full, [name]: 'x' }
            : withValue(full, pointer, (old) => ({ ...(old as Json), [name]: 'x' }));
        await refused(body, [`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`]);
      }
  });

  test('__proto__・constructor・prototype のキー', async () => {
    for (const key of [
      '"__proto__"',
      '"constructor"',
      '"prototype"',
      '"__proto\\u005f_"',
      '"\\u0063onstructor"',
    ]) {
      const text = JSON.stringify(full).replace(/^\{/, `{${key}:{"isAdmin":true},`);
      const before = table.changes();
      const answer = await story.sendRaw({ raw: text, key: `proto-${key}` });
      expect([400, 422], answer.text).toContain(answer.status);
      expect(table.changes()).toBe(before);
      expect(({} as Json)['isAdmin']).toBeUndefined();
    }
  });

  test('別表1: 抜け、重なり、知らない項目、認められない例外', async () => {
    const entry = (index: number) => checklist()[index] as Json;
    await refused({ ...full, checklist: checklist().slice(1) }, ['/checklist']);
    await refused({ ...full, checklist: [] }, ['/checklist']);
    await refused({ ...full, checklist: [...checklist(), entry(0)] }, ['/checklist/16/item']);
    await refused({ ...full, checklist: [{ ...entry(0), item: '9-9' }, ...checklist().slice(1)] }, [
      '/checklist/0/item',
      '/checklist',
    ]);
    for (const [index, { item }] of checklist().entries()) {
      if (['1-1', '3-3', '4-1'].includes(String(item))) continue;
      const exception = {
        ...entry(index),
        answer: 'exception',
        exceptionReason: '理由',
        exceptionReviewOn: '2026-10-01',
      };
      await refused({ ...full, checklist: checklist().with(index, exception) }, [
        `/checklist/${index}/answer`,
      ]);
    }
    await refused({ ...full, checklist: Array.from({ length: 41 }, () => entry(0)) }, ['/checklist']);
  });

  test('期間・契約・協議・システム・作業者・再委託', async () => {
    const { period, contract, subcontracting } = full as Record<string, Json>;
    const cases: [object, string[]][] = [
      [{ period: { ...period, from: '2026-04-05' } }, ['/period/from']],
      [{ period: { from: '2026-06-02', to: '2026-06-01' } }, ['/period/to']],
      [{ contract: { ...contract, to: '2026-12-31' } }, ['/period/to']],
      [{ contract: { ...contract, from: '2026-05-01' } }, ['/period/from']],
      [{ period: { from: '2026-02-30', to: '2026-06-31' } }, ['/period/from', '/period/to']],
      [{ period: { from: '平成32年4月1日', to: '2026-06-01' } }, ['/period/from']],
      [{ consultationId: 'none' }, ['/consultationId']],
      [{ consultationId: 'c-minami' }, ['/consultationId']],
      [{ appliedOn: '2026-03-01' }, ['/consultationId']],
      [{ appliedOn: '2026-04-07' }, ['/appliedOn']],
      [{ systemId: 'care-system' }, ['/systemId']],
      [{ systemId: 'unknown' }, ['/systemId']],
      [{ workers: [] }, ['/workers']],
      [{ targetHosts: [] }, ['/targetHosts']],
      [{ terminals: [] }, ['/terminals']],
      [{ originSites: [] }, ['/originSites']],
      [{ originIps: [] }, ['/originIps']],
      [{ originIps: ['999.1.1.1', '10.0.0.0/33'] }, ['/originIps/0', '/originIps/1']],
      [{ subcontracting: { ...subcontracting, parentPermitNo: '' } }, ['/subcontracting/parentPermitNo']],
      [
        { subcontracting: { ...subcontracting, parentPermitNo: 'R8-P9999' } },
        ['/subcontracting/parentPermitNo'],
      ],
      [{ applicationType: 'renewal', previousPermitNo: '' }, ['/previousPermitNo']],
      [{ applicationType: 'change' }, ['/applicationType']],
      [{ pledge: { accepted: false, ruleVersion: 'tomakomai/R5.4.1' } }, ['/pledge/accepted']],
      [{ pledge: { accepted: true, ruleVersion: 'tomakomai/R3.4.1' } }, ['/pledge/ruleVersion']],
      [
        { vendor: { ...(full['vendor'] as Json), corporateNumber: '7000012050003' } },
        ['/vendor/corporateNumber'],
      ],
      [
        { vendor: { ...(full['vendor'] as Json), corporateNumber: '8000020130001' } },
        ['/vendor/corporateNumber'],
      ],
      [{ trackRecord: [{ body: '市', year: 1889, system: 'x' }] }, ['/trackRecord/0/year']],
      [
        { targetHosts: [{ host: 'h', ip: '10.0.0.1', port: 65_536, protocol: 'tcp' }] },
        ['/targetHosts/0/port'],
      ],
      [{ targetHosts: [{ host: 'h', ip: '10.0.0.1', port: 1.5, protocol: 'tcp' }] }, ['/targetHosts/0/port']],
    ];
    for (const [change, pointers] of cases) await refused({ ...full, ...change }, pointers);
  });

  test('本文そのものの不備', async () => {
    for (const [body, status] of [
      [[], 422],
      ['text', 422],
      [null, 422],
      [1, 422],
      [{}, 422],
    ] as const)
      await refused(body, [], status);
    const before = table.changes();
    const raw = async (text: string, type?: string) => {
      keys += 1;
      return story.sendRaw({ raw: text, key: `raw-${keys}`, ...(type ? { type } : {}) });
    };
    expect((await raw('{"a":')).status).toBe(400);
    expect((await raw('{} {}')).status).toBe(400);
    expect((await raw('')).status).toBe(422);
    expect((await raw(JSON.stringify(full), 'text/plain')).status).toBe(415);
    expect((await raw(JSON.stringify(full), 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await raw(`{"a":"${'x'.repeat(64 * 1024)}"}`)).status).toBe(413);
    expect((await raw(`{"a":"${'あ'.repeat(22 * 1024)}"}`)).status).toBe(413);
    expect((await raw(`{"a":"${'x'.repeat(10 * 1024 * 1024)}"}`)).status).toBe(413);
    expect((await raw(`${'['.repeat(30_000)}${']'.repeat(30_000)}`)).status).toBe(422);
    expect((await raw(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)).status).toBe(422);
    expect((await raw(`{"remarks":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)).status).toBe(422);
    expect((await raw('9'.repeat(60_000))).status).toBe(422);
    expect(table.changes()).toBe(before);
  });

  test('正規表現に時間のかかる入力でも、すぐに答える', async () => {
    let slowest = 0;
    const evil = [
      'a'.repeat(30_000),
      '１'.repeat(15_000),
      'ー'.repeat(15_000),
      `x${' '.repeat(30_000)}x`,
      'が'.repeat(15_000),
    ];
    for (const pointer of [
      '/vendor/kana',
      '/contactPerson/tel',
      '/contactPerson/email',
      '/vendor/postalCode',
      '/appliedOn',
      '/purpose',
      '/vendor/corporateNumber',
      '/originIps/0',
    ])
      for (const text of evil) {
        const started = performance.now();
        await refused(
          withValue(full, pointer, () => text),
          [pointer],
        );
        slowest = Math.max(slowest, performance.now() - started);
      }
    process.stdout.write(`      slowest answer: ${slowest.toFixed(0)} ms\n`);
  });
});
