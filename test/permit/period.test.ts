import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { loadCase } from '../../core/case/case-store.ts';
import { attendCase } from '../../core/daily/attend-case.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';

/** 第4条第3項・第5条: from when a permit holds: from its first day, or from a later notice. One answer everywhere. */

const LOG = '利用者ID,接続日時,切断日時,接続元IP\nmaint01,2026/04/25 10:00,2026/04/25 11:00,192.0.2.10\n';

/** The sample's period begins on 20 April 2026. */
const notifiedOn = async (at: string) => {
  const story = await createStory();
  const caseId = await story.submit();
  await story.until(at);
  await story.confirm(caseId);
  await story.approve(caseId);
  await story.settle();
  return { story, caseId };
};

describe('通知が期間の初日より後', () => {
  test('許可は通知の日から。台帳・画面・通知書・メール・月次報告・照合が、同じ日を示す', async () => {
    const { story, caseId } = await notifiedOn('2026-05-11T08:30');
    const tax = await story.as(TAX);
    const permit = (await tax('GET', `/v1/permits/${caseId}`)).json;
    expect(permit.period.from).toBe('2026-05-11');
    const page = await browse(story, VENDOR);
    const notice = (await page(`/applications/${caseId}/notice`)).text;
    expect(notice).toContain('通知の日から');
    expect(notice).not.toContain('令和8年4月20日から');
    const mail = story.mailbox.list().find(({ subject }) => subject.startsWith('【結果通知】'));
    expect(mail?.text).toContain('通知の日から');
    expect(mail?.text).not.toContain('令和8年4月20日から');
    expect((await tax('GET', '/permits.csv')).status).toBeLessThan(500);
    await story.until('2026-06-02T10:00');
    const later = await story.as(TAX);
    expect((await later('GET', `/v1/permits/${caseId}`)).json.status).toBe('active');
    const months = (await later('GET', `/v1/permits/${caseId}/reports`)).json;
    expect(JSON.stringify(months)).not.toContain('2026-04');
  });

  test('第6条第3号: 通知より前の接続は、許可期間外', async () => {
    const { story, caseId } = await notifiedOn('2026-05-11T10:00');
    const tax = await story.as(TAX);
    const done = await tax(
      'POST',
      `/v1/permits/${caseId}/reconciliations`,
      { yearMonth: '2026-04', text: LOG },
      { 'idempotency-key': 'april' },
    );
    expect(done.status, done.text).toBe(201);
    const { report } = (await tax('GET', `/v1/permits/${caseId}/reconciliations/2026-04`)).json;
    expect(report.rows[0].breaches).toContainEqual({ aspect: 'period', value: '許可期間外' });
  });

  test('通知の日の、通知の前と後: その時刻から', async () => {
    const { story, caseId } = await notifiedOn('2026-05-11T10:00');
    const [heading] = LOG.split('\n');
    const log = `${heading}\nmaint01,2026/05/11 08:00,2026/05/11 09:00,192.0.2.10\nmaint01,2026/05/11 11:00,2026/05/11 12:00,192.0.2.10\n`;
    await story.until('2026-06-02T10:00');
    const tax = await story.as(TAX);
    await tax(
      'POST',
      `/v1/permits/${caseId}/reconciliations`,
      { yearMonth: '2026-05', text: log },
      { 'idempotency-key': 'may' },
    );
    const { report } = (await tax('GET', `/v1/permits/${caseId}/reconciliations/2026-05`)).json;
    const outside = report.rows.map(({ breaches }: { breaches: { aspect: string }[] }) =>
      breaches.some(({ aspect }) => aspect === 'period'),
    );
    expect(outside).toEqual([true, false]);
  });
});

test('通知が期間の初日、又はその前なら、許可は初日から', async () => {
  for (const at of ['2026-04-10T10:00', '2026-04-20T08:30']) {
    const { story, caseId } = await notifiedOn(at);
    const tax = await story.as(TAX);
    expect((await tax('GET', `/v1/permits/${caseId}`)).json.period.from).toBe('2026-04-20');
    const page = await browse(story, VENDOR);
    expect((await page(`/applications/${caseId}/notice`)).text).toContain('令和8年4月20日から');
  }
});

test('点検が先の日付で呼ばれても、時計がその日になるまで、許可は始まらず、終わらない', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit({ period: { from: '2026-04-20', to: '2026-05-08' } });
  const attend = (day: string) => attendCase(story.ports)(caseId, Temporal.PlainDate.from(day));
  for (const [time, day, before, turned] of [
    ['2026-04-19T23:59', '2026-04-20', 'upcoming', 'active'],
    ['2026-05-08T23:59', '2026-05-09', 'active', 'expired'],
  ] as const) {
    story.clock.moveTo(Temporal.Instant.from(`${time}+09:00`));
    expect((await attend(day)).ok).toBe(true);
    expect((await loadCase(story.store, caseId))?.status).toBe(before);
    story.clock.moveTo(Temporal.Instant.from(`${day}T00:00+09:00`));
    expect((await attend(day)).ok).toBe(true);
    expect((await loadCase(story.store, caseId))?.status).toBe(turned);
  }
  await story.settle();
  expect(await story.violations(caseId)).toEqual([]);
});
