import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

/**
 * docs/adding-a-record.md: a kind of record that nobody has, 立会い記録, is added to a copy of the sources as the page says,
 * checked by the compiler and played from the request to its acceptance.
 */

const root = join(import.meta.dirname, '..', '..');
const example = join(import.meta.dirname, 'adding-a-record');
const COPIED = [
  'core',
  'functions',
  'local',
  'statemachines',
  'test/support',
  'docs/openapi.json',
  'package.json',
  'tsconfig.json',
];
const lists = z
  .array(z.strictObject({ file: z.string(), search: z.string(), replace: z.string() }))
  .parse(JSON.parse(readFileSync(join(example, 'lists.json'), 'utf8')));
const added = globSync(['core/**/*.ts', 'functions/**/*.ts'], { cwd: example }).toSorted();
const changed = [...new Set(lists.map(({ file }) => file))].toSorted();

const copies: string[] = [];
afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

/** The sources with the example in them. @param without lists to which nothing is added */
const withExample = (without: readonly string[] = []): string => {
  const copy = mkdtempSync(join(tmpdir(), 'record-'));
  copies.push(copy);
  for (const name of COPIED) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const name of added) cpSync(join(example, name), join(copy, name));
  cpSync(join(example, 'play.ts'), join(copy, 'test/docs/adding-a-record/play.ts'));
  for (const { file, search, replace } of lists.filter((list) => !without.includes(list.file))) {
    const source = readFileSync(join(copy, file), 'utf8');
    if (source.split(search).length !== 2) throw new Error(`${file} has no one place: ${search}`);
    writeFileSync(
      join(copy, file),
      source.replace(search, () => replace),
    );
  }
  const include = ['core', 'functions', 'test/docs'];
  const config = { extends: './tsconfig.json', include, exclude: [] };
  writeFileSync(join(copy, 'tsconfig.example.json'), JSON.stringify(config));
  return copy;
};

const run = (copy: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { cwd: copy, maxBuffer: 1e8, env: { ...process.env, POWERTOOLS_LOG_LEVEL: 'SILENT' } };
    execFile(process.execPath, args, options, (_error, stdout, stderr) => {
      if (stderr.includes('Error')) reject(new Error(stderr.slice(0, 2_000)));
      else resolve(stdout);
    });
  });
const compiled = async (copy: string): Promise<readonly string[]> => {
  const out = await run(copy, ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.example.json']);
  return out.split('\n').filter((line) => line.includes('error TS'));
};

const seenSchema = z.object({
  statuses: z.record(z.string(), z.int()),
  wanted: z.object({ subject: z.string(), text: z.string() }),
  question: z.object({ subject: z.string(), text: z.string() }),
  ...{ owed: z.string(), inbox: z.string(), over: z.string(), page: z.string(), permit: z.string() },
  trail: z.string(),
  open: z.int(),
  events: z.array(z.string()),
  violations: z.array(z.string()),
});

describe('a kind of record is added in its rooms and in the lists of kinds', () => {
  test('at most 10 files, and the page names exactly these', () => {
    const page = readFileSync(join(root, 'docs/adding-a-record.md'), 'utf8');
    const named = [...page.matchAll(/^\| \d+ \| `([^`]+)`/gm)].map(([, file]) => file);
    expect(named.toSorted()).toEqual([...added, ...changed].toSorted());
    expect(named.length).toBeLessThanOrEqual(10);
  });

  test('it compiles, and is played by its pages from the request to its acceptance', async () => {
    const copy = withExample();
    const [faults, played] = await Promise.all([
      compiled(copy),
      run(copy, ['test/docs/adding-a-record/play.ts']),
    ]);
    expect(faults).toEqual([]);
    const seen = seenSchema.parse(JSON.parse(played));
    expect(seen.statuses).toEqual({
      ...{ tooEarly: 422, asked: 303, early: 409, answered: 303, again: 409 },
      ...{ stale: 409, accepted: 303, page: 200 },
    });
    expect(seen.wanted.subject).toContain('立会い記録のお願い');
    expect(seen.wanted.text).toContain('令和8年4月30日');
    expect(seen.owed).toContain('立会い記録');
    expect(seen.question.subject).toContain('立会い記録の確認');
    expect(seen.question.text).toContain('更新の前後に画面を確認した。');
    expect(seen.inbox).toContain('立会い記録の確認');
    expect(seen.over).toContain('立会い記録の確認');
    expect(seen.page).toContain('確認済');
    expect(seen.permit).toContain('立会い記録（第6条第2号）');
    expect(seen.trail).toContain('立会い記録の依頼（第6条第2号）');
    expect(seen.trail).toContain('提出期限 令和8年4月30日');
    expect(seen.trail).toContain('改ざんは検出されませんでした');
    expect(seen.open).toBe(0);
    expect(seen.events).toEqual(['attendance-asked', 'attendance-answered', 'attendance-accepted']);
    expect(seen.violations).toEqual([]);
  });

  test('what is forgotten does not compile', async () => {
    const forgotten = changed.filter((file) => file !== 'core/case/records.ts');
    const faults = await compiled(withExample(forgotten));
    const places = new Set(faults.map((fault) => fault.slice(0, fault.indexOf('('))));
    // A question that is in no list cannot be asked.
    const asks = (file: string) => (file.endsWith('decision-request.ts') ? 'core/work/attendance.ts' : file);
    expect([...places]).toEqual(expect.arrayContaining(forgotten.map(asks)));
  });
});
