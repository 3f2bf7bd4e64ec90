import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** The front page says what is due, by when; to each reader his own. */

const home = async (story: Story, address: string) => {
  const { text } = await (await browse(story, address))('/home');
  return parseHTML(text).document;
};
/** 行うこと, 期限, 番号, 対象システム, as they stand in the table under that heading. */
const rows = async (story: Story, address = VENDOR, heading = '行うこと'): Promise<string[][]> =>
  [...(await home(story, address)).querySelectorAll('section')]
    .filter((section) => section.querySelector('h2')?.textContent?.startsWith(heading))
    .flatMap((section) => [...section.querySelectorAll('tbody tr')])
    .map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
    );
const WAITING = '市の回答を待っているもの';
const dues = async (story: Story) => (await rows(story)).map(([what, by]) => [what, by]);

test('第4条第1項: 協議を終えた事業者は、申請書の作成に導かれる。作り始めれば下書きに、申請すれば消える', async () => {
  const story = await createStory();
  const apply = [
    '申請書を作る（令和8年3月30日の事前協議）',
    '―',
    '―',
    '税務総合システム、庁内ネットワーク監視システム',
  ];
  expect(await rows(story)).toEqual([apply]);
  const page = await home(story, VENDOR);
  expect(page.querySelector('h1')?.textContent).toContain('北斗情報システム株式会社のトップページ');
  const lead = page.querySelector('a.button.primary');
  expect(lead?.textContent).toContain('申請書を作る');
  const get = await browse(story, VENDOR);
  const [path = '', id = ''] = lead?.getAttribute('href')?.split('#') ?? [];
  const choose = parseHTML((await get(path)).text).document;
  const box = choose.getElementById(id)?.closest('section');
  const consultationId = box?.querySelector('[name="consultationId"]')?.getAttribute('value') ?? '';
  await get('/drafts', { consultationId });
  expect((await rows(story)).map(([what]) => what)).toEqual(['申請書の下書き']);
  await story.submit();
  expect((await rows(story)).map(([what]) => what)).not.toContain(apply[0]);
});

test('何もなければ、そう言い、紹介の文は出さない', async () => {
  const story = await createStory();
  await story.submit();
  const page = await home(story, VENDOR);
  expect(page.querySelector('main')?.textContent).toContain('提出・報告を待っているものはありません');
  expect(page.querySelector('h1')?.textContent).toContain('行うことはありません');
  expect(page.querySelector('main')?.textContent).not.toContain('サインインして');
  expect(page.querySelector('a.button.primary')).toBeNull();
});

test('補正を求められた申請は、出し直すまで載る。確認中の申請は、市の回答を待っているものに載る', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  const waiting = ['申請（管理者確認中）', '令和8年4月6日', 'R8-0001', '税務総合システム'];
  expect(await dues(story)).toEqual([]);
  expect(await rows(story, VENDOR, WAITING)).toEqual([waiting]);
  await story.returnItems(caseId);
  expect(await rows(story)).toEqual([['申請の補正', '令和8年5月8日', 'R8-0001', '税務総合システム']]);
  expect(await rows(story, VENDOR, WAITING)).toEqual([]);
  await story.resubmit(caseId);
  expect(await dues(story)).toEqual([]);
  expect(await rows(story, VENDOR, WAITING)).toEqual([waiting]);
});

test('第10条: 月次報告は依頼された日から載り、期限の日までは「本日まで」、翌日から「期限超過」、提出で消える', async () => {
  const story = await createWorkStory();
  await story.until('2026-04-30T23:00');
  expect(await dues(story)).toEqual([]);
  await story.until('2026-05-01T10:00');
  const [[what, by] = []] = await dues(story);
  expect(what).toBe('令和8年4月分の月次利用状況報告');
  expect(by).toMatch(/^令和8年5月\d+日( あと\d日)?$/);
  const due = (await (await story.as(VENDOR))('GET', `/v1/permits/${story.caseId}/reports/2026-04`)).json
    .dueOn;
  await story.until(`${due}T08:00`);
  expect((await dues(story))[0]?.[1]).toContain('本日まで');
  await story.until(`${story.today().add({ days: 1 })}T00:30`);
  expect((await dues(story))[0]?.[1]).toContain('期限超過');
});

test('第6条第1号: 作業報告は、作業の予定が終わってから', async () => {
  const story = await createWorkStory();
  await story.announced('2026-04-28');
  expect(await dues(story)).toEqual([]);
  await story.until('2026-04-29T00:00');
  const found = await dues(story);
  expect(found).toHaveLength(1);
  expect(found[0]?.[0]).toMatch(/^作業報告（.+）$/);
});

test('第7条・第8条: 是正報告、その後は弁明。期限の近いものが先', async () => {
  const story = await createStory();
  const acts = createOrders(story);
  const caseId = await acts.permit();
  await story.until('2026-04-21T09:00');
  const findingId = await acts.ordered(caseId);
  await acts.instruct(caseId, { dueOn: acts.inDays(7) });
  const [instruction, order] = await dues(story);
  expect(instruction?.[0]).toMatch(/^指示（.+）への報告$/);
  expect(order?.[0]).toMatch(/^是正命令（.+）への是正報告$/);
  await acts.reply(caseId, findingId);
  expect(await dues(story)).toEqual([instruction]);
  await story.until(`${acts.inDays(18)}T09:00`);
  const ofOrder = async () =>
    (await dues(story)).map(([what]) => what).filter((what) => !/月次|指示/.test(what ?? ''));
  expect(await ofOrder()).toEqual([]);
  const judged = await acts.judge(caseId, findingId, { result: 'disobeyed', reason: '措置が足りない。' });
  expect(judged.status).toBe(200);
  expect(await ofOrder()).toEqual([order?.[0]?.replace('是正命令', '弁明').replace('への是正報告', '')]);
  // What the city wrote down of a word of mouth waits for the vendor, one by one, also when its own statement is closed.
  for (const statement of ['人員が不足していた。', '手順は定めた。'])
    expect((await acts.hear(caseId, findingId, { statement })).status).toBe(200);
  const [statementDue = ''] = await ofOrder();
  const record = statementDue.replace('弁明', '弁明の記録の確認');
  expect((await ofOrder()).toSorted()).toEqual([statementDue, record].toSorted());
  await acts.close(caseId, findingId);
  for (let left = 2; left > 0; left -= 1) {
    expect(await ofOrder()).toEqual([record]);
    const { hearingRef } = (await acts.vendorFinding(caseId, findingId)).json;
    const confirmed = { heard: hearingRef.seq, answer: 'confirmed' };
    expect((await acts.answerHearing(caseId, findingId, confirmed)).status).toBe(200);
  }
  expect(await ofOrder()).toEqual([]);
});

test('違反の認知だけでは、事業者には何も載らない。ほかの会社のものも載らない', async () => {
  const story = await createStory();
  const acts = createOrders(story);
  const caseId = await acts.permit();
  await story.until('2026-04-21T09:00');
  await acts.find(caseId);
  expect(await dues(story)).toEqual([]);
  await acts.ordered(caseId);
  expect((await dues(story)).length).toBe(1);
  expect((await rows(story, OTHER_VENDOR)).map(([what]) => what)).toEqual([
    '申請書を作る（令和8年3月30日の事前協議）',
  ]);
});

test('継続の案内を受けてから、申請するまで', async () => {
  const story = await createWorkStory();
  await story.until('2026-12-20T09:00');
  const months = (what: string | undefined) => what?.includes('月次') !== true;
  const without = async () => (await dues(story)).map(([what]) => what).filter(months);
  expect(await without()).toEqual([]);
  await story.until('2027-03-20T09:00');
  expect(await without()).toEqual(['継続の申請（引き続き利用するとき）']);
});

test('市の職員には、決裁待ちの表そのものを、期限の近い順に5件まで', async () => {
  const story = await createStory();
  for (let n = 0; n < 6; n += 1) await story.submit();
  const found = await rows(story, TAX, 'あなたの決定・回答');
  expect(found.map(([no]) => no)).toEqual(
    ['R8-0001', 'R8-0002', 'R8-0003', 'R8-0004', 'R8-0005'].map(
      (no) => `情報セキュリティ管理者の確認 ${no}（新規）`,
    ),
  );
  const text = (await home(story, TAX)).querySelector('main')?.textContent ?? '';
  expect(text).toContain('決定・回答を待っている依頼が6件あります');
  expect(text).toContain('期限の近いものから5件');
  expect(await rows(story, CHIEF, 'あなたの決定・回答')).toEqual([]);
});
