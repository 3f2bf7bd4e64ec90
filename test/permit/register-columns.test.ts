import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { actAll } from '../../core/case/case.ts';
import type { CaseFact } from '../../core/case/case-event.ts';
import { actWrites, caseKey, loadCase } from '../../core/case/case-store.ts';
import type { EventType } from '../../core/case/transitions.ts';
import { issuePermit, notifyResult, recordDecision } from '../../core/decision/record-decision.ts';
import { listPermits } from '../../core/permit/list-permits.ts';
import type { RegisterEntry } from '../../core/permit/views.ts';
import { queryAll } from '../../core/store/ports.ts';
import { registerRows } from '../../functions/permit/register-page.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { factOf } from '../support/case-facts.ts';
import { approving, confirming, createCity } from '../support/city.ts';

/**
 * F12 許可台帳: a permit in whose life no two days, numbers and names are the same, and every act happens at 08:30, before
 * UTC's day begins. What stands under each heading is written down by hand.
 */

test('F12: 台帳の各列に、その列の日付・番号・名が入る。管理者にも保守事業者にも', async () => {
  const city = await createCity('2026-04-06T08:30+09:00');
  const at = (day: string) => city.clock.moveTo(Temporal.Instant.from(`${day}T08:30+09:00`));
  const { checklist } = sampleApplication(city.today());
  const exception = {
    answer: 'exception',
    exceptionReason: '動作の確認',
    exceptionReviewOn: '2026-10-01',
  } as const;
  const caseId = await city.confirming({
    appliedOn: '2026-04-03',
    period: { from: '2026-04-20', to: '2027-02-26' },
    checklist: checklist.map((entry) => (entry.item === '3-3' ? { ...entry, ...exception } : entry)),
  });
  at('2026-04-07');
  const confirmed = confirming(await city.hashShown(caseId), '2026-04-07');
  expect(await recordDecision(city.ports)(await city.person('p-tax'), caseId, confirmed)).toMatchObject({
    ok: true,
  });
  await city.ask(caseId, 'approve');
  at('2026-04-08');
  const approved = approving(await city.hashShown(caseId), {
    ...{ choice: 'approve-with-conditions', conditions: '立会いの下で行う', reason: '更新があるため' },
  });
  expect(await recordDecision(city.ports)(await city.person('p-chief'), caseId, approved)).toMatchObject({
    ok: true,
  });
  at('2026-04-09');
  expect(await issuePermit(city.ports)(caseId)).toMatchObject({ ok: true });
  at('2026-04-10');
  expect(await notifyResult(city.ports)(caseId)).toMatchObject({ ok: true });

  /** What happened since, by the record alone. */
  const happens = async (day: string, type: EventType, change: object = {}) => {
    at(day);
    const state = await loadCase(city.store, caseId);
    const fact = { ...factOf(type), ...change } as CaseFact;
    const rows = await queryAll(city.store, { hash: caseKey(caseId) });
    const records = rows.flatMap(({ sk, head, version = 0 }) =>
      head === undefined ? [] : [{ sk, head, version }],
    );
    const done = actAll(state, [{ fact }], { kind: 'system', name: 'test' }, city.ports.clock(), records);
    if (!done.ok) throw new Error(`${type}: ${done.message}`);
    expect(await city.store.transact(actWrites(done.value))).toEqual({ ok: true });
  };
  await happens('2026-04-20', 'started');
  for (const [month, dueOn] of [
    ['2026-04', '2026-05-12'],
    ['2026-05', '2026-06-05'],
    ['2026-06', '2026-07-07'],
  ])
    await happens(`${month}-28`, 'report-requested', {
      yearMonth: month,
      dueOn,
      dunOn: [],
      instructOn: dueOn,
    });
  await happens('2026-07-01', 'report-submitted', { yearMonth: '2026-05' });
  const columns = async (who: string) => {
    const { permits } = await listPermits(city.ports)(await city.person(who));
    const [heads = [], cells = []] = registerRows(permits, who === 'p-vendor');
    return Object.fromEntries(heads.map((head, index) => [head, cells[index]]));
  };
  // On the due day of June's report it is not missing yet; April's is.
  at('2026-07-07');
  expect(await columns('p-tax')).toMatchObject({
    ...{ 最終月次報告: '2026-05', 期限超過の月: '2026-04' },
    ...{ 月次報告の対象月: '2026-06', 月次報告の状況: '未提出', 月次報告の期限: '2026-07-07' },
  });
  await happens('2026-07-08', 'work-announced');
  const session = { connectedAt: '2026-05-10T23:30:00Z', disconnectedAt: '2026-05-12T01:00:00Z' };
  await happens('2026-07-08', 'session-reported', session);
  await happens('2026-07-08', 'partly-suspended', { findingId: 'finding-9', only: 'terminal' });
  expect(await columns('p-tax')).toMatchObject({ 状態: '有効（一部停止中）', 一部の停止: '端末' });
  await happens('2026-07-09', 'suspended', { orderNo: '苫税第2号', documentNo: '苫税第3号' });
  await happens('2026-07-10', 'ending-filed', { lastDay: '2026-09-30' });

  const expected = {
    許可番号: 'R8-P0001',
    状態: '停止中',
    受付番号: 'R8-0001',
    申請区分: '新規',
    対象システム: '税務総合システム',
    所管課: '財政部税務課',
    保守事業者: '北斗情報システム株式会社',
    再委託者: '',
    '許可期間（開始）': '2026-04-20',
    '許可期間（終了）': '2027-02-26',
    '契約期間（終了）': '2029-04-06',
    申請日: '2026-04-03',
    確認日: '2026-04-07',
    承認日: '2026-04-08',
    通知日: '2026-04-10',
    文書番号: '苫税第1号',
    条件: '立会いの下で行う',
    例外とする要件: '3-3',
    最終接続日: '2026-05-11',
    最終月次報告: '2026-05',
    月次報告の対象月: '2026-06',
    月次報告の状況: '期限超過',
    月次報告の期限: '2026-07-07',
    期限超過の月: '2026-04、2026-06',
    '違反の認知（件）': '0',
    '未完了の是正命令（件）': '0',
    停止日: '2026-07-09',
    一部の停止: '端末',
    緊急接続停止: '',
    廃止届の最終日: '2026-09-30',
    '終了の日（翌日）': '',
    // The permit will be over by then (2026-10-01).
    次回の再確認: '',
    要領の版: 'tomakomai/R5.4.1',
    再確認した要領の版: '',
    // It ends within the fiscal year 2026 (5 years).
    保存期間の末日: '2032-03-31',
  };
  expect(await columns('p-tax')).toEqual(expected);
  const { '違反の認知（件）': _, ...rest } = expected;
  expect(await columns('p-vendor')).toEqual({ ...rest, '是正命令（件）': '0' });
});

test('F12: 終わった再委託者の許可の列にも、それぞれの値が入る', () => {
  const entry: RegisterEntry = {
    ...{ caseId: 'c', caseNo: 'あ', status: 'ended', statusLabel: 'い', applicationType: 'う' },
    ...{ systemName: 'え', sectionName: 'お', vendorName: 'か', subcontractor: 'き', permitNo: 'く' },
    ...{
      period: { from: 'け', to: 'こ' },
      contractTo: 'さ',
      appliedOn: 'し',
      confirmedOn: 'す',
      approvedOn: 'せ',
    },
    ...{
      notifiedOn: 'そ',
      documentNo: 'た',
      conditions: 'ち',
      exceptions: ['1-1', '3-3'],
      lastSessionOn: 'つ',
    },
    ...{
      lastReport: 'て',
      monthsMissing: ['と', 'な'],
      violations: 11,
      openOrders: 22,
      violationsOpen: true,
      suspendedOn: 'に',
    },
    ...{
      partialStops: ['worker', 'origin'],
      cutOff: true,
      endsOn: 'ぬ',
      overOn: 'ね',
      nextReviewOn: 'の',
      regulationId: 'は',
      reconfirmedUnder: 'ひ',
    },
    month: { yearMonth: 'へ', status: 'returned', label: 'ほ', dueOn: 'ま' },
    ...{ keptUntil: 'ふ', sectionId: 'x', systemId: 'y', vendorId: 'z', submittedAt: 'w', changedAt: 'v' },
  };
  const [, cells] = registerRows([entry], false);
  expect(cells).toEqual([
    ...['く', 'い', 'あ', 'う', 'え', 'お', 'か', 'き', 'け', 'こ', 'さ', 'し', 'す', 'せ', 'そ', 'た', 'ち'],
    ...[
      '1-1、3-3',
      'つ',
      'て',
      'へ',
      'ほ',
      'ま',
      'と、な',
      '11',
      '22',
      'に',
      '作業者、接続元',
      '停止中',
      'ぬ',
      'ね',
      'の',
      'は',
      'ひ',
      'ふ',
    ],
  ]);
});
