import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dateOf } from '../../core/values/calendar.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';
import { fillSections } from './fill-form.ts';

/** 様式1 from the consultation to the receipt: every page looked at and measured, with script and without. */

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

/** Without pictures, as it is sent. */
const MOST_BYTES = 40_000;

describe.skipIf(!chromiumPath)('画面で申請する', { timeout: 120_000 }, () => {
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
    ['パソコン', 1280, true],
    ['パソコン・スクリプトなし', 1280, false],
    ['携帯', 375, true],
    ['携帯・スクリプトなし', 375, false],
  ] as const)('%s: 項目ごとに入力し、確認して、申請する', async (device, width, javaScriptEnabled) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled });
    const page = await context.newPage();
    const sizes: string[] = [];
    let bytes = 0;
    page.on('response', async (response) => {
      if (response.request().resourceType() === 'document' && response.status() === 200)
        bytes = (await response.body().catch(() => Buffer.alloc(0))).length;
    });
    const look = async (name: string) => {
      const controls = await page
        .locator('main :is(input:not([type=hidden]), textarea, select, button):visible')
        .count();
      const height = (await page.locator('body').boundingBox())?.height ?? 0;
      sizes.push(`${name}: ${controls} controls, ${Math.round(height)} px, ${(bytes / 1000).toFixed(1)} kB`);
      expect(bytes, name).toBeLessThan(MOST_BYTES);
      if (folder) await page.screenshot({ path: `${folder}/申請-${name}-${device}.png`, fullPage: true });
      if (!javaScriptEnabled) return;
      expect(await axeFindings(page), name).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), name).toBe(false);
    };
    await signInAs(site, page, 'hoshu@hokuto.example.com', '/applications/new');
    await page
      .getByRole('button', { name: /申請書を作成/ })
      .first()
      .click();
    await look('一覧');
    await page.getByRole('link', { name: /^入力する：申請者/ }).click();
    await page.goBack();
    await page.getByRole('link', { name: '申請の区分' }).click();
    // Only what applies is asked.
    expect(await page.getByLabel('従前の許可番号').isVisible()).toBe(false);
    await page.getByLabel('継続').check();
    expect(await page.getByLabel('従前の許可番号').isVisible()).toBe(true);
    await page.getByLabel('新規').check();
    // Enter saves, and stays.
    await page.getByLabel('申請日').press('Enter');
    expect(page.url()).toContain('/sections/basics?done=saved');
    const { pledge: _, consultationId, ...rest } = sampleApplication(dateOf(site.runtime.ports.clock()));
    // Out of a spreadsheet, and away again.
    const workers = page.url().replace(/basics.*/, 'work');
    await page.goto(workers);
    await page.getByText('Excelなどの表から貼り付ける').click();
    await page.getByLabel('表の貼り付け').fill('氏名\tフリガナ\n作業 九郎\tサギョウ クロウ');
    await look('貼り付け');
    await page.getByRole('button', { name: '貼り付けた表を欄に加える' }).click();
    expect(await page.getByLabel('フリガナ').inputValue()).toBe('サギョウ クロウ');
    await page.getByRole('button', { name: /^削除/ }).click();
    await page.goto(workers.replace(/work$/, 'basics'));
    const presses = await fillSections(page, { ...rest, pledge: { accepted: true } }, look);
    await look('確認');
    await page.getByRole('link', { name: /^変更\s*：専用端末/ }).click();
    await page.getByRole('button', { name: '保存して目次に戻る' }).click();
    await look('一覧（完了）');
    await page.getByRole('link', { name: '申請内容の確認へ進む' }).click();
    await page.getByRole('button', { name: '申請する' }).click();
    expect(page.url()).toContain('done=submitted');
    // 申請書を作成する, 申請の区分, the sections, 申請する.
    process.stdout.write(
      `      ${device}: ${2 + presses + 1} clicks from the consultation to the receipt\n        ${sizes.join('\n        ')}\n`,
    );
    expect(2 + presses + 1).toBeLessThan(25);
    expect(site.failures).toEqual([]);
    await context.close();
  });
});
