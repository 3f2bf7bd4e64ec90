import type { CsvRecord } from '../values/csv.ts';
import { canonicalAddress } from '../values/ip-range.ts';
import { searchKey } from '../values/text.ts';
import { headingOffset, type LogZone, parseLogTime } from '../values/written-time.ts';
import {
  COLUMN_NAMES,
  headingKey,
  type LogColumn,
  type LogMapping,
  MAX_HEADER_LINE,
} from './connection-log-mapping.ts';
import { eventOf, type LogEvent } from './connection-log-words.ts';

/** Which column of a log is what, as far as its headings and values say so. People confirm it. */

/** Headings that gateways are seen to write, compared by {@link headingKey}: those that say more stand before the others. */
const HEADINGS: Readonly<Record<LogColumn, string>> = {
  account:
    '利用者ID 利用者 ユーザーID ユーザID ユーザー ユーザ ユーザー名 ユーザ名 ログインID ログイン名 アカウント アカウント名 接続ID User Username UserID Account AccountName Login LoginName LoginID SrcUser SourceUser',
  worker:
    '作業者 作業者名 作業者氏名 操作者 操作者名 担当者 担当者名 利用者名 利用者氏名 氏名 Name FullName DisplayName Worker Operator',
  connectedAt:
    '接続日時 接続開始日時 接続開始 開始日時 利用開始日時 作業開始日時 セッション開始日時 セッション開始 接続時刻 接続開始時刻 開始時刻 ログイン日時 ログイン時刻 ログオン日時 開始 LoginTime LogonTime LoginAt LoginDate StartTime Start StartedAt ConnectTime ConnectedAt ConnectionTime ConnectionStartTime SessionStart SessionStartTime Begin DateStart StartDateTime 日時 日付と時刻 DateTime DateAndTime Timestamp EventTime ReceiveTime GenerateTime TimeCreated TimeGenerated',
  connectedTime: '',
  disconnectedAt:
    '切断日時 接続終了日時 接続終了 終了日時 利用終了日時 作業終了日時 セッション終了日時 セッション終了 切断時刻 接続終了時刻 終了時刻 ログアウト日時 ログアウト時刻 ログオフ日時 ログオフ時刻 終了 LogoutTime LogoffTime LogoutAt LogoutDate EndTime End EndedAt DisconnectTime DisconnectedAt ConnectionEndTime SessionEnd SessionEndTime Finish StopTime DateEnd EndDateTime',
  disconnectedTime: '',
  duration:
    '接続時間 利用時間 継続時間 接続時間長 経過時間 接続時間秒 接続時間分 接続秒数 接続分数 Duration SessionDuration SessionTime ConnectionDuration DurationSeconds DurationSec DurationMinutes DurationMin ConnectionDurationSeconds LoginDuration ElapsedTime Elapsed',
  originIp:
    'グローバルIP グローバルIPアドレス 接続元IP 接続元IPアドレス 接続元アドレス 送信元IP 送信元IPアドレス 送信元アドレス 接続元 送信元 PublicIP PublicIPv4 DeviceIP RemoteIP RemoteIPAddress RemoteAddress RemoteAddr RemIP SourceIP SourceIPAddress SourceAddress SourceNetworkAddress SrcIP OriginIP Origin Src Source RemoteHost クライアントIP クライアントIPアドレス ClientIP ClientIPAddress ClientAddress IPAddress',
  terminal:
    '端末名 端末 端末番号 端末ID 端末管理番号 管理番号 資産番号 操作端末 接続元端末 接続元端末名 接続元ホスト名 接続元コンピュータ名 コンピュータ名 コンピューター名 クライアント名 Terminal TerminalName Device DeviceName MachineName ClientName Computer ComputerName Workstation WorkstationName',
  target:
    '接続先 接続先ホスト 接続先ホスト名 接続先サーバ 接続先サーバー 接続先機器 接続先IP 接続先IPアドレス 対象サーバ 対象サーバー 対象ホスト 対象機器 宛先 宛先IP 宛先IPアドレス Target TargetHost TargetName TargetIP Destination DestinationIP DestinationHost DestIP DstIP Dst Server ServerName Asset Connection ConnectionName',
  sessionId:
    'セッションID セッション番号 セッション 接続番号 SessionID Session SessionNo ConnectionID SessionKey TunnelID',
  event:
    '種別 イベント イベント名 イベント種別 動作 操作 区分 処理 Event EventType EventName EventID EventCode イベントID Action Activity Type',
  result:
    '結果 認証結果 ログイン結果 接続結果 成否 Result Status LoginResult AuthResult ConnectionAttemptStatus Success IsSuccess',
};
const BY_KEY: ReadonlyMap<string, { readonly name: LogColumn; readonly rank: number }> = new Map(
  COLUMN_NAMES.flatMap((name) =>
    HEADINGS[name]
      .split(' ')
      .filter((heading) => heading !== '')
      .map((heading, rank) => [headingKey(heading), { name, rank }] as const),
  ),
);
/** Headings that name a time only where times stand below them. */
const TIMED: ReadonlyMap<string, LogColumn> = new Map([
  ...['login', 'logon', 'connected', 'ログイン', 'ログオン', '接続'].map(
    (key) => [key, 'connectedAt'] as const,
  ),
  ...['logout', 'logoff', 'disconnected', 'ログアウト', 'ログオフ', '切断'].map(
    (key) => [key, 'disconnectedAt'] as const,
  ),
]);
/** Headings of times that do not say of what. */
const EITHER = new Set(
  '日時 日付と時刻 日付 時刻 datetime dateandtime date time timestamp eventtime receivetime generatetime timecreated timegenerated'.split(
    ' ',
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

/** A mapping from the headings; columns that are not recognised are left for people. */
export const proposeMapping = (records: readonly CsvRecord[]): LogMapping => {
  const header = headerOf(records);
  const headings = header?.fields.map((field) => field.trim()) ?? [];
  const isWhole = (heading: string) =>
    below(records, header, headings.indexOf(heading)).some((text) => parseLogTime(text) !== undefined);
  const columns: Partial<Record<LogColumn, string>> = {};
  const ranks = new Map<LogColumn, number>();
  for (const [index, heading] of headings.entries()) {
    const key = headingKey(heading);
    const timed = TIMED.get(key);
    const found = timed && isWhole(heading) ? { name: timed, rank: 0 } : BY_KEY.get(key);
    // A remote host may be the one connected from, or to: only an address is an origin.
    if (!found || (found.name === 'originIp' && !mayBeAddress(records, header, index))) continue;
    if (found.rank >= (ranks.get(found.name) ?? Number.POSITIVE_INFINITY)) continue;
    ranks.set(found.name, found.rank);
    const twice = headings.filter((other) => other === heading).length > 1;
    columns[found.name] = twice ? `${index + 1}` : heading;
  }
  const find = (keys: readonly string[]) =>
    keys.flatMap((key) => headings.find((heading) => headingKey(heading) === key) ?? [])[0];
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
  // Neither thousandths nor hours are counted here.
  const duration = searchKey(columns.duration ?? '');
  if (/\bms\b|ミリ|milli|\(時間\)|\(h|hours?\b/.test(duration)) delete columns.duration;
  const event = eventColumn(records, header);
  const isOneTime = columns.disconnectedAt === undefined;
  // Where the time is the beginning's, each row is a whole connection, whatever it says of its state.
  const isOfBeginning = isOneTime && columns.duration !== undefined && !isOfEither(columns);
  if (event === undefined || isOfBeginning) delete columns.event;
  else columns.event = event;
  // Of which end it is nobody can tell: some gateways write the row at the beginning, most at the end.
  if (columns.event === undefined && columns.duration !== undefined && isOfEither(columns)) {
    delete columns.connectedAt;
    delete columns.connectedTime;
  }
  return {
    headerLine: header?.line ?? 0,
    columns,
    zone: zoneOfHeadings([columns.connectedAt, columns.connectedTime, columns.disconnectedAt]),
    durationUnit: /分\)|分$|分数|min/.test(duration) ? 'minutes' : 'seconds',
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
 * subtype, action): the one is meant that tells of disconnecting; of connecting alone, other columns tell the end. A column
 * of another heading is one when nothing else stands in it.
 */
const eventColumn = (records: readonly CsvRecord[], header: CsvRecord | undefined): string | undefined => {
  const headings = header?.fields.map((field) => field.trim()) ?? [];
  const told = headings.map((_, at) =>
    below(records, header, at)
      .filter((text) => text !== '')
      .map(eventOf),
  );
  const isHeaded = headings.map((heading) => BY_KEY.get(headingKey(heading))?.name === 'event');
  const unknown = (events: readonly LogEvent[]) => events.filter((event) => event === 'unknown').length;
  const headed = told.findIndex(
    (events, at) => isHeaded[at] && events.includes('disconnect') && 2 * unknown(events) < events.length,
  );
  const index =
    headed === -1
      ? told.findIndex(
          (events, at) =>
            events.includes('disconnect') &&
            events.includes('connect') &&
            unknown(events) === 0 &&
            // A number is one of an event only where the heading says so: 21 may be the minutes of a connection.
            below(records, header, at).every((text) => !/^\d+$/.test(text)),
        )
      : headed;
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
