import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { corporateNumberSchema, isCorporateNumber } from '../../core/values/fields.ts';

/** The check digit a second time: odd and even places from the left of the twelve swap weights. */
function withCheckDigit(base: string): string {
  let sum = 0;
  for (let place = 0; place < 12; place += 1) sum += Number(base[place]) * (place % 2 === 0 ? 2 : 1);
  return `${9 - (sum % 9)}${base}`;
}
const twelveDigits = fc.stringMatching(/^[0-9]{12}$/);

describe('法人番号', () => {
  test.each(['7000012050002', '8000020130001'])('%s is valid', (text) => {
    expect(isCorporateNumber(text)).toBe(true);
  });

  test('exactly one check digit fits twelve digits', () => {
    fc.assert(
      fc.property(twelveDigits, (base) => {
        const fitting = [...'0123456789'].map((digit) => digit + base).filter(isCorporateNumber);
        expect(fitting).toStrictEqual([withCheckDigit(base)]);
      }),
    );
  });

  test('one mistyped digit is found, except 0 for 9 and 9 for 0', () => {
    const oneDigit = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(twelveDigits, fc.integer({ min: 1, max: 12 }), oneDigit, (base, place, digit) => {
        const right = withCheckDigit(base);
        const wrong = right.slice(0, place) + digit + right.slice(place + 1);
        const same = (Number(right[place]) - digit) % 9 === 0;
        expect(isCorporateNumber(wrong)).toBe(same);
      }),
    );
  });

  test.each([
    '',
    '700001205000',
    '70000120500021',
    '7000012050003',
    ' 7000012050002',
    'T7000012050002',
    '７０００',
  ])('%j is none', (text) => {
    expect(isCorporateNumber(text)).toBe(false);
  });

  test.each(['7000012050002', ' ７００００１２０５０００２　', '7000-0120-50002', '7 0000 1205 0002'])(
    '%j is accepted and kept as 13 digits',
    (typed) => {
      expect(corporateNumberSchema.parse(typed)).toBe('7000012050002');
    },
  );

  test('the message says in Japanese what is expected', () => {
    const messages = (typed: string) =>
      corporateNumberSchema.safeParse(typed).error?.issues.map(({ message }) => message);
    expect(messages('7000012050003')).toEqual([
      '法人番号の検査用数字が合いません。13桁の番号に誤りがないか、確かめてください',
    ]);
    for (const typed of ['', '700001205000', '70000120500021', 'T7000012050002', '法人番号'])
      expect(messages(typed), typed).toEqual([
        '法人番号は、13桁の数字で入力してください（ハイフンや空白は、入力しても取り除かれます）',
      ]);
    expect(corporateNumberSchema.safeParse(undefined).error?.issues[0]?.message).toBe(
      '法人番号を入力してください',
    );
  });
});
