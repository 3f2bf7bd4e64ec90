import { expect, test } from 'vitest';
import type { ReportRow } from '../../core/reconciliation/papers.ts';
import { canTell, differencesOf, unreadNotes } from '../../core/reconciliation/reconciliation-candidates.ts';

/** What is told of a difference, in sentences that stand on a 違反報告. */

const row: ReportRow = {
  beginsAt: '2026-04-24T00:50:00Z',
  verdicts: ['overrun'],
  remarks: [],
  breaches: [],
  overrun: { before: 10, after: 5 },
  lines: [3],
  planned: { from: '2026-04-24T01:00:00Z', to: '2026-04-24T03:00:00Z' },
  ...{ people: ['作業 八郎'], terminals: [], origins: [], targets: [] },
};
const told = (change: Partial<ReportRow>) => {
  const [first] = differencesOf({ rows: [{ ...row, ...change }] });
  return first && `${first.subject}：${first.text}`;
};
const WHAT = '令和8年4月24日 9時50分の接続（作業 八郎、ログ 3行目）';

test('第6条第4号: 予定より早い始まりと遅い終わりは、一つの文になる', () => {
  expect(told({})).toBe(
    `${WHAT}：作業申請の予定の開始より10分早く始まり、予定の終了（令和8年4月24日 12時00分）を5分過ぎて終わった`,
  );
  expect(told({ overrun: { before: 10, after: 0 } })).toBe(
    `${WHAT}：作業申請の予定の開始より10分早く始まった`,
  );
  expect(told({ overrun: { before: 0, after: 5 } })).toBe(
    `${WHAT}：作業申請の予定の終了（令和8年4月24日 12時00分）を5分過ぎて終わった`,
  );
});

test('どの違いも、常体で書く', () => {
  for (const verdict of ['no-notice', 'no-report', 'no-log'] as const)
    expect(told({ verdicts: [verdict] }), verdict).toMatch(/ない$/);
});

test('読み取れなかった行は、候補の根拠に示す', () => {
  const problem = { field: '切断日時', message: '日時として読めません' };
  const unreadable = { lines: 3, listed: [5, 6, 9].map((line) => ({ line, ...problem })) };
  expect(unreadNotes({ rows: [row], unreadable })).toEqual([
    '接続ログには読み取れなかった行が3行ある（5〜6、9行目）',
  ]);
});

test.each([
  ['ログの終わりより前', { at: '2026-04-30T14:59:59Z' }, {}, true],
  ['ログの終わりの瞬間', { at: '2026-04-30T15:00:00Z' }, {}, false],
  ['書き方の違う終わりの瞬間', { at: '2026-05-01T00:00:00+09:00' }, {}, false],
  ['時刻の分からないもの', {}, {}, false],
  ['読めない行のあるログ', { at: '2026-04-28T00:00:00Z' }, { unreadable: { lines: 1, listed: [] } }, false],
  [
    '数えただけの違いのあるログ',
    { at: '2026-04-28T00:00:00Z' },
    { notListed: { matches: 1, differences: 1 } },
    false,
  ],
  ['そのログで判断した接続', { at: '2026-04-24T00:50:00Z' }, { unreadable: { lines: 1, listed: [] } }, true],
  [
    'そのログで判断できなかった接続',
    { at: '2026-04-24T00:50:00Z' },
    { rows: [{ ...row, verdicts: [] }] },
    false,
  ],
])('再照合で、ないと言えるか: %s', (_, matter, change, expected) => {
  const report = {
    ...{ rows: [row], unreadable: { lines: 0, listed: [] }, notListed: { matches: 0, differences: 0 } },
    ...{ coveredUntil: '2026-04-30T15:00:00Z', ...change },
  };
  expect(canTell(report)({ kind: 'no-notice', people: ['作業 八郎'], ...matter })).toBe(expected);
});
