/**
 * The text of a log's bytes. A gateway writes what a client sent it, so that one cell may be in another encoding than the
 * rest: bytes that cannot be read cost their own line only.
 */

export const ENCODINGS = {
  'utf-8': 'UTF-8',
  shift_jis: 'Shift_JIS',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
} as const;
/** As it is kept in a result. */
export const encodingName = (encoding: string): string =>
  Object.entries(ENCODINGS).find(([key]) => key === encoding)?.[1] ?? encoding;
export type Encoding = keyof typeof ENCODINGS;

export type DecodedLog = {
  readonly encoding: Encoding;
  readonly text: string;
  /** Lines (from 1) with bytes that this encoding does not have. */
  readonly badLines: ReadonlySet<number>;
};

const CR = 0x0d;
const LF = 0x0a;

/** Neither byte is ever part of a character, in UTF-8 or in Shift_JIS. */
const linesOf = function* (bytes: Uint8Array): Generator<Uint8Array> {
  let from = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== LF && bytes[at] !== CR) continue;
    yield bytes.subarray(from, at);
    if (bytes[at] === CR && bytes[at + 1] === LF) at += 1;
    from = at + 1;
  }
  yield bytes.subarray(from);
};

const isReadable = (bytes: Uint8Array, encoding: Encoding): boolean => {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80);

/**
 * Text in UTF-16, which spreadsheets and Windows write, as bytes of UTF-8. Undefined when there is no mark of it at the
 * beginning, or when it cannot be read to its end.
 */
export const fromUtf16 = (
  bytes: Uint8Array,
): { readonly encoding: Encoding; readonly bytes: Uint8Array } | undefined => {
  const encoding = MARKS[`${bytes[0]} ${bytes[1]}`];
  if (encoding === undefined) return undefined;
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { encoding, bytes: new TextEncoder().encode(text) };
  } catch {
    return undefined;
  }
};
const MARKS: Readonly<Record<string, Encoding>> = { '255 254': 'utf-16le', '254 255': 'utf-16be' };

/**
 * UTF-8 when every byte agrees. Else each line that is not ASCII votes: what is UTF-8 is hardly so by chance, what is not
 * may be Shift_JIS (CP932). The headings decide where all of it could be Shift_JIS, or where the votes are even.
 */
export const decodeLog = (bytes: Uint8Array): DecodedLog => {
  if (isReadable(bytes, 'utf-8')) return decoded(bytes, 'utf-8', new Set());
  const bad = { 'utf-8': new Set<number>(), shift_jis: new Set<number>() };
  let first: keyof typeof bad | undefined;
  let votes = 0;
  let line = 0;
  for (const each of linesOf(bytes)) {
    line += 1;
    if (isAscii(each)) continue;
    const isUtf8 = isReadable(each, 'utf-8');
    const isShiftJis = isReadable(each, 'shift_jis');
    if (!isUtf8) bad['utf-8'].add(line);
    if (!isShiftJis) bad.shift_jis.add(line);
    if (!isUtf8 && !isShiftJis) continue;
    votes += isUtf8 ? 1 : -1;
    first ??= isUtf8 ? 'utf-8' : 'shift_jis';
  }
  const headings = first ?? 'utf-8';
  const isDecided = votes === 0 || (headings === 'shift_jis' && bad.shift_jis.size === 0);
  const encoding = isDecided ? headings : votes > 0 ? 'utf-8' : 'shift_jis';
  return decoded(bytes, encoding, bad[encoding]);
};

const decoded = (bytes: Uint8Array, encoding: Encoding, badLines: ReadonlySet<number>): DecodedLog => ({
  encoding,
  text: new TextDecoder(encoding).decode(bytes),
  badLines,
});
