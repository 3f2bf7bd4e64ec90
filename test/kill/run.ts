import { parseArgs } from 'node:util';
import { runKills, sentenceOf } from './kills.ts';

/** `npm run test:kill -- --kills 100 --seed 1`: the long form of kill.test.ts. */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const seed = Number(values.seed);
const say = (line: string) => process.stdout.write(`${line}\n`);
const report = await runKills({
  kills: Number(values.kills),
  seed,
  onKill: (kill, ledger) => {
    if (kill % 10 === 0)
      say(`${kill} kills, ${ledger.submissions.length} submissions, ${ledger.decisions.length} decisions`);
  },
});
say(sentenceOf(report, seed));
for (const fault of report.faults) say(`FAULT ${fault}`);
process.exitCode = report.faults.length > 0 ? 1 : 0;
