import { beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../core/directory/directory.ts';
import { appointmentWrites, loadSettings, personWrites } from '../../core/directory/directory-store.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { queryAll } from '../../core/store/ports.ts';
import { hashOf } from '../../core/values/hash.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import {
  CARE,
  CHIEF,
  CLERK,
  createStory,
  DEPUTY,
  type Story,
  TAX,
  TAX_DEPUTY,
  VENDOR,
} from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/**
 * INV-25 TwoForPower: who holds which office × every act that gives, takes or changes power, with the second person that
 * it takes. Written by hand from the rule (第2条, 第12条): nothing here is taken from the code.
 */

const TAX_CLERK = 'tax-clerk@city.example.jp';
const FREE = 'free@city.example.jp';
const PEOPLE = [CHIEF, DEPUTY, CLERK, TAX, TAX_DEPUTY, CARE, TAX_CLERK, VENDOR] as const;
type Who = (typeof PEOPLE)[number];

const staff = (personId: string, email: string): Person => ({
  ...{ personId, name: `職員 ${personId}`, email, affiliation: { kind: 'city', sectionId: 'tax' } },
});

let story: Story;
const begin = async (): Promise<Story> => {
  const fresh = await createStory();
  await fresh.store.transact([
    ...personWrites(staff('p-tax-clerk', TAX_CLERK)),
    ...personWrites(staff('p-free', FREE)),
    ...appointmentWrites({
      ...{ appointmentId: 'a-tax-clerk', role: 'clerk:tax', personId: 'p-tax-clerk' },
      ...{ kind: 'principal', title: '税務課主事', from: '2024-04-01' },
    }),
  ]);
  return fresh;
};
beforeAll(async () => {
  story = await begin();
});

/** Everything that is power: who holds an office, what holders are called and where they read, settings, the catalogue. */
const powerOf = async ({ store }: Story): Promise<string> =>
  hashOf(
    await Promise.all(
      [
        ...['chief', 'manager:ict', 'manager:tax', 'manager:welfare'].map((role) => `ROLE#${role}`),
        ...['p-chief', 'p-deputy', 'p-clerk', 'p-tax', 'p-tax2', 'p-care'].map((id) => `PERSON#${id}`),
        ...['SETTINGS', 'CATALOG'],
      ].map(async (hash) => (await queryAll(store, { hash })).filter(({ sk }) => !sk.startsWith('OUTBOX#'))),
    ),
  );

const held = (role: string, personId: string, kind = 'principal') =>
  [
    'POST',
    '/v1/appointments',
    { role, personId, kind, title: '試験', from: '2026-04-06', reason: '試験' },
  ] as const;
const ended = (role: string, appointmentId: string) =>
  ['POST', '/v1/appointments/end', { role, appointmentId, on: '2026-04-06', reason: '試験' }] as const;
const person = (id: string, name: string, email: string) =>
  ['PUT', `/v1/people/${id}`, { name, email, sectionId: 'tax', reason: '試験' }] as const;
const section = (id: string, change: object) =>
  [
    'PUT',
    `/v1/sections/${id}`,
    {
      ...(id === 'ict'
        ? { name: '総務部ICT推進室', headTitle: '総務部ICT推進室長', documentPrefix: '苫情推' }
        : { name: '財政部税務課', headTitle: '財政部税務課長', documentPrefix: '苫税' }),
      ...{ email: id === 'ict' ? 'ict@city.example.jp' : 'zeimu@city.example.jp', tel: '0144-00-0100' },
      ...change,
      reason: '試験',
    },
  ] as const;
const system = (change: object) =>
  [
    'PUT',
    '/v1/systems/tax-system',
    { name: '税務総合システム', sectionId: 'tax', priorWorkMode: 'approve', ...change, reason: '試験' },
  ] as const;
const newSystem = (priorWorkMode: string) =>
  [
    'POST',
    '/v1/systems',
    {
      systemId: `s-${priorWorkMode}`,
      name: priorWorkMode,
      sectionId: 'tax',
      priorWorkMode,
      from: '2026-04-06',
    },
  ] as const;
const VENDOR_BODY = {
  ...{ name: '東都', kana: 'トウト', corporateNumber: '4000012090001', postalCode: '100-0001' },
  ...{ address: '東京都', representative: { title: '代表取締役', name: '東 都子' } },
};

const { corporateNumber: _, ...MOVED } = VENDOR_BODY;

/** What becomes of it when this person drafts it: refused, done at once, or these may confirm (none: the operator). */
type Fate = 'refused' | 'at once' | readonly Who[];
type Row = readonly [
  what: string,
  act: readonly [method: 'POST' | 'PUT', path: string, body: object],
  byClerk: Fate,
  byChief: Fate,
  byDeputy: Fate,
];
const [BOTH, ONLY_CHIEF, ONLY_DEPUTY, OPERATOR] = [[CHIEF, DEPUTY], [CHIEF], [DEPUTY], []] as const;
const NO = 'refused';

const TABLE: readonly Row[] = [
  ['統括（本人）に就ける', held('chief', 'p-tax'), BOTH, NO, NO],
  ['統括の代決者に就ける', held('chief', 'p-tax', 'deputy'), BOTH, NO, NO],
  ['担当者を統括の代決者に就ける', held('chief', 'p-clerk', 'deputy'), NO, NO, NO],
  ['代決者を統括に就ける', held('chief', 'p-deputy'), ONLY_CHIEF, NO, NO],
  ['管理者に就ける', held('manager:tax', 'p-care'), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['管理者の代決者に就ける', held('manager:tax', 'p-care', 'deputy'), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['統括を管理者に就ける', held('manager:tax', 'p-chief'), ONLY_DEPUTY, NO, OPERATOR],
  ['代決者を管理者に就ける', held('manager:tax', 'p-deputy'), ONLY_CHIEF, OPERATOR, NO],
  ['担当者を管理者に就ける', held('manager:tax', 'p-clerk'), NO, ONLY_DEPUTY, ONLY_CHIEF],
  ['統括が兼ねる管理者の後任', held('manager:ict', 'p-tax'), BOTH, NO, ONLY_CHIEF],
  ['統括部門の担当者に就ける', held('clerk:ict', 'p-free'), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['無役の職員を管理者に就ける', held('manager:welfare', 'p-free'), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['統括の退任', ended('chief', 'a-chief'), BOTH, NO, NO],
  ['統括の代決者の退任', ended('chief', 'a-deputy'), BOTH, NO, NO],
  ['管理者の退任', ended('manager:tax', 'a-tax'), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['統括のアドレス', person('p-chief', '統括 太郎', 'x@city.example.jp'), ONLY_DEPUTY, ONLY_DEPUTY, OPERATOR],
  ['統括の氏名', person('p-chief', '別人', CHIEF), ONLY_DEPUTY, ONLY_DEPUTY, OPERATOR],
  [
    '代決者のアドレス',
    person('p-deputy', '次長 花子', 'x@city.example.jp'),
    ONLY_CHIEF,
    OPERATOR,
    ONLY_CHIEF,
  ],
  ['管理者のアドレス', person('p-tax', '税務 三郎', 'x@city.example.jp'), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['管理者の代決者の氏名', person('p-tax2', '別人', TAX_DEPUTY), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['担当者のアドレス', person('p-clerk', '担当 次郎', 'x@city.example.jp'), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  [
    '他課の担当者のアドレス',
    person('p-tax-clerk', '職員', 'x@city.example.jp'),
    BOTH,
    ONLY_DEPUTY,
    ONLY_CHIEF,
  ],
  [
    '設定',
    ['PUT', '/v1/settings', { settings: { ...DEFAULT_SETTINGS, selfApproval: 'allow' }, reason: '試験' }],
    BOTH,
    ONLY_DEPUTY,
    ONLY_CHIEF,
  ],
  [
    '統括部門の課（設定）',
    ['PUT', '/v1/settings', { settings: { ...DEFAULT_SETTINGS, officeSectionId: 'tax' }, reason: '試験' }],
    BOTH,
    ONLY_DEPUTY,
    ONLY_CHIEF,
  ],
  ['統括部門のメールアドレス', section('ict', { email: 'y@city.example.jp' }), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['統括部門の課の長の職名', section('ict', { headTitle: '別の長' }), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['事前手続を届出とする', system({ priorWorkMode: 'notice' }), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['システムの所管を移す', system({ sectionId: 'welfare' }), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['届出のシステムを登録する', newSystem('notice'), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  ['システムの名称', system({ name: '税システム' }), BOTH, ONLY_DEPUTY, ONLY_CHIEF],
  [
    '保守事業者の商号・名称',
    ['PUT', '/v1/vendors/hokuto', { ...MOVED, reason: '社名変更' }],
    BOTH,
    ONLY_DEPUTY,
    ONLY_CHIEF,
  ],
  ['保守事業者を登録する', ['POST', '/v1/vendors', VENDOR_BODY], BOTH, ONLY_DEPUTY, ONLY_CHIEF],
];

/** No power by itself: at once, and told in the trail. */
const AT_ONCE: readonly (readonly [what: string, act: Row[1]])[] = [
  ['課の担当者に就ける', held('clerk:tax', 'p-care')],
  ['職員を登録する', ['POST', '/v1/people', { name: '新人', email: 'n@city.example.jp', sectionId: 'tax' }]],
  ['無役の職員のアドレス', person('p-free', '無役', 'z@city.example.jp')],
  ['他の課の電話番号', section('tax', { tel: '0144-00-0999' })],
  ['統括部門の電話番号', section('ict', { tel: '0144-00-0998' })],
  [
    '課を登録する',
    [
      'POST',
      '/v1/sections',
      {
        ...{ sectionId: 'water', name: '水道課', headTitle: '水道課長', documentPrefix: '苫水' },
        ...{ email: 'suido@city.example.jp', tel: '0144-00-0400' },
      },
    ],
  ],
  [
    '保守事業者の所在地',
    ['PUT', '/v1/vendors/hokuto', { ...MOVED, name: '北斗情報システム株式会社', reason: '移転' }],
  ],
  ['システムの廃止日', system({ to: '2027-04-01' })],
  ['承認を要するシステムを登録する', newSystem('approve')],
];
const OUTSIDE = [TAX, TAX_DEPUTY, CARE, TAX_CLERK, VENDOR] as const;

const send = async (who: string, [method, path, body]: Row[1]): Promise<Answer> =>
  (await story.as(who))(method, path, body);
const decide = async (who: string, proposalId: string, choice: string, hash: string): Promise<Answer> =>
  (await story.as(who))('POST', `/v1/proposals/${proposalId}/decision`, { choice, hash, reason: '試験' });

describe('INV-25: 役職 × 権限を与え、奪い、変える操作', () => {
  const cells = TABLE.flatMap(([what, act, byClerk, byChief, byDeputy]) =>
    (
      [
        [CLERK, byClerk],
        [CHIEF, byChief],
        [DEPUTY, byDeputy],
      ] as const
    ).map(([by, fate]) => ({ what, act, by, fate })),
  );

  test.each(cells)('$what: $by が準備 → $fate', async ({ act, by, fate }) => {
    const before = await powerOf(story);
    const answer = await send(by, act);
    if (fate === 'refused') {
      expect([answer.status, answer.json.errors[0].detail]).toEqual([422, expect.stringContaining('ご自分')]);
      expect(await powerOf(story)).toBe(before);
      return;
    }
    expect(answer.status, answer.text).toBe(202);
    const { proposalId } = answer.json;
    const { json: shown } = await (await story.as(by))('GET', `/v1/proposals/${proposalId}`);
    const may: string[] = [];
    for (const who of PEOPLE) {
      const { status, json } = await (await story.as(who))('GET', `/v1/proposals/${proposalId}`);
      if (status === 200 && json.can.confirm) may.push(who);
      // Whoever may not is refused at the button too.
      else expect([403, 404], who).toContain((await decide(who, proposalId, 'confirm', shown.hash)).status);
    }
    expect(may).toEqual(fate);
    expect(shown.confirmers).toHaveLength(fate.length);
    expect(await powerOf(story)).toBe(before);
    expect((await decide(by, proposalId, 'withdraw', shown.hash)).json.status).toBe('withdrawn');
    expect(await powerOf(story)).toBe(before);
  });

  test('統括部門に属さない者は、そのどれも準備できず、何も書かれない', async () => {
    const before = await powerOf(story);
    for (const who of OUTSIDE)
      for (const [what, act] of [...TABLE, ...AT_ONCE])
        expect([403, 404], `${who} ${what}`).toContain((await send(who, act)).status);
    expect(await powerOf(story)).toBe(before);
  });

  test.each(AT_ONCE.map(([what, act]) => ({ what, act })))('$what: 直ちに反映される', async ({ act }) => {
    const answer = await send(CLERK, act);
    expect([200, 201], answer.text).toContain(answer.status);
  });

  test('登録・役職・設定に書く経路は、どれもこの表にある', () => {
    const routes = endpoints(story.ports)
      .map(({ route }) => route)
      .filter(({ kind, method }) => kind === 'api' && method !== 'GET')
      .filter(({ path }) =>
        /^\/v1\/(appointments|people|sections|systems|vendors|settings|proposals)/.test(path),
      )
      // A vendor's own people and keys are told of in docs/adr/0031.
      .filter(({ path }) => !path.includes('contacts'));
    const tried = [...TABLE, ...AT_ONCE].map(([, [method, path]]) => `${method} ${path}`);
    const missing = routes.filter(({ method, path }) => {
      const pattern = new RegExp(`^${method} ${path.replace(/\{\w+\}/g, '[^/]+')}$`);
      return !tried.some((call) => pattern.test(call));
    });
    expect(missing.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'POST /v1/proposals',
      'POST /v1/proposals/{proposalId}/decision',
    ]);
  });

  test('自分を担当者に就けることもできない', async () => {
    const answer = await send(CLERK, held('clerk:tax', 'p-clerk'));
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, '/personId']);
  });
});

describe('一人の担当者が、自分に許可を与えるまで', () => {
  test('自己承認の設定・管理者の創作・統括への就任・統括のアドレスのどの段でも止まり、みなに知らされる', async () => {
    const own = await begin();
    const clerk = await own.as(CLERK);
    const before = await powerOf(own);
    const settings = { ...DEFAULT_SETTINGS, selfApproval: 'allow' };
    const allowed = await clerk('PUT', '/v1/settings', { settings, reason: '効率化' });
    expect(allowed.status).toBe(202);
    expect((await loadSettings(own.store)).selfApproval).toBe('forbid');
    const invented = await clerk('POST', '/v1/people', {
      ...{ name: '架空 管理', email: 'clerk2@city.example.jp', sectionId: 'tax' },
    });
    expect(invented.status).toBe(201);
    const office = { kind: 'principal', title: '課長', from: '2026-04-06', reason: '異動' };
    const manager = await clerk('POST', '/v1/appointments', {
      ...{ ...office, role: 'manager:tax', personId: invented.json.personId },
    });
    const self = await clerk('POST', '/v1/appointments', {
      ...{ ...office, role: 'chief', personId: 'p-clerk', kind: 'deputy' },
    });
    expect([manager.status, self.status]).toEqual([202, 422]);
    const address = await clerk('PUT', '/v1/people/p-chief', {
      ...{ name: '統括 太郎', email: 'clerk3@city.example.jp', sectionId: 'ict', reason: '訂正' },
    });
    expect(address.status).toBe(202);
    for (const { json } of [allowed, manager, address]) {
      const { hash } = (await clerk('GET', `/v1/proposals/${json.proposalId}`)).json;
      const confirmed = await clerk('POST', `/v1/proposals/${json.proposalId}/decision`, {
        ...{ choice: 'confirm', hash },
      });
      expect(confirmed.status).toBe(403);
    }
    await own.settle();
    // Nobody signs in as the chief at the new address, and the manager who was invented holds nothing.
    await expect(own.signIn('clerk3@city.example.jp')).rejects.toThrow();
    const manages = await own.signIn('clerk2@city.example.jp');
    expect((await manages('GET', '/v1/inbox')).status).toBe(401);
    expect(await powerOf(own)).toBe(before);
    const told = (who: string) =>
      own.subjectsTo(who).filter((subject) => subject.includes('登録伺い')).length;
    // The old address of the chief (and the chief as who confirms settings and manager), the deputy, the manager, the office.
    expect([told(CHIEF), told(DEPUTY), told(TAX), told('ict@city.example.jp')]).toEqual([4, 3, 1, 3]);
  });
});
