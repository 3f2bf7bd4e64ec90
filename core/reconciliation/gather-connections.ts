import { Temporal } from 'temporal-polyfill';
import type { Supervised } from '../case/case-state.ts';
import { listRecords } from '../case/case-store.ts';
import { CHANGES } from '../case/records/change.ts';
import { WORKS } from '../case/records/work.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import { loadWorkPapers, type NoticePaper, type SessionPaper } from '../case/records/work-papers.ts';
import { scopeOfPermit } from '../permit/scope-of-permit.ts';
import type { Store } from '../store/ports.ts';
import { startOfDay } from '../values/calendar.ts';
import { type PlannedWork, type ReportedSession, spanOf } from './match-connections.ts';
import type { ReconcileInput } from './reconcile.ts';

/** What a month's log is compared with: notices, session records, and the permit's scope as it was on each day. */
export const gatherConnections = async (
  store: Store,
  state: Supervised,
  yearMonth: Temporal.PlainYearMonth,
): Promise<Pick<ReconcileInput, 'works' | 'sessions' | 'scope' | 'changedScopes'>> => {
  const first = yearMonth.toPlainDate({ day: 1 });
  const changed = (await listRecords(store, state.caseId, CHANGES))
    .map(({ effectiveOn }) => effectiveOn ?? '')
    .filter((day) => day > first.toString() && day < first.add({ months: 1 }).toString());
  const heads = (await listRecords(store, state.caseId, WORKS)).filter((head) => isNear(head, first));
  const records = await Promise.all(
    heads.map(async (head) => ({ head, papers: await loadWorkPapers(store, state.caseId, head) })),
  );
  const works = records.map(({ head, papers }) => plannedWorkOf(head, papers.notice));
  const accounts = works.flatMap((work) => work.accounts);
  const scopeOn = await scopeOfPermit(store, state);
  const scopeWithAccounts = async (on: string) => ({ ...(await scopeOn(on)), accounts });
  return {
    works,
    sessions: records.flatMap(({ head, papers }) =>
      head.session ? [reportedSessionOf(head, head.session, papers.session)] : [],
    ),
    scope: await scopeWithAccounts(first.toString()),
    changedScopes: await Promise.all(
      [...new Set(changed)].map(async (from) => ({ from, scope: await scopeWithAccounts(from) })),
    ),
  };
};

/** Notices name accounts for some time; of a permit of many years not every work is read. */
const MONTHS_BACK = 3;
const isNear = ({ plannedStart, plannedEnd, session }: WorkHead, first: Temporal.PlainDate): boolean => {
  const from = startOfDay(first.subtract({ months: MONTHS_BACK })).epochMilliseconds;
  const to = startOfDay(first.add({ months: 1, days: 1 })).epochMilliseconds;
  const spans = [
    { from: plannedStart, to: plannedEnd },
    ...(session ? [{ from: session.connectedAt, to: session.disconnectedAt }] : []),
  ].map(spanOf);
  return spans.some((span) => span.from < to && span.to >= from);
};

/**
 * Taken back, returned or declined, never made, or lapsed before it began: no notice by which anybody may connect. An emergency was one when people connected,
 * whatever is said of it afterwards (then a candidate of its own).
 */
const isVoid = ({ status, answer, emergency, unannounced, lapsedAt, plannedStart }: WorkHead): boolean =>
  status === 'withdrawn' ||
  unannounced === true ||
  (lapsedAt !== undefined && Temporal.Instant.compare(lapsedAt, plannedStart) <= 0) ||
  (!emergency && answer !== undefined && answer.choice !== 'accept');

/** Without its paper (erased) a work still has its times. */
const plannedWorkOf = (head: WorkHead, notice: NoticePaper | undefined): PlannedWork => ({
  workId: head.workId,
  from: head.plannedStart,
  to: head.plannedEnd,
  workers: notice?.workers ?? [],
  accounts: notice?.accounts ?? [],
  terminals: notice?.terminals ?? [],
  targets: notice?.targets ?? [],
  withdrawn: isVoid(head),
});

const reportedSessionOf = (
  { workId }: WorkHead,
  { connectedAt, disconnectedAt }: NonNullable<WorkHead['session']>,
  report: SessionPaper | undefined,
): ReportedSession => ({
  sessionId: workId,
  workId,
  from: connectedAt,
  to: disconnectedAt,
  workers: report?.workers ?? [],
  account: report?.account,
  terminal: report?.terminal,
  originIp: report?.originIp,
  targets: report?.targets ?? [],
  logReference: report?.log !== undefined,
});
