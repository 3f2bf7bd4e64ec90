import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { dayOffProblems, deadlineProblems, usualDay } from '../../core/finding/reasonable-time.ts';

/** 相当な期間 (第7条, 第8条), counted by hand from Friday 24 April 2026: 27, 28, 30 April, 1, 7, 8, 11 May … (29th, 3rd–6th off). */

const TODAY = Temporal.PlainDate.from('2026-04-24');
const field = { pointer: '/dueOn', label: '履行期限' };

describe.each([
  ['order', 'orderDays', 'orderLeastDays', '第7条'],
  ['statement', 'statementDays', 'statementLeastDays', '第8条'],
  ['shortening', 'statementDays', 'statementLeastDays', '第4条第3項・第12条'],
] as const)('%s', (kind, usual, least, article) => {
  const under = (days: number, leastDays: number) => {
    const settings = { ...DEFAULT_SETTINGS, [usual]: days, [least]: leastDays };
    const problems = (dueOn: string, dayOff = false) =>
      deadlineProblems(kind, field, dueOn, { today: TODAY, settings, dayOff });
    return { shown: usualDay(kind, TODAY, settings), problems };
  };

  test.each([
    ['最短のほうが短い', 6, 4, '2026-05-08', '2026-05-01', '2026-04-30', 4],
    ['同じ', 4, 4, '2026-05-01', '2026-05-01', '2026-04-30', 4],
    ['最短のほうが長い', 4, 6, '2026-05-01', '2026-05-01', '2026-04-30', 4],
    ['最短のほうがずっと長い', 1, 60, '2026-04-27', '2026-04-27', '2026-04-26', 1],
  ])('はじめに示す期限は、いつも受け付けられる: %s', (_, days, leastDays, shown, first, early, counted) => {
    const set = under(days, leastDays);
    expect(set.shown).toBe(shown);
    expect(set.problems(set.shown)).toEqual([]);
    expect(set.problems(first)).toEqual([]);
    const [problem, ...more] = set.problems(early, true);
    expect(more).toEqual([]);
    expect(problem?.pointer).toBe('/dueOn');
    expect(problem?.message).toContain(`${counted}開庁日を置き`);
    expect(problem?.message).toContain(article);
  });

  test('1年後の日までとし、その後は、行為の根拠とする条項を示して拒む', () => {
    const { problems } = under(6, 6);
    expect(problems('2027-04-24', true)).toEqual([]);
    expect(problems('2027-04-25', true)).toEqual([
      {
        pointer: '/dueOn',
        message: `「履行期限」は、本日から1年以内（令和9年4月24日まで）の日付を指定してください（${article}）`,
      },
    ]);
  });

  test('早すぎる休日は、早すぎることだけを示す。遅い休日は確認を求める', () => {
    const { problems } = under(6, 6);
    expect(problems('2026-05-02').map(({ pointer }) => pointer)).toEqual(['/dueOn']);
    expect(problems('2026-05-09').map(({ pointer }) => pointer)).toEqual(['/dayOff']);
    expect(problems('2026-05-09', true)).toEqual([]);
  });
});

test.each([
  ['2026-05-03', '日曜日'],
  ['2026-05-04', '月曜日'],
  ['2026-05-09', '土曜日'],
  ['2026-12-29', '火曜日'],
])('市の休日の曜日を示す: %s は%s', (day, weekday) => {
  const [problem] = dayOffProblems(field, day, { settings: DEFAULT_SETTINGS, dayOff: undefined });
  expect(problem?.message).toContain(`（${weekday}）`);
});
