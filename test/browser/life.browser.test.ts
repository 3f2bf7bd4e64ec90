import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { findingsSchema, playLateMonth } from '../../local/demo/full-late-month.ts';
import { playMonths, reportAll } from '../../local/demo/full-months.ts';
import { playPermit } from '../../local/demo/full-permit.ts';
import { playRevocation } from '../../local/demo/full-revocation.ts';
import { playSuspension } from '../../local/demo/full-suspension.ts';
import { playWork } from '../../local/demo/full-work.ts';
import { CHIEF, gather, type Life, MANAGER } from '../../local/demo/people.ts';
import { openStage } from '../../local/demo/stage.ts';
import { axeFindings, chromiumPath, launch, type Site, signInAs } from './browser.ts';

/** A whole life (`npm run demo -- --full`), stopped at three moments: every page of it in a real browser, wide and narrow. */

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

const VENDOR = 'hoshu@hokuto.example.com';
const CLERK = 'clerk@city.example.jp';
const WIDTHS = [1280, 375] as const;

describe.skipIf(!chromiumPath)('許可の一生の画面', { timeout: 600_000 }, () => {
  let browser: Awaited<ReturnType<typeof launch>>;
  let life: Life;
  let site: Site;
  let ids: Record<string, string> = {};

  beforeAll(async () => {
    browser = await launch();
    const stage = await openStage('2026-04-06T09:00+09:00', () => {});
    const people = gather(stage);
    life = { stage, people, ...(await playPermit(stage, people)) };
    const { runtime, base: url, close } = stage;
    site = { runtime, url, close, failures: [] };
    await playWork(life);
    await playMonths(life);
    const findingId = await playLateMonth(life);
    const list = async (path: string) =>
      people.get(
        MANAGER,
        `/v1/permits/${life.caseId}/${path}`,
        z.record(z.string(), z.array(z.looseObject({})).or(z.unknown())),
      );
    const idOf = async (path: string, name: string) => {
      const [entries] = Object.values(await list(path)).filter(Array.isArray);
      return String(z.looseObject({}).parse(entries?.[0])[name]);
    };
    ids = {
      caseId: life.caseId,
      findingId,
      workId: await idOf('works', 'workId'),
      instructionId: await idOf('instructions', 'instructionId'),
      yearMonth: '2026-06',
    };
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Pages of this area that answer 200 to the reader, looked at in both widths. */
  const visit = async (moment: string, address: string, paths: readonly string[]): Promise<number> => {
    let seen = 0;
    for (const width of WIDTHS) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      const page = await context.newPage();
      await signInAs(site, page, address);
      for (const path of paths) {
        const answer = await page.goto(`${site.url}${path}`);
        const status = answer?.status() ?? 0;
        expect(status, `${path} × ${address}`).toBeLessThan(500);
        if (status !== 200 || !answer?.headers()['content-type']?.includes('html')) continue;
        seen += 1;
        const name = `${moment}-${path.replace(/[/?]/g, '_').replaceAll(life.caseId, '')}-${address.split('@')[0]}-${width}`;
        if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
        expect(await axeFindings(page), name).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), name).toBe(false);
      }
      await context.close();
    }
    return seen;
  };
  /** Every page route whose parameters are known, of this part of the address. */
  const pagesUnder = (part: RegExp): string[] =>
    endpoints(site.runtime.ports)
      .map(({ route }) => route)
      .filter(({ kind, method, path }) => kind === 'page' && method === 'GET' && part.test(path))
      .map(({ path }) => path.replace(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole))
      .filter((path) => !path.includes('{'));

  test('是正命令が出ているとき: 許可・作業・月次報告・指示・違反・証跡', async () => {
    const pages = ['/permits', ...pagesUnder(/^\/permits\/\{caseId\}/)];
    const seen = [];
    for (const address of [VENDOR, MANAGER]) seen.push(await visit('命令', address, pages));
    expect(Math.min(...seen)).toBeGreaterThan(12);
  });

  test('停止が解かれた後と、取消の後: 違反・通知書・照合', async () => {
    await playSuspension(life, ids['findingId'] ?? '');
    const pages = pagesUnder(/\/(findings|notices|sanctions)\//);
    for (const address of [VENDOR, MANAGER, CHIEF]) await visit('停止', address, pages);
    await reportAll(life, '2027-05');
    await playRevocation(life);
    const { findings } = await life.people.get(
      MANAGER,
      `/v1/permits/${life.caseId}/findings`,
      findingsSchema,
    );
    ids['findingId'] = findings.find(({ kind }) => kind === 'connections')?.findingId ?? '';
    ids['yearMonth'] = '2027-05';
    const after = [
      `/permits/${life.caseId}`,
      ...pagesUnder(/\/(findings|notices|sanctions|reconciliations)\//),
    ];
    for (const address of [VENDOR, MANAGER, CHIEF])
      expect(await visit('取消', address, after)).toBeGreaterThan(2);
  });

  test('廃棄リスト: 除外し、確かめずには承認できず、承認すると証跡だけが残る', async () => {
    await life.stage.sleep('2033-04-01T09:00');
    await visit('廃棄', CLERK, ['/disposals']);
    const context = await browser.newContext({ viewport: { width: 375, height: 900 } });
    const page = await context.newPage();
    await signInAs(site, page, CHIEF, '/disposals');
    await page.getByRole('link', { name: /^R15-D1/ }).click();
    await page.getByLabel('除外する案件').selectOption({ index: 2 });
    await page.getByLabel('除外する理由').fill('訴訟が係属しているため。');
    await page.getByRole('button', { name: '除外する' }).last().click();
    expect(await page.getByRole('status').textContent()).toContain('案件を廃棄から除外しました');
    await page.getByLabel('承認の理由').fill('保存期間の満了を確認したため。');
    await page.getByRole('button', { name: '廃棄を承認する' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('元に戻せないことを確認し');
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.getByLabel('承認の理由').inputValue()).toBe('保存期間の満了を確認したため。');
    const { pathname } = new URL(page.url());
    await visit('廃棄', CLERK, [pathname]);
    await page.getByLabel('廃棄する案件を確認しました').check();
    await page.getByRole('button', { name: '廃棄を承認する' }).click();
    expect(await page.textContent('h1')).toContain('承認の最終確認');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: '廃棄を承認する' }).click();
    await site.runtime.settle();
    await page.reload();
    expect(await page.textContent('h1')).toContain('廃棄済み');
    await page.goto(`${site.url}/permits/${life.caseId}`);
    expect(await page.textContent('h1')).toContain('記録は廃棄されました');
    await visit('廃棄後', CHIEF, [pathname, '/permits', '/applications', `/permits/${life.caseId}/events`]);
    await page.goto(`${site.url}/permits/${life.caseId}/events`);
    expect(await page.textContent('main')).toContain('改ざんは検出されませんでした');
    await context.close();
  });
});
