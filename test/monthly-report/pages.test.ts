import { expect, test } from 'vitest';
import { browse, hiddenFields, sentOnceRead } from '../support/browse.ts';
import { CHIEF, OTHER_VENDOR, TAX, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** 第9条・第10条: the pages of a month, with works that were really announced, approved and reported. */

const april = async (options: { readonly works: boolean }) => {
  const story = await createWorkStory();
  if (options.works) {
    const done = await story.announced('2026-04-28');
    await story.answer(done, { choice: 'accept' });
    const unused = await story.announced('2026-04-30');
    await story.withdrawWork(unused, '不要になった');
    const forgotten = await story.announced('2026-04-30');
    await story.answer(forgotten, { choice: 'accept' });
    await story.until('2026-04-28T13:00');
    const reported = await story.report(done, '2026-04-28', {
      personalDataAccessed: true,
      personalDataDetail: '納税者1名の氏名と住所',
    });
    if (reported.status !== 201) throw new Error(reported.text);
  }
  await story.until('2026-05-01T10:00');
  return { story, at: `/permits/${story.caseId}/reports/2026-04`, vendor: await browse(story, VENDOR) };
};
const USED = {
  'used:boolean': 'true',
  updates: 'applied',
  entryRecords: 'kept',
  cameraRecords: 'kept',
};
const buttons = (text: string) =>
  [...text.matchAll(/<button type="submit"[^>]*name="_action" value="([^"]+)"/g)].map(([, action]) => action);

test('第10条: 作業報告で入力済みの画面が開き、開いただけでは何も提出されない', async () => {
  const { story, at, vendor } = await april({ works: true });
  const { version } = (await story.row(story.caseId, 'STATE')) ?? {};
  const { text } = await vendor(at);
  for (const shown of ['1回', '1時間25分', '4月28日 10:05', '個人情報', '作業報告が提出されていない作業'])
    expect(text).toContain(shown);
  expect(text).toMatch(/name="used:boolean" value="true" checked/);
  expect(text, 'sessions: 利用なし is no choice').not.toContain('利用なしで提出する');
  expect(buttons(text)[0], 'Enter saves').toBe('save');
  expect((await story.row(story.caseId, 'STATE'))?.version).toBe(version);
});

test('第10条: 利用なしは、依頼のメールのURLから、ボタン一つで提出できる', async () => {
  const { story, at, vendor } = await april({ works: false });
  const mail = story
    .mailsTo(VENDOR)
    .find(({ subject }) => subject.startsWith('【月次報告のお願い 令和8年4月分】'));
  expect(mail?.text).toContain(`http://127.0.0.1:3000${at}\n`);
  expect(mail?.text).toContain('提出期限：令和8年5月12日');
  const page = await vendor(at);
  const { headers } = await vendor(at, {
    usageHash: hiddenFields(page)['usageHash'] ?? '',
    _action: 'nil',
  });
  expect(headers['location']).toBe(`${at}?done=month-reported`);
  expect((await vendor(at)).text).toContain('提出済');
  const inbox = await (await browse(story, TAX))('/inbox');
  expect(inbox.text).toContain(`${at}/answer`);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('一時保存した内容は次に開いたときに残り、ほかの画面で保存されていれば知らせて、入力を失わない', async () => {
  const { at, vendor } = await april({ works: true });
  const hidden = hiddenFields(await vendor(at));
  const saved = await vendor(at, { ...hidden, ...USED, incidents: '端末の故障', _action: 'save' });
  expect(saved.headers['location']).toBe(`${at}?done=saved`);
  expect((await vendor(at)).text).toContain('端末の故障');
  const stale = await vendor(at, { ...hidden, ...USED, incidents: '回線の障害', _action: 'save' });
  expect(stale.status).toBe(409);
  expect(stale.text).toContain('別の画面で保存されています');
  expect(stale.text).toContain('回線の障害');
});

test('誤りは、項目へのリンクとともに示し、入力したものは残る', async () => {
  const { at, vendor } = await april({ works: true });
  const hidden = hiddenFields(await vendor(at));
  const { status, text } = await vendor(at, {
    ...hidden,
    'used:boolean': 'false',
    updates: 'verifying',
    remarks: '書きかけ',
    _action: 'submit',
  });
  expect(status).toBe(422);
  for (const field of ['used', 'updatesReason', 'updatesPlannedOn'])
    expect(text).toContain(`href="#f-${field}"`);
  expect(text).toContain('書きかけ');
});

test('確認の画面はEnterでは何も決めず、差戻しには理由を求め、判断は一度だけ。A4の報告書に両方の記録が載る', async () => {
  const { story, at, vendor } = await april({ works: true });
  await sentOnceRead(vendor, at, {
    ...hiddenFields(await vendor(at)),
    ...USED,
    improvements: '手順書を改めた <b>',
    _action: 'submit',
  });
  const manager = await browse(story, TAX);
  const page = await manager(`${at}/answer`);
  for (const shown of ['手順書を改めた &lt;b&gt;', '1時間25分', '適用済', '期限'])
    expect(page.text).toContain(shown);
  const hidden = hiddenFields(page);
  expect(buttons(page.text)[0]).not.toBe('answer');
  const entered = await manager(`${at}/answer`, { ...hidden, choice: 'accept', _action: 'show' });
  expect([entered.status, (await vendor(at)).text.includes('確認済')]).toEqual([200, false]);
  const bare = await manager(`${at}/answer`, { ...hidden, choice: 'return', _action: 'answer' });
  expect([bare.status, bare.text.includes('href="#f-reason"')]).toEqual([422, true]);
  const done = await manager(`${at}/answer`, { ...hidden, choice: 'accept', _action: 'answer' });
  expect(done.headers['location']).toBe(`${at}?done=month-answered`);
  const twice = await manager(`${at}/answer`, { ...hidden, choice: 'accept', _action: 'answer' });
  expect(twice.status).toBe(303);
  const paper = (await vendor(`${at}/paper`)).text;
  for (const shown of ['月次利用状況報告書', '第10条の規定により', '保守 五郎', '税務 三郎', '1時間25分'])
    expect(paper).toContain(shown);
  expect((await vendor(`/permits/${story.caseId}?part=all`)).text).toContain('令和8年4月分');
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('INV-17: 他社には、報告の画面もA4も、ない許可と同じ画面を返す。統括は読めるが判断しない', async () => {
  const { story, at, vendor } = await april({ works: false });
  const other = await browse(story, OTHER_VENDOR);
  const missing = await other('/permits/01ARZ3NDEKTSV4RRFFQ69G5FAV/reports/2026-04');
  for (const path of [at, `${at}/paper`]) expect((await other(path)).text).toBe(missing.text);
  expect((await other(at, { 'used:boolean': 'false', usageHash: 'x', _action: 'submit' })).status).toBe(404);
  await vendor(at, { usageHash: hiddenFields(await vendor(at))['usageHash'] ?? '', _action: 'nil' });
  const chief = await browse(story, CHIEF);
  expect((await chief(at)).text).not.toContain('報告を確認する');
  expect((await chief(`${at}/answer`)).text).toContain('あなたが行う確認はありません');
});

test('G18: 報告を求める指示の画面から、事業者も管理者も、その月の報告を開ける', async () => {
  const { story, at } = await april({ works: false });
  await story.until('2026-05-19T12:00');
  const manager = await browse(story, TAX);
  const { text: permit } = await manager(`/permits/${story.caseId}?part=all`);
  const [, instruction = ''] = /href="([^"]+\/instructions\/[^"/]+)/.exec(permit) ?? [];
  const link = `<a href="${at}">令和8年4月分の月次利用状況報告</a>`;
  expect((await manager(instruction)).text).toContain(link);
  const draft = await manager(`${instruction}/answer`);
  const given = await manager(`${instruction}/answer`, {
    ...{ ...hiddenFields(draft), choice: 'issue', kind: 'report', dueOn: '令和8年6月2日' },
    ...{ title: '4月分の報告', text: '提出すること。', ground: '未提出のため。' },
  });
  expect(given.status, given.text).toBe(303);
  await story.settle();
  const told = story.mailsTo(VENDOR).find(({ subject }) => subject.startsWith('【指示 '))?.text ?? '';
  expect(told.replaceAll('\n', '')).toContain('月次利用状況報告書を提出すると、この指示は履行となります');
  const vendor = await browse(story, VENDOR);
  expect((await vendor(instruction)).text).toContain(link);
});
