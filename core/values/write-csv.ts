/** Tables for spreadsheets: every cell quoted, CRLF, and nothing in it that a spreadsheet would run. */

/**
 * A cell that begins with one of these is a formula to a spreadsheet, in half and in full width; a ' in front makes it
 * text.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠﹣−]/;

const cell = (value: string): string => {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
};

/** One line for each record, the head first; each ends with CRLF. */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
