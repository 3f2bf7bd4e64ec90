import { Temporal } from 'temporal-polyfill';
import type { Settings } from '../directory/settings.ts';
import { addBusinessDays, dateOf, nthBusinessDayOfMonth } from '../values/calendar.ts';

/** 第10条: the months of a permit, and the days by which a month's report is awaited (G7). */

export type ReportDates = {
  /** By the end of this day. */
  readonly dueOn: string;
  /** Days on which the vendor is urged, the first one first. */
  readonly dunOn: string[];
  /** The day on which an instruction is prepared for the manager (G18). */
  readonly instructOn: string;
};

/**
 * Set with the request, for good: settings that change later move no day that the vendor has been told. Due on the n-th business day of the next month. A month that is asked for late (a run was missed) leaves the vendor
 * some business days all the same.
 */
export const reportDates = (
  yearMonth: Temporal.PlainYearMonth,
  askedOn: Temporal.PlainDate,
  settings: Settings,
): ReportDates => {
  const regular = nthBusinessDayOfMonth(yearMonth.add({ months: 1 }), settings.reportDueDays, settings);
  const atLeast = addBusinessDays(askedOn, settings.reportLeastDays, settings);
  return after(Temporal.PlainDate.compare(regular, atLeast) < 0 ? atLeast : regular, settings);
};

/** After a return (差戻し): a new deadline, and the same steps after it. */
export const resubmissionDates = (returnedOn: Temporal.PlainDate, settings: Settings): ReportDates =>
  after(addBusinessDays(returnedOn, settings.reportResubmitDays, settings), settings);

const after = (due: Temporal.PlainDate, settings: Settings): ReportDates => {
  const on = (days: number) => addBusinessDays(due, Math.max(1, days), settings).toString();
  const dunOn = [...new Set([on(settings.reportFirstDunDays), on(settings.reportSecondDunDays)])].sort();
  return { dueOn: due.toString(), dunOn, instructOn: on(settings.reportInstructDays) };
};

/** Submitted after the due day had ended in Japan. */
export const isAfter = (at: string, dueOn: string): boolean =>
  dateOf(Temporal.Instant.from(at)).toString() > dueOn;

/** 第4条第3項, 第5条: a permit holds from the first day of its period, or from the day of a later notice. */
export const heldFrom = (period: { readonly from: string }, issuedOn: string): string =>
  issuedOn > period.from ? issuedOn : period.from;

type Held = {
  /** Both days included (第4条第3項). */
  readonly period: { readonly from: string; readonly to: string };
  /** Of the notice: nobody uses a permit before (第5条). */
  readonly issuedOn: string;
  /** First day on which the permit holds no more, once it is over. */
  readonly overOn?: string | undefined;
};

/** The first month (YYYY-MM), from `month` on, in some part of which the permit holds; none when it is over (INV-11). */
export const reportMonth = (held: Held, month = ''): string | undefined => {
  const { period, issuedOn, overOn } = held;
  const from = heldFrom(period, issuedOn);
  const last = Temporal.PlainDate.from(period.to);
  const end = last.add({ days: 1 }).toString();
  const to = overOn !== undefined && overOn < end ? overOn : end;
  const first = from.slice(0, 7);
  const next = month < first ? first : month;
  return from < to && `${next}-01` < to ? next : undefined;
};

export const monthAfter = (month: string): string =>
  Temporal.PlainYearMonth.from(month).add({ months: 1 }).toString();
