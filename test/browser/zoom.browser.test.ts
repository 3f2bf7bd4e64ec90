import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';
import { permitOn } from './permit.ts';

/** WCAG 2.2: 1.4.4, 1.4.10 (200 % and 400 % of 1280 px), forced colours, no motion, print. */

const PEOPLE = {
  'hoshu@hokuto.example.com': ['/applications/new', '/api-keys', '/permits'],
  'tax-manager@city.example.jp': ['/inbox', '/directory', '/proposals'],
  'clerk@city.example.jp': [
    '/consultations/new',
    '/registrations',
    '/settings',
    '/settings?part=decision',
    '/help/office',
  ],
} as const;

describe.skipIf(!chromiumPath)('拡大・配色の強制・印刷', () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launch>>;
  let caseId = '';
  const sessions: Record<string, Awaited<ReturnType<BrowserContext['storageState']>>> = {};
  beforeAll(async () => {
    site = await openSite('2026-04-28T13:00+09:00');
    browser = await launch();
    caseId = await permitOn(site, { from: '2026-04-28', to: '2027-03-31' });
    for (const address of Object.keys(PEOPLE)) {
      const context = await browser.newContext();
      await signInAs(site, await context.newPage(), address, '/home');
      sessions[address] = await context.storageState();
      await context.close();
    }
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const pathsOf = (own: readonly string[]) => [
    ...['/home', '/applications', `/applications/${caseId}`, `/applications/${caseId}?part=timeline`],
    ...[
      `/permits/${caseId}`,
      `/permits/${caseId}?part=content`,
      '/sessions',
      '/help',
      '/nothing-here',
      ...own,
    ],
  ];
  const everyPage = async (
    options: Parameters<typeof browser.newContext>[0],
    look: (page: Page, path: string) => Promise<void>,
  ) => {
    let seen = 0;
    for (const [address, own] of Object.entries(PEOPLE)) {
      const context = await browser.newContext({ ...options, storageState: sessions[address] ?? '' });
      const page = await context.newPage();
      for (const path of pathsOf(own)) {
        await page.goto(`${site.url}${path}`);
        await look(page, `${address} ${path}`);
        seen += 1;
      }
      await context.close();
    }
    return seen;
  };

  test.each([
    ['200 %', 640],
    ['400 %', 320],
  ])('%s of 1280 px: nothing scrolls sideways, and the menu opens by its button', async (_, width) => {
    const wide: string[] = [];
    const seen = await everyPage({ viewport: { width, height: 512 } }, async (page, path) => {
      if ((await page.evaluate<number>('document.documentElement.scrollWidth')) > width) wide.push(path);
      const menu = page.locator('nav.menu');
      expect(await menu.isVisible(), path).toBe(false);
      await page.locator('header .bar .menu-button').press('Enter');
      expect(await menu.isVisible(), path).toBe(true);
      await page.keyboard.press('Escape');
      expect(await menu.isVisible(), path).toBe(false);
    });
    expect(wide).toEqual([]);
    process.stdout.write(`      ${width} px: ${seen} pages\n`);
  });

  test('配色の強制: 枠と印が、背景の色がなくても見える。動きはない', async () => {
    const bare: string[] = [];
    const seen = await everyPage(
      {
        viewport: { width: 1280, height: 900 },
        forcedColors: 'active',
        reducedMotion: 'reduce',
      },
      async (page, path) => {
        expect(await axeFindings(page), path).toEqual([]);
        // What a background alone tells apart is gone: there must be a border, or the line of the current entry.
        const found = await page.evaluate<string[]>(`[...document.querySelectorAll(
          '.button:not(.quiet), .tag, .callout, .empty, .menu a[aria-current], .tabs a[aria-current], input[type="text"], select, textarea, .stepper li')]
          .filter((each) => each.checkVisibility())
          .filter((each) => {
            const of = (pseudo) => { const style = getComputedStyle(each, pseudo); return ['Top', 'Bottom', 'Left']
              .some((side) => parseFloat(style['border' + side + 'Width']) > 0 && style['border' + side + 'Style'] !== 'none'); };
            return !of(undefined) && !of('::before');
          }).map((each) => each.className || each.tagName)`);
        bare.push(...found.map((what) => `${path}: ${what}`));
        expect(await page.evaluate<number>('document.getAnimations().length'), path).toBe(0);
      },
    );
    expect([...new Set(bare)]).toEqual([]);
    process.stdout.write(`      forced colours: ${seen} pages\n`);
  });

  test('印刷: ヘッダーの操作・メニュー・現在の位置・手引への案内は紙に出ない。閉じた部分は開いて出る', async () => {
    const seen = await everyPage({ viewport: { width: 794, height: 1123 } }, async (page, path) => {
      await page.emulateMedia({ media: 'print' });
      for (const part of ['nav.menu', '.way', '.skip', '.account', '.tabs', '.menu-button', '.site-footer'])
        for (const each of await page.locator(part).all())
          expect(await each.isVisible(), `${path} ${part}`).toBe(false);
      expect(await page.locator('main h1').first().isVisible(), path).toBe(true);
      await page.emulateMedia({ media: 'screen' });
    });
    process.stdout.write(`      print: ${seen} pages\n`);
    const storageState = sessions['tax-manager@city.example.jp'] ?? '';
    const page = await (await browser.newContext({ storageState })).newPage();
    await page.goto(`${site.url}/applications/${caseId}?part=content`);
    await page.emulateMedia({ media: 'print' });
    for (const part of await page.locator('details.part').all())
      expect((await part.boundingBox())?.height ?? 0).toBeGreaterThan(80);
  });
});
