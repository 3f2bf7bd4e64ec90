import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { dateOf } from '../../core/calendar.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { chromiumPath, launch, mailTo, openSite, signInAs } from './browser.ts';

/** `npm run screenshots`: the pictures of the README, from the pages as they are. Needs Chromium and a Japanese font. */

if (!chromiumPath) throw new Error('Chromium is missing (Debian: chromium, fonts-noto-cjk)');
const folder = join(import.meta.dirname, '..', '..', 'docs', 'images');
mkdirSync(folder, { recursive: true });

const site = await openSite();
const browser = await launch();

/** What stands at the top of `selector`, one window full. */
const picture = async (page: Page, name: string, selector = 'body') => {
  await page
    .locator(selector)
    .first()
    .evaluate((element) => element.scrollIntoView());
  await page.screenshot({ path: join(folder, `${name}.png`) });
};
const newPage = async () => (await browser.newContext({ viewport: { width: 1040, height: 760 } })).newPage();
const as = async (address: string, next: string): Promise<Page> => {
  const page = await newPage();
  await signInAs(site, page, address, next);
  return page;
};

const vendor = await as('hoshu@hokuto.example.com', '/applications/new');
await vendor.getByRole('button', { name: '申請書を作成する' }).last().click();
await picture(vendor, 'form');

const answer = await fetch(`${site.url}/v1/applications`, {
  method: 'POST',
  headers: {
    authorization: `Bearer rmp_${'A'.repeat(43)}`,
    'content-type': 'application/json',
    'idempotency-key': 'screenshots',
  },
  body: JSON.stringify(sampleApplication(dateOf(site.runtime.ports.clock()))),
});
const { caseId } = z.object({ caseId: z.string() }).parse(await answer.json());
const mail = await mailTo(site, 'tax-manager@city.example.jp', '要決定');
const mailbox = await newPage();
await mailbox.goto(`${site.url}/mailbox?to=${encodeURIComponent(mail.to)}`);
await picture(mailbox, 'mail', 'details');

const manager = await as('tax-manager@city.example.jp', `/applications/${caseId}/decision`);
await picture(manager, 'decision', 'fieldset:has([name="checklist.0.result"])');
await vendor.goto(`${site.url}/applications/${caseId}`);
await picture(vendor, 'case');

await browser.close();
await site.close();
