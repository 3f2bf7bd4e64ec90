import holidayJp from '@holiday-jp/holiday_jp';
import { Temporal } from 'temporal-polyfill';
import { Fatal } from './errors.ts';

/** Every date and period of the rule is meant in this zone, whatever the zone of the process. */
export const TIME_ZONE = 'Asia/Tokyo';

/** The days off of one city, besides weekends, national holidays and 29 December – 3 January. */
export type BusinessCalendar = {
  /** The city's own days off, ISO dates. */
  readonly extraHolidays: readonly string[];
};

/** Japan has had one offset since 1952; what is older than that is asked of the zone. */
const OFFSET = 9 * 3_600_000;
const DAY = 86_400_000;

/** The day in Japan on which the instant lies. */
export function dateOf(instant: Temporal.Instant): Temporal.PlainDate {
  const { epochMilliseconds } = instant;
  if (epochMilliseconds < 0) return instant.toZonedDateTimeISO(TIME_ZONE).toPlainDate();
  // Asked for at every step of everything: of Temporal's zones it was a tenth of the simulation's time.
  const day = new Date(epochMilliseconds + OFFSET);
  return new Temporal.PlainDate(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate());
}

/** The month in Japan in which the instant lies; `toString()` gives `YYYY-MM`. */
export function yearMonthOf(instant: Temporal.Instant): Temporal.PlainYearMonth {
  return dateOf(instant).toPlainYearMonth();
}

/**
 * 00:00 of the day in Japan. Periods are half-open: the end of 31 March is `startOfDay` of 1 April.
 */
export function startOfDay(date: Temporal.PlainDate): Temporal.Instant {
  return date.year < 1970
    ? date.toZonedDateTime(TIME_ZONE).toInstant()
    : Temporal.Instant.fromEpochMilliseconds(epochDay(date) * DAY - OFFSET);
}

/**
 * The last day for which national holidays are known (from the holiday table, which begins in 1970).
 *
 * Later days count as business days unless they are weekends, year-end days or the city's own days: a due
 * date then comes out early rather than late. Until the library is updated, the city enters the missing
 * holidays as its own days. Years ahead are computed from today's law and may change with it.
 */
export function holidaysKnownUntil(): Temporal.PlainDate {
  const years = Object.keys(holidayJp.holidays).map((date) => Number(date.slice(0, 4)));
  return Temporal.PlainDate.from({ year: Math.max(...years), month: 12, day: 31 });
}

/** Whether the city hall works on this day. */
export function isBusinessDay(date: Temporal.PlainDate, calendar: BusinessCalendar): boolean {
  return worksOn(epochDay(date), calendar);
}

/**
 * The n-th business day after the date; the next day counts as the first. n = 0 gives the date itself when it
 * is a business day, else the next one.
 *
 * @throws Fatal when n is not a whole number ≥ 0
 */
export function addBusinessDays(
  date: Temporal.PlainDate,
  n: number,
  calendar: BusinessCalendar,
): Temporal.PlainDate {
  return step(date, n, 1, calendar);
}

/**
 * The n-th business day before the date; the day before counts as the first. n = 0 gives the date itself when
 * it is a business day, else the one before.
 *
 * @throws Fatal when n is not a whole number ≥ 0
 */
export function subtractBusinessDays(
  date: Temporal.PlainDate,
  n: number,
  calendar: BusinessCalendar,
): Temporal.PlainDate {
  return step(date, n, -1, calendar);
}

/**
 * Business days after `from`, up to and including `to`: so `to = addBusinessDays(from, n)` gives n for n ≥ 1.
 * Negative when `to` lies before `from`.
 */
export function businessDaysBetween(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  calendar: BusinessCalendar,
): number {
  if (Temporal.PlainDate.compare(from, to) > 0) return 0 - businessDaysBetween(to, from, calendar);
  let count = 0;
  const last = epochDay(to);
  for (let day = epochDay(from) + 1; day <= last; day += 1) if (worksOn(day, calendar)) count += 1;
  return count;
}

/**
 * The n-th business day of a month, n ≥ 1 (the monthly report is due on the 5th of the next month: G7). Runs on
 * into the following month when the month has fewer.
 */
export function nthBusinessDayOfMonth(
  yearMonth: Temporal.PlainYearMonth,
  n: number,
  calendar: BusinessCalendar,
): Temporal.PlainDate {
  if (n < 1) throw new Fatal(`business days of a month are counted from 1: ${n}`);
  return addBusinessDays(yearMonth.toPlainDate({ day: 1 }).subtract({ days: 1 }), n, calendar);
}

function step(
  date: Temporal.PlainDate,
  n: number,
  direction: 1 | -1,
  calendar: BusinessCalendar,
): Temporal.PlainDate {
  if (!Number.isSafeInteger(n) || n < 0) throw new Fatal(`not a number of business days: ${n}`);
  let day = epochDay(date);
  let left = n;
  if (n === 0) while (!worksOn(day, calendar)) day += direction;
  while (left > 0) {
    day += direction;
    if (worksOn(day, calendar)) left -= 1;
  }
  return Temporal.PlainDate.from(isoOf(day));
}

// Days are walked as whole numbers: the sweeps count them for every case, and a walk of dates was 7 % of their time.

/** Days since 1970-01-01, which was a Thursday. No instant and no zone: Date serves as a calendar only. */
const epochDay = ({ year, month, day }: Temporal.PlainDate): number => Date.UTC(year, month - 1, day) / DAY;
const isoOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

// The table by date string, never the library's isHoliday(Date): that follows the process time zone.
const NATIONAL_HOLIDAYS: ReadonlySet<number> = new Set(
  Object.keys(holidayJp.holidays).map((iso) => Date.parse(iso) / DAY), // 00:00 UTC, whatever the process zone
);

function worksOn(day: number, { extraHolidays }: BusinessCalendar): boolean {
  const dayOfWeek = ((((day + 3) % 7) + 7) % 7) + 1;
  if (!(dayOfWeek <= 5) || NATIONAL_HOLIDAYS.has(day)) return false;
  const iso = isoOf(day);
  return !isYearEnd(iso.slice(5)) && !extraHolidays.includes(iso);
}

/** 年末年始の休日: 29 December – 3 January. */
const isYearEnd = (monthDay: string): boolean => monthDay >= '12-29' || monthDay <= '01-03';

/** ISO instants by time, however they are spelled (`Z`, `+09:00`, with or without fractions). */
export const compareInstants = (a: string, b: string): number =>
  Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b));
export const isEarlier = (a: string, b: string): boolean => compareInstants(a, b) < 0;
export const earlierOf = (a: string, b: string): string => (compareInstants(a, b) <= 0 ? a : b);

/** People are written to in office hours of the very day; another day's run is an operator's own wish. */
export const isOfficeHour = (
  now: Temporal.Instant,
  businessDate: Temporal.PlainDate,
  settings: BusinessCalendar & { readonly officeOpensHour: number },
): boolean => {
  const { officeOpensHour } = settings;
  const opens = startOfDay(businessDate).add({ hours: officeOpensHour });
  // From an hour before midnight: the clock that opened the day may be a little ahead of this one.
  const night = opens.subtract({ hours: officeOpensHour + 1 });
  const early = Temporal.Instant.compare(now, night) >= 0 && Temporal.Instant.compare(now, opens) < 0;
  return !early && isBusinessDay(businessDate, settings);
};
