import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'asl-kill-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const database = join(directory, 'journal.db');
const effects = join(directory, 'effects.txt');
const program = join(import.meta.dirname, 'killed-process.ts');
const EXECUTIONS = 60;
const KILLS = 12;
/** On a slow machine a life may get further than it should before it is seen: then fewer suffice for all the work. */
const LEAST_KILLS = 4;

const effectsSoFar = (): number =>
  existsSync(effects) ? readFileSync(effects, 'utf8').split('\n').length - 1 : 0;

/** Runs the program; its output, or undefined when it was killed, which is when it has had so many effects. */
const live = (killAfter: number | undefined): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, database, effects, String(EXECUTIONS)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      errors += String(chunk);
    });
    const before = effectsSoFar();
    const timer =
      killAfter === undefined
        ? undefined
        : setInterval(() => effectsSoFar() - before >= killAfter && child.kill('SIGKILL'), 1);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(output);
      else reject(new Error(errors));
    });
  });

test(`${EXECUTIONS} executions under real kill -9 in the middle of their work: all succeed, every task took effect`, async () => {
  let killed = 0;
  for (let life = 0; life < KILLS; life += 1) if ((await live(1 + life)) === undefined) killed += 1;
  const output = await live(undefined);
  const expected = Array.from({ length: EXECUTIONS }, (_, n) => [`e${n}`, 'SUCCEEDED', `e${n}`]);
  expect(JSON.parse(output ?? '[]').toSorted()).toEqual(expected.toSorted());
  const lines = readFileSync(effects, 'utf8').split('\n');
  for (let n = 0; n < EXECUTIONS; n += 1)
    for (const task of ['begin', 'each', 'each', 'ask', 'finish'])
      expect(lines.filter((line) => line === `${task} e${n}`).length).toBeGreaterThanOrEqual(
        task === 'each' ? 2 : 1,
      );
  process.stdout.write(`      N = ${killed} kills, ${EXECUTIONS} executions\n`);
  expect(killed).toBeGreaterThanOrEqual(LEAST_KILLS);
});
