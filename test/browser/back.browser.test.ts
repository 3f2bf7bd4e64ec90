import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';
import { permitOn } from './permit.ts';

if (!chromiumPath)
  process.stderr.write('\n*** SKIPPED: test/browser, because Chromium is not installed ***\n\n');

const MANAGER = 'tax-manager@city.example.jp';
const TEXT = '接続の記録を確かめ、申請と異なる日時の理由を書面で報告してください';

/** Back to a form that was shown again after a mistake: it stands there as it was typed (docs/adr/0059). */
describe.skipIf(!chromiumPath)('入力の誤りを直した後に「戻る」', () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await openSite('2026-04-28T13:00+09:00');
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  let caseId = '';
  test.each([
    ['スクリプトあり', true],
    ['スクリプトなし', false],
  ])('%s', async (_, javaScriptEnabled) => {
    caseId ||= await permitOn(site, { from: '2026-04-28', to: '2027-03-31' });
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const send = async () => {
      const posted = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.locator('main form[method=post] button[type=submit]').last().click();
      const { status } = await posted.then((response) => ({ status: response.status() }));
      await page.waitForLoadState();
      return status;
    };
    await signInAs(site, page, MANAGER, `/permits/${caseId}`);
    await page.goto(`${site.url}/permits/${caseId}/new-instruction`);
    const text = page.getByLabel('指示の内容').first();
    await text.fill(TEXT);
    expect(await send()).toBe(422);

    // Something is looked up, and then it is gone on with.
    await page.goto(`${site.url}/inbox`);
    await page.goBack();
    expect(await text.inputValue()).toBe(TEXT);
    expect(await page.title()).toContain('エラー');

    // Nothing is left once somebody has signed out.
    await page.getByRole('button', { name: 'サインアウト' }).first().click();
    await page.waitForURL(/done=signed-out/);
    await page.goBack().catch(() => undefined);
    await expect.poll(() => page.content().catch(() => TEXT)).not.toContain(TEXT);
    expect(await page.title()).not.toContain('エラー：指示');
    await context.close();
  });
});
