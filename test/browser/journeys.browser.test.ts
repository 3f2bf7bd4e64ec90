import { mkdirSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tomakomaiR50401 as regulation } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { caseIn, signIn, withApiKey } from '../../local/demo/client.ts';
import { exampleSession, exampleWork } from '../../local/demo/example-work.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { axeFindings, chromiumPath, launch, mailTo, openSite, type Site } from './browser.ts';
import { fillIn } from './fill-form.ts';
import { permitOn } from './permit.ts';

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

const VENDOR = 'hoshu@hokuto.example.com';
const MANAGER = 'tax-manager@city.example.jp';
const CHIEF = 'chief@city.example.jp';

/** The members of a body that a person types, and those that he chooses. */
const handsOf = (value: unknown): { typed: number; chosen: number } => {
  if (typeof value === 'string') return { typed: 1, chosen: 0 };
  if (typeof value === 'boolean') return { typed: 0, chosen: 1 };
  const parts = Object.values(z.record(z.string(), z.unknown()).parse({ ...Object(value) })).map(handsOf);
  const sum = (of: 'typed' | 'chosen') => parts.reduce((all, part) => all + part[of], 0);
  return { typed: sum('typed'), chosen: sum('chosen') };
};

/**
 * What each role does every month, from the mail that asks for it to the page that says it is done: every click and every field that
 * is typed into, with script and without, wide and narrow. The application has its own (apply.browser), the 16 items too
 * (confirm.browser).
 */
describe.skipIf(!chromiumPath)('毎月の手続を、メールから終わりまで', { timeout: 300_000 }, () => {
  let browser: Awaited<ReturnType<typeof launch>>;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** One person at his browser, who is not signed in; his clicks and typed fields counted. */
  const person = async (site: Site, address: string, script: boolean) => {
    const width = script ? 1280 : 375;
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: script });
    const page = await context.newPage();
    const hands = { clicks: 0, typed: 0 };
    const click = async (locator: Locator) => {
      await locator.click();
      hands.clicks += 1;
    };
    return {
      page,
      hands,
      click,
      press: (name: string) => click(page.getByRole('button', { name, exact: true }).last()),
      fill: async (body: object) => {
        await fillIn(page, JSON.parse(JSON.stringify(body)));
        const { typed, chosen } = handsOf(JSON.parse(JSON.stringify(body)));
        hands.typed += typed;
        hands.clicks += chosen;
      },
      /** Opens the link of the newest mail, or the front page, and signs in on the way. */
      follow: async (subject?: string) => {
        const { text } =
          subject === undefined ? { text: `${site.url}/home` } : await mailTo(site, address, subject);
        await page.goto(/https?:\S+/.exec(text)?.[0] ?? '');
        hands.clicks += 1;
        const mailField = page.getByLabel('メールアドレス');
        if (await mailField.count()) {
          await mailField.fill(address);
          hands.typed += 1;
        }
        await click(page.getByRole('button', { name: '確認コードを送る' }));
        const code = await mailTo(site, address, '確認コード');
        await page.getByLabel('確認コード').fill(/\b\d{8}\b/.exec(code.text)?.[0] ?? '');
        hands.typed += 1;
        await click(page.getByRole('button', { name: 'サインインする' }));
      },
      end: async (journey: string, done: RegExp, clicks: number, typed: number) => {
        await page.waitForURL(done);
        const name = `${journey}（${script ? 'スクリプトあり・幅1280' : 'スクリプトなし・幅375'}）`;
        if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
        // axe is a script itself: it runs where scripts do.
        if (script) expect(await axeFindings(page), name).toEqual([]);
        process.stdout.write(`${name}: ${hands.clicks} clicks, ${hands.typed} typed fields\n`);
        expect(hands.clicks, name).toBeLessThanOrEqual(clicks);
        expect(hands.typed, name).toBeLessThanOrEqual(typed);
        await context.close();
      },
    };
  };

  describe.each([
    ['スクリプトあり', true],
    ['スクリプトなし', false],
  ])('%s', (_, script) => {
    let site: Site & { clock: { now(): Temporal.Instant } };
    let caseId = '';
    beforeAll(async () => {
      site = await openSite('2026-04-20T09:00+09:00');
      caseId = await permitOn(site, { from: '2026-05-01', to: '2027-03-31' });
      await site.runtime.advanceTo(Temporal.Instant.from('2026-05-07T10:00+09:00'));
    });
    afterAll(async () => {
      await site?.close();
    });
    const later = (to: string) => site.runtime.advanceTo(Temporal.Instant.from(`${to}+09:00`));

    test('統括情報セキュリティ管理者が承認する', async () => {
      const today = dateOf(site.runtime.ports.clock());
      const vendor = withApiKey(site.url, `rmp_${'A'.repeat(43)}`);
      const period = { from: '2026-06-01', to: '2027-03-31' };
      const receipt = await vendor.post('/v1/applications', sampleApplication(today, { period }), {
        'idempotency-key': 'journey',
      });
      const asked = z.object({ caseId: z.string(), caseNo: z.string() }).parse(receipt);
      const manager = await signIn(site.url, MANAGER);
      await manager.post(`/v1/applications/${asked.caseId}/decisions`, {
        stage: 'confirm',
        choice: 'ask-chief',
        hash: (await caseIn(manager, asked.caseId, 'confirming')).request?.hash,
        checklist: regulation.checklist.map(({ id }) => ({
          item: id,
          result: 'pass',
          method: 'document',
          confirmedOn: today.toString(),
        })),
        opinion: '適当と認める。',
      });
      const chief = await person(site, CHIEF, script);
      await chief.follow(asked.caseNo);
      await chief.click(chief.page.locator('[name="choice"][value="approve"]'));
      await chief.press('決定する');
      await chief.end('承認', /done=decided/, 6, 1);
    });

    test('作業: 申請、回答、報告、確認', async () => {
      const vendor = await person(site, VENDOR, script);
      await vendor.follow();
      await vendor.click(vendor.page.getByRole('link', { name: /^許可を見る/ }));
      await vendor.click(vendor.page.locator(`a[href='/permits/${caseId}']`).first());
      await vendor.click(vendor.page.getByRole('link', { name: '作業', exact: true }).last());
      await vendor.click(vendor.page.getByRole('link', { name: '作業を申請する' }));
      await vendor.fill(exampleWork('2026-05-14', { explainedOn: '2026-04-28' }));
      await vendor.press('申請する');
      await vendor.end('作業の申請', /done=work-announced/, 16, 16);

      const manager = await person(site, MANAGER, script);
      await manager.follow('作業');
      await manager.click(manager.page.getByLabel('承認する', { exact: true }));
      await manager.press('回答する');
      await manager.end('作業への回答', /done=/, 6, 1);

      await later('2026-05-14T13:00');
      const reporter = await person(site, VENDOR, script);
      await reporter.follow();
      await reporter.click(reporter.page.getByRole('link', { name: /^作業報告（/ }).first());
      await reporter.click(reporter.page.getByRole('link', { name: /報告.*(する|提出)/ }).first());
      await reporter.fill(exampleSession('2026-05-14'));
      await reporter.press('報告する');
      await reporter.end('作業の報告', /done=/, 16, 20);
    });

    test('月次報告: 提出、確認', async () => {
      await later('2026-06-03T10:00');
      const vendor = await person(site, VENDOR, script);
      await vendor.follow();
      await vendor.click(vendor.page.getByRole('link', { name: /分の月次利用状況報告/ }).first());
      await vendor.click(
        vendor.page.getByRole('group', { name: '利用の有無' }).getByLabel('有', { exact: true }),
      );
      await vendor.click(vendor.page.getByLabel('適用済'));
      for (const name of [/^監視の記録/, /^入退室の記録/])
        await vendor.click(vendor.page.getByRole('group', { name }).getByLabel('有', { exact: true }));
      await vendor.press('提出する');
      await vendor.end('月次報告', /done=month-reported/, 10, 3);
      const manager = await person(site, MANAGER, script);
      await manager.follow('月次');
      await manager.click(manager.page.getByLabel('確認する', { exact: true }));
      await manager.press('判断を記録する');
      await manager.end('月次報告の確認', /done=month-answered/, 6, 1);
    });

    test('廃止届', async () => {
      const vendor = await person(site, VENDOR, script);
      await vendor.follow();
      await vendor.click(vendor.page.getByRole('link', { name: /^許可を見る/ }));
      await vendor.click(vendor.page.locator(`a[href='/permits/${caseId}']`).first());
      await vendor.click(vendor.page.getByRole('link', { name: '変更・継続・廃止' }));
      await vendor.click(vendor.page.getByRole('link', { name: '廃止を届け出る' }));
      await vendor.fill({
        lastDay: '2026-06-30',
        reason: '保守契約の満了',
        returnAndErasure: '7月1日に端末を返却し、データを消去します。',
      });
      await vendor.click(vendor.page.getByRole('checkbox').last());
      await vendor.press('廃止を届け出る');
      await vendor.end('廃止届', /done=/, 9, 5);
    });
  });
});
