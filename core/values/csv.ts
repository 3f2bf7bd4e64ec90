/**
 * Tables as text (RFC 4180): comma, tab, semicolon or bar, CRLF, LF or CR, quotes with "" for a quote. Nothing is
 * repaired.
 */

const DELIMITERS = [',', '\t', ';', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];
export type CsvRecord = {
  /** Line on which the record begins, from 1; a quoted field may run over several lines. */
  readonly line: number;
  readonly fields: readonly string[];
  /** What is wrong with the quotes of this record, as a Japanese sentence. */
  readonly problem?: string;
};

const UNCLOSED = '引用符（"）が閉じられていません';
const AFTER_QUOTE = '閉じた引用符（"）の後に文字があります';

/** The records of a text, blank lines left out, one after the other. Every other line is part of exactly one record. */
export const recordsIn = function* (text: string, delimiter: Delimiter): Generator<CsvRecord> {
  const reader = readerOf(text, delimiter);
  for (let record = reader(); record !== undefined; record = reader())
    if (record.problem !== undefined || record.fields.some((field) => field !== '')) yield record;
};
export const readCsv = (text: string, delimiter: Delimiter): readonly CsvRecord[] => [
  ...recordsIn(text, delimiter),
];

/** What the first line with any of them has most of, outside of quotes; in doubt the comma. */
export const delimiterOf = (text: string): Delimiter => {
  const lines = text.slice(0, 100_000).split(/\r\n|\n|\r/);
  for (const line of lines) {
    const bare = line.replace(/"[^"]*"/g, '');
    const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
    const most = counted.reduce((best, next) => (next.count > best.count ? next : best));
    if (most.count > 1) return most.delimiter;
  }
  return ',';
};

const readerOf = (text: string, delimiter: Delimiter): (() => CsvRecord | undefined) => {
  const special = new RegExp(`[${delimiter}\r\n]`, 'g');
  let at = 0;
  let line = 1;

  const bareField = (): string => {
    special.lastIndex = at;
    const end = special.exec(text)?.index ?? text.length;
    const field = text.slice(at, end);
    at = end;
    return field;
  };

  /** `at` stands on the opening quote; afterwards behind the closing one. */
  const quotedField = (): { readonly field: string; readonly closed: boolean } => {
    const from = at + 1;
    let end = text.indexOf('"', from);
    while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
    const closed = end !== -1;
    const raw = text.slice(from, closed ? end : text.length);
    line += raw.match(/\r\n|\n|\r/g)?.length ?? 0;
    at = closed ? end + 1 : text.length;
    return { field: raw.replaceAll('""', '"'), closed };
  };

  return () => {
    if (at >= text.length) return undefined;
    const begins = line;
    const fields: string[] = [];
    let problem: string | undefined;
    for (;;) {
      if (text[at] === '"') {
        const { field, closed } = quotedField();
        const rest = closed ? bareField() : '';
        fields.push(field + rest);
        if (!closed) problem = UNCLOSED;
        else if (rest.trim() !== '') problem = AFTER_QUOTE;
      } else fields.push(bareField());
      if (text[at] !== delimiter) break;
      at += 1;
    }
    if (at < text.length) {
      at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
      line += 1;
    }
    return { line: begins, fields, ...(problem === undefined ? {} : { problem }) };
  };
};

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
