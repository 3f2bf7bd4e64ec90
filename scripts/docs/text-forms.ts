/**
 * The characters of our text fields (core/values/characters.ts, core/values/text.ts) as patterns for programs that check what they send,
 * in the words that ECMA-262 (with `u`), Python and Rust have in common. A test compares them with the fields.
 */

/** Characters beyond U+FFFF stand for themselves: no escape of theirs is known to every language. */
const SELECTORS = '\\u180b-\\u180d\\u180f\\ufe00-\\ufe0f\u{e0100}-\u{e01ef}';
const NONCHARACTERS = Array.from({ length: 16 }, (_, plane) => {
  const last = (plane + 1) * 0x10000 + 0xffff;
  return `${String.fromCodePoint(last - 1)}${String.fromCodePoint(last)}`;
}).join('');
const REFUSED = [
  '\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u115f\\u1160',
  '\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufdd0-\\ufdef\\ufeff\\uffa0\\ufff0-\\ufffb',
  '\\ufffe\\uffff\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}',
  `\u{e01f0}-\u{e0fff}${NONCHARACTERS}`,
].join('');
const SPACES = ' \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000';

/** At least one visible character, none of those refused, and `besides`. */
const printable = (besides: string): string => {
  const visible = `[^\\s${REFUSED}${SELECTORS}][${SELECTORS}]?`;
  const space = `[${SPACES}${besides}]`;
  return `^${space}*${visible}(?:${visible}|${space})*$`;
};

export const TEXT_FORMS = {
  Line: {
    type: 'string',
    pattern: printable(''),
    description:
      '一行の文字列。空白だけのもの、改行・制御文字・見えない文字・対にならないサロゲートは受け付けない。前後の空白は除く。文字数は書記素（見た目の1文字）で数える',
  },
  Paragraph: {
    type: 'string',
    pattern: printable('\\t\\n\\r'),
    description: '改行できる文字列。改行とタブのほかは Line と同じ。CRLF と CR は LF にする',
  },
} as const;
