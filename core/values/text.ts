import { z } from 'zod';
import { halfWidth, hasUnprintable, hiraganaToKatakana, toKatakana } from './characters.ts';

const SEGMENTER = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/**
 * ASCII, punctuation, kana, kanji and full-width forms: each is one grapheme and joins with nothing (no ゙, no
 * selectors, no CR LF).
 */
const SIMPLE =
  /^[\n\u0020-\u007e\u2010-\u2015\u2018-\u201f\u2025\u2026\u2190-\u21ff\u2500-\u25ff\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uff01-\uff9d]*$/;

/** What people see as characters: 髙, 葛󠄀 (with a variation selector) and が (decomposed) are one each. */
export const graphemes = (text: string): readonly string[] =>
  // The segmenter takes half of the time of reading an application; most texts need none.
  SIMPLE.test(text) ? text.split('') : [...SEGMENTER.segment(text)].map(({ segment }) => segment);

/** Length as people count it. */
export const graphemeLength = (text: string): number =>
  SIMPLE.test(text) ? text.length : graphemes(text).length;

/**
 * Key for search and for finding duplicates: half-width and full-width, hiragana and katakana, upper and lower
 * case, white space and variation selectors make no difference. Never for print: NFKC turns ㈱ into (株).
 */
export function searchKey(text: string): string {
  return hiraganaToKatakana(text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, ''))
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * What the published schema says of a text (meta `accepts`, read by scripts/docs/openapi.ts), in the words of JSON Schema:
 * whatever fits is accepted. `form` says which characters. More may be accepted: other spellings, and a text whose
 * characters take several code points, which JSON Schema counts apart.
 */
export type Accepts = {
  readonly form?: 'Line' | 'Paragraph';
  readonly maxLength?: number;
  readonly pattern?: string;
};

/**
 * A grapheme may take several UTF-16 units, but not endlessly many combining marks: above this the text is too
 * long without counting, so that a huge input costs nothing.
 */
const UNITS_PER_GRAPHEME = 8;

/** The first `max` characters and … where there are more; never half a character. */
export function shortText(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = graphemes(text.slice(0, UNITS_PER_GRAPHEME * (max + 1)));
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : text;
}

/** One sentence that a page puts under the label of a field (functions/ui/form-fields.ts). Not published. */
export const onPage = z.registry<{ readonly hint: string }>();

/** What a page asks with, where the characters do not tell: a date, a time, a keyboard of its own. */
export const askedWith = z.registry<{
  readonly control: 'date' | 'moment' | 'email' | 'tel' | 'numeric';
}>();

/** A field that people fill in: a normalised, checked string. Its errors are Japanese sentences. */
export type TextField = z.ZodString;

/**
 * One line of text, required. Surrounding white space goes, everything else stays as typed (髙, ㈱), for print.
 *
 * @param max greatest length in graphemes
 */
export function line(label: string, max: number): TextField {
  return field(
    label,
    `${max}文字以内`,
    { form: 'Line', maxLength: max },
    (text) => text.trim(),
    (text) => lengthProblem(label, max, text) ?? characterProblem(label, text),
  );
}

/** Like {@link line}, with line feeds and tabs; CRLF and CR become LF. */
export function paragraph(label: string, max: number): TextField {
  return field(
    label,
    `${max}文字以内（改行できます）`,
    { form: 'Paragraph', maxLength: max },
    (text) => text.trim().replace(/\r\n?/g, '\n'),
    (text) => lengthProblem(label, max, text) ?? characterProblem(label, text.replace(/[\n\t]/g, ' ')),
  );
}

/** The id of something that people choose from a list. */
export function selected(label: string): TextField {
  return field(
    label,
    '一覧にあるものの記号',
    { form: 'Line', maxLength: 40 },
    (text) => text.trim(),
    (text) => lengthProblem(label, 40, text) ?? characterProblem(label, text),
    `「${label}」を選択してください`,
  );
}

/** {@link line} that may be left out or blank: then undefined. */
export function optionalLine(label: string, max: number) {
  return optional(line(label, max));
}

/** {@link paragraph} that may be left out or blank: then undefined. */
export function optionalParagraph(label: string, max: number) {
  return optional(paragraph(label, max));
}

/** Any of these fields, but it may be left out or blank: then undefined. */
export function optional(required: TextField) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
      required.optional(),
    )
    .optional();
}

const EMAIL_ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/;

export const isEmailAddress = (text: string): boolean =>
  text.length <= 254 && text.lastIndexOf('@') <= 64 && EMAIL_ADDRESS.test(text);

/**
 * An address that a mail can be sent to: ASCII only, no comments, quotes or line breaks (header injection), at
 * most 254 characters, 64 of them before the @. The domain becomes lower case, ＠ becomes @; the local part is the owner's.
 */
export function emailAddress(label: string): TextField {
  return field(
    label,
    'メールアドレス（半角。254文字以内、@の前は64文字以内）',
    { pattern: EMAIL_ADDRESS.source.replace('^', '^(?=.{1,64}@)'), maxLength: 254 },
    // A line break is no typing slip: it is left for the pattern to refuse.
    (text) =>
      /[\r\n]/.test(text)
        ? text
        : text
            .trim()
            .replace(/＠/g, '@')
            .replace(/@[^@]*$/, (domain) => domain.toLowerCase()),
    (text) =>
      isEmailAddress(text)
        ? undefined
        : `「${label}」はメールアドレスの形式（例: name@example.jp）で、半角で入力してください`,
  ).register(askedWith, { control: 'email' });
}

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** The domain of mail addresses, as it is compared: lower case, punycode. A leading @ is dropped. */
export function mailDomain(label: string): TextField {
  return field(
    label,
    'ドメイン（例: city.example.jp。日本語のドメインも受け付ける）',
    { pattern: DOMAIN.source, maxLength: 253 },
    (text) => unlessLong(text, (typed) => asciiDomain(halfWidth(typed).trim().replace(/^@/, ''))),
    (text) =>
      text.length <= 253 && DOMAIN.test(text)
        ? undefined
        : `「${label}」はドメインの形式（例: city.example.jp）で入力してください`,
  );
}

/** xn--… for what is written in Japanese; what is no domain stays as it was typed. */
const asciiDomain = (text: string): string =>
  /[/:@?#%\\\s]/.test(text) ? text : (URL.parse(`http://${text}`)?.hostname ?? text).toLowerCase();

/** A short name that people give to a record once and for all: a–z, A–Z, 0–9, - and _. */
export function identifier(label: string): TextField {
  return line(label, 40)
    .regex(/^[A-Za-z0-9_-]*$/, `「${label}」は半角の英数字、ハイフン、下線で入力してください`)
    .meta({
      title: label,
      description: '半角の英数字、ハイフン、下線で40文字以内',
      accepts: { pattern: '^[A-Za-z0-9_-]{1,40}$' } satisfies Accepts,
    });
}

/** The usual ways of writing one: 0144-32-6111, 090-1234-5678, 0144326111, +81-144-32-6111. */
const TELEPHONE =
  '^(?:0[0-9]{9,10}|0[0-9]-[0-9]{4}-[0-9]{4}|0[0-9]{2}-[0-9]{3,4}-[0-9]{4}|0[0-9]{3}-[0-9]{2,3}-[0-9]{4}|0[0-9]{4}-[0-9]-[0-9]{4}|\\+[1-9][0-9]{7,14}|\\+[1-9][0-9]{0,2}-[0-9]{1,4}-[0-9]{2,4}-[0-9]{4})$';

/** A telephone number, as 0144-32-6111 or +81-144-32-6111; full-width digits and (0144)32-6111 are accepted. */
export function telephone(label: string): TextField {
  return field(
    label,
    '電話番号（市外局番から。10桁か11桁、国番号からは8桁から15桁。全角や括弧も受け付ける）',
    { pattern: TELEPHONE },
    (text) => unlessLong(text, (typed) => dialled(halfWidth(typed).trim())),
    (text) => {
      const digits = text.replace(/\D/g, '').length;
      const domestic = /^0\d*(?:-\d+)*$/.test(text) && (digits === 10 || digits === 11);
      const international = /^\+[1-9]\d*(?:-\d+)*$/.test(text) && digits >= 8 && digits <= 15;
      return domestic || international
        ? undefined
        : `「${label}」は市外局番から数字で入力してください（例: 0144-32-6111）`;
    },
  ).register(askedWith, { control: 'tel' });
}

/** A reading: full-width katakana with spaces, ー and ・. Hiragana and half-width katakana are converted. */
export function katakana(label: string, max: number): TextField {
  return field(
    label,
    `全角カタカナ${max}文字以内（平仮名と半角カタカナは、全角カタカナにする）`,
    { pattern: '^[ァ-ヺー・ヽヾ][ァ-ヺー・ヽヾ 　]*$', maxLength: max },
    (text) => toKatakana(text.trim()),
    (text) =>
      lengthProblem(label, max, text) ??
      (/^[ァ-ヺー・ヽヾ 　]+$/.test(text) ? undefined : `「${label}」は全角カタカナで入力してください`),
  ).register(onPage, { hint: '全角カタカナ' });
}

/** A postal code, as 053-8722; 〒, full-width digits and a missing hyphen are accepted. */
export function postalCode(label: string): TextField {
  return field(
    label,
    '7桁の数字',
    { pattern: '^[0-9]{3}-?[0-9]{4}$' },
    (text) =>
      unlessLong(text, (typed) =>
        halfWidth(typed)
          .trim()
          .replace(/^〒\s*/, '')
          .replace(/^(\d{3})-?(\d{4})$/, '$1-$2'),
      ),
    (text) =>
      /^\d{3}-\d{4}$/.test(text) ? undefined : `「${label}」は7桁の数字で入力してください（例: 053-8722）`,
  )
    .register(askedWith, { control: 'numeric' })
    .register(onPage, { hint: '例 053-8722' });
}

/** The common frame: required, normalised, then one problem at most. A ZodString, so that OpenAPI can show it. */
function field(
  label: string,
  description: string,
  accepts: Accepts,
  normalise: (text: string) => string,
  problem: (text: string) => string | undefined,
  missing = `「${label}」を入力してください`,
): TextField {
  return z
    .string({ error: missing })
    .overwrite(normalise)
    .superRefine((text, context) => {
      const message = text === '' ? missing : problem(text);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .meta({ title: label, description, accepts });
}

function lengthProblem(label: string, max: number, text: string): string | undefined {
  const tooLong = `「${label}」は${max}文字以内で入力してください`;
  if (text.length > max * UNITS_PER_GRAPHEME) return tooLong;
  const length = graphemeLength(text);
  return length > max ? `${tooLong}（現在 ${length}文字）` : undefined;
}

function characterProblem(label: string, text: string): string | undefined {
  return hasUnprintable(text) ? `「${label}」に使用できない文字（制御文字など）が含まれています` : undefined;
}

/** (0144)32-6111 and 0144 32 6111 as 0144-32-6111. */
function dialled(text: string): string {
  return text
    .replace(/[()\s]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-/, '');
}

/** Numbers are short; what is longer than any of them is refused as it came. */
function unlessLong(text: string, normalise: (text: string) => string): string {
  return text.length > 100 ? text : normalise(text);
}
