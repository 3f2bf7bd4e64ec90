import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { questionPath } from '../../functions/question/page.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { openQuestionsOf } from '../support/answer-questions.ts';
import { browse } from '../support/browse.ts';
import { crawl } from '../support/crawl.ts';
import { EARLIER_CITIES, type EarlierCity, factsOf, openEarlier } from '../support/earlier-city.ts';
import { shorteningsUnderWay } from '../support/shortenings.ts';
import { CHIEF, CLERK, createStory, OTHER_VENDOR, TAX, VENDOR } from '../support/story.ts';
import { formsIn } from '../support/typed-form.ts';
import { createWorld, type World } from '../support/world.ts';

/**
 * Nothing that was typed is lost when the session ends (docs/adr/0038): every page with a form, out of the contract table, as a
 * city in the middle of its work shows it. Something is typed, the session ends, the form is sent, its person signs in again.
 */

const NEWEST = EARLIER_CITIES.toSorted((a, b) => factsOf(b).now.localeCompare(factsOf(a).now))[0] ?? '';
const PEOPLE = [VENDOR, OTHER_VENDOR, TAX, CHIEF, CLERK];
const OURS = { 'sec-fetch-site': 'same-origin' };
/** Posts that no page of the city shows at that moment, and why; they are sent without a page before them. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  '/sign-out': 'a button in the head of every page: nothing is typed',
  '/saved-forms': 'nothing has been saved: a button',
  '/drafts/{draftId}/attachments/{fileId}': 'a file is on its way: nothing is typed',
  '/permits/{caseId}/reconciliations/{yearMonth}/log/{fileId}': 'a file is on its way: nothing is typed',
  '/inbox/review': 'fewer than two sessions wait',
  '/inbox/monthly': 'fewer than two months wait',
};

type Found = {
  readonly address: string;
  readonly path: string;
  readonly action: string;
  readonly pairs: Record<string, string>;
};

const matcher = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?|$)`);
/** What is said, before the sign-in and after it. */
const KEPT = 'サインインが切れました。入力は保管しています';
const signIn = async (world: World, address: string) => {
  const cookie = await world.enter(address);
  return { cookie, csrf: String((await world.send({ path: '/v1/session', cookies: [cookie] })).json.csrf) };
};
const keptAt = (text: string): string | undefined => /next=([^"]+)"/.exec(text)?.[1];
/** What a form holds that was kept: the names and values of its hidden fields. */
const heldIn = (text: string, action: string) => formsIn(text).find((form) => form.action === action)?.hidden;

describe('サインインが切れても、入力は残る', async () => {
  const city: EarlierCity = await openEarlier(NEWEST);
  const { story } = city;
  afterAll(city.close);
  const posts = endpoints(story.ports).flatMap(({ route }) =>
    route.kind === 'page' && route.method === 'POST' && route.who !== 'public' ? [route] : [],
  );
  const found = new Map<string, Found>();
  beforeAll(async () => {
    await story.settle();
    const cases = Object.values(factsOf(NEWEST).cases).map(({ caseId }) => caseId);
    await shorteningsUnderWay(story, cases);
    const asked = await openQuestionsOf(story, cases);
    for (const address of PEOPLE) {
      const pages = new Map(await crawl(story, address));
      const get = await browse(story, address);
      for (const { caseId, question } of asked) {
        const path = questionPath(caseId, question);
        pages.set(path, (await get(path)).text);
      }
      for (const [path, text] of pages)
        for (const { action, hidden, typed } of formsIn(text)) {
          const route = posts.find((one) => matcher(one.path).test(action));
          if (route && !found.has(route.path))
            found.set(route.path, { address, path, action, pairs: { ...hidden, ...typed } });
        }
    }
  }, 900_000);

  test('様式の一覧に欠けているものはない', () => {
    const missing = posts.map(({ path }) => path).filter((path) => !found.has(path));
    process.stdout.write(
      `サインイン切れ: ${posts.length}の様式のうち、画面から${found.size}\n${missing.join('\n')}\n`,
    );
    expect(missing.toSorted()).toEqual(Object.keys(NOT_SHOWN).toSorted());
    expect(found.size).toBeGreaterThan(60);
  });

  test('どの様式も: 本人のために保管し、サインインし直すと入力したとおりに立つ。別のタブでサインインし直したときも残る', async () => {
    const before = new Map<string, string>();
    for (const address of PEOPLE) before.set(address, await story.enter(address));
    story.clock.moveTo(story.clock.now().add({ minutes: 31 }));
    const after = new Map<string, Awaited<ReturnType<typeof signIn>>>();
    for (const address of PEOPLE) after.set(address, await signIn(story, address));
    const wrong: string[] = [];
    for (const [name, { address, action, pairs }] of found) {
      const here = after.get(address);
      const stranger = after.get(address === TAX ? OTHER_VENDOR : TAX);
      if (!here || !stranger) throw new Error(address);
      const form = { ...pairs, _csrf: 'of the session that has ended' };
      const typed = Object.fromEntries(
        Object.entries(pairs).filter(([key]) => !/^(_csrf$|_once$|confirmed(:|$))/.test(key)),
      );
      const check = (what: string, holds: boolean) => holds || wrong.push(`${name}: ${what}`);
      const holds = (text: string) => {
        const held = heldIn(text, action) ?? {};
        return Object.entries(typed).every(
          ([key, value]) => held[key] === value.replaceAll('\n', '\r\n') || held[key] === value,
        );
      };
      const lost = await story.send({
        path: action,
        form,
        cookies: [before.get(address) ?? ''],
        headers: OURS,
      });
      check('says so', lost.status === 403 && lost.text.includes(KEPT) && holds(lost.text));
      const at = decodeURIComponent(keptAt(lost.text) ?? '/nowhere');
      const shown = await story.send({ path: at, cookies: [here.cookie] });
      check('stands there again', shown.status === 200 && shown.text.includes(KEPT) && holds(shown.text));
      const held = heldIn(shown.text, action);
      check('fresh token', held?.['_csrf'] === here.csrf && held?.['_once'] === pairs['_once']);
      check(
        'is listed',
        (await story.send({ path: '/saved-forms', cookies: [here.cookie] })).text.includes(at),
      );
      check('is his alone', (await story.send({ path: at, cookies: [stranger.cookie] })).status === 404);
      const tab = await story.send({ path: action, form, cookies: [here.cookie], headers: OURS });
      check(
        'another tab',
        tab.status === 200 && holds(tab.text) && heldIn(tab.text, action)?.['_csrf'] === here.csrf,
      );
      const gone = {
        path: at,
        list: '1',
        _csrf: here.csrf,
        _saved: formsIn(shown.text).at(-1)?.hidden['_saved'] ?? '',
      };
      await story.send({ path: '/saved-forms', form: gone, cookies: [here.cookie] });
      check('is deleted', (await story.send({ path: at, cookies: [here.cookie] })).status === 404);
    }
    expect(wrong).toEqual([]);
    process.stdout.write(`サインイン切れ: ${found.size}の様式で、入力は本人のために残った\n`);
  }, 900_000);
});

describe('保管した入力', () => {
  const TYPED = { consultationId: 'c-hokuto', _once: 'a-page-of-its-own', _csrf: 'ended' };
  const lostIn = async ({ minutes = 31, headers = OURS as Record<string, string>, signOut = false } = {}) => {
    const world = await createWorld();
    const { cookie, csrf } = await signIn(world, VENDOR);
    if (signOut) await world.send({ path: '/sign-out', form: { _csrf: csrf }, cookies: [cookie] });
    world.clock.moveTo(world.clock.now().add({ minutes }));
    const lost = await world.send({ path: '/drafts', form: TYPED, cookies: [cookie], headers });
    return { world, lost, at: keptAt(lost.text) };
  };
  const drafts = async (world: World) =>
    (await world.ports.store.query({ index: 'vendor', hash: 'DRAFTS#hokuto' })).items.length;

  test('サインインし直した画面から送ると、1度だけ行われ、保管は終わる', async () => {
    const { world, at = '' } = await lostIn();
    const made = await drafts(world);
    const { cookie } = await signIn(world, VENDOR);
    const path = decodeURIComponent(at);
    const form = heldIn((await world.send({ path, cookies: [cookie] })).text, '/drafts') ?? {};
    const [one, other] = [
      await world.send({ path: '/drafts', form, cookies: [cookie], headers: OURS }),
      await world.send({ path: '/drafts', form, cookies: [cookie], headers: OURS }),
    ];
    expect([one.status, other.headers['location']]).toEqual([303, one.headers['location']]);
    expect(await drafts(world)).toBe(made + 1);
    expect((await world.send({ path, cookies: [cookie] })).status).toBe(404);
    expect((await world.send({ path: '/saved-forms', cookies: [cookie] })).text).not.toContain(path);
  });

  test.each([
    ['24時間ちょうど前まで使われていた', { minutes: 24 * 60 }, true],
    ['24時間を過ぎた', { minutes: 24 * 60 + 1 }, false],
    ['本人がサインアウトした', { signOut: true }, false],
    ['ほかのサイトからと分からない', { headers: {} }, false],
  ] as const)('%s: %s', async (_, given, kept) => {
    const { world, at } = await lostIn(given);
    expect(at !== undefined).toBe(kept);
    const rows = await world.ports.store.query({ index: 'register', hash: 'SAVED-FORMS#p-vendor' });
    expect(rows.items).toHaveLength(kept ? 1 : 0);
  });

  test('同じ様式は1件。多すぎるとき、又は長すぎるときは画面だけに残る', async () => {
    const world = await createWorld();
    const { cookie } = await signIn(world, VENDOR);
    world.clock.moveTo(world.clock.now().add({ minutes: 31 }));
    const post = async (once: string, remarks = '備考') =>
      keptAt(
        (
          await world.send({
            path: '/drafts',
            form: { ...TYPED, _once: once, remarks },
            cookies: [cookie],
            headers: OURS,
          })
        ).text,
      );
    expect(await post('long', '長'.repeat(80_000))).toBeUndefined();
    for (let no = 1; no <= 20; no += 1) expect(await post(`form-${no}`)).toBeDefined();
    expect(await post('form-1', '直した備考')).toBeDefined();
    expect(await post('form-21')).toBeUndefined();
  });
});

test('同時に120件送られても、20件を超えて保管しない', async () => {
  const story = await createStory();
  const cookie = await story.enter(VENDOR);
  story.clock.moveTo(story.clock.now().add({ minutes: 31 }));
  await Promise.all(
    Array.from({ length: 120 }, (_, no) =>
      story.send({
        path: '/drafts',
        form: { consultationId: 'c-hokuto', _once: `once-${no}`, _csrf: 'x', remarks: 'あ'.repeat(20_000) },
        cookies: [cookie],
        headers: { 'sec-fetch-site': 'same-origin' },
      }),
    ),
  );
  const { items } = await story.store.query({ index: 'register', hash: 'SAVED-FORMS#p-vendor' });
  expect(items.length).toBeLessThanOrEqual(20);
});
