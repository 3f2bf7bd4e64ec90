import { Temporal } from 'temporal-polyfill';
import { actAll, type Step } from '../case/case.ts';
import type { Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, loadRecord } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import {
  RECONCILIATIONS,
  type ReconciliationHead,
  reconciliationHeadSchema,
} from '../case/records/reconciliation.ts';
import { underParent } from '../case/under-parent.ts';
import type { Caller } from '../directory/caller.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Again } from '../finding/known-matters.ts';
import { raiseMatters } from '../finding/raise-matters.ts';
import { lastDayOf } from '../permit/ending.ts';
import { actForSection } from '../permit/section-act.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf, startOfDay, yearMonthOf } from '../values/calendar.ts';
import { accepted, Fatal, type Outcome, type Refusal, refused } from '../values/errors.ts';
import { formatWarekiMonth } from '../values/wareki.ts';
import type { LogMapping } from './connection-log-mapping.ts';
import { gatherConnections } from './gather-connections.ts';
import type { LogJudge } from './judge-log.ts';
import { loadSavedMapping, logMappingWrite } from './log-mapping-store.ts';
import { isOfAnother, type ReconciliationReport, reconciliationReportSchema } from './papers.ts';
import { canTell, differencesOf, unreadNotes } from './reconciliation-candidates.ts';

/** What is said of a log besides its bytes. */
export type LogTerms = {
  readonly mapping?: LogMapping | undefined;
  /** The log also has connections of other permits. */
  readonly mixedLog: boolean;
  /** The day (ISO) on which it was taken, where that was within the month: until its beginning the log is complete. */
  readonly takenOn?: string | undefined;
  /** Reconcile although some lines cannot be read; they are named in the result. */
  readonly acceptUnreadable: boolean;
  /** Reconcile although all times seem to be shifted by hours. */
  readonly acceptTimes?: boolean | undefined;
  /** The month has other logs too: what this one does not show, and the others have shown, stays. */
  readonly partial?: boolean | undefined;
  /** It takes the place of the one before, although it shows none of that one's connections. */
  readonly replaces?: boolean | undefined;
};
export type Log = {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly kind: ReconciliationReport['source']['kind'];
  readonly name?: string | undefined;
};

type LogPorts = Ports & { readonly logs: LogJudge };

export type ReconcileCall = {
  readonly yearMonth: string;
  readonly terms: LogTerms;
  /** Reads the log. */
  readonly log: () => Promise<Outcome<Log>>;
  /** Of a program; `sent` tells one log from another. */
  readonly replay?: { readonly key?: string | undefined; readonly sent: string } | undefined;
};

/**
 * 照合 (第6条): the log of a month is compared with notices and session records; result, candidates of violations and the
 * column mapping are one transaction. Nothing of the log is kept but its name, its hash, and what the result shows.
 */
export const reconcileLog =
  (ports: LogPorts) =>
  (
    caller: Caller,
    caseId: string,
    { yearMonth, terms, log, replay }: ReconcileCall,
  ): Promise<Outcome<ReconciliationHead>> =>
    replayable(
      ports,
      {
        caller,
        key: replay?.key,
        request: { caseId, yearMonth, terms, sent: replay?.sent },
        receipt: reconciliationHeadSchema,
      },
      async (ports) => {
        const act = await actForSection(ports, caller, caseId);
        if (!act.ok) return act;
        const month = monthOf(act.state, yearMonth, ports);
        if (!month.ok) return month;
        const sent = await log();
        if (!sent.ok) return sent;
        const under = await underParent(ports.store, act.state);
        const prepared = await prepare(ports, act, month.value, sent.value, terms);
        return prepared.ok
          ? { ...prepared, writes: [...prepared.writes, act.guard, ...under.guard] }
          : prepared;
      },
    );

/** A month since the application, or the one after the permit's end: whoever connects before or after it is to be seen. */
export const monthOf = (
  state: Supervised,
  yearMonth: string,
  { clock }: Pick<Ports, 'clock'>,
): Outcome<Temporal.PlainYearMonth> => {
  const refuse = (message: string) =>
    refused('invalid', 'invalid-month', message, [{ pointer: '/yearMonth', message }]);
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(yearMonth)) return refuse('年月は「2026-04」の形で指定してください');
  const last = lastDayOf(state).toPlainYearMonth().add({ months: 1 }).toString();
  const first = yearMonthOf(Temporal.Instant.from(state.submittedAt)).toString();
  if (yearMonth < first || yearMonth > last)
    return refuse(
      '許可の期間に含まれない月です（申請のあった月から、許可が終わった月の翌月まで照合できます）',
    );
  if (yearMonth > dateOf(clock()).toString().slice(0, 7)) return refuse('まだ始まっていない月です');
  return accepted(Temporal.PlainYearMonth.from(yearMonth));
};

type Act = Extract<Awaited<ReturnType<typeof actForSection>>, { ok: true }>;

const prepare = async (
  ports: LogPorts,
  { state, settings, by }: Act,
  yearMonth: Temporal.PlainYearMonth,
  log: Log,
  terms: LogTerms,
): Promise<
  Refusal | { readonly ok: true; readonly writes: readonly Write[]; readonly value: ReconciliationHead }
> => {
  const { store, clock } = ports;
  const now = clock();
  const month = yearMonth.toString();
  const earlier = await loadRecord(store, state.caseId, RECONCILIATIONS, month);
  const { name, kind, sha256, bytes } = log;
  const judged = await ports.logs.judge({
    bytes,
    given: terms.mapping,
    saved: await loadSavedMapping(store, state.systemId),
    source: { name, kind, sha256 },
    month,
    compared: {
      ...(await gatherConnections(store, state, yearMonth)),
      toleranceMinutes: settings.reconciliationTolerance,
      mixedLog: terms.mixedLog,
      coveredUntil: coveredUntil(now, terms.takenOn).toString(),
    },
    acceptUnreadable: terms.acceptUnreadable,
    acceptTimes: terms.acceptTimes === true,
    partial: terms.partial,
  });
  if (!judged.ok) return judged;
  const { mapping, headings, counts, report } = judged.value;
  const isAsked =
    earlier !== undefined && earlier.head.sha256 !== sha256 && !terms.partial && !terms.replaces;
  if (isAsked && isOfAnother(report, await reportBefore(store, state.caseId, earlier.head)))
    return ANOTHER_LOG;
  const step: Step = {
    fact: {
      type: 'log-reconciled',
      yearMonth: month,
      sha256,
      counts: { ...counts },
      unreadable: report.unreadable.lines,
      toleranceMinutes: settings.reconciliationTolerance,
    },
    paper: report,
  };
  const raised = await raiseMatters(
    ports,
    state,
    {
      month,
      noticed: differencesOf(report),
      notes: unreadNotes(report),
      ...(earlier ? { again: comparisonAgain(month, report) } : {}),
    },
    settings,
  );
  const known = [...(earlier ? [earlier] : []), ...raised.records];
  const outcome = actAll(state, [step, ...raised.steps], by, now, known);
  if (!outcome.ok) return outcome;
  const head = outcome.value.records.find(({ sk }) => sk === `${RECONCILIATIONS.prefix}#${month}`)?.head;
  if (head === undefined) throw new Fatal('a reconciliation without a head');
  return {
    ok: true,
    value: reconciliationHeadSchema.parse(head),
    writes: [
      ...actWrites(outcome.value),
      ...raised.mails,
      logMappingWrite(state.systemId, mapping, headings),
    ],
  };
};

/** The newest comparison of a month takes the place of those before: what they alone have shown is gone. */
const comparisonAgain = (month: string, report: ReconciliationReport): Again => {
  const tells = canTell(report);
  const end = startOfDay(Temporal.PlainYearMonth.from(month).add({ months: 1 }).toPlainDate({ day: 1 }));
  const reaches = (until: Temporal.Instant) =>
    Temporal.Instant.compare(Temporal.Instant.from(report.coveredUntil), until) >= 0;
  return {
    reason: `${formatWarekiMonth(month)}分の接続ログとの再照合の結果、該当しなくなったため`,
    month,
    canTell: (matter) => matter.by === 'log' && isWithin(matter.at, month) && tells(matter),
    canTellAll: ({ openedAt }) =>
      report.unreadable.lines === 0 &&
      report.partial !== true &&
      report.notListed.differences === 0 &&
      (reaches(end) || reaches(Temporal.Instant.from(openedAt))),
  };
};

const reportBefore = (store: Ports['store'], caseId: string, { seq }: ReconciliationHead) =>
  loadPaper(store, caseKey(caseId), seq, reconciliationReportSchema);

const ANOTHER = '前に照合したこの月の接続ログの接続が、このログには一つもありません。';
const ANOTHER_LOG = refused('invalid', 'another-log', `${ANOTHER}どちらのログかを選んでください`, [
  {
    pointer: '/partial',
    message: `${ANOTHER}ほかの機器のログであれば、「この月の接続ログは、ほかにもある」を選んでください`,
  },
  {
    pointer: '/replaces',
    message: '前のログが誤りであれば、「前に照合した接続ログに代わるものである」を選んでください',
  },
]);

const isWithin = (at: string | undefined, month: string): boolean =>
  at !== undefined && yearMonthOf(Temporal.Instant.from(at)).toString() === month;

/** A log that was taken in the middle of a day is complete for the days before. */
const coveredUntil = (now: Temporal.Instant, takenOn: string | undefined): Temporal.Instant => {
  if (takenOn === undefined) return now;
  const taken = startOfDay(Temporal.PlainDate.from(takenOn));
  return Temporal.Instant.compare(taken, now) < 0 ? taken : now;
};
