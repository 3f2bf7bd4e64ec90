import { dayNumber, isWorkingDay } from '../../support/calendar-oracle.ts';

/** Business days counted a second time, on the oracle's bare integers (INV-10). */

export const dayOf = (iso: string): number =>
  dayNumber(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), Number(iso.slice(8, 10)));

const count = (day: number, n: number, by: 1 | -1, off: ReadonlySet<string>): number => {
  let at = day;
  if (n === 0) {
    while (!isWorkingDay(at, off)) at += by;
    return at;
  }
  for (let left = n; left > 0; ) {
    at += by;
    if (isWorkingDay(at, off)) left -= 1;
  }
  return at;
};
export const workingDaysAfter = (day: number, n: number, off: ReadonlySet<string>) => count(day, n, 1, off);
export const workingDaysBefore = (day: number, n: number, off: ReadonlySet<string>) => count(day, n, -1, off);
