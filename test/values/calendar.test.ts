import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  addBusinessDays,
  businessDaysBetween,
  dateOf,
  holidaysKnownUntil,
  isBusinessDay,
  nthBusinessDayOfMonth,
  startOfDay,
  subtractBusinessDays,
  yearMonthOf,
} from '../../core/values/calendar.ts';
import {
  dayNumber,
  isoOf,
  isWorkingDay,
  monthLength,
  startOfJapaneseDay,
  workingDays,
} from '../support/calendar-oracle.ts';

const none = { extraHolidays: [] };
const on = (iso: string) => Temporal.PlainDate.from(iso);
const at = (iso: string) => Temporal.Instant.from(iso);

const FIRST = dayNumber(2025, 1, 1);
const LAST = dayNumber(2044, 12, 31);
const anyDay = fc.integer({ min: FIRST, max: LAST });
const anyCity = fc
  .array(anyDay.map(isoOf), { maxLength: 30 })
  .map((extraHolidays) => ({ calendar: { extraHolidays }, own: new Set(extraHolidays) }));

describe('days and months in Japan', () => {
  test('08:59 JST on 1 April is 1 April, although it is 31 March in UTC', () => {
    expect(dateOf(at('2026-03-31T23:59:00Z')).toString()).toBe('2026-04-01');
    expect(yearMonthOf(at('2026-03-31T23:59:00Z')).toString()).toBe('2026-04');
  });

  test('31 March ends where 1 April begins, at 15:00 UTC', () => {
    expect(startOfDay(on('2026-04-01')).toString()).toBe('2026-03-31T15:00:00Z');
    expect(dateOf(at('2026-03-31T14:59:59.999999999Z')).toString()).toBe('2026-03-31');
    expect(dateOf(at('2026-03-31T15:00:00Z')).toString()).toBe('2026-04-01');
  });

  const CITY_DAYS = ['2026-08-14', '2030-04-02', '2044-12-28'];
  test.each(['UTC', 'America/New_York', 'Asia/Tokyo', 'Pacific/Kiritimati'])(
    'all 240 month ends 2025–2044 come out as the oracle says in a process in %s',
    (TZ) => {
      const probe = fileURLToPath(new URL('../support/calendar-probe.ts', import.meta.url));
      const output = execFileSync(process.execPath, [probe, ...CITY_DAYS], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      });
      expect(output.split('\n')).toStrictEqual(expectedMonthEnds(new Set(CITY_DAYS)));
    },
  );
});

describe('business days', () => {
  test('every day 2025–2044 is a business day exactly when the oracle says so', () => {
    const different = [];
    for (let day = FIRST; day <= LAST; day += 1)
      if (isBusinessDay(on(isoOf(day)), none) !== isWorkingDay(day)) different.push(isoOf(day));
    expect(different).toStrictEqual([]);
  });

  test.each([
    ['2026-04-04', 'a Saturday'],
    ['2026-05-06', 'a substitute holiday'],
    ['2026-09-22', "a citizen's holiday between two others"],
    ['2026-12-29', '29 December'],
    ['2028-01-03', '3 January'],
    ['2026-08-14', "the city's own day"],
  ])('%s is none: %s', (iso) => {
    expect(isBusinessDay(on(iso), { extraHolidays: ['2026-08-14'] })).toBe(false);
  });

  test.each(['2026-12-28', '2027-01-04', '2026-04-01', '2026-08-14'])('%s is one', (iso) => {
    expect(isBusinessDay(on(iso), none)).toBe(true);
  });

  test('the day after counts as the first, the day itself never', () => {
    expect(addBusinessDays(on('2026-04-01'), 1, none).toString()).toBe('2026-04-02');
    expect(addBusinessDays(on('2026-04-03'), 1, none).toString()).toBe('2026-04-06');
    expect(addBusinessDays(on('2026-12-28'), 1, none).toString()).toBe('2027-01-04');
    expect(subtractBusinessDays(on('2027-01-04'), 1, none).toString()).toBe('2026-12-28');
  });

  test('n = 0 gives the day itself, or the nearest business day in that direction', () => {
    expect(addBusinessDays(on('2026-04-03'), 0, none).toString()).toBe('2026-04-03');
    expect(addBusinessDays(on('2026-04-04'), 0, none).toString()).toBe('2026-04-06');
    expect(subtractBusinessDays(on('2026-04-05'), 0, none).toString()).toBe('2026-04-03');
  });

  test('the n-th day after, the n-th before and the days between agree with a list of all working days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 60 }), anyCity, (day, n, { calendar, own }) => {
        const after = workingDays(day + 1, day + 150, own);
        const before = workingDays(day - 150, day - 1, own);
        const date = on(isoOf(day));
        const due = addBusinessDays(date, n, calendar);
        expect(due.toString()).toBe(isoOf(after[n - 1] ?? Number.NaN));
        expect(subtractBusinessDays(date, n, calendar).toString()).toBe(isoOf(before.at(-n) ?? Number.NaN));
        expect(businessDaysBetween(date, due, calendar)).toBe(n);
        expect(businessDaysBetween(due, date, calendar)).toBe(-n);
      }),
      { numRuns: 300 },
    );
  });

  test('the 5th business day of a month, and the 0 business days of a day from itself', () => {
    const month = Temporal.PlainYearMonth.from('2027-01');
    expect(nthBusinessDayOfMonth(month, 1, none).toString()).toBe('2027-01-04');
    expect(nthBusinessDayOfMonth(month, 5, none).toString()).toBe('2027-01-08');
    expect(businessDaysBetween(on('2026-04-01'), on('2026-04-01'), none)).toBe(0);
    expect(() => nthBusinessDayOfMonth(month, 0, none)).toThrow('from 1');
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('%s is no number of business days', (n) => {
    expect(() => addBusinessDays(on('2026-04-01'), n, none)).toThrow('business days');
    expect(() => subtractBusinessDays(on('2026-04-01'), n, none)).toThrow('business days');
    expect(() => nthBusinessDayOfMonth(Temporal.PlainYearMonth.from('2026-04'), n, none)).toThrow(
      'business days',
    );
  });

  test("beyond the holiday table, weekends, the year's end and the city's own days are still off", () => {
    const known = holidaysKnownUntil();
    expect(known.month * 100 + known.day).toBe(1231);
    expect(known.year).toBeGreaterThanOrEqual(2044);
    const inLaterYear = (day: string) => on(`${known.year + 1}-${day}`);
    expect(isBusinessDay(inLaterYear('12-30'), none)).toBe(false);
    const unknown = ['02-11', '02-23', '04-29', '11-03', '11-23']
      .map(inLaterYear)
      .filter((day) => day.dayOfWeek <= 5);
    expect(unknown.map((day) => isBusinessDay(day, none))).toContain(true);
    const entered = { extraHolidays: unknown.map(String) };
    expect(unknown.map((day) => isBusinessDay(day, entered))).not.toContain(true);
  });
});

function expectedMonthEnds(own: ReadonlySet<string>): readonly string[] {
  const lines: string[] = [];
  for (let year = 2025; year <= 2044; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      const last = dayNumber(year, month, monthLength(year, month));
      const first = last + 1;
      const after = workingDays(first, first + 40, own);
      const working = isWorkingDay(last, own);
      const nextMonth = isoOf(first).slice(5, 7);
      lines.push(
        [
          startOfJapaneseDay(first),
          isoOf(last).slice(0, 7),
          isoOf(first).slice(0, 7),
          isoOf(last),
          isoOf(first),
          month <= 3 ? year - 1 : year,
          month <= 2 ? year - 1 : year,
          `${Number(nextMonth)}月1日 0:00`,
          working,
          isoOf(after[4] ?? Number.NaN),
          isoOf(working ? last : (after[0] ?? Number.NaN)),
          isoOf(after[9] ?? Number.NaN),
          isoOf(workingDays(last - 30, last - 1, own).at(-5) ?? Number.NaN),
        ].join(' '),
      );
    }
  }
  return lines;
}
