import type { z } from 'zod';
import type { CsvRecord } from '../values/csv.ts';
import type { Problem } from '../values/errors.ts';
import { choice, group, wholeNumber } from '../values/fields.ts';
import { optionalLine, searchKey } from '../values/text.ts';
import { DURATION_UNITS, LOG_ZONES } from '../values/written-time.ts';

/** Which column of a gateway's log is what: data of the city's, one per system. */

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

export const MAX_HEADER_LINE = 30;
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

const WHICH_END =
  '日時の列が、接続のときのものか終了のときのものかを確かめ、「接続日時」又は「切断日時」に指定してください';

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
      ? problem(
          'connectedAt',
          duration !== undefined && event === undefined ? WHICH_END : '「接続日時」の列を指定してください',
        )
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

/** ログイン 日時（JST） and login_time alike: width, case, spaces, marks and what stands in brackets make no difference. */
export function headingKey(heading: string): string {
  return searchKey(heading)
    .replace(/[(［[].*$/, '')
    .replace(/[\s_.:/・-]/g, '');
}
