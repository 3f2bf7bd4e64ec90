import { describe, expect, test } from 'vitest';
import { createOrders } from '../support/orders.ts';
import { SHORT_DEADLINES, setSettings } from '../support/other-settings.ts';
import { CHIEF, createStory, TAX } from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/**
 * 期日の当日: not the day before and not the day after. Every act is tried on the very day that a date names, at 08:30 and at
 * the end of it, and, where that day decides, on the next one.
 */

const errorAt = ({ status, json }: Answer) => [status, json?.errors?.[0]?.pointer];
const refusedAt = (pointer: string) => [422, pointer];

const begin = async (to = '2027-03-31') => {
  const story = await createStory();
  await setSettings(story.store, SHORT_DEADLINES);
  const orders = createOrders(story);
  const caseId = await orders.permit({ period: { from: '2026-04-20', to } });
  await story.until('2026-04-21T08:30');
  return { story, orders, caseId };
};

describe('第4条第3項: 利用期間', () => {
  test('満了の日には、確認も承認もできる。翌日0時からはできない', async () => {
    const story = await createStory();
    const short = { period: { from: '2026-04-06', to: '2026-04-08' } };
    const [onTime, late, unconfirmed] = [
      await story.submit(short),
      await story.submit(short),
      await story.submit(short),
    ];
    await story.confirm(late);
    await story.until('2026-04-08T08:30');
    expect((await story.confirm(onTime)).status).toBe(200);
    await story.until('2026-04-08T23:59');
    expect((await story.approve(onTime)).status).toBe(200);
    await story.until('2026-04-09T00:00');
    expect(errorAt(await story.approve(late))).toEqual(refusedAt('/choice'));
    expect(errorAt(await story.confirm(unconfirmed))).toEqual(refusedAt('/choice'));
    // What is not favourable can be decided all the same.
    expect(
      (await story.decide(CHIEF, late, { stage: 'approve', choice: 'send-back', reason: '期間' })).status,
    ).toBe(200);
  });

  test('開始の日の0時に有効となり、満了の日の終わりまで有効である', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit({ period: { from: '2026-04-20', to: '2026-04-24' } });
    const states: string[] = [];
    for (const time of ['2026-04-19T23:59', '2026-04-20T00:01', '2026-04-24T23:59', '2026-04-25T00:01']) {
      await story.until(time);
      states.push(await orders.status(caseId));
    }
    expect(states).toEqual(['upcoming', 'active', 'active', 'expired']);
  });
});

describe('第6条第6号: 指示', () => {
  test('期限は翌日から。当日中の報告は間に合い、翌日に期限を過ぎる', async () => {
    const { story, orders, caseId } = await begin();
    expect(errorAt(await orders.instruct(caseId, { dueOn: '2026-04-21' }))).toEqual(refusedAt('/dueOn'));
    const { instructionId } = (await orders.instruct(caseId, { dueOn: '2026-04-22' })).json;
    const overdue = async () => (await story.eventsOf(caseId)).includes('instruction-overdue');
    await story.until('2026-04-22T23:59');
    expect(await overdue()).toBe(false);
    const path = `${orders.instructions(caseId)}/${instructionId}/report`;
    expect(errorAt(await orders.vendor(path, { done: '済', doneOn: '2026-04-23' }))).toEqual(
      refusedAt('/doneOn'),
    );
    expect((await orders.vendor(path, { done: '済', doneOn: '2026-04-22' })).status).toBe(200);
    const second = (await orders.instruct(caseId, { dueOn: '2026-04-23' })).json;
    expect(second.instructionId).toBeDefined();
    await story.until('2026-04-24T09:00');
    expect(await overdue()).toBe(true);
  });
});

describe('第7条: 是正命令', () => {
  test('履行期限は命令の翌日から。期限の日の終わりまでは、未履行と判断できない', async () => {
    const { story, orders, caseId } = await begin();
    const { findingId } = (await orders.find(caseId)).json;
    await orders.receive(caseId, findingId);
    expect(errorAt(await orders.order(caseId, findingId, { dueOn: '2026-04-21' }))).toEqual(
      refusedAt('/dueOn'),
    );
    expect((await orders.order(caseId, findingId, { dueOn: '2026-04-22' })).status).toBe(200);
    await story.until('2026-04-22T08:30');
    expect(errorAt(await orders.reply(caseId, findingId, { doneOn: '2026-04-23' }))).toEqual(
      refusedAt('/doneOn'),
    );
    expect((await orders.reply(caseId, findingId, { doneOn: '2026-04-22' })).status).toBe(200);
    await story.until('2026-04-22T23:59');
    const disobeyed = { result: 'disobeyed', reason: '不足' };
    expect(errorAt(await orders.judge(caseId, findingId, disobeyed))).toEqual(refusedAt('/result'));
    const partial = (dueOn: string) =>
      orders.judge(caseId, findingId, { result: 'partial', reason: '一部', dueOn });
    expect(errorAt(await partial('2026-04-24'))).toEqual(refusedAt('/result'));
    await story.until('2026-04-23T00:00');
    expect(errorAt(await partial('2026-04-23'))).toEqual(refusedAt('/dueOn'));
    // Put off to the next day: that day counts, too.
    expect((await partial('2026-04-24')).status).toBe(200);
    await story.until('2026-04-24T23:59');
    expect((await orders.viewed(TAX, caseId, findingId)).questions).toEqual([]);
    await story.until('2026-04-27T08:31');
    const today = { ...disobeyed, statementDueOn: '2026-04-27' };
    expect(errorAt(await orders.judge(caseId, findingId, today))).toEqual(refusedAt('/statementDueOn'));
    expect((await orders.judge(caseId, findingId, disobeyed)).status).toBe(200);
  });
});

describe('第8条: 弁明と取消・停止', () => {
  /** Judged on 23 April; the statement may be made until the 27th, a Monday. */
  const judged = async (to?: string) => {
    const { story, orders, caseId } = await begin(to);
    const findingId = await orders.ordered(caseId, { dueOn: '2026-04-22' });
    await story.until('2026-04-23T08:31');
    const outcome = await orders.judge(caseId, findingId, {
      ...{ result: 'disobeyed', reason: '報告がない。', statementDueOn: '2026-04-27' },
    });
    expect(outcome.status).toBe(200);
    await orders.receiveNoncompliance(caseId, findingId);
    return { story, orders, caseId, findingId };
  };

  test('弁明の期限の日の終わりまで、弁明を受けずに決定できない。翌日0時からできる', async () => {
    const { story, orders, caseId, findingId } = await judged();
    for (const time of ['2026-04-27T08:30', '2026-04-27T23:59']) {
      await story.until(time);
      expect(errorAt(await orders.sanction(caseId, findingId)), time).toEqual(refusedAt('/sanction'));
    }
    await story.until('2026-04-28T00:00');
    expect((await orders.sanction(caseId, findingId)).status).toBe(200);
    expect(await orders.status(caseId)).toBe('revoked');
  });

  test('口頭の弁明のあった日は、未履行と判断した日から当日まで', async () => {
    const { story, orders, caseId, findingId } = await judged();
    await story.until('2026-04-24T08:30');
    const hear = (heardOn: string) => orders.hear(caseId, findingId, { heardOn });
    expect(errorAt(await hear('2026-04-22'))).toEqual(refusedAt('/heardOn'));
    expect(errorAt(await hear('2026-04-25'))).toEqual(refusedAt('/heardOn'));
    for (const day of ['2026-04-23', '2026-04-24']) expect((await hear(day)).status).toBe(200);
  });

  test('停止の最終日は、翌日から満了の日まで。停止の継続でも同じ', async () => {
    const { story, orders, caseId, findingId } = await judged('2026-05-29');
    await story.until('2026-04-28T08:30');
    const suspend = (until: string) =>
      orders.sanction(caseId, findingId, { sanction: 'suspend', conditions: '手順書', until });
    expect(errorAt(await suspend('2026-04-28'))).toEqual(refusedAt('/until'));
    expect(errorAt(await suspend('2026-05-30'))).toEqual(refusedAt('/until'));
    expect((await suspend('2026-05-29')).status).toBe(200);
    const keep = (until: string) => orders.lift(caseId, findingId, { choice: 'keep', until, reason: '不足' });
    expect(errorAt(await keep('2026-04-28'))).toEqual(refusedAt('/until'));
    expect(errorAt(await keep('2026-05-30'))).toEqual(refusedAt('/until'));
    expect((await keep('2026-04-30')).status).toBe(200);
    // On its last day it goes on, and ends with it; the manager is asked in time.
    const asked = async () =>
      (await story.eventsOf(caseId)).filter((type) => type === 'lifting-requested').length;
    await story.until('2026-04-30T12:00');
    expect(await asked()).toBe(1);
    await story.until('2026-04-30T23:58');
    expect(await orders.status(caseId)).toBe('suspended');
    // Extended at the last minute, for a second time.
    expect((await keep('2026-05-01')).status).toBe(200);
    await story.until('2026-05-01T23:59');
    expect(await orders.status(caseId)).toBe('suspended');
    await story.until('2026-05-02T00:01');
    expect(await orders.status(caseId)).toBe('active');
    expect((await keep('2026-05-08')).status).toBe(409);
  });
});

describe('第10条: 月次利用状況報告', () => {
  test('期限の日のうちは督促されず、遅れとならない', async () => {
    const { story, caseId } = await begin();
    const path = `/v1/permits/${caseId}/reports/2026-04`;
    await story.until('2026-05-12T23:59');
    expect(await story.eventsOf(caseId)).not.toContain('report-dunned');
    const { usageHash, dueOn } = (await story.vendorApi('GET', path)).json;
    expect(dueOn).toBe('2026-05-12');
    const declared = { used: false, updates: 'applied', entryRecords: 'kept', cameraRecords: 'kept' };
    expect((await story.vendorApi('PUT', path, { usageHash, ...declared })).status).toBe(200);
    await story.until('2026-05-13T09:00');
    expect(await story.eventsOf(caseId)).not.toContain('report-dunned');
  });
});

describe('第12条: 廃止届', () => {
  test('最終日は届出の日から満了の前日まで。その日のうちは取り下げられ、翌日0時に終わる', async () => {
    const { story, orders, caseId } = await begin('2026-04-30');
    const file = (lastDay: string) =>
      orders.vendor(`/v1/permits/${caseId}/ending`, {
        ...{ lastDay, reason: '終了', returnAndErasure: '返却する。', lastReport: true },
      });
    expect(errorAt(await file('2026-04-20'))).toEqual(refusedAt('/lastDay'));
    expect(errorAt(await file('2026-04-30'))).toEqual(refusedAt('/lastDay'));
    expect((await file('2026-04-21')).status).toBe(201);
    await story.until('2026-04-21T23:59');
    expect((await orders.vendor(`/v1/permits/${caseId}/ending/withdrawal`, {})).status).toBe(200);
    expect((await file('2026-04-21')).status).toBe(201);
    expect(await orders.status(caseId)).toBe('active');
    await story.until('2026-04-22T00:01');
    expect(await orders.status(caseId)).toBe('ended');
  });
});
