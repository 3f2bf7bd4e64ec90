import { mkdirSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

const VENDOR = 'hoshu@hokuto.example.com';
const CLERK = 'clerk@city.example.jp';

describe.skipIf(!chromiumPath)('担当者とAPIキーの画面', () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launch>>;
  let context: BrowserContext | undefined;
  let page: Page;
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
  const open = async (address: string, width: number, next: string) => {
    await context?.close();
    context = await browser.newContext({ viewport: { width, height: 900 } });
    page = await context.newPage();
    await signInAs(site, page, address, next);
  };
  /** By the keyboard alone. */
  const press = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).focus();
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  };
  const main = () => page.locator('main').innerText();

  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
  });
  afterAll(async () => {
    await context?.close();
    await browser?.close();
    await site?.close();
  });

  test('利用管理者が、担当者を登録し、誤りを示され、直し、終了する', async () => {
    await open(VENDOR, 1280, '/');
    await page.getByRole('link', { name: '担当者とAPIキー' }).click();
    await look('担当者とAPIキー');
    await page.getByRole('link', { name: '担当者を登録する' }).click();
    await look('担当者の登録');
    await press('登録する');
    expect(await main()).toContain('入力内容をご確認ください（3件）');
    await look('担当者の登録の誤り');
    await page.getByLabel('氏名').fill('北斗 七子');
    await page.getByLabel('メールアドレス').fill('nanko@hokuto.example.com');
    await page.getByLabel('登録の理由').fill('増員');
    await press('登録する');
    expect(await main()).toContain('担当者を登録しました');
    await page.getByRole('link', { name: /^変更.*北斗 七子/ }).click();
    await page.getByLabel('メールアドレス').fill('nanako@hokuto.example.com');
    await page.getByLabel('変更の理由').fill('アドレスの訂正');
    await look('担当者の変更');
    await press('変更する');
    expect(await main()).toContain('nanako@hokuto.example.com');
    await page.getByLabel('名称').fill('社内ワークフロー');
    await press('作成する');
    expect(await main()).toMatch(/rmp_[\w-]{43}/);
    await look('キーの作成');
    await page.getByRole('link', { name: /^登録を終了.*北斗 七子/ }).click();
    await look('担当者の登録終了');
    await page.getByLabel('終了の理由').fill('退職');
    await press('登録を終了する');
    expect(await main()).toContain('終了（令和8年4月6日）');
    await page.setViewportSize({ width: 375, height: 800 });
    await look('担当者とAPIキー（携帯）');
    expect(site.failures).toEqual([]);
  });

  test('統括部門が、事業者の画面から担当者を変更し、終了する', async () => {
    await open(CLERK, 1280, '/registrations');
    await page.getByRole('link', { name: '南星ソフトウェア株式会社', exact: true }).click();
    await look('事業者の画面');
    await page.getByRole('link', { name: /^変更.*南星 六郎/ }).click();
    await look('統括部門による変更');
    await page.setViewportSize({ width: 375, height: 800 });
    await look('統括部門による変更（携帯）');
    await page.goBack();
    await look('事業者の画面（携帯）');
    await page.getByRole('link', { name: /^登録を終了.*南星 六郎/ }).click();
    await look('統括部門による終了（携帯）');
    await press('登録を終了する');
    expect(await main()).toContain('終了の理由');
    await page.getByLabel('終了の理由').fill('退職');
    await press('登録を終了する');
    expect(await main()).toContain('終了（令和8年4月6日）');
    expect(site.failures).toEqual([]);
  });
});
