import { Temporal } from 'temporal-polyfill';
import { describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../local/database.ts';
import { CHIEF, createStory, DEMO_API_KEY, TAX, VENDOR } from '../support/story.ts';
import { watchTable } from '../support/table.ts';
import { START } from '../support/world.ts';

// Elsewhere the tests are silent about what they break; here the log is read.
vi.hoisted(() => vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'INFO'));

type Story = Awaited<ReturnType<typeof createStory>>;
const ask = (story: Story, address: string) => story.send({ path: '/v1/sign-in', body: { address } });
const answer = (story: Story, attemptId: string, code: string) =>
  story.send({ path: '/v1/sign-in/code', body: { attemptId, code } });
const wrongOf = (code: string) => (code === '00000000' ? '00000001' : '00000000');

/** Asks for a code and reads it in the mailbox. */
const codeFor = async (story: Story, address: string) => {
  const { json } = await ask(story, address);
  await story.settle();
  return { attemptId: String(json.attemptId), code: story.lastCode(address) };
};
const cookieOf = (cookies: readonly string[]) =>
  cookies.find((cookie) => cookie.startsWith('session='))?.split(';')[0] ?? '';
/** The raw session cookie. */
const signIn = async (story: Story, address: string) => {
  const { attemptId, code } = await codeFor(story, address);
  return cookieOf((await answer(story, attemptId, code)).cookies);
};
const session = (story: Story, cookie: string) => story.send({ path: '/v1/session', cookies: [cookie] });
const later = (story: Story, time: object) => story.clock.moveTo(story.clock.now().add(time));

describe('確認コード', () => {
  test('8桁。正しければ一度だけサインインできる', async () => {
    const story = await createStory();
    const { attemptId, code } = await codeFor(story, TAX);
    expect(code).toMatch(/^\d{8}$/);
    const first = await answer(story, attemptId, code);
    expect(first.status).toBe(204);
    expect(first.cookies[0]).toMatch(/^session=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
    expect((await answer(story, attemptId, code)).status).toBe(422);
  });

  test('httpsでは __Host- の Secure なCookie', async () => {
    const story = await createStory({
      config: { baseUrl: 'https://permits.city.example', cityName: '苫小牧市' },
    });
    const { attemptId, code } = await codeFor(story, TAX);
    const [cookie = ''] = (await answer(story, attemptId, code)).cookies;
    expect(cookie).toMatch(/^__Host-session=.*; Path=\/; .*; Secure$/);
    expect((await session(story, cookie.split(';')[0] ?? '')).status).toBe(200);
    expect((await session(story, (cookie.split(';')[0] ?? '').replace('__Host-', ''))).status).toBe(401);
  });

  test('10分で切れる', async () => {
    const story = await createStory();
    const { attemptId, code } = await codeFor(story, TAX);
    const other = await codeFor(story, TAX);
    later(story, { minutes: 9, seconds: 59 });
    expect((await answer(story, attemptId, code)).status).toBe(204);
    later(story, { seconds: 1 });
    expect((await answer(story, other.attemptId, other.code)).status).toBe(422);
  });

  test('5回まちがえると、正しいコードでも入れない。応答は同じ', async () => {
    const story = await createStory();
    const four = await codeFor(story, TAX);
    for (let n = 0; n < 4; n += 1)
      expect((await answer(story, four.attemptId, wrongOf(four.code))).status).toBe(422);
    expect((await answer(story, four.attemptId, four.code)).status).toBe(204);
    const five = await codeFor(story, TAX);
    const answers = [];
    for (let n = 0; n < 5; n += 1)
      answers.push((await answer(story, five.attemptId, wrongOf(five.code))).text);
    answers.push((await answer(story, five.attemptId, five.code)).text);
    answers.push((await answer(story, 'unknown', five.code)).text);
    expect(new Set(answers).size).toBe(1);
  });

  test('同時に5回を超えて試しても、数え漏れはない', async () => {
    const story = await createStory();
    const { attemptId, code } = await codeFor(story, TAX);
    await Promise.all(Array.from({ length: 12 }, () => answer(story, attemptId, wrongOf(code))));
    expect((await answer(story, attemptId, code)).status).toBe(422);
  });

  test('同時に二度入れても、セッションは一つ', async () => {
    const story = await createStory();
    const { attemptId, code } = await codeFor(story, TAX);
    const answers = await Promise.all([answer(story, attemptId, code), answer(story, attemptId, code)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 422]);
  });

  test('1時間に4通まで。知らない宛先も同じ応答で、メールは出ない', async () => {
    const story = await createStory();
    for (const address of [TAX, 'nobody@example.com']) {
      const shapes = new Set<string>();
      for (let n = 0; n < 4; n += 1) {
        const { status, json, headers } = await ask(story, address);
        shapes.add(
          `${status} ${Object.keys(json)} ${String(json.attemptId).length} ${JSON.stringify(headers)}`,
        );
      }
      expect([...shapes]).toHaveLength(1);
      expect(shapes.values().next().value).toContain('202 attemptId 22');
      expect((await ask(story, address.toUpperCase())).status).toBe(429);
    }
    await story.settle();
    expect(story.mailsTo(TAX)).toHaveLength(4);
    expect(story.mailsTo('nobody@example.com')).toEqual([]);
    later(story, { hours: 1 });
    expect((await ask(story, TAX)).status).toBe(202);
  });

  test('知らない宛先の試みも、コードの誤りと同じ応答', async () => {
    const story = await createStory();
    const unknown = await ask(story, 'nobody@example.com');
    const known = await codeFor(story, TAX);
    const a = await answer(story, unknown.json.attemptId, '12345678');
    const b = await answer(story, known.attemptId, wrongOf(known.code));
    expect([a.status, a.text]).toEqual([b.status, b.text]);
  });

  test('もう一度送達されると、後のコードだけが使える', async () => {
    const story = await createStory();
    const { json } = await ask(story, TAX);
    const [row] = (await story.store.query({ index: 'due', hash: 'OUTBOX' })).items;
    if (!row) throw new Error('no outbox row');
    await story.settle();
    const first = story.lastCode(TAX);
    // The row comes back, as when the process died before it was removed.
    await story.store.transact([{ put: row, when: { absent: true } }]);
    await story.settle();
    const second = story.lastCode(TAX);
    expect(second).not.toBe(first);
    expect((await answer(story, json.attemptId, first)).status).toBe(422);
    expect((await answer(story, json.attemptId, second)).status).toBe(204);
  });
});

describe('セッション', () => {
  test('30分使わないと切れる。使えば延びる', async () => {
    const story = await createStory();
    let cookie = await signIn(story, TAX);
    later(story, { minutes: 30 });
    const used = await session(story, cookie);
    expect(used.status).toBe(200);
    cookie = cookieOf(used.cookies);
    later(story, { minutes: 30 });
    expect((await session(story, cookie)).status).toBe(200);
    later(story, { seconds: 1 });
    expect((await session(story, cookie)).status).toBe(401);
  });

  test('使い続けても12時間で切れる', async () => {
    const story = await createStory();
    let cookie = await signIn(story, TAX);
    for (let n = 0; n < 35; n += 1) {
      later(story, { minutes: 20 });
      const used = await session(story, cookie);
      expect(used.status).toBe(200);
      cookie = cookieOf(used.cookies);
    }
    later(story, { minutes: 20 });
    expect((await session(story, cookie)).status).toBe(401);
  });

  test('時計が一年進んでいた間のサインインは、時計を直すと終わる', async () => {
    let now = Temporal.Instant.from(START).add({ hours: 24 * 365 });
    const clock = { now: () => now, moveTo: () => {} };
    const story = await createStory({ clock });
    const cookie = await signIn(story, VENDOR);
    expect((await session(story, cookie)).status).toBe(200);
    now = Temporal.Instant.from(START);
    expect((await session(story, cookie)).status).toBe(401);
  });

  test('サインアウトすると、どのCookieでも入れない', async () => {
    const story = await createStory();
    const cookie = await signIn(story, TAX);
    const { json, cookies } = await session(story, cookie);
    const out = await story.send({
      method: 'DELETE',
      path: '/v1/session',
      cookies: [cookie],
      headers: { 'x-csrf-token': json.csrf },
    });
    expect(out.status).toBe(204);
    for (const old of [cookie, cookieOf(cookies)]) expect((await session(story, old)).status).toBe(401);
  });

  test('手を加えたCookieでは入れない', async () => {
    const story = await createStory();
    const cookie = await signIn(story, TAX);
    const [token = '', seconds = '', seal = ''] = cookie.slice('session='.length).split('.');
    later(story, { minutes: 31 });
    const now = Math.floor(story.clock.now().epochMilliseconds / 1000);
    for (const forged of [
      `${token}.${now}.${seal}`,
      `${token}.${now}`,
      token,
      `${token}.${seconds}.`,
      `${token}.1e99.${seal}`,
      `${token}.NaN.${seal}`,
      '',
      '..',
      'x'.repeat(5000),
    ])
      expect((await session(story, `session=${forged}`)).status).toBe(401);
  });

  test('退任すると、その時からセッションは使えない。新しいサインインも役に立たない', async () => {
    const story = await createStory();
    const cookie = await signIn(story, TAX);
    const ended = await story.decree('POST', '/v1/appointments/end', {
      role: 'manager:tax',
      appointmentId: 'a-tax',
      on: '2026-04-06',
      reason: '退任',
    });
    expect(ended.status).toBe(200);
    expect((await session(story, cookie)).status).toBe(401);
    expect((await session(story, await signIn(story, TAX))).status).toBe(401);
  });

  test('前もって登録した退任は、その日の0時から効く', async () => {
    const story = await createStory({ start: '2026-04-06T23:50+09:00' });
    await story.decree('POST', '/v1/appointments/end', {
      role: 'manager:tax',
      appointmentId: 'a-tax',
      on: '2026-04-07',
      reason: '退任',
    });
    const cookie = await signIn(story, TAX);
    later(story, { minutes: 9, seconds: 59 });
    expect((await session(story, cookie)).status).toBe(200);
    later(story, { seconds: 1 });
    expect((await session(story, cookie)).status).toBe(401);
  });

  test('APIキーは、無効にした時から使えない', async () => {
    const story = await createStory();
    const vendor = await story.as(VENDOR);
    const created = (await vendor('POST', '/v1/api-keys', { label: '試験' })).json;
    const asked = (await vendor('GET', `/api-keys/${created.key.keyId}/revoke`)).text;
    expect(asked).toContain('キーを無効にする');
    expect((await vendor('GET', '/api-keys/none/revoke')).status).toBe(404);
    const use = () =>
      story.send({ path: '/v1/applications', headers: { authorization: `Bearer ${created.secret}` } });
    expect((await use()).status).toBe(200);
    expect((await vendor('DELETE', `/v1/api-keys/${created.key.keyId}`)).status).toBe(200);
    expect((await use()).status).toBe(401);
    expect(JSON.stringify((await vendor('GET', '/v1/api-keys')).json)).not.toContain(created.secret);
  });
});

test('INV-18: コード・リンク・セッション・APIキー・タスクトークンは、記録にもログにも平文で残らない', async () => {
  const database = openDatabase(':memory:');
  const lines: string[] = [];
  const spies = (['log', 'error', 'warn', 'info', 'debug'] as const).map((name) =>
    vi
      .spyOn(console, name)
      .mockImplementation((...args: unknown[]) => void lines.push(args.map(String).join(' '))),
  );
  // The logger writes errors to stderr.
  const writes = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      lines.push(String(chunk));
      return true;
    }),
  );
  try {
    let broken = false;
    const story = await createStory({
      database,
      decorateStore: (store) => ({
        ...store,
        query: async (query) => {
          if (broken) throw new Error('defect');
          return store.query(query);
        },
      }),
    });
    const secrets = new Set<string>([DEMO_API_KEY]);
    for (const address of [TAX, CHIEF, VENDOR]) {
      const { attemptId, code } = await codeFor(story, address);
      const signedIn = await answer(story, attemptId, code);
      const device = /^device=([\w-]{43});/.exec(signedIn.cookies[1] ?? '')?.[1] ?? '';
      for (const secret of [attemptId, code, device]) secrets.add(secret);
      const [token = '', , seal = ''] = cookieOf(signedIn.cookies).slice('session='.length).split('.');
      const { json } = await session(story, cookieOf(signedIn.cookies));
      for (const secret of [token, seal, json.csrf]) secrets.add(secret);
    }
    const created = await (await story.as(VENDOR))('POST', '/v1/api-keys', { label: '試験' });
    secrets.add(created.json.secret);
    const tokens = new Set<string>();
    const noteToken = async (caseId: string) =>
      tokens.add(String((await story.row(caseId, 'TASK'))?.['taskToken']));
    const caseId = await story.submit();
    await noteToken(caseId);
    await story.confirm(caseId);
    await noteToken(caseId);
    await story.until('2026-04-14T09:00');
    broken = true;
    const failing = await story.send({
      path: '/v1/applications',
      headers: { authorization: `Bearer ${DEMO_API_KEY}` },
    });
    broken = false;
    expect(failing.status).toBe(500);
    expect(lines.filter((line) => line.includes('request-failed'))).toHaveLength(1);
    await story.approve(caseId);
    await noteToken(caseId);
    for (const mail of story.mailbox.list()) {
      const handle = /\/d\/([\w-]+)/.exec(mail.text)?.[1];
      if (handle) secrets.add(handle);
      if (mail.subject.includes('確認コード')) secrets.add(/\b\d{8}\b/.exec(mail.text)?.[0] ?? '');
    }
    expect([...secrets].filter((secret) => secret.length < 8)).toEqual([]);
    expect(secrets.size).toBeGreaterThan(20);

    const rows = watchTable(database).rows();
    const kept = rows.filter((row) => row.includes(' MAIL#') && row.includes('decision-request'));
    expect(kept.length).toBeGreaterThan(3);
    for (const row of kept) expect(row).toContain('（省略）');
    for (const secret of secrets) {
      expect(rows.filter((row) => row.includes(secret))).toEqual([]);
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
    }
    // The task token stands in the row of the waiting task alone, and in no history, event, mail or log.
    const history = story
      .executions()
      .flatMap(({ executionArn, input }) => [
        JSON.stringify(input),
        JSON.stringify(story.machines.getExecutionHistory(executionArn)),
      ]);
    for (const token of tokens) {
      expect(rows.filter((row) => row.includes(token) && !row.includes(' TASK '))).toEqual([]);
      expect(
        [...lines, ...history, ...story.mailbox.list().map(({ text }) => text)].filter((text) =>
          text.includes(token),
        ),
      ).toEqual([]);
    }
  } finally {
    for (const spy of [...spies, ...writes]) spy.mockRestore();
  }
});
