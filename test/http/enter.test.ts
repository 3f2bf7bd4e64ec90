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
 * Enterキーでは、何も決まらない（docs/adr/0049）: every form of every page of a city in the middle of its work. The first button of a
 * form is what Enter presses in a field: it cannot be pressed, shows the page again, or saves.
 */

const NEWEST = EARLIER_CITIES.toSorted((a, b) => factsOf(b).now.localeCompare(factsOf(a).now))[0] ?? '';
const PEOPLE = { 保守事業者: VENDOR, 管理者: TAX, 統括: CHIEF, 担当者: CLERK };
const HARMLESS = ['show', 'save'];
/** Who is nobody yet: the code is sent, the person proves to be that person. */
const SIGN_IN = /^\/(sign-in|d\/)/;

describe('Enterキー', async () => {
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

  test('どの画面の、どの様式でも、何も決めず、何も送らない', () => {
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
});
