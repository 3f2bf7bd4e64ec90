import { describe, expect, test } from 'vitest';
import { createOrders } from '../support/orders.ts';
import { CLERK, createStory, type Story, TAX, VENDOR } from '../support/story.ts';

/** 第7条・第6条第6号: the vendor hears of a deadline before it has passed. */

const ordered = async (dueOn: string) => orderedIn(await createStory(), dueOn);
const orderedIn = async (story: Story, dueOn: string) => {
  const orders = createOrders(story);
  const caseId = await orders.permit({ period: { from: '2026-04-20', to: '2027-03-31' } });
  await story.until('2026-04-20T09:00');
  const { findingId } = (await orders.find(caseId)).json;
  await orders.receive(caseId, findingId);
  expect((await orders.order(caseId, findingId, { dueOn })).status).toBe(200);
  return { story, orders, caseId, findingId };
};
const reminders = (story: Story) =>
  story.subjectsTo(VENDOR).filter((subject) => subject.includes('の予告')).length;

describe('履行期限の予告', () => {
  test('第7条: 命令の期限（5月8日金曜）の1開庁日前の5月7日と、当日の朝に、それぞれ一度。件名と本文に期限が立つ', async () => {
    const { story, caseId } = await ordered('2026-05-08');
    await story.until('2026-05-06T12:00');
    expect(reminders(story)).toBe(0);
    await story.until('2026-05-07T08:45');
    expect(reminders(story)).toBe(1);
    const [mail] = story.mailsTo(VENDOR);
    expect(mail?.subject).toContain('期限5/8');
    expect(mail?.text).toContain('令和8年5月8日');
    await story.workflows.startExecution('daily', 'daily-again', {});
    await story.until('2026-05-07T18:00');
    expect(reminders(story)).toBe(1);
    await story.until('2026-05-08T08:45');
    expect(reminders(story)).toBe(2);
    await story.until('2026-05-11T18:00');
    expect(reminders(story)).toBe(2);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('撤回して改めて発した命令は、期限が同じ日でも、改めて予告される（予告は10開庁日前から）', async () => {
    const story = await createStory();
    const { settings, versions } = (await (await story.as(CLERK))('GET', '/v1/settings')).json;
    const changed = await story.decree('PUT', '/v1/settings', {
      ...{ version: versions[0]?.version ?? 0, reason: '早く知らせるため。' },
      settings: { ...settings, remindBeforeDays: 10 },
    });
    expect(changed.status, changed.text).toBe(200);
    const { orders, caseId, findingId } = await orderedIn(story, '2026-05-08');
    await story.until('2026-04-20T18:00');
    expect(reminders(story)).toBe(0);
    await story.until('2026-04-21T12:00');
    expect(reminders(story)).toBe(1);
    const path = `/v1/permits/${caseId}/findings/${findingId}/withdrawal`;
    const withdrawn = await orders.post(TAX, path, { reason: '命令の内容を誤った。', again: true });
    expect(withdrawn.status).toBe(200);
    expect((await orders.order(caseId, findingId, { dueOn: '2026-05-08' })).status).toBe(200);
    // Of the new one it has been told today.
    await story.until('2026-04-21T18:00');
    expect(reminders(story)).toBe(1);
    await story.until('2026-04-22T12:00');
    expect(reminders(story)).toBe(2);
    await story.until('2026-05-08T12:00');
    expect(reminders(story)).toBe(3);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('期限が休日（5月10日日曜）なら、当日の予告はその前の開庁日（8日）、前の予告は7日', async () => {
    const { story } = await ordered('2026-05-10');
    await story.until('2026-05-06T12:00');
    expect(reminders(story)).toBe(0);
    await story.until('2026-05-07T12:00');
    expect(reminders(story)).toBe(1);
    await story.until('2026-05-08T12:00');
    expect(reminders(story)).toBe(2);
    await story.until('2026-05-11T12:00');
    expect(reminders(story)).toBe(2);
  });

  test('是正報告が出ていれば、予告はない', async () => {
    const { story, orders, caseId, findingId } = await ordered('2026-05-08');
    await story.until('2026-04-24T10:00');
    expect((await orders.reply(caseId, findingId)).status).toBe(200);
    await story.until('2026-05-08T12:00');
    expect(reminders(story)).toBe(0);
  });

  test('第6条第6号: 指示の期限（4月24日金曜）も、前の日と当日に。期限を過ぎてからはない', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit({ period: { from: '2026-04-20', to: '2027-03-31' } });
    await story.until('2026-04-20T09:00');
    await orders.instruct(caseId, { dueOn: '2026-04-24' });
    await story.until('2026-04-22T12:00');
    expect(reminders(story)).toBe(0);
    await story.until('2026-04-23T12:00');
    expect(reminders(story)).toBe(1);
    await story.until('2026-04-30T12:00');
    expect(reminders(story)).toBe(2);
  });
});
