import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  formatJstDateTime,
  formatJstDateTimeShort,
  formatWareki,
  formatWarekiShort,
  parseDate,
} from '../../core/values/wareki.ts';

const on = (iso: string) => Temporal.PlainDate.from(iso);
const anyDate = fc
  .integer({ min: 0, max: 120_000 })
  .map((days) => Temporal.PlainDate.from('1800-01-01').add({ days }));

describe('和暦 in print', () => {
  test.each([
    ['2026-04-01', '令和8年4月1日', 'R8.4.1'],
    ['2019-05-01', '令和元年5月1日', 'R1.5.1'],
    ['2019-04-30', '平成31年4月30日', 'H31.4.30'],
    ['1989-01-08', '平成元年1月8日', 'H1.1.8'],
    ['1989-01-07', '昭和64年1月7日', 'S64.1.7'],
    ['1926-12-25', '昭和元年12月25日', 'S1.12.25'],
    ['1926-12-24', '大正15年12月24日', 'T15.12.24'],
    ['1912-07-30', '大正元年7月30日', 'T1.7.30'],
    ['1912-07-29', '明治45年7月29日', 'M45.7.29'],
    ['1873-01-01', '明治6年1月1日', 'M6.1.1'],
    ['1872-12-31', '1872年12月31日', '1872.12.31'],
  ])('%s is %s', (iso, long, short) => {
    expect(formatWareki(on(iso))).toBe(long);
    expect(formatWarekiShort(on(iso))).toBe(short);
  });

  test('instants are printed in Japanese time', () => {
    const instant = Temporal.Instant.from('2026-04-03T01:12:59Z');
    expect(formatJstDateTime(instant)).toBe('令和8年4月3日 10時12分');
    expect(formatJstDateTimeShort(instant)).toBe('4月3日 10:12');
    expect(formatJstDateTime(Temporal.Instant.from('2026-03-31T15:05:00Z'))).toBe('令和8年4月1日 0時05分');
  });

  test('the era years agree with the calendar of ICU', () => {
    const icu = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { dateStyle: 'long', timeZone: 'UTC' });
    fc.assert(
      fc.property(anyDate, (date) => {
        fc.pre(date.year >= 1873);
        expect(formatWareki(date)).toBe(icu.format(Date.UTC(date.year, date.month - 1, date.day)));
      }),
    );
  });
});

describe('dates as people type them', () => {
  test.each([
    '令和8年4月1日',
    'R8.4.1',
    'r8/4/1',
    'R08-04-01',
    '2026-04-01',
    '2026/4/1',
    '2026.4.1',
    '2026年4月1日',
    '　令和８年４月１日　',
    '令和 8年 4月 1日',
    'Ｒ８．４．１',
    '２０２６／０４／０１',
    '２０２６－０４－０１',
    '2026−4−1',
    ' 2026-04-01\n',
  ])('%j is 1 April 2026', (text) => {
    expect(parseDate(text)?.toString()).toBe('2026-04-01');
  });

  test.each([
    ['令和元年5月1日', '2019-05-01'],
    ['令和1年5月1日', '2019-05-01'],
    ['R元.5.1', '2019-05-01'],
    ['平成31年4月30日', '2019-04-30'],
    ['昭和64年1月7日', '1989-01-07'],
    ['M6.1.1', '1873-01-01'],
  ])('%s is %s', (text, iso) => {
    expect(parseDate(text)?.toString()).toBe(iso);
  });

  test.each([
    '平成32年1月1日',
    '平成31年5月1日',
    '令和元年4月30日',
    '昭和64年1月8日',
    '昭和元年12月24日',
    '大正元年7月29日',
    '明治5年12月3日',
    '令和0年5月1日',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-4/1',
    '2026/4',
    '令和8年4月',
    '8.4.1',
    '26-04-01',
    '元年4月1日',
    '元-4-1',
    'X8.4.1',
    '令和8年4月1日まで',
    '2026-04-01T00:00:00Z',
    '',
    '   ',
    `${' '.repeat(100)}2026-04-01`,
  ])('%j is refused', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  test('what is printed is read back as the same day', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        for (const text of [formatWareki(date), formatWarekiShort(date), date.toString()])
          expect(parseDate(text)?.toString()).toBe(date.toString());
      }),
      { numRuns: 1000 },
    );
  });

  test('a year of five digits is none that a form, a paper or the API could write', () => {
    expect(parseDate('令和7981年12月31日')?.toString()).toBe('9999-12-31');
    for (const text of ['令和7982年1月1日', 'R8827-3-4', '令和9999年12月31日', '10000-01-01'])
      expect(parseDate(text), text).toBeUndefined();
  });

  test('any text is answered with an existing date or undefined, never with an exception', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^(令和|平成|R|)?[0-9元]{1,4}[年./-][0-9]{1,2}[月./-][0-9]{1,2}日?$/),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const date = parseDate(text);
        expect(date === undefined || parseDate(date.toString())?.equals(date)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
