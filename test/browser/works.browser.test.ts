import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { withApiKey } from '../../local/demo/client.ts';
import { exampleSession, exampleWork } from '../../local/demo/example-work.ts';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';
import { fillIn } from './fill-form.ts';
import { permitOn } from './permit.ts';

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

const WORKER = {
  name: '作業 八郎',
  kana: 'サギョウ ハチロウ',
  company: '北斗情報システム株式会社',
  role: 'システムエンジニア',
  from: '2026-04-28',
  account: 'maint01',
  secrecyPledgedOn: '2026-04-01',
};

describe.skipIf(!chromiumPath)('作業の画面', () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launch>>;
  let permit = '';
  let waiting = '';
  let reported = '';

  const receipt = z.object({ workId: z.string() });
  beforeAll(async () => {
    site = await openSite('2026-04-28T13:00+09:00');
    browser = await launch();
    const caseId = await permitOn(site, { from: '2026-04-28', to: '2027-03-31' }, { workers: [WORKER] });
    permit = `/permits/${caseId}`;
    const vendor = withApiKey(site.url, `rmp_${'A'.repeat(43)}`);
    const post = async (path: string, body: object, key: string) =>
      receipt.parse(await vendor.post(`/v1${permit}/works${path}`, body, { 'idempotency-key': key })).workId;
    const flagged = {
      workKind: 'update',
      rollback: 'バックアップから戻す。',
      fileTransfer: true,
      fileTransferDetail: '修正プログラム 1件',
    } as const;
    waiting = `${permit}/works/${await post('', exampleWork('2026-04-30', flagged), 'a')}`;
    const emergency = { emergency: true, emergencyReason: '夜間バッチの異常終了のため' };
    const workId = await post('', exampleWork('2026-04-28', emergency), 'b');
    const { log: _, ...session } = exampleSession('2026-04-28', { workers: ['作業 八郎', '臨時 九郎'] });
    await post(
      `/${workId}/report`,
      { ...session, disconnectedAt: '2026-04-28T12:40', varianceReason: '原因の調査に時間を要した。' },
      'c',
    );
    reported = `${permit}/works/${workId}`;
    await site.runtime.settle();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const open = async (address: string, width: number, next: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await signInAs(site, page, address, next);
    return page;
  };
  const look = async (page: Page, name: string) => {
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    expect(await axeFindings(page), name).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), name).toBe(false);
  };

  test.each([1280, 375])('事業者が申請し、報告する（幅%i）', async (width) => {
    const page = await open('hoshu@hokuto.example.com', width, `${permit}?part=works`);
    await look(page, `許可-${width}`);
    await page.getByRole('link', { name: '作業を申請する' }).click();
    await look(page, `作業申請書-${width}`);
    await page.getByLabel('作業の目的').fill('入力の途中');
    await page.getByRole('button', { name: '申請する', exact: true }).last().click();
    expect(await page.getByLabel('作業の目的').inputValue()).toBe('入力の途中');
    await look(page, `作業申請書の誤り-${width}`);
    // What would be flagged is pointed out before it is sent.
    await page.goto(`${site.url}${permit}/works/new`);
    await fillIn(page, JSON.parse(JSON.stringify(exampleWork('2026-04-30', { explainedOn: '2026-04-28' }))));
    await page.getByRole('button', { name: '申請する', exact: true }).last().click();
    expect(await page.locator('.callout').first().innerText()).toContain('期限後の申請');
    await look(page, `作業申請書の指摘-${width}`);
    await page.goto(`${site.url}${permit}/works`);
    await look(page, `作業の一覧-${width}`);
    await page.goto(`${site.url}${waiting}`);
    await look(page, `作業-回答待ち-${width}`);
    await page.goto(`${site.url}${waiting}/report`);
    await look(page, `作業報告書-${width}`);
    await page.getByRole('button', { name: '報告する', exact: true }).last().click();
    await look(page, `作業報告書の誤り-${width}`);
    for (const paper of [`${waiting}/notice-paper`, `${reported}/report-paper`]) {
      await page.goto(`${site.url}${paper}`);
      await look(page, `${paper.split('/').at(-1)}-${width}`);
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
      expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g), paper).toHaveLength(1);
    }
  });

  test.each([1280, 375])('管理者が回答し、報告を確認する（幅%i）', async (width) => {
    const page = await open('tax-manager@city.example.jp', width, `${waiting}/answer`);
    await look(page, `回答-${width}`);
    await page.getByLabel('差し戻す').check();
    await page.getByRole('button', { name: '回答する', exact: true }).last().click();
    expect(await page.locator('.error-summary').innerText()).toContain('理由');
    await look(page, `回答の誤り-${width}`);
    await page.goto(`${site.url}${reported}/answer`);
    await look(page, `事後承認-${width}`);
    await page.goto(`${site.url}${reported}/review`);
    await look(page, `報告の確認-${width}`);
    await page.goto(`${site.url}${reported}`);
    await look(page, `作業-報告済-${width}`);
    await page.goto(`${site.url}/calendar`);
    await look(page, `作業の予定-${width}`);
    await page.getByRole('link', { name: '次の週' }).click();
    await look(page, `作業の予定-次の週-${width}`);
    expect(site.failures).toEqual([]);
  });
});
