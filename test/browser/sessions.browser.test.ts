import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, chromiumPath, enterCode, launch, openSite, signInAs } from './browser.ts';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1';
const TAX = 'tax-manager@city.example.jp';

describe.skipIf(chromiumPath === undefined)('サインインの状況', () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  let browser: Browser;
  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test.each([1280, 375])(
    '幅%dpx: 一覧から終わらせる。横にはみ出さず、axeの指摘はない',
    async (width) => {
      const phone = await (await browser.newContext({ userAgent: IPHONE })).newPage();
      await signInAs(site, phone, TAX);
      const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
      await signInAs(site, page, TAX);
      if (width < 768) await page.getByRole('button', { name: 'メニュー' }).click();
      await page.getByRole('link', { name: 'サインインの状況' }).click();
      expect(await page.getByRole('row', { name: /Safari（iPhone）/ }).count()).toBe(1);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.getByRole('button', { name: /^終わらせる\s*（Safari（iPhone）/ }).click();
      expect(await page.getByRole('status').textContent()).toBe('サインインを終わらせました');
      await phone.reload();
      expect(await phone.getByRole('link', { name: 'サインインの状況' }).count()).toBe(0);
      await page.getByRole('button', { name: 'この画面も含めて終わらせる' }).click();
      expect(await page.getByRole('status').textContent()).toContain('サインインをすべて終わらせ');
      expect(site.failures).toEqual([]);
    },
    60_000,
  );

  test.each([1280, 375])(
    '幅%dpx: 入力している間はサインインが延び、いつまでかを示す。切れていれば、送信の前に知らせる',
    async (width) => {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      const page = await context.newPage();
      const heard: string[] = [];
      page.on('console', (message) => heard.push(message.text()));
      await page.clock.install();
      const start = site.clock.now();
      await signInAs(site, page, 'hoshu@hokuto.example.com', '/api-keys');
      const shown = page.locator('#signed-in-until');
      const until = (minutes: number) =>
        `サインインは${new Intl.DateTimeFormat('ja-JP', {
          timeZone: 'Asia/Tokyo',
          hour: 'numeric',
          minute: '2-digit',
        })
          .format(start.add({ minutes }).epochMilliseconds)
          .replace(':', '時')}分まで`;
      expect(await shown.textContent()).toBe(until(30));
      for (const minutes of [20, 40, 60]) {
        site.clock.moveTo(start.add({ minutes }));
        await page.clock.fastForward(20 * 60_000);
        await page.locator('[name="label"]').pressSequentially('夜');
        await shown.filter({ hasText: until(minutes + 30) }).waitFor();
      }
      expect(await page.locator('[name="label"]').inputValue()).toBe('夜夜夜');
      expect([await axeFindings(page), heard]).toEqual([[], []]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await context.clearCookies();
      await page.clock.fastForward(20 * 60_000);
      await page.locator('[name="label"]').pressSequentially('間');
      await shown.filter({ hasText: 'サインインは切れました' }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(site.failures).toEqual([]);
    },
    60_000,
  );

  test.each([1280, 375])(
    '幅%dpx: 入力の途中でサインインが切れても、入力は残り、新しいタブでサインインして続けられる',
    async (width) => {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      const page = await context.newPage();
      await signInAs(site, page, 'hoshu@hokuto.example.com', '/applications/new');
      await page.getByRole('button', { name: '申請書を作成する' }).first().click();
      await page.waitForURL(/\/drafts\/[^/]+$/);
      await page.getByRole('link', { name: '添付資料・備考' }).click();
      const form = page.url();
      const typed = '二行にわたる\n備考（髙橋）';
      await page.locator('[name="remarks"]').fill(typed);
      await context.clearCookies();
      await page.locator('button[value="list"]').last().click();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('サインインが切れました');
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      if (process.env['SHOTS'])
        await page.screenshot({ path: `${process.env['SHOTS']}/kept-${width}.png`, fullPage: true });
      const [tab] = await Promise.all([
        context.waitForEvent('page'),
        page.getByRole('link', { name: '新しいタブを開いて、サインインする' }).click(),
      ]);
      await tab.getByLabel('メールアドレス').fill('hoshu@hokuto.example.com');
      await tab.getByRole('button', { name: '確認コードを送る' }).click();
      await enterCode(site, tab, 'hoshu@hokuto.example.com');
      await page.bringToFront();
      await page.getByRole('button', { name: '続ける' }).click();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
        '入力した内容を送信してください',
      );
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      if (process.env['SHOTS'])
        await page.screenshot({ path: `${process.env['SHOTS']}/again-${width}.png`, fullPage: true });
      await page.getByRole('button', { name: '入力した内容を送信する' }).click();
      await page.goto(form);
      expect(await page.locator('[name="remarks"]').inputValue()).toBe(typed);
      expect(site.failures).toEqual([]);
    },
    60_000,
  );
});
