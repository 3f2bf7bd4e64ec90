import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrders } from '../support/orders.ts';
import { CHIEF, createStory, type Story, TAX } from '../support/story.ts';
import { chromiumPath, launch } from './browser.ts';

/** Forms that ask what applies (docs/adr/0061), without script: the pages of the real handlers under the real style sheet. */

describe.skipIf(!chromiumPath)('一つの答えにだけ要る欄は、その答えのときだけ見える', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  const open = async (story: Story, address: string, path: string): Promise<Page> => {
    const { text, status } = await (await story.as(address))('GET', path);
    expect(status, text.slice(0, 2000)).toBe(200);
    const style = (await story.send({ path: '/assets/style.css' })).text;
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.setContent(text.replace(/<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`));
    return page;
  };
  /** Of these labels and legends, those that can be seen. */
  const seen = async (page: Page, labels: readonly string[]) => {
    const found = [];
    for (const label of labels) {
      const one = page.locator('label, legend', { hasText: label }).first();
      expect(await one.count(), label).toBe(1);
      if (await one.isVisible()) found.push(label);
    }
    return found;
  };
  const choose = (page: Page, name: string, value: string) =>
    page.locator(`[name="${name}"][value="${value}"]`).check();

  test('違反の候補の判断と、指摘の内容を書き換えたもの', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-20T09:00');
    const said = { clause: 1, facts: '承認のない接続があった。' };
    const pointed = await orders.post(TAX, `/v1/permits/${caseId}/candidates`, said);
    expect(pointed.status, pointed.text).toBe(201);
    const page = await open(story, TAX, `/permits/${caseId}/findings/${pointed.json.findingId}/candidate`);
    const fields = ['違反と認めるとき', '違反の事実', '不問とする理由'];
    expect(await seen(page, fields)).toEqual([]);
    await choose(page, 'choice', 'find');
    expect(await seen(page, fields)).toEqual(['違反と認めるとき', '違反の事実']);
    await page.locator('[name="facts"]').fill('書き換えた事実');
    await choose(page, 'choice', 'dismiss');
    expect(await seen(page, fields)).toEqual(['不問とする理由']);
    // Nothing that was typed is lost.
    await choose(page, 'choice', 'find');
    expect(await page.locator('[name="facts"]').inputValue()).toBe('書き換えた事実');
    await page.context().close();
  });

  test('履行の判断と、取消・停止等の決定', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-20T09:00');
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await story.until('2026-05-11T10:00');
    const judge = await open(story, TAX, `/permits/${caseId}/findings/${findingId}/judge`);
    const dates = ['新たな履行期限', '未履行とするとき', '弁明の期限', '期限を市の休日とする'];
    expect(await seen(judge, dates)).toEqual([]);
    await choose(judge, 'result', 'fulfilled');
    expect(await seen(judge, dates)).toEqual([]);
    await choose(judge, 'result', 'partial');
    expect(await seen(judge, dates)).toEqual(['新たな履行期限', '期限を市の休日とする']);
    await choose(judge, 'result', 'disobeyed');
    expect(await seen(judge, dates)).toEqual(['未履行とするとき', '弁明の期限', '期限を市の休日とする']);
    await judge.context().close();

    const other = await createStory();
    const others = createOrders(other);
    const stopped = await others.permit();
    await other.until('2026-04-20T09:00');
    const order = await others.disobeyed(stopped);
    const page = await open(other, TAX, `/permits/${stopped}/findings/${order}/sanction`);
    const fields = ['考慮した事情', '効力の生ずる日', '停止とするとき', '端末の返却', 'その他の措置の内容'];
    expect((await seen(page, fields)).filter((label) => label !== '考慮した事情')).toEqual([]);
    await choose(page, 'sanction', 'suspend');
    expect(await seen(page, fields)).toEqual([
      '考慮した事情',
      '効力の生ずる日',
      '停止とするとき',
      '端末の返却',
    ]);
    await choose(page, 'sanction', 'revoke');
    expect(await seen(page, fields)).toEqual(['考慮した事情', '効力の生ずる日', '端末の返却']);
    await choose(page, 'sanction', 'other');
    expect(await seen(page, fields)).toEqual(['考慮した事情', '効力の生ずる日', 'その他の措置の内容']);
    await page.context().close();
  });

  test('指示: 緊急接続停止指示には期限を付けない。決定: 送るものは、承認を選んだときに見える', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-20T09:00');
    const page = await open(story, TAX, `/permits/${caseId}/new-instruction`);
    const dates = ['期限を市の休日とする'];
    expect(await seen(page, dates)).toEqual(dates);
    await page.locator('[name="kind"]').selectOption('cut-off');
    expect(await seen(page, dates)).toEqual([]);
    await page.context().close();

    const waiting = await story.submit();
    await story.confirm(waiting);
    const decision = await open(story, CHIEF, `/applications/${waiting}/decision`);
    const told = decision.locator('.whole.for-permit');
    expect(await told.isVisible()).toBe(false);
    await choose(decision, 'choice', 'approve');
    expect(await told.isVisible()).toBe(true);
    await choose(decision, 'choice', 'refuse');
    expect(await told.isVisible()).toBe(false);
    await decision.context().close();
  });
});
