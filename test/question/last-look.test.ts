import { parseHTML } from 'linkedom';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { formatWareki } from '../../core/values/wareki.ts';
import { browse, hiddenFields, pressedLast } from '../support/browse.ts';
import { createOrders, ORDER } from '../support/orders.ts';
import { permitIn } from '../support/permit.ts';
import { CHIEF, CLERK, createStory, type Story, TAX } from '../support/story.ts';

/** A last look before what cannot be undone (docs/adr/0049): what, to whom, then the button. */

const REASON = '要件を満たさないため';
const status = async (story: Story, caseId: string) => (await story.view(CLERK, caseId)).status;

describe.each([
  ['管理者', TAX, 'confirming', 'confirm'],
  ['統括', CHIEF, 'approving', 'approve'],
] as const)('不承認（%s）', (_, who, before, stage) => {
  const opened = async () => {
    const story = await createStory();
    const caseId = await story.submit();
    if (stage === 'approve') await story.confirm(caseId);
    const person = await browse(story, who);
    const path = `/applications/${caseId}/decision`;
    const fields = { ...hiddenFields(await person(path)), choice: 'refuse', reason: REASON };
    return { story, caseId, person, path, fields };
  };

  test('誰に何が送られるかを示してから、記録する。示しただけでは、何も記録しない', async () => {
    const { story, caseId, person, path, fields } = await opened();
    const look = await person(path, { ...fields, _action: 'decide' });
    expect(look.status).toBe(200);
    for (const text of [
      '不承認の最終確認',
      'まだ記録していません',
      '北斗情報システム株式会社',
      REASON,
      '結果通知書',
    ])
      expect(look.text).toContain(text);
    expect(await status(story, caseId)).toBe(before);
    const done = await person(path, pressedLast(look));
    expect(done.status).toBe(303);
    expect(await status(story, caseId)).toBe('refused');
    expect((await story.view(CLERK, caseId)).decisions.at(-1)).toMatchObject({
      choice: 'refuse',
      reason: REASON,
    });
  });

  test('誤りは、その前に示す', async () => {
    const { person, path, fields } = await opened();
    const { reason: __, ...without } = fields;
    const answer = await person(path, { ...without, _action: 'decide' });
    expect([answer.status, answer.text.includes('最終確認')]).toEqual([422, false]);
  });

  test('示したものと違う内容は、記録せずに改めて示す。戻れば、入力は残っている', async () => {
    const { story, caseId, person, path, fields } = await opened();
    const look = await person(path, { ...fields, _action: 'decide' });
    const other = { ...pressedLast(look), reason: '別の理由' };
    const again = await person(path, other);
    expect([again.status, again.text.includes('最終確認'), again.text.includes('別の理由')]).toEqual([
      200,
      true,
      true,
    ]);
    const back = await person(path, { ...hiddenFields(look), _action: 'show' });
    expect([back.status, back.text.includes('最終確認'), back.text.includes(REASON)]).toEqual([
      200,
      false,
      true,
    ]);
    expect(await status(story, caseId)).toBe(before);
  });

  test('INV-4: 示した後に変わった申請は、記録しない', async () => {
    const { story, caseId, person, path, fields } = await opened();
    const look = await person(path, { ...fields, _action: 'decide' });
    const stale = { ...hiddenFields(look), hash: 'x'.repeat(43) };
    const first = await person(path, { ...stale, _action: 'decide' });
    expect(first.status).toBe(409);
    expect(await status(story, caseId)).toBe(before);
  });
});

describe('補正（第4条第2項）', () => {
  const opened = async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const person = await browse(story, TAX);
    const path = `/applications/${caseId}/decision`;
    const typed = {
      'checklist.4.result': 'fail',
      'checklist.4.note': '設置場所がわかる資料を示してください。',
      choice: 'return',
    };
    return { story, caseId, person, path, fields: { ...hiddenFields(await person(path)), ...typed } };
  };

  test('項目・申請者が読む文・期限（空欄のときは設定の日）を示してから、記録する', async () => {
    const { story, caseId, person, path, fields } = await opened();
    const look = await person(path, { ...fields, _action: 'decide' });
    expect(look.status).toBe(200);
    for (const text of [
      '補正の依頼の最終確認',
      'まだ記録していません',
      '北斗情報システム株式会社',
      '別表1 2-1',
      '設置場所がわかる資料を示してください。',
      // 20 business days from 6 April 2026, over the holidays of May.
      '令和8年5月8日',
    ])
      expect(look.text).toContain(text);
    expect(look.text).not.toContain('結果通知書');
    expect(await status(story, caseId)).toBe('confirming');
    expect((await person(path, pressedLast(look))).headers['location']).toContain('done=correction-asked');
    expect(await status(story, caseId)).toBe('returned');
    expect((await story.vendorView(caseId)).returned).toMatchObject({
      correctBy: '2026-05-08',
      items: [{ item: '2-1', note: '設置場所がわかる資料を示してください。' }],
    });
  });

  test('期限と理由を入力したときは、それを示す。戻れば、入力は残っている', async () => {
    const { person, path, fields } = await opened();
    const typed = { ...fields, correctBy: '2026-04-30', reason: '資料が足りないため' };
    const look = await person(path, { ...typed, _action: 'decide' });
    for (const text of ['令和8年4月30日', '資料が足りないため']) expect(look.text).toContain(text);
    const back = await person(path, { ...hiddenFields(look), _action: 'show' });
    expect(back.text).not.toContain('最終確認');
    for (const text of ['設置場所がわかる資料', '資料が足りないため']) expect(back.text).toContain(text);
  });
});

test('承認: 判断の欄に、相手方・期間・送るものが、承認するときだけ見えるように示してある。記録は一度で足りる', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  await story.confirm(caseId);
  const chief = await browse(story, CHIEF);
  const path = `/applications/${caseId}/decision`;
  const page = await chief(path);
  const told = parseHTML(page.text).document.querySelector('.whole.for-permit')?.textContent ?? '';
  const { period } = (await story.view(CLERK, caseId)).application;
  expect(told).toContain('北斗情報システム株式会社');
  expect(told).toContain('結果通知書');
  expect(told).toContain(formatWareki(Temporal.PlainDate.from(period.to)));
  const done = await chief(path, { ...hiddenFields(page), choice: 'approve', _action: 'decide' });
  expect(done.headers['location']).toContain('done=decided');
});

test('是正命令: 命令書の内容と相手方を示してから、発する', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story);
  const orders = createOrders(story);
  const { findingId } = (await orders.find(caseId)).json;
  await orders.receive(caseId, findingId);
  const manager = await browse(story, TAX);
  const path = `/permits/${caseId}/findings/${findingId}/order`;
  const fields = { ...hiddenFields(await manager(path)), ...ORDER, dueOn: '令和8年5月8日', _action: '' };
  const look = await manager(path, fields);
  expect([look.status, look.text.match(/sure-/g)?.length]).toEqual([200, 1]);
  for (const text of [
    '是正命令の発出の最終確認',
    '北斗情報システム株式会社',
    ORDER.measures,
    '令和8年5月8日',
  ])
    expect(look.text).toContain(text);
  expect(await story.eventsOf(caseId)).not.toContain('order-issued');
  const done = await manager(path, pressedLast(look));
  expect(done.status).toBe(303);
  expect(await story.eventsOf(caseId)).toContain('order-issued');
});
