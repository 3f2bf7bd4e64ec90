import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../local/database.ts';
import { browse } from '../support/browse.ts';
import { createStory, VENDOR } from '../support/story.ts';
import { watchTable } from '../support/table.ts';

const setUp = async () => {
  const database = openDatabase(':memory:');
  const story = await createStory({ database });
  const post = (key: string | undefined, overrides: Parameters<typeof story.application>[0] = {}) =>
    story.vendorApi(
      'POST',
      '/v1/applications',
      story.application(overrides),
      key === undefined ? {} : { 'idempotency-key': key },
    );
  return { story, post, table: watchTable(database) };
};

describe('Idempotency-Key', () => {
  test('同じキー・同じ内容: 同じ受付を答え、申請は一つ', async () => {
    const { story, post, table } = await setUp();
    const first = await post('k');
    await story.settle();
    const before = table.rows();
    const again = await post('k');
    expect(again.status).toBe(201);
    expect(again.json).toEqual(first.json);
    expect(table.rows()).toEqual(before);
    await story.settle();
    expect((await story.vendorApi('GET', '/v1/applications')).json.cases).toHaveLength(1);
    expect(story.executions()).toHaveLength(1);
  });

  test('翌日でも、その後の補正や取下げの後でも、同じ受付を答える', async () => {
    const { story, post } = await setUp();
    const application = story.application();
    const send = () => story.vendorApi('POST', '/v1/applications', application, { 'idempotency-key': 'k' });
    const first = await send();
    await story.settle();
    await story.withdraw(first.json.caseId);
    await story.until('2026-05-20T09:00');
    // The first day of the period has passed: a new application would be refused.
    expect((await send()).json).toEqual(first.json);
    expect((await post('other', { period: application.period })).status).toBe(422);
  });

  test('同じキー・違う内容: 409。書き方の違いだけなら同じ内容', async () => {
    const { post, story } = await setUp();
    const first = await post('k');
    const other = await post('k', { purpose: '別の目的' });
    expect(other.status).toBe(409);
    expect(other.json).toMatchObject({
      type: 'urn:remote-maintenance-permits:idempotency-key-reused',
      detail: expect.stringContaining('Idempotency-Key'),
    });
    const wareki = await post('k', {
      appliedOn: '令和8年4月6日',
      purpose: `  ${story.application().purpose} `,
    });
    expect(wareki.json).toEqual(first.json);
  });

  test('同時に送っても申請は一つ', async () => {
    const { story, post } = await setUp();
    const answers = await Promise.all(Array.from({ length: 12 }, () => post('k')));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect((await story.vendorApi('GET', '/v1/applications')).json.cases).toHaveLength(1);
  });

  test('キーは事業者ごと: 他社の同じキーとは関係しない', async () => {
    const { story, post } = await setUp();
    await post('k');
    const other = await story.as('support@minami.example.com');
    const application = story.application({
      consultationId: 'c-minami',
      systemId: 'care-system',
      vendor: { ...story.application().vendor, corporateNumber: '8000020130001' },
    });
    const answer = await other('POST', '/v1/applications', application, { 'idempotency-key': 'k' });
    expect(answer.json).toMatchObject({ caseNo: 'R8-0002' });
  });

  test.each([
    ['ない', undefined],
    ['空', ''],
    ['201文字', 'k'.repeat(201)],
  ])('キーが%s: 400', async (_name, key) => {
    const { post, table } = await setUp();
    const before = table.changes();
    const answer = await post(key);
    expect(answer.status).toBe(400);
    expect(answer.json.type).toBe('urn:remote-maintenance-permits:idempotency-key-missing');
    expect(table.changes()).toBe(before);
  });

  test('断られた申請のキーは、直した申請に使える', async () => {
    const { post } = await setUp();
    expect((await post('k', { systemId: 'unknown' })).status).toBe(422);
    expect((await post('k')).status).toBe(201);
  });

  test('控えは90日で終わる。API のキーも画面の1回の押下も、どちらの表でも同じ日に', async () => {
    for (const options of [{}, { database: openDatabase(':memory:') }]) {
      const story = await createStory(options);
      const visit = await browse(story, VENDOR);
      const send = () =>
        story.vendorApi('POST', '/v1/applications', story.application(), { 'idempotency-key': 'k' });
      expect((await send()).status).toBe(201);
      const form = { consultationId: 'c-hokuto', _once: 'a-page-of-its-own' };
      expect((await visit('/drafts', form)).status).toBe(303);
      await story.settle();
      const receipts = async () =>
        (await story.store.query({ hash: 'IDEMPOTENCY#hokuto' })).items.map(({ expiresAt }) => expiresAt);
      // 2026-04-06T09:00 in Japan, and 90 days.
      expect(await receipts()).toEqual([1_783_209_600, 1_783_209_600]);
      await story.until('2026-07-04T23:00');
      expect(await receipts()).toHaveLength(2);
      await story.until('2026-07-07T09:00');
      expect(await receipts()).toEqual([]);
      expect((await send()).status).toBe(201);
      expect((await story.vendorApi('GET', '/v1/applications')).json.cases).toHaveLength(2);
    }
  });
});
