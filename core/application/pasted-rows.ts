import { halfWidth } from '../values/characters.ts';
import { readCsv } from '../values/csv.ts';
import type { Problem } from '../values/errors.ts';
import { PROTOCOLS } from './inputs.ts';

/** Rows of a list of 様式1 as they come out of a spreadsheet: tab-separated, one row a line, in the order of the form. */

type Column = { readonly field: string; readonly label: string; readonly read?: (cell: string) => Cell };
type Cell = string | number | boolean;

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['はい', '○', '〇', '◯', '有', 'true', 'yes', '1'].map((word) => [word, true] as const),
  ...['いいえ', '×', '✕', '無', 'false', 'no', '0'].map((word) => [word, false] as const),
]);
/** What cannot be read stays as it is: the form says what is wrong with it. */
const flag = (cell: string): Cell => FLAGS.get(halfWidth(cell).toLowerCase()) ?? cell;
const number = (cell: string): Cell => {
  const digits = halfWidth(cell);
  return /^\d{1,15}$/.test(digits) ? Number(digits) : cell;
};
const protocol = (cell: string): Cell => {
  const word = halfWidth(cell).toLowerCase();
  return word in PROTOCOLS ? word : cell;
};

export const PASTED_COLUMNS = {
  targetHosts: [
    { field: 'host', label: 'ホスト名' },
    { field: 'ip', label: 'IPアドレス' },
    { field: 'port', label: 'ポート番号', read: number },
    { field: 'protocol', label: 'プロトコル', read: protocol },
  ],
  terminals: [
    { field: 'assetNo', label: '管理番号' },
    { field: 'os', label: 'OS' },
    { field: 'antivirus', label: 'ウイルス対策ソフト' },
    { field: 'dedicated', label: '本市専用（はい・いいえ）', read: flag },
    { field: 'maker', label: 'メーカー' },
    { field: 'model', label: '型番' },
    { field: 'serial', label: '製造番号' },
    { field: 'osUpdatedOn', label: 'OSの更新プログラムを適用した日' },
    { field: 'patternOn', label: 'パターンファイルの日付' },
  ],
  workers: [
    { field: 'name', label: '氏名' },
    { field: 'kana', label: 'フリガナ' },
    { field: 'company', label: '所属会社' },
    { field: 'role', label: '役割' },
    { field: 'from', label: '従事開始日' },
    { field: 'to', label: '従事終了日' },
    { field: 'account', label: 'アカウント' },
    { field: 'secrecyPledgedOn', label: '守秘誓約の日' },
  ],
} as const satisfies Record<string, readonly Column[]>;
export type PastedList = keyof typeof PASTED_COLUMNS;
export const PASTED_LISTS: readonly PastedList[] = ['targetHosts', 'terminals', 'workers'];

/** As many as a form can send back (functions/ui/form.ts); how many there may be the schema says. */
const MOST_ROWS = 200;

/**
 * The rows of a pasted text, as typed and not yet judged. A line of headings is passed over.
 *
 * @param there rows that the list has already
 * @returns rows, or at `/pasted/<list>` why none of it was taken
 */
export const pastedRows = (
  list: PastedList,
  text: string,
  there: number,
): { readonly rows: readonly Readonly<Record<string, Cell>>[]; readonly problems: readonly Problem[] } => {
  const columns: readonly Column[] = PASTED_COLUMNS[list];
  const records = readCsv(text, '\t');
  const isHeading = records[0]?.fields[0]?.trim() === columns[0]?.label;
  const lines = records.map(({ fields, problem }, index) => ({ fields, problem, no: index + 1 }));
  const body = isHeading ? lines.slice(1) : lines;
  const messages = body.flatMap(({ fields, problem, no }) => {
    if (problem !== undefined) return [`貼り付けた表の${no}行目：${problem}`];
    const used = fields.findLastIndex((cell) => cell.trim() !== '') + 1;
    return used > columns.length
      ? [
          `貼り付けた表の${no}行目に、${used}列あります。${columns.length}列（${columns.map(({ label }) => label).join('、')}）の順に並べてください`,
        ]
      : [];
  });
  if (there + body.length > MOST_ROWS)
    messages.push(`一度に入力できるのは${MOST_ROWS}行までです（貼り付けた表は${body.length}行）`);
  if (messages.length > 0)
    return { rows: [], problems: messages.map((message) => ({ pointer: `/pasted/${list}`, message })) };
  const rows = body.map(({ fields }) =>
    Object.fromEntries(
      columns.flatMap(({ field, read }, index) => {
        const cell = fields[index]?.trim() ?? '';
        return cell === '' ? [] : [[field, read ? read(cell) : cell]];
      }),
    ),
  );
  return { rows: rows.filter((row) => Object.keys(row).length > 0), problems: [] };
};
