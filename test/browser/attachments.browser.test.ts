import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FILES } from '../support/sample-files.ts';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];

describe.skipIf(!chromiumPath)('画面で資料を添付する', () => {
  let browser: Awaited<ReturnType<typeof launch>>;
  let site: Site;
  beforeAll(async () => {
    [browser, site] = await Promise.all([launch(), openSite()]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test.each([
    ['パソコン', 1280],
    ['携帯', 375],
  ])('%s: 資料を選び、送り、種類を選んで申請書に加える', async (device, width) => {
    const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
    const look = async (name: string) => {
      if (folder) await page.screenshot({ path: `${folder}/${name}-${device}.png`, fullPage: true });
      expect(await axeFindings(page), name).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), name).toBe(false);
    };
    const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

    await signInAs(site, page, 'hoshu@hokuto.example.com', '/applications/new');
    await page
      .getByRole('button', { name: /申請書を作成/ })
      .first()
      .click();
    await page.getByRole('link', { name: '添付資料・備考' }).click();
    await page.getByLabel('備考').fill('入力の途中');
    await page.getByRole('button', { name: '資料を添付する' }).click();
    await look('添付-選ぶ');
    await page.getByLabel('添付する資料').setInputFiles(file('構成図.xlsx', FILES.encryptedOffice));
    await page.getByRole('button', { name: '送信する' }).click();
    await page.getByLabel('資料の種類').selectOption('構成図');
    await page.getByRole('button', { name: 'この資料を申請書に加える' }).click();
    expect(await page.locator('main').innerText()).toContain('パスワードで保護されたファイル');
    await look('添付-誤り');
    await page.getByLabel('添付する資料').setInputFiles(file('㈱髙橋 構成図.pdf', FILES.pdf));
    await page.getByRole('button', { name: '送信する' }).click();
    expect(await page.locator('main').innerText()).toContain('㈱髙橋 構成図.pdf');
    await look('添付-受け取った資料');
    await page.getByLabel('資料の種類').selectOption('構成図');
    await page.getByRole('button', { name: 'この資料を申請書に加える' }).click();
    expect(page.url()).toContain('done=attached');
    expect(await page.getByLabel('備考').inputValue()).toBe('入力の途中');
    expect(await page.locator('main').innerText()).toContain('㈱髙橋 構成図.pdf');
    await look('添付-申請書');
    expect(site.failures).toEqual([]);
  });
});
