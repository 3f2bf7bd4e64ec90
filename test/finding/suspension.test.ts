import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { actAll } from '../../core/case/case.ts';
import { isSupervised } from '../../core/case/case-state.ts';
import { actWrites, loadCase, loadRecord } from '../../core/case/case-store.ts';
import { FINDINGS } from '../../core/case/records/finding.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { endedOn } from '../../core/permit/ending.ts';
import { scopeOfPermit } from '../../core/permit/scope-of-permit.ts';
import { addBusinessDays } from '../../core/values/calendar.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';

/** 第8条: a suspension ends when it says, and a sanction takes effect on its day. Days are counted by hand. */

const OK = { status: 200 };
const begin = async (overrides: Parameters<ReturnType<typeof createOrders>['permit']>[0] = {}) => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(overrides);
  await story.until('2026-04-20T09:00');
  return { story, orders, caseId };
};
type Play = Awaited<ReturnType<typeof begin>>;

/** An order on the permit that was not obeyed; the vendor has nothing to say. */
const disobeyed = async ({ story, orders }: Play, caseId: string): Promise<string> => {
  const dueOn = addBusinessDays(story.today(), 5, DEFAULT_SETTINGS);
  const findingId = await orders.ordered(caseId, { dueOn: dueOn.toString() });
  await story.until(`${addBusinessDays(dueOn, 1, DEFAULT_SETTINGS)}T09:00`);
  expect(await orders.judge(caseId, findingId, { result: 'disobeyed' })).toMatchObject(OK);
  await orders.receiveNoncompliance(caseId, findingId);
  await orders.close(caseId, findingId);
  return findingId;
};
const suspend = async (play: Play, caseId: string, more: object): Promise<string> => {
  const findingId = await disobeyed(play, caseId);
  const suspension = { sanction: 'suspend', conditions: '手順書の提出', ...more };
  expect(await play.orders.sanction(caseId, findingId, suspension)).toMatchObject(OK);
  return findingId;
};
const keep = ({ orders, caseId }: Play, findingId: string, more: object) =>
  orders.lift(caseId, findingId, { choice: 'keep', reason: '条件を満たしていない。', ...more });
const noticesOf = async ({ orders }: Play, caseId: string, address = VENDOR) =>
  (await orders.list(address, caseId)).notices.map(({ paper }: { paper: { type: string } }) => paper);
const asked = async ({ story, caseId }: Play) =>
  (await story.eventsOf(caseId)).filter((type) => type === 'lifting-requested').length;
/** In Japan. */
const at = (time: string) => Temporal.Instant.from(`${time}+09:00`).toString();
const spansOf = async ({ story }: Play, caseId: string) => {
  const state = await loadCase(story.store, caseId);
  if (!state || !isSupervised(state)) throw new Error('no permit');
  const scope = await (await scopeOfPermit(story.store, state))('2026-07-01');
  const instant = (iso: string) => Temporal.Instant.from(iso).toString();
  return {
    suspensions: scope.suspensions.map(({ from, to }) => ({ from: instant(from), to: instant(to) })),
    revokedAt: scope.period.revokedAt && instant(scope.period.revokedAt),
  };
};

describe('第8条: 停止は、通知書のとおりに終わる', () => {
  test('停止は最終日の終わりに終わり、再委託者の許可も同時に再開する。管理者にはその5開庁日前に聞く', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const childId = await orders.child('R8-P0001');
    await suspend(play, caseId, { until: '2026-06-30' });
    const [notice] = await noticesOf(play, caseId);
    expect(notice).toMatchObject({ until: '2026-06-30', ends: true });
    const page = await browse(story, VENDOR);
    expect((await page(`/permits/${caseId}`)).text).toContain('停止は令和8年6月30日までです');
    // Back from 30 June: 29, 26, 25, 24, 23.
    await story.until('2026-06-22T12:00');
    expect(await asked(play)).toBe(0);
    await story.until('2026-06-23T12:00');
    expect(await asked(play)).toBe(1);
    await story.until('2026-06-30T23:59');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['suspended', 'suspended']);
    await story.until('2026-07-01T00:01');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['active', 'active']);
    expect(story.subjectsTo(VENDOR)[0]).toContain('停止の期間の満了');
    const to = at('2026-07-01T00:00');
    for (const id of [caseId, childId]) expect((await spansOf(play, id)).suspensions).toMatchObject([{ to }]);
    expect(await asked(play)).toBe(1);
    for (const id of [caseId, childId]) expect(await story.violations(id)).toEqual([]);
  });

  test('延長は、最終日の前の新たな決定と、番号のある通知書による。二度でもできる。終わった後はできない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const childId = await orders.child('R8-P0001');
    const findingId = await suspend(play, caseId, { until: '2026-06-30' });
    await story.until('2026-06-23T12:00');
    const past = await keep(play, findingId, { until: '2026-06-23' });
    expect(past.json.errors[0].pointer).toBe('/until');
    expect(await keep(play, findingId, { until: '2026-07-31' })).toMatchObject(OK);
    expect(story.subjectsTo(VENDOR)[0]).toContain('停止の期間の変更');
    await story.until('2026-07-31T23:58');
    expect(await asked(play)).toBe(2);
    expect(await keep(play, findingId, { until: '2026-08-07' })).toMatchObject(OK);
    for (const id of [caseId, childId]) {
      const notices = (await noticesOf(play, id)).slice(1);
      expect(notices).toMatchObject([
        {
          type: 'extension-notice',
          formerUntil: '2026-06-30',
          until: '2026-07-31',
          suspendedOn: '2026-04-28',
        },
        {
          type: 'extension-notice',
          formerUntil: '2026-07-31',
          until: '2026-08-07',
          conditions: '手順書の提出',
        },
      ]);
      expect(notices[0].documentNo).not.toBe(notices[1].documentNo);
    }
    const { notices } = await orders.list(VENDOR, caseId);
    const a4 = (await (await browse(story, VENDOR))(`/permits/${caseId}/notices/${notices[1].seq}`)).text;
    expect(a4).toContain('リモートメンテナンス利用許可停止期間変更通知書');
    expect(a4).toContain('令和8年7月31日まで。同日までに条件を満たさないときは、改めて通知した上で');
    expect(a4).toMatch(
      /第8条の規定によるリモートメンテナンスの利用許可の停止（令和8年4月28日付け苫税第\d+号）の期間/,
    );
    await story.until('2026-08-07T23:59');
    expect(await orders.status(caseId)).toBe('suspended');
    await story.until('2026-08-08T00:01');
    expect((await keep(play, findingId, { until: '2026-08-31' })).status).toBe(409);
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['active', 'active']);
    for (const id of [caseId, childId]) expect(await story.violations(id)).toEqual([]);
  });

  test('第11条: 再委託者自身の停止は、元請の停止の延長では延びず、それ自身の決定で延びる。元請には及ばない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const childId = await orders.child('R8-P0001');
    const own = await suspend(play, childId, { until: '2026-06-30' });
    const findingId = await suspend(play, caseId, { until: '2026-06-30' });
    const typesOf = async (id: string) =>
      (await noticesOf(play, id)).map(({ type }: { type: string }) => type);
    expect(await keep(play, findingId, { until: '2026-07-31' })).toMatchObject(OK);
    expect(await typesOf(childId)).toEqual(['sanction-notice']);
    expect(await keep({ ...play, caseId: childId }, own, { until: '2026-07-15' })).toMatchObject(OK);
    expect(await typesOf(caseId)).toEqual(['sanction-notice', 'extension-notice']);
    const [suspension, extension] = await noticesOf(play, childId);
    expect(extension).toMatchObject({
      ...{ type: 'extension-notice', permitNo: 'R8-P0002', suspensionNo: suspension.documentNo },
      ...{ formerUntil: '2026-06-30', until: '2026-07-15' },
    });
    expect(extension).not.toHaveProperty('parentPermitNo');
    await story.until('2026-07-15T23:59');
    expect(await orders.status(childId)).toBe('suspended');
    // Over, but the vendor's goes on (INV-23).
    await story.until('2026-07-16T00:01');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['suspended', 'upcoming']);
    await story.until('2026-08-01T00:01');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['active', 'active']);
    for (const id of [caseId, childId]) expect(await story.violations(id)).toEqual([]);
  });

  test('続けると答えても、新たな最終日がなければ、停止は最終日に終わる。解除はいつでもでき、停止の番号と日付を示す', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await suspend(play, caseId, { until: '2026-06-30' });
    await story.until('2026-06-23T12:00');
    expect(await keep(play, findingId, {})).toMatchObject(OK);
    await story.until('2026-06-30T23:59');
    expect([await asked(play), await orders.status(caseId)]).toEqual([1, 'suspended']);
    await story.until('2026-07-01T00:01');
    expect(await orders.status(caseId)).toBe('active');
    expect((await noticesOf(play, caseId)).map(({ type }: { type: string }) => type)).toEqual([
      'sanction-notice',
    ]);

    const again = await suspend(play, caseId, { until: '2026-08-31' });
    expect(await orders.lift(caseId, again)).toMatchObject({ json: { permitStatus: 'active' } });
    const { seq, paper } = (await orders.list(VENDOR, caseId)).notices.at(-1);
    expect(paper).toMatchObject({ type: 'lifting-notice', suspendedOn: '2026-07-09' });
    const a4 = (await (await browse(story, VENDOR))(`/permits/${caseId}/notices/${seq}`)).text;
    expect(a4).toMatch(/利用許可の停止（令和8年7月9日付け苫税第\d+号）を、下記のとおり解除したので/);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('期間を定めない停止は、解除まで続く。最終日を定めれば、その日に終わる', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await suspend(play, caseId, {});
    await story.until('2026-07-15T12:00');
    expect([await asked(play), await orders.status(caseId)]).toEqual([0, 'suspended']);
    expect(await keep(play, findingId, { until: '2026-07-31' })).toMatchObject(OK);
    await story.until('2026-08-01T00:01');
    expect(await orders.status(caseId)).toBe('active');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('前の版で行われた停止は、その通知書のとおり解除まで続き、最終日の後に管理者に聞く', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await disobeyed(play, caseId);
    const state = await loadCase(story.store, caseId);
    const finding = await loadRecord(story.store, caseId, FINDINGS, findingId);
    if (!state || !isSupervised(state) || !finding) throw new Error('no finding');
    const requestId = state.questions[0]?.requestId ?? '';
    const orderNo = finding.head.orderNo ?? '';
    const until = '2026-06-30';
    const sanction = {
      type: 'sanction-decided',
      findingId,
      answers: requestId,
      sanction: 'suspend',
      until,
    } as const;
    const suspended = { type: 'suspended', findingId, orderNo, documentNo: '苫税第99号', until } as const;
    const by = { kind: 'system', name: 'Suspend' } as const;
    const act = actAll(state, [{ fact: sanction }, { fact: suspended }], by, story.clock.now(), [finding]);
    if (!act.ok) throw new Error(act.message);
    expect(await story.store.transact(actWrites(act.value))).toMatchObject({ ok: true });
    expect((await (await browse(story, VENDOR))(`/permits/${caseId}`)).text).toContain('同日を過ぎても');
    await story.until('2026-06-30T12:00');
    expect(await asked(play)).toBe(0);
    await story.until('2026-07-02T12:00');
    expect([await asked(play), await orders.status(caseId)]).toEqual([1, 'suspended']);
    expect((await spansOf(play, caseId)).suspensions).toMatchObject([{ to: expect.stringMatching(/^9999/) }]);
    // Kept as it is, it goes on and nobody is asked every day; with a new paper it ends as the paper says.
    expect(await keep(play, findingId, {})).toMatchObject(OK);
    await story.until('2026-07-10T12:00');
    expect([await asked(play), await orders.status(caseId)]).toEqual([1, 'suspended']);
    expect(await keep(play, findingId, { until: '2026-07-17' })).toMatchObject(OK);
    await story.until('2026-07-18T00:01');
    expect(await orders.status(caseId)).toBe('active');
  });

  test.each([
    ['満了日までの停止', {}, '2026-05-15', false],
    ['満了日の前日までの停止', {}, '2026-05-14', false],
    ['期間を定めない停止', {}, undefined, true],
    ['廃止の日までの停止', { lastDay: '2026-05-08' }, '2026-05-08', false],
    ['廃止の翌日までの停止', { lastDay: '2026-05-08' }, '2026-05-09', true],
    ['廃止の後の満了日までの停止', { lastDay: '2026-05-08' }, '2026-05-15', true],
  ] as const)(
    '許可の終わりと停止: %sは、許可とともに終わるか、次の判断を待つ',
    async (_, { lastDay }: { lastDay?: string }, until, lasts) => {
      const play = await begin({ period: { from: '2026-04-20', to: '2026-05-15' } });
      const { story, orders, caseId } = play;
      const findingId = await disobeyed(play, caseId);
      const decide = (day: string | undefined) =>
        orders.sanction(caseId, findingId, { sanction: 'suspend', conditions: '手順書', until: day });
      const late = await decide('2026-05-16');
      expect(late.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/until']);
      expect(await decide(until)).toMatchObject(OK);
      if (lastDay !== undefined) {
        const ending = { lastDay, reason: '終了', returnAndErasure: '返却する。', lastReport: true };
        expect(await orders.vendor(`/v1/permits/${caseId}/ending`, ending)).toMatchObject({ status: 201 });
      }
      const end = lastDay ?? '2026-05-15';
      await story.until(`${end}T23:59`);
      // Until the end of its last day, not a minute less.
      expect(await orders.status(caseId)).toBe(until === '2026-05-14' ? 'active' : 'suspended');
      await story.until(`${Temporal.PlainDate.from(end).add({ days: 3 })}T09:00`);
      expect(await orders.status(caseId)).toBe(lastDay === undefined ? 'expired' : 'ended');
      const { questions } = await orders.viewed(TAX, caseId, findingId);
      expect(questions.map(({ stage }: { stage: string }) => stage)).toEqual(lasts ? ['closing'] : []);
      const next = await orders.permit({ period: { from: '2026-05-21', to: '2027-03-31' } });
      await story.until('2026-05-22T09:00');
      expect((await orders.viewed(TAX, caseId, findingId)).status).toBe(lasts ? 'handed-on' : 'sanctioned');
      for (const id of [caseId, next]) expect(await story.violations(id)).toEqual([]);
    },
  );

  test('延長は、許可の満了日まで。その翌日までの延長は断り、満了日に許可とともに終わる', async () => {
    const play = await begin({ period: { from: '2026-04-20', to: '2026-05-15' } });
    const { story, orders, caseId } = play;
    const findingId = await suspend(play, caseId, { until: '2026-05-08' });
    const late = await keep(play, findingId, { until: '2026-05-16' });
    expect(late.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/until']);
    expect(await keep(play, findingId, { until: '2026-05-15' })).toMatchObject(OK);
    await story.until('2026-05-15T23:59');
    expect(await orders.status(caseId)).toBe('suspended');
    await story.until('2026-05-18T09:00');
    expect(await orders.status(caseId)).toBe('expired');
    expect((await orders.viewed(TAX, caseId, findingId)).questions).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('停止中の二つ目の停止は、すぐに通知され、一つ目が終わっても続く', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const childId = await orders.child('R8-P0001');
    const first = await suspend(play, caseId, { until: '2026-06-30' });
    const second = await suspend(play, caseId, { until: '2026-07-31' });
    const third = await suspend(play, caseId, { until: '2026-06-12' });
    const numbers = (await noticesOf(play, caseId)).map(
      ({ documentNo }: { documentNo: string }) => documentNo,
    );
    expect(new Set(numbers).size).toBe(3);
    expect(await noticesOf(play, childId)).toHaveLength(3);
    expect((await orders.viewed(TAX, caseId, third)).can.lift).toBe(false);
    await story.until('2026-07-01T00:01');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['suspended', 'suspended']);
    expect((await orders.viewed(TAX, caseId, first)).can.lift).toBe(false);
    expect((await orders.viewed(TAX, caseId, second)).can.lift).toBe(true);
    await story.until('2026-08-01T00:01');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['active', 'active']);
    // From the first notice to the end of the last day of the second, without a gap.
    const { suspensions } = await spansOf(play, caseId);
    expect(suspensions.map(({ to }) => to)).toEqual([at('2026-07-01T00:00'), at('2026-08-01T00:00')]);
    for (const id of [caseId, childId]) expect(await story.violations(id)).toEqual([]);
  });

  test('二つ目の停止の最終日が一つ目の翌日なら、その日の終わりまで続く', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    await suspend(play, caseId, { until: '2026-05-15' });
    await suspend(play, caseId, { until: '2026-05-16' });
    for (const [time, status] of [
      ['2026-05-16T00:01', 'suspended'],
      ['2026-05-16T23:58', 'suspended'],
      ['2026-05-17T00:01', 'active'],
    ] as const) {
      await story.until(time);
      expect([time, await orders.status(caseId)]).toEqual([time, status]);
    }
    expect((await spansOf(play, caseId)).suspensions.map(({ to }) => to)).toEqual(
      ['2026-05-16T00:00', '2026-05-17T00:00'].map(at),
    );
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('点検が何日か遅れても、停止は通知書の最終日に終わったものとする', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    await suspend(play, caseId, { until: '2026-05-15' });
    story.clock.moveTo(Temporal.Instant.from('2026-05-18T10:00+09:00'));
    await story.until('2026-05-18T10:30');
    expect(await orders.status(caseId)).toBe('active');
    expect((await spansOf(play, caseId)).suspensions).toMatchObject([{ to: at('2026-05-16T00:00') }]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('再委託者の許可の停止は、保守事業者の許可が停止中に終わっても、それが再開するまで有効とならない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const childId = await orders.child('R8-P0001');
    await suspend(play, childId, { until: '2026-06-12' });
    await suspend(play, caseId, { until: '2026-06-30' });
    await story.until('2026-06-13T09:00');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['suspended', 'upcoming']);
    await story.until('2026-07-01T09:00');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['active', 'active']);
    for (const id of [caseId, childId]) expect(await story.violations(id)).toEqual([]);
  });
});

describe('第8条: 効力の生ずる日', () => {
  test('後の日の取消は、すぐに番号を付けて通知し、その日の0時に効力を生じる。再委託者の許可も、その日に失効する', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const childId = await orders.child('R8-P0001');
    const findingId = await disobeyed(play, caseId);
    const on = (effectiveOn: string) => orders.sanction(caseId, findingId, { effectiveOn });
    for (const day of ['2026-04-27', '2027-04-01'])
      expect((await on(day)).json.errors[0].pointer).toBe('/effectiveOn');
    expect(await on('2026-06-01')).toMatchObject(OK);
    expect(story.subjectsTo(VENDOR)[0]).toContain('許可の取消・停止の通知');
    const revocation = { type: 'sanction-notice', sanction: 'revoke', issuedOn: '2026-04-28' };
    expect(await noticesOf(play, caseId)).toMatchObject([{ ...revocation, effectiveFrom: '2026-06-01' }]);
    // Nothing was ordered under it: it falls on the day itself, by a notice of its own (ADR 34).
    expect(await noticesOf(play, childId)).toEqual([]);
    const { notices } = await orders.list(VENDOR, caseId);
    const a4 = (await (await browse(story, VENDOR))(`/permits/${caseId}/notices/${notices[0].seq}`)).text;
    expect(a4).toContain('下記のとおり取り消すこととしましたので、通知します');
    const work = await orders.vendor(`/v1/permits/${caseId}/works`, {
      ...{ emergency: false, plannedStart: '2026-06-10T10:00', plannedEnd: '2026-06-10T11:00' },
      ...{ workers: ['作業 八郎'], workLeader: '作業 八郎', purpose: '点検', workContent: '点検する。' },
      ...{ workKind: 'read', targets: ['tax-db01'], terminals: ['HK-0001'], accounts: ['maint01'] },
      ...{ impact: 'なし', serviceStop: false, personalData: false, fileTransfer: false },
      ...{ attendance: 'phone', explainedOn: '2026-04-28', explainedTo: '財政部税務課' },
    });
    expect(work.status, work.text).toBe(201);
    await story.until('2026-05-31T23:59');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['active', 'active']);
    expect(await noticesOf(play, childId)).toEqual([]);
    await story.until('2026-06-01T00:01');
    // What was announced for after it lapses with it (第6条第1号).
    await story.settle();
    expect(await story.eventsOf(caseId)).toContain('work-lapsed');
    expect(await Promise.all([caseId, childId].map(orders.status))).toEqual(['revoked', 'expired']);
    const [revoked] = await noticesOf(play, caseId);
    const [lapse] = await noticesOf(play, childId);
    expect(lapse).toMatchObject({
      ...{ type: 'lapse-notice', permitNo: 'R8-P0002', parentPermitNo: 'R8-P0001' },
      ...{ issuedOn: '2026-06-01', effectiveFrom: '2026-06-01' },
      ...{ revocationNo: revoked.documentNo, revokedOn: '2026-04-28' },
    });
    expect(lapse.documentNo).toMatch(/^苫税第\d+号$/);
    expect(lapse.documentNo).not.toBe(revoked.documentNo);
    const fell = await story.eventsOf(childId);
    expect(fell.filter((type) => type === 'lapsed')).toHaveLength(1);
    for (const type of ['sanction-notified', 'revoked']) expect(fell).not.toContain(type);
    for (const id of [caseId, childId]) {
      expect((await spansOf(play, id)).revokedAt).toBe(at('2026-06-01T00:00'));
      const state = await loadCase(story.store, id);
      expect(state && 'overOn' in state && state.overOn).toBe('2026-06-01');
      expect(await noticesOf(play, id)).toHaveLength(1);
    }
    // May is reported, June is none of its months any more (第10条).
    await story.until('2026-07-10T09:00');
    for (const id of [caseId, childId]) {
      const months = (await (await story.as(TAX))('GET', `/v1/permits/${id}/reports`)).json.reports;
      expect(months.map(({ yearMonth }: { yearMonth: string }) => yearMonth).sort()).toEqual([
        '2026-04',
        '2026-05',
      ]);
    }
    expect(story.executions().at(-1)?.status).toBe('SUCCEEDED');
    for (const id of [caseId, childId]) expect(await story.violations(id)).toEqual([]);
  });

  test('その日に発信する者がいなくても、その日に効力を生じ、再委託者の許可もともに失効する。その通知書だけが待つ', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const children = [await orders.child('R8-P0001'), await orders.child('R8-P0001')];
    const all = [caseId, ...children];
    const findingId = await disobeyed(play, caseId);
    expect(await orders.sanction(caseId, findingId, { effectiveOn: '2026-06-01' })).toMatchObject(OK);
    const tax = { role: 'manager:tax', reason: '退職' };
    for (const appointmentId of ['a-tax', 'a-tax2'])
      await story.decree('POST', '/v1/appointments/end', { ...tax, appointmentId, on: '2026-06-01' });
    await story.until('2026-05-31T23:59');
    expect(await Promise.all(all.map(orders.status))).toEqual(['active', 'active', 'active']);
    await story.until('2026-06-01T00:01');
    await story.settle();
    expect(await Promise.all(all.map(orders.status))).toEqual(['revoked', 'expired', 'expired']);
    const retentionFrom = async (id: string) => {
      const state = await loadCase(story.store, id);
      return state && endedOn(state)?.toString();
    };
    await story.until('2026-06-03T10:00');
    for (const id of children) {
      // Held once, and the office is told.
      const events = await story.eventsOf(id);
      expect(events.filter((type) => type === 'paper-held')).toHaveLength(1);
      expect(events).not.toContain('lapse-notified');
      expect(await noticesOf(play, id)).toEqual([]);
      expect(await story.violations(id)).toEqual([]);
      // Not to be disposed of, however long nobody comes: its notice is still to be issued.
      expect(await retentionFrom(id)).toBeUndefined();
    }
    expect(await story.eventsOf(caseId)).not.toContain('paper-held');
    const told = (news: string) => story.subjectsTo(VENDOR).filter((subject) => subject.includes(news));
    expect(told('許可の失効')).toEqual([]);
    const successor = { personId: 'p-care', kind: 'principal', title: '財政部税務課長', from: '2026-06-04' };
    await story.decree('POST', '/v1/appointments', { ...tax, ...successor });
    await story.until('2026-06-05T10:00');
    await story.settle();
    const numbers = new Set<string>();
    for (const id of children) {
      const notices = await noticesOf(play, id);
      expect(notices).toMatchObject([
        {
          ...{ type: 'lapse-notice', parentPermitNo: 'R8-P0001', revokedOn: '2026-04-28' },
          ...{ issuedOn: '2026-06-04', effectiveFrom: '2026-06-01' },
        },
      ]);
      numbers.add(notices[0].documentNo);
      expect(await retentionFrom(id)).toBe('2026-05-31');
      const events = await story.eventsOf(id);
      for (const once of ['lapsed', 'paper-held', 'lapse-notified'])
        expect(
          events.filter((type) => type === once),
          once,
        ).toHaveLength(1);
    }
    expect(numbers.size).toBe(2);
    expect(told('許可の失効').length).toBeGreaterThanOrEqual(2);
    for (const id of all) {
      expect((await spansOf(play, id)).revokedAt).toBe(at('2026-06-01T00:00'));
      expect(await story.violations(id)).toEqual([]);
    }
    expect(story.executions().filter(({ status }) => status === 'RUNNING')).toEqual([]);
    expect(story.failures).toEqual([]);
  });

  test('発信する者がいない間に所管課が移れば、失効の通知書は新しい課が発する', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const childId = await orders.child('R8-P0001');
    const findingId = await disobeyed(play, caseId);
    expect(await orders.sanction(caseId, findingId, { effectiveOn: '2026-06-01' })).toMatchObject(OK);
    const tax = { role: 'manager:tax', reason: '退職' };
    for (const appointmentId of ['a-tax', 'a-tax2'])
      await story.decree('POST', '/v1/appointments/end', { ...tax, appointmentId, on: '2026-06-01' });
    await story.until('2026-06-01T10:00');
    expect(await orders.status(childId)).toBe('expired');
    await story.decree('PUT', '/v1/systems/tax-system', {
      ...{ name: '税務総合システム', sectionId: 'welfare', priorWorkMode: 'approve', reason: '所管替え' },
    });
    await story.settle();
    expect(await noticesOf(play, childId)).toMatchObject([
      { type: 'lapse-notice', effectiveFrom: '2026-06-01', contact: { section: '福祉部介護福祉課' } },
    ]);
    for (const id of [caseId, childId]) expect(await story.violations(id)).toEqual([]);
  });

  test.each(['2026-04-28', '2026-05-15'])(
    '効力の生ずる日は、決定の日から許可の満了日まで: %s',
    async (effectiveOn) => {
      const play = await begin({ period: { from: '2026-04-20', to: '2026-05-15' } });
      const { story, orders, caseId } = play;
      const findingId = await disobeyed(play, caseId);
      expect(story.today().toString()).toBe('2026-04-28');
      for (const day of ['2026-04-27', '2026-05-16']) {
        const no = await orders.sanction(caseId, findingId, { effectiveOn: day });
        expect([day, no.json.errors[0].pointer]).toEqual([day, '/effectiveOn']);
      }
      expect(await orders.sanction(caseId, findingId, { effectiveOn })).toMatchObject(OK);
      const isToday = effectiveOn === '2026-04-28';
      expect(await orders.status(caseId)).toBe(isToday ? 'revoked' : 'active');
      expect(await noticesOf(play, caseId)).toMatchObject([
        { sanction: 'revoke', effectiveFrom: effectiveOn },
      ]);
      await story.until(`${effectiveOn}T23:58`);
      expect(await orders.status(caseId)).toBe('revoked');
      expect(await story.violations(caseId)).toEqual([]);
    },
  );

  test('後の日の停止も、その日から最終日まで。その前に許可が終われば、何も生じない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await disobeyed(play, caseId);
    const suspension = { sanction: 'suspend', conditions: '手順書', effectiveOn: '2026-06-01' };
    const early = await orders.sanction(caseId, findingId, { ...suspension, until: '2026-05-29' });
    expect(early.json.errors[0].pointer).toBe('/until');
    expect(await orders.sanction(caseId, findingId, { ...suspension, until: '2026-06-01' })).toMatchObject(
      OK,
    );
    await story.until('2026-05-31T23:59');
    expect(await orders.status(caseId)).toBe('active');
    await story.until('2026-06-01T00:01');
    expect(await orders.status(caseId)).toBe('suspended');
    await story.until('2026-06-02T00:01');
    expect(await orders.status(caseId)).toBe('active');
    expect((await spansOf(play, caseId)).suspensions).toEqual([
      { from: at('2026-06-01T00:00'), to: at('2026-06-02T00:00') },
    ]);

    const other = await disobeyed(play, caseId);
    expect(await orders.sanction(caseId, other, { effectiveOn: '2026-09-01' })).toMatchObject(OK);
    await orders.vendor(`/v1/permits/${caseId}/ending`, {
      ...{ lastDay: '2026-07-31', reason: '終了', returnAndErasure: '返却する。', lastReport: true },
    });
    await story.until('2026-09-02T09:00');
    expect(await orders.status(caseId)).toBe('ended');
    // Notified and never come true: it goes on against the next permit, or is ended by a decision (第7条, 第8条).
    const { questions } = await orders.viewed(TAX, caseId, other);
    expect(questions.map(({ stage }: { stage: string }) => stage)).toEqual(['closing']);
    expect(await story.violations(caseId)).toEqual([]);
  });
});
