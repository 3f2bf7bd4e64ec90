import { expect, test } from 'vitest';
import { readCsv, writeCsv } from '../../core/values/csv.ts';

test('すべての欄を引用符で囲み、CRLFで終える', () => {
  expect(writeCsv([['a', 'b"c', ''], ['改\n行']])).toBe('"a","b""c",""\r\n"改\n行"\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠1'])(
  "式と読まれる %j には、先頭に「'」を付ける",
  (text) => {
    expect(readCsv(writeCsv([[text]]), ',')[0]?.fields).toEqual([`'${text}`]);
  },
);

test('ふつうの文字はそのまま戻る', () => {
  const row = ['髙橋', '2026-04-01', 'a-b', '㈱北斗', '1,2'];
  expect(readCsv(writeCsv([row]), ',')[0]?.fields).toEqual(row);
});
