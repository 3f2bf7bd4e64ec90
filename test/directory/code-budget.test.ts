import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ADDRESS_BUDGET,
  type Asked,
  type Budget,
  DEVICE_BUDGET,
  freeFrom,
  LINK_BUDGET,
  SOURCE_BUDGET,
  withAsked,
} from '../../core/directory/sign-in-store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Asks at each moment; what was refused is not counted. The moments that were let through. */
const run = (budget: Budget, moments: readonly (readonly [at: number, by: string])[]) => {
  let asked: Asked = [];
  const through: (readonly [number, string])[] = [];
  for (const [at, by] of moments) {
    if (freeFrom(asked, budget, by, at) > at) continue;
    asked = withAsked(asked, budget, by, at);
    through.push([at, by]);
  }
  return { asked, through };
};

describe('窓はずれていく', () => {
  const two: Budget = [{ count: 2, hours: 1 }];

  test('一つ目からちょうど1時間で、一つだけ空く。1ミリ秒前は空かない', () => {
    const { asked } = run(two, [
      [0, ''],
      [50 * MINUTE, ''],
    ]);
    expect(freeFrom(asked, two, '', 50 * MINUTE)).toBe(HOUR);
    expect(
      run(two, [
        [0, ''],
        [50 * MINUTE, ''],
        [HOUR - 1, ''],
      ]).through,
    ).toHaveLength(2);
    const again = run(two, [
      [0, ''],
      [50 * MINUTE, ''],
      [HOUR, ''],
      [HOUR + 1, ''],
    ]);
    expect(again.through.map(([at]) => at)).toEqual([0, 50 * MINUTE, HOUR]);
    // The second place is free again an hour after the second, not before.
    expect(freeFrom(again.asked, two, '', HOUR + 1)).toBe(50 * MINUTE + HOUR);
  });

  test('時計が進んでいた間に求めた分は、時計を直した後の本人を締め出さない', () => {
    for (const ahead of [1.1, 24 * 365].map((hours) => hours * HOUR)) {
      const { asked } = run(two, [
        [ahead, ''],
        [ahead, ''],
        [ahead, ''],
      ]);
      const right = run(two, [
        [0, ''],
        [0, ''],
        [0, ''],
      ]).through.length;
      expect(freeFrom(asked, two, '', 0), String(ahead)).toBeLessThanOrEqual(0);
      expect([withAsked(asked, two, '', 0), right]).toEqual([[[0, '']], 2]);
    }
    // Two machines whose clocks differ by little count each other's.
    expect(
      freeFrom(
        [
          [2, ''],
          [1, ''],
        ],
        two,
        '',
        0,
      ),
    ).toBe(HOUR + 2);
  });

  test('時計の時が変わっても、空かない', () => {
    const last = run(two, [
      [59 * MINUTE, ''],
      [59 * MINUTE, ''],
      [60 * MINUTE, ''],
      [118 * MINUTE, ''],
    ]);
    expect(last.through.map(([at]) => at)).toEqual([59 * MINUTE, 59 * MINUTE]);
  });

  test('送信元ごとの上限は、ほかの送信元のものを数えない', () => {
    const each: Budget = [{ count: 1, hours: 1, each: true }];
    expect(
      run(each, [
        [0, 'a'],
        [0, 'a'],
        [0, 'b'],
        [HOUR, 'a'],
      ]).through,
    ).toEqual([
      [0, 'a'],
      [0, 'b'],
      [HOUR, 'a'],
    ]);
  });

  test('1時間の上限が空いても、24時間の上限は残る', () => {
    const both: Budget = [
      { count: 2, hours: 1 },
      { count: 3, hours: 24 },
    ];
    const asks = [0, 0, HOUR, 2 * HOUR, 24 * HOUR - 1, 24 * HOUR].map((at) => [at, ''] as const);
    expect(run(both, asks).through.map(([at]) => at)).toEqual([0, 0, HOUR, 24 * HOUR]);
  });
});

test.each([
  ['送信元', SOURCE_BUDGET],
  ['アドレス', ADDRESS_BUDGET],
  ['リンク', LINK_BUDGET],
  ['端末', DEVICE_BUDGET],
])('%s: どの長さの窓をどこに置いても、上限を超えない。行は大きくならない', (_, budget) => {
  let moments = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 * MINUTE }), fc.constantFrom('a', 'b', 'c', 'd', 'e')), {
        minLength: 100,
        maxLength: 300,
      }),
      (steps) => {
        let at = 0;
        const asks = steps.map(([step, by]) => {
          at += step;
          return [at, by] as const;
        });
        moments += asks.length;
        const { asked, through } = run(budget, asks);
        for (const { count, hours, each } of budget)
          for (const [end, by] of through) {
            const within = through.filter(
              ([t, other]) => t <= end && t > end - hours * HOUR && (!each || other === by),
            );
            expect(within.length).toBeLessThanOrEqual(count);
          }
        expect(asked.length).toBeLessThanOrEqual(Math.max(...budget.map(({ count }) => count)));
      },
    ),
    { numRuns: 100, seed: 20260406 },
  );
  expect(moments).toBeGreaterThan(1000);
});
