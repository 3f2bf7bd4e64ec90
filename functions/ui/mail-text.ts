/**
 * The form of every mail (docs/adr/0003): plain text, because gateways strip the rest; short lines; an
 * address alone on its line, so that it survives; nothing that a person typed can look like a line of ours.
 */

import { FILE_TYPES } from '../../core/attachment/file-type.ts';
import { graphemes, isEmailAddress } from '../../core/values/text.ts';

/**
 * What people typed, as it stands in a mail: no mail program makes a link of it. Recipients trust what comes from the
 * city, and a link in it is pressed; so whoever can type a purpose could send officials anywhere. Mail programs take
 * for a link `name.tld` without a scheme, `www.…`, `mailto:…`, `user@host`, `//host` and `\\host`, so each of these
 * is broken where everybody sees it and can put it back: evil[.]example (as JPCERT/CC writes such names), ＠ ： ／／ ＼＼,
 * and a space before letters that are not Latin, where it reads as written: `1. 概要`. Nothing invisible is put in: it
 * would be copied along. Numbers (10.1.2.3, 1.2.3, 10:30) and names of files (手順書.xlsx) stay as they are.
 */

/** A name of one dot, with an extension that is no top-level domain. `www` makes a link of anything. */
const FILE_NAME = `(?<=^|[\\s、。，「」『』（）()【】,;・])(?!www\\d*\\.)[^\\s、。，「」『』（）()【】,;・.@:/\\\\]+\\.(?:${Object.keys(FILE_TYPES).join('|')})(?=$|[\\s、。，「」『』（）()【】,;・])`;

/** A scheme, but not the groups of an IPv6 address. */
const SCHEME = /(?<![A-Za-z])(?![0-9A-Fa-f]{1,4}:[0-9A-Fa-f:])([A-Za-z][A-Za-z0-9+.-]+):(?=\S|$)/g;
/** An IPv4 address that a path follows; a network (10.1.2.0/24) is none. */
const ADDRESS_WITH_PATH = /\d{1,3}(?:\.\d{1,3}){3}(?=(?::\d+)?\/(?!\d{1,2}(?![\w/])))/g;
/** Every dot that a letter follows; and names of files, which are passed over. */
const DOT = new RegExp(`${FILE_NAME}|(?<=\\S)\\.(?=\\p{M}*(?:(?<latin>[A-Za-z])|\\p{L}))`, 'giu');
/** Dots that Unicode makes full stops of names (UTS 46), between Latin letters and digits: elsewhere 。 ends a sentence. */
const WIDE_DOT = /(?<=[A-Za-z0-9]\p{M}*)([．。｡․﹒])(?=\p{M}*[A-Za-z])/gu;

export const unlinked = (text: string): string =>
  text
    .replace(ADDRESS_WITH_PATH, (address) => address.replaceAll('.', '[.]'))
    .replace(/(www|ftp)(\d*)\./gi, '$1$2[.]')
    .replace(DOT, (match, latin: string | undefined) => {
      if (match !== '.') return match;
      return latin === undefined ? '. ' : '[.]';
    })
    .replace(WIDE_DOT, '$1 ')
    .replace(SCHEME, '$1：')
    .replace(/\/\//g, '／／')
    .replace(/\\\\/g, '＼＼')
    .replace(/@/g, '＠');

export type Mail = { readonly subject: string; readonly text: string };

export const SYSTEM_NAME = 'リモートメンテナンス許可システム';

/** Who sends, and where the portal is. */
export type Sender = {
  readonly city: string;
  readonly section: string;
  readonly tel: string;
  /** e.g. https://permits.city.example, without a slash at the end. */
  readonly portalUrl: string;
};

/** Half-width columns of a line: 35 characters of Japanese. */
const COLUMNS = 70;
/** UTF-16 units: under 40, whoever counts. */
const SUBJECT_LENGTH = 39;

const INDENT = ' '.repeat(4);

/**
 * Control characters (among them line breaks: header injection), bidi overrides and invisible characters: a soft hyphen
 * within a name would hide it from us and not from a mail program. Names need their variation selectors.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}[\p{Default_Ignorable_Code_Point}--\p{Variation_Selector}]]/gv;

/**
 * A subject line: one line, whatever was put into it, and not longer than mail programs show. It is never cut within a
 * number or a date: 12/1 is another day than 12/15.
 */
export const subjectLine = (text: string): string => {
  const line = unlinked(text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(INVISIBLE, '')).trim();
  if (line.length <= SUBJECT_LENGTH) return line;
  let subject = '';
  for (const piece of pieces(line)) {
    if (subject.length + piece.text.length >= SUBJECT_LENGTH) break;
    subject += piece.text;
  }
  // What is cut off may have been what kept a colon harmless.
  return unlinked(`${subject.trimEnd()}…`);
};

const visible = (text: string): string =>
  text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.replace(/\t/g, ' ').replace(INVISIBLE, ''))
    .join('\n');

/** What somebody typed: no invisible characters, and nothing that a mail program would make a link of. */
const typed = (text: string): string => unlinked(visible(text));

const widthOf = (grapheme: string): number => (/^[ -~｡-ﾟ]/u.test(grapheme) ? 1 : 2);

/** Columns: half-width characters and half-width katakana take one, all others two. */
export const columns = (text: string): number =>
  graphemes(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);

const MAY_NOT_BEGIN_A_LINE =
  '、。，．・：；？！ー」』）】〕》〉｝］ぁぃぅぇぉっゃゅょァィゥェォッャュョ々),.:;!?]}';
const MAY_NOT_END_A_LINE = '「『（【〔《〈｛［([{';

type Piece = { text: string; width: number };

/** The pieces between which a line may break: words stay whole, brackets and full stops stay where they belong. */
const pieces = (text: string): readonly Piece[] => {
  const result: Piece[] = [];
  for (const grapheme of graphemes(text)) {
    const last = result.at(-1);
    const end = last?.text.at(-1) ?? ' ';
    const joined =
      MAY_NOT_BEGIN_A_LINE.includes(grapheme) ||
      MAY_NOT_END_A_LINE.includes(end) ||
      /^[!-~]{2}$/.test(end + grapheme);
    if (last && joined && last.width < COLUMNS / 2) {
      last.text += grapheme;
      last.width += widthOf(grapheme);
    } else result.push({ text: grapheme, width: widthOf(grapheme) });
  }
  return result;
};

const wrapped = (text: string, first: string, rest: string): string[] => {
  // Most lines are short: no code unit is wider than two columns.
  if (2 * (first.length + text.length) <= COLUMNS) return [(first + text).trimEnd()];
  const lines: string[] = [];
  let line = first;
  let width = columns(first);
  for (const piece of pieces(text)) {
    if (width + piece.width > COLUMNS) {
      lines.push(line.trimEnd());
      line = rest;
      width = rest.length;
    }
    line += piece.text;
    width += piece.width;
  }
  return [...lines, line.trimEnd()];
};

/** A sentence of ours. */
export const sentence = (text: string): string => wrapped(typed(text).replace(/\n/g, ' '), '', '').join('\n');

export const heading = (text: string): string => `■ ${text}`;

/** `・label：value`; a long value goes on below, moved in, so that it can never pass for a line of ours. */
export const fact = (label: string, value: string): string =>
  typed(value)
    .split('\n')
    .flatMap((line, index) => wrapped(line, index === 0 ? `・${label}：` : INDENT, INDENT))
    .join('\n');

/** `・label：address`, an address as it is: to write to, or to copy into a form. What is none is typed text. */
export const mailAddress = (label: string, address: string): string => {
  const whole = `・${label}：${address}`;
  return isEmailAddress(address) && columns(whole) <= COLUMNS ? whole : fact(label, address);
};

/** A text that somebody wrote, moved in. */
export const quotation = (text: string): string =>
  typed(text)
    .split('\n')
    .flatMap((line) => wrapped(line, INDENT, INDENT))
    .join('\n');

/** Blocks with an empty line between them; lines within a block. What is undefined is left out. */
export const block = (...lines: readonly (string | undefined)[]): string =>
  lines.filter((line) => line !== undefined).join('\n');

/** A finished mail: salutation, blocks, and the issuing section with its telephone number at the end. */
export const mail = (
  sender: Sender,
  to: string,
  subject: string,
  blocks: readonly (string | undefined)[],
): Mail => ({
  subject: subjectLine(subject),
  text: [
    sentence(to.endsWith('御中') ? to : `${to} 様`),
    ...blocks.filter((text) => text !== undefined && text !== ''),
    block(
      '-'.repeat(COLUMNS),
      `${SYSTEM_NAME}から自動で送信しています。`,
      sentence(`${sender.city} ${sender.section}`),
      sentence(`電話 ${sender.tel}`),
    ),
  ]
    .join('\n\n')
    .concat('\n'),
});
