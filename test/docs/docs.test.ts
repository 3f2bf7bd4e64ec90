import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { parseRegulationMap } from '../../scripts/docs/regulation-map.ts';
import { generatedDocs } from '../../scripts/docs.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('generated pages', () => {
  test.each([...generatedDocs()])('%s is what `npm run docs` writes', (path, content) => {
    expect(read(path) === content, `${path} is out of date: npm run docs`).toBe(true);
  });
});

describe('docs/regulation-map.json', () => {
  const rows = parseRegulationMap(read('docs/regulation-map.json'));

  test('has every article, every item of 別表1 and every open point, once', () => {
    const places = rows.map(({ ref }) => ref);
    const articles = tomakomaiR50401.articles.map(({ number }) => `第${number}条`);
    const points = Array.from({ length: 18 }, (_, index) => `G${index + 1}`);
    expect(new Set(places.map((ref) => /^第\d+条/.exec(ref)?.[0] ?? ref))).toEqual(
      new Set([...articles, ...tomakomaiR50401.checklist.map(({ id }) => `別表1 ${id}`), ...points]),
    );
    expect(new Set(places).size).toBe(places.length);
  });

  test.each(rows.map((row) => [row.ref, row] as const))('%s leads to code and tests that exist', (_, row) => {
    const files = [...row.code, ...row.tests.map(({ file }) => file)];
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    const lost = row.tests.filter(({ file, name }) => !read(file).includes(name));
    expect(lost).toEqual([]);
    expect([row.code.length > 0, row.tests.length > 0]).toEqual([true, true]);
  });
});

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .replace(/\s/g, '-');
const anchorsOf = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));

describe('links', () => {
  const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root });

  test.each(pages)('%s: every link inside the repository points somewhere', (page) => {
    const prose = read(page).replace(/```[\s\S]*?```/g, '');
    const targets = [...prose.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    const dead = targets.filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : resolve('/', dirname(page), path).slice(1);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchorsOf(file).includes(decodeURIComponent(anchor));
    });
    expect(dead).toEqual([]);
  });

  test.each(pages)('%s: every test it names is in the file it links', (page) => {
    const named = [...read(page).matchAll(/\]\(([^)\s]+\.test\.ts)\)「([^」]+)」/g)];
    const lost = named.filter(([, target = '', name = '']) => {
      const file = join(root, dirname(page), target);
      return !existsSync(file) || !readFileSync(file, 'utf8').includes(name.replaceAll('\\|', '|'));
    });
    expect(lost.map(([text]) => text)).toEqual([]);
  });
});
