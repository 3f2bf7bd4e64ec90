import { writeFileSync } from 'node:fs';
import { type Count, dollars, minus, PRICES_FROM } from './meter.ts';
import { type Line, playIdleYear, playPermitYear, YEAR } from './permit-year.ts';

/** `npm run cost`: a permit's year, counted act by act and priced, beside a year of the same city without a permit. */

const whole = (value: number): string => String(Math.round(value * 10) / 10);
const price = (value: number): string => value.toFixed(6);

const bill = (title: string, count: Count): readonly string[] => {
  const d = dollars(count);
  const rows: readonly (readonly [string, number, number])[] = [
    ['State transitions', count.transitions + count.cityTransitions, d.workflow],
    [
      'HTTP requests, Lambda calls of tasks and outbox',
      count.requests + count.tasks + count.mails,
      d.compute,
    ],
    ['Read request units', count.readUnits, d.reads],
    ['Write request units', count.writeUnits, d.writes],
    ['Mails', count.mails, d.mails],
  ];
  return [
    '',
    `## ${title}`,
    '',
    '| what | counted | $ |',
    '|---|---:|---:|',
    ...rows.map(([what, counted, cost]) => `| ${what} | ${whole(counted)} | ${price(cost)} |`),
    `| **all but mails** | | **${price(d.allButMails)}** |`,
    `| **all** | | **${price(d.allButMails + d.mails)}** |`,
  ];
};

const perAct = ({ what, times, own, after }: Line): string => {
  const each = (value: number) => whole(value / times);
  const all = (of: keyof Count) => each(own[of] + after[of]);
  return `| ${what} | ${times} | ${each(own.acts)} | ${each(own.writeUnits)} | ${each(own.readUnits)} | ${all('acts')} | ${all('writeUnits')} | ${all('readUnits')} | ${each(after.mails)} | ${each(after.transitions)} |`;
};

const idle = await playIdleYear();
const year = await playPermitYear();
const own = minus(year.all, idle);
const page = [
  '# What a permit costs on AWS',
  '',
  'Counted by `npm run cost` on the embedded runtime (same handlers, same machines), priced with',
  '[scripts/cost/prices.json](../scripts/cost/prices.json). `npm run cost -- --write` writes this page.',
  '',
  `Prices: ${PRICES_FROM}.`,
  'Every Lambda call is taken as 512 MB for 50 ms. Items are measured as DynamoDB does; a row in a transaction costs two units',
  'per KB, each index that holds it one more. Signing in is not counted.',
  ...bill('One application, from form to permit', year.application),
  ...bill(`A permit's year, from form to its end (${year.events} events in its trail)`, own),
  '',
  'What the same city would have cost without the permit is taken off:',
  ...bill(`The city's schedules, ${YEAR.start.slice(0, 10)} to ${YEAR.end.slice(0, 10)}`, idle),
  '',
  '## Act by act',
  '',
  'The request itself, and with what follows from it at once (tasks of the machine, mails).',
  '',
  '| act | times | transactions | write units | read units | with what follows: transactions | write units | read units | mails | transitions |',
  '|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
  ...year.lines.map(perAct),
  '',
  'No act scans the table: the store has no such operation. Not in here: CloudWatch logs and alarms (about $0.10 an alarm',
  'and month), the KMS key ($1 a month), storage, traffic.',
  '',
].join('\n');
process.stdout.write(page);
if (process.argv.includes('--write')) writeFileSync(new URL('../../docs/cost.md', import.meta.url), page);
