import { runInNewContext } from 'node:vm';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { KEEP_SESSION } from '../../functions/ui/keep-session.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, TAX } from '../support/story.ts';
import { createWorld } from '../support/world.ts';

/** While somebody types, the session stays open, within its twelve hours; the page says until when. */

const HOKUTO = 'hoshu@hokuto.example.com';
const untilIn = (text: string) =>
  parseHTML(text).document.querySelector('#signed-in-until')?.textContent ?? undefined;

test('どのページにも、サインインがいつまで有効かを示し、時刻はスクリプトなしでも正しい', async () => {
  const world = await createWorld();
  const cookie = await world.enter(HOKUTO);
  const page = await world.send({ path: '/permits', cookies: [cookie] });
  expect(untilIn(page.text)).toBe('サインインは9時30分まで');
  const scripts = [...parseHTML(page.text).document.querySelectorAll('script')];
  expect(scripts.map((script) => [script.getAttribute('src')?.split('?')[0], script.textContent])).toEqual([
    ['/assets/keep-session.js', ''],
  ]);
  expect(page.headers['content-security-policy']).toContain(
    "default-src 'none'; script-src 'self'; connect-src 'self';",
  );
  const src = scripts[0]?.getAttribute('src') ?? '';
  const script = await world.send({ path: src, cookies: [cookie] });
  expect([
    script.status,
    script.text,
    script.headers['content-type'],
    script.headers['cache-control'],
  ]).toEqual([200, KEEP_SESSION, 'text/javascript; charset=utf-8', 'private, max-age=31536000, immutable']);
  // Nobody who is not signed in is told of a session, or gets a script.
  const landing = await world.send({ path: '/' });
  expect([untilIn(landing.text), landing.text.includes('<script')]).toEqual([undefined, false]);
});

test('聞くたびに30分延び、12時間を超えない。聞くことは何も書き込まない', async () => {
  let writes = 0;
  const world = await createWorld({
    decorateStore: (store) => ({
      ...store,
      transact: (rows) => {
        writes += 1;
        return store.transact(rows);
      },
    }),
  });
  let cookie = await world.enter(HOKUTO);
  await world.settle();
  const before = writes;
  const start = world.clock.now();
  const ask = async () => {
    const { status, json, cookies } = await world.send({ path: '/v1/session', cookies: [cookie] });
    cookie = cookies[0]?.split(';')[0] ?? cookie;
    return [status, json.until];
  };
  // 09:00 in Japan; typed for twelve hours, a question each 25 minutes.
  for (let minutes = 0; minutes < 12 * 60; minutes += 25) {
    world.clock.moveTo(start.add({ minutes }));
    const end = start.add({ minutes: Math.min(minutes + 30, 12 * 60) });
    expect(await ask()).toEqual([200, end.toString()]);
  }
  world.clock.moveTo(start.add({ hours: 12, seconds: 1 }));
  expect((await ask())[0]).toBe(401);
  expect(writes).toBe(before);
});

test('スクリプト: 入力している間、5分に一度だけ聞き、時刻を書き替える。切れていれば、送信の前に知らせる', async () => {
  const asked: string[] = [];
  let now = 1_000_000;
  let answer: { status: number; ok: boolean; json: () => Promise<unknown> } | undefined;
  const shown = { textContent: 'サインインは9時30分まで', dataset: { ended: '切れました' } };
  const heard: (() => Promise<void>)[] = [];
  const pressed: (() => void)[] = [];
  const button = {
    hidden: true,
    addEventListener: (_kind: 'click', listener: () => void) => pressed.push(listener),
  };
  let printed = 0;
  runInNewContext(KEEP_SESSION, {
    window: {
      print: () => {
        printed += 1;
      },
    },
    document: {
      querySelectorAll: (selector: string) => (selector === '[data-print]' ? [button] : []),
      getElementById: (id: string) => (id === 'signed-in-until' ? shown : null),
      addEventListener: (kind: string, listener: () => Promise<void>) => {
        expect(kind).toBe('input');
        heard.push(listener);
      },
    },
    Intl,
    Number,
    Date: class extends Date {
      static override now = () => now;
    },
    fetch: async (path: string) => {
      asked.push(path);
      if (!answer) throw new Error('no network');
      return answer;
    },
  });
  expect([button.hidden, printed]).toEqual([false, 0]);
  pressed[0]?.();
  expect(printed).toBe(1);
  const type = async (minutes: number) => {
    now += minutes * 60_000;
    await heard[0]?.();
    return [asked.length, shown.textContent];
  };
  answer = { status: 200, ok: true, json: async () => ({ until: '2026-04-06T00:36:00Z' }) };
  expect(await type(4)).toEqual([0, 'サインインは9時30分まで']);
  expect(await type(2)).toEqual([1, 'サインインは9時36分まで']);
  expect(await type(4)).toEqual([1, 'サインインは9時36分まで']);
  answer = undefined;
  expect(await type(1)).toEqual([2, 'サインインは9時36分まで']);
  answer = { status: 503, ok: false, json: async () => ({}) };
  expect(await type(5)).toEqual([3, 'サインインは9時36分まで']);
  answer = { status: 401, ok: false, json: async () => ({}) };
  expect(await type(5)).toEqual([4, '切れました']);
  expect(asked).toEqual(Array(4).fill('/v1/session'));
});

test('どの書面にも、印刷するボタンが一つあり、紙には出ない。「すべて（印刷用）」と監査証跡にも一つ。書面への入口は、書面の名のとおり', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story);
  const tax = await story.as(TAX);
  const page = async (path: string) => {
    const { text, status } = await tax('GET', path);
    expect(status, path).toBe(200);
    return parseHTML(text).document;
  };
  const papers = ['notice', 'form', 'record'].map((name) => `/applications/${caseId}/${name}`);
  for (const path of [...papers, `/permits/${caseId}/terms`]) {
    const document = await page(path);
    const buttons = document.querySelectorAll('[data-print]');
    expect(buttons, path).toHaveLength(1);
    expect(buttons[0]?.hasAttribute('hidden'), path).toBe(true);
    expect(document.querySelector('.paper')?.querySelector('[data-print]'), path).toBeNull();
    expect(buttons[0]?.closest('.paper-bar'), path).not.toBeNull();
  }
  for (const path of [`/applications/${caseId}`, `/permits/${caseId}`]) {
    expect((await page(path)).querySelectorAll('[data-print]'), path).toHaveLength(0);
    expect((await page(`${path}?part=all`)).querySelectorAll('[data-print]'), path).toHaveLength(1);
  }
  expect((await page(`/permits/${caseId}/events`)).querySelectorAll('[data-print]')).toHaveLength(1);
  const title = (await page(`/applications/${caseId}/notice`)).querySelector('.paper h1')?.textContent;
  expect(title).toBe('リモートメンテナンス利用許可通知書');
  for (const path of [`/applications/${caseId}`, `/permits/${caseId}?part=content`]) {
    const way = (await page(path)).querySelector(`a[href="/applications/${caseId}/notice"]`);
    expect(way?.textContent, path).toBe(`${title}を見る・印刷する`);
  }
});
