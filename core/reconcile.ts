import { Temporal } from 'temporal-polyfill';
import { dateOf, yearMonthOf } from './calendar.ts';
import type { LogEntry } from './connection-log.ts';
import {
  agreement,
  announcedOf,
  type Connections,
  intervalOf,
  matchConnections,
  type PlannedWork,
  type ReportedSession,
  spanOf,
  whoOf,
} from './match-connections.ts';
import {
  type PermitScope,
  type ScopeBreach,
  type Seen,
  sameHost,
  sameKey,
  scopeJudge,
  targetsOf,
} from './permit-scope.ts';

/**
 * 照合 (第6条第1号〜第5号): what was announced (F5) × what was reported (F6) × what the gateway saw, for one month of one
 * permit. It shows differences; whether one is a violation is for the manager to find (第7条).
 */

export const VERDICTS = {
  match: '一致',
  'no-notice': '通知なし接続',
  'no-report': '報告なし接続',
  overrun: '時間超過',
  'out-of-scope': '範囲外',
  'no-log': 'ログなし',
  'notice-only': '通知のみ',
} as const;
export type Verdict = keyof typeof VERDICTS;

/** What no rule forbids, but the manager should see. */
export const REMARKS = {
  'times-differ': '報告とログの時刻が異なる',
  'other-worker': '通知と異なる作業者',
  'other-terminal': '通知と異なる端末',
  'other-target': '通知と異なる接続先',
  'no-log-reference': '報告に操作ログの所在がない',
  'shared-connection': '一つの接続で複数の作業を報告',
  'still-connected': 'ログに切断日時がない',
} as const;
export type Remark = keyof typeof REMARKS;

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
};

/** One connection, or one notice of which nothing came. */
export type ReconcileRow = {
  /** ISO; of the report, else of the log, else of the notice. The month in Japan that it lies in is the row's month. */
  readonly beginsAt: string;
  /** Empty while the log does not reach far enough to tell. */
  readonly verdicts: readonly Verdict[];
  readonly remarks: readonly Remark[];
  readonly breaches: readonly ScopeBreach[];
  /** Whole minutes before and after the announced time; 0 within the tolerance. */
  readonly overrun: { readonly before: number; readonly after: number };
  readonly workId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** Lines of the log. */
  readonly lines: readonly number[];
  /** Line of another row's connection that this report is covered by. */
  readonly sharedLine?: number | undefined;
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
  const ours = input.entries.filter((entry) => !input.mixedLog || judgeOn(entry.connectedAt).owns(entry));
  const found = matchConnections(input.works, input.sessions, ours, input.toleranceMinutes * 60_000);
  const rows = connectionsOf(input, ours, found)
    .map((connection) => rowOf(connection, input, judgeOn))
    .filter(({ beginsAt }) => yearMonthOf(Temporal.Instant.from(beginsAt)).equals(input.yearMonth))
    // Decorated once: a log may have thousands of lines.
    .map((row) => ({ row, at: spanOf(atOnce(row.beginsAt)).from, key: sortKey(row) }))
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
  const shown = new Set(rows.flatMap(({ lines }) => lines));
  const kept = new Set(ours);
  return {
    rows,
    counts: countsOf(rows),
    otherMonth: linesOf(ours).filter((line) => !shown.has(line)),
    otherPermit: linesOf(input.entries.filter((entry) => !kept.has(entry))),
  };
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

type Connection = {
  readonly work?: PlannedWork | undefined;
  readonly session?: ReportedSession | undefined;
  readonly entries: readonly LogEntry[];
  readonly shared?: LogEntry | undefined;
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

const rowOf = (
  connection: Connection,
  input: ReconcileInput,
  judgeOn: (at: string) => ReturnType<typeof scopeJudge>,
): ReconcileRow => {
  const { work, session, entries, shared } = connection;
  const seen = seenOf(connection);
  const overrun = overrunOf(connection, input.toleranceMinutes);
  const breaches = distinct(seen.flatMap((each) => judgeOn(each.from).breaches(each)));
  const last = session ?? work;
  const covered = last !== undefined && spanOf(last).to <= spanOf(atOnce(input.coveredUntil)).to;
  const logged = entries.length > 0 || shared !== undefined;
  const differences: readonly Verdict[] = [
    ...(seen.length > 0 && !work ? (['no-notice'] as const) : []),
    ...(seen.length > 0 && !session ? (['no-report'] as const) : []),
    ...(overrun.before + overrun.after > 0 ? (['overrun'] as const) : []),
    ...(breaches.length > 0 ? (['out-of-scope'] as const) : []),
    ...(session && !logged && covered ? (['no-log'] as const) : []),
    ...(seen.length === 0 && covered ? (['notice-only'] as const) : []),
  ];
  const lines = linesOf(entries);
  return {
    beginsAt: session?.from ?? firstOf(entries) ?? work?.from ?? input.coveredUntil,
    verdicts: differences.length === 0 && logged ? ['match'] : differences,
    remarks: remarksOf(connection, seen, input.toleranceMinutes),
    breaches,
    overrun,
    workId: work?.workId,
    sessionId: session?.sessionId,
    lines,
    sharedLine: shared?.line,
  };
};

const atOnce = (iso: string) => ({ from: iso, to: iso });
const byConnection = (a: LogEntry, b: LogEntry) =>
  spanOf(intervalOf(a)).from - spanOf(intervalOf(b)).from || a.line - b.line;
const firstOf = (entries: readonly LogEntry[]): string | undefined =>
  entries.toSorted(byConnection)[0]?.connectedAt;

/** The connection as the report and as the log tell it. */
const seenOf = ({ session, entries }: Connection): readonly Seen[] => [
  ...(session ? [session] : []),
  ...entries.toSorted(byConnection).map((entry) => ({
    ...entry,
    ...intervalOf(entry),
    workers: entry.worker === undefined ? [] : [entry.worker],
  })),
];

/** 第6条第4号: by how much report or log leave the announced time. */
const overrunOf = ({ work, session, entries }: Connection, tolerance: number): ReconcileRow['overrun'] => {
  if (!work) return { before: 0, after: 0 };
  const planned = spanOf(work);
  const actual = [...(session ? [session] : []), ...entries.map(intervalOf)].map(spanOf);
  const minutes = (milliseconds: number) =>
    milliseconds > tolerance * 60_000 ? Math.ceil(milliseconds / 60_000) : 0;
  return {
    before: minutes(Math.max(0, ...actual.map(({ from }) => planned.from - from))),
    after: minutes(Math.max(0, ...actual.map(({ to }) => to - planned.to))),
  };
};

const remarksOf = (
  { work, session, entries, shared }: Connection,
  seen: readonly Seen[],
  tolerance: number,
): readonly Remark[] => {
  const strange = (known: readonly string[], value: string | undefined, same: typeof sameHost) =>
    value !== undefined && known.length > 0 && !known.some((candidate) => same(candidate, value));
  const holds: Readonly<Record<Remark, boolean>> = {
    'times-differ': session !== undefined && timesDiffer(session, entries, tolerance),
    'other-worker': work !== undefined && seen.some((each) => agreement(whoOf(each), announcedOf(work)) < 0),
    'other-terminal':
      work !== undefined &&
      seen.some(({ terminal }) => strange(work.terminals, terminal, (a, b) => sameKey(a) === sameKey(b))),
    'other-target':
      work !== undefined && seen.flatMap(targetsOf).some((target) => strange(work.targets, target, sameHost)),
    'no-log-reference': session !== undefined && !session.logReference,
    'shared-connection': shared !== undefined,
    'still-connected': entries.some(({ disconnectedAt }) => disconnectedAt === undefined),
  };
  return keysOf(REMARKS).filter((remark) => holds[remark]);
};

const timesDiffer = (session: ReportedSession, entries: readonly LogEntry[], tolerance: number): boolean => {
  if (entries.length === 0) return false;
  const reported = spanOf(session);
  const logged = entries.map(intervalOf).map(spanOf);
  const far = (a: number, b: number) => Math.abs(a - b) > tolerance * 60_000;
  const ended = entries.every(({ disconnectedAt }) => disconnectedAt !== undefined);
  return (
    far(reported.from, Math.min(...logged.map(({ from }) => from))) ||
    (ended && far(reported.to, Math.max(...logged.map(({ to }) => to))))
  );
};

const distinct = (breaches: readonly ScopeBreach[]): readonly ScopeBreach[] => [
  ...new Map(breaches.map((breach) => [`${breach.aspect} ${breach.value}`, breach])).values(),
];

const linesOf = (entries: readonly LogEntry[]): readonly number[] =>
  entries.map(({ line }) => line).sort((a, b) => a - b);

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

/** `Object.keys` of a table that is written in this file: its keys are the type. */
const keysOf = <K extends string>(table: Readonly<Record<K, string>>): readonly K[] =>
  Object.keys(table) as K[];
