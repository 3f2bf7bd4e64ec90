import { describe, expect, test } from 'vitest';
import { endSessionsOf } from '../../core/sign-in/sessions.ts';
import { hashOf, sha256 } from '../../core/values/hash.ts';
import { openDatabase } from '../../local/database.ts';
import { createDevice } from '../support/device.ts';
import { CLERK, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';
import { watchTable } from '../support/table.ts';

/** サインインの状況: 自分のサインインを見て、終わらせる（docs/adr/0027）。 */

const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1';
const later = (story: Story, time: object) => story.clock.moveTo(story.clock.now().add(time));

const twoDevices = async (story: Story, address = TAX) => {
  const desk = createDevice(story, '203.0.113.1', EDGE);
  expect(await desk.signsIn(address)).toBe(204);
  later(story, { minutes: 5 });
  const phone = createDevice(story, '203.0.113.2', PHONE);
  expect(await phone.signsIn(address)).toBe(204);
  return { desk, phone };
};

describe('一覧', () => {
  test('いつから・どの端末で・どの方法で。自分の画面に印がある。新しい順', async () => {
    const story = await createStory();
    const { desk, phone } = await twoDevices(story);
    const { json } = await desk.call('GET', '/v1/sessions');
    expect(json).toEqual({
      sessions: [
        {
          sessionId: expect.stringMatching(/^[\w-]{43}$/),
          since: '2026-04-06T00:05:00Z',
          endsAt: '2026-04-06T12:05:00Z',
          channel: 'screen',
          browser: 'Safari（iPhone）',
          current: false,
        },
        {
          sessionId: expect.stringMatching(/^[\w-]{43}$/),
          since: '2026-04-06T00:00:00Z',
          endsAt: '2026-04-06T12:00:00Z',
          channel: 'screen',
          browser: 'Edge（Windows）',
          current: true,
        },
      ],
      knownDevices: 2,
    });
    const page = (await phone.send({ path: '/sessions' })).text;
    expect(page).toContain('Safari（iPhone）<br><strong>この画面</strong>');
    expect(page).toContain('令和8年4月6日');
    // One can end the other, and there is no button for this one alone.
    expect(page.match(/name="session"/g)).toHaveLength(1);
  });

  test('リンクから入ったものは、そう示す', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const link = /\/d\/[\w-]{43}/.exec(story.mailsTo(TAX)[0]?.text ?? '')?.[0] ?? '';
    const device = createDevice(story, '203.0.113.1', EDGE);
    const entered = await device.entersBy(link, TAX);
    expect(entered.headers['location']).toContain(caseId);
    expect((await device.call('GET', '/v1/sessions')).json.sessions).toMatchObject([
      { channel: 'mail-link', current: true },
    ]);
    expect((await device.send({ path: '/sessions' })).text).toContain('メールのリンク');
  });

  test('接続元のアドレスも、送られたブラウザの名前も、残らない', async () => {
    const database = openDatabase(':memory:');
    const story = await createStory({ database });
    const device = createDevice(story, '203.0.113.199', `<b>"標識ブラウザ" ${PHONE}`);
    await device.signsIn(TAX);
    expect((await device.send({ path: '/sessions' })).text).not.toContain('標識ブラウザ');
    for (const word of ['標識ブラウザ', '203.0.113.199', sha256('203.0.113.199')])
      expect(
        watchTable(database)
          .rows()
          .filter((row) => row.includes(word)),
      ).toEqual([]);
  });

  test('12時間が過ぎたものは出ない。過ぎるその時に消える', async () => {
    const story = await createStory();
    const { phone } = await twoDevices(story);
    for (let n = 0; n < 28; n += 1) {
      later(story, { minutes: 25 });
      await phone.call('GET', '/v1/session');
    }
    later(story, { minutes: 14, seconds: 59 });
    expect((await phone.call('GET', '/v1/sessions')).json.sessions).toHaveLength(2);
    later(story, { seconds: 1 });
    expect((await phone.call('GET', '/v1/sessions')).json.sessions).toHaveLength(1);
  });

  test('見るだけでは、何も書かない（INV-7）', async () => {
    const database = openDatabase(':memory:');
    const story = await createStory({ database });
    const { desk } = await twoDevices(story);
    const table = watchTable(database);
    const before = table.changes();
    await desk.send({ path: '/sessions' });
    await desk.call('GET', '/v1/sessions');
    expect(table.changes()).toBe(before);
  });
});

describe('終わらせる', () => {
  test('一つだけ終わらせる。ほかは続く。二度目は「ない」', async () => {
    const story = await createStory();
    const { desk, phone } = await twoDevices(story);
    const { json } = await desk.call('GET', '/v1/sessions');
    const other = json.sessions.find((each: { current: boolean }) => !each.current).sessionId;
    const ended = await desk.post('/sessions', { session: other });
    expect(ended.headers['location']).toBe('/sessions?done=session-ended');
    expect([await desk.isSignedIn(), await phone.isSignedIn()]).toEqual([true, false]);
    expect((await desk.post('/sessions', { session: other })).status).toBe(404);
  });

  test('ほかをすべて: この画面は続き、ほかの端末は忘れられ、この端末は残る', async () => {
    const story = await createStory();
    const { desk, phone } = await twoDevices(story);
    await phone.signsIn(TAX);
    const ended = await desk.post('/sessions', { _action: 'others' });
    expect(ended.headers['location']).toBe('/sessions?done=sessions-ended');
    expect([await desk.isSignedIn(), await phone.isSignedIn()]).toEqual([true, false]);
    const { json } = await desk.call('GET', '/v1/sessions');
    expect([json.sessions.length, json.knownDevices]).toEqual([1, 1]);
  });

  test.each(['画面', 'API'])('%sから、この画面も含めてすべて。端末も忘れられる', async (way) => {
    const story = await createStory();
    const { desk, phone } = await twoDevices(story);
    const ended =
      way === 'API'
        ? await desk.call('DELETE', '/v1/sessions')
        : await desk.post('/sessions', { _action: 'all' });
    expect(ended.status).toBe(way === 'API' ? 204 : 303);
    expect(desk.jar.has('session')).toBe(false);
    expect([await desk.isSignedIn(), await phone.isSignedIn()]).toEqual([false, false]);
    const again = createDevice(story, '203.0.113.3');
    expect(await again.signsIn(TAX)).toBe(204);
    const { json } = await again.call('GET', '/v1/sessions');
    expect([json.sessions.length, json.knownDevices]).toEqual([1, 1]);
  });

  test('他人のサインインは、番号を知っていても終わらせられない', async () => {
    const story = await createStory();
    const { desk } = await twoDevices(story);
    const stranger = createDevice(story);
    expect(await stranger.signsIn(OTHER_VENDOR)).toBe(204);
    const id = (await desk.call('GET', '/v1/sessions')).json.sessions[0].sessionId;
    const missing = await stranger.post('/sessions', { session: 'x'.repeat(43) });
    const foreign = await stranger.post('/sessions', { session: id });
    expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
    expect((await stranger.call('DELETE', '/v1/sessions')).status).toBe(204);
    expect(await desk.isSignedIn()).toBe(true);
  });

  test('番号では、サインインしたことにならない', async () => {
    const story = await createStory();
    const { desk } = await twoDevices(story);
    const id = (await desk.call('GET', '/v1/sessions')).json.sessions[0].sessionId;
    const seconds = Math.floor(story.clock.now().epochMilliseconds / 1000);
    for (const cookie of [id, `${id}.${seconds}.${hashOf(['', id, seconds])}`])
      expect((await story.send({ path: '/v1/session', cookies: [`session=${cookie}`] })).status).toBe(401);
  });

  test('APIキーは、担当者のサインインを見ることも終わらせることもできない', async () => {
    const story = await createStory();
    const device = createDevice(story);
    await device.signsIn(VENDOR);
    for (const method of ['GET', 'DELETE'] as const) {
      const answer = await story.vendorApi(method, '/v1/sessions');
      expect([answer.status, answer.json.type]).toEqual([403, 'urn:remote-maintenance-permits:person-only']);
    }
    expect(await device.isSignedIn()).toBe(true);
  });

  test('同時に二度終わらせても、終わらせる間に入っても、終わったものは終わっている', async () => {
    const story = await createStory();
    const { desk, phone } = await twoDevices(story);
    const third = createDevice(story, '203.0.113.3');
    const asked = await third.asks(TAX);
    await story.settle();
    await Promise.all([
      endSessionsOf(story.store, 'p-tax'),
      third.enters(asked.json.attemptId, story.lastCode(TAX)),
      endSessionsOf(story.store, 'p-tax'),
    ]);
    expect([await desk.isSignedIn(), await phone.isSignedIn()]).toEqual([false, false]);
    // Whoever came in meanwhile is in the list, or out.
    const listed = (await third.call('GET', '/v1/sessions')).json.sessions?.length ?? 0;
    expect(listed).toBe((await third.isSignedIn()) ? 1 : 0);
    await endSessionsOf(story.store, 'p-tax');
    expect(await third.isSignedIn()).toBe(false);
    expect((await story.store.query({ hash: 'SIGNED-IN#p-tax' })).items).toEqual([]);
  });

  test('ほかの人のサインインは、終わらない', async () => {
    const story = await createStory();
    const { desk } = await twoDevices(story, CLERK);
    await endSessionsOf(story.store, 'p-tax');
    expect(await desk.isSignedIn()).toBe(true);
  });

  test('サインアウトは一覧からも消す', async () => {
    const story = await createStory();
    const { desk, phone } = await twoDevices(story);
    await phone.call('DELETE', '/v1/session');
    const { json } = await desk.call('GET', '/v1/sessions');
    expect([json.sessions.length, json.knownDevices]).toEqual([1, 2]);
  });
});

test('一人に20まで: 21番目のサインインで、いちばん古いものが終わる。端末は10台まで', async () => {
  const story = await createStory();
  const first = createDevice(story, '203.0.113.1');
  await first.signsIn(TAX);
  const devices = [];
  for (let n = 2; n <= 21; n += 1) {
    later(story, { minutes: 25 });
    await first.call('GET', '/v1/session');
    for (const device of devices) await device.call('GET', '/v1/session');
    const device = createDevice(story, `203.0.113.${n}`);
    expect(await device.signsIn(TAX)).toBe(204);
    devices.push(device);
    if (n === 20) expect(await first.isSignedIn()).toBe(true);
  }
  expect(await first.isSignedIn()).toBe(false);
  for (const device of devices) expect(await device.isSignedIn()).toBe(true);
  const { json } = (await devices[0]?.call('GET', '/v1/sessions')) ?? { json: undefined };
  expect([json.sessions.length, json.knownDevices]).toEqual([20, 10]);
});

test('前の版で開いたサインインは、そのまま使え、その12時間で終わる', async () => {
  const story = await createStory();
  const [token, idleKey] = ['t'.repeat(43), 'k'.repeat(43)];
  const now = story.clock.now();
  await story.store.transact([
    {
      put: {
        pk: `SESSION#${sha256(token)}`,
        sk: 'SESSION',
        personId: 'p-tax',
        idleKey,
        endsAt: now.add({ hours: 12 }).toString(),
        channel: 'screen',
      },
      when: { absent: true },
    },
  ]);
  const seconds = Math.floor(now.epochMilliseconds / 1000);
  const device = createDevice(story);
  device.jar.set('session', `${token}.${seconds}.${hashOf([idleKey, token, seconds])}`);
  expect(await device.isSignedIn()).toBe(true);
  expect((await device.call('GET', '/v1/sessions')).json).toEqual({ sessions: [], knownDevices: 0 });
  expect((await device.send({ path: '/sessions' })).status).toBe(200);
  expect((await device.post('/sessions', { _action: 'all' })).status).toBe(303);
  device.jar.set('session', `${token}.${seconds}.${hashOf([idleKey, token, seconds])}`);
  expect(await device.isSignedIn()).toBe(false);
});
