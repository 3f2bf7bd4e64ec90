import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { hasUnprintable } from './characters.ts';
import {
  COLUMN_NAMES,
  type ColumnPositions,
  LOG_COLUMNS,
  type LogColumn,
  type LogMapping,
  positionsOf,
} from './connection-log-mapping.ts';
import { parseLogDuration, parseLogTime } from './connection-log-time.ts';
import { type CsvRecord, delimiterOf, readCsv } from './csv.ts';
import { accepted, type Outcome, refused } from './errors.ts';
import { canonicalAddress } from './ip-range.ts';
import { shortText } from './text.ts';

/**
 * A connection log (第6条第5号) as a VPN or PAM gateway exports it: CSV or tab-separated, UTF-8 or Shift_JIS. The log stays
 * with the city (G17). A row that cannot be read is named with its line, never passed over.
 */

export const MAX_LOG_ROWS = 20_000;
const MAX_FIELD = 300;
const MAX_COLUMNS = 200;

/** One connection, as the log says. Instants are ISO, in UTC. */
export type LogEntry = {
  /** Line of the log, from 1. */
  readonly line: number;
  readonly connectedAt: string;
  /** Absent when the log does not say: still connected, or not recorded. */
  readonly disconnectedAt?: string | undefined;
  readonly account?: string | undefined;
  readonly worker?: string | undefined;
  readonly originIp?: string | undefined;
  readonly terminal?: string | undefined;
  readonly target?: string | undefined;
  readonly sessionId?: string | undefined;
};

export const badRowSchema = z.object({ line: z.int(), field: z.string(), message: z.string() });
export type BadRow = z.infer<typeof badRowSchema>;

export const ENCODINGS = { 'utf-8': 'UTF-8', shift_jis: 'Shift_JIS' } as const;
export type LogTable = {
  readonly encoding: keyof typeof ENCODINGS;
  readonly records: readonly CsvRecord[];
};

const unreadable = (code: string, message: string) =>
  refused('invalid', code, message, [{ pointer: '/file', message }]);

/** The table of a file. UTF-8 when every byte agrees, else Shift_JIS (CP932) when every byte agrees, else refused. */
export const readLog = (bytes: Uint8Array): Outcome<LogTable> => {
  if (bytes.length === 0) return unreadable('empty-log', '接続ログが空です');
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return unreadable(
      'log-encoding',
      '接続ログの文字コードがUTF-16です。UTF-8またはShift_JISのCSVとして保存し直してください',
    );
  if (bytes.includes(0))
    return unreadable('log-encoding', '接続ログがテキストではありません。CSVとして保存し直してください');
  const decoded = decode(bytes);
  if (!decoded)
    return unreadable(
      'log-encoding',
      `接続ログの${undecodableLine(bytes)}行目に、UTF-8としてもShift_JISとしても読めない文字があります。文字コードを確かめて保存し直してください`,
    );
  const records = readCsv(decoded.text, delimiterOf(decoded.text));
  if (records.length === 0) return unreadable('empty-log', '接続ログに行がありません');
  if (records.length > MAX_LOG_ROWS)
    return unreadable(
      'log-too-long',
      `接続ログは${MAX_LOG_ROWS.toLocaleString('ja-JP')}行以内としてください（現在 ${records.length.toLocaleString('ja-JP')}行）。期間またはシステムごとに分けて出力してください`,
    );
  const wide = records.find(({ fields }) => fields.length > MAX_COLUMNS);
  return wide
    ? unreadable('log-too-wide', `接続ログの${wide.line}行目の列が多すぎます（${MAX_COLUMNS}列まで）`)
    : accepted({ encoding: decoded.encoding, records });
};

type Decoded = { readonly encoding: keyof typeof ENCODINGS; readonly text: string };

const decode = (bytes: Uint8Array): Decoded | undefined => {
  for (const encoding of ['utf-8', 'shift_jis'] as const) {
    try {
      return { encoding, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
    } catch {
      // The next one, or none.
    }
  }
  return undefined;
};

/** The first line that neither can read, of what is read as Shift_JIS: no second byte of it is a line feed. */
const undecodableLine = (bytes: Uint8Array): number => {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    const until = end === -1 ? bytes.length : end;
    if (!decode(bytes.subarray(from, until))) return line;
    from = until + 1;
  }
  return 1;
};

/** The connections of the table by this mapping, and every row that cannot be read. */
export const connectionsOf = (
  { records }: LogTable,
  mapping: LogMapping,
): Outcome<{ readonly entries: readonly LogEntry[]; readonly badRows: readonly BadRow[] }> => {
  const { positions, problems } = positionsOf(records, mapping);
  if (problems.length > 0) return refused('invalid', 'log-mapping', problems[0]?.message ?? '', problems);
  const entries: LogEntry[] = [];
  const badRows: BadRow[] = [];
  for (const record of records.filter(({ line }) => line > mapping.headerLine)) {
    const row = readRow(record, positions, mapping);
    if (row.entry) entries.push(row.entry);
    else badRows.push(...row.problems.map((problem) => ({ line: record.line, ...problem })));
  }
  return accepted({ entries, badRows });
};

type RowProblem = Omit<BadRow, 'line'>;
type Row =
  | { readonly entry: LogEntry; readonly problems?: undefined }
  | { readonly entry?: undefined; readonly problems: readonly RowProblem[] };

const readRow = (record: CsvRecord, positions: ColumnPositions, mapping: LogMapping): Row => {
  if (record.problem !== undefined) return { problems: [{ field: '行', message: record.problem }] };
  const problems: RowProblem[] = [];
  const complain = (column: LogColumn, message: string) => {
    problems.push({ field: LOG_COLUMNS[column], message });
  };
  const text = (column: LogColumn): string | undefined => {
    const value = record.fields[positions[column] ?? -1]?.trim();
    return value === '' ? undefined : value;
  };
  for (const column of COLUMN_NAMES) {
    const value = text(column) ?? '';
    if (value.length > MAX_FIELD) complain(column, `${MAX_FIELD}文字を超えています`);
    else if (hasUnprintable(value)) complain(column, '使用できない文字（制御文字など）が含まれています');
  }
  if (problems.length > 0) return { problems };
  const time = (date: LogColumn, clock: LogColumn): Temporal.Instant | undefined => {
    const written = [text(date), text(clock)].filter((part) => part !== undefined).join(' ');
    if (written === '') return undefined;
    const instant = parseLogTime(written, mapping.zone);
    if (!instant) complain(date, `日時として読めません（${shown(written)}）`);
    return instant;
  };
  const connectedAt = time('connectedAt', 'connectedTime');
  if (!connectedAt && problems.length === 0) complain('connectedAt', '空欄です');
  const disconnectedAt = overMidnight(time('disconnectedAt', 'disconnectedTime')) ?? endByDuration();
  if (connectedAt && disconnectedAt && Temporal.Instant.compare(disconnectedAt, connectedAt) < 0)
    complain('disconnectedAt', '接続日時より前です');
  const origin = text('originIp');
  const originIp = origin === undefined ? undefined : canonicalAddress(origin);
  if (origin !== undefined && originIp === undefined)
    complain('originIp', `IPアドレスとして読めません（${shown(origin)}）`);
  const who = { account: text('account'), worker: text('worker'), terminal: text('terminal') };
  if (originIp === undefined && Object.values(who).every((value) => value === undefined))
    complain('account', '誰の接続か分かりません（利用者、端末、接続元がすべて空欄です）');
  if (!connectedAt || problems.length > 0) return { problems };
  return {
    entry: {
      line: record.line,
      connectedAt: connectedAt.toString(),
      disconnectedAt: disconnectedAt?.toString(),
      ...who,
      originIp,
      target: text('target'),
      sessionId: text('sessionId'),
    },
  };

  /** Where one column dates both ends, an end before the beginning lies on the next day. */
  function overMidnight(end: Temporal.Instant | undefined): Temporal.Instant | undefined {
    const oneDate =
      positions.disconnectedTime !== undefined && positions.disconnectedAt === positions.connectedAt;
    return oneDate && connectedAt && end && Temporal.Instant.compare(end, connectedAt) < 0
      ? end.add({ hours: 24 })
      : end;
  }

  function endByDuration(): Temporal.Instant | undefined {
    const written = text('duration');
    if (written === undefined || (text('disconnectedAt') ?? text('disconnectedTime')) !== undefined)
      return undefined;
    const seconds = parseLogDuration(written, mapping.durationUnit);
    if (seconds === undefined) complain('duration', `時間の長さとして読めません（${shown(written)}）`);
    return seconds === undefined ? undefined : connectedAt?.add({ seconds });
  }
};

const shown = (text: string): string => shortText(text, 40);
