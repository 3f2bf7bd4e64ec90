import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';
import { permitOn } from './permit.ts';

/** SCREENSHOTS=<folder> keeps a picture of every part. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

const PARTS = {
  permits: ['overview', 'content', 'works', 'reports', 'findings', 'changes'],
  applications: ['overview', 'content', 'decisions', 'timeline', 'mails'],
} as const;

describe.skipIf(!chromiumPath)('許可の画面と申請の画面の部分', () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launch>>;
  let caseId = '';
  beforeAll(async () => {
    site = await openSite('2026-04-28T13:00+09:00');
    browser = await launch();
    caseId = await permitOn(site, { from: '2026-04-28', to: '2027-03-31' });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test.each([
    ['hoshu@hokuto.example.com', 1280],
    ['hoshu@hokuto.example.com', 375],
    ['tax-manager@city.example.jp', 1280],
    ['tax-manager@city.example.jp', 375],
  ])('%s, %i px: each part is shorter than the whole', async (address, width) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: true });
    const page = await context.newPage();
    const heightOf = (): Promise<number> => page.evaluate('document.documentElement.scrollHeight');
    await signInAs(site, page, address, '/home');
    for (const [kind, parts] of Object.entries(PARTS)) {
      await page.goto(`${site.url}/${kind}/${caseId}?part=all`);
      const whole = await heightOf();
      const heights: Record<string, number> = {};
      for (const part of parts) {
        await page.goto(`${site.url}/${kind}/${caseId}?part=${part}`);
        heights[part] = await heightOf();
        expect(await page.evaluate('document.documentElement.scrollWidth'), part).toBeLessThanOrEqual(width);
        expect(await axeFindings(page), part).toEqual([]);
        if (folder)
          await page.screenshot({
            path: join(folder, `${kind}-${address[0]}-${part}-${width}.png`),
            fullPage: true,
          });
      }
      process.stdout.write(
        `      /${kind} ${address} ${width} px: whole ${whole}, ${JSON.stringify(heights)}\n`,
      );
      // What is folded on all of it is open in its own part.
      if (kind === 'permits') expect(Math.max(...Object.values(heights))).toBeLessThan(whole);
      expect(heights['overview']).toBeLessThan(whole);
    }
    await page.goto(`${site.url}/home`);
    if (folder)
      await page.screenshot({ path: join(folder, `home-${address[0]}-${width}.png`), fullPage: true });
    await context.close();
  });
});
