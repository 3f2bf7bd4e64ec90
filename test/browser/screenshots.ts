import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { dateOf } from '../../core/values/calendar.ts';
import { playLateMonth } from '../../local/demo/full-late-month.ts';
import { playMonths } from '../../local/demo/full-months.ts';
import { playPermit } from '../../local/demo/full-permit.ts';
import { playWork } from '../../local/demo/full-work.ts';
import { gather, type Life, MANAGER } from '../../local/demo/people.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { openStage } from '../../local/demo/stage.ts';
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

await site.close();

// What comes after the permit: the first months of `npm run demo -- --full`.
const stage = await openStage('2026-04-06T09:00+09:00', () => {});
const people = gather(stage);
const life: Life = { stage, people, ...(await playPermit(stage, people)) };
await playWork(life);
await playMonths(life);
const findingId = await playLateMonth(life);
const { runtime, base: url, close } = stage;
const later = { runtime, url, close, failures: [] };
const onPermit = async (address: string, path: string): Promise<Page> => {
  const page = await newPage();
  await signInAs(later, page, address, `/permits/${life.caseId}${path}`);
  return page;
};
const works = z.object({ works: z.array(z.looseObject({ workId: z.string() })) });
const [work] = (await people.get(MANAGER, `/v1/permits/${life.caseId}/works`, works)).works;
await picture(await onPermit(MANAGER, `/works/${work?.workId}`), 'work', 'main');
await picture(await onPermit('hoshu@hokuto.example.com', '/reports/2026-06'), 'month', 'main');
await picture(await onPermit(MANAGER, `/findings/${findingId}`), 'order', 'main');
await picture(await onPermit(MANAGER, '/events'), 'trail', 'main');

await browser.close();
await later.close();
