import { readFileSync } from 'node:fs';
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
  const all = world.machines.listExecutions('permit');
  const daily = world.machines.listExecutions('daily');
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
const report = (title: string, c: Count): void => {
  const d = dollars(c);
  const total = d.workflow + d.compute + d.table;
  process.stdout.write(
    `${title}\n  ${Object.entries(c)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}\n  ${Object.entries(d)
      .map(([name, value]) => `${name} $${value.toFixed(6)}`)
      .join(', ')}\n  without mails $${total.toFixed(6)}, with mails $${(total + d.mails).toFixed(6)}\n`,
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
report('申請から許可まで（1件）', minus(permitted, start));
await world.advanceTo(Temporal.Instant.from('2027-04-20T09:00+09:00'));
const year = count();
report('許可期間1年の監視（この1件だけの市。日次処理は市全体で1回）', minus(year, permitted));
process.stdout.write(`${prices.source}\n`);
