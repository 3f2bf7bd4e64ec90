import { describe, expect, test } from 'vitest';
import { listRecords } from '../../core/case/case-store.ts';
import { WORKS } from '../../core/case/records/work.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { childOf } from '../support/permit.ts';
import { TAX, VENDOR } from '../support/story.ts';
import { createWorkStory, worksOf } from '../support/work-story.ts';

/**
 * 第6条第3号・第8条: what was announced lapses when the permit stops. Nobody is asked for it or accused of it, and what was
 * going on at that moment was lawful until then.
 */

const sanctioned = async () => {
  const story = await createWorkStory();
  const orders = createOrders(story);
  const findingId = await orders.disobeyed(story.caseId);
  const on = (days: number) => story.today().add({ days }).toString();
  const accepted = async (day: string, change: object = {}) => {
    const workId = await story.announced(day, change);
    expect((await story.answer(workId, { choice: 'accept' })).status).toBe(200);
    return workId;
  };
  const decide = (sanction: string) =>
    orders.sanction(story.caseId, findingId, { sanction, conditions: '手順書の提出' });
  return { story, orders, findingId, on, accepted, decide };
};
const remindersTo = (story: Awaited<ReturnType<typeof sanctioned>>['story'], noticeNo: string) =>
  story
    .mailsTo(VENDOR)
    .filter(({ subject }) => subject.includes('作業報告のお願い') && subject.includes(noticeNo));

describe('第8条: 取消・停止により、承認済みの作業申請は効力を失う', () => {
  test.each(['revoke', 'suspend'])(
    '%s: 決定の前に実施中の作業を示し、事業者に伝え、督促も候補もない',
    async (sanction) => {
      const { story, findingId, on, accepted, decide } = await sanctioned();
      const running = await accepted(on(0), {
        plannedStart: `${on(0)}T10:00`,
        plannedEnd: `${on(1)}T17:00`,
      });
      const coming = await accepted(on(10));
      const waiting = await story.announced(on(20));
      await story.until(`${on(0)}T11:00`);
      const manager = await browse(story, TAX);
      const page = await manager(`/permits/${story.caseId}/findings/${findingId}/sanction`);
      for (const word of ['実施中・予定の作業', 'R8-W0001', 'R8-W0002', '実施中', '予定'])
        expect(page.text, word).toContain(word);
      expect(page.text).not.toContain('R8-W0003');

      expect((await decide(sanction)).status).toBe(200);
      for (const workId of [running, coming, waiting])
        expect((await story.vendorWork(workId)).statusLabel).toBe('効力を失った申請');
      const mail = story
        .mailsTo(VENDOR)
        .find(({ subject }) => subject.startsWith(sanction === 'revoke' ? '【許可の取消' : '【許可の停止'));
      for (const word of ['効力を失った作業申請', 'R8-W0001', 'R8-W0002', 'R8-W0003', '督促はしません'])
        expect(mail?.text, word).toContain(word);
      // Nobody is asked whether a work may be done that is void.
      expect((await story.workView(waiting)).questions).toEqual([]);
      expect((await story.answer(waiting, { choice: 'accept' })).status).toBe(409);

      await story.until(`${on(40)}T09:00`);
      for (const noticeNo of ['R8-W0001', 'R8-W0002', 'R8-W0003'])
        expect(remindersTo(story, noticeNo), noticeNo).toEqual([]);
      expect((await story.candidates()).map(({ kind }) => kind)).toEqual([]);
      expect(await story.violations(story.caseId)).toEqual([]);
    },
  );

  test.each([
    ['suspend', {}, '【許可の停止】'],
    ['suspend', { only: { kind: 'worker', value: '作業 八郎' } }, '【許可の一部の停止】'],
    ['revoke', {}, '【許可の取消】'],
  ] as const)(
    '%s %o が後の日に効力を生ずるとき: その日に、効力を失った作業申請を伝える。その前の作業は報告を求める',
    async (sanction, more, subject) => {
      const { story, orders, findingId, on, accepted } = await sanctioned();
      const before = await accepted(on(3));
      const after = await accepted(on(12));
      const noticeNo = async (workId: string) => (await story.vendorWork(workId)).noticeNo;
      const effectiveOn = on(10);
      const given = {
        sanction,
        effectiveOn,
        ...(sanction === 'suspend' ? { conditions: '手順書' } : {}),
        ...more,
      };
      const decided = await orders.sanction(story.caseId, findingId, given);
      expect(decided.status, decided.text).toBe(200);
      expect((await story.vendorWork(after)).status).toBe('accepted');
      const told = () => story.mailsTo(VENDOR).filter((mail) => mail.subject.startsWith(subject));
      await story.until(`${on(4)}T09:00`);
      expect((await story.report(before, on(-1))).json.flags).toEqual([]);
      expect(told()).toEqual([]);
      await story.until(`${effectiveOn}T10:00`);
      expect((await story.vendorWork(after)).status).toBe('lapsed');
      expect(told()).toHaveLength(1);
      expect(told()[0]?.text).toContain(`効力を失った作業申請：${await noticeNo(after)}`);
      expect(told()[0]?.text).not.toContain(await noticeNo(before));
      await story.until(`${on(40)}T09:00`);
      expect(told()).toHaveLength(1);
      expect(remindersTo(story, await noticeNo(after))).toEqual([]);
      expect((await story.candidates()).map(({ kind }) => kind)).toEqual([]);
      expect(await story.violations(story.caseId)).toEqual([]);
    },
  );

  test('実施中の緊急の作業も、決定の前に示す。効力は失わず、事後に承認し、報告できる', async () => {
    const { story, findingId, on, decide } = await sanctioned();
    const emergency = { emergency: true, emergencyReason: '窓口の停止' };
    const times = (from: string, to: string) => ({
      plannedStart: `${on(0)}T${from}`,
      plannedEnd: `${on(0)}T${to}`,
    });
    await story.announced(on(0), { ...emergency, ...times('08:00', '08:50') });
    const running = await story.announced(on(0), { ...emergency, ...times('08:50', '12:00') });
    await story.announced(on(0), { ...emergency, ...times('09:00', '10:00') });
    const manager = await browse(story, TAX);
    const { text } = await manager(`/permits/${story.caseId}/findings/${findingId}/sanction`);
    // The last one begins at this very minute.
    expect(text).toMatch(/R8-W0002[\s\S]{0,400}実施中[\s\S]*R8-W0003[\s\S]{0,400}実施中/);
    expect(text).not.toContain('R8-W0001');
    expect((await decide('revoke')).status).toBe(200);
    expect((await story.vendorWork(running)).status).toBe('emergency');
    expect((await story.answer(running, { choice: 'accept' })).status).toBe(200);
    await story.until(`${on(0)}T10:00`);
    const connection = { connectedAt: `${on(0)}T08:50`, disconnectedAt: `${on(0)}T09:00` };
    expect((await story.report(running, on(0), connection)).json.flags).toEqual([]);
    expect(await story.violations(story.caseId)).toEqual([]);
  });

  test('取消の時に続いていた接続は、その時まで適法。報告でき、分の端数では責めない', async () => {
    const { story, on, accepted, decide } = await sanctioned();
    const inTime = await accepted(on(0), { plannedStart: `${on(0)}T10:00`, plannedEnd: `${on(0)}T17:00` });
    const tooLong = await accepted(on(0), { plannedStart: `${on(0)}T10:00`, plannedEnd: `${on(0)}T17:00` });
    await story.until(`${on(0)}T11:00`);
    await decide('revoke');
    await story.until(`${on(0)}T13:00`);
    const until = (end: string) => ({ connectedAt: `${on(0)}T10:05`, disconnectedAt: `${on(0)}T${end}` });
    expect((await story.report(inTime, on(0), until('11:00'))).json.flags).toEqual([]);
    expect(await story.candidates()).toEqual([]);
    expect((await story.report(tooLong, on(0), until('12:00'))).json.flags).toEqual(['outside-period']);
    expect((await story.workView(tooLong)).differences[0]).toMatch(/11時00分の取消の後までの接続/);
  });

  test('停止の解除の後も効力は戻らない。新しい申請は別で、督促もされる', async () => {
    const { story, orders, findingId, on, accepted, decide } = await sanctioned();
    const coming = await accepted(on(10));
    await decide('suspend');
    await orders.lift(story.caseId, findingId);
    expect((await story.vendorWork(coming)).statusLabel).toBe('効力を失った申請');
    const fresh = await accepted(on(10));
    await story.until(`${on(11)}T09:00`);
    // Connected under the one that has lapsed: not approved.
    const day = story.today().subtract({ days: 1 }).toString();
    expect((await story.report(coming, day)).json.flags).toEqual(['unapproved']);
    await story.until(`${on(20)}T09:00`);
    expect(remindersTo(story, 'R8-W0002').length).toBeGreaterThan(0);
    expect((await story.vendorWork(fresh)).status).toBe('accepted');
    expect(await story.violations(story.caseId)).toEqual([]);
  });
});

test('第11条: 保守事業者の許可が取り消されると、再委託者の許可の作業も効力を失う', async () => {
  const { story, findingId, on, decide } = await sanctioned();
  const { permitNo } = await story.vendorView(story.caseId);
  const child = await childOf(story, permitNo, {
    period: { from: on(14), to: '2027-03-31' },
  });
  await story.until(`${on(15)}T09:00`);
  const theirs = worksOf(story, child.caseId);
  const workId = await theirs.announced(on(5));
  expect((await theirs.answer(workId, { choice: 'accept' })).status).toBe(200);
  const manager = await browse(story, TAX);
  const page = await manager(`/permits/${story.caseId}/findings/${findingId}/sanction`);
  expect(page.text).toContain(child.permitNo);
  expect(page.text).toContain('R8-W0001');
  await decide('revoke');
  expect((await theirs.vendorWork(workId)).status).toBe('lapsed');
  await story.until(`${on(40)}T09:00`);
  expect(remindersTo(story, 'R8-W0001')).toEqual([]);
  expect(await theirs.candidates()).toEqual([]);
  expect(await story.violations(child.caseId)).toEqual([]);
});

test('廃止: 最終日の翌日からの作業は効力を失い、最終日の作業は報告を求める', async () => {
  const story = await createWorkStory();
  const day = story.today().add({ days: 10 });
  const accepted = async (on: string, change: object = {}) => {
    const workId = await story.announced(on, change);
    await story.answer(workId, { choice: 'accept' });
    return workId;
  };
  // Until the very end of the last day, and a minute into the next.
  const last = await accepted(`${day}`, {
    plannedStart: `${day}T22:00`,
    plannedEnd: `${day.add({ days: 1 })}T00:00`,
  });
  const next = await accepted(`${day}`, {
    plannedStart: `${day}T22:00`,
    plannedEnd: `${day.add({ days: 1 })}T00:01`,
  });
  const filed = await story.vendorApi(
    'POST',
    `/v1/permits/${story.caseId}/ending`,
    {
      lastDay: `${day}`,
      reason: '契約の終了',
      returnAndErasure: '返却し、消去する。',
      lastReport: true,
    },
    { 'idempotency-key': 'end' },
  );
  expect(filed.status, filed.text).toBeLessThan(300);
  await story.settle();
  await story.until(`${day.add({ days: 1 })}T09:30`);
  expect((await story.vendorWork(last)).status).toBe('accepted');
  expect((await story.vendorWork(next)).status).toBe('lapsed');
  expect(story.mailsTo(VENDOR).find(({ subject }) => subject.startsWith('【廃止】'))?.text).toContain(
    'R8-W0002',
  );
  await story.until(`${day.add({ days: 30 })}T09:00`);
  expect(remindersTo(story, 'R8-W0001').length).toBeGreaterThan(0);
  expect(remindersTo(story, 'R8-W0002')).toEqual([]);
});

test('第6条第6号: 緊急接続停止の間にだけ予定されていた作業は、報告を求めない', async () => {
  const story = await createWorkStory();
  const orders = createOrders(story);
  const during = await story.announced('2026-05-11');
  await story.answer(during, { choice: 'accept' });
  const cutOff = await orders.instruct(story.caseId, { kind: 'cut-off', dueOn: undefined });
  expect(cutOff.status, cutOff.text).toBe(201);
  await story.until('2026-06-20T09:00');
  expect(remindersTo(story, 'R8-W0001')).toEqual([]);
  expect((await story.vendorWork(during)).status).toBe('lapsed');
  expect((await story.candidates()).filter(({ kind }) => kind === 'no-report')).toEqual([]);
});

test('一度に効力を失う作業が20件を超えても、すべて効力を失う。停止の後の作業は失わない', async () => {
  const { story, orders, findingId, on, decide } = await sanctioned();
  for (let n = 0; n < 41; n += 1) await story.announced(on(10 + n));
  expect((await decide('suspend')).status).toBe(200);
  const statuses = async () =>
    (await listRecords(story.store, story.caseId, WORKS)).map(({ status }) => status);
  expect(await statuses()).toEqual(Array(41).fill('lapsed'));
  await orders.lift(story.caseId, findingId);
  await story.announced(on(60));
  await story.until(`${on(3)}T09:00`);
  expect((await statuses()).toSorted()).toEqual([...Array(41).fill('lapsed'), 'submitted']);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('二人同時: 承認と停止が重なっても、承認は残らない', async () => {
  const { story, on, decide } = await sanctioned();
  const workId = await story.announced(on(10));
  await story.as(TAX);
  const [answered] = await Promise.all([story.answer(workId, { choice: 'accept' }), decide('suspend')]);
  expect([200, 409]).toContain(answered?.status);
  await story.settle();
  expect((await story.vendorWork(workId)).status).toBe('lapsed');
});
