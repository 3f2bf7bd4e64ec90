import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';
import { permitOn } from './permit.ts';

if (!chromiumPath)
  process.stderr.write('\n*** SKIPPED: test/browser, because Chromium is not installed ***\n\n');

const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

/** 決裁待ち: chosen, sorted, and two months confirmed on one page, without script. */
describe.skipIf(!chromiumPath)('決裁待ち', () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
    const caseId = await permitOn(site, { from: '2026-04-20', to: '2027-03-31' });
    await site.runtime.advanceTo(Temporal.Instant.from('2026-06-01T10:00+09:00'));
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await signInAs(site, page, 'hoshu@hokuto.example.com', `/permits/${caseId}`);
    for (const month of ['2026-04', '2026-05']) {
      await page.goto(`${site.url}/permits/${caseId}/reports/${month}`);
      await page.getByRole('button', { name: '利用なしで提出する' }).click();
      await page.waitForURL(/done=month-reported/);
    }
    await site.runtime.settle();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test.each([1280, 375])('絞り込み、まとめて1件を確認する（%s）', async (width) => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    const look = async (name: string) => {
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
      expect(await axeFindings(page), name).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), name).toBe(false);
    };
    await signInAs(site, page, 'tax-manager@city.example.jp', '/inbox');
    const isWide = width === 1280;
    if (isWide) {
      await page.getByLabel('依頼の内容').selectOption({ index: 1 });
      await page.getByRole('button', { name: '表示する', exact: true }).click();
      expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
    }
    await look('決裁待ち');
    await page.goto(`${site.url}/inbox/monthly`);
    await page.getByRole('button', { name: '選択したものを記録する' }).click();
    await look('まとめて確認');
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: '選択したものを記録する' }).click();
    expect(await page.locator('main').innerText()).toContain('1件のうち1件を記録しました');
    await look('まとめた結果');
    await context.close();
  });
});
