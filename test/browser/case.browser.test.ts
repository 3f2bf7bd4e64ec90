import { mkdirSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import {
  axeFindings,
  chromiumPath,
  enterCode,
  launch,
  mailTo,
  openSite,
  type Site,
  signInAs,
} from './browser.ts';
import { fillIn, fillSections } from './fill-form.ts';

if (!chromiumPath)
  process.stderr.write('\n*** SKIPPED: test/browser, because Chromium is not installed ***\n\n');

/** SCREENSHOTS=<folder> keeps a picture of every page that is visited. */
const folder = process.env['SCREENSHOTS'];
if (folder) mkdirSync(folder, { recursive: true });

describe.skipIf(!chromiumPath)('画面で一件を通す', () => {
  let site: Site;
  let context: BrowserContext;
  let page: Page;
  let pictures = 0;
  const visited: string[] = [];

  const look = async (name: string) => {
    visited.push(name);
    if (folder)
      await page.screenshot({
        path: `${folder}/${String(++pictures).padStart(2, '0')}-${name}.png`,
        fullPage: true,
      });
    expect(await axeFindings(page), name).toEqual([]);
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide, `${name} はみ出し`).toBe(false);
  };
  const freshBrowser = async (mobile = false) => {
    await context?.close();
    context = await browser.newContext({
      viewport: mobile ? { width: 375, height: 800 } : { width: 1280, height: 900 },
    });
    page = await context.newPage();
  };

  let browser: Awaited<ReturnType<typeof launch>>;
  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
    await freshBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const application = sampleApplication(Temporal.PlainDate.from('2026-04-06'));
  let caseUrl = '';

  test('担当者が協議を記録し、事業者の担当者に案内が届く', async () => {
    await page.goto(`${site.url}/`);
    await look('トップページ');
    await page.goto(`${site.url}/sign-in`);
    await look('サインイン');
    await signInAs(site, page, 'clerk@city.example.jp', '/consultations');
    await look('協議の一覧');
    await page.goto(`${site.url}/consultations/new`);
    await page.getByRole('button', { name: /記録/ }).click();
    expect(await page.locator('[aria-invalid="true"]').count()).toBeGreaterThan(5);
    await look('協議の記録の誤り');
    await fillIn(page, {
      heldOn: '令和8年4月3日',
      cityStaff: '担当 次郎',
      summary: '税務総合システムの遠隔保守について協議した。',
      vendorId: 'hokuto',
      contract: {
        name: '税務総合システム保守運用業務',
        number: 'R8-15',
        from: 'R8.4.1',
        to: 'R9.3.31',
        kind: 'maintenance',
      },
      contact: { name: '新任 九郎', email: 'shinnin@hokuto.example.com' },
    });
    await page.getByLabel('税務総合システム', { exact: true }).check();
    await page.getByRole('button', { name: /記録/ }).click();
    expect(page.url()).toContain('/consultations?done=consultation');
    await look('協議の記録後');
    await page.goto(`${site.url}/registrations`);
    await look('登録');
    await page.goto(`${site.url}/registrations/vendor`);
    await page.getByRole('button', { name: '登録する' }).click();
    expect(await page.locator('.error-summary a').count()).toBe(7);
    await look('事業者の登録の誤り');
    await page.goto(`${site.url}/registrations/system?id=tax-system`);
    await look('システムの変更');
    const invitation = await mailTo(site, 'shinnin@hokuto.example.com', 'ご案内');
    expect(invitation.text).toContain('令和8年4月3日');
  });

  test('事業者が様式1に入力し、誤りを示され、保存し、提出する', async () => {
    await freshBrowser();
    await signInAs(site, page, 'hoshu@hokuto.example.com', '/applications/new');
    await look('協議を選ぶ');
    await page.getByRole('button', { name: '申請書を作成する' }).last().click();
    await look('様式1の項目の一覧');
    await page.getByRole('link', { name: '申請内容を確認する' }).click();
    expect(await page.getByRole('button', { name: '申請する' }).count()).toBe(0);
    await look('確認（入力の前）');
    await page.getByRole('link', { name: '接続先・接続の方法・緊急時と終了時の措置' }).click();
    await page.getByLabel('ホスト名').fill('ap01');
    await page.getByRole('button', { name: /^保存して次へ進む/ }).click();
    const mistakes = await page.locator('.error-summary a').count();
    expect(mistakes).toBeGreaterThan(3);
    expect(await page.locator('[aria-invalid="true"]').count()).toBeGreaterThan(3);
    await look('様式1の項目の誤り');
    await page.getByRole('button', { name: '保存して目次に戻る' }).click();
    expect(page.url()).toContain('done=saved');
    await look('様式1の保存後');
    await page.getByRole('link', { name: 'この下書きを削除する' }).click();
    await look('下書きの削除の確認');
    await page.getByRole('link', { name: '削除しないで戻る' }).click();
    await page.getByRole('link', { name: '申請の区分' }).click();
    const { pledge: _, ...rest } = application;
    await fillSections(page, { ...rest, consultationId: undefined, pledge: { accepted: true } }, async (id) =>
      look(`様式1-${id}`),
    );
    await look('申請内容の確認');
    await page.getByRole('button', { name: '申請する' }).click();
    expect(page.url()).toContain('done=submitted');
    caseUrl = page.url().split('?')[0] ?? '';
    expect(await page.locator('main').innerText()).toContain('R8-0001');
    await look('提出後');
    await mailTo(site, 'hoshu@hokuto.example.com', '【受付】');
  });

  test('管理者がメールから本人確認を経て補正を求め、事業者が再提出する', async () => {
    await freshBrowser();
    const mail = await mailTo(site, 'tax-manager@city.example.jp', '要決定');
    await page.goto(/https?:\S+\/d\/\S+/.exec(mail.text)?.[0] ?? '');
    await look('メールのリンク');
    await page.getByRole('button', { name: '確認コードを送る' }).click();
    await look('確認コード');
    await enterCode(site, page, 'tax-manager@city.example.jp');
    expect(page.url()).toContain('/decision');
    await look('確認の画面');
    await fillIn(page, {
      checklist: [
        undefined,
        undefined,
        undefined,
        undefined,
        { result: 'fail', note: 'カメラの設置場所がわかる資料を示してください。' },
      ],
    });
    await fillIn(page, { choice: 'return' });
    await page.getByRole('button', { name: '決定する' }).click();
    await look('補正の依頼の最終確認');
    await page.getByRole('button', { name: '補正を求める' }).click();
    expect(page.url()).toContain('done=correction-asked');
    await look('補正依頼後');

    await freshBrowser();
    await signInAs(site, page, 'hoshu@hokuto.example.com', new URL(caseUrl).pathname);
    expect(await page.locator('main').innerText()).toContain('カメラの設置場所');
    await look('補正中');
    await page.getByRole('button', { name: /補正/ }).first().click();
    await look('補正の一覧');
    await page.getByRole('link', { name: /^補正する：.*2-1/ }).click();
    expect(await page.locator('main').innerText()).toContain('カメラの設置場所');
    await page.locator('[name="checklist.4.evidence"]').fill('カメラ配置図');
    await look('補正の入力');
    await page.getByRole('button', { name: '保存して目次に戻る' }).click();
    await page.getByRole('link', { name: /^入力する/ }).click();
    await fillIn(page, { pledge: { accepted: true } });
    await page.getByRole('button', { name: '保存して確認へ進む' }).click();
    await page.getByRole('button', { name: /再提出/ }).click();
    expect(page.url()).toContain('done=resubmitted');
  });

  test('管理者が16項目を確認し、統括情報セキュリティ管理者が承認する', async () => {
    await freshBrowser();
    await site.runtime.settle();
    await signInAs(site, page, 'tax-manager@city.example.jp', '/inbox');
    await look('決裁待ち');
    await page
      .getByRole('link', { name: /R8-0001/ })
      .first()
      .click();
    expect(await page.locator('main').innerText()).toContain('カメラ配置図');
    for (const [index] of application.checklist.entries())
      await fillIn(page, { result: 'pass' }, `checklist.${index}`);
    await page.getByRole('button', { name: '一時保存' }).last().click();
    expect(page.url()).toMatch(/done=saved.*#saved-answer$/);
    for (const [index] of application.checklist.entries())
      await fillIn(page, { method: 'document' }, `checklist.${index}`);
    await fillIn(page, { choice: 'ask-chief' });
    await fillIn(page, { opinion: '適当と認める。' });
    await look('16項目の確認');
    await page.getByRole('button', { name: '決定する' }).click();
    expect(page.url()).toContain('done=decided');
    await look('承認伺後');

    await freshBrowser(true);
    await site.runtime.settle();
    await signInAs(site, page, 'clerk@city.example.jp', new URL(`${caseUrl}/paper-decision`).pathname);
    await page.getByLabel('原本の文書番号・保管場所').press('Enter');
    expect(await page.locator('.error-summary').count()).toBe(0);
    await page.getByRole('button', { name: '紙による決定を記録する' }).click();
    expect(await page.locator('main').innerText()).toContain('「決定した職員」を入力してください');
    await look('紙による決定の記録の誤り（携帯）');
    await page.goto(`${site.url}/nothing`);
    await look('ないページ（携帯）');

    await freshBrowser();
    await signInAs(site, page, 'chief@city.example.jp', new URL(`${caseUrl}/decision`).pathname);
    await look('承認の画面');
    await fillIn(page, { choice: 'approve-with-conditions' });
    await page.getByRole('button', { name: '決定する' }).click();
    expect(await page.locator('main').innerText()).toContain('条件付承認の条件を入力してください');
    await look('承認の誤り');
    await fillIn(page, {
      conditions: '作業の前後に電話で連絡すること。',
      reason: '特定個人情報を扱うため。',
    });
    await page.getByRole('button', { name: '決定する' }).click();
    expect(page.url()).toContain('done=decided');
    await page.goto(`${caseUrl}/decision`);
    expect(await page.locator('main').innerText()).toContain('すでに決定済みです（条件付承認・統括 太郎');
    await look('決定済み');
    await page.goto(`${caseUrl}/record`);
    await look('決定の記録');
    await site.runtime.settle();
    await page.goto(caseUrl);
    await look('市の画面');
    await page.goto(`${site.url}/directory`);
    await look('役職');
    await page.goto(`${site.url}/settings`);
    await look('設定');
    await page.getByRole('link', { name: /^変更する.*月次利用状況報告/ }).click();
    await look('設定の変更');
    await page.goto(`${site.url}/applications`);
    await look('市の申請一覧');
  });

  test('事業者が結果通知書を受け取り、印刷できる（携帯電話でも）', async () => {
    await freshBrowser(true);
    await mailTo(site, 'hoshu@hokuto.example.com', '【結果通知】');
    await signInAs(site, page, 'hoshu@hokuto.example.com', new URL(caseUrl).pathname);
    expect(await page.locator('main').innerText()).toContain('R8-P0001');
    await look('許可後（携帯）');
    await page.goto(`${site.url}/applications`);
    await look('申請一覧（携帯）');
    await page.goto(`${caseUrl}/notice`);
    const notice = await page.locator('main').innerText();
    for (const word of ['苫税第1号', 'R8-P0001', '作業の前後に電話で連絡', '財政部税務課長', '公印省略'])
      expect(notice).toContain(word);
    await look('結果通知書（携帯）');
    await page.goto(`${caseUrl}/form`);
    await look('様式1の印刷（携帯）');
    await page.goto(`${site.url}/api-keys`);
    await look('APIキー（携帯）');
    await page.goto(`${site.url}/mailbox`);
    await look('メールボックス（携帯）');
    await page.goto(`${site.url}/clock`);
    await look('時計（携帯）');
    expect(visited.length).toBeGreaterThan(30);
    expect(site.failures).toEqual([]);
  });
});
