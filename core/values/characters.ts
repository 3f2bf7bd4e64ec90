/**
 * Full-width ASCII (１, －, ／, 　) as ASCII, and every kind of dash people type for a hyphen as '-'. For numbers
 * and dates only, never for names.
 */
export function halfWidth(text: string): string {
  return text
    .replace(/[！-～]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/　/g, ' ')
    .replace(/[‐‑‒–—―−ーｰ]/g, '-');
}

/** Hiragana and half-width katakana as full-width katakana; everything else stays. */
export function toKatakana(text: string): string {
  const fullWidth = text.replace(/[｡-ﾟ]+/g, (run) => run.normalize('NFKC'));
  return hiraganaToKatakana(fullWidth).normalize('NFC');
}

/**
 * Characters that no text field takes: controls, lone surrogates, bidi and other format characters, line and
 * paragraph separators, noncharacters, invisible characters (zero-width space and joiner, Hangul filler), and
 * variation selectors without a character before them. Variation selectors themselves are allowed: names need
 * them. A zero-width joiner is needed by combined emoji only, which no paper of the rule has.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}[\p{Default_Ignorable_Code_Point}--\p{Variation_Selector}]]|(?<![^\s\p{Variation_Selector}])\p{Variation_Selector}/v;

/** Whether the text has characters that must not be stored; see the list in the source. */
export function hasUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text);
}

/** Hiragana as katakana. */
export function hiraganaToKatakana(text: string): string {
  return text.replace(/[ぁ-ゖゝゞ]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0x60));
}

/** Every string in a JSON value, at any depth; keys are not among them. */
export const stringsWithin = (value: unknown, into: Set<string> = new Set()): Set<string> => {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) stringsWithin(member, into);
  return into;
};
