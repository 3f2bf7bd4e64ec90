import { Temporal } from 'temporal-polyfill';
import { dateOf, startOfDay, yearMonthOf } from '../calendar.ts';
import type { Caller } from '../caller.ts';
import { actAll, type Step } from '../case.ts';
import type { Supervised } from '../case-state.ts';
import { actWrites, loadRecord } from '../case-store.ts';
import { type BadRow, connectionsOf, readLog } from '../connection-log.ts';
import type { LogEntry } from '../connection-log-events.ts';
import { type LogMapping, proposeMapping } from '../connection-log-mapping.ts';
import type { CsvRecord } from '../csv.ts';
import { accepted, Fatal, type Outcome, type Problem, type Refusal, refused } from '../errors.ts';
import { lastDayOf } from '../last-day.ts';
import { loadLogMapping, logMappingWrite } from '../log-mapping-store.ts';
import type { Ports, Write } from '../ports.ts';
import { reconcile } from '../reconcile.ts';
import { RECONCILIATIONS, type ReconciliationHead, reconciliationHeadSchema } from '../reconciliation.ts';
import { differencesOf } from '../reconciliation-candidates.ts';
import { type ReconciliationReport, reportOf } from '../reconciliation-report.ts';
import { suspectedShift } from '../suspected-shift.ts';
import { gatherConnections } from './gather-connections.ts';
import { replayable } from './idempotency.ts';
import { raiseCandidate } from './raise-candidate.ts';
import { actForSection } from './section-act.ts';

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
};
export type Log = {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly kind: ReconciliationReport['source']['kind'];
  readonly name?: string | undefined;
};

const MAX_SHOWN = 20;

export type ReconcileCall = {
  readonly yearMonth: string;
  readonly terms: LogTerms;
  /** Reads the log. */
  readonly log: () => Promise<Outcome<Log>>;
  /** Of a program; `sent` tells one log from another. */
  readonly replay?: { readonly key: string | undefined; readonly sent: string } | undefined;
};

/**
 * 照合 (第6条): the log of a month is compared with notices and session records; result, candidates of violations and the
 * column mapping are one transaction. Nothing of the log is kept but its name, its hash, and what the result shows.
 */
export const reconcileLog =
  (ports: Ports) =>
  (
    caller: Caller,
    caseId: string,
    { yearMonth, terms, log, replay }: ReconcileCall,
  ): Promise<Outcome<ReconciliationHead>> =>
    replayable(
      ports.store,
      {
        caller,
        key: replay?.key,
        request: { caseId, yearMonth, terms, sent: replay?.sent },
        receipt: reconciliationHeadSchema,
      },
      async () => {
        const act = await actForSection(ports, caller, caseId);
        if (!act.ok) return act;
        const month = monthOf(act.state, yearMonth, ports);
        if (!month.ok) return month;
        const sent = await log();
        if (!sent.ok) return sent;
        const read = await readWith(ports, act.state, sent.value, terms);
        if (!read.ok) return read;
        const prepared = await prepare(ports, act, month.value, { log: sent.value, terms, ...read.value });
        return prepared.ok ? { ...prepared, writes: [...prepared.writes, act.guard] } : prepared;
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

type Read = {
  readonly mapping: LogMapping;
  readonly records: readonly CsvRecord[];
  readonly encoding: string;
  readonly entries: readonly LogEntry[];
  readonly badRows: readonly BadRow[];
  readonly notConnections: readonly number[];
};

const readWith = async (
  { store }: Pick<Ports, 'store'>,
  { systemId }: Supervised,
  log: Log,
  terms: LogTerms,
): Promise<Outcome<Read>> => {
  const table = readLog(log.bytes);
  if (!table.ok) return table;
  const { records, encoding } = table.value;
  const mapping =
    terms.mapping ?? (await loadLogMapping(store, systemId, records)) ?? proposeMapping(records);
  const connections = connectionsOf(table.value, mapping);
  if (!connections.ok) return { ...connections, problems: connections.problems.map(underMapping) };
  const { badRows } = connections.value;
  if (badRows.length > 0 && !terms.acceptUnreadable) return unreadable(badRows);
  return accepted({ mapping, encoding, records, ...connections.value });
};

const underMapping = ({ pointer, message }: Problem): Problem => ({ pointer: `/mapping${pointer}`, message });

const unreadable = (badRows: readonly BadRow[]): Refusal => {
  const lines = new Set(badRows.map(({ line }) => line)).size;
  const message = `接続ログに読み取れない行が${lines}行あります。列の対応を確かめるか、読み取れない行があることを承知のうえで照合してください`;
  return refused('invalid', 'unreadable-lines', message, [
    { pointer: '/acceptUnreadable', message },
    ...badRows.slice(0, MAX_SHOWN).map(({ line, field, message: what }) => ({
      pointer: `/lines/${line}`,
      message: `${line}行目「${field}」：${what}`,
    })),
  ]);
};

const shiftedTimes = (hours: number): Refusal => {
  const message = `接続ログのどの接続も作業申請・作業報告の時刻と重ならず、すべてを${Math.abs(hours)}時間${hours > 0 ? '前' : '後'}にずらすと重なります。「時刻の基準」を確かめるか、時刻に誤りがないことを確認のうえで照合してください`;
  return refused('invalid', 'shifted-times', message, [{ pointer: '/acceptTimes', message }]);
};

type Act = Extract<Awaited<ReturnType<typeof actForSection>>, { ok: true }>;

const prepare = async (
  ports: Ports,
  { state, settings, by }: Act,
  yearMonth: Temporal.PlainYearMonth,
  input: { readonly log: Log; readonly terms: LogTerms } & Read,
): Promise<
  Refusal | { readonly ok: true; readonly writes: readonly Write[]; readonly value: ReconciliationHead }
> => {
  const { log, terms, mapping, records, encoding, entries, badRows, notConnections } = input;
  const { store, clock } = ports;
  const now = clock();
  const month = yearMonth.toString();
  const earlier = await loadRecord(store, state.caseId, RECONCILIATIONS, month);
  const compared = {
    ...(await gatherConnections(store, state, yearMonth)),
    yearMonth,
    entries,
    toleranceMinutes: settings.reconciliationTolerance,
    mixedLog: terms.mixedLog,
    coveredUntil: coveredUntil(now, terms.takenOn).toString(),
    readWhole: badRows.length === 0,
  };
  const { works, sessions, toleranceMinutes } = compared;
  const late = suspectedShift(works, sessions, entries, toleranceMinutes * 60_000);
  if (late !== undefined && !terms.acceptTimes) return shiftedTimes(late);
  const result = reconcile(compared);
  const { name, kind, sha256, bytes } = log;
  const source = { kind, name, encoding, size: bytes.length, sha256, connections: entries.length };
  const report = reportOf(compared, result, { source, mapping, badRows, notConnections });
  const steps: Step[] = [
    {
      fact: {
        type: 'log-reconciled',
        yearMonth: month,
        sha256,
        counts: { ...result.counts },
        unreadable: report.unreadable.lines,
        toleranceMinutes: settings.reconciliationTolerance,
      },
      paper: report,
    },
  ];
  const mails: Write[] = [];
  for (const noticed of differencesOf(report)) {
    const raised = await raiseCandidate(ports, state, { ...noticed, about: month }, settings);
    if (!raised) continue;
    steps.push({ fact: raised.fact, paper: raised.paper });
    mails.push(...raised.mails);
  }
  const outcome = actAll(state, steps, by, now, earlier ? [earlier] : []);
  if (!outcome.ok) return outcome;
  const head = outcome.value.records.find(({ sk }) => sk === `${RECONCILIATIONS.prefix}#${month}`)?.head;
  if (head === undefined) throw new Fatal('a reconciliation without a head');
  return {
    ok: true,
    value: reconciliationHeadSchema.parse(head),
    writes: [...actWrites(outcome.value), ...mails, logMappingWrite(state.systemId, mapping, records)],
  };
};

/** A log that was taken in the middle of a day is complete for the days before. */
const coveredUntil = (now: Temporal.Instant, takenOn: string | undefined): Temporal.Instant => {
  if (takenOn === undefined) return now;
  const taken = startOfDay(Temporal.PlainDate.from(takenOn));
  return Temporal.Instant.compare(taken, now) < 0 ? taken : now;
};
