import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { reportDates, reportMonth, resubmissionDates } from '../../core/case/report-dates.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import {
  dayNumber,
  isoOf,
  monthLength,
  startOfJapaneseDay,
  workingDays,
} from '../support/calendar-oracle.ts';

/** The same lines as test/support/report-probe.ts, worked out on bare integers. */
const expectedLines = (own: ReadonlySet<string>): string[] => {
  const lines: string[] = [];
  for (let index = 0; index < 240; index += 1) {
    const year = 2025 + Math.floor(index / 12);
    const month = (index % 12) + 1;
    const name = (y: number, m: number) => `${y}-${String(m).padStart(2, '0')}`;
    const here = name(year, month);
    const next = month === 12 ? name(year + 1, 1) : name(year, month + 1);
    const first = dayNumber(year, month, 1) + monthLength(year, month);
    const days = workingDays(first, first + 90, own);
    const due = days[4] ?? Number.NaN;
    const after = workingDays(due + 1, due + 60, own);
    const on = (n: number) => isoOf(after[n - 1] ?? Number.NaN);
    const askedLate = workingDays(first + 41, first + 90, own);
    lines.push(
      [
        here,
        startOfJapaneseDay(first) + 9 * 3_600_000,
        isoOf(due),
        on(1),
        on(3),
        on(5),
        false,
        true,
        isoOf(askedLate[2] ?? Number.NaN),
        here,
        `${here}+${next}`,
        here,
        `${here}+${next}`,
      ].join(' '),
    );
  }
  return lines;
};

const CITY_DAYS = ['2026-08-14', '2030-04-02', '2044-12-28'];

describe('第10条: 報告の月と期限（INV-10、INV-11）', () => {
  test.each(['UTC', 'America/New_York', 'Asia/Tokyo', 'Pacific/Kiritimati'])(
    '2025〜2044年の240か月は、どの時刻帯のプロセス（%s）でも、別に計算した暦と一致する',
    (TZ) => {
      const probe = fileURLToPath(new URL('../support/report-probe.ts', import.meta.url));
      const output = execFileSync(process.execPath, [probe, ...CITY_DAYS], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      });
      const lines = output.split('\n');
      const expected = expectedLines(new Set(CITY_DAYS));
      const differing = lines.filter((line, index) => line !== expected[index]);
      process.stdout.write(`      ${lines.length} months, ${differing.length} differences, ${TZ}\n`);
      expect(lines).toStrictEqual(expected);
    },
  );

  const on = (iso: string) => Temporal.PlainDate.from(iso);

  test('依頼が遅れた月も、依頼の日から3開庁日は待つ。1日に依頼した月の期限は、第5開庁日のまま', () => {
    const april = Temporal.PlainYearMonth.from('2026-04');
    expect(reportDates(april, on('2026-05-01'), DEFAULT_SETTINGS).dueOn).toBe('2026-05-12');
    expect(reportDates(april, on('2026-05-07'), DEFAULT_SETTINGS).dueOn).toBe('2026-05-12');
    expect(reportDates(april, on('2026-05-11'), DEFAULT_SETTINGS).dueOn).toBe('2026-05-14');
  });

  test('督促の二つの日が同じ設定なら、督促は一度だけ。順序が逆の設定でも、早い日が先', () => {
    const april = Temporal.PlainYearMonth.from('2026-04');
    const dates = (first: number, second: number) =>
      reportDates(april, on('2026-05-01'), {
        ...DEFAULT_SETTINGS,
        reportFirstDunDays: first,
        reportSecondDunDays: second,
      }).dunOn;
    expect(dates(2, 2)).toEqual(['2026-05-14']);
    expect(dates(3, 1)).toEqual(['2026-05-13', '2026-05-15']);
  });

  test('差戻しの後は、5開庁日で再提出を待ち、同じ段階で督促する', () => {
    expect(resubmissionDates(on('2026-05-01'), DEFAULT_SETTINGS)).toEqual({
      dueOn: '2026-05-13',
      dunOn: ['2026-05-14', '2026-05-18'],
      instructOn: '2026-05-20',
    });
  });

  test('通知の前の月は求めない（第5条）。始まる前に終わった許可に、求める月はない', () => {
    const period = { from: '2026-04-01', to: '2027-03-31' };
    expect(reportMonth({ period, issuedOn: '2026-05-02' })).toBe('2026-05');
    expect(reportMonth({ period, issuedOn: '2026-03-20' })).toBe('2026-04');
    expect(reportMonth({ period, issuedOn: '2026-03-20', overOn: '2026-04-01' })).toBeUndefined();
    const midMonth = { from: '2026-04-20', to: '2027-03-31' };
    expect(reportMonth({ period: midMonth, issuedOn: '2026-04-03', overOn: '2026-04-10' })).toBeUndefined();
  });
});
