import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { chromiumPath, launch, openSite, type Site } from './browser.ts';

if (!chromiumPath)
  process.stderr.write(
    '\n*** SKIPPED: the scanner in a real browser, because Chromium is not installed ***\n\n',
  );

/** The same as test/scanner, in a real browser: it runs scripts, and clicks everything that can be clicked. */
describe.skipIf(!chromiumPath)('メールの検査装置（実際のブラウザ）', () => {
  let site: Site;
  let browser: Browser;
  let caseId = '';
  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
    const { ports } = site.runtime;
    const today = ports.clock().toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
    const answer = await fetch(`${site.url}/v1/applications`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer rmp_${'A'.repeat(43)}`,
        'idempotency-key': 'scanned',
      },
      body: JSON.stringify(sampleApplication(today)),
    });
    expect(answer.status).toBe(201);
    caseId = String(Object(await answer.json())['caseId']);
    await site.runtime.settle();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Every row of the case but its mails and its outbox. */
  const rows = async (): Promise<string> => {
    const page = await site.runtime.store.query({ hash: `CASE#${caseId}`, limit: 1000 });
    return JSON.stringify(page.items.filter(({ sk }) => !/^(?:MAIL|OUTBOX)#/.test(sk)));
  };
  /** What a script of the scanner does in the page: events of every kind on every element. */
  const STIR = `for (const element of document.querySelectorAll('*'))
    for (const type of ['mouseover', 'mousedown', 'focus', 'input', 'change', 'keydown', 'mouseup'])
      element.dispatchEvent(new Event(type, { bubbles: true }))`;

  const fill = async (page: Page, n: number): Promise<void> => {
    const junk = ['tax-manager@city.example.jp', '12345678', '承認', String(10_000_000 + n * 7919)];
    for (const [index, input] of (await page.locator('input[type="text"], textarea').all()).entries())
      await input.fill(junk[(n + index) % junk.length] ?? '');
  };
  /** By script, not by mouse: also what is hidden or lies outside the window. */
  const press = async (target: Locator, script: string): Promise<void> => {
    await target.evaluate(script);
    await target.page().waitForTimeout(50);
    await target.page().waitForLoadState();
  };
  const clickEverything = async (page: Page, url: string, n: number): Promise<number> => {
    let clicks = 0;
    await page.goto(url);
    const count = await page.locator('a[href], button').count();
    for (let index = 0; index < count; index += 1) {
      await page.goto(url);
      await page.evaluate(STIR);
      await fill(page, n + index);
      await press(page.locator('a[href], button').nth(index), '(element) => element.click()');
      clicks += 1;
      // Where a button led there may be another one.
      for (const form of await page.locator('form').all()) {
        await fill(page, n + index);
        await press(form, '(form) => form.requestSubmit()');
        clicks += 1;
        break;
      }
    }
    return clicks;
  };

  test('どのリンクを開き、どのボタンを押しても、何も決定されない', async () => {
    const before = await rows();
    expect(before).toContain('"status":"confirming"');
    let clicks = 0;
    let visits = 0;
    const mails = site.runtime.mailbox.list().filter(({ text }) => text.includes(site.url));
    expect(mails.length).toBeGreaterThanOrEqual(2);
    for (const { text } of mails)
      for (const [url] of text.matchAll(/https?:\/\/[^\s]+/g)) {
        const context = await browser.newContext();
        clicks += await clickEverything(await context.newPage(), url, visits);
        visits += 1;
        await context.close();
        await site.runtime.settle();
        expect(await rows(), url).toBe(before);
      }
    expect(site.failures).toEqual([]);
    expect(clicks).toBeGreaterThan(10);
    process.stdout.write(
      `      N = ${visits} visits, ${clicks} clicks in Chromium: 0 decisions (95 %: < ${(3 / visits).toFixed(2)})\n`,
    );
  });
});
