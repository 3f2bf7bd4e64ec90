import { expect, test } from 'vitest';
import { runKills, sentenceOf } from './kills.ts';

/** The long form, with the limit on each single start: `npm run test:kill`. */
const KILLS = 10;
const SEED = 1;

test(`${KILLS}回の kill -9 の間に受け付けたものは、一つも失われず、二重にならず、再起動の後に続く`, async () => {
  const report = await runKills({ kills: KILLS, seed: SEED });
  process.stdout.write(`      ${sentenceOf(report, SEED)}\n`);
  expect(report.faults).toEqual([]);
  expect(report.acknowledged.submissions).toBeGreaterThan(10);
  expect(report.acknowledged.decisions).toBeGreaterThan(0);
  // Other tests run on the same cores meanwhile: twice the limit that holds on a machine of its own.
  expect(report.starts[Math.floor(report.starts.length / 2)]).toBeLessThan(4_000);
}, 120_000);
