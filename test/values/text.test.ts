import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  emailAddress,
  graphemeLength,
  katakana,
  line,
  optional,
  optionalLine,
  optionalParagraph,
  paragraph,
  postalCode,
  searchKey,
  selected,
  telephone,
} from '../../core/values/text.ts';

const messages = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];
const UNUSABLE = '「目的」に使用できない文字（制御文字など）が含まれています';
const purpose = line('目的', 200);

describe('search keys', () => {
  test.each([
    ['ｶﾌﾞｼｷ ガイシャ', 'かぶしき　がいしゃ'],
    ['ＡＢＣ１２３', 'abc123'],
    ['㈱北海', '(株)北海'],
    ['葛\u{E0100}飾', '葛飾'],
    [' a \n b ', 'A　B'],
  ])('%j and %j are found by the same key', (one, other) => {
    expect(searchKey(one)).toBe(searchKey(other));
  });

  test('the key of a key is the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(searchKey(searchKey(text))).toBe(searchKey(text));
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['髙﨑', 2],
  ['葛\u{E0100}', 1],
  ['か\u3099', 1],
  ['👨‍👩‍👧', 1],
  ['𠮷野家', 3],
  ['', 0],
])('%j has %i graphemes', (text, length) => {
  expect(graphemeLength(text)).toBe(length);
});

test.each([undefined, '', ' '])('%j: what stands in a list is chosen, not typed', (value) => {
  expect(messages(selected('対象システム'), value)).toStrictEqual(['「対象システム」を選択してください']);
});

describe('one line', () => {
  test.each(['髙﨑 ㈱ ①', '葛\u{E0100}城', '神\uFE00', '𠮷', 'か\u3099', '😀'])(
    '%j stays as typed',
    (text) => {
      expect(purpose.parse(` ${text}　`)).toBe(text);
    },
  );

  test.each([undefined, null, 3, '', ' 　\t'])('%j is asked for by its label', (value) => {
    expect(messages(purpose, value)).toStrictEqual(['「目的」を入力してください']);
  });

  test('length is counted in graphemes and told', () => {
    expect(purpose.safeParse('葛\u{E0100}'.repeat(200)).success).toBe(true);
    expect(messages(purpose, 'あ'.repeat(231))).toStrictEqual([
      '「目的」は200文字以内で入力してください（現在 231文字）',
    ]);
  });

  test('huge inputs, also of one grapheme, are refused without being segmented', () => {
    expect(messages(purpose, 'あ'.repeat(10_000_000))).toStrictEqual([
      '「目的」は200文字以内で入力してください',
    ]);
    expect(messages(purpose, `a${'\u0301'.repeat(5_000_000)}`)).toStrictEqual([
      '「目的」は200文字以内で入力してください',
    ]);
  });

  test.each([
    ['NUL', '\0'],
    ['a line feed', '\n'],
    ['a tab', '\t'],
    ['escape', '\u001B'],
    ['C1', '\u0085'],
    ['a lone high surrogate', '\uD800'],
    ['a lone low surrogate', '\uDC00'],
    ['a zero-width space', '\u200B'],
    ['a zero-width non-joiner', '\u200C'],
    ['a zero-width joiner', '\u200D'],
    ['a word joiner', '\u2060'],
    ['a byte order mark', '\uFEFF'],
    ['a soft hyphen', '\u00AD'],
    ['a Hangul filler', '\u3164'],
    ['a tag character', '\u{E0041}'],
    ['an interlinear annotation', '\uFFF9'],
    ['a line separator', '\u2028'],
    ['a noncharacter', '\uFFFE'],
    ['a noncharacter of plane 1', '\u{1FFFF}'],
    ...[...'\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u200E\u200F\u061C'].map(
      (mark): [string, string] => [`bidi U+${mark.charCodeAt(0).toString(16)}`, mark],
    ),
    ['two variation selectors', '\uFE00\uFE00'],
    ['a variation selector after a space', ' \uFE00'],
  ])('%s is refused', (_, characters) => {
    expect(messages(purpose, `前${characters}後`)).toStrictEqual([UNUSABLE]);
  });

  test('whatever is accepted is well formed, trimmed and without controls, and is accepted again unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const { data, error } = purpose.safeParse(text);
        expect(data === undefined ? error?.issues.length : data).toBe(data === undefined ? 1 : text.trim());
        expect(data?.isWellFormed() ?? true).toBe(true);
        expect(data && purpose.parse(data)).toBe(data);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a paragraph', () => {
  const effect = paragraph('目的', 20);
  test('keeps line feeds and tabs, and makes CRLF and CR line feeds', () => {
    expect(effect.parse('\r\n一\r\n二\r三\n\t四 ')).toBe('一\n二\n三\n\t四');
  });
  test.each(['一\0二', '一\u202E二', '一\u2029二', '一\v二'])('%j is refused', (text) => {
    expect(messages(effect, text)).toStrictEqual([UNUSABLE]);
  });
  test('counts a line break as one', () => {
    expect(effect.safeParse('一\r\n'.repeat(10)).success).toBe(true);
    expect(messages(effect, `${'一\r\n'.repeat(10)}一二`)).toStrictEqual([
      '「目的」は20文字以内で入力してください（現在 22文字）',
    ]);
  });
});

describe('optional texts', () => {
  const schema = z.strictObject({
    remark: optionalLine('備考', 5),
    detail: optionalParagraph('詳細', 5),
    tel: optional(telephone('電話')),
  });
  test.each([{}, { remark: '', detail: ' \n', tel: '　' }])('%j is nothing', (value) => {
    const parsed: { remark?: string; detail?: string; tel?: string } = schema.parse(value);
    expect([parsed.remark, parsed.detail, parsed.tel]).toStrictEqual([undefined, undefined, undefined]);
  });
  test('what is given is checked', () => {
    expect(schema.parse({ remark: ' 可 ', detail: 'a\r\nb', tel: '０１４４－３２－６１１１' })).toStrictEqual(
      {
        remark: '可',
        detail: 'a\nb',
        tel: '0144-32-6111',
      },
    );
    expect(messages(schema, { remark: '123456', detail: 5 })).toHaveLength(2);
  });
  test('OpenAPI sees a plain optional string', () => {
    expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({
      properties: { remark: { type: 'string', title: '備考' } },
    });
    expect(z.toJSONSchema(schema, { io: 'input' })).not.toHaveProperty('required');
  });
});

describe('e-mail addresses', () => {
  const email = emailAddress('メール');
  test('only the domain becomes lower case', () => {
    expect(email.parse(' Taro.Yamada+x@Example.CO.jp ')).toBe('Taro.Yamada+x@example.co.jp');
    expect(email.safeParse(`${'a'.repeat(64)}@example.jp`).success).toBe(true);
  });
  test.each([
    'a@b.jp\r\nBcc: x@y.jp',
    'a@b.jp\n',
    'a b@c.jp',
    'a@b',
    'a@@b.jp',
    'a..b@c.jp',
    '.a@c.jp',
    'a@-b.jp',
    'a@b-.jp',
    'a@b..jp',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    '"a"@b.jp',
    'Taro <a@b.jp>',
    'a@b.jp,c@d.jp',
    'ａ@b.jp',
    'a@例え.jp',
    'a\0@b.jp',
    `${'a'.repeat(65)}@b.jp`,
    `a@${'b.'.repeat(130)}jp`,
  ])('%j is refused', (text) => {
    expect(messages(email, text)).toStrictEqual([
      '「メール」はメールアドレスの形式（例: name@example.jp）で、半角で入力してください',
    ]);
  });
  test('addresses as generated by the RFC are accepted or refused, and accepted ones stay the same', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const accepted = email.safeParse(address);
        expect(accepted.success ? email.parse(accepted.data) : undefined).toBe(accepted.data);
      }),
    );
  });
});

describe('telephone, reading, postal code', () => {
  test.each([
    ['0144-32-6111', '0144-32-6111'],
    ['０１４４（３２）６１１１', '0144-32-6111'],
    ['(0144)32-6111', '0144-32-6111'],
    ['0144ー32ー6111', '0144-32-6111'],
    ['09012345678', '09012345678'],
    ['+81-144-32-6111', '+81-144-32-6111'],
  ])('telephone %s is kept as %s', (typed, kept) => {
    expect(telephone('電話番号').parse(typed)).toBe(kept);
  });
  test.each([
    '32-6111',
    '0144-32-61111111',
    '0144-32-611a',
    '1144-32-6111',
    '0144-32-6111-',
    '+0-1',
    '1'.repeat(101),
  ])('telephone %s is refused', (text) => {
    expect(messages(telephone('電話番号'), text)).toStrictEqual([
      '「電話番号」は市外局番から数字で入力してください（例: 0144-32-6111）',
    ]);
  });

  test.each([
    ['ﾔﾏﾀﾞ ﾀﾛｳ', 'ヤマダ タロウ'],
    ['やまだ　たろう', 'ヤマダ　タロウ'],
    ['ジョン・スミス', 'ジョン・スミス'],
    ['さ\u3099ーヴ', 'ザーヴ'],
  ])('the reading %s is kept as %s', (typed, kept) => {
    expect(katakana('フリガナ', 10).parse(typed)).toBe(kept);
  });
  test.each(['山田', 'yamada', 'ヤマダ-タロウ', 'ヤマダ1', 'ヤマ\u200Bダ', 'ヤマ\nダ'])(
    'the reading %j is refused',
    (text) => {
      expect(messages(katakana('フリガナ', 10), text)).toStrictEqual([
        '「フリガナ」は全角カタカナで入力してください',
      ]);
    },
  );
  test('a reading is counted after conversion', () => {
    expect(katakana('フリガナ', 10).parse('ﾀﾞ'.repeat(10))).toBe('ダ'.repeat(10));
    expect(messages(katakana('フリガナ', 10), 'ア'.repeat(11))).toStrictEqual([
      '「フリガナ」は10文字以内で入力してください（現在 11文字）',
    ]);
  });

  test.each(['053-8722', '0538722', '〒053-8722', '〒０５３－８７２２'])(
    'postal code %s is kept with a hyphen',
    (text) => {
      expect(postalCode('郵便番号').parse(text)).toBe('053-8722');
    },
  );
  test.each(['05-38722', '053872', '053-87222', 'abc-defg'])('postal code %s is refused', (text) => {
    expect(messages(postalCode('郵便番号'), text)).toStrictEqual([
      '「郵便番号」は7桁の数字で入力してください（例: 053-8722）',
    ]);
  });
});
