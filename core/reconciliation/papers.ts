import { z } from 'zod';
import { countsSchema, VERDICTS } from '../case/records/reconciliation.ts';
import { SCOPE_ASPECTS } from '../permit/permit-scope.ts';
import { canonicalJson } from '../values/hash.ts';
import { shortText } from '../values/text.ts';
import { badRowSchema } from './connection-log.ts';
import type { LogEntry } from './connection-log-events.ts';
import { logMappingSchema } from './connection-log-mapping.ts';
import { type ComparedAspect, REMARKS, type ReconcileRow } from './judge-connection.ts';
import { intervalOf, type PlannedWork, type ReportedSession, spanOf } from './match-connections.ts';
import type { ReconcileInput, ReconcileResult } from './reconcile.ts';

/**
 * 照合結果: what is kept of a reconciliation, as a paper of the permit. The log itself stays with the city (G17); the
 * report names it by its name and SHA-256, and each of its lines by number.
 */

const keysOf = <K extends string>(table: Readonly<Record<K, string>>): [K, ...K[]] =>
  // `Object.keys` of tables that are written in this project and are not empty.
  Object.keys(table) as [K, ...K[]];
const interval = z.object({ from: z.string(), to: z.string() });

const reportRowSchema = z.object({
  beginsAt: z.string(),
  verdicts: z.array(z.enum(keysOf(VERDICTS))),
  remarks: z.array(z.enum(keysOf(REMARKS))),
  breaches: z.array(z.object({ aspect: z.enum(keysOf(SCOPE_ASPECTS)), value: z.string() })),
  overrun: z.object({ before: z.int(), after: z.int() }),
  workId: z.string().optional(),
  sessionId: z.string().optional(),
  lines: z.array(z.int()),
  sharedLine: z.int().optional(),
  planned: interval.optional(),
  reported: interval.optional(),
  logged: interval.optional(),
  people: z.array(z.string()),
  terminals: z.array(z.string()),
  origins: z.array(z.string()),
  targets: z.array(z.string()),
  /** What the log itself says of each, nothing filled in from the report; absent in results of the versions before. */
  inLog: z
    .object({
      worker: z.array(z.string()),
      terminal: z.array(z.string()),
      origin: z.array(z.string()),
      target: z.array(z.string()),
    } satisfies Record<ComparedAspect, unknown>)
    .optional(),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

export const LOG_SOURCES = { file: 'ファイル', text: '貼り付け' } as const;

export const reconciliationReportSchema = z.object({
  source: z.object({
    kind: z.enum(keysOf(LOG_SOURCES)),
    name: z.string().optional(),
    encoding: z.string(),
    /** Bytes. */
    size: z.int(),
    sha256: z.string(),
    /** Connections that could be read. */
    connections: z.int(),
  }),
  mapping: logMappingSchema,
  mixedLog: z.boolean(),
  /** The month has other logs too; absent where it has none, and in results of the versions before. */
  partial: z.literal(true).optional(),
  toleranceMinutes: z.int(),
  coveredUntil: z.string(),
  counts: countsSchema,
  rows: z.array(reportRowSchema),
  /** Rows that found no room here; they are counted with the others. */
  notListed: z.object({ matches: z.int(), differences: z.int() }),
  unreadable: z.object({ lines: z.int(), listed: z.array(badRowSchema) }),
  /** Lines, as 2〜5、8. */
  otherMonth: z.string(),
  otherPermit: z.string(),
  /** Failed sign-ins, totals, repeats; absent in results of the versions before. */
  notConnections: z.string().optional(),
});
export type ReconciliationReport = z.infer<typeof reconciliationReportSchema>;

/** A row of the table holds 400 KB; this leaves room for what stands around the rows. */
const MAX_ROW_BYTES = 200_000;
const MAX_UNREADABLE = 200;
const MAX_VALUES = 5;
const MAX_VALUE = 60;

export const reportOf = (
  input: ReconcileInput,
  result: ReconcileResult,
  log: Pick<ReconciliationReport, 'source' | 'mapping'> & {
    readonly badRows: readonly z.infer<typeof badRowSchema>[];
    readonly notConnections: readonly number[];
    readonly partial?: boolean;
  },
): ReconciliationReport => {
  const works = new Map(input.works.map((work) => [work.workId, work]));
  const sessions = new Map(input.sessions.map((session) => [session.sessionId, session]));
  const entries = new Map(input.entries.map((entry) => [entry.line, entry]));
  const told = result.rows.map((row) =>
    rowOf(row, {
      work: works.get(row.workId ?? ''),
      session: sessions.get(row.sessionId ?? ''),
      entries: row.lines.flatMap((line) => entries.get(line) ?? []),
    }),
  );
  const listed = withinBytes(told);
  const left = told.filter((row) => !listed.has(row));
  const { badRows, notConnections, source, mapping } = log;
  return asKept({
    source,
    mapping,
    mixedLog: input.mixedLog,
    partial: log.partial === true ? true : undefined,
    toleranceMinutes: input.toleranceMinutes,
    coveredUntil: input.coveredUntil,
    counts: { ...result.counts },
    rows: told.filter((row) => listed.has(row)),
    notListed: {
      matches: left.filter(isMatch).length,
      differences: left.filter((row) => !isMatch(row)).length,
    },
    unreadable: {
      lines: new Set(badRows.map(({ line }) => line)).size,
      listed: badRows.slice(0, MAX_UNREADABLE).map((row) => ({ ...row })),
    },
    otherMonth: lineRanges(result.otherMonth),
    otherPermit: lineRanges(result.otherPermit),
    notConnections: lineRanges(notConnections),
  });
};

/** Without what is absent: a paper holds JSON values only. */
const asKept = (report: ReconciliationReport): ReconciliationReport =>
  reconciliationReportSchema.parse(JSON.parse(canonicalJson(report)));

const isMatch = ({ verdicts }: ReportRow): boolean => verdicts.length === 1 && verdicts[0] === 'match';

/** As many rows as there is room for: differences before what agrees, each in the order of time. */
const withinBytes = (rows: readonly ReportRow[]): ReadonlySet<ReportRow> => {
  const listed = new Set<ReportRow>();
  let bytes = 0;
  for (const row of [...rows.filter((each) => !isMatch(each)), ...rows.filter(isMatch)]) {
    bytes += new TextEncoder().encode(canonicalJson(row)).length;
    if (bytes > MAX_ROW_BYTES) break;
    listed.add(row);
  }
  return listed;
};

const rowOf = (
  row: ReconcileRow,
  of: {
    readonly work: PlannedWork | undefined;
    readonly session: ReportedSession | undefined;
    readonly entries: readonly LogEntry[];
  },
): ReportRow => {
  const { work, session, entries } = of;
  const logged = entries.map(intervalOf);
  const all = (pick: (seen: LogEntry | ReportedSession) => string | undefined) =>
    shortened([...(session ? [session] : []), ...entries].map(pick));
  return {
    beginsAt: row.beginsAt,
    verdicts: [...row.verdicts],
    remarks: [...row.remarks],
    breaches: row.breaches
      .slice(0, 2 * MAX_VALUES)
      .map(({ aspect, value }) => ({ aspect, value: short(value) })),
    overrun: row.overrun,
    workId: row.workId,
    sessionId: row.sessionId,
    lines: [...row.lines],
    sharedLine: row.sharedLine,
    planned: work && { from: work.from, to: work.to },
    reported: session && { from: session.from, to: session.to },
    logged:
      logged.length === 0
        ? undefined
        : {
            from: logged.map(({ from }) => from).reduce((a, b) => (earlier(a, b) ? a : b)),
            to: logged.map(({ to }) => to).reduce((a, b) => (earlier(a, b) ? b : a)),
          },
    people: shortened([
      ...(session?.workers ?? []),
      session?.account,
      ...entries.flatMap(({ worker, account }) => [worker, account]),
      ...(session || entries.length > 0 ? [] : (work?.workers ?? [])),
    ]),
    terminals: all(({ terminal }) => terminal),
    origins: all(({ originIp }) => originIp),
    targets: shortened([...(session?.targets ?? []), ...entries.map(({ target }) => target)]),
    inLog:
      entries.length === 0
        ? undefined
        : {
            worker: shortened(entries.flatMap(({ worker, account }) => [worker, account])),
            terminal: shortened(entries.map(({ terminal }) => terminal)),
            origin: shortened(entries.map(({ originIp }) => originIp)),
            target: shortened(entries.map(({ target }) => target)),
          },
  };
};

const earlier = (a: string, b: string): boolean => {
  const { from, to } = spanOf({ from: a, to: b });
  return from <= to;
};

const short = (text: string): string => shortText(text, MAX_VALUE);
const shortened = (values: readonly (string | undefined)[]): string[] => {
  const distinct = [...new Set(values.filter((value) => value !== undefined))].map(short);
  return distinct.length > MAX_VALUES
    ? [...distinct.slice(0, MAX_VALUES), `ほか${distinct.length - MAX_VALUES}件`]
    : distinct;
};

/** [2, 3, 4, 7] as '2〜4、7'. */
export const lineRanges = (lines: readonly number[]): string => {
  const ranges: { from: number; to: number }[] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last && line === last.to + 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}〜${to}`)).join('、');
};

/**
 * Whether two logs of a month seem to come from different gateways: both show connections, and none of one is in the other,
 * not even some hours earlier or later (then it was read in another zone).
 */
export const isOfAnother = (
  report: Pick<ReconciliationReport, 'rows'>,
  before: Pick<ReconciliationReport, 'rows'> | undefined,
): boolean => {
  const [ours, theirs] = [report, before].map((each) =>
    (each?.rows ?? []).flatMap(({ logged }) => (logged === undefined ? [] : [spanOf(logged)])),
  );
  if (!ours || !theirs || ours.length === 0 || theirs.length === 0) return false;
  const meets = (late: number) =>
    ours.some((one) =>
      theirs.some((other) => one.from <= other.to + late + MINUTE && other.from + late <= one.to + MINUTE),
    );
  return !ZONES.some((hours) => meets(hours * 60 * MINUTE));
};
const MINUTE = 60_000;
/** Of the most that are read: one in the zone of another. */
const ZONES = [0, 9, -9];
