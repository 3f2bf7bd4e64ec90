import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { WorkHead } from '../../core/case/records/work-facts.ts';
import { isAhead, isForbiddenThroughout, lapses, stoppedBy } from '../../core/case/work-lapse.ts';

/** 第6条第3号, 第8条: which announced works fall when a permit stops. The stop is event 20, at noon of 11 May in Japan. */

const jst = (time: string) => Temporal.Instant.from(`2026-05-11T${time}+09:00`).toString();
const NOON = stoppedBy({ at: jst('12:00'), seq: 20 });
const work = (
  status: WorkHead['status'],
  [plannedStart, plannedEnd]: readonly [string, string],
  papers: WorkHead['papers'] = { 'work-announced': 10 },
): WorkHead => ({
  ...{ workId: 'work-1', noticeNo: 'R8-W0001', emergency: status === 'emergency', mode: 'approve' },
  ...{ status, workKind: 'read', plannedStart: jst(plannedStart), plannedEnd: jst(plannedEnd), papers },
  ...{ leadTimeOk: true, flags: [], announcedAt: jst('00:00'), announcedBy: 'p-vendor' },
  changedAt: jst('00:00'),
});

test.each([
  ['承認済み、停止の後', 'accepted', ['13:00', '14:00'], true],
  ['承認済み、停止の時に実施中', 'accepted', ['11:00', '12:01'], true],
  ['承認済み、停止の瞬間に終わる', 'accepted', ['11:00', '12:00'], false],
  ['承認済み、停止の前に終わった', 'accepted', ['10:00', '11:59'], false],
  ['回答待ち', 'submitted', ['13:00', '14:00'], true],
  ['差戻し', 'returned', ['13:00', '14:00'], true],
  ['緊急、停止の時に実施中', 'emergency', ['11:59', '13:00'], false],
  ['緊急、停止の瞬間に始まる', 'emergency', ['12:00', '13:00'], false],
  ['緊急、停止の後', 'emergency', ['12:01', '13:00'], true],
  ['報告済み', 'reported', ['11:00', '13:00'], false],
  ['確認済み', 'confirmed', ['11:00', '13:00'], false],
  ['取下げ', 'withdrawn', ['13:00', '14:00'], false],
  ['緊急の不承認', 'declined', ['13:00', '14:00'], false],
] as const)('効力を失うか: %s', (_, status, times, expected) => {
  expect(lapses(NOON, work(status, times))).toBe(expected);
});

test.each([
  ['停止の前の申請', { 'work-announced': 19 }, true],
  ['停止の後の申請', { 'work-announced': 21 }, false],
  ['停止の前に出し直した', { 'work-announced': 10, 'work-revised': 19 }, true],
  ['停止の前に申請し、後に出し直した', { 'work-announced': 10, 'work-revised': 21 }, false],
] as const)('効力を失うか: %s', (_, papers, expected) => {
  expect(lapses(NOON, work('accepted', ['13:00', '14:00'], papers))).toBe(expected);
  expect(lapses(undefined, work('accepted', ['13:00', '14:00'], papers))).toBe(false);
});

test('日で終わるものは、その日の0時（日本時間）から', () => {
  const over = stoppedBy({ at: jst('09:00'), seq: 20 }, '2026-05-12');
  expect(over).toEqual({ from: '2026-05-11T15:00:00Z', seq: 20 });
  expect(lapses(over, work('accepted', ['22:00', '23:59']))).toBe(false);
});

test.each([
  ['間の内', ['11:00', '12:00'], true],
  ['間と同じ', ['10:00', '13:00'], true],
  ['1分前から', ['09:59', '12:00'], false],
  ['1分後まで', ['11:00', '13:01'], false],
] as const)('接続できない間にだけ予定されていたか: %s', (_, times, expected) => {
  const spans = [
    { from: jst('00:00'), to: jst('01:00') },
    { from: jst('10:00'), to: jst('13:00') },
  ];
  expect(isForbiddenThroughout(work('accepted', times), spans)).toBe(expected);
  expect(isForbiddenThroughout(work('confirmed', times), spans)).toBe(false);
  expect(isForbiddenThroughout(work('emergency', times), spans)).toBe(false);
});

test.each([
  ['承認済み・予定', 'accepted', ['13:00', '14:00'], true],
  ['承認済み・実施中', 'accepted', ['11:00', '12:01'], true],
  ['承認済み・今終わる', 'accepted', ['11:00', '12:00'], false],
  ['緊急・実施中', 'emergency', ['11:00', '12:01'], true],
  ['緊急・終わった', 'emergency', ['10:00', '11:00'], false],
  ['回答待ち', 'submitted', ['13:00', '14:00'], false],
  ['差戻し', 'returned', ['13:00', '14:00'], false],
  ['取下げ', 'withdrawn', ['13:00', '14:00'], false],
] as const)('実施中又は予定の作業: %s', (_, status, times, expected) => {
  expect(isAhead(work(status, times), Temporal.Instant.from(jst('12:00')))).toBe(expected);
});
