/**
 * Run as a process of its own, with TZ set to anything: one line for each month 2025–2044 with when its report is asked
 * for, due, late, dunned and turned into an instruction. No line may depend on TZ.
 */
import { Temporal } from 'temporal-polyfill';
import { reportsOpenAt } from '../../core/case/case-store.ts';
import { isAfter, monthAfter, reportDates, reportMonth } from '../../core/case/report-dates.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';

const settings = { ...DEFAULT_SETTINGS, extraHolidays: process.argv.slice(2) };
const lines: string[] = [];

for (let month = '2025-01'; month <= '2044-12'; month = monthAfter(month)) {
  const yearMonth = Temporal.PlainYearMonth.from(month);
  const last = yearMonth.toPlainDate({ day: yearMonth.daysInMonth });
  const first = last.add({ days: 1 });
  const { dueOn, dunOn, instructOn } = reportDates(yearMonth, first, settings);
  // The last moment of the due day in Japan, and the first of the next: UTC + 9 hours.
  const end = Temporal.Instant.from(`${dueOn}T23:59:59.999+09:00`);
  const lateAsked = reportDates(yearMonth, first.add({ days: 40 }), settings);
  /** The months of a permit that holds from the 15th of this month to a day around the end of the next. */
  const months = (to: string, overOn?: string) => {
    const held = { period: { from: `${month}-15`, to }, issuedOn: '2024-01-01', overOn };
    const found: string[] = [];
    for (let next = reportMonth(held); next !== undefined; next = reportMonth(held, monthAfter(next)))
      found.push(next);
    return found.join('+');
  };
  lines.push(
    [
      month,
      reportsOpenAt(month).epochMilliseconds,
      dueOn,
      ...dunOn,
      instructOn,
      isAfter(end.toString(), dueOn),
      isAfter(end.add({ milliseconds: 1 }).toString(), dueOn),
      lateAsked.dueOn,
      months(last.toString()),
      months(first.toString()),
      months('2099-12-31', first.toString()),
      months('2099-12-31', first.add({ days: 1 }).toString()),
    ].join(' '),
  );
}
process.stdout.write(lines.join('\n'));
