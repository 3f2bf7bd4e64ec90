import iconv from 'iconv-lite';

/** Text for programs that know no UTF-8: CP932 (Windows-31J), and what of it cannot be written in it. */

/** In place of a character that CP932 does not have (下駄). */
export const GETA = '〓';

/** Signs that only look the same: what JIS calls them, and what Windows writes. Nothing is lost by it. */
const TWINS: Readonly<Record<string, string>> = {
  '\u301c': '\uff5e',
  '\u2016': '\u2225',
  '\u2212': '\uff0d',
  '\u00a2': '\uffe0',
  '\u00a3': '\uffe1',
  '\u00ac': '\uffe2',
  '\u2014': '\u2015',
};

const SEGMENTER = new Intl.Segmenter('ja', { granularity: 'grapheme' });
const SIMPLE = /^[\t\r\n -~]*$/;
const known = new Map<string, boolean>();
const isEncodable = (character: string): boolean => {
  const found = known.get(character) ?? iconv.decode(iconv.encode(character, 'cp932'), 'cp932') === character;
  if (known.size < 20_000) known.set(character, found);
  return found;
};

/** が, where it came as か and a mark (names of files from macOS do); nothing else is composed: 神 stays 神. */
const composed = (segment: string): string =>
  /^[\u3041-\u30ff][\u3099\u309a]$/.test(segment) ? segment.normalize('NFC') : segment;

/** The text as CP932 can hold it, and the characters (as people count them) that it does not have. */
export const forCp932 = (text: string): { readonly text: string; readonly missing: readonly string[] } => {
  if (SIMPLE.test(text)) return { text, missing: [] };
  const missing = new Set<string>();
  let written = '';
  for (const { segment } of SEGMENTER.segment(text)) {
    const twin = TWINS[segment] ?? composed(segment);
    if (isEncodable(twin)) written += twin;
    else {
      missing.add(segment);
      written += GETA;
    }
  }
  return { text: written, missing: [...missing] };
};

/** @param text as {@link forCp932} gives it */
export const encodeCp932 = (text: string): Uint8Array => iconv.encode(text, 'cp932');
