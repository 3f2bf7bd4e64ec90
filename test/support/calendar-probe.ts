/**
 * Run as a process of its own, with TZ set to anything: writes one line per month end 2025–2044 with what the
 * calendar says around it. No line may depend on TZ.
 */
import { Temporal } from 'temporal-polyfill';
import {
  addBusinessDays,
  dateOf,
  isBusinessDay,
  nthBusinessDayOfMonth,
  startOfDay,
  subtractBusinessDays,
  yearMonthOf,
} from '../../core/values/calendar.ts';
import { fiscalYearOf, formatJstDateTimeShort } from '../../core/values/wareki.ts';

const calendar = { extraHolidays: process.argv.slice(2) };
const lines: string[] = [];

for (
  let month = Temporal.PlainYearMonth.from('2025-01');
  month.year <= 2044;
  month = month.add({ months: 1 })
) {
  const next = month.add({ months: 1 });
  const midnight = startOfDay(next.toPlainDate({ day: 1 }));
  const lastMoment = midnight.subtract({ milliseconds: 1 });
  const lastDay = dateOf(lastMoment);
  lines.push(
    [
      midnight.epochMilliseconds,
      yearMonthOf(lastMoment),
      yearMonthOf(midnight),
      lastDay,
      dateOf(midnight),
      fiscalYearOf(lastDay),
      fiscalYearOf(dateOf(midnight)),
      formatJstDateTimeShort(midnight),
      isBusinessDay(lastDay, calendar),
      nthBusinessDayOfMonth(next, 5, calendar),
      addBusinessDays(lastDay, 0, calendar),
      addBusinessDays(lastDay, 10, calendar),
      subtractBusinessDays(lastDay, 5, calendar),
    ].join(' '),
  );
}
process.stdout.write(lines.join('\n'));
