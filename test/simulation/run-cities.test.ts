import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCities } from './run-cities.ts';

/** A run that played less than it was asked to play has shown nothing, and says so. */

const ASKED = {
  first: 1,
  last: Number.MAX_SAFE_INTEGER,
  permitYears: Number.POSITIVE_INFINITY,
  minutes: Number.POSITIVE_INFINITY,
  workers: 2,
  shrinkMs: 0,
};
const workerThat = (does: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort, workerData } from 'node:worker_threads'; ${does}`)}`,
  );
const missingWith = async (does: string, asked: Partial<typeof ASKED>): Promise<string> =>
  (await runCities({ ...ASKED, ...asked }, { worker: workerThat(does) })).missing.join('; ');

const played = (permitYears: number) =>
  `{ sums: { seeds: 1, permitYears: ${permitYears}, cases: 1, permits: 1, acts: 1, restarts: 0, repeated: 0, counts: {}, answers: {} } }`;

test('a worker that ends at once', async () => {
  const missing = await missingWith('process.exit(0)', { permitYears: 2000 });
  expect(missing).toContain('a worker ended in seed 0 with code 0');
  expect(missing).toContain('0 of 2000 permit-years were played');
});

test('a worker that says it is done and has played nothing', async () => {
  const does = "parentPort.postMessage('done'); parentPort.close();";
  expect(await missingWith(does, { last: 60 })).toContain('0 of 60 cities were played');
  expect(await missingWith(does, { permitYears: 2000 })).toContain('0 of 2000 permit-years were played');
  expect(await missingWith(does, { minutes: 0 })).toContain('no seeds');
  expect(await missingWith(does, { last: 0 })).toContain('no seeds');
});

test('a worker that plays a part and ends', async () => {
  const does = `parentPort.postMessage(${played(400)}); parentPort.postMessage('done'); parentPort.close();`;
  expect(await missingWith(does, { permitYears: 2000 })).toBe('800 of 2000 permit-years were played');
});

test('cities without faults, and none that was played twice', async () => {
  const does = `parentPort.postMessage(${played(2000)});`;
  const missing = await missingWith(does, { permitYears: 2000 });
  expect(missing).toContain('no city was played twice; faults that never came: store-throttled');
});

const simulate = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], { encoding: 'utf8' });

test('what was asked for is played, and nothing is missing', () => {
  const { status, stdout } = simulate('--seeds', '1-2', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ seeds: 2, missing: [] });
  expect(JSON.parse(stdout).acts).toBeGreaterThan(100);
  expect(status).toBe(0);
});

test.each([
  ['--permit-years', '0'],
  ['--permit-years', 'many'],
  ['--seeds', '3-1'],
  ['--seeds', '1-2', '--workers', '0'],
])('npm run simulate -- %s %s plays nothing, and fails', (...args) => {
  expect(simulate(...args).status).not.toBe(0);
});
