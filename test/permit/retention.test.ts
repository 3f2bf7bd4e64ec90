import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { endedOn, isRetentionOver, keptUntil, mayBeErased } from '../../core/permit/ending.ts';
import { play, WAYS } from '../support/case-facts.ts';

/** 第12条: kept for years that begin on the 1 April after the end. Days by hand. */

const day = Temporal.PlainDate.from;

describe.each([
  ['2027-03-31', 1, '2028-03-31'],
  ['2027-04-01', 1, '2029-03-31'],
  ['2026-04-06', 5, '2032-03-31'],
  ['2028-02-29', 3, '2031-03-31'],
  ['2027-01-01', 3, '2030-03-31'],
])('%s に終わり、%s年保存', (ended, years, last) => {
  test(`保存の最後の日は ${last}。その日の終わりまで保存する`, () => {
    expect(keptUntil(day(ended), years).toString()).toBe(last);
    const over = (days: number) => isRetentionOver(day(ended), years, day(last).add({ days }));
    expect([-1, 0, 1].map(over)).toEqual([false, false, true]);
  });
});

test.each([
  ['active', false],
  ['upcoming', false],
  ['suspended', false],
  ['expired', true],
  ['revoked', true],
] as const)('手続の終わった案件だけが対象: %s', (way, over) => {
  const { state } = play(WAYS[way]);
  if (!state) throw new Error('no case');
  expect(endedOn(state) !== undefined).toBe(over);
  const late = day('2099-04-01');
  expect(mayBeErased(state, 5, late)).toBe(over);
  expect(mayBeErased({ ...state, parked: 'Fatal' }, 5, late)).toBe(false);
  expect(mayBeErased({ ...state, erasedAt: '2040-04-01T00:00:00Z' }, 5, late)).toBe(false);
});
