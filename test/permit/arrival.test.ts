import { describe, expect, test } from 'vitest';
import { loadEvents } from '../../core/case/case-store.ts';
import type { DocumentView } from '../../core/permit/documents.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { CARE, CHIEF, CLERK, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';

/** 第7条, 第8条 (docs/adr/0065): an order, an invitation or a sanction has arrived, and that can be shown. */

let keys = 0;
const post = async (story: Story, by: string, path: string, body: object) => {
  const key = { 'idempotency-key': `arrival-${++keys}` };
  const answered = await (await story.as(by))('POST', path, body, key);
  await story.settle();
  return answered;
};
const documentOf = async (story: Story, caseId: string, type: string, by = TAX): Promise<DocumentView> => {
  const { documents } = (await (await story.as(by))('GET', `/v1/permits/${caseId}/documents`)).json;
  const found = documents.find((one: DocumentView) => one.type === type);
  if (!found) throw new Error(`no ${type}`);
  return found;
};
const ordered = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit();
  await story.until('2026-04-21T09:00');
  const findingId = await orders.ordered(caseId, { dueOn: '2026-06-01' });
  const { seq, documentNo } = await documentOf(story, caseId, 'order-issued');
  return { story, orders, caseId, findingId, seq, documentNo, at: `/v1/permits/${caseId}/documents/${seq}` };
};

describe('受領', () => {
  test('保守事業者が一度だけ確認し、日時が双方の一覧、命令の画面、文書の画面及び証跡に出る', async () => {
    const { story, caseId, findingId, seq, documentNo, at } = await ordered();
    const sheet = `/permits/${caseId}/findings/${findingId}/papers/${seq}`;
    const vendor = await browse(story, VENDOR);
    expect((await vendor(sheet)).text).toContain(`href="/permits/${caseId}/documents/receipt/${seq}"`);
    const manager = await browse(story, TAX);
    expect((await manager(sheet)).text).toContain('受領・到達　記録はありません');
    await story.until('2026-04-22T10:30');
    const done = await post(story, VENDOR, `${at}/receipt`, {});
    expect([done.status, done.json.documentNo]).toEqual([201, documentNo]);
    for (const by of [TAX, VENDOR]) {
      const listed = await documentOf(story, caseId, 'order-issued', by);
      expect([listed.receivedAt?.slice(0, 16), listed.can.receive]).toEqual(['2026-04-22T01:30', false]);
    }
    const [vendorLater, later] = [await browse(story, VENDOR), await browse(story, TAX)];
    expect((await later(sheet)).text).toContain('受領の確認');
    expect((await vendorLater(sheet)).text).not.toContain('/documents/receipt/');
    const finding = `/v1/permits/${caseId}/findings/${findingId}`;
    const { arrivals, papers } = (await (await story.as(VENDOR))('GET', finding)).json;
    const told = papers.map((paper: { seq: number }) => paper.seq);
    expect(arrivals.map((one: { of: number }) => one.of)).toContain(seq);
    expect(arrivals.filter((one: { of: number }) => !told.includes(one.of))).toEqual([]);
    expect((await later(`/permits/${caseId}/findings/${findingId}`)).text).toContain('受領の確認');
    expect((await later(`/applications/${caseId}?part=timeline`)).text).toContain('文書の受領');
    const again = await post(story, VENDOR, `${at}/receipt`, {});
    expect([again.status, again.json.detail]).toEqual([409, 'この文書の受領は、すでに確認されています']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('二人が同時に押しても、記録は一つ', async () => {
    const { story, caseId, at } = await ordered();
    const client = await story.as(VENDOR);
    const answers = await Promise.all(
      [1, 2].map((n) => client('POST', `${at}/receipt`, {}, { 'idempotency-key': `both-${n}` })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const received = (await loadEvents(story.store, caseId)).filter(
      ({ fact }) => fact.type === 'paper-received',
    );
    expect(received).toHaveLength(1);
  });

  test('他社、市の職員、ない文書、市だけの文書は受領できない', async () => {
    const { story, caseId, seq, at } = await ordered();
    expect((await post(story, OTHER_VENDOR, `${at}/receipt`, {})).status).toBe(404);
    expect((await post(story, TAX, `${at}/receipt`, {})).status).toBe(403);
    for (const other of [seq - 1, 9999, 0])
      expect((await post(story, VENDOR, `/v1/permits/${caseId}/documents/${other}/receipt`, {})).status).toBe(
        404,
      );
  });
});

describe('到達の記録', () => {
  const REGISTERED = { deliveredOn: '2026-04-22', how: 'registered', evidence: '引受番号 123-45' };

  test('決定した役職の者が、日、方法、引受番号を記録する。何度でも。保守事業者にも見える', async () => {
    const { story, caseId, at } = await ordered();
    await story.until('2026-04-24T09:00');
    expect((await post(story, TAX, `${at}/delivery`, REGISTERED)).status).toBe(201);
    expect(
      (await post(story, TAX, `${at}/delivery`, { deliveredOn: '2026-04-24', how: 'handed' })).status,
    ).toBe(201);
    const listed = await documentOf(story, caseId, 'order-issued', VENDOR);
    expect(listed.delivered.map(({ on, how }) => [on, how])).toEqual([
      ['2026-04-22', '書留・配達証明'],
      ['2026-04-24', '手渡し'],
    ]);
    const page = await (await browse(story, VENDOR))(`/permits/${caseId}/documents`);
    expect(page.text).toContain('書留・配達証明 令和8年4月22日到達');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test.each([
    ['文書の日付より前', '2026-04-20', 422],
    ['文書の日付', '2026-04-21', 201],
    ['本日', '2026-04-23', 201],
    ['明日', '2026-04-24', 422],
  ])('到達した日が%s: %s は %i（午前9時より前）', async (_, deliveredOn, status) => {
    const { story, at } = await ordered();
    await story.until('2026-04-23T00:30');
    expect((await post(story, TAX, `${at}/delivery`, { ...REGISTERED, deliveredOn })).status).toBe(status);
  });

  test('命令は課の管理者、結果通知書は統括が記録する。ほかの者は断られる', async () => {
    const { story, caseId, at } = await ordered();
    const body = { deliveredOn: '2026-04-21', how: 'post' };
    expect((await post(story, CHIEF, `${at}/delivery`, body)).status).toBe(403);
    expect((await post(story, CLERK, `${at}/delivery`, body)).status).toBe(403);
    expect((await post(story, CARE, `${at}/delivery`, body)).status).toBe(404);
    expect((await post(story, VENDOR, `${at}/delivery`, body)).status).toBe(403);
    const result = await documentOf(story, caseId, 'permit-notified');
    const path = `/v1/permits/${caseId}/documents/${result.seq}/delivery`;
    expect((await post(story, TAX, path, body)).status).toBe(403);
    expect((await post(story, CHIEF, path, body)).status).toBe(201);
  });
});

test('INV-14: 前年度の文書を翌年度に再交付し、受領し、到達を記録しても、検査は番号の欠けとしない', async () => {
  const story = await createStory({ start: '2027-03-22T09:00+09:00' });
  const orders = createOrders(story);
  const caseId = await orders.permit({ period: { from: '2027-03-29', to: '2027-09-30' } });
  await story.until('2027-03-29T09:00');
  await orders.ordered(caseId, { dueOn: '2027-05-10' });
  const { seq } = await documentOf(story, caseId, 'order-issued');
  const at = `/v1/permits/${caseId}/documents/${seq}`;
  await story.until('2027-04-01T09:00');
  const answers = [
    await post(story, TAX, `${at}/reissue`, { reason: '紛失の申出' }),
    await post(story, TAX, `${at}/delivery`, { deliveredOn: '2027-03-31', how: 'post' }),
    await post(story, VENDOR, `${at}/receipt`, {}),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  const { faults } = await verifyAudit(story.place())([]);
  expect(faults).toEqual([]);
});
