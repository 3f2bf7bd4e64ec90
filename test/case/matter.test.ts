import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clausesOfMatters,
  type Identified,
  isLive,
  isSameSubject,
  matterSentences,
} from '../../core/case/matter.ts';
import { citing, clausesOf } from '../../core/case/records/finding-facts.ts';

/** INV-9: which connection or work is which, in another log, another report, another order. */

const connection = (change: Partial<Identified> = {}): Identified => ({
  ...{ at: '2026-05-12T01:02:11Z', unreported: true, people: ['ghost01'] },
  ...change,
});

describe('同じ接続・作業', () => {
  test.each<[string, Partial<Identified>, boolean]>([
    ['同じ時刻、同じ人', {}, true],
    ['秒のないログ', { at: '2026-05-12T01:02:00Z' }, true],
    ['秒まで異なる時刻は、別の接続', { at: '2026-05-12T01:02:12Z' }, false],
    ['次の分', { at: '2026-05-12T01:03:00Z' }, false],
    ['同じ時刻の別の人', { people: ['ghost02'] }, false],
    ['書き方の異なる同じ人', { people: ['CITY\\ghost01'] }, true],
    ['名とアカウントのどちらかが同じ', { people: ['作業 八郎', 'ghost01'] }, true],
    ['だれか分からないログ', { people: [] }, true],
    ['後から作業に結び付いた接続', { workId: 'w-1' }, true],
    ['後から報告された接続', { workId: 'w-1', unreported: undefined }, true],
  ])('%s', (_what, change, expected) => {
    expect(isSameSubject(connection(), connection(change))).toBe(expected);
    expect(isSameSubject(connection(change), connection())).toBe(expected);
  });

  test('作業は、時刻が訂正されても同じ作業。その時間のほかの人の接続は、その作業ではない', () => {
    const reported: Identified = {
      workId: 'w-1',
      at: '2026-05-12T01:00:00Z',
      people: ['作業 八郎', 'maint01'],
    };
    expect(isSameSubject(reported, { ...reported, at: '2026-05-12T03:00:00Z' })).toBe(true);
    expect(isSameSubject(reported, { workId: 'w-1' })).toBe(true);
    expect(isSameSubject(reported, connection({ workId: 'w-1' }))).toBe(false);
    expect(isSameSubject(reported, { ...reported, workId: 'w-2', at: '2026-05-13T01:00:00Z' })).toBe(false);
  });

  test('一つの作業のうちの、報告のない二つの接続は、別の接続', () => {
    const one = connection({ workId: 'w-1' });
    expect(isSameSubject(one, { ...one, at: '2026-05-12T02:00:00Z' })).toBe(false);
    // Nobody has reported the work: that concerns both.
    expect(isSameSubject(one, { workId: 'w-1' })).toBe(true);
  });
});

test('第6条の号は、重なりなく、番号の順に引く', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 12 }), (cited) => {
      const { clause, clauses } = citing(cited);
      const all = clausesOf({ clause, clauses });
      expect(all).toEqual([...new Set(cited)].toSorted());
      expect(clause).toBe(Math.min(...cited));
      expect(clauses === undefined).toBe(all.length === 1);
    }),
  );
  expect(clausesOfMatters([{ kind: 'cut-off' }, { kind: 'no-notice' }, { kind: 'no-report' }])).toEqual([
    1, 6,
  ]);
});

test('文では、接続・作業ごとに、疑いを号とともに並べる', () => {
  const of = { subject: '令和8年5月12日 10時02分の接続（ghost01、ログ 2行目）', clause: 1 };
  expect(
    matterSentences([
      { ...of, text: '当たる作業申請がない' },
      { subject: '作業 R8-W0001', clause: 4, text: '45分過ぎて切断した' },
      { ...of, text: '当たる作業報告がない' },
    ]),
  ).toEqual([
    '令和8年5月12日 10時02分の接続（ghost01、ログ 2行目）：当たる作業申請がない（第6条第1号）、当たる作業報告がない（第6条第1号）',
    '作業 R8-W0001：45分過ぎて切断した（第6条第4号）',
  ]);
});

test.each([
  [{}, true],
  [{ withdrawn: true }, false],
  [{ outdated: true }, false],
  [{ withdrawn: true, outdated: true }, false],
])('取り下げられ、又は再照合で該当のないものは、疑いではない: %j', (mark, live) => {
  expect(isLive({ n: 1, kind: 'no-notice', by: 'log', ...mark })).toBe(live);
});
