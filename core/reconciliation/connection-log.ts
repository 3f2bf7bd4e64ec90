import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { hasUnprintable } from '../values/characters.ts';
import { type CsvRecord, delimiterOf, recordsIn } from '../values/csv.ts';
import { accepted, type Outcome, refused } from '../values/errors.ts';
import { unguarded } from '../values/identity.ts';
import { canonicalAddress } from '../values/ip-range.ts';
import { shortText } from '../values/text.ts';
import { columnZone, headingOffset, parseLogDuration, parseLogTime } from '../values/written-time.ts';
import { entryOf, type LogEntry, type LogRow, pairEvents } from './connection-log-events.ts';
import {
  COLUMN_NAMES,
  type ColumnPositions,
  LOG_COLUMNS,
  type LogColumn,
  type LogMapping,
  positionsOf,
} from './connection-log-mapping.ts';
import { eventOf, isFailure, isTotal, meansNoEnd, meansNothing } from './connection-log-words.ts';
import { decodeLog, ENCODINGS, type Encoding, fromUtf16 } from './log-encoding.ts';

/**
 * A connection log (第6条第5号) as a VPN or PAM gateway exports it: CSV or tab-separated, in UTF-8, UTF-16 or Shift_JIS. The log stays
 * with the city (G17). A row that cannot be read is named with its line, never passed over.
 */

export const MAX_LOG_ROWS = 20_000;
const MAX_FIELD = 300;
const MAX_COLUMNS = 200;

export const badRowSchema = z.object({ line: z.int(), field: z.string(), message: z.string() });
export type BadRow = z.infer<typeof badRowSchema>;

export type LogTable = {
  readonly encoding: Encoding;
  readonly records: readonly CsvRecord[];
};

const unreadable = (code: string, message: string) =>
  refused('invalid', code, message, [{ pointer: '/file', message }]);

/** The table of a file. A record with bytes that are no characters is one with a problem. */
export const readLog = (received: Uint8Array): Outcome<LogTable> => {
  if (received.length === 0) return unreadable('empty-log', '接続ログが空です');
  const utf16 = fromUtf16(received);
  const bytes = utf16?.bytes ?? received;
  if (bytes.includes(0))
    return unreadable('log-encoding', '接続ログがテキストではありません。CSVとして保存し直してください');
  const lines = linesIn(bytes);
  if (lines > MOST_LINES) return tooLong(lines);
  const { text, badLines, ...decoded } = decodeLog(bytes);
  const encoding = utf16?.encoding ?? decoded.encoding;
  const kept: CsvRecord[] = [];
  let count = 0;
  for (const record of recordsIn(text, delimiterOf(text))) {
    count += 1;
    if (count <= MAX_LOG_ROWS) kept.push({ ...record, fields: record.fields.map(unguarded) });
  }
  if (count === 0) return unreadable('empty-log', '接続ログに行がありません');
  if (count > MAX_LOG_ROWS) return tooLong(count);
  const records = withBadLines(kept, badLines, ENCODINGS[encoding]);
  const wide = records.find(({ fields }) => fields.length > MAX_COLUMNS);
  return wide
    ? unreadable('log-too-wide', `接続ログの${wide.line}行目の列が多すぎます（${MAX_COLUMNS}列まで）`)
    : accepted({ encoding, records });
};

const [LF, CR] = [0x0a, 0x0d] as const;
const linesIn = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte, at) => (byte === LF || (byte === CR && bytes[at + 1] !== LF) ? sum + 1 : sum), 0);
/** Fields may run over several lines, but not every one of them. What has more is not even decoded: that takes a minute. */
const MOST_LINES = 10 * MAX_LOG_ROWS;

const tooLong = (count: number) =>
  unreadable(
    'log-too-long',
    `接続ログは${MAX_LOG_ROWS.toLocaleString('ja-JP')}行以内としてください（現在 ${count.toLocaleString('ja-JP')}行）。期間又はシステムごとに分けて出力してください`,
  );

/** A record reaches until the next one begins; both lists are in order. */
const withBadLines = (
  records: readonly CsvRecord[],
  badLines: ReadonlySet<number>,
  encoding: string,
): readonly CsvRecord[] => {
  if (badLines.size === 0) return records;
  const bad = new Set<number>();
  let at = 0;
  for (const line of badLines) {
    while ((records[at + 1]?.line ?? Number.POSITIVE_INFINITY) <= line) at += 1;
    if ((records[at]?.line ?? Number.POSITIVE_INFINITY) <= line) bad.add(at);
  }
  return records.map((record, index) =>
    bad.has(index) ? { ...record, problem: `${encoding}として読めない文字があります` } : record,
  );
};

export type LogReading = {
  readonly entries: readonly LogEntry[];
  readonly badRows: readonly BadRow[];
  /** Lines that tell of no connection: failed sign-ins, totals, headings and rows once more. */
  readonly notConnections: readonly number[];
};

/** The connections of the table by this mapping, every row that cannot be read, and every row that is none. */
export const connectionsOf = ({ records }: LogTable, mapping: LogMapping): Outcome<LogReading> => {
  const { positions, problems } = positionsOf(records, mapping);
  if (problems.length > 0) return refused('invalid', 'log-mapping', problems[0]?.message ?? '', problems);
  const header = records.find(({ line }) => line === mapping.headerLine)?.fields ?? [];
  const zones = zonesOf(mapping, header, positions);
  const seen = new Set<string>();
  const rows: LogRow[] = [];
  const badRows: BadRow[] = [];
  const notConnections: number[] = [];
  for (const record of records.filter(({ line }) => line > mapping.headerLine)) {
    if (isNoConnection(record, positions, header)) {
      notConnections.push(record.line);
      continue;
    }
    const row = readRow(record, positions, mapping, zones);
    if (isFailed(record, positions)) {
      // Whoever was refused was not connected for an hour: then people are asked.
      if (lasted(row.entry)) badRows.push({ line: record.line, field: LOG_COLUMNS.result, message: LASTED });
      else notConnections.push(record.line);
      continue;
    }
    const identity = JSON.stringify({ ...row.entry, line: 0 });
    if (!row.entry) badRows.push(...row.problems.map((problem) => ({ line: record.line, ...problem })));
    else if (seen.has(identity)) notConnections.push(record.line);
    else rows.push(row.entry);
    seen.add(identity);
  }
  if (positions.event === undefined)
    return accepted({ entries: rows.map(entryOf), badRows: badRows.toSorted(byLine), notConnections });
  const { entries, unpaired, repeated } = pairEvents(rows);
  badRows.push(
    ...unpaired.map(({ line, among }) => ({ line, field: LOG_COLUMNS.event, message: unpairedText(among) })),
  );
  return accepted({
    entries,
    badRows: badRows.toSorted(byLine),
    notConnections: [...notConnections, ...repeated].sort((a, b) => a - b),
  });
};

const byLine = (a: BadRow, b: BadRow) => a.line - b.line;
const unpairedText = (among: readonly number[]): string =>
  among.length === 0
    ? '切断に当たる接続の行がありません（前の月から続く接続など）'
    : `どの接続の切断か分かりません（${among
        .slice(0, 5)
        .map((line) => `${line}行目`)
        .join('、')}）`;

const isNoConnection = (
  { fields, problem }: CsvRecord,
  positions: ColumnPositions,
  header: readonly string[],
): boolean => {
  if (problem !== undefined) return false;
  const at = (column: LogColumn) => fields[positions[column] ?? -1] ?? '';
  const isHeader = header.length > 1 && fields.every((field, index) => field === header[index]);
  const hasTime = () =>
    [at('connectedAt'), at('disconnectedAt')]
      .flatMap((date) => [date, `${date} ${at('connectedTime')}`, `${date} ${at('disconnectedTime')}`])
      .some((written) => parseLogTime(written) !== undefined);
  return isHeader || eventOf(at('event')) === 'aside' || (isTotal(fields) && !hasTime());
};

const isFailed = ({ fields, problem }: CsvRecord, { result, event }: ColumnPositions): boolean =>
  problem === undefined && [result, event].some((position) => isFailure(fields[position ?? -1] ?? ''));
const LASTED = '失敗とありますが、接続していた時間があります';
const lasted = (entry: LogRow | undefined): boolean =>
  entry?.disconnectedAt !== undefined &&
  Date.parse(entry.disconnectedAt) - Date.parse(entry.connectedAt) > 60_000;

const NOWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Of a time that is written without a zone, by its column. */
type Zones = { readonly connected: string; readonly disconnected: string };
const zonesOf = (
  { zone }: LogMapping,
  header: readonly string[],
  { connectedAt, connectedTime, disconnectedAt, disconnectedTime }: ColumnPositions,
): Zones => {
  const of = (...at: readonly (number | undefined)[]) => {
    const headings = at.map((position) => header[position ?? -1]);
    return columnZone(
      zone,
      headings.find((heading) => headingOffset(heading) !== undefined),
    );
  };
  return { connected: of(connectedAt, connectedTime), disconnected: of(disconnectedAt, disconnectedTime) };
};

type RowProblem = Omit<BadRow, 'line'>;
type Row =
  | { readonly entry: LogRow; readonly problems?: undefined }
  | { readonly entry?: undefined; readonly problems: readonly RowProblem[] };

const readRow = (record: CsvRecord, positions: ColumnPositions, mapping: LogMapping, zones: Zones): Row => {
  if (record.problem !== undefined) return { problems: [{ field: '行', message: record.problem }] };
  const problems: RowProblem[] = [];
  const complain = (column: LogColumn, message: string) => {
    problems.push({ field: LOG_COLUMNS[column], message });
  };
  const text = (column: LogColumn): string | undefined => {
    const value = record.fields[positions[column] ?? -1]?.trim();
    return value === '' ? undefined : value;
  };
  /** What a gateway writes where it knows nothing is nobody's name. */
  const named = (column: LogColumn): string | undefined => {
    const value = text(column);
    return value === undefined || meansNothing(value) ? undefined : value;
  };
  for (const column of COLUMN_NAMES) {
    const value = text(column) ?? '';
    if (value.length > MAX_FIELD) complain(column, `${MAX_FIELD}文字を超えています`);
    else if (hasUnprintable(value)) complain(column, '使用できない文字（制御文字など）が含まれています');
  }
  if (problems.length > 0) return { problems };
  const time = (date: LogColumn, clock: LogColumn, zone: string): Temporal.Instant | undefined => {
    const written = [text(date), text(clock)].filter((part) => part !== undefined).join(' ');
    if (written === '' || (date === 'disconnectedAt' && meansNoEnd(text(clock) ?? written))) return undefined;
    const instant = parseLogTime(written, zone);
    if (!instant) complain(date, `日時として読めません（${shortText(written, 40)}）`);
    return instant;
  };
  const event = positions.event === undefined ? undefined : eventOf(text('event') ?? '');
  if (event === 'unknown')
    complain('event', `接続とも切断とも分かりません（${shortText(text('event') ?? '空欄', 40)}）`);
  const isByEnd = text('connectedAt') === undefined;
  const length = event === 'connect' ? undefined : lengthOf();
  const end = time('disconnectedAt', 'disconnectedTime', zones.disconnected);
  const begin = time('connectedAt', 'connectedTime', zones.connected);
  // The row that tells of an end, and says how long it was.
  const ended = length === undefined ? undefined : isByEnd ? end : event === 'disconnect' ? begin : undefined;
  // Of one event there is one time, in whichever column.
  const connectedAt =
    ended?.subtract({ seconds: length ?? 0 }) ?? begin ?? (event === undefined ? undefined : end);
  if (!connectedAt && problems.length === 0)
    complain(
      positions.connectedAt !== undefined ? 'connectedAt' : end ? 'duration' : 'disconnectedAt',
      '空欄です',
    );
  const disconnectedAt =
    ended ??
    (begin && overMidnight(end)) ??
    (end || length === undefined ? undefined : connectedAt?.add({ seconds: length }));
  if (connectedAt && disconnectedAt && Temporal.Instant.compare(disconnectedAt, connectedAt) < 0)
    complain('disconnectedAt', '接続日時より前です');
  const origin = named('originIp');
  const address = origin === undefined ? undefined : canonicalAddress(origin);
  if (origin !== undefined && address === undefined)
    complain('originIp', `IPアドレスとして読めません（${shortText(origin, 40)}）`);
  const originIp = address !== undefined && NOWHERE.has(address) ? undefined : address;
  const who = { account: named('account'), worker: named('worker'), terminal: named('terminal') };
  const sessionId = named('sessionId');
  // Who it was, the row of connecting says.
  const isEndOf = event === 'disconnect' && sessionId !== undefined;
  if (!isEndOf && originIp === undefined && Object.values(who).every((value) => value === undefined))
    complain('account', '誰の接続か分かりません（利用者、端末、接続元がすべて空欄です）');
  if (!connectedAt || problems.length > 0) return { problems };
  return {
    entry: {
      line: record.line,
      connectedAt: connectedAt.toString(),
      disconnectedAt: disconnectedAt?.toString(),
      ...who,
      originIp,
      target: named('target'),
      sessionId,
      event: event === 'connect' || event === 'disconnect' ? event : undefined,
      tellsBothEnds: event !== undefined && begin !== undefined && end !== undefined,
    },
  };

  /** Where one column dates both ends, an end before the beginning lies on the next day. */
  function overMidnight(instant: Temporal.Instant | undefined): Temporal.Instant | undefined {
    const oneDate =
      positions.disconnectedTime !== undefined && positions.disconnectedAt === positions.connectedAt;
    return oneDate && connectedAt && instant && Temporal.Instant.compare(instant, connectedAt) < 0
      ? instant.add({ hours: 24 })
      : instant;
  }

  function hasEnd(): boolean {
    const written = text('disconnectedTime') ?? text('disconnectedAt');
    return written !== undefined && !meansNoEnd(written);
  }

  function lengthOf(): number | undefined {
    const written = text('duration');
    if (written === undefined || meansNoEnd(written) || (hasEnd() && !isByEnd)) return undefined;
    const seconds = parseLogDuration(written, mapping.durationUnit);
    if (seconds === undefined)
      complain('duration', `時間の長さとして読めません（${shortText(written, 40)}）`);
    return seconds;
  }
};
