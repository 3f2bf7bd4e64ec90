import { Temporal } from 'temporal-polyfill';
import { system } from '../actor.ts';
import { dateOf } from '../calendar.ts';
import { actAll, type CaseState, heldOf, isSupervised } from '../case.ts';
import { actWrites, loadCase, reportShard, reportsOpenAt, reportsOpenOn } from '../case-store.ts';
import { commit } from '../commit.ts';
import { loadSettings } from '../directory-store.ts';
import { Fatal, Retryable, refused } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { monthAfter, reportDates, reportMonth } from '../report-dates.ts';
import type { Settings } from '../settings.ts';
import { reportMails } from './report-mails.ts';

type Failed = { readonly pk: string; readonly error: unknown };
type Page = {
  /** Months. */
  readonly opened: number;
  readonly failed: readonly Failed[];
  readonly cursor: string | undefined;
};

/** Months in one transaction (each is three rows); a permit that was forgotten for longer is opened year by year. */
const AT_ONCE = 12;

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
    const page = await ports.store.query({
      index: 'due',
      hash: reportShard(input.shard),
      to: until.toString(),
      limit: input.limit ?? 25,
      ...(input.cursor ? { cursor: input.cursor } : {}),
    });
    // Side by side: the store takes many transactions at once as one.
    const results = await Promise.allSettled(
      page.items.map(({ pk }) => openReports(ports, pk.slice('CASE#'.length), until, settings)),
    );
    let opened = 0;
    const failed: Failed[] = [];
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled') opened += result.value;
      else if (result.reason instanceof Retryable) throw result.reason;
      else failed.push({ pk: page.items[index]?.pk ?? '', error: result.reason });
    }
    return { opened, failed, cursor: page.cursor };
  };

/** Every month of one permit that is due by now; how many there were. */
const openReports = async (
  ports: Ports,
  caseId: string,
  until: Temporal.Instant,
  settings: Settings,
): Promise<number> => {
  for (let opened = 0; ; ) {
    const outcome = await commit<number>(ports.store, async () => {
      const state = await loadCase(ports.store, caseId);
      if (!state) return refused('not-found', 'not-found', '見つかりません');
      return planMonths(ports, state, until, settings);
    });
    if (!outcome.ok) throw new Fatal(`monthly reports: ${outcome.code}`);
    opened += outcome.value;
    if (outcome.value < AT_ONCE) return opened;
  }
};

const planMonths = async (
  { store, clock, ids }: Ports,
  before: CaseState,
  until: Temporal.Instant,
  settings: Settings,
) => {
  const now = clock();
  const today = dateOf(now);
  const due = dueMonths(before, until);
  if (due.length === 0) return { ok: true as const, value: 0, writes: [] };
  const outcome = actAll(
    before,
    due.map((yearMonth) => ({
      fact: {
        type: 'report-requested',
        yearMonth,
        ...reportDates(Temporal.PlainYearMonth.from(yearMonth), today, settings),
      },
    })),
    system('monthly-reports'),
    now,
  );
  if (!outcome.ok) return outcome;
  const mails = await reportMails({ store, ids }, before, 'report-requested', due, now);
  return { ok: true as const, value: due.length, writes: [...actWrites(outcome.value), ...mails] };
};

/** Months over by then, from the first that was not asked for to the permit's last (INV-11). */
const dueMonths = (state: CaseState, until: Temporal.Instant): readonly string[] => {
  if (!isSupervised(state)) return [];
  const months: string[] = [];
  for (
    let month = state.nextReport;
    month !== undefined &&
    months.length < AT_ONCE &&
    Temporal.Instant.compare(reportsOpenAt(month), until) <= 0;
    month = reportMonth(heldOf(state), monthAfter(month))
  )
    months.push(month);
  return months;
};
