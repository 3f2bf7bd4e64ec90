import { expect, test } from 'vitest';
import { encodeCp932, forCp932 } from '../../functions/http/cp932.ts';

const decoded = (bytes: Uint8Array) => new TextDecoder('shift_jis').decode(bytes);

test('シフトJIS（CP932）にある文字は、機種依存文字も含めてそのまま', () => {
  const text = '髙橋㈱①ﾊﾝｶｸ～令和8年';
  expect(forCp932(text)).toEqual({ text, missing: [] });
  expect(decoded(encodeCp932(text))).toBe(text);
});

test('波ダッシュ・マイナスなどは、見た目の同じ文字にする', () => {
  expect(forCp932('1〜2−3')).toEqual({ text: '1～2－3', missing: [] });
});

test('ない文字は、字体選択子のついた字も一字として、名指しする', () => {
  expect(forCp932('𠮷野葛󠄀城é')).toEqual({ text: '〓野〓城〓', missing: ['𠮷', '葛󠄀', 'é'] });
});
