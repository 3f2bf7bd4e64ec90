import { mkdirSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseKey } from '../../core/case/case-store.ts';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';
import { permitOn } from './permit.ts';

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

const VENDOR = 'hoshu@hokuto.example.com';
const MANAGER = 'tax-manager@city.example.jp';
const SESSIONS = [
  ['1', '2026-04-21T01:00:00Z', '2026-04-21T02:05:00Z', []],
  ['2', '2026-04-28T14:00:00Z', '2026-04-28T14:40:00Z', ['overrun']],
] as const;

/** The row that a reported work leaves. */
const reportWorks = (site: Site, caseId: string) =>
  site.runtime.store.transact(
    SESSIONS.map(([workId, connectedAt, disconnectedAt, flags]) => ({
      put: {
        pk: caseKey(caseId),
        sk: `WORK#${workId}`,
        version: 1,
        head: {
          workId,
          status: 'confirmed',
          noticeNo: `R8-W000${workId}`,
          emergency: false,
          mode: 'approve',
          workKind: 'read',
          plannedStart: connectedAt,
          plannedEnd: disconnectedAt,
          leadTimeOk: true,
          flags: [],
          announcedAt: '2026-04-20T00:00:00Z',
          announcedBy: 'p-vendor',
          changedAt: disconnectedAt,
          session: {
            connectedAt,
            disconnectedAt,
            personalDataAccessed: false,
            flags,
            reportedAt: disconnectedAt,
          },
          papers: {},
        },
      },
    })),
  );

describe.skipIf(!chromiumPath)('月次利用状況報告の画面', () => {
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
  const pressed = (name: string) => page.getByRole('button', { name, exact: true }).click();

  beforeAll(async () => {
    site = await openSite('2026-04-06T09:00+09:00');
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test.each([1280, 375])(
    '利用なし、入力の誤り、提出、差戻し、再提出、確認（幅%i）',
    async (width) => {
      const from = width === 375 ? '2026-05-20' : '2026-04-20';
      const caseId = await permitOn(site, { from, to: '2027-03-31' });
      const month = from.slice(0, 7);
      const next = Temporal.PlainYearMonth.from(month).add({ months: 1 });
      if (width === 1280) await reportWorks(site, caseId);
      await site.runtime.advanceTo(Temporal.Instant.from(`${next}-01T10:00+09:00`));
      const at = `/permits/${caseId}/reports/${month}`;

      await open(VENDOR, width, `/permits/${caseId}?part=all`);
      await look(`許可-${width}`);
      await page.getByRole('link', { name: /^令和8年.月分$/ }).click();
      await look(`入力-${width}`);
      if (width === 375) {
        await pressed('利用なしで提出する');
        expect(page.url()).toContain('done=month-reported');
        await look(`利用なし-${width}`);
        await open(MANAGER, width, `${at}/answer`);
        await look(`利用なしの確認-${width}`);
        await page.getByLabel('差し戻す', { exact: true }).check();
        await page
          .getByLabel('差戻しの理由・所見')
          .fill('5月21日の作業が含まれていません。\n作業報告を提出してください。');
        await pressed('判断を記録する');
        expect(page.url()).toContain('done=month-answered');
        await open(VENDOR, width, at);
        await look(`差戻し-${width}`);
        await page.getByRole('group', { name: '利用の有無' }).getByLabel('有', { exact: true }).check();
      } else await page.getByRole('group', { name: '利用の有無' }).getByLabel('無', { exact: true }).check();
      await pressed('提出する');
      await look(`誤り-${width}`);
      await page.getByRole('group', { name: '利用の有無' }).getByLabel('有', { exact: true }).check();
      await page.getByLabel('適用済').check();
      for (const name of [/^監視の記録/, /^入退室の記録/])
        await page.getByRole('group', { name }).getByLabel('有', { exact: true }).check();
      await page.getByLabel('備考').fill('作業報告は、5月分と合わせて提出します。');
      await pressed('一時保存');
      expect(page.url()).toContain('done=saved');
      await look(`一時保存-${width}`);
      await pressed('提出する');
      expect(page.url()).toContain('done=month-reported');
      await look(`提出-${width}`);

      await open(MANAGER, width, `${at}/answer`);
      await pressed('判断を記録する');
      await look(`確認の誤り-${width}`);
      await page.getByLabel('確認する', { exact: true }).check();
      await pressed('判断を記録する');
      expect(page.url()).toContain('done=month-answered');
      await look(`確認済-${width}`);
      await page.getByRole('link', { name: '報告書を印刷する' }).click();
      await look(`A4-${width}`);
      expect(site.failures).toEqual([]);
    },
    120_000,
  );
});
