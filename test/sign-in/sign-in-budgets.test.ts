import { describe, expect, test } from 'vitest';
import { loadPerson, personChangeWrites } from '../../core/directory/directory-store.ts';
import { sha256 } from '../../core/values/hash.ts';
import { formatJstDateTimeShort } from '../../core/values/wareki.ts';
import { openDatabase } from '../../local/database.ts';
import { createRuntime } from '../../local/runtime.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';
import { createDevice, type Device, entryLinkTo } from '../support/device.ts';
import { CHIEF, CLERK, createStory, type Story, TAX, VENDOR } from '../support/story.ts';
import { watchTable } from '../support/table.ts';

/** 回数の上限: 他人が使い切れるのは他人の分だけで、本人の分ではない（docs/adr/0027）。 */

const codesTo = (story: Story, address: string) =>
  story.mailsTo(address).filter(({ subject }) => subject.includes('確認コード')).length;
const later = (story: Story, time: object) => story.clock.moveTo(story.clock.now().add(time));
/** Asks again and again from as many sources as it takes; statuses of all. */
const attack = async (story: Story, address: string, sources: number, times: number) => {
  const statuses: number[] = [];
  for (let n = 0; n < sources; n += 1)
    for (let k = 0; k < times; k += 1)
      statuses.push((await createDevice(story, `198.51.100.${n}`).asks(address)).status);
  await story.settle();
  return statuses;
};
/** A device on which the person has signed in; the codes of that are over an hour ago. */
const knownDeviceOf = async (story: Story, address: string, source?: string): Promise<Device> => {
  const device = createDevice(story, source);
  expect(await device.signsIn(address)).toBe(204);
  later(story, { hours: 25 });
  return device;
};

describe('一つの送信元からの妨害', () => {
  test('同じアドレスには4通まで。知らないアドレスでも、断る文まで同じ応答', async () => {
    const story = await createStory();
    const answers = async (address: string, source: string) => {
      const seen: string[] = [];
      for (let n = 0; n < 10; n += 1) {
        const { status, headers, text } = await createDevice(story, source).asks(address);
        seen.push(status === 202 ? `${status} ${text.length}` : JSON.stringify([status, headers, text]));
      }
      return seen;
    };
    const known = await answers(TAX, '198.51.100.1');
    expect(known).toEqual(await answers('nobody@example.com', '198.51.100.2'));
    expect(known.map((text) => text.slice(0, 3))).toEqual([...Array(4).fill('202'), ...Array(6).fill('[42')]);
    await story.settle();
    expect(codesTo(story, TAX)).toBe(4);
  });

  test('断る文は、次にできることと、いつからかを言う。言われた時刻には送れ、その前には送れない', async () => {
    const story = await createStory();
    const stranger = createDevice(story);
    const first = story.clock.now();
    for (const minutes of [0, 10, 10, 10]) {
      later(story, { minutes });
      expect((await stranger.asks(TAX)).status).toBe(202);
    }
    const refused = await stranger.asks(TAX);
    expect(refused.status).toBe(429);
    expect(refused.json.detail).toContain('届いているメールのリンク');
    const from = first.add({ hours: 1 });
    expect(refused.json.detail).toContain(`${formatJstDateTimeShort(from)}以降`);
    story.clock.moveTo(from.subtract({ milliseconds: 1 }));
    expect((await stranger.asks(TAX)).status).toBe(429);
    story.clock.moveTo(from);
    expect((await stranger.asks(TAX)).status).toBe(202);
    // One place was free, not four.
    const second = await stranger.asks(TAX);
    expect(second.status).toBe(429);
    expect(second.json.detail).toContain(`${formatJstDateTimeShort(first.add({ minutes: 70 }))}以降`);
  });

  test('ほかの送信元にいる本人は、初めての端末からでも、すぐに入れる', async () => {
    const story = await createStory();
    await attack(story, TAX, 1, 50);
    expect(codesTo(story, TAX)).toBe(4);
    expect(await createDevice(story, '203.0.113.9').signsIn(TAX)).toBe(204);
  });

  test('IPv6は /64 を一つの送信元と数え、IPv4を写した形は元のIPv4と数える', async () => {
    const story = await createStory();
    for (const source of ['2001:db8:0:1::1', '2001:db8:0:1::2', '2001:db8:0:1:ffff::3', '2001:DB8:0:1::4'])
      expect((await createDevice(story, source).asks(TAX)).status).toBe(202);
    expect((await createDevice(story, '2001:db8:0:1:abcd::5').asks(TAX)).status).toBe(429);
    expect((await createDevice(story, '2001:db8:0:2::1').asks(TAX)).status).toBe(202);
    for (const source of ['192.0.2.7', '::ffff:192.0.2.7', '192.0.2.7', '::ffff:192.0.2.7'])
      expect((await createDevice(story, source).asks(VENDOR)).status).toBe(202);
    expect((await createDevice(story, '192.0.2.7').asks(VENDOR)).status).toBe(429);
  });

  test('同時に求めても、最後の一つは一人だけが得る', async () => {
    const story = await createStory();
    const device = createDevice(story);
    for (let n = 0; n < 3; n += 1) await device.asks(TAX);
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => createDevice(story).asks(TAX)))).map(
      ({ status }) => status,
    );
    expect(statuses.toSorted()).toEqual([202, ...Array(7).fill(429)]);
    await story.settle();
    expect(codesTo(story, TAX)).toBe(4);
  });
});

describe('多くの送信元からの妨害', () => {
  test('届くのは1時間に8通、24時間に24通まで。応答は何も言わない', async () => {
    const story = await createStory();
    expect(new Set(await attack(story, TAX, 50, 2))).toEqual(new Set([202]));
    expect(codesTo(story, TAX)).toBe(8);
    later(story, { minutes: 59, seconds: 59 });
    await attack(story, TAX, 50, 1);
    expect(codesTo(story, TAX)).toBe(8);
    later(story, { seconds: 1 });
    await attack(story, TAX, 50, 1);
    expect(codesTo(story, TAX)).toBe(16);
    for (let hour = 0; hour < 21; hour += 1) {
      later(story, { hours: 1 });
      await attack(story, TAX, 20, 1);
    }
    expect(codesTo(story, TAX)).toBe(24);
    later(story, { hours: 2 });
    await attack(story, TAX, 20, 1);
    expect(codesTo(story, TAX)).toBe(32);
  });

  test('サインインしたことのある端末の本人は、いつでも入れる', async () => {
    const story = await createStory();
    const device = await knownDeviceOf(story, VENDOR);
    await attack(story, VENDOR, 20, 2);
    expect(codesTo(story, VENDOR)).toBe(1 + 8);
    for (let n = 0; n < 10; n += 1) expect(await device.signsIn(VENDOR)).toBe(204);
    // Its own budget is its own.
    const tenth = await device.asks(VENDOR);
    expect([tenth.status, tenth.json.detail]).toEqual([
      429,
      expect.stringMatching(/^この端末からの.*\d月\d+日 \d+:\d+以降にお試しください$/),
    ]);
    expect(await createDevice(story, '203.0.113.77').signsIn(CHIEF)).toBe(204);
  });

  test('どの端末も知られていない本人は、妨害が届けたメールのリンクから入れる', async () => {
    const story = await createStory();
    await attack(story, VENDOR, 20, 2);
    const device = createDevice(story, '203.0.113.9');
    // No mail comes, and the answer does not say why.
    expect(await device.signsIn(VENDOR)).toBe(202);
    expect(codesTo(story, VENDOR)).toBe(8);
    const link = entryLinkTo(story, VENDOR);
    expect((await device.send({ path: link })).text).toContain('サインインします');
    expect((await device.entersBy(link, VENDOR)).headers['location']).toBe('/');
    expect(await device.isSignedIn()).toBe(true);
    // From now on the device is known.
    expect(await device.signsIn(VENDOR)).toBe(204);
  });

  test('上限に達している間は、いつも生きたリンクが届いている', async () => {
    const story = await createStory();
    for (let hour = 0; hour < 30; hour += 1) {
      await attack(story, VENDOR, 20, 1);
      const device = createDevice(story, '203.0.113.9');
      const entered = await device.entersBy(entryLinkTo(story, VENDOR), VENDOR);
      expect([hour, entered.status]).toEqual([hour, 303]);
      later(story, { minutes: 59 });
    }
  });

  test('リンクは24時間で切れ、アドレスが変わると切れる', async () => {
    const story = await createStory();
    const device = createDevice(story);
    await device.asks(TAX);
    await story.settle();
    const link = entryLinkTo(story, TAX);
    later(story, { hours: 23, minutes: 59, seconds: 59, milliseconds: 999 });
    expect((await device.send({ path: link })).status).toBe(200);
    later(story, { milliseconds: 1 });
    const dead = await device.send({ path: link });
    expect([dead.status, dead.text]).toEqual([404, (await device.send({ path: '/d/unknown' })).text]);
    await device.asks(TAX);
    await story.settle();
    const newer = entryLinkTo(story, TAX);
    await changeAddress(story);
    expect((await device.send({ path: newer })).status).toBe(404);
  });

  test('当て推量: 1時間に、8通のコードに5回ずつの40回まで', async () => {
    const story = await createStory();
    const attempts: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      const { json } = await createDevice(story, `198.51.100.${n}`).asks(TAX);
      attempts.push(json.attemptId);
    }
    await story.settle();
    const table = await Promise.all(
      attempts.map((id) => story.store.query({ hash: `SIGNIN#${sha256(id)}` })),
    );
    const judged = table.filter(({ items }) => items.length > 0).length;
    expect(judged).toBe(8);
    for (const attemptId of attempts)
      await Promise.all(
        Array.from({ length: 9 }, (_, n) => createDevice(story).enters(attemptId, `0000000${n}`)),
      );
    const rows = await Promise.all(attempts.map((id) => story.store.query({ hash: `SIGNIN#${sha256(id)}` })));
    expect(rows.flatMap(({ items }) => items.map((row) => row['tries']))).toEqual(Array(8).fill(5));
  });
});

describe('サインインしたことのある端末', () => {
  test('印は端末のもので、https では __Host- の Secure なCookie。行に平文はない', async () => {
    const database = openDatabase(':memory:');
    const story = await createStory({
      database,
      config: { baseUrl: 'https://permits.city.example', cityName: '苫小牧市' },
    });
    const { json } = await story.send({ path: '/v1/sign-in', body: { address: TAX } });
    await story.settle();
    const body = { attemptId: json.attemptId, code: story.lastCode(TAX) };
    const { cookies } = await story.send({ path: '/v1/sign-in/code', body });
    expect(cookies[1]).toMatch(
      /^__Host-device=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15552000; Secure$/,
    );
    const token = /=([\w-]{43})/.exec(cookies[1] ?? '')?.[1] ?? '';
    expect(
      watchTable(database)
        .rows()
        .filter((row) => row.includes(token)),
    ).toEqual([]);
  });

  test('サインアウトしても残り、180日使わないと忘れられる', async () => {
    const story = await createStory();
    const device = await knownDeviceOf(story, VENDOR);
    expect(await device.signsIn(VENDOR)).toBe(204);
    expect((await device.call('DELETE', '/v1/session')).status).toBe(204);
    expect(await device.isSignedIn()).toBe(false);
    const since = story.clock.now();
    story.clock.moveTo(since.add({ hours: 24 * 180 }).subtract({ seconds: 1 }));
    await attack(story, VENDOR, 20, 1);
    expect(await device.signsIn(VENDOR)).toBe(204);
    // Used again, it is known for another 180 days, and not at the end of the last.
    later(story, { hours: 24 * 180 });
    await attack(story, VENDOR, 20, 1);
    expect(await device.signsIn(VENDOR)).toBe(202);
  });

  test('ほかの人の端末・作った印では、本人とみなされない', async () => {
    const story = await createStory();
    const colleague = await knownDeviceOf(story, CLERK);
    const forger = createDevice(story, '203.0.113.5');
    forger.jar.set('device', 'A'.repeat(43));
    await attack(story, VENDOR, 20, 1);
    expect(await colleague.signsIn(VENDOR)).toBe(202);
    expect(await forger.signsIn(VENDOR)).toBe(202);
    for (const device of ['', 'x'.repeat(5000), '../..', '日本']) {
      forger.jar.set('device', device);
      expect((await forger.asks(VENDOR)).status).toBeLessThan(500);
    }
  });

  test('課で共用する端末は、そこでサインインした一人ひとりの端末になる', async () => {
    const story = await createStory();
    const shared = createDevice(story);
    for (const address of [TAX, CLERK]) expect(await shared.signsIn(address)).toBe(204);
    for (const address of [TAX, CLERK]) await attack(story, address, 20, 1);
    for (const address of [TAX, CLERK]) expect(await shared.signsIn(address)).toBe(204);
    expect((await shared.call('DELETE', '/v1/sessions')).status).toBe(204);
    expect(await shared.signsIn(CLERK)).toBe(202);
    expect(await shared.signsIn(TAX)).toBe(204);
  });

  test('アドレスが変わると、元のアドレスで入った端末ではなくなる', async () => {
    const story = await createStory();
    const device = await knownDeviceOf(story, TAX);
    const email = await changeAddress(story);
    await attack(story, email, 20, 1);
    expect(await device.signsIn(email)).toBe(202);
  });

  test('再起動の後も、使った回数と端末は残る', async () => {
    const database = openDatabase(':memory:');
    const story = await createStory({ database });
    const device = await knownDeviceOf(story, VENDOR);
    await attack(story, VENDOR, 20, 1);
    const again = createRuntime({
      database,
      clock: story.clock,
      config: { baseUrl: 'http://127.0.0.1:3000', cityName: '苫小牧市' },
      onFailure: () => undefined,
    });
    const restarted = { ...story, ...again } as Story;
    await attack(restarted, VENDOR, 20, 1);
    expect(codesTo(story, VENDOR)).toBe(1 + 8);
    expect(await device.signsIn(VENDOR)).toBe(204);
  });
});

describe('市役所は一つのアドレスから出る', () => {
  test('300人の職員が、一つの送信元から1時間のうちに、二度ずつサインインできる', async () => {
    const story = await createStory();
    const chief = await story.as(CHIEF);
    const staff = Array.from({ length: 300 }, (_, n) => `staff-${n}@city.example.jp`);
    for (const [n, email] of staff.entries()) {
      const person = { name: `職員 ${n}`, email, sectionId: 'tax' };
      expect((await chief('POST', '/v1/people', person)).status).toBe(201);
    }
    const began = story.clock.now();
    const refusals: string[] = [];
    for (const [n, email] of staff.entries()) {
      // Nothing that the first sign-in leaves: another browser each time, as where terminals are wiped.
      for (const time of ['first', 'second']) {
        const status = await createDevice(story, '203.0.113.100').signsIn(email);
        if (status !== 204) refusals.push(`${email} ${time}: ${status}`);
      }
      if (n % 6 === 5) later(story, { minutes: 1 });
    }
    expect(story.clock.now().since(began).total('minutes')).toBeLessThan(60);
    expect(refusals).toEqual([]);
    process.stdout.write(`      N = ${staff.length} people, ${staff.length * 2} sign-ins from one source\n`);
  });

  test('同じ出口の誰かが使い切っても、端末の知られた人と、リンクの届いた人は入れる', async () => {
    const story = await createStory();
    const exit = '203.0.113.100';
    const known = await knownDeviceOf(story, VENDOR, exit);
    const other = createDevice(story, exit);
    await other.asks(CLERK);
    await story.settle();
    const statuses = [];
    for (let n = 0; n < 1010; n += 1)
      statuses.push((await createDevice(story, exit).asks(`nobody-${n}@example.com`)).status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(999);
    expect(statuses.at(-1)).toBe(429);
    expect(await known.signsIn(VENDOR)).toBe(204);
    expect((await other.entersBy(entryLinkTo(story, CLERK), CLERK)).status).toBe(303);
    expect(await createDevice(story, exit).signsIn(CHIEF)).toBe(429);
    expect(await createDevice(story, '203.0.113.101').signsIn(CHIEF)).toBe(204);
  });
});

describe('知らないアドレスは、何も残さない', () => {
  test.each([
    ['一つの送信元', () => '198.51.100.1', 1],
    ['一万の送信元', (n: number) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, 4096],
  ])('%sから10,000件', async (_, sourceOf, atMost) => {
    const database = openDatabase(':memory:');
    const story = await createStory({ database });
    // The server's key is made by whoever is first.
    await createDevice(story, '203.0.113.1').asks('first@example.com');
    const table = watchTable(database);
    const before = table.rows().length;
    for (let n = 0; n < 10_000; n += 1)
      await story.send({
        path: '/v1/sign-in',
        body: { address: `nobody-${n}@example.com` },
        sourceIp: sourceOf(n),
      });
    const left = table.rows();
    expect(left.length - before).toBeLessThanOrEqual(atMost);
    expect(left.filter((row) => row.includes('nobody'))).toEqual([]);
    process.stdout.write(`      N = 10000 requests: ${left.length - before} rows more\n`);
  });

  test('一時間の後には、数えた行も消してよい', async () => {
    const database = openDatabase(':memory:');
    const story = await createStory({ database });
    await createDevice(story, '198.51.100.1').asks('nobody@example.com');
    await createDevice(story, '198.51.100.1').asks(TAX);
    await story.settle();
    later(story, { hours: 24, seconds: 1 });
    createSqliteStore(database).removeExpired(Math.floor(story.clock.now().epochMilliseconds / 1000));
    expect(
      watchTable(database)
        .rows()
        .filter((row) => /^(SIGNIN(?!KEY)|HANDLE)/.test(row)),
    ).toEqual([]);
  });
});

/** The manager of the tax section gets another address. */
const changeAddress = async (story: Story): Promise<string> => {
  const email = 'new-manager@city.example.jp';
  const person = await loadPerson(story.store, 'p-tax');
  if (!person) throw new Error('no p-tax');
  await story.store.transact(personChangeWrites(person, { ...person, email }));
  return email;
};
