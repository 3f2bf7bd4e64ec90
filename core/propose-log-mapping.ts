import {
  COLUMN_NAMES,
  headingKey,
  type LogColumn,
  type LogMapping,
  MAX_HEADER_LINE,
} from './connection-log-mapping.ts';
import { headingOffset, type LogZone, parseLogTime } from './connection-log-time.ts';
import { eventOf } from './connection-log-words.ts';
import type { CsvRecord } from './csv.ts';
import { canonicalAddress } from './ip-range.ts';
import { searchKey } from './text.ts';

/** Which column of a log is what, as far as its headings and values say so. People confirm it. */

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
    '接続元IP 接続元IPアドレス 接続元アドレス 接続元 送信元IP 送信元IPアドレス 送信元アドレス 送信元 クライアントIP クライアントIPアドレス グローバルIP グローバルIPアドレス SourceIP SourceIPAddress SourceAddress SrcIP Src Source ClientIP ClientIPAddress RemoteIP RemoteIPAddress RemoteAddress OriginIP Origin PublicIP PublicIPv4 IPAddress RemoteAddr RemoteHost RemIP ClientAddress SourceNetworkAddress',
  terminal:
    '端末名 端末 端末番号 端末ID 端末管理番号 管理番号 資産番号 コンピュータ名 コンピューター名 クライアント名 Terminal TerminalName Device DeviceName ClientName Computer ComputerName Workstation',
  target:
    '接続先 接続先ホスト 接続先ホスト名 接続先サーバ 接続先サーバー 接続先IP 接続先IPアドレス 対象サーバ 対象サーバー 対象ホスト 宛先 宛先IP 宛先IPアドレス Target TargetHost TargetName TargetIP Destination DestinationIP DestinationHost DestIP DstIP Dst Server ServerName Asset Connection ConnectionName',
  sessionId:
    'セッションID セッション番号 セッション 接続番号 SessionID Session SessionNo ConnectionID SessionKey',
  event:
    '種別 イベント イベント名 イベント種別 動作 操作 区分 処理 Event EventType EventName EventID EventCode イベントID Action Activity Type',
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
/** Headings of times that do not say of what. */
const EITHER = new Set('日時 日付 時刻 datetime date time timestamp eventtime receivetime'.split(' '));
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
  const isWhole = (heading: string) => parseLogTime(sample?.[headings.indexOf(heading)] ?? '') !== undefined;
  /** The heading of a column with times of day alone. */
  const clock = (keys: readonly string[]) => {
    const heading = find(keys);
    return heading === undefined || isWhole(heading) ? undefined : heading;
  };
  // One date for both: a connection over midnight then ends on the next day.
  for (const [date, time, dates, times] of [
    ['connectedAt', 'connectedTime', DATES, TIMES],
    ['disconnectedAt', 'disconnectedTime', [...END_DATES, ...DATES], END_TIMES],
  ] as const) {
    const [day, hour] = [find(dates), clock(times)];
    if (day !== undefined && hour !== undefined) Object.assign(columns, { [date]: day, [time]: hour });
  }
  columns.connectedAt ??= headings.find((heading) => TIMES.includes(headingKey(heading)) && isWhole(heading));
  columns.connectedAt ??= find(DATES);
  columns.disconnectedAt ??= find(END_DATES);
  const event = eventColumn(records, header);
  // Where the time is the beginning's, each row is a whole connection, whatever it says of its state.
  const isOfBeginning =
    columns.disconnectedAt === undefined && columns.duration !== undefined && !isOfEither(columns);
  if (event === undefined || isOfBeginning) delete columns.event;
  else columns.event = event;
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
  const isKnown = (heading: string) => BY_KEY.has(heading) || [...DATES, ...TIMES].includes(heading);
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

/**
 * The column of kinds: of use only where each row is one event, and says so. A gateway writes several columns of kinds (type,
 * subtype, action): the one is meant that tells of disconnecting; of connecting alone, other columns tell the end.
 */
const eventColumn = (records: readonly CsvRecord[], header: CsvRecord | undefined): string | undefined => {
  const headings = header?.fields.map((field) => field.trim()) ?? [];
  const index = headings.findIndex((heading, at) => {
    if (BY_KEY.get(headingKey(heading)) !== 'event') return false;
    const told = below(records, header, at)
      .filter((text) => text !== '')
      .map(eventOf);
    const known = told.filter((event) => event !== 'unknown');
    return known.includes('disconnect') && 2 * known.length > told.length;
  });
  const heading = headings[index];
  return headings.filter((other) => other === heading).length > 1 ? `${index + 1}` : heading;
};

/** Whether the one time may be of the beginning or of the end. */
const isOfEither = ({ connectedAt, connectedTime }: Partial<Record<LogColumn, string>>): boolean =>
  connectedAt === undefined ||
  [connectedAt, connectedTime ?? connectedAt].every((heading) => EITHER.has(headingKey(heading)));

/** What the headings say of the zone: an offset is the offset, whatever name stands before it. */
const zoneOfHeadings = (headings: readonly (string | undefined)[]): LogZone => {
  const offsets = headings.map(headingOffset).filter((offset) => offset !== undefined);
  if (offsets.length === 0 || offsets.every((offset) => offset === 9 * 60)) return 'jst';
  return offsets.every((offset) => offset === 0) ? 'utc' : 'heading';
};
