import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { questionPath } from '../../functions/question/page.ts';
import { openQuestionsOf } from '../support/answer-questions.ts';
import { browse } from '../support/browse.ts';
import { crawl } from '../support/crawl.ts';
import { EARLIER_CITIES, factsOf, openEarlier } from '../support/earlier-city.ts';
import { CHIEF, CLERK, TAX, VENDOR } from '../support/story.ts';
import { formsIn } from '../support/typed-form.ts';

/**
 * What holds on every page of a city in the middle of its work, read once for all.
 *
 * Enterキーでは、何も決まらない（docs/adr/0049）: every form of every page. The first button of a
 * form is what Enter presses in a field: it cannot be pressed, shows the page again, or saves.
 */

const NEWEST = EARLIER_CITIES.toSorted((a, b) => factsOf(b).now.localeCompare(factsOf(a).now))[0] ?? '';
const PEOPLE = { 保守事業者: VENDOR, 管理者: TAX, 統括: CHIEF, 担当者: CLERK };
const HARMLESS = ['show', 'save'];
/** Who is nobody yet: the code is sent, the person proves to be that person. */
const SIGN_IN = /^\/(sign-in|d\/)/;

/** What is whole by intent, with what it may weigh: for print (docs/adr/0055). */
const WHOLE: readonly (readonly [RegExp, number])[] = [[/[?&](part|page)=all$/, 200_000]];

describe('どの画面も', async () => {
  const city = await openEarlier(NEWEST);
  const { story } = city;
  afterAll(city.close);
  const pages = new Map<string, string>();
  beforeAll(async () => {
    await story.settle();
    const cases = Object.values(factsOf(NEWEST).cases).map(({ caseId }) => caseId);
    const asked = await openQuestionsOf(story, cases);
    for (const address of Object.values(PEOPLE)) {
      for (const [path, text] of await crawl(story, address)) pages.set(`${address} ${path}`, text);
      const get = await browse(story, address);
      for (const { caseId, question } of asked) {
        const path = questionPath(caseId, question);
        pages.set(`${address} ${path}`, (await get(path)).text);
      }
    }
  }, 900_000);

  test('Enterキーでは、どの様式でも、何も決めず、何も送らない', () => {
    const pressed = [...pages].flatMap(([path, text]) =>
      [...parseHTML(text).document.querySelectorAll('form[method="post"]')].flatMap((form) => {
        const typed = form.querySelectorAll('input:not([type="hidden"]):not([type="file"])');
        const action = form.getAttribute('action') ?? '';
        if (typed.length === 0 || SIGN_IN.test(action)) return [];
        const [first] = form.querySelectorAll('button[type="submit"], button:not([type])');
        const isDead = first?.hasAttribute('disabled') ?? false;
        return [{ path, action, is: isDead ? 'nothing' : (first?.getAttribute('value') ?? 'sends') }];
      }),
    );
    expect(pressed.filter(({ is }) => is !== 'nothing' && !HARMLESS.includes(is))).toEqual([]);
    // Of the pages that there are, the most.
    const kinds = new Set(pressed.map(({ action }) => action.replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, 'ID')));
    process.stdout.write(
      `Enterキー: ${pages.size}画面、入力のある様式 ${pressed.length}（${kinds.size}種類）\n`,
    );
    expect(kinds.size).toBeGreaterThan(35);
  });

  test('10を超える欄のある様式は、どれも一時保存ができる（docs/adr/0051）', () => {
    const found = [...pages].flatMap(([path, text]) => formsIn(text).map((form) => ({ ...form, path })));
    const long = new Map<string, { readonly asks: number; readonly saves: boolean; readonly path: string }>();
    for (const { action, asks, buttons, path } of found) {
      const kind = action.replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, 'ID').replaceAll(/\d{4}-\d\d$/g, 'MONTH');
      const known = long.get(kind);
      const saves = buttons.includes('save') && known?.saves !== false;
      if (asks > 10) long.set(kind, { path, saves, asks: Math.max(asks, known?.asks ?? 0) });
    }
    const listed = [...long].map(([kind, { asks, saves }]) => `${`${asks}`.padStart(4)} ${saves} ${kind}\n`);
    process.stdout.write(
      `10を超える欄のある様式 ${long.size}種類\n${listed.toSorted().toReversed().join('')}`,
    );
    expect(long.size).toBeGreaterThan(12);
    expect([...long].filter(([, { saves }]) => !saves)).toEqual([]);
  });

  /** The pages themselves: no files, no sheet to be saved, no answer that leads on. */
  const read = () =>
    [...pages].flatMap(([path, answer]) => {
      const text = answer.slice(answer.indexOf('<'));
      return text.startsWith('<!doctype html>') ? [{ path, text, bytes: Buffer.byteLength(text) }] : [];
    });

  test('HTMLは40 kBまで（絵を除く）。一つの画面で決めるもの、印刷用の画面は別', () => {
    const sizes = read().toSorted((a, b) => b.bytes - a.bytes);
    const heaviest = sizes
      .slice(0, 10)
      .map(({ path, bytes }) => `      ${(bytes / 1000).toFixed(1).padStart(6)} kB ${path}\n`);
    process.stdout.write(`      ${sizes.length}画面、重い順\n${heaviest.join('')}`);
    expect(sizes.length).toBeGreaterThan(200);
    const limitOf = (path: string) => WHOLE.find(([what]) => what.test(path))?.[1] ?? 40_000;
    const tooHeavy = sizes.filter(({ path, bytes }) => bytes > limitOf(path));
    expect(tooHeavy.map(({ path, bytes }) => `${bytes} ${path}`)).toEqual([]);
  });

  test('見出しは一つ、本文・ヘッダー・現在の位置があり、同じidは一つ。体裁は中身の名で一度だけ送る', async () => {
    const assets = new Set<string>();
    const wrong = read().flatMap(({ path, text }) => {
      const { document } = parseHTML(text);
      const count = (what: string) => document.querySelectorAll(what).length;
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
      const way = [...document.querySelectorAll('nav.breadcrumb li')].map((each) => each.textContent);
      const isHome = document.querySelector('title')?.textContent?.startsWith('トップページ') ?? false;
      for (const asset of document.querySelectorAll('link[rel="stylesheet"], script'))
        assets.add(asset.getAttribute('href') ?? asset.getAttribute('src') ?? 'inline');
      const said = {
        h1: count('h1') === 1,
        main: count('main') === 1,
        header: count('body > header') === 1,
        menu: count('header nav.menu') === 1,
        way: isHome ? way.length === 0 : way.length >= 2 && way[0] === 'トップページ',
        current: isHome || count('nav.breadcrumb li:last-child[aria-current="page"]') === 1,
        ids: new Set(ids).size === ids.length,
        names: [...document.querySelectorAll('nav')].every((nav) => nav.hasAttribute('aria-label')),
      };
      const missing = Object.entries(said).filter(([, is]) => !is);
      return missing.length === 0 ? [] : [`${path}: ${missing.map(([what]) => what).join(' ')}`];
    });
    expect(wrong).toEqual([]);
    expect(assets.size).toBe(2);
    const get = await browse(story, VENDOR);
    for (const asset of assets) {
      expect(asset).toMatch(/^\/assets\/[\w.-]+\?v=[\w-]{12}$/);
      const { status, headers } = await get(asset);
      expect([status, headers['cache-control']]).toEqual([200, 'private, max-age=31536000, immutable']);
      const other = await get(asset.replace(/v=.*/, 'v=another'));
      expect(other.headers['cache-control']).not.toContain('immutable');
    }
  });

  test('現在の位置のどの行き先も開ける', async () => {
    const ways = new Map<string, string>();
    for (const { path, text } of read())
      for (const link of parseHTML(text).document.querySelectorAll('nav.breadcrumb a'))
        ways.set(`${path.split(' ')[0]} ${link.getAttribute('href')}`, path);
    const dead: string[] = [];
    for (const [to, from] of ways) {
      const [person = '', href = ''] = to.split(' ');
      const known = pages.get(to)?.startsWith('200') ?? false;
      // 303: to the form of what is asked of the reader there.
      if (!known && ![200, 303].includes((await (await browse(story, person))(href)).status))
        dead.push(`${from} → ${href}`);
    }
    expect(dead).toEqual([]);
  });
});
