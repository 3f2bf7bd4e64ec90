import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** CONTRIBUTING.md: files of up to 300 lines; a longer one says why in its first comment. */
const MOST = 300;
const WHY = 'Longer than 300 lines: ';

const root = join(import.meta.dirname, '..', '..');
const files = globSync(['core/**/*.ts', 'functions/**/*.ts', 'infra/**/*.ts', 'local/**/*.ts'], {
  cwd: root,
});
/** @returns whether it is longer, and whether it says why */
const judge = (source: string): { readonly isLong: boolean; readonly says: boolean } => ({
  isLong: source.trimEnd().split('\n').length > MOST,
  says: /\/\*\*[\s\S]*?\*\//.exec(source)?.[0].includes(WHY) ?? false,
});

test('a file of more than 300 lines says why in its first comment; one that is not longer any more does not', () => {
  expect(files.length).toBeGreaterThan(400);
  const wrong = files.filter((file) => {
    const { isLong, says } = judge(readFileSync(join(root, file), 'utf8'));
    return isLong !== says;
  });
  expect(wrong).toEqual([]);
});

test('the reason counts in the first comment only', () => {
  const lines = 'const a = 1;\n'.repeat(301);
  expect(judge(lines)).toEqual({ isLong: true, says: false });
  expect(judge(`/** What. ${WHY}it is a table. */\n${lines}`)).toEqual({ isLong: true, says: true });
  expect(judge(`/** What. */\n${lines}/** ${WHY}it is a table. */`)).toEqual({ isLong: true, says: false });
});
