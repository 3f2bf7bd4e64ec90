// The process that kill.test.ts kills: runs every execution of the file it is given, and starts them first.
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createStateMachines } from '../../../local/asl/state-machines.ts';
import { openDatabase } from '../../../local/database.ts';
import { ask, lambda, machineOf, nameOf } from './harness.ts';

const [, , databaseFile = '', effectsFile = '', count = '0'] = process.argv;
const each = { StartAt: 'Each', States: { Each: lambda('each') } };
const definition = machineOf({
  Begin: lambda('begin', { Next: 'Map' }),
  Map: { Type: 'Map', Items: [1, 2], ItemSelector: '{% $states.input %}', ItemProcessor: each, Next: 'Ask' },
  Ask: ask({
    Arguments: {
      FunctionName: 'ask',
      Payload: { name: '{% $states.context.Execution.Name %}', token: '{% $states.context.Task.Token %}' },
    },
    Output: '{% $states.context.Execution.Name %}',
    Next: 'Finish',
  }),
  Finish: lambda('finish'),
});

const text = (payload: unknown, field: string): string =>
  typeof payload === 'object' && payload !== null ? String(Reflect.get(payload, field)) : String(payload);
const machines = createStateMachines({
  db: openDatabase(databaseFile),
  definitions: { m: definition },
  invoke: async (functionName, payload) => {
    await delay(1);
    appendFileSync(effectsFile, `${functionName} ${text(payload, 'name')}\n`);
    await delay(1);
    if (functionName === 'ask') appendFileSync(effectsFile, `token ${text(payload, 'token')}\n`);
    return text(payload, 'name');
  },
  now: Date.now,
});
const names = Array.from({ length: Number(count) }, (_, n) => `e${n}`);
const known = new Set(machines.listExecutions('m').map(({ name }) => name));
for (const name of names) if (!known.has(name)) machines.startExecution('m', name, { name });
while (machines.listExecutions('m', 'RUNNING').length > 0) {
  await machines.settle();
  // Tokens outlive the process, as in an outbox; those answered in an earlier life are refused.
  for (const line of readFileSync(effectsFile, 'utf8').split('\n'))
    if (line.startsWith('token ')) nameOf(() => machines.sendTaskSuccess(line.slice('token '.length), 'yes'));
}
process.stdout.write(
  JSON.stringify(machines.listExecutions('m').map(({ name, status, output }) => [name, status, output])),
);
