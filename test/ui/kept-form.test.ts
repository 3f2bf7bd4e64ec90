import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { createWorld, type World } from '../support/world.ts';

/** A session ends while somebody types: nothing that was typed is lost, and nothing is done that nobody confirmed. */

const HOKUTO = 'hoshu@hokuto.example.com';
const OURS = { 'sec-fetch-site': 'same-origin' };
const TYPED = {
  remarks: '二行の\r\n備考 "><script>alert(1)</script>',
  'workers.0.name': '髙橋　一',
  _version: '3',
  _action: 'save',
};

const site = (world: World) => {
  const send = (path: string, form: Record<string, string>, cookies: readonly string[], headers = OURS) =>
    world.send({ path, form, cookies, headers });
  const idle = () => world.clock.moveTo(world.clock.now().add({ hours: 13 }));
  return { send, idle };
};
const formOf = (text: string) => {
  const { document } = parseHTML(text);
  const form = document.querySelector('main form');
  const pairs = [...(form?.querySelectorAll('input[type=hidden]') ?? [])].map(
    (input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? ''] as const,
  );
  return {
    action: form?.getAttribute('action'),
    pairs: Object.fromEntries(pairs),
    names: pairs.map(([name]) => name),
    scripts: document.querySelectorAll('script').length,
    heading: document.querySelector('h1')?.textContent,
    // It is read without a press, wherever the sign-in was lost.
    open: [document.querySelectorAll('main details').length, document.querySelector('main h2')?.textContent],
  };
};

describe('every form of every page', async () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  const { ports } = await createWorld();
  const posts = endpoints(ports).flatMap(({ route }) =>
    route.kind === 'page' && route.method === 'POST' && route.who !== 'public' ? [route.path] : [],
  );
  test('there are many', () => expect(posts.length).toBeGreaterThan(60));

  test.each(posts)('%s: what was typed stands in the page, to be sent again', async (path) => {
    const target = `${path.replace(/\{\w+\}/g, 'X')}?stage=1`;
    const answer = await site(world).send(target, { _csrf: 'old', ...TYPED }, ['session=gone']);
    const kept = formOf(answer.text);
    expect([answer.status, kept.heading, kept.action, kept.scripts]).toEqual([
      403,
      'サインインが切れました',
      target,
      0,
    ]);
    expect(kept.pairs).toEqual({ _csrf: '', ...TYPED });
    expect(kept.names.filter((name) => name === '_csrf')).toHaveLength(1);
    // Who sends from elsewhere, or does not say from where, gets nothing of it back.
    const silent: Record<string, string>[] = [{}, { origin: 'null' }, { 'sec-fetch-site': 'none' }];
    for (const headers of silent) {
      const other = await world.send({ path: target, form: TYPED, headers });
      expect([other.status, other.headers['location'], other.text]).toEqual([303, '/sign-in', '']);
    }
    const foreign = await site(world).send(target, TYPED, [], { 'sec-fetch-site': 'cross-site' });
    expect([foreign.status, foreign.text.includes('備考')]).toEqual([403, false]);
  });
});

test('signed in again, the form is sent with one more press, and counts once', async () => {
  const world = await createWorld();
  const { send, idle } = site(world);
  const drafts = async () =>
    (await world.ports.store.query({ index: 'vendor', hash: 'DRAFTS#hokuto' })).items.length;
  const before = await drafts();
  const first = await world.enter(HOKUTO);
  const { json: session } = await world.send({ path: '/v1/session', cookies: [first] });
  idle();
  const lost = await send('/drafts', { _csrf: session.csrf, consultationId: 'c-hokuto' }, [first]);
  expect(formOf(lost.text)).toMatchObject({
    heading: 'サインインが切れました',
    open: [0, '入力した内容（1件）'],
  });
  expect(await drafts()).toBe(before);
  const second = await world.enter(HOKUTO);
  const kept = formOf(lost.text);
  const again = await send(kept.action ?? '', kept.pairs, [second]);
  const shown = formOf(again.text);
  expect([again.status, shown.heading]).toEqual([200, '入力した内容を送信してください']);
  expect(shown.open).toEqual([0, '入力した内容（1件）']);
  expect(again.text).toContain('保守 五郎として');
  expect(again.cookies.join()).toContain('session=');
  expect(await drafts()).toBe(before);
  const done = await send(shown.action ?? '', shown.pairs, [second]);
  expect([done.status, done.headers['location']]).toEqual([303, expect.stringMatching(/^\/drafts\//)]);
  expect(await drafts()).toBe(before + 1);
});

test('a token of another session is no reason to lose what was typed; whoever does not say whence is refused as before', async () => {
  const world = await createWorld();
  const { send } = site(world);
  const cookie = await world.enter(HOKUTO);
  const other = await send('/drafts', { _csrf: 'of another tab', consultationId: 'x' }, [cookie]);
  expect(formOf(other.text)).toMatchObject({ action: '/drafts', pairs: { consultationId: 'x' } });
  const silent = await world.send({
    path: '/drafts',
    form: { _csrf: 'x', consultationId: 'x' },
    cookies: [cookie],
  });
  expect(silent.status).toBe(403);
  expect(silent.text).toContain('画面の有効期限が切れました');
  // What is no form of ours is not shown again.
  const broken = await send('/drafts', { __proto__x: '1', 'a.b.c.d.e.f.g.h': '1' }, []);
  expect([broken.status, broken.headers['location']]).toEqual([303, '/sign-in']);
});
