import { parseHTML } from 'linkedom';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { browse, hiddenFields, sentOnceRead } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { CARE, OTHER_VENDOR, TAX, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** F5 and F6 by page: nothing typed is lost, a GET decides nothing, and everything needed is in sight. */

const NOTICE: Readonly<Record<string, string>> = {
  _action: 'submit',
  'emergency:boolean': 'false',
  plannedStart: '令和8年5月11日 10時00分',
  plannedEnd: '2026-05-11 12:00',
  'workers.0': '作業 八郎',
  workLeader: '作業 八郎',
  'terminals.0': 'HK-0001',
  'targets.0': 'tax-db01',
  'accounts.1': 'maint01',
  purpose: '定期点検',
  workContent: 'ログと容量を確認する。',
  workKind: 'update',
  rollback: 'バックアップから戻す',
  'fileTransfer:boolean': 'false',
  impact: 'なし',
  'serviceStop:boolean': 'false',
  'personalData:boolean': 'false',
  attendance: 'none',
  explainedOn: '令和8年4月10日',
  explainedTo: '税務課 担当 次郎',
};
const SESSION: Readonly<Record<string, string>> = {
  _action: 'submit',
  'detail:group': '',
  connectedAt: '2026-05-11 10:05',
  disconnectedAt: '2026-05-11 12:40',
  reasonCode: 'maintenance',
  'workers.0': '作業 八郎',
  account: 'maint01',
  terminal: 'HK-0001',
  origin: '札幌保守センター',
  originIp: '192.0.2.10',
  'targets.0': 'tax-db01',
  'detail.request': '定期点検',
  'detail.action': 'ログを確認した。',
  result: 'done',
  'personalDataAccessed:boolean': 'false',
};
const pathOf = (headers: Readonly<Record<string, string>>) => (headers['location'] ?? '').split('?')[0] ?? '';

test('許可にある作業者・端末・接続先が一つなら、選ばれている。届け出たアカウントも。申請していない接続では選ばない', async () => {
  const story = await createWorkStory();
  const vendor = await browse(story, VENDOR);
  const permit = `/permits/${story.caseId}`;
  // 概要からも申請に進める。
  expect((await vendor(permit)).text).toContain(`href="${permit}/works/new"`);
  expect((await (await browse(story, TAX))(permit)).text).not.toContain('/works/new');
  const ticked = async (query: string) => {
    const { document } = parseHTML((await vendor(`${permit}/works/new${query}`)).text);
    return [...document.querySelectorAll('input[type="checkbox"][checked], option[selected]')].map((each) =>
      each.getAttribute('value'),
    );
  };
  const account = sampleApplication(Temporal.PlainDate.from('2026-04-06')).workers[0]?.account;
  expect(await ticked('')).toEqual(['作業 八郎', '作業 八郎', 'HK-0001', 'tax-db01', account]);
  expect(await ticked('?kind=unannounced')).toEqual([]);
});

test('作業申請 → 回答 → 報告 → 差戻し → 訂正 → 確認を、画面だけで行う', async () => {
  const story = await createWorkStory();
  const [vendor, manager] = [await browse(story, VENDOR), await browse(story, TAX)];
  const permit = `/permits/${story.caseId}`;
  expect((await vendor(`${permit}?part=works`)).text).toContain(`${permit}/works/new`);
  expect((await manager(`${permit}?part=works`)).text).not.toContain(`${permit}/works/new`);
  const form = await vendor(`${permit}/works/new`);
  for (const word of ['承認を受けてから作業を行います', '5開庁日前まで', '作業 八郎', 'HK-0001', 'tax-db01'])
    expect(form.text, word).toContain(word);

  const mistake = await vendor(`${permit}/works`, { ...NOTICE, workContent: '', accounts: '' });
  expect(mistake.status).toBe(400);
  const missing = await vendor(`${permit}/works`, {
    ...NOTICE,
    workContent: '',
    plannedEnd: '令和8年5月32日',
  });
  expect(missing.status).toBe(422);
  for (const kept of [
    '令和8年5月32日',
    '令和8年5月11日 10時00分',
    'maint01',
    '定期点検',
    'href="#f-workContent"',
  ])
    expect(missing.text, kept).toContain(kept);
  expect(missing.text).toMatch(/value="作業 八郎" checked/);
  const outside = await vendor(`${permit}/works`, { ...NOTICE, 'workers.1': '臨時 九郎' });
  expect(outside.text).toContain('href="#f-workers"');
  expect((await vendor(`${permit}/works`, { ...NOTICE, _action: 'show' })).status).toBe(200);
  expect((await vendor(`${permit}/works`)).text).toContain('作業申請はまだありません');

  const posted = await sentOnceRead(vendor, `${permit}/works`, NOTICE);
  expect(posted.status, posted.text).toBe(303);
  const work = pathOf(posted.headers);
  expect((await vendor(work)).text).toContain('回答待ち');
  expect((await vendor(work)).text).not.toContain(`${work}/answer`);

  const question = await manager(`${work}/answer`);
  for (const word of [
    '更新ありの作業（別表1 4-1の例外なし）',
    '承認する',
    '差し戻す',
    '令和8年5月11日 10時00分から12時00分まで',
  ])
    expect(question.text, word).toContain(word);
  const hidden = hiddenFields(question);
  const unsaid = await manager(`${work}/answer`, { ...hidden, _action: 'answer', choice: 'return' });
  expect([unsaid.status, unsaid.text.includes('href="#f-reason"')]).toEqual([422, true]);
  const shownOnly = await manager(`${work}/answer`, {
    ...hidden,
    _action: 'show',
    choice: 'accept',
    reason: '下書き',
  });
  expect(shownOnly.text).toContain('下書き');
  expect((await vendor(work)).text).toContain('回答待ち');
  const accepted = await manager(`${work}/answer`, { ...hidden, _action: 'answer', choice: 'accept' });
  expect(accepted.status, accepted.text).toBe(303);
  expect((await manager(`${work}/answer`)).text).toContain(
    'すでに回答済みです（承認・財政部税務課長 税務 三郎',
  );

  await story.until('2026-05-11T14:00');
  const vendorLater = await browse(story, VENDOR);
  const prefilled = await vendorLater(`${work}/report`);
  for (const word of ['value="maint01"', 'value="HK-0001"', 'value="札幌保守センター"', 'value="192.0.2.10"'])
    expect(prefilled.text, word).toContain(word);
  const late = await vendorLater(`${work}/report`, { ...SESSION });
  expect([late.status, late.text.includes('href="#f-varianceReason"')]).toEqual([422, true]);
  expect(late.text).toContain('2026-05-11 12:40');
  const reported = await sentOnceRead(vendorLater, `${work}/report`, {
    ...SESSION,
    varianceReason: '調査に時間を要した',
  });
  expect(reported.status, reported.text).toBe(303);

  const managerLater = await browse(story, TAX);
  const review = await managerLater(`${work}/review`);
  for (const word of [
    '予定と実績',
    '40分過ぎて切断した',
    '操作ログの所在が報告されていない',
    '調査に時間を要した',
  ])
    expect(review.text, word).toContain(word);
  const back = { ...hiddenFields(review), _action: 'answer', choice: 'return', reason: 'ログの所在を記入' };
  expect((await managerLater(`${work}/review`, back)).status).toBe(303);
  const correction = await vendorLater(`${work}/report`);
  expect(correction.text).toContain('ログの所在を記入');
  expect(correction.text).toContain('value="2026-05-11 10:05"');
  const log = {
    'log.place': '踏み台サーバ',
    'log.name': 'session.log',
    'log.from': '2026-05-11 10:05',
    'log.to': '2026-05-11 12:40',
    'log.sha256': 'A'.repeat(64),
  };
  const corrected = await sentOnceRead(vendorLater, `${work}/report`, {
    ...SESSION,
    ...log,
    varianceReason: '調査',
  });
  expect(corrected.status, corrected.text).toBe(303);
  const second = await managerLater(`${work}/review`);
  expect(second.text).not.toContain('操作ログの所在が報告されていない');
  const confirmed = await managerLater(`${work}/review`, {
    ...hiddenFields(second),
    _action: 'answer',
    choice: 'confirm',
  });
  expect(confirmed.status).toBe(303);
  expect((await vendorLater(work)).text).toContain('確認済');
  for (const [address, paper] of [
    ['notice-paper', '作業申請書'],
    ['report-paper', '接続記録・作業報告書'],
  ])
    expect((await vendorLater(`${work}/${address}`)).text, paper).toContain(`<h1>${paper}</h1>`);
  expect((await vendorLater(`${work}/notice-paper`)).text).not.toContain('税務 三郎');
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('差戻しの後の訂正は、前の内容から始まり、差戻しの理由を示す', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  await story.answer(workId, { choice: 'return', reason: '時間外にしてください' });
  const vendor = await browse(story, VENDOR);
  const work = `/permits/${story.caseId}/works/${workId}`;
  const form = await vendor(`${work}/edit`);
  for (const word of ['時間外にしてください', 'value="2026-05-11 10:00"', 'value="maint01"', 'R8-W0001'])
    expect(form.text, word).toContain(word);
  const posted = await sentOnceRead(vendor, `${work}/edit`, {
    ...NOTICE,
    plannedStart: '2026-05-11 18:00',
    plannedEnd: '2026-05-11 20:00',
  });
  expect(posted.status, posted.text).toBe(303);
  expect((await vendor(`${work}/edit`)).status).toBe(409);
});

test('取下げは確認の欄にチェックを入れて行い、入力は失われない', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  const vendor = await browse(story, VENDOR);
  const work = `/permits/${story.caseId}/works/${workId}`;
  const unsure = await vendor(`${work}/withdrawal`, { reason: '延期のため' });
  expect([unsure.status, unsure.text.includes('延期のため')]).toEqual([422, true]);
  expect(
    (await vendor(`${work}/withdrawal`, { reason: '延期のため', 'confirmed:boolean': 'true' })).status,
  ).toBe(303);
  expect((await vendor(work)).text).toContain('未実施取下げ');
  expect((await vendor(`${work}/report`)).status).toBe(409);
});

test('INV-17: 他社と他課には、作業の画面も書面もない', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  for (const address of [OTHER_VENDOR, CARE]) {
    const open = await browse(story, address);
    for (const page of ['', `/${workId}`, `/${workId}/notice-paper`])
      expect((await open(`/permits/${story.caseId}/works${page}`)).status).toBe(404);
  }
});

test('緊急の作業の画面では、事後承認するかしないかを選ぶ', async () => {
  const story = await createWorkStory({ from: '2026-05-07T02:00' });
  const workId = await story.announced('2026-05-07', {
    emergency: true,
    emergencyReason: '夜間バッチの異常終了',
    plannedStart: '2026-05-07T01:50',
    plannedEnd: '2026-05-07T04:00',
  });
  const manager = await browse(story, TAX);
  const page = await manager(`/permits/${story.caseId}/works/${workId}/answer`);
  for (const word of ['緊急の作業の事後承認', '事後承認しない', '夜間バッチの異常終了', '令和8年5月8日'])
    expect(page.text, word).toContain(word);
  expect(page.text).not.toContain('差し戻す');
});

test('認めることのできない作業申請の回答の画面は、理由を示し、差戻しだけを選ばせる（第6条第6号）', async () => {
  const story = await createWorkStory();
  const orders = createOrders(story);
  const workId = await story.announced('2026-05-11');
  const path = `/permits/${story.caseId}/works/${workId}/answer`;
  const asked = async () => (await browse(story, TAX))(path);
  const only = 'value="accept"';
  expect((await asked()).text).toContain(only);
  const { instructionId } = (await orders.instruct(story.caseId, { kind: 'cut-off', dueOn: undefined })).json;
  const cutOff = (await asked()).text;
  for (const word of ['承認することはできません', '緊急接続停止指示が出ています', 'value="return"'])
    expect(cutOff, word).toContain(word);
  expect(cutOff).not.toContain(only);
  await orders.post(TAX, `${orders.instructions(story.caseId)}/${instructionId}/lifting`, { reason: '解消' });
  expect((await asked()).text).toContain(only);
  await story.until('2026-05-11T12:30');
  const manager = await browse(story, TAX);
  const late = await manager(path);
  expect(late.text).toContain('作業の予定の日時（5月11日 12:00まで）を過ぎた');
  expect(late.text).not.toContain(only);
  const returned = await manager(path, {
    ...{ ...hiddenFields(late), _action: 'answer', choice: 'return', reason: '日時を改めること' },
  });
  expect(returned.status).toBe(303);
});
