import { Temporal } from 'temporal-polyfill';
import type { CsvRecord } from '../values/csv.ts';
import { accepted, type Outcome, type Problem, type Refusal, refused } from '../values/errors.ts';
import { type BadRow, connectionsOf, readLog } from './connection-log.ts';
import { headingsOf, type LogMapping, positionsOf } from './connection-log-mapping.ts';
import { suspectedShift } from './judge-connection.ts';
import { ENCODINGS } from './log-encoding.ts';
import { type ReconciliationReport, reportOf } from './papers.ts';
import { proposeMapping } from './propose-log-mapping.ts';
import { type ReconcileInput, reconcile } from './reconcile.ts';

/**
 * All of a reconciliation that takes long: 20,000 lines read, and compared with a month. Plain values in and out, so that
 * it may run somewhere else than where requests are answered.
 */

/** As it was last used for the system. */
export type SavedMapping = {
  readonly mapping: LogMapping;
  /** Absent in rows of the versions before. */
  readonly headings?: readonly string[] | undefined;
  /** Absent in rows of the versions before, which were chosen without a look at the column of kinds. */
  readonly kinds?: true | undefined;
};
export type LogJob = {
  readonly bytes: Uint8Array;
  readonly given?: LogMapping | undefined;
  readonly saved?: SavedMapping | undefined;
};

export type LogLook = {
  readonly encoding: string;
  readonly lines: number;
  /** First lines with their numbers. */
  readonly first: readonly { readonly line: number; readonly fields: readonly string[] }[];
  /** As saved for the system, or proposed from the headings. */
  readonly mapping: LogMapping;
  readonly saved: boolean;
  /** It was saved without the column of kinds that this log has: proposed anew. */
  readonly withoutKinds: boolean;
};

export type JudgeJob = LogJob & {
  readonly source: Pick<ReconciliationReport['source'], 'name' | 'kind' | 'sha256'>;
  /** `YYYY-MM` */
  readonly month: string;
  readonly compared: Omit<ReconcileInput, 'entries' | 'yearMonth' | 'readWhole'>;
  readonly acceptUnreadable: boolean;
  readonly acceptTimes: boolean;
  /** The month has other logs too, of other gateways: what this one does not show may stand in them. */
  readonly partial?: boolean | undefined;
};
export type JudgedLog = {
  readonly mapping: LogMapping;
  readonly headings: readonly string[];
  readonly counts: ReturnType<typeof reconcile>['counts'];
  readonly report: ReconciliationReport;
};

export type LogJudge = {
  look(job: LogJob): Promise<Outcome<LogLook>>;
  judge(job: JudgeJob): Promise<Outcome<JudgedLog>>;
};
/** In this thread, at once. */
export const judgeHere: LogJudge = {
  look: async (job) => lookAtLog(job),
  judge: async (job) => judgeLog(job),
};

const FIRST_LINES = 5;
const MAX_SHOWN = 20;

/**
 * Undefined when none was used yet, when this log is another one, or when the log has a column of kinds (接続・切断の別) that
 * nobody had been asked about: without it, a row of connecting counts as a connection, and so does one of disconnecting.
 */
const savedFor = (records: readonly CsvRecord[], saved: SavedMapping | undefined): LogMapping | undefined => {
  if (!saved) return undefined;
  const { mapping, headings, kinds } = saved;
  const isSame = headings === undefined || headings.join('\n') === headingsOf(records, mapping).join('\n');
  if (!isSame || positionsOf(records, mapping).problems.length > 0) return undefined;
  const isBefore = kinds === undefined && mapping.columns.event === undefined;
  return isBefore && proposeMapping(records).columns.event !== undefined ? undefined : mapping;
};

const lookAtLog = ({ bytes, saved }: LogJob): Outcome<LogLook> => {
  const table = readLog(bytes);
  if (!table.ok) return table;
  const { records, encoding } = table.value;
  const known = savedFor(records, saved);
  return accepted({
    encoding: ENCODINGS[encoding],
    lines: records.length,
    first: records.slice(0, FIRST_LINES).map(({ line, fields }) => ({ line, fields })),
    mapping: known ?? proposeMapping(records),
    saved: known !== undefined,
    withoutKinds: known === undefined && savedFor(records, saved && { ...saved, kinds: true }) !== undefined,
  });
};

const judgeLog = (job: JudgeJob): Outcome<JudgedLog> => {
  const table = readLog(job.bytes);
  if (!table.ok) return table;
  const { records, encoding } = table.value;
  const mapping = job.given ?? savedFor(records, job.saved) ?? proposeMapping(records);
  const connections = connectionsOf(table.value, mapping);
  if (!connections.ok) return { ...connections, problems: connections.problems.map(underMapping) };
  const { entries, badRows, notConnections } = connections.value;
  if (badRows.length > 0 && !job.acceptUnreadable) return unreadable(badRows);
  const compared = {
    ...job.compared,
    yearMonth: Temporal.PlainYearMonth.from(job.month),
    entries,
    readWhole: badRows.length === 0 && job.partial !== true,
  };
  const { works, sessions, toleranceMinutes } = compared;
  const late = suspectedShift(works, sessions, entries, toleranceMinutes * 60_000);
  if (late !== undefined && !job.acceptTimes) return shiftedTimes(late);
  const result = reconcile(compared);
  const source = { ...job.source, encoding, size: job.bytes.length, connections: entries.length };
  const report = reportOf(compared, result, {
    source,
    mapping,
    badRows,
    notConnections,
    partial: job.partial === true,
  });
  return accepted({ mapping, headings: headingsOf(records, mapping), counts: { ...result.counts }, report });
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
