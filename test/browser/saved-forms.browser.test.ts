import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleWork } from '../../local/demo/example-work.ts';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';
import { fillIn } from './fill-form.ts';
import { permitOn } from './permit.ts';

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

const VENDOR = 'hoshu@hokuto.example.com';

/** 作業申請書 half typed, the tab closed, gone on with on another day and machine (docs/adr/0051). */
describe.skipIf(!chromiumPath)('一時保存の画面', () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launch>>;
  let permit = '';
  beforeAll(async () => {
    site = await openSite('2026-04-28T13:00+09:00');
    browser = await launch();
    permit = `/permits/${await permitOn(site, { from: '2026-04-28', to: '2027-03-31' })}`;
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const open = async (width: number, next: string, javaScriptEnabled: boolean): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled });
    const page = await context.newPage();
    await signInAs(site, page, VENDOR, next);
    return page;
  };
  const look = async (page: Page, name: string) => {
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    if (name.endsWith('-1280')) expect(await axeFindings(page), name).toEqual([]);
  };

  // With script, and without.
  test.each([
    [1280, true],
    [375, false],
  ])('書きかけの作業申請書を保存し、翌日に続きから申請する（幅%i）', async (width, script) => {
    const { purpose, workContent } = exampleWork('2026-05-25');
    const first = await open(width, `${permit}/works/new`, script);
    await fillIn(first, { purpose, workContent });
    const part = first.locator('section', { has: first.locator('#s-what') });
    await part.getByRole('button', { name: '一時保存' }).click();
    await first.waitForURL(/saved=1&done=saved#saved-s-what$/);
    await expect.poll(async () => (await first.locator('#saved-s-what').boundingBox())?.y).toBeLessThan(800);
    expect(await first.locator('#saved-s-what').innerText()).toContain('に一時保存しました');
    if (folder) await first.screenshot({ path: `${folder}/保存した直後-${width}.png` });
    await look(first, `保存した様式-${width}`);
    await first.context().close();

    await site.runtime.advanceTo(site.runtime.ports.clock().add({ hours: 24 }));
    const later = await open(width, '/', script);
    await look(later, `トップページ-${width}`);
    await later.goto(`${site.url}${permit}/works/new`);
    expect(await later.locator('.callout').innerText()).toContain('に一時保存した入力があります');
    expect(await later.getByLabel('作業の目的').inputValue()).toBe('');
    await look(later, `続きからの案内-${width}`);
    await later.goto(`${site.url}/saved-forms`);
    await look(later, `作成中のもの-${width}`);
    await later.goto(`${site.url}/`);
    await later.getByRole('link', { name: '作業申請書の提出' }).click();
    expect(await later.getByLabel('作業の目的').inputValue()).toBe(purpose);
    await fillIn(later, JSON.parse(JSON.stringify(exampleWork('2026-05-25', { explainedOn: '2026-04-28' }))));
    await later.getByRole('button', { name: '申請する', exact: true }).last().click();
    await later.waitForURL(/done=work-announced/);
    await later.goto(`${site.url}/`);
    expect(await later.getByText('作成中のもの').count()).toBe(0);
    await later.context().close();
  });
});
