import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { SHARDS } from '../../core/case/case-store.ts';
import { sweepDay } from '../../core/daily/sweep-due.ts';
import { keyNotes } from '../../core/directory/api-key.ts';
import { listContacts, loadPerson, lookUpAddress } from '../../core/directory/directory-store.ts';
import { listDirectoryEvents } from '../../core/directory/directory-trail.ts';
import { remindOfKeys } from '../../core/registration/api-keys.ts';
import { queryAll } from '../../core/store/ports.ts';
import { createCity } from '../support/city.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, CLERK, createStory, OFFICE, OTHER_VENDOR, type Story, VENDOR } from '../support/story.ts';

/** 事業者の担当者: 登録、変更、終了。利用管理者は自社だけ。 */

const HOKUTO = '/v1/vendors/hokuto/contacts';
const NEW = { name: '北斗 七子', email: 'nanako@hokuto.example.com', reason: '増員' };

const added = async (story: Story, person = NEW): Promise<string> => {
  const answer = await (await story.as(VENDOR))('POST', HOKUTO, person);
  if (answer.status !== 201) throw new Error(answer.text);
  await story.settle();
  return answer.json.personId;
};
const end = async (story: Story, by: string, personId: string, body: object = {}) => {
  const answer = await (await story.as(by))('POST', `${HOKUTO}/${personId}/end`, { reason: '退職', ...body });
  await story.settle();
  return answer;
};
const listed = async (story: Story, by = CLERK) => (await (await story.as(by))('GET', HOKUTO)).json.contacts;
/** Of a person who is signed in: the session as it was, not a new one. */
const held = async (story: Story, address: string) => story.signIn(address);
const withKey = (story: Story, secret: string) => () =>
  story.send({ path: '/v1/applications', headers: { authorization: `Bearer ${secret}` } });

describe('担当者の登録終了', () => {
  test('終了の日から、セッションもAPIキーも何も開かず、サインインの応答は知らないアドレスとバイトまで同じ', async () => {
    const story = await createStory();
    const personId = await added(story);
    const nanako = await held(story, NEW.email);
    const { secret } = (await nanako('POST', '/v1/api-keys', { label: '七子' })).json;
    expect((await withKey(story, secret)()).status).toBe(200);

    expect((await end(story, VENDOR, personId)).status).toBe(200);

    expect((await nanako('GET', '/v1/applications')).status).toBe(401);
    expect((await withKey(story, secret)()).status).toBe(401);
    const asked = await story.send({ path: '/v1/sign-in', body: { address: NEW.email } });
    const unknown = await story.send({ path: '/v1/sign-in', body: { address: 'nobody@hokuto.example.com' } });
    const shape = (answer: typeof asked) => [
      answer.status,
      answer.headers,
      answer.text.replace(answer.json.attemptId, 'id'),
    ];
    expect(shape(asked)).toEqual(shape(unknown));
    const mails = story.mailsTo(NEW.email).length;
    await story.settle();
    expect(story.mailsTo(NEW.email)).toHaveLength(mails);
  });

  test('先の日に終える担当者は、前日の23:59まで入れ、その日の0時（日本時間）から入れない', async () => {
    const story = await createStory();
    const personId = await added(story);
    expect((await end(story, VENDOR, personId, { on: '2026-04-10' })).status).toBe(200);
    await story.until('2026-04-09T23:50');
    const nanako = await held(story, NEW.email);
    const { secret } = (await nanako('POST', '/v1/api-keys', { label: '夜' })).json;
    await story.until('2026-04-09T23:59');
    expect((await nanako('GET', '/v1/applications')).status).toBe(200);
    expect((await withKey(story, secret)()).status).toBe(200);
    await story.until('2026-04-10T00:00');
    expect((await nanako('GET', '/v1/applications')).status).toBe(401);
    expect((await withKey(story, secret)()).status).toBe(401);
  });

  test('確認コードを求めた後に終了した担当者は、そのコードでも入れない', async () => {
    const story = await createStory();
    const personId = await added(story);
    const { json } = await story.send({ path: '/v1/sign-in', body: { address: NEW.email } });
    await story.settle();
    await end(story, VENDOR, personId);
    const code = await story.send({
      path: '/v1/sign-in/code',
      body: { attemptId: json.attemptId, code: story.lastCode(NEW.email) },
    });
    expect(code.status).toBe(422);
    expect(code.json.type).toMatch(/wrong-code$/);
  });

  test('終了した人のアドレスは、他社の担当者も使える。再び登録した人に、前のキーは戻らない', async () => {
    const story = await createStory();
    const first = await added(story);
    const nanako = await held(story, NEW.email);
    const { secret } = (await nanako('POST', '/v1/api-keys', { label: '前' })).json;
    await end(story, VENDOR, first);

    const other = await story.as(OTHER_VENDOR);
    const elsewhere = await other('POST', '/v1/vendors/minami/contacts', NEW);
    expect(elsewhere.status).toBe(201);
    await story.settle();
    expect((await lookUpAddress(story.store, NEW.email, story.today())).person?.affiliation).toMatchObject({
      vendorId: 'minami',
    });
    // Held by the other company now.
    const again = await (await story.as(VENDOR))('POST', HOKUTO, NEW);
    expect([again.status, again.json.errors[0].pointer]).toEqual([422, '/email']);
    await other('POST', `/v1/vendors/minami/contacts/${elsewhere.json.personId}/end`, { reason: '誤り' });
    const second = await added(story);
    expect(second).not.toBe(first);
    expect((await withKey(story, secret)()).status).toBe(401);
    expect((await nanako('GET', '/v1/applications')).status).toBe(401);
    expect((await (await held(story, NEW.email))('GET', '/v1/api-keys')).json.keys).toEqual([]);
    expect((await loadPerson(story.store, first))?.name).toBe(NEW.name);
  });

  test('最後の利用管理者は、自分を終えられない。統括部門は終えられる', async () => {
    const story = await createStory();
    await added(story);
    const refused = await end(story, VENDOR, 'p-vendor');
    expect([refused.status, refused.json.errors[0].detail]).toEqual([
      422,
      expect.stringContaining('利用管理者がいなくなる'),
    ]);
    expect((await end(story, CLERK, 'p-vendor', { on: '2026-04-05' })).status).toBe(422);
    expect((await end(story, CLERK, 'p-vendor')).status).toBe(200);
    expect(await end(story, CLERK, 'p-vendor')).toMatchObject({ status: 404 });
    const [event] = (await listDirectoryEvents(story.store)).toReversed();
    expect(event).toMatchObject({ act: 'end-contact', subject: 'p-vendor', by: 'p-clerk' });
    expect(event?.rows.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['PERSON#p-vendor/PROFILE', 'VENDOR#hokuto/APIKEY#k-demo']),
    );
    expect((await story.vendorApi('GET', '/v1/applications')).status).toBe(401);
  });

  test('二人の利用管理者が同時に互いを終えても、一人は残る', async () => {
    const story = await createStory();
    const personId = await added(story);
    const row = { pk: `PERSON#${personId}`, sk: 'PROFILE' };
    const person = await loadPerson(story.store, personId);
    if (person?.affiliation.kind !== 'vendor') throw new Error('no contact');
    const administrator = { namedAt: '2026-04-01T00:00:00Z', namedBy: 'p-clerk', confirmedBy: 'p-chief' };
    const affiliation = { ...person.affiliation, administrator };
    await story.store.transact([{ put: { ...row, person: { ...person, affiliation } } }]);
    const [one, two] = [await held(story, VENDOR), await held(story, NEW.email)];
    const answers = await Promise.all([
      one('POST', `${HOKUTO}/${personId}/end`, { reason: '退職' }),
      two('POST', `${HOKUTO}/p-vendor/end`, { reason: '退職' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403]);
    expect((await listed(story)).filter((each: { hasLeft: boolean }) => !each.hasLeft)).toHaveLength(1);
  });

  test('表示した後に変わった担当者は、終了できない', async () => {
    const story = await createStory();
    const personId = await added(story);
    const shown = (await listed(story)).find((each: { personId: string }) => each.personId === personId);
    const body = { name: '北斗 八子', email: NEW.email, reason: '改姓' };
    expect((await (await story.as(CLERK))('PUT', `${HOKUTO}/${personId}`, body)).status).toBe(200);
    expect((await end(story, VENDOR, personId, { hash: shown.hash })).status).toBe(409);
    expect((await end(story, VENDOR, personId)).status).toBe(200);
  });
});

describe('メールの宛先', () => {
  test('申請した人が終了した後の結果通知は利用管理者に、いなければほかの担当者に届く。終了した人には届かない', async () => {
    const story = await createStory();
    const personId = await added(story);
    const caseId = await story.submit();
    await end(story, CLERK, 'p-vendor');
    const before = story.mailsTo(VENDOR).length;
    await story.confirm(caseId);
    await story.approve(caseId);
    expect(story.subjectsTo(NEW.email)).toContainEqual(expect.stringContaining('結果通知'));
    expect(story.mailsTo(VENDOR)).toHaveLength(before);
    expect(personId).not.toBe('p-vendor');
  });

  test('担当者が一人もいないときは、統括部門に知らせる', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await end(story, CLERK, 'p-vendor');
    const before = story.mailsTo(VENDOR).length;
    await story.returnItems(caseId);
    expect(story.mailsTo(VENDOR)).toHaveLength(before);
    expect(story.subjectsTo(OFFICE)).toContainEqual(expect.stringContaining('担当者がいません'));
  });

  test('許可に記載した連絡担当者が終了した担当者であれば、その写しも送らない', async () => {
    const story = await createStory();
    const leaver = { name: NEW.name, email: NEW.email };
    const personId = await added(story);
    const caseId = await story.submit({
      contactPerson: { ...story.application().contactPerson, ...leaver },
    });
    await story.confirm(caseId);
    await story.approve(caseId);
    expect((await end(story, VENDOR, personId)).status).toBe(200);
    const before = story.mailsTo(NEW.email).length;
    await createOrders(story).instruct(caseId);
    await story.settle();
    // To whoever applied, and to the other one whom the permit names.
    expect(story.subjectsTo(VENDOR)[0]).toContain('指示');
    expect(story.mailsTo(NEW.email)).toHaveLength(before);
  });

  test('利用管理者が加えた担当者は、サインインの案内を受け、統括部門はそれを知らされる', async () => {
    const story = await createStory();
    await added(story);
    expect(story.subjectsTo(NEW.email)).toContainEqual(expect.stringContaining('サインインの方法'));
    const [told] = story.mailsTo(OFFICE);
    expect(told?.subject).toContain('事業者の担当者の追加');
    for (const word of ['北斗情報システム株式会社', NEW.name, NEW.email, '保守 五郎'])
      expect(told?.text).toContain(word);
  });
});

describe('担当者の変更', () => {
  test('アドレスを直すと、前のアドレスのセッションは終わり、前後のアドレスに知らせる', async () => {
    const story = await createStory();
    const personId = await added(story);
    const nanako = await held(story, NEW.email);
    const { secret } = (await nanako('POST', '/v1/api-keys', { label: '七子' })).json;
    const next = 'shichi@hokuto.example.com';
    const change = { name: NEW.name, email: next, reason: '訂正' };
    const admin = await story.as(VENDOR);
    expect((await admin('PUT', `${HOKUTO}/${personId}`, change)).status).toBe(200);
    await story.settle();
    expect((await nanako('GET', '/v1/applications')).status).toBe(401);
    expect(story.subjectsTo(NEW.email)[0]).toContain('登録メールアドレスの変更');
    expect(story.mailsTo(NEW.email)[0]?.text).not.toContain(next);
    expect(story.subjectsTo(next)[0]).toContain('サインインの方法');
    expect(story.subjectsTo(OFFICE)[0]).toContain('アドレス変更');
    expect((await withKey(story, secret)()).status).toBe(200);
    const revoking = { ...change, revokeKeys: true };
    expect((await admin('PUT', `${HOKUTO}/${personId}`, revoking)).status).toBe(200);
    expect((await withKey(story, secret)()).status).toBe(401);
  });

  test('利用管理者は、利用管理者を指名できない。他社の担当者は、ないものと同じ応答になる', async () => {
    const story = await createStory();
    const personId = await added(story);
    const admin = await story.as(VENDOR);
    const naming = await admin('PUT', `${HOKUTO}/${personId}`, { ...NEW, administrator: true });
    expect([naming.status, naming.json.errors[0].pointer]).toEqual([422, '/administrator']);
    const other = await story.as(OTHER_VENDOR);
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['POST', '', NEW],
      ['PUT', `/${personId}`, NEW],
      ['POST', `/${personId}/end`, { reason: '退職' }],
    ] as const) {
      const foreign = await other(method, HOKUTO + path, body);
      const missing = await other(method, `/v1/vendors/none/contacts${path.replace(personId, 'none')}`, body);
      expect(foreign.status, path).toBe(404);
      expect([foreign.status, foreign.text]).toEqual([missing.status, missing.text]);
    }
  });

  test('利用管理者でない担当者とAPIキーは、担当者を加えられない', async () => {
    const story = await createStory();
    await added(story);
    const nanako = await held(story, NEW.email);
    const third = { ...NEW, email: 'third@hokuto.example.com' };
    expect((await nanako('POST', HOKUTO, third)).json.type).toMatch(/not-administrator$/);
    expect((await story.vendorApi('POST', HOKUTO, third)).json.type).toMatch(/person-only$/);
    expect(await listContacts(story.store, 'hokuto')).toHaveLength(2);
  });
});

describe('APIキー', () => {
  test('期限の日の23:59まで使え、翌日0時（日本時間）から401になる', async () => {
    const story = await createStory();
    const vendor = await story.as(VENDOR);
    const made = await vendor('POST', '/v1/api-keys', { label: '短期', lastDay: '2026-04-06' });
    expect(made.status).toBe(201);
    const use = withKey(story, made.json.secret);
    await story.until('2026-04-06T23:59:59.999');
    expect((await use()).status).toBe(200);
    await story.until('2026-04-07T00:00');
    expect((await use()).status).toBe(401);
  });

  test('期限は、言わなければ1年、長くても2年。過ぎた日は断る', async () => {
    const story = await createStory();
    const vendor = await story.as(VENDOR);
    const make = (lastDay?: string) =>
      vendor('POST', '/v1/api-keys', { label: '期限', ...(lastDay === undefined ? {} : { lastDay }) });
    expect((await make()).json.key.lastDay).toBe('2027-04-05');
    expect((await make('2028-04-05')).status).toBe(201);
    for (const bad of ['2028-04-06', '2026-04-05'])
      expect((await make(bad)).json.errors[0].pointer, bad).toBe('/lastDay');
  });

  test('APIキーは、自分だけを無効にでき、ほかのキーは見えず、作れない', async () => {
    const story = await createStory();
    const vendor = await story.as(VENDOR);
    const { key, secret } = (await vendor('POST', '/v1/api-keys', { label: '二つ目' })).json;
    expect((await story.vendorApi('DELETE', `/v1/api-keys/${key.keyId}`)).status).toBe(404);
    expect((await story.vendorApi('POST', '/v1/api-keys', { label: '三つ目' })).status).toBe(403);
    const own = (await story.vendorApi('GET', '/v1/api-keys')).json.keys;
    expect(own.map(({ keyId }: { keyId: string }) => keyId)).toEqual(['k-demo']);
    expect((await withKey(story, secret)()).status).toBe(200);
    expect((await story.vendorApi('DELETE', '/v1/api-keys/k-demo')).status).toBe(200);
    expect((await story.vendorApi('GET', '/v1/api-keys')).status).toBe(401);
  });

  test('担当者は自分のキーだけを、利用管理者は自社のすべてのキーを見て、無効にする', async () => {
    const story = await createStory();
    await added(story);
    const nanako = await held(story, NEW.email);
    const own = (await nanako('POST', '/v1/api-keys', { label: '七子' })).json.key;
    const ids = (answer: { json: { keys: { keyId: string }[] } }) => answer.json.keys.map((k) => k.keyId);
    expect(ids(await nanako('GET', '/v1/api-keys'))).toEqual([own.keyId]);
    const admin = await story.as(VENDOR);
    expect(ids(await admin('GET', '/v1/api-keys')).toSorted()).toEqual([own.keyId, 'k-demo'].toSorted());
    expect((await nanako('DELETE', '/v1/api-keys/k-demo')).status).toBe(404);
    expect((await admin('DELETE', `/v1/api-keys/${own.keyId}`)).status).toBe(200);
  });

  test('最終利用日は書込みの日を、一日に一度だけ残す。照会は何も書かない', async () => {
    const story = await createStory();
    const { used } = keyNotes('hokuto', 'k-demo');
    await story.vendorApi('GET', '/v1/applications');
    expect(await story.store.get(used)).toBeUndefined();
    await story.submit();
    expect((await story.store.get(used))?.['usedOn']).toBe('2026-04-06');
    const refused = await story.vendorApi('POST', '/v1/api-keys', { label: 'x' });
    expect(refused.status).toBe(403);
    await story.until('2026-04-07T09:00');
    await story.submit();
    const [key] = (await story.vendorApi('GET', '/v1/api-keys')).json.keys;
    expect(key.lastUsedOn).toBe('2026-04-07');
  });

  test('期限の30日前の日に、作った人と利用管理者に一度だけ知らせる', async () => {
    const story = await createStory();
    await added(story);
    const nanako = await held(story, NEW.email);
    await nanako('POST', '/v1/api-keys', { label: '短期', lastDay: '2026-06-10' });
    const ask = async (day: string) => {
      await story.until(`${day}T09:30`);
      for (const shard of SHARDS) await sweepDay(story.ports)({ businessDate: story.today(), shard });
      await story.settle();
      return [NEW.email, VENDOR].map(
        (to) => story.subjectsTo(to).filter((subject) => subject.includes('有効期限が近づいています')).length,
      );
    };
    expect(await ask('2026-05-08')).toEqual([0, 0]);
    expect(await ask('2026-05-11')).toEqual([1, 1]);
    expect(await ask('2026-05-12')).toEqual([1, 1]);
  });

  test('期限のないキーは、そのまま使え、作成から1年になる30日前に、入れ替えを案内する', async () => {
    const city = await createCity();
    const mails = async () =>
      (await queryAll(city.store, { hash: 'VENDOR#hokuto', prefix: 'OUTBOX#' })).map((row) => row['message']);
    await remindOfKeys(city.ports)(Temporal.PlainDate.from('2027-03-06'));
    expect(await mails()).toEqual([]);
    for (const day of ['2027-03-07', '2027-03-08', '2028-03-08'])
      await remindOfKeys(city.ports)(Temporal.PlainDate.from(day));
    expect(await mails()).toEqual([
      {
        kind: 'mail',
        mail: { template: 'key-ending', personId: 'p-vendor', vendorId: 'hokuto', keyId: 'k-demo' },
      },
    ]);
  });
});

describe('統括部門と、もう一人', () => {
  test('第4条第1項: 統括部門は、一人では協議によらずに担当者を加えられない。確認されると加わり、案内が届く', async () => {
    const story = await createStory();
    const clerk = await story.as(CLERK);
    const prepared = await clerk('POST', HOKUTO, NEW);
    await story.settle();
    expect([prepared.status, prepared.json.status]).toEqual([202, 'open']);
    expect(await listContacts(story.store, 'hokuto')).toHaveLength(1);
    expect(story.mailsTo(NEW.email)).toEqual([]);
    const path = `/v1/proposals/${prepared.json.proposalId}`;
    const { hash } = (await clerk('GET', path)).json;
    expect((await clerk('POST', `${path}/decision`, { choice: 'confirm', hash })).status).toBe(403);
    const chief = await story.as(CHIEF);
    expect((await chief('POST', `${path}/decision`, { choice: 'confirm', hash })).status).toBe(200);
    await story.settle();
    expect(story.subjectsTo(NEW.email)[0]).toContain('サインインの方法');
    expect((await listContacts(story.store, 'hokuto')).map(({ name }) => name)).toContain(NEW.name);
  });

  test('ただ一人の担当者のアドレスは、もう一人が確認した時に変わる。その時まで前のアドレスで入れる', async () => {
    const story = await createStory();
    const next = { name: '保守 五郎', email: 'goro@hokuto.example.com', reason: '訂正' };
    const prepared = await (await story.as(CLERK))('PUT', `${HOKUTO}/p-vendor`, next);
    await story.settle();
    expect(prepared.status).toBe(202);
    expect((await (await story.as(VENDOR))('GET', '/v1/applications')).status).toBe(200);
    const again = await story.decree('PUT', `${HOKUTO}/p-vendor`, next, CLERK);
    expect(again.status).toBe(200);
    expect((await (await story.as(VENDOR))('GET', '/v1/applications')).status).toBe(401);
    expect((await story.signIn(next.email)) !== undefined).toBe(true);
    // A name alone lets nobody in.
    const renamed = { ...next, name: '保守 吾郎', reason: '改姓' };
    expect((await (await story.as(CLERK))('PUT', `${HOKUTO}/p-vendor`, renamed)).status).toBe(200);
  });

  test('許可を受けた事業者の利用管理者の指名は、もう一人が確認した時から数える', async () => {
    const story = await createStory();
    const personId = await added(story);
    const caseId = await story.submit();
    await story.confirm(caseId);
    await story.approve(caseId);
    const named = { name: NEW.name, email: NEW.email, administrator: true, reason: '指名' };
    const clerk = await story.as(CLERK);
    expect((await clerk('PUT', `${HOKUTO}/${personId}`, named)).status).toBe(202);
    const standing = async () =>
      (await listed(story)).find((one: { personId: string }) => one.personId === personId).administrator;
    expect(await standing()).toBe('no');
    await story.decree('PUT', `${HOKUTO}/${personId}`, named, CLERK);
    expect(await standing()).toBe('yes');
    // To take it away needs nobody else.
    const without = { ...named, administrator: false, reason: '解任' };
    expect((await clerk('PUT', `${HOKUTO}/${personId}`, without)).status).toBe(200);
    expect(await standing()).toBe('no');
  });
});
