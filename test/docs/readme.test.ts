import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

/** What a page consists of, whatever its language. */
const outlineOf = (text: string) => ({
  sections: matches(text, /^(##+) /gm),
  commands: matches(text, /^\| ((?:`[^`]+`[、, ]*)+) \|/gm).flatMap((cell) => matches(cell, /`([^`]+)`/g)),
  pictures: matches(text, /!\[[^\]]*\]\(([^)]+)\)/g),
  steps: matches(text, /^(\d+)\. /gm),
  people: matches(text, /^\| \S+ \S+ \| (\S+@\S+) \|/gm),
  code: matches(text, /^```\n([\s\S]*?)^```/gm),
});

describe.each([
  ['README.md', 'README.ja.md'],
  ['docs/try.md', 'docs/try.ja.md'],
])('%s and %s', (english, japanese) => {
  test('have the same sections, commands, pictures, steps and people, in the same order', () => {
    const outline = outlineOf(read(english));
    expect(outline.sections.length).toBeGreaterThan(2);
    expect(outlineOf(read(japanese))).toEqual(outline);
  });
});

test('a README is read in one go; the sixteen steps stand on a page of their own', () => {
  for (const page of ['README.md', 'README.ja.md'])
    expect(read(page).trimEnd().split('\n').length, page).toBeLessThanOrEqual(110);
  expect(outlineOf(read('docs/try.md')).steps).toEqual(Array.from({ length: 16 }, (_, n) => String(n + 1)));
});

test('every script of package.json stands in the README, and no other', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = outlineOf(read('README.md')).commands.filter((name) => !name.startsWith('npm run'));
  expect(named.toSorted()).toEqual(Object.keys(scripts).toSorted());
});

test('decisions are numbered without a gap or a double, and each says since when it stands', () => {
  const pages = globSync('docs/adr/*.md', { cwd: root }).toSorted();
  const numbers = pages.map((page) => Number(/\/(\d{4})-/.exec(page)?.[1]));
  expect(numbers).toEqual(Array.from({ length: Math.max(...numbers) }, (_, n) => n + 1));
  for (const page of pages)
    expect(read(page), page).toMatch(
      /^# \d+\. .+\n\nStatus: (?:accepted|withdrawn|superseded[^\n]*?|accepted[^\n]*?), \d{4}-\d{2}-\d{2}\./,
    );
});

test('the version of Node that is named for tools is the one that the project brings', () => {
  const { devDependencies } = JSON.parse(read('package.json'));
  expect(devDependencies.node).toBe(`^${read('.nvmrc').trim()}`);
});

test('the newest section of the changes is of the version that package.json names, or of the next', () => {
  const { version } = JSON.parse(read('package.json'));
  const versions = matches(read('CHANGELOG.md'), /^## (\S+)/gm);
  expect(versions.slice(0, 2)).toContain(version);
});
