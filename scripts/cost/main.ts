import { readFileSync, writeFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { createWorld } from '../../test/support/world.ts';
import { countOperations, type Operations } from './count-operations.ts';

/** `npm run cost`: one application from form to permit, and a year of watching it, counted and priced. */

const prices = z
  .object({
    source: z.string(),
    stateTransition: z.number(),
    lambdaRequest: z.number(),
    lambdaGigabyteSecond: z.number(),
    httpApiRequest: z.number(),
    writeRequestUnit: z.number(),
    readRequestUnit: z.number(),
    mail: z.number(),
  })
  .parse(JSON.parse(readFileSync(new URL('./prices.json', import.meta.url), 'utf8')));

/** Assumed for every Lambda call: 512 MB for 50 ms. */
const GIGABYTE_SECONDS = 0.5 * 0.05;

let operations: Operations | undefined;
let requests = 0;
const world = await createWorld({
  decorateStore: (store) => {
    const counting = countOperations(store);
    operations = counting.operations;
    return counting.store;
  },
});
if (!operations) throw new Error('the store was not decorated');
const counted = operations;
const count = () => {
  const { listExecutions, listMapRuns, listChildExecutions } = world.machines;
  const all = listExecutions('permit');
  const runs = [...listExecutions('daily'), ...listExecutions('monthly-reports'), ...listExecutions('audit')];
  const children = runs.flatMap((run) => listMapRuns(run.executionArn)).flatMap(listChildExecutions);
  const daily = [...runs, ...children];
  const sum = (list: typeof all) => list.reduce((total, { transitions }) => total + transitions, 0);
  const history = [...all, ...daily].flatMap((e) => world.machines.getExecutionHistory(e.executionArn));
  return {
    requests,
    transitions: sum(all),
    dailyTransitions: sum(daily),
    tasks: history.filter(({ type }) => type === 'TaskStarted').length,
    mails: world.mailbox.list().length,
    ...counted,
  };
};
type Count = ReturnType<typeof count>;
const minus = (a: Count, b: Count): Count =>
  Object.fromEntries(
    Object.entries(a).map(([name, value]) => [name, value - b[name as keyof Count]]),
  ) as Count;
const dollars = (c: Count) => {
  const calls = c.requests + c.tasks + c.mails;
  return {
    workflow: c.transitions * prices.stateTransition,
    compute:
      calls * (prices.lambdaRequest + GIGABYTE_SECONDS * prices.lambdaGigabyteSecond) +
      c.requests * prices.httpApiRequest,
    table: c.writeUnits * prices.writeRequestUnit + c.readUnits * prices.readRequestUnit,
    mails: c.mails * prices.mail,
  };
};
const lines: string[] = [];
const report = (title: string, c: Count): void => {
  const d = dollars(c);
  const total = d.workflow + d.compute + d.table;
  const rows: readonly (readonly [string, number, number])[] = [
    ['State transitions', c.transitions, d.workflow],
    ['HTTP requests, Lambda calls of tasks and outbox', c.requests + c.tasks + c.mails, d.compute],
    ['Read request units', c.readUnits, c.readUnits * prices.readRequestUnit],
    ['Write request units', c.writeUnits, c.writeUnits * prices.writeRequestUnit],
    ['Mails', c.mails, d.mails],
  ];
  lines.push(
    '',
    `## ${title}`,
    '',
    '| what | counted | $ |',
    '|---|---:|---:|',
    ...rows.map(([what, counted, price]) => `| ${what} | ${counted} | ${price.toFixed(6)} |`),
    `| **all but mails** | | **${total.toFixed(6)}** |`,
    `| **all** | | **${(total + d.mails).toFixed(6)}** |`,
  );
};

const start = count();
const application = sampleApplication(world.today(), { period: { from: '2026-04-20', to: '2027-04-19' } });
const receipt = await world.vendorApi('POST', '/v1/applications', application, { 'idempotency-key': 'cost' });
const { caseId } = receipt.json;
await world.settle();
const manager = await world.signIn('tax-manager@city.example.jp');
const shown = await manager('GET', `/v1/applications/${caseId}`);
await manager('POST', `/v1/applications/${caseId}/decisions`, {
  stage: 'confirm',
  choice: 'ask-chief',
  hash: shown.json.request.hash,
  checklist: tomakomaiR50401.checklist.map((item) => ({
    item: item.id,
    result: 'pass',
    method: 'document',
    confirmedOn: world.today().toString(),
  })),
});
await world.settle();
const chief = await world.signIn('chief@city.example.jp');
const dossier = await chief('GET', `/v1/applications/${caseId}`);
await chief('POST', `/v1/applications/${caseId}/decisions`, {
  stage: 'approve',
  choice: 'approve',
  hash: dossier.json.request.hash,
});
await world.settle();
await world.vendorApi('GET', `/v1/applications/${caseId}`);
requests = 1 + 2 * (2 + 3) + 1;
const permitted = count();
report('One application, from form to permit', minus(permitted, start));
await world.advanceTo(Temporal.Instant.from('2027-04-20T09:00+09:00'));
const year = count();
const watched = minus(year, permitted);
report('A year of watching one permit, in a city that has only this one', watched);
const page = [
  '# What a case costs on AWS',
  '',
  'Counted by `npm run cost` on the embedded runtime (same handlers, same machines), priced with',
  '[scripts/cost/prices.json](../scripts/cost/prices.json). `npm run cost -- --write` writes this page.',
  '',
  `Prices: ${prices.source}.`,
  'Every Lambda call is taken as 512 MB for 50 ms. Items are measured as JSON; rows in an index cost one more unit each.',
  ...lines,
  '',
  `The daily, monthly and audit runs are the city's, not the permit's: ${watched.dailyTransitions} transitions a year`,
  `($${(watched.dailyTransitions * prices.stateTransition).toFixed(2)}), however many permits there are, as long as a shard's due cases fit one page of 25.`,
  'Not in here: CloudWatch logs and alarms (about $0.10 an alarm and month), the KMS key ($1 a month), storage, traffic.',
  '',
].join('\n');
process.stdout.write(page);
if (process.argv.includes('--write')) writeFileSync(new URL('../../docs/cost.md', import.meta.url), page);
