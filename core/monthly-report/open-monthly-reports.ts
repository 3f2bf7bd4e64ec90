import { Temporal } from 'temporal-polyfill';
import { loadApplicant } from '../application/revision-store.ts';
import { actAll } from '../case/case.ts';
import { type CaseState, heldOf, isSupervised } from '../case/case-state.ts';
import {
  actWrites,
  listRecords,
  loadCase,
  reportShard,
  reportsOpenAt,
  reportsOpenOn,
} from '../case/case-store.ts';
import { WORKS } from '../case/records/work.ts';
import { monthAfter, type ReportDates, reportDates, reportMonth } from '../case/report-dates.ts';
import { hasLeft } from '../directory/directory.ts';
import { loadPerson, loadSettings } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf, startOfDay, subtractBusinessDays, yearMonthOf } from '../values/calendar.ts';
import { NOT_FOUND, Retryable } from '../values/errors.ts';
import { system } from '../values/identity.ts';

type Failed = { readonly pk: string; readonly error: unknown };
type Page = {
  /** Months. */
  readonly opened: number;
  readonly failed: readonly Failed[];
  readonly cursor: string | undefined;
};

/** Months in one transaction (each is three rows); a permit that was forgotten for longer is opened year by year. */
const AT_ONCE = 12;
/** A page is one step of the machine, and each step is paid for: many permits a page. */
const PERMITS_A_PAGE = 500;
/** The store takes transactions that come together as one. */
const SIDE_BY_SIDE = 25;

/**
 * One page of one shard of the permits whose next monthly report is due on a business date (第10条): every month up to
 * then that has not been asked for is opened, and the vendor asked. Follows from each permit's own dates; a doubled,
 * late or missed run is harmless. A permit that cannot be read is named and holds up no other.
 *
 * @throws {Retryable} when the store fails for now; the whole page is then asked for again
 */
export const openReportsDue =
  (ports: Ports) =>
  async (input: {
    readonly businessDate: Temporal.PlainDate;
    readonly shard: string;
    readonly cursor?: string | undefined;
    readonly limit?: number;
  }): Promise<Page> => {
    const until = reportsOpenOn(input.businessDate);
    const settings = await loadSettings(ports.store);
    const run = { until, datesOf: datesOn(ports, settings), settings };
    const page = await ports.store.query({
      index: 'due',
      hash: reportShard(input.shard),
      to: until.toString(),
      limit: input.limit ?? PERMITS_A_PAGE,
      ...(input.cursor ? { cursor: input.cursor } : {}),
    });
    let opened = 0;
    const failed: Failed[] = [];
    for (let start = 0; start < page.items.length; start += SIDE_BY_SIDE) {
      const rows = page.items.slice(start, start + SIDE_BY_SIDE);
      const results = await Promise.allSettled(
        rows.map(({ pk }) => openReports(ports, pk.slice('CASE#'.length), run)),
      );
      for (const [index, result] of results.entries()) {
        if (result.status === 'fulfilled') opened += result.value;
        else if (result.reason instanceof Retryable) throw result.reason;
        else failed.push({ pk: rows[index]?.pk ?? '', error: result.reason });
      }
    }
    return { opened, failed, cursor: page.cursor };
  };

type Run = {
  /** Months that open later are not due. */
  readonly until: Temporal.Instant;
  readonly datesOf: (yearMonth: string) => ReportDates;
  readonly settings: Settings;
};

/** The dates of a month that is asked for today; the same for every permit, worked out once. */
const datesOn = ({ clock }: Ports, settings: Settings): Run['datesOf'] => {
  const today = dateOf(clock());
  const known = new Map<string, ReportDates>();
  return (yearMonth) => {
    const dates =
      known.get(yearMonth) ?? reportDates(Temporal.PlainYearMonth.from(yearMonth), today, settings);
    known.set(yearMonth, dates);
    return dates;
  };
};

/** Every month of one permit that is due by now; how many there were. */
const openReports = async (ports: Ports, caseId: string, run: Run): Promise<number> => {
  for (let opened = 0; ; ) {
    const outcome = await commit<number>(ports, async (ports) => {
      const state = await loadCase(ports.store, caseId);
      if (!state) return NOT_FOUND;
      return planMonths(ports, state, run);
    });
    const months = carriedOut(outcome);
    opened += months;
    if (months < AT_ONCE) return opened;
  }
};

const planMonths = async (
  { store, clock, ids }: Ports,
  before: CaseState,
  { until, datesOf, settings }: Run,
) => {
  const now = clock();
  const due = dueMonths(before, until);
  if (due.length === 0) return { ok: true as const, value: 0, writes: [] };
  const outcome = actAll(
    before,
    due.map((yearMonth) => ({
      fact: {
        type: 'report-requested',
        yearMonth,
        ...datesOf(yearMonth),
      },
    })),
    system('monthly-reports'),
    now,
  );
  if (!outcome.ok) return outcome;
  const told = await monthsTold(store, before, due, dateOf(now));
  const mails = await Promise.all(
    due.map((month) => {
      const at = told.has(month) ? later(now, remindAt(datesOf(month), settings)) : now;
      return newsMails({ store, ids }, before, 'report-requested', at, month);
    }),
  );
  return { ok: true as const, value: due.length, writes: [...actWrites(outcome.value), ...mails.flat()] };
};

/**
 * Months whose deadline whoever applied has read in the answer to a work of the month (docs/adr/0053). Reads the works only
 * where the register's figures know of one.
 */
const monthsTold = async (
  store: Store,
  state: CaseState,
  months: readonly string[],
  today: Temporal.PlainDate,
): Promise<ReadonlySet<string>> => {
  const lastSession = isSupervised(state) ? state.figures.lastSession : undefined;
  const [first = ''] = months;
  if (lastSession === undefined || monthOf(lastSession) < first) return new Set();
  const applicant = await loadApplicant(store, state);
  const person = await loadPerson(store, applicant);
  // Whoever has read it has left: the mails go to a successor, who has not.
  if (!person || hasLeft(person, today)) return new Set();
  return new Set(
    (await listRecords(store, state.caseId, WORKS))
      .filter(({ answer, announcedBy }) => answer?.choice === 'accept' && announcedBy === applicant)
      .map(({ plannedStart }) => monthOf(plannedStart)),
  );
};
const monthOf = (instant: string): string => yearMonthOf(Temporal.Instant.from(instant)).toString();

/** With the daily run of the day on which is reminded of deadlines; who has reported by then gets no mail. */
const remindAt = ({ dueOn }: ReportDates, settings: Settings): Temporal.Instant =>
  startOfDay(subtractBusinessDays(Temporal.PlainDate.from(dueOn), settings.remindBeforeDays, settings)).add({
    hours: 8,
    minutes: 30,
  });
const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) > 0 ? a : b;

/** Months over by then, from the first that was not asked for to the permit's last (INV-11). */
const dueMonths = (state: CaseState, until: Temporal.Instant): readonly string[] => {
  if (!isSupervised(state) || state.nextReport === undefined) return [];
  // A day of ending that the daily run has not carried out yet ends the months all the same.
  const ending = state.ending && Temporal.PlainDate.from(state.ending.lastDay).add({ days: 1 }).toString();
  const known = heldOf(state);
  const held = { ...known, overOn: known.overOn ?? ending };
  const months: string[] = [];
  for (
    let month = reportMonth(held, state.nextReport);
    month !== undefined &&
    months.length < AT_ONCE &&
    Temporal.Instant.compare(reportsOpenAt(month), until) <= 0;
    month = reportMonth(held, monthAfter(month))
  )
    months.push(month);
  return months;
};
