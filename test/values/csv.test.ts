import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Delimiter, delimiterOf, readCsv } from '../../core/values/csv.ts';

const rows = (text: string, delimiter: Delimiter = ',') =>
  readCsv(text, delimiter).map(({ fields }) => fields);

describe('RFC 4180', () => {
  test.each([
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\rc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"a","b"\r\n', [['a', 'b']]],
    ['"a,b",c', [['a,b', 'c']]],
    ['"a\r\nb",c', [['a\r\nb', 'c']]],
    ['"a ""quoted"" b"', [['a "quoted" b']]],
    ['""', []],
    ['"",x', [['', 'x']]],
    ['a,', [['a', '']]],
    [',', []],
    ['', []],
    ['\r\n\r\na\r\n\r\n', [['a']]],
    ['5" disk,b', [['5" disk', 'b']]],
    ['a,b', [['a', 'b']]],
  ])('%j', (text, expected) => {
    expect(rows(text)).toEqual(expected);
  });

  test('a record says on which line of the file it begins', () => {
    expect(readCsv('h\r\n\r\n"two\r\nlines",x\nlast', ',').map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  test('quotes that do not fit are named, and swallow no other record unseen', () => {
    expect(readCsv('a,b\n"c,d\ne,f', ',')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['c,d\ne,f'], problem: '引用符（"）が閉じられていません' },
    ]);
    expect(readCsv('"a"b,c\nd', ',')).toEqual([
      { line: 1, fields: ['ab', 'c'], problem: '閉じた引用符（"）の後に文字があります' },
      { line: 2, fields: ['d'] },
    ]);
  });

  test('what is written by the rules is read back, whatever the text and the line ends', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '接', '"', ',', '\t', '\n', '\r', ' ', '髙') });
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',' as const, '\t' as const),
        fc.constantFrom('\r\n', '\n', '\r'),
        (records, delimiter, end) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const text = records.map((record) => record.map(quoted).join(delimiter) + end).join('');
          const kept = records.filter((record) => record.some((value) => value !== ''));
          expect(readCsv(text, delimiter).map(({ fields }) => fields)).toEqual(kept);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('any text ends, in time that grows with its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', 'x'), maxLength: 200 }), (text) => {
        const lines = readCsv(text, ',').map(({ line }) => line);
        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
    expect(readCsv('"'.repeat(1_000_001), ',').length).toBeLessThanOrEqual(1);
    expect(readCsv('a"'.repeat(500_000), ',')).toHaveLength(1);
  });
});

test.each([
  ['a,b\nc\td', ','],
  ['a\tb\nc,d', '\t'],
  ['題名\n利用者\t接続日時\t備考、A,B', '\t'],
  ['"a\tb\tc",d', ','],
  ['one', ','],
] as const)('comma or tab: %j', (text, delimiter) => {
  expect(delimiterOf(text)).toBe(delimiter);
});
