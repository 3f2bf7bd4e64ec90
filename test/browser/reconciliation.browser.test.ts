import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shiftJis } from '../support/shift-jis.ts';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';
import { permitOn } from './permit.ts';

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

const LOG = [
  '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先,セッションID',
  ...Array.from({ length: 12 }, (_, index) => {
    const hour = String(index + 6).padStart(2, '0');
    return `hokko01,2026/04/28 ${hour}:02:11,2026/04/28 ${hour}:35:40,203.0.113.${index},HK-00${index},srv${index},S-${index}`;
  }),
  'hokko02,きのう,2026/04/10 13:48:22,192.0.2.11,HK-002,srv,S-99',
].join('\r\n');

describe.skipIf(!chromiumPath)('接続ログとの照合の画面', () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launch>>;
  let context: BrowserContext;
  let page: Page;
  let base = '';
  let files = '';
  let pictures = 0;

  const look = async (name: string) => {
    if (folder)
      await page.screenshot({
        path: `${folder}/${String(++pictures).padStart(2, '0')}-${name}.png`,
        fullPage: true,
      });
    expect(await axeFindings(page), name).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), name).toBe(false);
  };
  const open = async (width: number) => {
    await context?.close();
    context = await browser.newContext({ viewport: { width, height: 900 } });
    page = await context.newPage();
    await signInAs(site, page, 'tax-manager@city.example.jp', base);
  };

  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), 'log-'));
    writeFileSync(join(files, 'vpn.csv'), shiftJis(LOG));
    site = await openSite('2026-04-28T20:00+09:00');
    browser = await launch();
    base = `/permits/${await permitOn(site, { from: '2026-04-28', to: '2027-03-31' })}/reconciliations`;
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    rmSync(files, { recursive: true, force: true });
  });

  test.each([1280, 375])('ログを選び、列を確かめ、結果を見る（幅%i）', async (width) => {
    await open(width);
    await look(`一覧-${width}`);
    await page
      .getByRole('link', { name: /照合する/ })
      .first()
      .click();
    await look(`ログを選ぶ-${width}`);
    await page.getByRole('button', { name: '列の対応を確かめる' }).click();
    await look(`ログの誤り-${width}`);
    await page
      .getByLabel(/^接続ログ/)
      .first()
      .setInputFiles(join(files, 'vpn.csv'));
    await page.getByRole('button', { name: '送信する' }).click();
    await page.getByRole('heading', { name: /接続ログとの照合/ }).waitFor();
    await look(`列の対応-${width}`);
    await page.getByRole('button', { name: '照合する', exact: true }).click();
    expect(await page.locator('.error-summary').innerText()).toContain('読み取れない行が1行');
    await look(`読み取れない行-${width}`);
    await page.getByLabel('読み取れない行を除いて照合する').check();
    await page.getByRole('button', { name: '照合する', exact: true }).click();
    expect(page.url()).toContain('done=reconciled');
    await look(`結果-${width}`);
    const result = page.url();
    await page.getByRole('link', { name: '接続・作業' }).first().click();
    await look(`違反の候補-${width}`);
    await page.getByRole('link', { name: '違反の候補の判断' }).click();
    await page.getByRole('heading', { name: '疑いのある接続・作業' }).waitFor();
    await look(`候補の判断-${width}`);
    await page.goto(result);
    await page.getByRole('link', { name: '照合結果を印刷する' }).click();
    await look(`A4-${width}`);
  });
});
