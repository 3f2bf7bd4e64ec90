import { Temporal } from 'temporal-polyfill';
import type { Verdict } from '../case/records/reconciliation.ts';
import {
  type ScopeAspect,
  type ScopeBreach,
  type ScopeJudge,
  type Seen,
  targetsOf,
} from '../permit/permit-scope.ts';
import { differsInShape } from '../values/identity.ts';
import { sameHost, sameTerminal } from '../values/ip-range.ts';
import type { LogEntry } from './connection-log-events.ts';
import {
  agreement,
  announcedOf,
  intervalOf,
  matchConnections,
  type PlannedWork,
  type ReportedSession,
  spanOf,
  whoOf,
} from './match-connections.ts';

/** What one connection is judged to be, once it is known which notice, report and lines of the log belong together. */

/** What no rule forbids, but the manager should see. */
export const REMARKS = {
  'times-differ': '報告とログの時刻が異なる',
  'other-worker': '作業申請と異なる作業者',
  'other-terminal': '作業申請と異なる端末',
  'other-target': '作業申請と異なる接続先',
  'no-log-reference': '報告に操作ログの所在がない',
  'shared-connection': '一つの接続で複数の作業を報告',
  'still-connected': 'ログに切断日時がない',
  'other-shape': '異体字を同じ氏名とみなした（髙と高など）',
  'by-reading': '登録した振り仮名を同じ氏名とみなした',
} as const;
export type Remark = keyof typeof REMARKS;

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
  /** What the log's lines do not say, and what therefore was not compared. */
  readonly notInLog: readonly ComparedAspect[];
};

/** What a log may say of a connection beside its time. */
const COMPARED = ['worker', 'terminal', 'origin', 'target'] as const satisfies readonly ScopeAspect[];
export type ComparedAspect = (typeof COMPARED)[number];

export type Connection = {
  readonly work?: PlannedWork | undefined;
  readonly session?: ReportedSession | undefined;
  readonly entries: readonly LogEntry[];
  readonly shared?: LogEntry | undefined;
};

export type JudgeTerms = {
  readonly toleranceMinutes: number;
  /** ISO. */
  readonly coveredUntil: string;
  /** No line of the log was left unread: what is not in it did not happen, as far as the log reaches. */
  readonly readWhole: boolean;
  /** The permit's scope at an instant (ISO). */
  readonly judgeOn: (at: string) => ScopeJudge;
};

export const judgeConnection = (connection: Connection, terms: JudgeTerms): ReconcileRow => {
  const { work, session, entries, shared } = connection;
  const seen = seenOf(connection);
  const overrun = overrunOf(connection, terms.toleranceMinutes);
  const breaches = distinct(seen.flatMap((each) => terms.judgeOn(each.from).breaches(each)));
  const last = session ?? work;
  const covered =
    terms.readWhole && last !== undefined && spanOf(last).to <= spanOf(atOnce(terms.coveredUntil)).to;
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
    beginsAt: session?.from ?? firstOf(entries) ?? work?.from ?? terms.coveredUntil,
    verdicts: differences.length === 0 && logged ? ['match'] : differences,
    remarks: remarksOf(connection, seen, terms.toleranceMinutes),
    breaches,
    overrun,
    workId: work?.workId,
    sessionId: session?.sessionId,
    lines,
    sharedLine: shared?.line,
    notInLog: notInLog(shared ? [shared, ...entries] : entries),
  };
};

const notInLog = (entries: readonly LogEntry[]): readonly ComparedAspect[] =>
  entries.length === 0 ? [] : COMPARED.filter((aspect) => entries.every((entry) => !says(entry)[aspect]));
const says = ({
  worker,
  account,
  terminal,
  originIp,
  target,
}: LogEntry): Record<ComparedAspect, boolean> => ({
  worker: (worker ?? account) !== undefined,
  terminal: terminal !== undefined,
  origin: originIp !== undefined,
  target: target !== undefined,
});

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
      work !== undefined && seen.some(({ terminal }) => strange(work.terminals, terminal, sameTerminal)),
    'other-target':
      work !== undefined && seen.flatMap(targetsOf).some((target) => strange(work.targets, target, sameHost)),
    'no-log-reference': session !== undefined && !session.logReference,
    'shared-connection': shared !== undefined,
    'still-connected': entries.some(({ disconnectedAt }) => disconnectedAt === undefined),
    'by-reading': entries.some(({ readAs = [] }) => readAs.length > 0),
    'other-shape': namesOf(entries).some((name) =>
      [...(session?.workers ?? []), ...(work?.workers ?? [])].some((known) => differsInShape(name, known)),
    ),
  };
  return keysOf(REMARKS).filter((remark) => holds[remark]);
};

const namesOf = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ worker, account }) => [worker, account].filter((name) => name !== undefined));

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

export const linesOf = (entries: readonly LogEntry[]): readonly number[] =>
  entries.map(({ line }) => line).sort((a, b) => a - b);

/** `Object.keys` of a table that is written in this file: its keys are the type. */
const keysOf = <K extends string>(table: Readonly<Record<K, string>>): readonly K[] =>
  Object.keys(table) as K[];

/**
 * A log whose times were read in another zone than they were written in accuses everybody: no line meets a notice or a
 * report, and all of them would, so many hours earlier or later. Then people are asked before anything is raised.
 */

/** Hours; the zones of the world lie between -12 and +14. */
const FARTHEST = 14;
const JST = 9;
/** Enough to tell; a log may have thousands of lines. */
const SAMPLE = 50;

/**
 * @param tolerance milliseconds
 * @returns hours by which the log seems to be late (negative: early); undefined when nothing points to it
 */
export const suspectedShift = (
  works: readonly PlannedWork[],
  sessions: readonly ReportedSession[],
  entries: readonly LogEntry[],
  tolerance: number,
): number | undefined => {
  const sample = entries.slice(0, SAMPLE);
  const met = (hours: number): number => {
    const moved = sample.map((entry) => shifted(entry, hours));
    const { sessionOfEntry, workOfEntry } = matchConnections(works, sessions, moved, tolerance);
    return sessionOfEntry.size + workOfEntry.size;
  };
  if (sample.length === 0 || works.length + sessions.length === 0 || met(0) > 0) return undefined;
  // One line may lie anywhere by chance: for it only UTC and Japan are taken for one another.
  const hours =
    sample.length === 1
      ? [JST, -JST]
      : Array.from({ length: 2 * FARTHEST + 1 }, (_, index) => index - FARTHEST).filter((hour) => hour !== 0);
  return hours
    .toSorted((a, b) => Math.abs(Math.abs(a) - JST) - Math.abs(Math.abs(b) - JST))
    .find((late) => met(-late) === sample.length);
};

const shifted = (entry: LogEntry, hours: number): LogEntry => {
  const move = (iso: string) => Temporal.Instant.from(iso).add({ hours }).toString();
  const { connectedAt, disconnectedAt } = entry;
  return {
    ...entry,
    connectedAt: move(connectedAt),
    ...(disconnectedAt === undefined ? {} : { disconnectedAt: move(disconnectedAt) }),
  };
};
