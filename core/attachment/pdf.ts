/**
 * Whether a PDF is encrypted, as far as that can be judged without reading its objects. It can: the key /Encrypt stands
 * in a trailer, or in the dictionary of a cross-reference stream that takes its place (ISO 32000-2, 7.5.5, 7.5.8.2, 7.6.1),
 * and neither is ever within an object stream, compressed or encrypted. So a file without that name has no encryption,
 * however it is laid out; one with it is refused unless all of them are data of streams (a manual about PDF, say) and
 * the trailers that a reader follows have none. In doubt it is refused.
 *
 * @param text the bytes as Latin-1
 */
export const isEncryptedPdf = (text: string): boolean => {
  let insideStream = false;
  let names = 0;
  for (const { 0: word, index } of text.matchAll(LANDMARK)) {
    if (word === 'endstream') insideStream = false;
    else if (word.startsWith('stream')) insideStream = true;
    else if (hasValue(text, index + word.length)) {
      names += 1;
      if (!insideStream || names > MOST_NAMES) return true;
    }
  }
  return names > 0 && !isPlain(text);
};

/** In the data of streams; a file with more of them is no manual. */
const MOST_NAMES = 1000;
/** White space, and comments, which count as such (7.2.3, 7.2.4); as much as a person would write. */
const GAP = '(?:[\\0\\t\\n\\f\\r ]|%[^\\r\\n]{0,500}[\\r\\n]){0,64}';
/** What ends a name or a number (7.2.3). */
const END = '[\\0\\t\\n\\f\\r ()<>[\\]{}/%]';
const hex = (character: string): string => character.charCodeAt(0).toString(16);
/** Any character of a name may be written #xx (7.3.5). */
const spelled = (name: string): string =>
  [...name]
    .map((each) => `(?:${each}|#${hex(each).replace(/[a-f]/, (d) => `[${d}${d.toUpperCase()}]`)})`)
    .join('');
const LANDMARK = new RegExp(`endstream|stream\\r?\\n|/${spelled('Encrypt')}(?=${END})`, 'g');
const NEXT = new RegExp(`${GAP}(.|$)`, 'sy');

/** A dictionary, or a reference to one, follows, or a longer gap than is looked through; `/Encrypt null` is none. */
const hasValue = (text: string, at: number): boolean => {
  NEXT.lastIndex = at;
  return /[<\d%\s\0]/.test(NEXT.exec(text)?.[1] ?? '');
};

/** More than any file has that was saved now and then. */
const MOST_TRAILERS = 1000;

/** Every trailer from the last one back (7.5.5, 7.5.8.4) can be read and has no encryption. */
const isPlain = (text: string): boolean => {
  const seen = new Set<number>();
  const next = [
    Number(/^startxref\s+(\d{1,10})\s/.exec(text.slice(text.lastIndexOf('startxref')))?.[1] ?? -1),
  ];
  let looked = 0;
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const trailer = seen.size > MOST_TRAILERS ? undefined : trailerAt(text, at);
    if (!trailer || trailer.entries.has('Encrypt')) return false;
    looked += trailer.looked;
    // They overlap: no program writes so, and a thousand that share 10 MB would be read for a minute.
    if (looked > text.length) return false;
    for (const key of ['Prev', 'XRefStm']) {
      const place = trailer.entries.get(key);
      if (place !== undefined) next.push(/^\d{1,10}$/.test(place) ? Number(place) : -1);
    }
  }
  return true;
};

const TABLE = /xref\s+/y;
const SUBSECTION = /\d+\s+(\d{1,7})\s+/y;
const ENTRY_BYTES = 20;
const TRAILER = /\s*trailer/y;
const STREAM = /\d+\s+\d+\s+obj/y;

type Trailer = {
  /** Key → first word of its value. */
  readonly entries: ReadonlyMap<string, string>;
  /** Characters that were looked at. */
  readonly looked: number;
};

/** The dictionary of the cross-reference table or stream that begins here. */
const trailerAt = (text: string, start: number): Trailer | undefined => {
  const stream = after(STREAM, text, start);
  if (stream) return dictionaryAt(text, stream.end);
  let at = after(TABLE, text, start)?.end;
  let looked = 0;
  for (let part = after(SUBSECTION, text, at); at !== undefined && part; part = after(SUBSECTION, text, at)) {
    looked += part.end - at;
    at = part.end + Number(part.value) * ENTRY_BYTES;
  }
  const trailer = after(TRAILER, text, at);
  const dictionary = trailer && dictionaryAt(text, trailer.end);
  return dictionary && { ...dictionary, looked: looked + dictionary.looked };
};

const after = (pattern: RegExp, text: string, at: number | undefined) => {
  if (at === undefined || at < 0) return undefined;
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found ? { end: pattern.lastIndex, value: found[1] } : undefined;
};

const TOKEN = new RegExp(
  ['<<', '>>', '<[^<>]{0,5000}>', '[[\\]]', '/?[^\\0\\t\\n\\f\\r ()<>[\\]{}/%]{1,500}', '/'].join('|'),
  'y',
);
const LEADING_GAP = new RegExp(GAP, 'y');
/** Longer than any trailer. */
const MOST_TOKENS = 2000;

/** Undefined when none begins here. */
const dictionaryAt = (text: string, start: number): Trailer | undefined => {
  const entries = new Map<string, string>();
  let at = start;
  let depth = 0;
  let key: string | undefined;
  for (let count = 0; count < MOST_TOKENS; count += 1) {
    LEADING_GAP.lastIndex = at;
    at += LEADING_GAP.exec(text)?.[0].length ?? 0;
    const token = tokenAt(text, at);
    if (token === undefined || (count === 0 && token !== '<<')) return undefined;
    at += token.length;
    if (depth === 1 && key !== undefined) entries.set(key, token);
    if (depth === 1 && token.startsWith('/') && key === undefined) key = decoded(token.slice(1));
    else if (depth === 1) key = undefined;
    if (token === '<<' || token === '[') depth += 1;
    if (token === '>>' || token === ']') depth -= 1;
    if (depth === 0) return { entries, looked: at - start };
  }
  return undefined;
};

const tokenAt = (text: string, at: number): string | undefined => {
  if (text[at] === '(') return literalAt(text, at);
  TOKEN.lastIndex = at;
  return TOKEN.exec(text)?.[0];
};

/** A text in brackets, which may hold pairs of them, and any with a backslash before it (7.3.4.2). */
const literalAt = (text: string, start: number): string | undefined => {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    if (depth === 0) return text.slice(start, at + 1);
  }
  return undefined;
};

const decoded = (name: string): string =>
  name.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
