import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tomakomaiR50401 as regulation } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { withApiKey } from '../../local/demo/client.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { axeFindings, chromiumPath, launch, mailTo, openSite, type Site, signInAs } from './browser.ts';

if (!chromiumPath)
  process.stderr.write('\n*** SKIPPED: test/browser, because Chromium is not installed ***\n\n');

const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });
const MANAGER = 'tax-manager@city.example.jp';

/** 別表1: 16 items from the mail to the confirmation, counted; with script and without, wide and narrow. */
describe.skipIf(!chromiumPath)('16項目の確認', () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  let keys = 0;
  const apply = async (unshown?: string): Promise<string> => {
    const { checklist, ...rest } = sampleApplication(dateOf(site.runtime.ports.clock()));
    const answers = checklist.map((answer) =>
      answer.item === unshown ? { item: answer.item, answer: answer.answer } : answer,
    );
    keys += 1;
    const vendor = withApiKey(site.url, `rmp_${'A'.repeat(43)}`);
    const receipt = await vendor.post(
      '/v1/applications',
      { ...rest, checklist: answers },
      { 'idempotency-key': `confirm-${keys}` },
    );
    await site.runtime.settle();
    return z.object({ caseNo: z.string() }).parse(receipt).caseNo;
  };
  /** axe runs in the page, which needs script. */
  const look = async (page: Page, name: string, withAxe = true): Promise<number> => {
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    if (withAxe) expect(await axeFindings(page), name).toEqual([]);
    const size = await page.evaluate(
      '[document.documentElement.scrollHeight, document.documentElement.scrollWidth <= innerWidth]',
    );
    const [height, fits] = z.tuple([z.number(), z.boolean()]).parse(size);
    expect(fits, `${name} はみ出し`).toBe(true);
    process.stdout.write(`${name}: ${height} px\n`);
    return height;
  };

  test.each([
    ['スクリプトあり', true, 1280],
    ['スクリプトなし', false, 1280],
    ['スクリプトなし・携帯', false, 375],
  ])(
    'メールから確認まで、26回以内のクリックと3か所以内の入力（%s）',
    async (name, javaScriptEnabled, width) => {
      const caseNo = await apply();
      const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled });
      const page = await context.newPage();
      let clicks = 0;
      let typed = 0;
      const click = async (locator: ReturnType<Page['locator']>) => {
        await locator.click();
        clicks += 1;
      };
      const type = async (label: string, text: string) => {
        await page.getByLabel(label).first().fill(text);
        typed += 1;
      };
      const mail = await mailTo(site, MANAGER, caseNo);
      await page.goto(/https?:\S+\/d\/\S+/.exec(mail.text)?.[0] ?? '');
      clicks += 1;
      await click(page.getByRole('button', { name: '確認コードを送る' }));
      const code = await mailTo(site, MANAGER, '確認コード');
      await type('確認コード', /\b\d{8}\b/.exec(code.text)?.[0] ?? '');
      await click(page.getByRole('button', { name: 'サインインする' }));
      expect(await look(page, `確認（${name}・${width}）`, javaScriptEnabled)).toBeLessThanOrEqual(5000);
      for (const index of regulation.checklist.keys())
        await click(page.locator(`label:has([name="checklist.${index}.result"][value="shared"])`));
      await click(page.locator('label:has([name="common.method"][value="document"])'));
      await type('確認した資料', '様式1と別添資料');
      await click(page.locator('label:has([name="choice"][value="ask-chief"])'));
      await click(page.getByRole('button', { name: '決定する' }));
      await page.waitForURL(/done=decided/);
      process.stdout.write(`16項目の確認（${name}）: ${clicks}回のクリック、${typed}か所の入力\n`);
      expect(clicks).toBeLessThanOrEqual(26);
      expect(typed).toBeLessThanOrEqual(3);
      const caseId = /applications\/([^?/]+)/.exec(page.url())?.[1];
      await page.goto(`${site.url}/applications/${caseId}/record`);
      const record = await page.locator('main').innerText();
      expect(record.split('様式1と別添資料').length - 1).toBe(16);
      await context.close();
    },
  );

  test.each([1280, 375])('先に確かめる項目、残りの項目の誤り、不承認の最終確認（%s）', async (width) => {
    const caseNo = await apply('2-1');
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await signInAs(site, page, MANAGER, '/inbox');
    await page
      .getByRole('link', { name: new RegExp(caseNo) })
      .first()
      .click();
    // Enter in a field of the form saves what was typed, and decides nothing.
    await page.locator('[name="common.evidence"]').fill('様式1');
    await page.locator('[name="common.evidence"]').press('Enter');
    await page.waitForURL(/done=saved/);
    expect(await page.locator('[name="common.evidence"]').inputValue()).toBe('様式1');
    const [first] = await page.locator('.check-row > legend').allInnerTexts();
    expect(first).toContain('2-1');
    expect(await page.locator('[name="checklist.4.result"][value="shared"]').count()).toBe(0);
    await page.locator('[name="checklist.0.result"][value="shared"]').check();
    await page.locator('[name="checklist.5.result"][value="fail"]').check();
    await page.locator('[name="choice"][value="ask-chief"]').check();
    await page.getByRole('button', { name: '決定する' }).click();
    await look(page, `確認の誤り（${width}）`);
    expect(await page.locator('.error-summary a.among').count()).toBe(15);
    await page.locator('[name="choice"][value="refuse"]').check();
    await page.locator('[name="checklist.5.note"]').fill('入退室の記録がない。');
    await page.locator('[name="reason"]').fill('要件を満たさないため');
    await page.getByRole('button', { name: '決定する' }).click();
    await look(page, `不承認の最終確認（${width}）`);
    await page.getByRole('button', { name: '入力に戻る' }).click();
    expect(await page.locator('[name="reason"]').inputValue()).toBe('要件を満たさないため');
    await page.getByRole('button', { name: '決定する' }).click();
    await page.getByRole('button', { name: '不承認とする' }).click();
    await page.waitForURL(/done=decided/);
    await context.close();
  });
});
