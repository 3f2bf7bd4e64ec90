import { Temporal } from 'temporal-polyfill';
import type { Verdict } from '../case/records/reconciliation.ts';
import { type PermitScope, type ScopeJudge, scopeJudge } from '../permit/permit-scope.ts';
import { dateOf, yearMonthOf } from '../values/calendar.ts';
import type { LogEntry } from './connection-log-events.ts';
import { type Connection, judgeConnection, linesOf, type ReconcileRow } from './judge-connection.ts';
import {
  type Connections,
  matchConnections,
  type PlannedWork,
  type ReportedSession,
} from './match-connections.ts';

/**
 * 照合 (第6条第1号〜第5号): what was announced (F5) × what was reported (F6) × what the gateway saw, for one month of one
 * permit. It shows differences; whether one is a violation is for the manager to find (第7条).
 */

export type ReconcileInput = {
  readonly yearMonth: Temporal.PlainYearMonth;
  readonly works: readonly PlannedWork[];
  readonly sessions: readonly ReportedSession[];
  readonly entries: readonly LogEntry[];
  readonly scope: PermitScope;
  /** 変更届 that took effect since: from this day (ISO, in Japan) the permit allows this instead. In any order. */
  readonly changedScopes?: readonly { readonly from: string; readonly scope: PermitScope }[] | undefined;
  /** By how much clocks may differ, and a plan be missed. */
  readonly toleranceMinutes: number;
  /** The log also has connections of other permits: what bears no sign of this one is set aside. */
  readonly mixedLog: boolean;
  /** Until when the log reaches, ISO: for what ends later, a missing line says nothing. */
  readonly coveredUntil: string;
  /** No line was left unread; otherwise a missing line says nothing either. */
  readonly readWhole: boolean;
};

export type ReconcileResult = {
  readonly rows: readonly ReconcileRow[];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Lines that belong to another month, or to another permit. */
  readonly otherMonth: readonly number[];
  readonly otherPermit: readonly number[];
};

export const reconcile = (input: ReconcileInput): ReconcileResult => {
  const judgeOn = judgesOf(input);
  const entries = input.entries.map((entry) => withNames(entry, judgeOn(entry.connectedAt)));
  const ours = entries.filter((entry) => !input.mixedLog || judgeOn(entry.connectedAt).owns(entry));
  const found = matchConnections(input.works, input.sessions, ours, input.toleranceMinutes * 60_000);
  const rows = connectionsOf(input, ours, found)
    .map((connection) => judgeConnection(connection, { ...input, judgeOn }))
    .filter(({ beginsAt }) => yearMonthOf(Temporal.Instant.from(beginsAt)).equals(input.yearMonth))
    // Decorated once: a log may have thousands of lines.
    .map((row) => ({ row, at: Temporal.Instant.from(row.beginsAt).epochMilliseconds, key: sortKey(row) }))
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
  const shown = new Set(rows.flatMap(({ lines }) => lines));
  const kept = new Set(ours);
  return {
    rows,
    counts: countsOf(rows),
    otherMonth: linesOf(ours).filter((line) => !shown.has(line)),
    otherPermit: linesOf(entries.filter((entry) => !kept.has(entry))),
  };
};

/** Some gateways know people by their 振り仮名; notices and reports do not. */
const withNames = (entry: LogEntry, judge: ScopeJudge): LogEntry => {
  const written = [entry.worker, entry.account].filter((name) => name !== undefined);
  const readAs = [...new Set(written.flatMap(judge.readAs))];
  return readAs.length === 0 ? entry : { ...entry, readAs };
};

/** The judge of the day on which something began (第6条第3号). */
const judgesOf = ({ scope, changedScopes = [] }: ReconcileInput) => {
  const base = scopeJudge(scope);
  const later = changedScopes
    .map((change) => ({ from: change.from, judge: scopeJudge(change.scope) }))
    .sort((a, b) => (a.from < b.from ? 1 : -1));
  return (at: string) => {
    const day = dateOf(Temporal.Instant.from(at)).toString();
    return later.find(({ from }) => from <= day)?.judge ?? base;
  };
};

/** Every report, every line without one, and every notice without either, each once. */
const connectionsOf = (
  { works, sessions }: ReconcileInput,
  entries: readonly LogEntry[],
  { workOfSession, sessionOfEntry, workOfEntry, sharedEntry }: Connections,
): readonly Connection[] => {
  const used = new Set([...workOfSession.values(), ...workOfEntry.values()]);
  const own = Map.groupBy(entries, (entry) => sessionOfEntry.get(entry));
  return [
    ...sessions.map((session) => ({
      work: workOfSession.get(session),
      session,
      entries: own.get(session) ?? [],
      shared: sharedEntry.get(session),
    })),
    ...(own.get(undefined) ?? []).map((entry) => ({ work: workOfEntry.get(entry), entries: [entry] })),
    ...works.filter((work) => !work.withdrawn && !used.has(work)).map((work) => ({ work, entries: [] })),
  ];
};

/** Lines in the order of the log, then what has none. */
const sortKey = ({ sessionId = '', workId = '', lines: [line] }: ReconcileRow): string =>
  `${line === undefined ? '~' : String(line).padStart(9, '0')} ${sessionId} ${workId}`;

const countsOf = (rows: readonly ReconcileRow[]): Readonly<Record<Verdict, number>> => {
  const count = (verdict: Verdict) => rows.filter(({ verdicts }) => verdicts.includes(verdict)).length;
  return {
    match: count('match'),
    'no-notice': count('no-notice'),
    'no-report': count('no-report'),
    overrun: count('overrun'),
    'out-of-scope': count('out-of-scope'),
    'no-log': count('no-log'),
    'notice-only': count('notice-only'),
  };
};
