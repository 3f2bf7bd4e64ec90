import { z } from 'zod';
import { halfWidth } from './characters.ts';
import { type Accepts, askedWith, onPage } from './text.ts';

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
  .refine(isCorporateNumber, {
    error: '法人番号は13桁の数字で入力してください（検査用数字が合わない番号は使えません）',
  })
  .meta({
    title: '法人番号',
    description:
      '13桁の数字。1桁目の検査用数字（9から、下の桁から順に1と2を掛けた和を9で割った余りを引いた数）が合わないものは受け付けない',
    accepts: { pattern: '^[1-9][0-9]{12}$' } satisfies Accepts,
  })
  .register(askedWith, { control: 'numeric' })
  .register(onPage, { hint: '13桁の数字' });
