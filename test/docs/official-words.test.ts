import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * 公用文: conjunctions that an office writes in kanji, and one wording where there were two (公用文における漢字使用等について, 法令における漢字使用等について). Every text
 * that people read stands in these folders: papers, mails, screens, hints and the sentences of refusals.
 */
const root = join(import.meta.dirname, '..', '..');
const FOLDERS = ['core', 'functions', 'local', 'statemachines'];
const texts = [
  ...FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.{ts,json}`, { cwd: root })),
  'README.ja.md',
  'docs/try.ja.md',
  'docs/regulation-map.json',
];
const OFFICIAL: readonly (readonly [word: string, instead: string])[] = [
  ['または', '又は'],
  ['もしくは', '若しくは'],
  ['および', '及び'],
  ['ならびに', '並びに'],
  // One wording of links back: 「許可の画面に戻る」.
  ['へ戻る', 'に戻る'],
  ["の画面へ'", "の画面に戻る'"],
  ['の画面へ`', 'の画面に戻る`'],
];

describe('公用文の用字: 書面・メール・画面', () => {
  test('見るべきファイルがある', () => {
    for (const folder of FOLDERS)
      expect(texts.filter((path) => path.startsWith(`${folder}/`)).length, folder).toBeGreaterThan(3);
  });

  test.each(OFFICIAL)('「%s」は「%s」と書く', (word) => {
    const found = texts.flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .flatMap((line, index) => (line.includes(word) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });
});
