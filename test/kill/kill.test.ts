import { expect, test } from 'vitest';
import { missingIn, runKills, sentenceOf } from './kills.ts';

/** The long form: `npm run test:kill`. How long the starts took is told, not judged. */
const KILLS = 10;
const SEED = 1;

test(`${KILLS}回の kill -9 の間に受け付けたものは、一つも失われず、二重にならず、再起動の後に続く`, async () => {
  const report = await runKills({ kills: KILLS, seed: SEED });
  process.stdout.write(`      ${sentenceOf(report, SEED)}\n`);
  expect(report.faults).toEqual([]);
}, 600_000);

test('kills of a server that acknowledged nothing are a fault', () => {
  const nothing = { submissions: 0, decisions: 0, withdrawals: 0, corrections: 0 };
  const report = { kills: 20, acknowledged: nothing, unanswered: 900, cases: 0, mails: 0, starts: [300] };
  expect(missingIn(report, 20)).toEqual([
    '0 acts, 18 are needed',
    '0 submissions, 5 are needed',
    '0 decisions, 5 are needed',
    '0 cases, 5 are needed',
    '0 mails, 5 are needed',
  ]);
  expect(missingIn({ ...report, kills: 0 }, 0)).toContain('0 kills, 1 are needed');
  const some = { submissions: 12, decisions: 6, withdrawals: 0, corrections: 0 };
  expect(missingIn({ ...report, acknowledged: some, cases: 12, mails: 30 }, 20)).toEqual([]);
  expect(missingIn({ ...report, kills: 19, acknowledged: some, cases: 12, mails: 30 }, 20)).toEqual([
    '19 kills, 20 are needed',
  ]);
});
