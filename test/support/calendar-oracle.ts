/**
 * The Japanese calendar worked out a second time, on bare integers: no Temporal, no Date, no holiday table.
 * Holidays by the law as in force since 2022 (国民の祝日に関する法律), right for 2022–2099.
 * A day is the number of days since 1970-01-01.
 */

const CUMULATIVE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export function dayNumber(year: number, month: number, day: number): number {
  const before = year - 1;
  const days =
    before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 719_162;
  return days + (CUMULATIVE[month - 1] ?? Number.NaN) + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
}

export function monthLength(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** 00:00 in Japan, in milliseconds since the epoch: nine hours before 00:00 UTC. */
export const startOfJapaneseDay = (day: number) => (day * 24 - 9) * 3_600_000;

/** The ISO date of a day, found by counting up from the year before. */
export function isoOf(day: number): string {
  let year = 1970 + Math.floor(day / 366);
  while (dayNumber(year + 1, 1, 1) <= day) year += 1;
  let month = 1;
  while (month < 12 && dayNumber(year, month + 1, 1) <= day) month += 1;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day - dayNumber(year, month, 1) + 1)}`;
}

/** 0 = Sunday. 1970-01-01 was a Thursday. */
const weekday = (day: number) => (((day + 4) % 7) + 7) % 7;

const nthMonday = (year: number, month: number, n: number) => {
  const first = dayNumber(year, month, 1);
  return first + ((8 - weekday(first)) % 7) + (n - 1) * 7;
};

const equinox = (base: number, year: number) =>
  Math.floor(base + 0.242194 * (year - 1980)) - Math.floor((year - 1980) / 4);

function holidaysOf(year: number): Set<number> {
  const named = [
    dayNumber(year, 1, 1),
    nthMonday(year, 1, 2),
    dayNumber(year, 2, 11),
    dayNumber(year, 2, 23),
    dayNumber(year, 3, equinox(20.8431, year)),
    dayNumber(year, 4, 29),
    dayNumber(year, 5, 3),
    dayNumber(year, 5, 4),
    dayNumber(year, 5, 5),
    nthMonday(year, 7, 3),
    dayNumber(year, 8, 11),
    nthMonday(year, 9, 3),
    dayNumber(year, 9, equinox(23.2488, year)),
    nthMonday(year, 10, 2),
    dayNumber(year, 11, 3),
    dayNumber(year, 11, 23),
  ];
  const all = new Set(named);
  for (const day of named) {
    if (weekday(day) === 0) {
      let substitute = day + 1;
      while (named.includes(substitute)) substitute += 1;
      all.add(substitute);
    }
    if (named.includes(day + 2) && !named.includes(day + 1)) all.add(day + 1);
  }
  return all;
}

const cache = new Map<number, Set<number>>();

function isNationalHoliday(day: number): boolean {
  const year = Number(isoOf(day).slice(0, 4));
  const known = cache.get(year) ?? holidaysOf(year);
  cache.set(year, known);
  return known.has(day);
}

export function isWorkingDay(day: number, ownDaysOff: ReadonlySet<string> = new Set()): boolean {
  const iso = isoOf(day);
  const yearEnd = ['12-29', '12-30', '12-31', '01-01', '01-02', '01-03'].includes(iso.slice(5));
  return ![0, 6].includes(weekday(day)) && !yearEnd && !isNationalHoliday(day) && !ownDaysOff.has(iso);
}

/** All working days of the span [from, to], in order. */
export function workingDays(from: number, to: number, ownDaysOff?: ReadonlySet<string>): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((day) =>
    isWorkingDay(day, ownDaysOff),
  );
}
