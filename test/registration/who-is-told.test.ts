import { describe, expect, test } from 'vitest';
import type { Person } from '../../core/directory/directory.ts';
import { appointmentWrites, listContacts, personWrites } from '../../core/directory/directory-store.ts';
import { bootstrapCity } from '../../core/registration/bootstrap-city.ts';
import { MOST_CHANGES } from '../../core/registration/proposal.ts';
import {
  CARE,
  CHIEF,
  CLERK,
  createStory,
  DEPUTY,
  OFFICE,
  type Story,
  TAX,
  TAX_DEPUTY,
  VENDOR,
} from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/**
 * INV-25: whose power is given or ended, the holders of the role, an address that is given up, and the chief's office are
 * told by mail, also where one person's act is enough. Act × who is told, written by hand.
 */

const TAX_CLERK = 'tax-clerk@city.example.jp';
const FREE = 'free@city.example.jp';
const NANAKO = 'nanako@hokuto.example.com';
const NEW = 'new@hokuto.example.com';
const HOKUTO = '/v1/vendors/hokuto/contacts';

const staff = (personId: string, email: string): Person => ({
  ...{ personId, name: `職員 ${personId}`, email, affiliation: { kind: 'city', sectionId: 'tax' } },
});
const begin = async (): Promise<Story & { readonly nanako: string }> => {
  const story = await createStory();
  await story.store.transact([
    ...personWrites(staff('p-tax-clerk', TAX_CLERK)),
    ...personWrites(staff('p-free', FREE)),
    ...appointmentWrites({
      ...{ appointmentId: 'a-tax-clerk', role: 'clerk:tax', personId: 'p-tax-clerk' },
      ...{ kind: 'principal', title: '税務課主事', from: '2024-04-01' },
    }),
    ...personWrites({
      ...{ personId: 'p-nanako', name: '北斗 七子', email: NANAKO },
      affiliation: { kind: 'vendor', vendorId: 'hokuto' },
    }),
  ]);
  return { ...story, nanako: 'p-nanako' };
};

const OFFICE_ROW = { email: 'ict@city.example.jp', tel: '0144-00-0100' };
const TAX_ROW = {
  ...{ name: '財政部税務課', headTitle: '財政部税務課長', documentPrefix: '苫税' },
  ...{ email: 'zeimu@city.example.jp', tel: '0144-00-0200', reason: '試験' },
};
const SYSTEM = { name: '税務総合システム', sectionId: 'tax', priorWorkMode: 'approve', reason: '試験' };
const held = { kind: 'principal', title: '試験', from: '2026-04-06', reason: '試験' };
const on = { on: '2026-04-06', reason: '試験' };
const nanako = { name: '北斗 七子', email: NANAKO, reason: '試験' };
const goro = { name: '保守 五郎', email: VENDOR, reason: '試験' };
const consultation = (email: string) => ({
  ...{ heldOn: '2026-04-03', cityStaff: '担当 次郎', summary: '協議した。', vendorId: 'hokuto' },
  systemIds: ['tax-system'],
  contract: {
    ...{ name: '保守', number: '15', kind: 'maintenance', from: '2026-04-01', to: '2027-03-31' },
  },
  contact: { name: '北斗 八子', email },
});

type Call = readonly [who: string, method: 'POST' | 'PUT' | 'DELETE', path: string, body: object];
const AT_ONCE: readonly (readonly [what: string, call: Call, told: readonly string[]])[] = [
  [
    '課の担当者の就任',
    [CLERK, 'POST', '/v1/appointments', { ...held, role: 'clerk:tax', personId: 'p-free' }],
    [FREE, TAX, TAX_DEPUTY, OFFICE],
  ],
  [
    '課の担当者の退任',
    [CLERK, 'POST', '/v1/appointments/end', { ...on, role: 'clerk:tax', appointmentId: 'a-tax-clerk' }],
    [TAX_CLERK, TAX, TAX_DEPUTY, OFFICE],
  ],
  [
    '統括部門の担当者の退任',
    [CHIEF, 'POST', '/v1/appointments/end', { ...on, role: 'clerk:ict', appointmentId: 'a-clerk' }],
    [CLERK, CHIEF, OFFICE],
  ],
  [
    '役職のない職員のアドレス',
    [
      CLERK,
      'PUT',
      '/v1/people/p-free',
      { name: '職員', email: 'z@city.example.jp', sectionId: 'tax', reason: '訂正' },
    ],
    [FREE, OFFICE],
  ],
  [
    '役職のない職員の氏名',
    [CLERK, 'PUT', '/v1/people/p-free', { name: '別名', email: FREE, sectionId: 'tax', reason: '訂正' }],
    [],
  ],
  [
    '管理者の所属だけ',
    [CLERK, 'PUT', '/v1/people/p-tax', { name: '税務 三郎', email: TAX, sectionId: 'ict', reason: '訂正' }],
    [],
  ],
  [
    '職員の登録',
    [CLERK, 'POST', '/v1/people', { name: '新人', email: 'n@city.example.jp', sectionId: 'tax' }],
    [],
  ],
  [
    '課のメールアドレス',
    [CLERK, 'PUT', '/v1/sections/tax', { ...TAX_ROW, email: 'y@city.example.jp' }],
    [TAX, TAX_DEPUTY, OFFICE],
  ],
  [
    '課の長の職名',
    [CLERK, 'PUT', '/v1/sections/tax', { ...TAX_ROW, headTitle: '長' }],
    [TAX, TAX_DEPUTY, OFFICE],
  ],
  ['課の電話番号', [CLERK, 'PUT', '/v1/sections/tax', { ...TAX_ROW, tel: '0144-00-0999' }], []],
  [
    '課の登録',
    [
      CLERK,
      'POST',
      '/v1/sections',
      { sectionId: 'water', name: '水道課', headTitle: '水道課長', documentPrefix: '苫水', ...OFFICE_ROW },
    ],
    [],
  ],
  [
    'システムの登録（承認）',
    [
      CLERK,
      'POST',
      '/v1/systems',
      { systemId: 's', name: '新', sectionId: 'tax', priorWorkMode: 'approve', from: '2026-04-06' },
    ],
    [TAX, TAX_DEPUTY, OFFICE],
  ],
  [
    'システムの廃止日',
    [CLERK, 'PUT', '/v1/systems/tax-system', { ...SYSTEM, to: '2027-04-01' }],
    [TAX, TAX_DEPUTY, OFFICE],
  ],
  [
    '保守事業者の所在地',
    [
      CLERK,
      'PUT',
      '/v1/vendors/hokuto',
      {
        ...{ name: '北斗情報システム株式会社', kana: 'ホクト', postalCode: '060-0001', address: '札幌市' },
        ...{ representative: { title: '代表取締役', name: '髙橋 一郎' }, reason: '移転' },
      },
    ],
    [],
  ],
  ['利用管理者が担当者を加える', [VENDOR, 'POST', HOKUTO, { ...nanako, email: NEW }], [NEW, OFFICE]],
  [
    '利用管理者が担当者のアドレスを変える',
    [VENDOR, 'PUT', `${HOKUTO}/p-nanako`, { ...nanako, email: NEW }],
    [NANAKO, NEW, OFFICE],
  ],
  [
    '利用管理者が担当者の氏名を変える',
    [VENDOR, 'PUT', `${HOKUTO}/p-nanako`, { ...nanako, name: '改名' }],
    [],
  ],
  [
    '利用管理者が担当者のAPIキーを無効にする',
    [VENDOR, 'PUT', `${HOKUTO}/p-vendor`, { ...goro, revokeKeys: true }],
    [VENDOR, OFFICE],
  ],
  [
    '利用管理者が担当者を終える',
    [VENDOR, 'POST', `${HOKUTO}/p-nanako/end`, { reason: '退職' }],
    [NANAKO, OFFICE],
  ],
  [
    '統括部門が担当者を終える',
    [CLERK, 'POST', `${HOKUTO}/p-vendor/end`, { reason: '退職' }],
    [VENDOR, OFFICE],
  ],
  [
    '統括部門が担当者のアドレスを変える',
    [CLERK, 'PUT', `${HOKUTO}/p-nanako`, { ...nanako, email: NEW }],
    [NANAKO, NEW, OFFICE],
  ],
  ['統括部門が担当者の氏名を変える', [CLERK, 'PUT', `${HOKUTO}/p-nanako`, { ...nanako, name: '改名' }], []],
  [
    '統括部門が許可の前に利用管理者を指名する',
    [CLERK, 'PUT', `${HOKUTO}/p-nanako`, { ...nanako, administrator: true }],
    [NANAKO, OFFICE],
  ],
  [
    '統括部門が利用管理者を解く',
    [CLERK, 'PUT', `${HOKUTO}/p-vendor`, { ...goro, administrator: false }],
    [VENDOR, OFFICE],
  ],
  [
    '統括部門が担当者のAPIキーを無効にする',
    [CLERK, 'PUT', `${HOKUTO}/p-vendor`, { ...goro, revokeKeys: true }],
    [VENDOR, OFFICE],
  ],
  ['協議の記録（新しい担当者）', [CLERK, 'POST', '/v1/consultations', consultation(NEW)], [NEW, OFFICE]],
  ['協議の記録（登録済みの担当者）', [CLERK, 'POST', '/v1/consultations', consultation(VENDOR)], [VENDOR]],
  ['APIキーの作成', [VENDOR, 'POST', '/v1/api-keys', { label: '基幹' }], [VENDOR, OFFICE]],
  ['APIキーの無効化', [VENDOR, 'DELETE', '/v1/api-keys/k-demo', {}], [VENDOR, OFFICE]],
];

/** What was mailed since, but the codes by which the test signs in. */
const toldBy = async (story: Story, act: () => Promise<unknown>): Promise<string[]> => {
  await story.settle();
  const before = new Set(story.mailbox.list().map(({ id }) => id));
  await act();
  await story.settle();
  return story.mailbox
    .list()
    .filter(({ id, subject }) => !before.has(id) && !subject.includes('確認コード'))
    .map(({ to }) => to)
    .toSorted();
};
const mailsTo = (story: Story, to: string) =>
  story.mailsTo(to).filter(({ subject }) => !subject.includes('確認コード'));

describe('一人で足りる操作も、知らされずには行われない', () => {
  test.each(AT_ONCE.map(([what, call, told]) => ({ what, call, told })))(
    '$what → $told',
    async ({ call: [who, method, path, body], told }) => {
      const story = await begin();
      const client = await story.as(who);
      let answer: Answer | undefined;
      const mailed = await toldBy(story, async () => {
        answer = await client(method, path, body);
      });
      expect([200, 201, 204], answer?.text).toContain(answer?.status);
      expect([...new Set(mailed)]).toEqual([...told].toSorted());
    },
  );

  test('本文は、何が誰にいつから行われたかと、心当たりがないときの連絡先を書く', async () => {
    const story = await begin();
    const [, [who, method, path, body]] = AT_ONCE[0] ?? ['', [CLERK, 'POST', '', {}]];
    await (await story.as(who))(method, path, body);
    await story.settle();
    for (const reader of [FREE, TAX, OFFICE]) {
      const [mail] = mailsTo(story, reader);
      expect(mail?.subject).toBe('【お知らせ】役職への就任');
      for (const text of [
        '担当者（財政部税務課）',
        '職員 p-free',
        '令和8年4月6日',
        '担当 次郎',
        '試験',
        '0144-00-0100',
      ])
        expect(mail?.text, `${reader} ${text}`).toContain(text);
    }
  });

  test('事業者の人には、市の職員の氏名も理由も書かない', async () => {
    const story = await begin();
    await (await story.as(CLERK))('POST', `${HOKUTO}/p-nanako/end`, { reason: '内部の理由' });
    await story.settle();
    const [toContact] = mailsTo(story, NANAKO);
    expect(toContact?.subject).toBe('【お知らせ】事業者の担当者の登録終了');
    expect(toContact?.text).not.toMatch(/担当 次郎|内部の理由/);
    expect(mailsTo(story, OFFICE)[0]?.text).toMatch(/担当 次郎[\s\S]*内部の理由/);
  });

  test('最初の統括には、運用担当者が登録したことが知らされる', async () => {
    const story = await createStory();
    for (const role of ['ROLE#chief', 'ROLE#clerk:ict'])
      for (const row of (await story.store.query({ hash: role })).items)
        await story.store.transact([{ delete: { pk: row.pk, sk: row.sk } }]);
    await story.store.transact([{ delete: { pk: 'CATALOG', sk: 'SEEDED' } }]);
    const first = { name: '初代 統括', email: 'first@city.example.jp', title: '室長', section: 'ICT推進室' };
    expect((await bootstrapCity(story.ports)(first)).ok).toBe(true);
    await story.settle();
    const [mail] = mailsTo(story, first.email);
    expect([mail?.subject, mail?.text]).toEqual([
      '【お知らせ】最初の登録',
      expect.stringContaining('運用担当者'),
    ]);
  });
});

/** Prepared by the clerk, confirmed by the chief. */
const confirmed = async (
  story: Story,
  call: readonly ['POST' | 'PUT', string, object],
): Promise<string[]> => {
  const prepared = await (await story.as(CLERK))(...call);
  expect(prepared.status, prepared.text).toBe(202);
  const { proposalId } = prepared.json;
  const chief = await story.as(CHIEF);
  const { hash } = (await chief('GET', `/v1/proposals/${proposalId}`)).json;
  return toldBy(story, async () => {
    const answer = await chief('POST', `/v1/proposals/${proposalId}/decision`, { choice: 'confirm', hash });
    expect(answer.json.status, answer.text).toBe('done');
  });
};

describe('確認された登録伺いは、権限を得た人にも失った人にも知らされる', () => {
  test('その日に退任した管理者', async () => {
    const story = await begin();
    const end = { ...on, role: 'manager:welfare', appointmentId: 'a-care' };
    expect(await confirmed(story, ['POST', '/v1/appointments/end', end])).toContain(CARE);
  });

  test('後任の就任で、その日に退任した管理者', async () => {
    const story = await begin();
    const successor = { ...held, role: 'manager:welfare', personId: 'p-free' };
    const told = await confirmed(story, ['POST', '/v1/appointments', successor]);
    expect(told).toEqual([CARE, CHIEF, CLERK, DEPUTY, FREE, OFFICE].toSorted());
  });

  test('一覧の中の、確認を要しない担当者の就任と退任', async () => {
    const story = await begin();
    const changes = [
      {
        act: 'appoint',
        role: 'clerk:tax',
        personId: 'p-free',
        kind: 'principal',
        title: '主事',
        from: '2026-04-06',
      },
      { act: 'end-appointment', role: 'clerk:tax', appointmentId: 'a-tax-clerk', on: '2026-04-06' },
    ];
    const told = await confirmed(story, ['POST', '/v1/proposals', { changes, reason: '異動' }]);
    expect(told).toEqual([FREE, TAX_CLERK, TAX, TAX_DEPUTY, CHIEF, DEPUTY, CLERK, OFFICE].toSorted());
  });

  test('許可のある会社で利用管理者に指名された人には、登録伺いではなく、指名されたことが知らされる', async () => {
    const story = await begin();
    const caseId = await story.submit();
    await story.confirm(caseId);
    await story.approve(caseId);
    expect((await listContacts(story.store, 'hokuto')).length).toBe(2);
    const told = await confirmed(story, ['PUT', `${HOKUTO}/p-nanako`, { ...nanako, administrator: true }]);
    expect(told).toContain(NANAKO);
    expect(mailsTo(story, NANAKO).map(({ subject }) => subject)).toEqual([
      '【お知らせ】事業者の担当者の変更',
    ]);
  });

  test('管理者のアドレスの伺いは、役職を課の名とともに書く', async () => {
    const story = await begin();
    const change = { name: '税務 三郎', email: 'x@city.example.jp', sectionId: 'tax', reason: '訂正' };
    await (await story.as(CLERK))('PUT', '/v1/people/p-tax', change);
    await story.settle();
    expect(mailsTo(story, TAX)[0]?.text).toContain('・役職：情報セキュリティ管理者（財政部税務課）');
  });

  test(`${MOST_CHANGES}件の一覧でも、統括部門・確認する人・一人ひとりの全員に届き、自分の分が本文にある`, async () => {
    const story = await begin();
    const people = Array.from({ length: MOST_CHANGES }, (_, index) =>
      staff(`p-${index}`, `s${index}@city.example.jp`),
    );
    for (const person of people) await story.store.transact(personWrites(person));
    const changes = people.map(({ personId }) => ({
      ...{
        act: 'appoint',
        role: 'clerk:tax',
        personId,
        kind: 'principal',
        title: '主事',
        from: '2026-04-06',
      },
    }));
    const told = await confirmed(story, ['POST', '/v1/proposals', { changes, reason: '異動' }]);
    const others = [TAX, TAX_DEPUTY, CHIEF, DEPUTY, CLERK, OFFICE];
    expect(told).toEqual([...people.map(({ email }) => email), ...others].toSorted());
    for (const { email, name } of people) expect(mailsTo(story, email)[0]?.text).toContain(`：${name}\n`);
  });
});
