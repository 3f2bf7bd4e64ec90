import type { z } from 'zod';
import {
  DURATION_UNITS,
  headingOffset,
  LOG_ZONES,
  type LogZone,
  parseLogTime,
} from './connection-log-time.ts';
import { eventOf } from './connection-log-words.ts';
import type { CsvRecord } from './csv.ts';
import type { Problem } from './errors.ts';
import { choice, group, wholeNumber } from './fields.ts';
import { canonicalAddress } from './ip-range.ts';
import { optionalLine, searchKey } from './text.ts';

/** Which column of a gateway's log is what: data of the city's, one per system, proposed from the usual headings. */

export const LOG_COLUMNS = {
  account: '利用者ID（アカウント）',
  worker: '作業者の氏名',
  connectedAt: '接続日時',
  connectedTime: '接続時刻（日付と別の列のとき）',
  disconnectedAt: '切断日時',
  disconnectedTime: '切断時刻（日付と別の列のとき）',
  duration: '接続時間（長さ）',
  originIp: '接続元IPアドレス',
  terminal: '端末名・管理番号',
  target: '接続先',
  sessionId: 'セッションID',
  event: '種別（接続・切断の別）',
  result: '結果（成功・失敗の別）',
} as const;
export type LogColumn = keyof typeof LOG_COLUMNS;
export const COLUMN_NAMES = Object.keys(LOG_COLUMNS) as readonly LogColumn[];

const MAX_HEADER_LINE = 30;
const column = (name: LogColumn) => optionalLine(LOG_COLUMNS[name], 100);

export const logMappingSchema = group('列の対応', {
  /** Line of the headings; 0 when there are none, columns then go by number. */
  headerLine: wholeNumber('見出しの行', 0, MAX_HEADER_LINE),
  /** Heading or number (from 1) of the column. */
  columns: group('列', {
    account: column('account'),
    worker: column('worker'),
    connectedAt: column('connectedAt'),
    connectedTime: column('connectedTime'),
    disconnectedAt: column('disconnectedAt'),
    disconnectedTime: column('disconnectedTime'),
    duration: column('duration'),
    originIp: column('originIp'),
    terminal: column('terminal'),
    target: column('target'),
    sessionId: column('sessionId'),
    event: column('event'),
    result: column('result'),
  }),
  zone: choice('時刻の基準', LOG_ZONES),
  durationUnit: choice('接続時間の単位', DURATION_UNITS),
});
export type LogMapping = z.infer<typeof logMappingSchema>;

/** The line of the headings, as it is written. */
export const headingsOf = (records: readonly CsvRecord[], { headerLine }: LogMapping): string[] => [
  ...(records.find(({ line }) => line === headerLine)?.fields ?? []),
];

/** Position of each column that the mapping names, from 0. */
export type ColumnPositions = Partial<Record<LogColumn, number>>;

/** Where the columns stand in this table, or what is wrong with the mapping. */
export const positionsOf = (
  records: readonly CsvRecord[],
  { headerLine, columns }: LogMapping,
): { readonly positions: ColumnPositions; readonly problems: readonly Problem[] } => {
  const header = headerLine === 0 ? undefined : records.find(({ line }) => line === headerLine);
  if (headerLine !== 0 && !header)
    return {
      positions: {},
      problems: [{ pointer: '/headerLine', message: `${headerLine}行目に見出しがありません` }],
    };
  const width = Math.max(0, ...records.slice(0, 100).map(({ fields }) => fields.length));
  const positions: ColumnPositions = {};
  const problems: Problem[] = [];
  for (const name of COLUMN_NAMES) {
    const wanted = columns[name];
    if (wanted === undefined) continue;
    const found = findColumn(wanted, header?.fields, width);
    if (typeof found === 'number') positions[name] = found;
    else
      problems.push({
        pointer: `/columns/${name}`,
        message: `「${LOG_COLUMNS[name]}」の列「${wanted}」${found}`,
      });
  }
  return { positions, problems: [...problems, ...missing(columns)] };
};

const findColumn = (
  wanted: string,
  header: readonly string[] | undefined,
  width: number,
): number | string => {
  const key = headingKey(wanted);
  const same = (header ?? []).flatMap((heading, index) => (headingKey(heading) === key ? [index] : []));
  const exact = same.filter((index) => header?.[index]?.trim() === wanted);
  const [first, second] = exact.length > 0 ? exact : same;
  if (first !== undefined)
    return second === undefined ? first : 'は見出しが重複しています。列の番号で指定してください';
  const number = /^\d{1,3}$/.test(key) ? Number(key) : 0;
  if (number >= 1 && number <= width) return number - 1;
  return header ? 'は見出しにありません' : 'はありません。列の番号（左から1、2、3…）で指定してください';
};

/**
 * Four shapes are read: beginning and end, beginning and length, end and length (the row is written at the end), and one
 * row for each connecting and disconnecting.
 */
const missing = (columns: LogMapping['columns']): readonly Problem[] => {
  const { connectedAt, connectedTime, disconnectedAt, disconnectedTime, duration, event } = columns;
  const problem = (name: LogColumn, message: string) => [{ pointer: `/columns/${name}`, message }];
  const isSame = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && headingKey(a) === headingKey(b);
  const hasEnd = disconnectedAt !== undefined || duration !== undefined || event !== undefined;
  return [
    ...(connectedAt === undefined && (disconnectedAt === undefined || duration === undefined)
      ? problem('connectedAt', '「接続日時」の列を指定してください')
      : []),
    ...(hasEnd
      ? []
      : problem('disconnectedAt', '「切断日時」又は「接続時間（長さ）」の列を指定してください')),
    ...(isSame(connectedAt, disconnectedAt) &&
    (disconnectedTime === undefined || isSame(connectedTime, disconnectedTime))
      ? problem(
          'disconnectedAt',
          '「接続日時」と「切断日時」に同じ列は指定できません。接続と切断が別の行のログは、「切断日時」を空欄とし、「種別」の列を指定してください',
        )
      : []),
    ...([columns.account, columns.worker, columns.terminal, columns.originIp].every(
      (name) => name === undefined,
    )
      ? problem('account', '利用者ID、作業者の氏名、端末、接続元IPアドレスのいずれかの列を指定してください')
      : []),
  ];
};

/** Headings that gateways in Japan are seen to write; compared by {@link headingKey}. */
const HEADINGS: Readonly<Record<LogColumn, string>> = {
  account:
    '利用者ID 利用者 ユーザーID ユーザID ユーザー ユーザ ユーザー名 ユーザ名 ログインID ログイン名 アカウント アカウント名 接続ID User Username UserID Account AccountName Login LoginName LoginID SrcUser SourceUser',
  worker: '作業者 作業者名 作業者氏名 利用者名 利用者氏名 氏名 Name FullName DisplayName Worker',
  connectedAt:
    '接続日時 接続開始日時 接続開始 開始日時 接続時刻 接続開始時刻 開始時刻 ログイン日時 ログイン時刻 ログオン日時 日時 LoginTime LogonTime StartTime Start StartedAt ConnectTime ConnectedAt ConnectionTime SessionStart Begin DateStart StartDateTime DateTime Timestamp EventTime ReceiveTime',
  connectedTime: '',
  disconnectedAt:
    '切断日時 接続終了日時 接続終了 終了日時 切断時刻 接続終了時刻 終了時刻 ログアウト日時 ログアウト時刻 ログオフ日時 ログオフ時刻 LogoutTime LogoffTime EndTime End EndedAt DisconnectTime DisconnectedAt SessionEnd Finish DateEnd EndDateTime',
  disconnectedTime: '',
  duration:
    '接続時間 利用時間 継続時間 接続時間長 経過時間 Duration SessionDuration SessionTime ElapsedTime Elapsed',
  originIp:
    '接続元IP 接続元IPアドレス 接続元アドレス 接続元 送信元IP 送信元IPアドレス 送信元アドレス 送信元 クライアントIP クライアントIPアドレス グローバルIP グローバルIPアドレス SourceIP SourceIPAddress SourceAddress SrcIP Src Source ClientIP ClientIPAddress RemoteIP RemoteIPAddress RemoteAddress OriginIP Origin PublicIP PublicIPv4 IPAddress RemoteAddr RemoteHost RemIP ClientAddress',
  terminal:
    '端末名 端末 端末番号 端末ID 端末管理番号 管理番号 資産番号 コンピュータ名 コンピューター名 クライアント名 Terminal TerminalName Device DeviceName ClientName Computer ComputerName Workstation',
  target:
    '接続先 接続先ホスト 接続先ホスト名 接続先サーバ 接続先サーバー 接続先IP 接続先IPアドレス 対象サーバ 対象サーバー 対象ホスト 宛先 宛先IP 宛先IPアドレス Target TargetHost TargetName TargetIP Destination DestinationIP DestinationHost DestIP DstIP Dst Server ServerName Asset Connection ConnectionName',
  sessionId:
    'セッションID セッション番号 セッション 接続番号 SessionID Session SessionNo ConnectionID SessionKey',
  event:
    '種別 イベント イベント名 イベント種別 動作 操作 区分 処理 Event EventType EventName Action Activity Type',
  result: '結果 認証結果 ログイン結果 接続結果 成否 Result Status LoginResult AuthResult Success IsSuccess',
};
const BY_KEY: ReadonlyMap<string, LogColumn> = new Map(
  COLUMN_NAMES.flatMap((name) =>
    HEADINGS[name]
      .split(' ')
      .filter((heading) => heading !== '')
      .map((heading): [string, LogColumn] => [headingKey(heading), name]),
  ),
);
/** Days, whose time of day may stand in a column beside them. */
const DATES = ['接続日', '開始日', '日付', 'date', 'startdate', 'logindate'];
const END_DATES = ['切断日', '終了日', 'enddate', 'logoutdate'];
const TIMES = [
  '接続時刻',
  '開始時刻',
  '接続開始時刻',
  'ログイン時刻',
  '時刻',
  'starttime',
  'logintime',
  'time',
];
const END_TIMES = ['切断時刻', '終了時刻', '接続終了時刻', 'ログアウト時刻', 'endtime', 'logouttime'];

/** ログイン 日時（JST） and login_time alike: width, case, spaces, marks and what stands in brackets make no difference. */
function headingKey(heading: string): string {
  return searchKey(heading)
    .replace(/[(［[].*$/, '')
    .replace(/[\s_.:・-]/g, '');
}

/** A mapping from the headings; columns that are not recognised are left for people. */
export const proposeMapping = (records: readonly CsvRecord[]): LogMapping => {
  const header = headerOf(records);
  const headings = header?.fields.map((field) => field.trim()) ?? [];
  const columns: Partial<Record<LogColumn, string>> = {};
  for (const [index, heading] of headings.entries()) {
    const name = BY_KEY.get(headingKey(heading));
    const twice = headings.filter((other) => other === heading).length > 1;
    // A remote host may be the one connected from, or to: only an address is an origin.
    const isOther = name === 'originIp' && !mayBeAddress(records, header, index);
    if (name !== undefined && columns[name] === undefined && !isOther)
      columns[name] = twice ? `${index + 1}` : heading;
  }
  const find = (keys: readonly string[]) =>
    keys.flatMap((key) => headings.find((heading) => headingKey(heading) === key) ?? [])[0];
  const sample = records.find(({ line }) => line > (header?.line ?? 0))?.fields;
  /** The heading of a column with times of day alone. */
  const clock = (keys: readonly string[]) => {
    const heading = find(keys);
    const example = heading === undefined ? '' : (sample?.[headings.indexOf(heading)] ?? '');
    return heading === undefined || parseLogTime(example) ? undefined : heading;
  };
  // One date for both: a connection over midnight then ends on the next day.
  for (const [date, time, dates, times] of [
    ['connectedAt', 'connectedTime', DATES, TIMES],
    ['disconnectedAt', 'disconnectedTime', [...END_DATES, ...DATES], END_TIMES],
  ] as const) {
    const [day, hour] = [find(dates), clock(times)];
    if (day !== undefined && hour !== undefined) Object.assign(columns, { [date]: day, [time]: hour });
  }
  columns.connectedAt ??= find(DATES);
  columns.disconnectedAt ??= find(END_DATES);
  // A column of kinds is of use only where each row is one event, and says so.
  const kinds = columns.event === undefined ? -1 : headings.indexOf(columns.event);
  const hasEnd = columns.disconnectedAt !== undefined || columns.duration !== undefined;
  if (hasEnd || !tellsEvents(records, header, kinds)) delete columns.event;
  const duration = searchKey(columns.duration ?? '');
  return {
    headerLine: header?.line ?? 0,
    columns,
    zone: zoneOfHeadings([columns.connectedAt, columns.connectedTime, columns.disconnectedAt]),
    durationUnit: /分\)|min/.test(duration) ? 'minutes' : 'seconds',
  };
};

/** The line, of the first, with the most headings that are known; one alone is chance. */
const headerOf = (records: readonly CsvRecord[]): CsvRecord | undefined => {
  const isKnown = (heading: string) => BY_KEY.has(heading) || DATES.includes(heading);
  const known = ({ fields }: CsvRecord) => fields.filter((field) => isKnown(headingKey(field))).length;
  return records
    .filter((record) => record.line <= MAX_HEADER_LINE && known(record) >= 2)
    .reduce<CsvRecord | undefined>(
      (best, record) => (best && known(best) >= known(record) ? best : record),
      undefined,
    );
};

const below = (
  records: readonly CsvRecord[],
  header: CsvRecord | undefined,
  index: number,
): readonly string[] =>
  records
    .filter(({ line }) => line > (header?.line ?? 0))
    .slice(0, 100)
    .map(({ fields }) => fields[index]?.trim() ?? '');

const mayBeAddress = (...of: Parameters<typeof below>): boolean => {
  const written = below(...of).filter((text) => text !== '');
  return written.length === 0 || written.some((text) => canonicalAddress(text) !== undefined);
};

const tellsEvents = (...of: Parameters<typeof below>): boolean => {
  const kinds = new Set(below(...of).map(eventOf));
  return kinds.has('connect') && kinds.has('disconnect');
};

/** What the headings say of the zone: an offset is the offset, whatever name stands before it. */
const zoneOfHeadings = (headings: readonly (string | undefined)[]): LogZone => {
  const offsets = headings.map(headingOffset).filter((offset) => offset !== undefined);
  if (offsets.length === 0 || offsets.every((offset) => offset === 9 * 60)) return 'jst';
  return offsets.every((offset) => offset === 0) ? 'utc' : 'heading';
};
