import { beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../core/directory/directory.ts';
import {
  listFormerSystems,
  loadSettings,
  loadSystem,
  personWrites,
} from '../../core/directory/directory-store.ts';
import { listDirectoryEvents } from '../../core/directory/directory-trail.ts';
import { listOpenProposals, loadProposal, proposalHash } from '../../core/registration/proposal.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { encodeForm } from '../support/encode-form.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, CLERK, createStory, DEPUTY, type Story, TAX } from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/** What the chief's office keeps (第2条): sections, systems, vendors, staff. */

let story: Story;
beforeEach(async () => {
  story = await createStory();
});

const post = async (who: string, path: string, body: object): Promise<Answer> =>
  (await story.as(who))('POST', path, body);
const put = async (who: string, path: string, body: object): Promise<Answer> =>
  (await story.as(who))('PUT', path, body);
const mistakes = ({ json }: Answer): Record<string, string> =>
  Object.fromEntries(
    (json.errors ?? []).map((error: { pointer: string; detail: string }) => [error.pointer, error.detail]),
  );
/** Of the trail, without the demo city's beginning. */
const directoryEvents = async () =>
  (await listDirectoryEvents(story.store))
    .slice(1)
    .map(({ act, subject, by, confirmedBy }) => [act, subject, by, confirmedBy]);
/** Prepared by the clerk, confirmed by the chief, or a deputy whom it does not concern. */
const decreed = (path: string, body: object) =>
  story.decree(path.includes('/', 4) && !path.endsWith('vendors') ? 'PUT' : 'POST', path, body);

/** Whoever is entitled confirms what waits. */
const confirmAll = async () => {
  for (const proposal of await listOpenProposals(story.store)) {
    const by = proposal.preparedBy === 'p-chief' ? DEPUTY : CHIEF;
    const answer = await (await story.as(by))('POST', `/v1/proposals/${proposal.proposalId}/decision`, {
      ...{ choice: 'confirm', hash: proposalHash(proposal) },
    });
    expect(answer.status, answer.text).toBe(200);
  }
};

const section = {
  sectionId: 'water',
  name: '上下水道部総務課',
  headTitle: '上下水道部総務課長',
  documentPrefix: '苫水総',
  email: 'suido@city.example.jp',
  tel: '0144-00-0400',
};
const system = {
  systemId: 'water-billing',
  name: '水道料金システム',
  sectionId: 'tax',
  priorWorkMode: 'approve',
  from: '令和8年4月1日',
};
const vendor = {
  name: '東都システム株式会社',
  kana: 'とうとシステムカブシキガイシャ',
  corporateNumber: '１０１０００１０００００７',
  postalCode: '1000001',
  address: '東京都千代田区千代田99番地',
  representative: { title: '代表取締役', name: '東 都子' },
};
const NUMBER = '4000012090001';

describe('課の登録', () => {
  test('統括部門の担当者が登録でき、誰がいつ登録したかが残る', async () => {
    const answer = await post(CLERK, '/v1/sections', section);
    expect([answer.status, answer.json]).toEqual([201, section]);
    expect((await (await story.as(TAX))('GET', '/v1/sections')).json.sections).toContainEqual({
      ...section,
      hash: expect.any(String),
    });
    expect(await directoryEvents()).toEqual([['register-section', 'water', 'p-clerk', undefined]]);
  });

  test('記号・名称・文書記号の重複は断る', async () => {
    const same = await post(CHIEF, '/v1/sections', {
      ...section,
      sectionId: 'welfare',
      name: '財政部税務課',
      documentPrefix: '苫税',
    });
    expect(same.status).toBe(422);
    expect(mistakes(same)).toMatchObject({
      '/sectionId': '「welfare」は、登録済みの課の記号です',
      '/name': '「財政部税務課」は登録済みです',
      '/documentPrefix': '文書記号「苫税」は、ほかの課が使用しています',
    });
    const twice = await Promise.all([1, 2].map(() => post(CHIEF, '/v1/sections', section)));
    expect(twice.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  test('ほかの課が以前に用いた文書記号は用いることができない（同じ文書番号が二つできない）。元の課は戻せる', async () => {
    const fields = { ...section, reason: '試験' };
    const tax = { ...fields, name: '財政部税務課' };
    const { sectionId: _, ...body } = tax;
    const rename = (id: string, name: string, documentPrefix: string) =>
      put(CHIEF, `/v1/sections/${id}`, { ...body, name, documentPrefix });
    expect((await rename('tax', '財政部税務課', '苫税務')).status).toBe(200);
    expect(mistakes(await rename('welfare', '福祉部介護福祉課', '苫税'))).toEqual({
      '/documentPrefix': '文書記号「苫税」は、ほかの課が使用しています',
    });
    const fresh = await post(CHIEF, '/v1/sections', { ...section, documentPrefix: '苫税' });
    expect(mistakes(fresh)).toHaveProperty('/documentPrefix');
    expect((await rename('tax', '財政部税務課', '苫税')).status).toBe(200);
    expect((await rename('welfare', '福祉部介護福祉課', '苫税務')).status).toBe(422);
  });

  test('変更には理由が要り、記号は変わらない。ない課は変更できない', async () => {
    const { sectionId, ...fields } = { ...section, sectionId: 'tax', name: '財政部市税課' };
    expect(mistakes(await put(CHIEF, '/v1/sections/tax', fields))).toHaveProperty('/reason');
    const answer = await put(CHIEF, '/v1/sections/tax', { ...fields, reason: '機構改革' });
    expect([answer.status, answer.json.sectionId, answer.json.name]).toEqual([
      200,
      sectionId,
      '財政部市税課',
    ]);
    expect((await put(CHIEF, '/v1/sections/none', { ...fields, reason: '機構改革' })).status).toBe(404);
  });
});

describe('システムの登録', () => {
  test('所管課のないシステム、重複する記号と名称、逆の期間は断る', async () => {
    expect((await post(CLERK, '/v1/systems', system)).json).toEqual({ ...system, from: '2026-04-01' });
    const again = await post(CLERK, '/v1/systems', { ...system, sectionId: 'none', to: '2026-04-01' });
    expect(mistakes(again)).toEqual({
      '/systemId': '「water-billing」は、登録済みのシステムの記号です',
      '/sectionId': '課が登録されていません',
      '/to': '廃止日は登録日より後としてください',
    });
    const renamed = await post(CLERK, '/v1/systems', { ...system, systemId: 'w2' });
    expect(mistakes(renamed)).toEqual({ '/name': '「水道料金システム」は登録済みです' });
  });

  test('所管課と事前手続の変更は当日から。それまでの登録内容は期間とともに残り、受付済みの申請は元の課のまま', async () => {
    const caseId = await story.submit();
    const change = {
      name: '税務総合システム',
      sectionId: 'welfare',
      priorWorkMode: 'notice',
      reason: '事務分掌の変更',
    };
    await decreed('/v1/systems/tax-system', change);
    expect(await loadSystem(story.store, 'tax-system')).toMatchObject({
      ...{ sectionId: 'welfare', priorWorkMode: 'notice', from: '2026-04-06' },
    });
    expect(await listFormerSystems(story.store, 'tax-system')).toEqual([
      {
        systemId: 'tax-system',
        name: '税務総合システム',
        sectionId: 'tax',
        priorWorkMode: 'approve',
        from: '2020-09-01',
        to: '2026-04-06',
      },
    ]);
    expect((await story.confirm(caseId)).status).toBe(200);
    expect((await directoryEvents()).slice(2)).toEqual([
      ['change-system', 'tax-system', 'p-clerk', 'p-chief'],
    ]);
    const later = await story.submit();
    expect((await story.view(CHIEF, later)).sectionName).toBe('福祉部介護福祉課');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('名称だけの変更では、登録日は変わらず、それまでの名称が残る', async () => {
    const change = { name: '税システム', sectionId: 'tax', priorWorkMode: 'approve', reason: '名称の変更' };
    await decreed('/v1/systems/tax-system', change);
    expect(await loadSystem(story.store, 'tax-system')).toMatchObject({
      ...{ name: '税システム', from: '2020-09-01' },
      former: [{ name: '税務総合システム', until: expect.stringMatching(/^2026-04-06T/) }],
    });
    expect(await listFormerSystems(story.store, 'tax-system')).toEqual([]);
  });

  test('通知した結果の名称は、システムの名称を一人でも二人でも変えた後も、通知した日のままである', async () => {
    const permit = await story.submit();
    expect((await story.confirm(permit)).status).toBe(200);
    expect((await story.approve(permit)).status).toBe(200);
    const nameOn = async () =>
      (await story.vendorApi('GET', `/v1/applications/${permit}/notice`)).json.systemName;
    expect(await nameOn()).toBe('税務総合システム');
    const change = { sectionId: 'tax', priorWorkMode: 'approve', reason: '改称' };
    const alone = await put(CLERK, '/v1/systems/tax-system', { ...change, name: '住民情報システム' });
    expect([alone.status, (await loadSystem(story.store, 'tax-system'))?.name]).toEqual([
      202,
      '税務総合システム',
    ]);
    await decreed('/v1/systems/tax-system', { ...change, name: '税システム' });
    expect((await loadSystem(story.store, 'tax-system'))?.name).toBe('税システム');
    expect(await nameOn()).toBe('税務総合システム');
  });
});

describe('保守事業者の登録', () => {
  test('法人番号の検査用数字を確かめ、同じ番号は二度登録できない', async () => {
    expect(mistakes(await post(CLERK, '/v1/vendors', vendor))).toHaveProperty('/corporateNumber');
    await story.decree('POST', '/v1/vendors', { ...vendor, corporateNumber: NUMBER });
    const { json } = await (await story.as(TAX))('GET', '/v1/vendors');
    expect(json.vendors).toContainEqual(
      expect.objectContaining({
        vendorId: `v-${NUMBER}`,
        kana: 'トウトシステムカブシキガイシャ',
        postalCode: '100-0001',
      }),
    );
    const again = await post(CLERK, '/v1/vendors', { ...vendor, corporateNumber: NUMBER });
    expect(mistakes(again)).toEqual({
      '/corporateNumber': 'この法人番号の事業者は登録済みです（東都システム株式会社）',
    });
    const seeded = await post(CLERK, '/v1/vendors', { ...vendor, corporateNumber: '7000012050002' });
    expect(mistakes(seeded)['/corporateNumber']).toContain('北斗情報システム株式会社');
  });

  test('所在地などは変更でき、法人番号は変更できない', async () => {
    const { corporateNumber, ...others } = vendor;
    const fields = { ...others, name: '北斗情報システム株式会社' };
    const answer = await put(CHIEF, '/v1/vendors/hokuto', { ...fields, reason: '本店の移転' });
    expect(answer.json).toMatchObject({ corporateNumber: '7000012050002', postalCode: '100-0001' });
    const number = await put(CHIEF, '/v1/vendors/hokuto', { ...vendor, reason: '訂正' });
    expect([number.status, Object.keys(mistakes(number))]).toEqual([422, ['/corporateNumber']]);
  });
});

describe('職員の変更', () => {
  const change = { name: '苫小牧 三郎', email: 'saburo@city.example.jp', sectionId: 'tax', reason: '改姓' };

  test('氏名を変更しても、記録には、その時の氏名が残る', async () => {
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-20T09:00');
    expect((await orders.instruct(caseId)).status).toBe(201);
    await story.until('2026-04-20T10:00');
    await decreed('/v1/people/p-tax', { ...change, email: TAX });
    await story.until('2026-04-21T09:00');
    expect((await orders.instruct(caseId)).status).toBe(201);
    const { text } = await (await browse(story, TAX))(`/permits/${caseId}/events`);
    const instructed = [
      ...text.replaceAll(/<[^>]+>/g, '').matchAll(/情報セキュリティ管理者 (税務 三郎|苫小牧 三郎)/g),
    ].map(([, name]) => name);
    expect(new Set(instructed)).toEqual(new Set(['税務 三郎', '苫小牧 三郎']));
    expect(instructed.indexOf('苫小牧 三郎')).toBeGreaterThan(instructed.lastIndexOf('税務 三郎'));
    expect((await directoryEvents()).filter(([act]) => act === 'change-person')).toEqual([
      ['change-person', 'p-tax', 'p-clerk', 'p-chief'],
    ]);
  });

  test('アドレスを変更すると、元のアドレスによるサインインは終わり、新しいアドレスだけが使える', async () => {
    const caseId = await story.submit();
    const before = await story.as(TAX);
    expect((await before('GET', '/v1/session')).status).toBe(200);
    await decreed('/v1/people/p-tax', change);
    expect((await before('GET', '/v1/session')).status).toBe(401);
    await expect(story.signIn(TAX)).rejects.toThrow('failed');
    const { json } = await (await story.signIn(change.email))('GET', '/v1/session');
    expect(json.person.name).toBe('苫小牧 三郎');
    // The next reminder finds them at the new address.
    await story.until('2026-04-20T09:00');
    expect(story.subjectsTo(change.email).join()).toContain('確認');
    expect(await story.violations(caseId)).toEqual([]);
    // Somebody else may have the address that is given up.
    const other = { name: '税務 四郎', email: TAX, sectionId: 'tax' };
    expect((await post(CHIEF, '/v1/people', other)).status).toBe(201);
  });

  test('元のアドレスに送った確認コードでは、変更の後はサインインできない', async () => {
    const { json } = await story.send({ path: '/v1/sign-in', body: { address: TAX } });
    await story.settle();
    const body = { attemptId: json.attemptId, code: story.lastCode(TAX) };
    await decreed('/v1/people/p-tax', change);
    const { cookies } = await story.send({ path: '/v1/sign-in/code', body });
    const cookie = cookies[0]?.split(';')[0] ?? '';
    expect((await story.send({ path: '/v1/session', cookies: [cookie] })).status).toBe(401);
  });

  test('ほかの利用者のアドレス、登録のない課は断る。事業者の担当者は、職員としては変更できない', async () => {
    expect(
      mistakes(await put(CHIEF, '/v1/people/p-tax', { ...change, email: 'CHIEF@city.example.jp' })),
    ).toEqual({
      '/email': 'このメールアドレスは、ほかの利用者が使用しています',
    });
    expect(mistakes(await put(CHIEF, '/v1/people/p-tax', { ...change, sectionId: 'none' }))).toEqual({
      '/sectionId': '課が登録されていません',
    });
    expect(mistakes(await put(CHIEF, '/v1/people/p-tax', { ...change, reason: '' }))).toHaveProperty(
      '/reason',
    );
    expect((await put(CHIEF, '/v1/people/p-vendor', change)).status).toBe(404);
    expect((await put(TAX, '/v1/people/p-tax', change)).status).toBe(403);
    expect(await directoryEvents()).toEqual([]);
  });

  test('一覧から画面で変更する', async () => {
    const visit = await browse(story, CLERK);
    expect((await visit('/registrations')).text).toContain('href="/registrations/person?id=p-tax"');
    const path = '/registrations/person?id=p-tax';
    const opened = await visit(path);
    expect(opened.text).toContain('value="税務 三郎"');
    const answer = await visit(path, { ...hiddenFields(opened), ...change });
    const [, proposal] = /^(\/proposals\/\w+)\?done=proposed$/.exec(answer.headers['location'] ?? '') ?? [];
    const confirm = await browse(story, CHIEF);
    const shown = await confirm(proposal ?? '');
    expect(shown.text).toContain('tax-manager@city.example.jp → saburo@city.example.jp');
    const confirmed = await confirm(proposal ?? '', { ...hiddenFields(shown), _action: 'confirm' });
    expect(confirmed.headers['location']).toBe(`${proposal}?done=confirmed`);
    const { json } = await (await story.as(CLERK))('GET', '/v1/people');
    expect(json.people).toContainEqual(
      expect.objectContaining({
        personId: 'p-tax',
        email: change.email,
        former: [{ name: '税務 三郎', email: TAX, until: '2026-04-06T00:00:00Z' }],
      }),
    );
  });
});

describe('統括部門以外', () => {
  test('管理者は登録も変更もできず、何も書かれない', async () => {
    const answers = [
      await post(TAX, '/v1/sections', section),
      await post(TAX, '/v1/systems', system),
      await post(TAX, '/v1/vendors', { ...vendor, corporateNumber: NUMBER }),
      await put(TAX, '/v1/systems/tax-system', { ...system, reason: 'x' }),
      await (await story.as(TAX))('GET', '/registrations'),
      await (await story.as(TAX))('GET', '/registrations/vendor'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    expect(await directoryEvents()).toEqual([]);
  });
});

describe('登録の画面', () => {
  test('課・システム・職員・保守事業者を画面で登録し、一覧に表示する', async () => {
    const visit = await browse(story, CLERK);
    const { representative, ...company } = vendor;
    const forms: Record<string, Record<string, string>> = {
      section,
      system: { ...system, sectionId: 'water' },
      person: { name: '水道 七子', email: 'nanako@city.example.jp', sectionId: 'water' },
      vendor: {
        ...company,
        corporateNumber: NUMBER,
        'representative.title': representative.title,
        'representative.name': representative.name,
      },
    };
    for (const [kind, form] of Object.entries(forms)) {
      expect((await visit(`/registrations/${kind}`)).text).toContain('登録する');
      const answer = await visit(`/registrations/${kind}`, form);
      expect([kind, answer.status, answer.headers['location']]).toEqual([
        kind,
        303,
        kind === 'vendor'
          ? expect.stringMatching(/^\/proposals\/\w+\?done=proposed$/)
          : '/registrations?done=registered',
      ]);
    }
    expect((await visit('/registrations')).text).not.toContain('東都システム株式会社');
    await confirmAll();
    const { text } = await visit('/registrations?done=registered');
    for (const word of [
      '登録しました',
      '上下水道部総務課',
      '水道料金システム',
      '水道 七子',
      '東都システム株式会社',
    ])
      expect(text).toContain(word);
  });

  test('誤りは項目に示し、入力した内容は残る', async () => {
    const visit = await browse(story, CLERK);
    const blank = await visit('/registrations/vendor', {
      name: '<b>東都</b>',
      'representative:group': '',
    });
    expect(blank.status).toBe(422);
    expect(blank.text).toContain('入力内容をご確認ください（6件）');
    expect(blank.text).toContain('&lt;b&gt;東都&lt;/b&gt;');
    for (const field of ['kana', 'corporateNumber', 'postalCode', 'address', 'representative.title'])
      expect(blank.text, field).toContain(`<a href="#f-${field}">`);
    const taken = await visit('/registrations/person', {
      name: '別人',
      email: 'CHIEF@city.example.jp',
      sectionId: 'tax',
    });
    expect(taken.text).toContain('このメールアドレスは、ほかの利用者が使用しています');
  });

  test('変更の画面は今の内容を示し、システムの所管課の移り変わりも示す', async () => {
    const visit = await browse(story, CLERK);
    expect((await visit('/registrations/system?id=tax-system')).text).toContain('value="税務総合システム"');
    const answer = await visit('/registrations/system?id=tax-system', {
      name: '税務総合システム',
      sectionId: 'ict',
      priorWorkMode: 'approve',
      reason: '移管',
    });
    expect(answer.headers['location']).toContain('done=proposed');
    await confirmAll();
    expect((await visit('/registrations/system?id=tax-system')).text).toContain(
      '令和2年9月1日から令和8年4月6日の前日まで',
    );
    expect((await visit('/registrations/system?id=none')).status).toBe(404);
    expect((await visit('/registrations/person?id=p-vendor', { name: 'x' })).status).toBe(404);
  });

  test('古い画面からの変更は、その間の移管を元に戻さない。入力は残り、確かめてから変更できる', async () => {
    const [visit, other] = [await browse(story, CLERK), await browse(story, CHIEF)];
    const path = '/registrations/system?id=tax-system';
    const opened = hiddenFields(await visit(path));
    const typed = {
      name: '税務総合システム（新）',
      sectionId: 'tax',
      priorWorkMode: 'approve',
      reason: '改称',
    };
    const moved = { ...typed, name: '税務総合システム', sectionId: 'ict', reason: '移管' };
    expect((await other(path, { ...hiddenFields(await other(path)), ...moved })).status).toBe(303);
    await confirmAll();
    const mistake = await visit(path, { ...opened, ...typed, reason: '' });
    expect(mistake.status).toBe(422);
    const refused = await visit(path, { ...hiddenFields(mistake), ...typed });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('表示した後に、登録内容が変更されています');
    expect(refused.text).toContain('value="税務総合システム（新）"');
    expect((await loadSystem(story.store, 'tax-system'))?.sectionId).toBe('ict');
    const again = await visit(path, { ...hiddenFields(refused), ...typed, sectionId: 'ict' });
    expect(again.status).toBe(303);
  });

  test('古い設定の画面からの変更は、その間の変更を元に戻さない', async () => {
    const [visit, other] = [await browse(story, CLERK), await browse(story, CHIEF)];
    const opened = await visit('/settings?part=orders');
    const { json } = await (await story.as(CHIEF))('GET', '/v1/settings');
    const newer = { settings: { ...json.settings, instructionDays: 7 }, reason: '見直し' };
    await story.decree('PUT', '/v1/settings', newer);
    const settings = new URLSearchParams(encodeForm({ settings: json.settings }));
    const typed = { ...Object.fromEntries(settings), reason: '古い画面から' };
    const mistake = await visit('/settings?part=orders', { ...hiddenFields(opened), ...typed, reason: '' });
    expect(mistake.status).toBe(422);
    const refused = await visit('/settings?part=orders', { ...hiddenFields(mistake), ...typed });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('表示した後に、設定が変更されています');
    expect((await loadSettings(story.store)).instructionDays).toBe(7);
    const shownNow = await other('/settings?part=orders');
    expect(shownNow.text).toContain('name="_version" value="1"');
  });

  test('分類にない設定の画面への送信は、何も変えず、入力を求める', async () => {
    const visit = await browse(story, CLERK);
    const { json } = await (await story.as(CHIEF))('GET', '/v1/settings');
    await story.decree('PUT', '/v1/settings', {
      settings: { ...json.settings, instructionDays: 7 },
      reason: '見直し',
    });
    const form = { ...hiddenFields(await visit('/settings?part=orders')), reason: '手書きの送信' };
    const { remindBeforeDays: _, ...others } = json.settings;
    const allButOne = Object.fromEntries(new URLSearchParams(encodeForm({ settings: others })));
    for (const part of ['none', 'history', 'overview'])
      for (const typed of [{}, { 'settings.orderDays': '20' }, allButOne])
        expect((await visit(`/settings?part=${part}`, { ...form, ...typed })).status, part).toBe(422);
    expect((await loadSettings(story.store)).instructionDays).toBe(7);
  });

  test('一時保存した設定の変更も、その間の変更を元に戻さない', async () => {
    const visit = await browse(story, CLERK);
    const { json } = await (await story.as(CHIEF))('GET', '/v1/settings');
    const settings = new URLSearchParams(encodeForm({ settings: json.settings }));
    const typed = { ...Object.fromEntries(settings), reason: '一時保存から' };
    const saved = await visit('/settings?part=orders', {
      ...hiddenFields(await visit('/settings?part=orders')),
      ...typed,
      _action: 'save',
    });
    expect(saved.headers['location']).toBe('/settings?part=orders&saved=1&done=saved');
    const newer = { settings: { ...json.settings, instructionDays: 7 }, reason: '見直し' };
    await story.decree('PUT', '/v1/settings', newer);
    const { _saved, _version } = hiddenFields(await visit('/settings?part=orders&saved=1'));
    const refused = await visit('/settings?part=orders', {
      ...typed,
      _saved: _saved ?? '',
      _version: _version ?? '',
    });
    expect([refused.status, refused.text.includes('表示した後に、設定が変更されています')]).toEqual([
      409,
      true,
    ]);
    expect((await loadSettings(story.store)).instructionDays).toBe(7);
  });
});

describe('同時の変更', () => {
  const FREE = 'free@city.example.jp';
  const change = { reason: '訂正' };
  const hashIn = async (list: string, key: string, id: string): Promise<string> => {
    const { json } = await (await story.as(CHIEF))('GET', `/v1/${list}`);
    return json[list].find((entry: Record<string, string>) => entry[key] === id).hash;
  };
  const { representative, kana, postalCode } = vendor;
  const system = { name: '税務総合システム', sectionId: 'tax', priorWorkMode: 'approve', ...change };
  const company = { name: '北斗情報システム株式会社', representative, kana, postalCode, ...change };
  const { sectionId: _, ...named } = { ...section, documentPrefix: '苫税', ...change };

  test.each([
    ['sections', 'sectionId', 'tax', named, 'name', ['財政部市税課', '財政部税制課', '財政部収税課']],
    ['systems', 'systemId', 'tax-system', system, 'to', ['2030-04-01', '2031-04-01', '2032-04-01']],
    // A member of the staff who holds no office.
    [
      ...(['people', 'personId', 'p-free', { sectionId: 'tax', email: FREE, ...change }] as const),
      ...(['name', ['無役 新', '無役 別', '無役 又']] as const),
    ],
    ['vendors', 'vendorId', 'hokuto', company, 'address', ['苫小牧市旭町', '苫小牧市表町', '苫小牧市本町']],
  ] as const)(
    '%s: 同じ内容を見て同時に変更すれば、一つだけが通り、もう一つは409',
    async (list, key, id, body, field, texts) => {
      const free: Person = {
        ...{ personId: 'p-free', name: '無役', email: FREE, affiliation: { kind: 'city', sectionId: 'tax' } },
      };
      await story.store.transact(personWrites(free));
      const hash = await hashIn(list, key, id);
      const clients = [await story.as(CHIEF), await story.as(CLERK)] as const;
      const answers = await Promise.all(
        clients.map((client, index) =>
          client('PUT', `/v1/${list}/${id}`, { ...body, [field]: texts[index], hash }),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      const lost = answers.find(({ status }) => status === 409);
      expect(lost?.json.type).toBe('urn:remote-maintenance-permits:changed-since-shown');
      // Without the hash a program says that it does not mind.
      expect((await clients[0]('PUT', `/v1/${list}/${id}`, { ...body, [field]: texts[2] })).status).toBe(200);
    },
  );

  test('画面から同時に変更しても、一つだけが通り、もう一つは入力とともに断る', async () => {
    const visits = [await browse(story, CHIEF), await browse(story, CLERK)];
    const path = '/registrations/system?id=tax-system';
    const forms = await Promise.all(visits.map((visit) => visit(path)));
    const answers = await Promise.all(
      visits.map((visit, index) =>
        visit(path, {
          ...{ ...hiddenFields(forms[index] as Answer), name: '税務総合システム', sectionId: 'tax' },
          ...{ priorWorkMode: 'approve', to: `203${index}-04-01`, reason: `廃止${index}` },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409]);
    const index = answers.findIndex(({ status }) => status === 409);
    expect(answers[index]?.text).toContain(`廃止${index}`);
  });

  test('設定: 同じ版を見て準備した二つのうち、先に確認されたものだけが反映される（第12条）', async () => {
    const { json } = await (await story.as(CHIEF))('GET', '/v1/settings');
    const version = json.versions[0]?.version ?? 0;
    const clients = [await story.as(CHIEF), await story.as(CLERK)];
    const answers = await Promise.all(
      clients.map((client, index) =>
        client('PUT', '/v1/settings', {
          ...{ settings: { ...json.settings, instructionDays: 7 + index }, reason: '見直し', version },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect((await loadSettings(story.store)).instructionDays).toBe(json.settings.instructionDays);
    await confirmAll();
    const results = await Promise.all(
      answers.map(
        async ({ json: { proposalId } }) => (await loadProposal(story.store, proposalId))?.changes[0]?.result,
      ),
    );
    expect(results.map((result) => result?.state).toSorted()).toEqual(['applied', 'failed']);
    expect(results.find((result) => result?.state === 'failed')?.why).toContain('設定が変更されています');
  });
});
