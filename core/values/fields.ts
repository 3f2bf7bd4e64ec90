import { z } from 'zod';
import { halfWidth } from './characters.ts';
import { type Accepts, askedWith, onPage } from './text.ts';
import { parseDate } from './wareki.ts';
import { parseLogTime } from './written-time.ts';

/**
 * Builders of the fields that are not text (text fields: text.ts). Each message is a Japanese sentence that
 * names the field, because the same schema checks a page, an API body and a stored row. The sentence that a page puts under
 * it stands here too: `.register(onPage, { hint: '例 …' })`.
 */

/** One of a closed list; `labels` maps the stored key to the word that is shown. */
export const choice = <K extends string>(label: string, labels: Readonly<Record<K, string>>) =>
  z
    .enum(Object.keys(labels) as [K, ...K[]], {
      error: (issue) =>
        issue.input === undefined
          ? `「${label}」を選択してください`
          : `「${label}」は次のいずれかを選択してください（${Object.values(labels).join('、')}）`,
    })
    .meta({ title: label, 'x-labels': labels });

export const flag = (label: string) =>
  z
    .boolean({
      error: (issue) =>
        issue.input === undefined
          ? `「${label}」を選択してください`
          : `「${label}」は「はい」又は「いいえ」で答えてください`,
    })
    .meta({ title: label });

export const wholeNumber = (label: string, min: number, max: number) =>
  z
    .int({
      error: (issue) =>
        issue.input === undefined ? `「${label}」を入力してください` : `「${label}」は整数で入力してください`,
    })
    .min(min, `「${label}」は${min}以上で入力してください`)
    .max(max, `「${label}」は${max}以下で入力してください`)
    .meta({ title: label });

/** A day of the calendar, but for 29 February, which not every year has. */
const DAY =
  '[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))';

/** What is written in one of several ways, and kept in one. */
const written = (
  label: string,
  {
    noun,
    longest,
    example,
    parse,
  }: {
    readonly noun: '日付' | '日時';
    readonly longest: number;
    readonly example: string;
    readonly parse: (text: string) => { toString: () => string } | undefined;
  },
) =>
  z
    .string({ error: `「${label}」を入力してください` })
    .max(longest, `「${label}」の${noun}が長すぎます`)
    .transform((text, ctx) => {
      const parsed = parse(text);
      if (parsed) return parsed.toString();
      ctx.addIssue({
        code: 'custom',
        message:
          text.trim() === ''
            ? `「${label}」を入力してください`
            : `「${label}」は実在する${noun}を入力してください（例 ${example}）`,
      });
      return z.NEVER;
    });

/** A calendar date: ISO, 和暦 or with slashes comes in, ISO is kept. */
export const date = (label: string) =>
  written(label, { noun: '日付', longest: 40, example: '令和8年4月1日、2026-04-01', parse: parseDate })
    .meta({
      title: label,
      description: '実在する日付。和暦（令和8年4月1日）や 2026/4/1 も受け付ける',
      example: '2026-04-01',
      accepts: { pattern: `^${DAY}$` } satisfies Accepts,
    })
    .register(askedWith, { control: 'date' });

/** A date with a time of day in Japan: 2026-04-20 10:00, 2026-04-20T10:00, 令和8年4月20日 10時00分; an instant (ISO) is kept. */
export const moment = (label: string) =>
  written(label, {
    ...{ noun: '日時', longest: 60, parse: parseLogTime },
    example: '2026-04-20 10:00、令和8年4月20日 10時00分',
  })
    .meta({
      title: label,
      description:
        '日本時間の日時。和暦（令和8年4月20日 10時00分）や、時差の付いた時刻（2026-04-20T01:00:00Z）も受け付ける',
      example: '2026-04-20T10:00',
      accepts: { pattern: `^${DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9]$` } satisfies Accepts,
    })
    .register(askedWith, { control: 'moment' });

export const list = <T extends z.ZodType>(label: string, item: T, min: number, max: number) =>
  z
    .array(item, {
      error: (issue) =>
        issue.input === undefined ? `「${label}」を入力してください` : `「${label}」は一覧で送ってください`,
    })
    .min(min, `「${label}」を${min}件以上入力してください`)
    .max(max, `「${label}」は${max}件以内で入力してください`)
    .meta({ title: label });

/** A group of fields. Unknown fields are refused. */
export const group = <S extends z.ZodRawShape>(label: string, shape: S) =>
  z
    .strictObject(shape, {
      error: (issue) => {
        if (issue.code === 'unrecognized_keys')
          return `受け付けていない項目があります（${(issue['keys'] as string[]).slice(0, 5).join('、')}）`;
        return issue.input === undefined
          ? `「${label}」を入力してください`
          : `「${label}」の形式が正しくありません`;
      },
    })
    .meta({ title: label });

/**
 * Whether the text is a 法人番号: 13 ASCII digits, the first of which is the check digit
 * 9 − (Σ Pₙ·Qₙ mod 9), where Pₙ is the n-th of the other twelve from the right, Qₙ is 1 for odd and 2 for even n
 * (法人番号の指定等に関する省令 第2条).
 */
export function isCorporateNumber(text: string): boolean {
  if (!/^\d{13}$/.test(text)) return false;
  const [check, ...base] = Array.from(text, Number);
  const sum = base.toReversed().reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 2), 0);
  return check === 9 - (sum % 9);
}

/** A 法人番号 as typed: full-width digits, hyphens and spaces are accepted; the result is 13 ASCII digits. */
export const corporateNumberSchema = z
  .string({ error: '法人番号を入力してください' })
  .overwrite((text) => halfWidth(text).replace(/[\s-]/g, ''))
  .refine((text) => /^\d{13}$/.test(text), {
    error: '法人番号は、13桁の数字で入力してください（ハイフンや空白は、入力しても取り除かれます）',
    abort: true,
  })
  .refine(isCorporateNumber, {
    error: '法人番号の検査用数字が合いません。13桁の番号に誤りがないか、確かめてください',
  })
  .meta({
    title: '法人番号',
    description:
      '13桁の数字。1桁目の検査用数字（9から、下の桁から順に1と2を掛けた和を9で割った余りを引いた数）が合わないものは受け付けない',
    accepts: { pattern: '^[1-9][0-9]{12}$' } satisfies Accepts,
  })
  .register(askedWith, { control: 'numeric' })
  .register(onPage, { hint: '13桁の数字' });
