import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { actAll } from '../../core/case/case.ts';
import type { CaseEvent, CaseFact } from '../../core/case/case-event.ts';
import { actWrites, caseKey, listRecords, loadCase, loadEvents, SHARDS } from '../../core/case/case-store.ts';
import { INSTRUCTIONS } from '../../core/case/records/instruction.ts';
import { REPORTS } from '../../core/case/records/monthly-report.ts';
import { sweepDay } from '../../core/daily/sweep-due.ts';
import { openReportsDue } from '../../core/monthly-report/open-monthly-reports.ts';
import { system } from '../../core/values/identity.ts';
import { exampleSession, exampleWork } from '../../local/demo/example-work.ts';
import { browse } from '../support/browse.ts';
import { reportViolationsOf } from '../support/report-invariants.ts';
import { CHIEF, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/** 第9条・第10条: the months of a permit, played with the real handlers and machines. */

const RESPONSIBLE = 'sekinin@hokuto.example.com';

/** A notified permit for this period. */
const permit = async (story: Story, period: { from: string; to: string }): Promise<string> => {
  const caseId = await story.submit({ period });
  await story.confirm(caseId);
  await story.approve(caseId);
  return caseId;
};
const started = async (period = { from: '2026-04-20', to: '2027-03-31' }) => {
  const story = await createStory();
  return { story, caseId: await permit(story, period) };
};
const reportsOf = (story: Story, caseId: string) => listRecords(story.store, caseId, REPORTS);
const reportOf = async (story: Story, caseId: string, month: string) =>
  (await reportsOf(story, caseId)).find(({ yearMonth }) => yearMonth === month);
const monthsOf = async (story: Story, caseId: string) =>
  (await reportsOf(story, caseId)).map(({ yearMonth }) => yearMonth);
const requests = (story: Story) => story.timesTold(VENDOR, '月次報告のお願い');
const dunnings = (story: Story, address = VENDOR) => story.timesTold(address, '督促・月次報告');
const path = (caseId: string, month: string) => `/v1/permits/${caseId}/reports/${month}`;

const NIL = { used: false };
const USED = { used: true, updates: 'applied', entryRecords: 'kept', cameraRecords: 'kept' };
/** Submits on what is shown now, unless a hash is given. */
const submit = async (story: Story, caseId: string, month: string, body: object = NIL): Promise<Answer> => {
  const shown = await story.vendorApi('GET', path(caseId, month));
  const answer = await story.vendorApi('PUT', path(caseId, month), {
    usageHash: shown.json?.usageHash,
    ...body,
  });
  await story.settle();
  return answer;
};
const answer = async (
  story: Story,
  caseId: string,
  month: string,
  body: object,
  by = TAX,
): Promise<Answer> => {
  const manager = await story.as(by);
  const shown = await manager('GET', path(caseId, month));
  const result = await manager('POST', `${path(caseId, month)}/answer`, {
    hash: shown.json?.question?.hash ?? 'nothing-shown',
    ...body,
  });
  await story.settle();
  return result;
};
/** What is told of the permit by its record, without playing everything that leads there. */
const happen = async (story: Story, caseId: string, fact: CaseFact) => {
  const state = await loadCase(story.store, caseId);
  const done = actAll(state, [{ fact }], system('test'), story.clock.now());
  if (!done.ok) throw new Error(done.message);
  expect(await story.behind.transact(actWrites(done.value))).toEqual({ ok: true });
};
const SANCTION = { findingId: 'f', orderNo: '苫税第2号', documentNo: '苫税第3号' };
/** The row that a reported work leaves. */
const work = (
  story: Story,
  caseId: string,
  workId: string,
  session: { connectedAt: string; disconnectedAt: string } | undefined,
  more: object = {},
) =>
  story.behind.transact([
    {
      put: {
        pk: caseKey(caseId),
        sk: `WORK#${workId}`,
        version: 1,
        head: {
          workId,
          status: session ? 'reported' : 'accepted',
          noticeNo: `R8-W${workId}`,
          emergency: false,
          mode: 'approve',
          workKind: 'read',
          plannedStart: session?.connectedAt ?? '2026-04-25T01:00:00Z',
          plannedEnd: session?.disconnectedAt ?? '2026-04-25T02:00:00Z',
          leadTimeOk: true,
          flags: [],
          announcedAt: '2026-04-20T00:00:00Z',
          announcedBy: 'p-vendor',
          changedAt: '2026-04-20T00:00:00Z',
          ...(session
            ? {
                session: {
                  ...session,
                  personalDataAccessed: true,
                  flags: ['overrun'],
                  reportedAt: session.disconnectedAt,
                },
              }
            : {}),
          papers: {},
          ...more,
        },
      },
    },
  ]);

describe('第10条: 毎月の報告の依頼', () => {
  test('月の途中で始まり途中で終わる許可は、少しでも有効だった月の全部を、翌月1日9時に求められる', async () => {
    const { story, caseId } = await started({ from: '2026-04-20', to: '2026-07-10' });
    await story.until('2026-05-01T08:59');
    expect(await monthsOf(story, caseId)).toEqual([]);
    await story.until('2026-05-01T09:00');
    expect(await monthsOf(story, caseId)).toEqual(['2026-04']);
    await story.until('2026-12-01T09:00');
    expect(await monthsOf(story, caseId)).toEqual(['2026-04', '2026-05', '2026-06', '2026-07']);
    expect(requests(story)).toBe(4);
    expect(await story.row(caseId, 'NEXT-REPORT')).toBeUndefined();
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('1日だけの許可も、その月を求められる。月末で終わる許可に、翌月の報告はない（INV-11）', async () => {
    const story = await createStory();
    const oneDay = await permit(story, { from: '2026-05-31', to: '2026-05-31' });
    const toTheEnd = await permit(story, { from: '2026-04-20', to: '2026-05-31' });
    const fromTheFirst = await permit(story, { from: '2026-06-01', to: '2026-06-01' });
    await story.until('2026-08-01T09:00');
    expect(await monthsOf(story, oneDay)).toEqual(['2026-05']);
    expect(await monthsOf(story, toTheEnd)).toEqual(['2026-04', '2026-05']);
    expect(await monthsOf(story, fromTheFirst)).toEqual(['2026-06']);
  });

  test('重ねて実行しても、同じ月は一度しか求めない（INV-9）', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-01T09:00');
    const { version } = (await story.row(caseId, 'STATE')) ?? {};
    const businessDate = Temporal.PlainDate.from('2026-05-01');
    await Promise.all(
      [...SHARDS, ...SHARDS].map((shard) => openReportsDue(story.ports)({ businessDate, shard })),
    );
    expect((await story.row(caseId, 'STATE'))?.version).toBe(version);
    await story.gathered();
    expect(requests(story)).toBe(1);
  });

  test('同時に始まった二つの実行も、一か月に一つの依頼しか作らない（INV-9）', async () => {
    const { story, caseId } = await started();
    story.clock.moveTo(Temporal.Instant.from('2026-06-01T09:00+09:00'));
    const businessDate = Temporal.PlainDate.from('2026-06-01');
    const pages = await Promise.all(
      [...SHARDS, ...SHARDS].map((shard) => openReportsDue(story.ports)({ businessDate, shard })),
    );
    expect(pages.reduce((sum, { opened }) => sum + opened, 0)).toBe(2);
    expect(pages.flatMap(({ failed }) => failed)).toEqual([]);
    await story.settle();
    expect(await monthsOf(story, caseId)).toEqual(['2026-04', '2026-05']);
    await story.gathered();
    expect(requests(story)).toBe(2);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('三か月分の実行が失われても、日次の実行が許可の期間から全部の月を開き、提出の日数を残す', async () => {
    const { story, caseId } = await started();
    story.clock.moveTo(Temporal.Instant.from('2026-07-06T08:30+09:00'));
    const businessDate = Temporal.PlainDate.from('2026-07-06');
    for (const shard of SHARDS) await sweepDay(story.ports)({ businessDate, shard });
    await story.settle();
    const reports = await reportsOf(story, caseId);
    expect(reports.map(({ yearMonth, dueOn }) => [yearMonth, dueOn])).toEqual([
      ['2026-04', '2026-07-09'],
      ['2026-05', '2026-07-09'],
      ['2026-06', '2026-07-09'],
    ]);
    await story.gathered();
    expect(requests(story)).toBe(3);
  });

  test('1日の朝の日次の実行は、まだ開かない。月次の実行に任せる', async () => {
    const { story, caseId } = await started();
    story.clock.moveTo(Temporal.Instant.from('2026-05-01T08:30+09:00'));
    for (const shard of SHARDS)
      await sweepDay(story.ports)({ businessDate: Temporal.PlainDate.from('2026-05-01'), shard });
    expect(await monthsOf(story, caseId)).toEqual([]);
    for (const shard of SHARDS)
      await sweepDay(story.ports)({ businessDate: Temporal.PlainDate.from('2026-05-02'), shard });
    expect(await monthsOf(story, caseId)).toEqual(['2026-04']);
  });

  test('壊れた行が一つあっても、ほかの許可の月は開かれ、壊れた行は名指しされる', async () => {
    const { story, caseId } = await started();
    const broken = await permit(story, { from: '2026-04-20', to: '2027-03-31' });
    const row = await story.row(broken, 'STATE');
    await story.behind.transact([
      { put: { ...row, pk: caseKey(broken), sk: 'STATE', state: { status: '?' } } },
    ]);
    story.clock.moveTo(Temporal.Instant.from('2026-05-01T09:00+09:00'));
    const pages = await Promise.all(
      SHARDS.map((shard) =>
        openReportsDue(story.ports)({ businessDate: Temporal.PlainDate.from('2026-05-01'), shard }),
      ),
    );
    expect(pages.flatMap(({ failed }) => failed.map(({ pk }) => pk))).toEqual([caseKey(broken)]);
    expect(await monthsOf(story, caseId)).toEqual(['2026-04']);
  });

  test('停止中の月も報告を求める。取消の後は、取り消された月までを求め、遅れた報告は許可の状態を変えない（INV-11）', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-10T12:00');
    await happen(story, caseId, { type: 'suspended', ...SANCTION });
    await story.until('2026-07-01T09:00');
    expect(await monthsOf(story, caseId)).toEqual(['2026-04', '2026-05', '2026-06']);
    await happen(story, caseId, { type: 'revoked', ...SANCTION });
    await story.until('2026-10-05T12:00');
    expect(await monthsOf(story, caseId)).toEqual(['2026-04', '2026-05', '2026-06', '2026-07']);
    expect((await submit(story, caseId, '2026-07')).json).toMatchObject({ status: 'submitted', late: true });
    const state = await loadCase(story.store, caseId);
    expect(state).toMatchObject({ status: 'revoked' });
    expect(state).not.toHaveProperty('nextReport');
    expect((await answer(story, caseId, '2026-07', { choice: 'accept' })).json.status).toBe('accepted');
    expect(await loadCase(story.store, caseId)).toMatchObject({ status: 'revoked' });
    // The sanctions are made up here, without an order: nothing else is amiss.
    expect((await story.violations(caseId)).filter((one) => !one.startsWith('INV-21'))).toEqual([]);
  });

  test('始まる前に取り消された許可には、求める月がない（INV-11）', async () => {
    const { story, caseId } = await started({ from: '2026-04-25', to: '2027-03-31' });
    await happen(story, caseId, { type: 'revoked', ...SANCTION });
    expect(await story.row(caseId, 'NEXT-REPORT')).toBeUndefined();
    await story.until('2026-06-01T09:00');
    expect(await monthsOf(story, caseId)).toEqual([]);
  });
});

describe('第10条: 提出と期限', () => {
  test('一年の間、利用なしを毎月一度で提出し、確認される。督促は一通もない', async () => {
    const { story, caseId } = await started({ from: '2026-04-20', to: '2027-04-10' });
    for (
      let month = Temporal.PlainYearMonth.from('2026-04');
      month.toString() <= '2027-04';
      month = month.add({ months: 1 })
    ) {
      const next = month.add({ months: 1 });
      await story.until(`${next}-01T10:00`);
      expect((await submit(story, caseId, month.toString())).status, month.toString()).toBe(200);
      expect((await answer(story, caseId, month.toString(), { choice: 'accept' })).status).toBe(200);
    }
    await story.until('2027-06-30T12:00');
    const reports = await reportsOf(story, caseId);
    expect(reports.map(({ status }) => status)).toEqual(Array.from({ length: 13 }, () => 'accepted'));
    expect(requests(story)).toBe(13);
    expect(dunnings(story)).toBe(0);
    expect((await story.vendorApi('GET', `/v1/permits/${caseId}/reports`)).json).toMatchObject({
      reports: reports.toReversed().map(({ yearMonth }) => ({ yearMonth, late: false, used: false })),
    });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test.each([
    ['2026-05-12T23:59:59', false],
    ['2026-05-13T00:00:00', true],
  ])('期限の日（翌月の第5開庁日、5月12日）の%sの提出は、期限後: %s（INV-10）', async (time, late) => {
    const { story, caseId } = await started();
    await story.until('2026-05-12T20:00');
    await story.until(time);
    expect((await submit(story, caseId, '2026-04')).json).toMatchObject({
      status: 'submitted',
      dueOn: '2026-05-12',
      late,
    });
  });

  test('督促は期限の1開庁日後と3開庁日後に一度ずつ、保守責任者にも。5開庁日後に指示の案が一つでき、遅れた提出で要らなくなる（G7、G18、INV-9）', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-13T08:29');
    expect(dunnings(story)).toBe(0);
    await story.until('2026-05-13T08:40');
    expect(dunnings(story)).toBe(1);
    expect(dunnings(story, RESPONSIBLE)).toBe(1);
    expect(await reportOf(story, caseId, '2026-04')).toMatchObject({ status: 'dunned', dunned: 1 });
    await story.until('2026-05-14T12:00');
    expect(dunnings(story)).toBe(1);
    await story.until('2026-05-15T12:00');
    expect(dunnings(story)).toBe(2);
    await story.until('2026-05-18T12:00');
    expect(await listRecords(story.store, caseId, INSTRUCTIONS)).toEqual([]);
    await story.until('2026-05-19T12:00');
    const instructions = () => listRecords(story.store, caseId, INSTRUCTIONS);
    expect(await instructions()).toMatchObject([{ kind: 'report', about: '2026-04', status: 'prepared' }]);
    const { entries } = (await (await story.as(TAX))('GET', '/v1/inbox')).json;
    expect(entries).toMatchObject([{ stage: 'instruct', aboutNo: '令和8年4月分' }]);
    await story.until('2026-05-29T12:00');
    expect(dunnings(story)).toBe(2);
    expect(dunnings(story, RESPONSIBLE)).toBe(2);
    expect(await instructions()).toHaveLength(1);
    expect((await submit(story, caseId, '2026-04')).json).toMatchObject({ status: 'submitted', late: true });
    expect(await instructions()).toMatchObject([{ status: 'dropped' }]);
    // A draft that was never sent is not the vendor's to know.
    expect(JSON.stringify((await story.vendorView(caseId)).timeline)).not.toContain('指示');
    const state = await loadCase(story.store, caseId);
    expect(state).toMatchObject({ status: 'active', questions: [{ stage: 'monthly', about: '2026-04' }] });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('第6条第6号: 指示の案をしばらく置いても、保守事業者の期限は指示する日から設定の開庁日', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-25T12:00');
    const [draft] = await listRecords(story.store, caseId, INSTRUCTIONS);
    const path = `/permits/${caseId}/instructions/${draft?.instructionId}`;
    const tax = await browse(story, TAX);
    const page = await tax(`${path}/answer`);
    // Five business days from Monday, 25 May: Monday, 1 June. It was prepared on 19 May.
    expect(/name="dueOn"[^>]*value="([^"]*)"/.exec(page.text)?.[1]).toBe('令和8年6月1日');
    expect(page.text).not.toContain('令和8年5月26日まで');
    const client = await story.as(TAX);
    const { questions } = (await client('GET', `/v1/permits/${caseId}/instructions/${draft?.instructionId}`))
      .json;
    const words = { kind: 'report', title: '報告', text: '報告すること。', ground: '未提出のため。' };
    const body = { choice: 'issue', hash: questions[0].hash, ...words };
    const given = await client(
      'POST',
      `/v1/permits/${caseId}/instructions/${draft?.instructionId}/answer`,
      body,
    );
    expect(given.status, given.text).toBe(200);
    expect(await listRecords(story.store, caseId, INSTRUCTIONS)).toMatchObject([
      { status: 'issued', dueOn: '2026-06-01' },
    ]);
  });

  test('保守責任者が変更届で交代したら、督促は新しい保守責任者だけに届く（F10）', async () => {
    const { story, caseId } = await started();
    const successor = 'kouninsha@hokuto.example.com';
    const { responsiblePerson } = story.application();
    const filed = await story.vendorApi(
      'POST',
      `/v1/permits/${caseId}/changes`,
      {
        changedOn: story.today().toString(),
        reason: '人事異動のため',
        after: { responsiblePerson: { ...responsiblePerson, name: '後任 花子', email: successor } },
      },
      { 'idempotency-key': 'successor' },
    );
    expect([filed.status, filed.json.status]).toEqual([201, 'effective']);
    await story.until('2026-05-13T08:40');
    expect([dunnings(story, successor), dunnings(story, RESPONSIBLE)]).toEqual([1, 0]);
  });

  test('日次の実行が続けて失われても、督促は一通にまとまり、指示の案も一つ', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-01T10:00');
    story.clock.moveTo(Temporal.Instant.from('2026-05-20T09:00+09:00'));
    const businessDate = Temporal.PlainDate.from('2026-05-20');
    for (const shard of [...SHARDS, ...SHARDS]) await sweepDay(story.ports)({ businessDate, shard });
    await story.gathered();
    expect(dunnings(story)).toBe(1);
    expect(await reportOf(story, caseId, '2026-04')).toMatchObject({ status: 'dunned', dunned: 2 });
    expect(await listRecords(story.store, caseId, INSTRUCTIONS)).toHaveLength(1);
  });
});

describe('第9条: 作業の記録から', () => {
  test('日本時間の月で集計し、月をまたぐ作業は始まった月に入る。利用なしとはできない', async () => {
    const { story, caseId } = await started();
    await work(story, caseId, '1', {
      connectedAt: '2026-04-30T14:59:00Z',
      disconnectedAt: '2026-04-30T16:00:30Z',
    });
    await work(story, caseId, '2', {
      connectedAt: '2026-04-30T15:00:00Z',
      disconnectedAt: '2026-04-30T16:00:00Z',
    });
    await work(story, caseId, '3', undefined, { status: 'withdrawn' });
    await work(story, caseId, '4', undefined);
    await story.until('2026-05-01T10:00');
    const shown = (await story.vendorApi('GET', path(caseId, '2026-04'))).json;
    expect(shown.usage).toMatchObject({
      sessions: [{ workId: '1', minutes: 62 }],
      minutes: 62,
      overruns: 1,
      personalDataAccesses: 1,
      unmatched: 0,
      unused: [{ workId: '3' }],
      unreported: [{ workId: '4' }],
    });
    const nil = await submit(story, caseId, '2026-04');
    expect(nil.json).toMatchObject({ status: 422, errors: [{ pointer: '/used' }] });
    expect((await submit(story, caseId, '2026-04', USED)).json).toMatchObject({
      status: 'submitted',
      sessions: 1,
      minutes: 62,
    });
  });

  test('表示した後に作業の記録が変われば、提出は断り、変わった記録は提出後の報告に影響しない', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-01T10:00');
    const before = (await story.vendorApi('GET', path(caseId, '2026-04'))).json;
    await work(story, caseId, '1', {
      connectedAt: '2026-04-25T01:00:00Z',
      disconnectedAt: '2026-04-25T02:00:00Z',
    });
    const stale = await submit(story, caseId, '2026-04', { ...NIL, usageHash: before.usageHash });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('changed-since-shown');
    await submit(story, caseId, '2026-04', USED);
    await work(story, caseId, '2', {
      connectedAt: '2026-04-26T01:00:00Z',
      disconnectedAt: '2026-04-26T02:00:00Z',
    });
    const after = (await story.vendorApi('GET', path(caseId, '2026-04'))).json;
    expect(after).toMatchObject({ usageChanged: true, usage: { sessions: [{ workId: '1' }] } });
  });

  test('利用ありなら、更新・入退室・監視の記録を答えなければならない（別表1 3-3、2-1、2-2）', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-01T10:00');
    const bare = await submit(story, caseId, '2026-04', { used: true });
    expect(bare.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/remarks',
      '/updates',
      '/cameraRecords',
      '/entryRecords',
    ]);
    const held = await submit(story, caseId, '2026-04', {
      ...USED,
      remarks: '報告は紙で提出',
      updates: 'verifying',
      cameraRecords: 'none',
    });
    expect(held.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/updatesReason',
      '/updatesPlannedOn',
      '/recordsReason',
    ]);
  });
});

describe('第10条: 確認と差戻し', () => {
  test('差戻しには理由がいる。再提出の期限ができ、過ぎれば改めて督促され、期限後かどうかは最初の提出で決まる', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-01T10:00');
    await submit(story, caseId, '2026-04');
    expect((await answer(story, caseId, '2026-04', { choice: 'return' })).json.errors).toMatchObject([
      { pointer: '/reason' },
    ]);
    const returned = await answer(story, caseId, '2026-04', {
      choice: 'return',
      reason: '4月25日の作業が含まれていません',
    });
    expect(returned.json).toMatchObject({ status: 'returned', awaitedOn: '2026-05-13', dueOn: '2026-05-12' });
    const told = story.mailsTo(VENDOR).find(({ subject }) => subject.startsWith('【月次報告の差戻し'));
    expect(told?.text).toContain('4月25日の作業が含まれていません');
    await story.until('2026-05-14T12:00');
    expect(dunnings(story)).toBe(1);
    const dunned = story.mailsTo(VENDOR).find(({ subject }) => subject.startsWith('【督促・月次報告'));
    expect(dunned?.text.replaceAll('\n', '')).toContain(
      '差し戻した令和8年4月分の利用状況報告（第10条）が、再提出の期限を',
    );
    expect(dunned?.text).toContain('・再提出の期限：令和8年5月13日');
    expect(dunned?.text).not.toContain('利用なし');
    expect(await reportOf(story, caseId, '2026-04')).toMatchObject({ status: 'returned', dunned: 1 });
    const again = await submit(story, caseId, '2026-04', { ...USED, remarks: '4月25日の作業は紙で報告' });
    expect(again.json).toMatchObject({ status: 'submitted', late: false });
    expect((await answer(story, caseId, '2026-04', { choice: 'accept' })).json).toMatchObject({
      status: 'accepted',
      answer: { choice: 'accept', by: { name: expect.any(String) } },
    });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('同じ内容を二度送っても一つの報告。提出後に別の内容は送れない', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-01T10:00');
    await submit(story, caseId, '2026-04');
    const { version } = (await story.row(caseId, 'STATE')) ?? {};
    expect((await submit(story, caseId, '2026-04')).status).toBe(200);
    expect((await story.row(caseId, 'STATE'))?.version).toBe(version);
    expect((await submit(story, caseId, '2026-04', { used: false, remarks: '追記' })).status).toBe(409);
  });

  test('判断は一度だけ。見たものと違えば断る。管理者でない者は判断できない', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-01T10:00');
    await submit(story, caseId, '2026-04');
    expect((await answer(story, caseId, '2026-04', { choice: 'accept', hash: 'x' })).status).toBe(409);
    expect((await answer(story, caseId, '2026-04', { choice: 'accept', hash: 'x' }, CHIEF)).status).toBe(403);
    expect((await answer(story, caseId, '2026-04', { choice: 'accept' })).status).toBe(200);
    expect((await answer(story, caseId, '2026-04', { choice: 'accept' })).status).toBe(409);
    const other = await story.as(OTHER_VENDOR);
    for (const [method, at] of [
      ['GET', path(caseId, '2026-04')],
      ['PUT', path(caseId, '2026-04')],
      ['GET', path('01ARZ3NDEKTSV4RRFFQ69G5FAV', '2026-04')],
    ] as const)
      expect((await other(method, at, { usageHash: 'x', used: false })).status, `${method} ${at}`).toBe(404);
    expect((await story.vendorApi('GET', path(caseId, '2026-05'))).status).toBe(404);
  });

  test('管理者への依頼のメールに、確認に要る事実がすべて書いてある', async () => {
    const { story, caseId } = await started();
    await work(story, caseId, '1', {
      connectedAt: '2026-04-25T01:00:00Z',
      disconnectedAt: '2026-04-25T02:05:00Z',
    });
    await story.until('2026-05-01T10:00');
    await submit(story, caseId, '2026-04', { ...USED, incidents: '端末の故障1件' });
    const mail = story.mailsTo(TAX).find(({ subject }) => subject.includes('月次利用状況報告の確認'));
    for (const fact of [
      '令和8年4月分',
      '1回　1時間5分',
      '予定の時間外の接続：1回',
      '端末の故障1件',
      '適用済',
    ])
      expect(mail?.text).toContain(fact);
  });
});

describe('INV-9、10、11の検査', () => {
  test('二度求めた月、抜けた月、許可のない月、早すぎる督促、二つ目の指示を見つける', async () => {
    const { story, caseId } = await started({ from: '2026-04-20', to: '2026-06-10' });
    await story.until('2026-08-10T12:00');
    const events = await loadEvents(story.store, caseId);
    expect(reportViolationsOf(events)).toEqual([]);
    const change = (type: string, month: string, make: (event: CaseEvent) => CaseEvent[]) =>
      reportViolationsOf(
        events.flatMap((event) =>
          event.fact.type === type && 'yearMonth' in event.fact && event.fact.yearMonth === month
            ? make(event)
            : [event],
        ),
      ).map((sentence) => sentence.slice(0, 6));
    const renamed = (yearMonth: string) => (event: CaseEvent) =>
      [event, { ...event, fact: { ...event.fact, yearMonth } }] as CaseEvent[];
    expect(change('report-requested', '2026-05', (event) => [event, event])).toContain('INV-9:');
    expect(change('report-requested', '2026-05', () => [])).toContain('INV-9:');
    expect(change('report-requested', '2026-06', renamed('2026-07'))).toEqual(['INV-11']);
    const early = { at: '2026-05-12T00:00:00Z' };
    expect(change('report-dunned', '2026-04', (event) => [{ ...event, ...early }])).toContain('INV-10');
    expect(change('report-dunned', '2026-04', (event) => [event, event])).toContain('INV-9:');
    expect(change('report-overdue', '2026-04', (event) => [event, event])).toContain('INV-9:');
  });
});

describe('F12: 許可台帳の「月次報告」は、求めた最後の月がどうなっているかを言う（第10条）', () => {
  const shown = async (story: Story, address = TAX) => {
    const client = await story.as(address);
    const { month } = (await client('GET', '/v1/permits')).json.permits[0];
    const page = (await client('GET', '/permits')).text;
    const [, cell = ''] = /令和\d+年\d+月分 (.*?)<\/td>/s.exec(page) ?? [];
    return [month?.yearMonth, month?.label, month?.dueOn, cell.replace(/<[^>]*>/g, '')];
  };

  test('未提出（期限）、期限超過、提出済、差戻し、確認済。月の初めの9時までは、前の月のまま', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-01T08:59');
    expect(await shown(story)).toEqual([undefined, undefined, undefined, '']);
    await story.until('2026-05-01T09:00');
    // 5月の第5開庁日: 1日、7日、8日、11日、12日
    const asked = ['2026-04', '未提出', '2026-05-12', '未提出（期限 5月12日）'];
    expect(await shown(story)).toEqual(asked);
    expect(await shown(story, VENDOR)).toEqual(asked);
    await story.until('2026-05-12T23:59');
    expect(await shown(story)).toEqual(asked);
    await story.until('2026-05-13T00:00');
    expect(await shown(story)).toEqual(['2026-04', '期限超過', '2026-05-12', '期限超過（期限 5月12日）']);
    expect((await submit(story, caseId, '2026-04')).status).toBeLessThan(300);
    expect(await shown(story)).toEqual(['2026-04', '提出済', undefined, '提出済']);
    await answer(story, caseId, '2026-04', { choice: 'return', reason: '利用の有無を確かめてください' });
    // 差戻しから5開庁日: 14日、15日、18日、19日、20日
    const returned = ['2026-04', '差戻し', '2026-05-20', '差戻し（期限 5月20日）'];
    expect(await shown(story)).toEqual(returned);
    await submit(story, caseId, '2026-04');
    await answer(story, caseId, '2026-04', { choice: 'accept' });
    expect(await shown(story)).toEqual(['2026-04', '確認済', undefined, '確認済']);
    await story.until('2026-06-01T08:59');
    expect((await shown(story))[1]).toBe('確認済');
    await story.until('2026-06-01T09:00');
    expect((await shown(story)).slice(0, 2)).toEqual(['2026-05', '未提出']);
  });

  test('停止中でも同じ。前の月も出ていなければ、そう言う', async () => {
    const { story, caseId } = await started();
    await story.until('2026-05-20T10:00');
    await happen(story, caseId, { type: 'suspended', ...SANCTION });
    await story.until('2026-06-01T10:00');
    expect(await shown(story)).toEqual([
      ...['2026-05', '未提出', '2026-06-05'],
      '未提出（期限 6月5日）ほかに期限超過 1か月分令和8年4月',
    ]);
    const csv = (await (await story.as(TAX))('GET', '/permits.csv?encoding=utf-8')).text;
    const [heads = '', cells = ''] = Buffer.from(csv, 'base64').toString().split('\r\n');
    expect(heads).toContain('"月次報告の対象月","月次報告の状況","月次報告の期限","期限超過の月"');
    expect(cells).toContain('"2026-05","未提出","2026-06-05","2026-04"');
  });
});

const HOKUTO = '/v1/vendors/hokuto/contacts';
const NEW = { name: '北斗 七子', email: 'nanako@hokuto.example.com', reason: '増員' };

test.each([false, true])(
  '第10条: 申請した人が月の終わる前に退職した（%s）ときは、期限を知らされていない後任に、1日に届く',
  async (leaves) => {
    const story = await createStory();
    const made = await (await story.as(VENDOR))('POST', HOKUTO, NEW);
    expect(made.status).toBe(201);
    await story.settle();
    const applied = await (await story.as(NEW.email))(
      'POST',
      '/v1/applications',
      story.application({ period: { from: '2026-04-20', to: '2027-03-31' } }),
      { 'idempotency-key': 'a' },
    );
    expect(applied.status, applied.text).toBe(201);
    await story.settle();
    const { caseId } = applied.json;
    await story.confirm(caseId);
    await story.approve(caseId);
    await story.until('2026-04-21T09:00');
    const work = await (await story.as(NEW.email))(
      'POST',
      `/v1/permits/${caseId}/works`,
      exampleWork('2026-04-24'),
      { 'idempotency-key': 'w' },
    );
    expect(work.status, work.text).toBe(201);
    await story.settle();
    const path = `/v1/permits/${caseId}/works/${work.json.workId}`;
    const tax = await story.as(TAX);
    const { questions } = (await tax('GET', path)).json;
    const answered = await tax('POST', `${path}/answer`, { hash: questions[0].hash, choice: 'accept' });
    expect(answered.status, answered.text).toBe(200);
    await story.settle();
    await story.until('2026-04-24T18:00');
    const reported = await (await story.as(NEW.email))(
      'POST',
      `${path}/report`,
      exampleSession('2026-04-24'),
      { 'idempotency-key': 'r' },
    );
    expect(reported.status, reported.text).toBe(201);
    await story.settle();
    if (leaves) {
      await story.until('2026-04-27T09:00');
      const ended = await (await story.as(VENDOR))('POST', `${HOKUTO}/${made.json.personId}/end`, {
        reason: '退職',
      });
      expect(ended.status, ended.text).toBe(200);
    }
    await story.until('2026-05-01T18:00');
    await story.gathered();
    const asked = (address: string) =>
      story.subjectsTo(address).filter((subject) => /月次|報告/.test(subject));
    // Whoever has read the deadline with the approval of the work is told later; who has not read it is told now.
    expect(asked(VENDOR).some((subject) => subject.includes('月次'))).toBe(leaves);
  },
);
