import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isSupervised } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import { requestReconfirmation } from '../../core/reconfirmation/list-reconfirmations.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { commit } from '../../core/store/commit.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { type ApplicationInput, sampleApplication } from '../../local/demo/sample-application.ts';
import { DEMO_API_KEY } from '../support/story.ts';
import { axeFindings, chromiumPath, launch, openSite, type Site, signInAs } from './browser.ts';

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

describe.skipIf(!chromiumPath)('許可の変更・廃止・継続・再確認の画面', () => {
  let site: Site;
  let browser: Browser;
  let vendor: Page;
  let manager: Page;
  let chief: Page;

  const signedIn = async (address: string): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await signInAs(site, page, address);
    return page;
  };
  /** A vendor's system. */
  const send = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const answer = await fetch(site.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${DEMO_API_KEY}`,
        'content-type': 'application/json',
        'idempotency-key': `${Math.random()}`,
      },
      body: JSON.stringify(body),
    });
    expect(answer.status, path).toBe(201);
    return z.record(z.string(), z.coerce.string()).parse(await answer.json());
  };
  const decide = async (page: Page, caseId: string, body: object) => {
    const get = async (path: string) => (await page.request.get(site.url + path)).json();
    await expect
      .poll(async () => (await get(`/v1/applications/${caseId}`)).request?.hash, { timeout: 60_000 })
      .toBeTruthy();
    const { request } = await get(`/v1/applications/${caseId}`);
    const answer = await page.request.post(`${site.url}/v1/applications/${caseId}/decisions`, {
      headers: { 'x-csrf-token': (await get('/v1/session')).csrf },
      data: { hash: request.hash, ...body },
    });
    expect(answer.status()).toBe(200);
  };
  const permit = async (overrides: Partial<ApplicationInput> = {}): Promise<string> => {
    const today = dateOf(site.runtime.ports.clock());
    const { caseId = '' } = await send('/v1/applications', sampleApplication(today, overrides));
    const checklist = tomakomaiR50401.checklist.map(({ id }) => ({
      item: id,
      result: 'pass',
      method: 'document',
      confirmedOn: today.toString(),
      evidence: '提出資料',
    }));
    await decide(manager, caseId, { stage: 'confirm', choice: 'ask-chief', checklist, opinion: '適当' });
    await expect
      .poll(
        async () =>
          (await (await chief.request.get(`${site.url}/v1/applications/${caseId}`)).json()).request?.stage,
        { timeout: 60_000 },
      )
      .toBe('approve');
    await decide(chief, caseId, { stage: 'approve', choice: 'approve' });
    await expect
      .poll(async () => (await chief.request.get(`${site.url}/v1/permits/${caseId}`)).status(), {
        timeout: 60_000,
      })
      .toBe(200);
    return caseId;
  };
  const look = async (page: Page, path: string, name: string) => {
    for (const width of [1280, 375]) {
      await page.setViewportSize({ width, height: 900 });
      const answer = await page.goto(site.url + path);
      expect(answer?.status(), path).toBe(200);
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
      expect(await axeFindings(page), `${name} ${width}`).toEqual([]);
      const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect(wide, `${name} ${width} はみ出し`).toBe(false);
    }
  };

  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
    [vendor, manager, chief] = [
      await signedIn('hoshu@hokuto.example.com'),
      await signedIn('tax-manager@city.example.jp'),
      await signedIn('chief@city.example.jp'),
    ];
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('許可の期間の短縮の画面と通知書も（第4条第3項）', async () => {
    const caseId = await permit({ period: { from: '2026-04-20', to: '2026-12-31' } });
    const at = `/permits/${caseId}`;
    const post = async (page: Page, path: string, body: object) => {
      const { csrf } = await (await page.request.get(`${site.url}/v1/session`)).json();
      const headers = { 'x-csrf-token': csrf, 'idempotency-key': path };
      const answer = await page.request.post(`${site.url}/v1${path}`, { headers, data: body });
      expect(answer.ok(), `${path} ${await answer.text()}`).toBe(true);
      return answer.json();
    };
    await look(manager, `${at}/new-shortening`, 'shortening-new');
    const { shorteningId } = await post(manager, `${at}/shortenings`, {
      ...{ ground: 'contract-ended', lastDay: '2026-07-31', evidence: '契約解除通知書（苫税契第5号）' },
      facts: '令和8年7月31日をもって契約を解除する旨を、受託者に通知した。',
    });
    const one = `${at}/shortenings/${shorteningId}`;
    await look(vendor, `${at}?part=changes`, 'shortening-notice');
    await look(vendor, one, 'shortening-vendor');
    await look(vendor, `${one}/statement`, 'shortening-statement');
    await look(manager, `${one}/hearing`, 'shortening-hearing');
    await post(vendor, `${one}/statement`, { statement: '異議はない。', closing: true });
    await look(manager, `${one}/answer`, 'shortening-answer');
    const hash = async (page: Page) =>
      (await (await page.request.get(`${site.url}/v1${one}`)).json()).request.hash;
    await post(manager, `${one}/answer`, {
      ...{ hash: await hash(manager), choice: 'shorten', reason: '契約が終わるため。' },
      ...{ consideration: '弁明を踏まえ、短縮する。', returns: '専用端末を返却すること。' },
    });
    await look(chief, `${one}/approval`, 'shortening-approval');
    await post(chief, `${one}/approval`, { hash: await hash(chief), choice: 'approve' });
    await look(vendor, one, 'shortening-done');
    const { papers } = await (await vendor.request.get(`${site.url}/v1${one}`)).json();
    for (const { seq, paper } of papers)
      if ('documentNo' in paper) await look(vendor, `${one}/papers/${seq}`, paper.type);
    // 訂正 and 再交付 (docs/adr/0063)
    const [first] = (
      await (await manager.request.get(`${site.url}/v1${at}/documents`)).json()
    ).documents.filter(({ can }: { can: { correct: boolean } }) => can.correct);
    await look(manager, `${at}/documents/correction/${first.seq}`, 'correction-form');
    await look(manager, `${at}/documents/reissue/${first.seq}`, 'reissue-form');
    await look(manager, `${at}/documents/delivery/${first.seq}`, 'delivery-form');
    await look(vendor, `${at}/documents/receipt/${first.seq}`, 'receipt-form');
    await vendor.getByRole('button', { name: '受領を確認する' }).click();
    expect(await vendor.locator('.done').textContent()).toContain('受領の確認を記録しました');
    const corrected = await post(manager, `${at}/documents/${first.seq}/correction`, {
      ...{ place: '対象の契約', wrong: '契第5号', right: '契第6号', reason: '契約番号の誤記' },
    });
    const again = await post(manager, `${at}/documents/${first.seq}/reissue`, { reason: '紛失の申出' });
    await look(manager, `${at}/documents`, 'documents');
    await look(vendor, `${at}/documents/${corrected.seq}`, 'correction');
    await look(vendor, `${one}/papers/${first.seq}?reissued=${again.seq}`, 'reissued');
  });

  test('どの画面も、1280と375の幅で、はみ出さず、axeの指摘がない', async () => {
    const today = dateOf(site.runtime.ports.clock());
    const caseId = await permit({ period: { from: '2026-04-20', to: '2026-12-31' } });
    const { permitNo } = await (await vendor.request.get(`${site.url}/v1/permits/${caseId}`)).json();
    const child = await permit({
      period: { from: '2026-04-20', to: '2026-12-31' },
      subcontracting: { parentPermitNo: permitNo, company: '再委託システム株式会社', cityConsentNo: '第9号' },
    });
    const { changeId } = await send(`/v1/permits/${caseId}/changes`, {
      changedOn: '2026-05-01',
      reason: '端末の更新のため',
      after: { terminals: [{ assetNo: 'HK-0002', os: 'Windows 11', antivirus: '最新', dedicated: true }] },
    });
    const asked = await commit(site.runtime.ports, async () => {
      const { ports } = site.runtime;
      const state = await loadCase(ports.store, caseId);
      if (!state || !isSupervised(state)) throw new Error('no permit');
      const settings = await loadSettings(ports.store);
      return requestReconfirmation(ports, state, 'yearly', state.regulationId, settings);
    });
    expect(asked.ok).toBe(true);
    const at = `/permits/${caseId}`;
    const listed = await (await manager.request.get(`${site.url}/v1${at}/reconfirmations`)).json();
    const { reconfirmationId } = listed.reconfirmations[0];
    await look(vendor, `${at}?part=all`, 'permit-vendor');
    await look(manager, `${at}?part=all`, 'permit-city');
    await look(chief, '/permits', 'register');
    await look(chief, '/permits?state=in-force&within=300', 'register-filtered');
    await look(vendor, `${at}/changes/new`, 'change-choose');
    for (const about of ['contacts', 'workers', 'terminals', 'origin', 'targets', 'method', 'contract'])
      await look(vendor, `${at}/changes/new?about=${about}`, `change-${about}`);
    await look(vendor, `${at}/changes/${changeId}`, 'change');
    await look(manager, `${at}/changes/${changeId}/answer`, 'change-answer');
    await look(manager, `${at}/changes/${changeId}/paper`, 'change-paper');
    await look(vendor, `${at}/ending`, 'ending');
    await look(vendor, `${at}/renewal`, 'renewal');
    await look(manager, `${at}/reconfirmations/${reconfirmationId}/answer`, 'reconfirm');
    await look(manager, `${at}/events`, 'events');
    await look(chief, '/rule-renewal', 'rule-renewal');
    const { consultationId, contract, pledge } = sampleApplication(today);
    const renewal = await send(`${`/v1${at}`}/renewal`, {
      consultationId,
      contract,
      pledge,
      period: { from: '2027-01-01', to: '2027-03-31' },
    });
    await expect
      .poll(
        async () =>
          (await (await manager.request.get(`${site.url}/v1/applications/${renewal['caseId']}`)).json()).can
            ?.decide,
        { timeout: 60_000 },
      )
      .toBe('confirm');
    await look(manager, `/applications/${renewal['caseId']}/decision`, 'renewal-decision');
    await send(`/v1${at}/ending`, {
      lastDay: '2026-06-30',
      reason: '契約の終了',
      returnAndErasure: '端末は返却し、データは消去する',
      lastReport: true,
      cascade: [(await (await vendor.request.get(`${site.url}/v1/permits/${child}`)).json()).permitNo],
    });
    await look(vendor, at, 'permit-ending');
    await look(manager, `${at}/ending/paper`, 'ending-paper');
  });
});
