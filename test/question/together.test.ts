import { beforeEach, describe, expect, test } from 'vitest';
import { browse, hiddenFields } from '../support/browse.ts';
import { CARE, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** Questions of one kind, answered together on one page that shows each (docs/adr/0050, INV-4). */

type Story = Awaited<ReturnType<typeof createWorkStory>>;
let story: Story;
const LABELS = ['令和8年4月分', '令和8年5月分'];

/** 利用なし of two months, both waiting for the manager. */
const twoMonths = async () => {
  story = await createWorkStory();
  await story.until('2026-06-01T10:00');
  const vendor = await browse(story, VENDOR);
  for (const month of ['2026-04', '2026-05']) {
    const at = `/permits/${story.caseId}/reports/${month}`;
    await vendor(at, { usageHash: hiddenFields(await vendor(at))['usageHash'] ?? '', _action: 'nil' });
  }
};
const statusOf = async (month: string): Promise<string> =>
  (await (await story.as(TAX))('GET', `/v1/permits/${story.caseId}/reports/${month}`)).json.status;
const events = async (type: string): Promise<number> =>
  (await story.eventsOf(story.caseId)).filter((one) => one === type).length;

describe('月次利用状況報告の確認をまとめて行う', () => {
  beforeEach(twoMonths);

  test('決裁待ちから開き、1件ずつの内容を示す。何も選択されていない', async () => {
    const manager = await browse(story, TAX);
    expect((await manager('/inbox')).text).toContain('href="/inbox/monthly"');
    const page = await manager('/inbox/monthly');
    for (const shown of [...LABELS, '報告の内容（第10条）', '作業の記録（第9条）', '期限'])
      expect(page.text).toContain(shown);
    expect(page.text.match(/type="checkbox"[^>]*checked/g)).toBeNull();
    const ids = [...page.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('選択したものだけを、1件ずつ、示した内容のとおりに記録する', async () => {
    const manager = await browse(story, TAX);
    const hidden = hiddenFields(await manager('/inbox/monthly'));
    const done = await manager('/inbox/monthly', { ...hidden, 'answers.1.accept:boolean': 'true' });
    expect(done.text).toContain('1件のうち1件を記録しました');
    expect([await statusOf('2026-04'), await statusOf('2026-05')]).toEqual(['submitted', 'accepted']);
  });

  test('INV-4: 1件が示した後に変わっていても、その1件だけを記録せず、ほかは記録する', async () => {
    const manager = await browse(story, TAX);
    const hidden = hiddenFields(await manager('/inbox/monthly'));
    const both = { 'answers.0.accept:boolean': 'true', 'answers.1.accept:boolean': 'true' };
    const stale = { ...hidden, ...both, 'answers.0.hash': 'x'.repeat(43) };
    const done = await manager('/inbox/monthly', stale);
    expect(done.text).toContain('2件のうち1件を記録しました');
    expect(done.text).toContain('記録していません');
    expect([await statusOf('2026-04'), await statusOf('2026-05')]).toEqual(['submitted', 'accepted']);
    // Pressed twice: each is recorded once.
    const again = await manager('/inbox/monthly', { ...hidden, ...both });
    expect(again.text).toContain('2件のうち1件を記録しました');
    expect(await events('report-accepted')).toBe(2);
    expect(await story.violations(story.caseId)).toEqual([]);
  });

  test('代決者は、代決として記録する。何も選択しなければ、何も記録しない。所管外の者には示さない', async () => {
    story.clock.moveTo(story.clock.now().add({ hours: 24 * 30 }));
    const deputy = await browse(story, TAX_DEPUTY);
    const page = await deputy('/inbox/monthly');
    expect(page.text).toContain('代決として回答します');
    const none = await deputy('/inbox/monthly', hiddenFields(page));
    expect([none.status, none.text.includes('「確認する」を選択してください')]).toEqual([422, true]);
    const other = await browse(story, CARE);
    expect((await other('/inbox/monthly')).text).toContain('あなたの回答を待っているものはありません');
    const { _csrf, ...hidden } = hiddenFields(page);
    const tick = { ...hidden, 'answers.0.accept:boolean': 'true' };
    const refused = await other('/inbox/monthly', tick);
    expect(refused.text).toContain('1件のうち0件を記録しました');
    expect(await statusOf('2026-04')).toBe('submitted');
    expect((await deputy('/inbox/monthly', tick)).text).toContain('1件のうち1件を記録しました');
  });
});

test('作業報告の確認をまとめて行う: 予定と実績、報告の内容を1件ずつ示す', async () => {
  story = await createWorkStory();
  for (const day of ['2026-04-28', '2026-04-30']) {
    const workId = await story.announced(day);
    await story.answer(workId, { choice: 'accept' });
    await story.until(`${day}T13:00`);
    expect((await story.report(workId, day)).status).toBe(201);
  }
  const manager = await browse(story, TAX);
  expect((await manager('/inbox')).text).toContain('href="/inbox/review"');
  const page = await manager('/inbox/review');
  expect(page.text.split('予定と実績').length - 1).toBe(2);
  const both = { 'answers.0.accept:boolean': 'true', 'answers.1.accept:boolean': 'true' };
  const done = await manager('/inbox/review', { ...hiddenFields(page), ...both });
  expect(done.text).toContain('2件のうち2件を記録しました');
  expect(await events('session-reviewed')).toBe(2);
});
