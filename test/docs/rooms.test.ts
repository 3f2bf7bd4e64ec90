import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ALONE } from '../../vitest.config.ts';

/** The house (docs/adr/0041): the same rooms in core, functions and test, from the ground up. Imports go down only. */
const RULE = [
  ...[
    'values',
    'store',
    'regulation',
    'directory',
    'attachment',
    'case',
    'question',
    'registration',
    'sign-in',
  ],
  ...['application', 'document', 'permit', 'finding', 'instruction', 'change', 'reconfirmation', 'work'],
  ...['monthly-report', 'reconciliation', 'decision', 'disposal', 'daily', 'trail'],
];
const FUNCTIONS = ['ui', 'http', 'help', ...RULE, 'tasks', 'outbox', 'adapters', 'wiring', 'lambda'];
/** Folders of test/ that hold the tests of no room. */
const BESIDE = [
  ...[
    'aws',
    'browser',
    'docs',
    'flows',
    'freeze',
    'infra',
    'kill',
    'local',
    'scanner',
    'scripts',
    'simulation',
  ],
  ...['statemachines', 'support'],
];
const HOUSE: Readonly<Record<string, readonly string[]>> = {
  core: RULE,
  functions: FUNCTIONS,
  test: [...FUNCTIONS, ...BESIDE],
};

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const files = globSync(['core/**/*.ts', 'functions/**/*.ts', 'test/**/*.ts'], { cwd: root }).toSorted();

/** On which floor of its part of the house a file is; −1 in no room. */
const floorOf = (path: string): number => {
  const [part = '', room = '', file] = path.split('/');
  return file === undefined ? -1 : (HOUSE[part]?.indexOf(room) ?? -1);
};
const upward = (file: string, source: string): readonly string[] =>
  [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)]
    .map(([, path = '']) => join(dirname(file), path))
    .filter((to) => to.split('/')[0] === file.split('/')[0] && floorOf(to) > floorOf(file))
    .map((to) => `${file} → ${to}`);

test('every file is in a room', () => {
  expect(files.length).toBeGreaterThan(800);
  expect(files.filter((file) => floorOf(file) < 0)).toEqual([]);
});

test('rooms import downwards only', () => {
  const judged = files.filter((file) => !file.startsWith('test/'));
  expect(judged.flatMap((file) => upward(file, read(file)))).toEqual([]);
});

test('an arrow upwards is seen, of a type or at run time, too', () => {
  const arrows = `import type { A } from '../work/views.ts'; import { B } from '../case/case.ts'; import('../trail/audit.ts');`;
  expect(upward('core/permit/x.ts', arrows)).toEqual([
    'core/permit/x.ts → core/work/views.ts',
    'core/permit/x.ts → core/trail/audit.ts',
  ]);
});

test('docs/architecture.md draws the rooms in this order', () => {
  const drawn = [...read('docs/architecture.md').matchAll(/^\| \*\*([a-z-]+)\*\* \|/gm)].map(
    ([, room]) => room,
  );
  expect(drawn).toEqual(FUNCTIONS);
});

test('a test file that puts something in the place of a module has its modules for itself', () => {
  const mocks = /^(?:const .* = )?vi\.(?:mock|doMock|hoisted|resetModules)\(/m;
  const tests = files.filter((file) => /(?<!\.(aws|browser))\.test\.ts$/.test(file));
  expect(tests.filter((file) => mocks.test(read(file)))).toEqual(ALONE);
});
