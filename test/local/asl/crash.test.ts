import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { createStateMachines } from '../../../local/asl/state-machines.ts';
import { ask, lambda, machineOf, nameOf, START } from './harness.ts';

const directory = mkdtempSync(join(tmpdir(), 'asl-crash-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const openFile = (file: string): DatabaseSync => {
  const db = new DatabaseSync(join(directory, file));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  return db;
};

type Invoke = (functionName: string, payload: unknown) => Promise<unknown>;
const never: Invoke = () => new Promise(() => undefined);
const fieldOf = (payload: unknown, field: string): string =>
  typeof payload === 'object' && payload !== null ? String(Reflect.get(payload, field)) : '';
const ticks = async (count: number): Promise<void> => {
  for (let tick = 0; tick < count; tick += 1) await Promise.resolve();
};

describe('a process that dies', () => {
  const open = (
    file: string,
    states: Readonly<Record<string, unknown>>,
    invoke: Invoke,
    now = () => START,
  ) => {
    const db = openFile(file);
    return {
      ...createStateMachines({ db, definitions: { m: machineOf(states) }, invoke, now }),
      kill: () => db.close(),
    };
  };

  test('a task without a journaled result is invoked again, one with a result is not', async () => {
    const states = { First: lambda('first', { Next: 'Second' }), Second: lambda('second') };
    const calls: string[] = [];
    const before = open('again.db', states, (name) => {
      calls.push(name);
      return name === 'first' ? Promise.resolve(1) : never(name, null);
    });
    const { executionArn } = before.startExecution('m', 'one', {});
    before.settle().catch(() => undefined);
    while (!calls.includes('second')) await ticks(10);
    before.kill();

    const after = open('again.db', states, async (name) => {
      calls.push(name);
      return 2;
    });
    expect(after.nextDueAt()).toBeLessThanOrEqual(START);
    await after.settle();
    expect(after.describeExecution(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: 2 });
    expect(calls).toEqual(['first', 'second', 'second']);
    after.kill();
  });

  test('the time the process was down does not time out a plain task that is invoked again', async () => {
    const states = { Work: lambda('work', { TimeoutSeconds: 10, End: true }) };
    const before = open('down.db', states, never);
    const { executionArn } = before.startExecution('m', 'one', {});
    before.settle().catch(() => undefined);
    await ticks(500);
    before.kill();
    const after = open(
      'down.db',
      states,
      async () => 'done',
      () => START + 86_400_000,
    );
    await after.settle();
    expect(after.describeExecution(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    after.kill();
  });

  test('the token lives on: the answer may come during the crash, right after it, or to the second invocation', async () => {
    for (const when of ['before', 'after', 'second'] as const) {
      const file = `token-${when}.db`;
      const tokens: string[] = [];
      const before = open(file, { Ask: ask() }, (_name, payload) => {
        tokens.push(fieldOf(payload, 'token'));
        return never('', null);
      });
      const { executionArn } = before.startExecution('m', 'one', {});
      before.settle().catch(() => undefined);
      while (tokens.length === 0) await ticks(10);
      if (when === 'before') before.sendTaskSuccess(tokens[0] ?? '', when);
      before.kill();

      const after = open(file, { Ask: ask() }, async (_name, payload) => {
        tokens.push(fieldOf(payload, 'token'));
      });
      if (when === 'after') after.sendTaskSuccess(tokens[0] ?? '', when);
      await after.settle();
      if (when === 'second') after.sendTaskSuccess(tokens[1] ?? '', when);
      await after.settle();
      expect(new Set(tokens).size).toBe(1);
      expect(tokens).toHaveLength(when === 'second' ? 2 : 1);
      expect(after.describeExecution(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: when });
      expect(nameOf(() => after.sendTaskSuccess(tokens[0] ?? '', when))).toBe('TaskTimedOut');
      after.kill();
    }
  });

  test('a heartbeat while the Lambda runs does not delay its second invocation after a crash', async () => {
    const states = { Ask: ask({ TimeoutSeconds: 600, HeartbeatSeconds: 60, End: true }) };
    const tokens: string[] = [];
    const invoke = (answer: Invoke): Invoke => {
      return (name, payload) => {
        tokens.push(fieldOf(payload, 'token'));
        return answer(name, payload);
      };
    };
    const before = open('beat.db', states, invoke(never));
    before.startExecution('m', 'one', {});
    before.settle().catch(() => undefined);
    while (tokens.length === 0) await ticks(10);
    before.sendTaskHeartbeat(tokens[0] ?? '');
    before.kill();
    const after = open(
      'beat.db',
      states,
      invoke(async () => null),
    );
    await after.settle();
    expect(tokens).toHaveLength(2);
    after.kill();
  });

  test('timers are still due: a wait, a retry, a timeout', async () => {
    const states = {
      Wait: { Type: 'Wait', Seconds: 10, Next: 'Work' },
      Work: lambda('work', { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5 }], Next: 'Ask' }),
      Ask: ask({ TimeoutSeconds: 60, End: true }),
    };
    let now = START;
    let fails = 1;
    const invoke: Invoke = async (name) => {
      if (name === 'work' && fails-- > 0) throw new Error('flaky');
    };
    const visit = async (): Promise<number | undefined> => {
      const machines = open('timers.db', states, invoke, () => now);
      machines.startExecution('m', 'one', {});
      await machines.settle();
      const due = machines.nextDueAt();
      machines.kill();
      return due === undefined ? undefined : (due - START) / 1_000;
    };
    expect(await visit()).toBe(10);
    now = START + 10_000;
    expect(await visit()).toBe(15);
    now = START + 15_000;
    expect(await visit()).toBe(75);
    now = START + 75_000;
    const last = open('timers.db', states, invoke, () => now);
    await last.settle();
    expect(last.listExecutions('m')).toMatchObject([{ status: 'FAILED', error: 'States.Timeout' }]);
    last.kill();
  });
});

/** Small deterministic generator (mulberry32). */
const chance = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const iteration = {
  StartAt: 'Each',
  States: { Each: lambda('each', { Next: 'Nap' }), Nap: { Type: 'Wait', Seconds: 1, End: true } },
};
const branch = (name: string) => ({ StartAt: name, States: { [name]: lambda(name) } });
const spread = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Spread',
  States: {
    Spread: lambda('spread', { Next: 'Rest' }),
    Rest: { Type: 'Wait', Seconds: 1, Output: '{% $states.context.Execution.Input %}', End: true },
  },
};
const FLOW = machineOf({
  Begin: lambda('begin', { Assign: { who: '{% $states.result.Payload %}' }, Next: 'Map' }),
  Map: { Type: 'Map', Items: [1, 2, 3], MaxConcurrency: 2, ItemProcessor: iteration, Next: 'Runs' },
  Runs: {
    Type: 'Map',
    Items: [4, 5, 6],
    MaxConcurrency: 2,
    ItemProcessor: spread,
    Assign: { order: '{% $states.result %}' },
    Next: 'Both',
  },
  Both: { Type: 'Parallel', Branches: [branch('left'), branch('right')], Next: 'Ask' },
  Ask: ask({ Output: '{% $states.result %}', Next: 'Flaky' }),
  Flaky: lambda('flaky', { Retry: [{ ErrorEquals: ['Once'] }], Next: 'Choose' }),
  Choose: {
    Type: 'Choice',
    Choices: [{ Condition: "{% $who = 'begin' and $order = [4, 5, 6] %}", Next: 'Finish' }],
    Default: 'Wrong',
  },
  Wrong: { Type: 'Fail' },
  Finish: lambda('finish'),
});
const EFFECTS = [
  ...['begin', 'each', 'each', 'each', 'spread', 'spread', 'spread'],
  ...['left', 'right', 'ask', 'flaky', 'finish'],
];

describe('200 executions, each killed at random awaits until it ends', () => {
  test('every task takes effect at least once, and every execution succeeds with the same output', async () => {
    const EXECUTIONS = 200;
    let kills = 0;
    let invocations = 0;
    for (let seed = 1; seed <= EXECUTIONS; seed += 1) {
      const random = chance(seed);
      const file = `random-${seed}.db`;
      let now = START;
      let flaky = true;
      const effects: string[] = [];
      const asked: string[] = [];
      const invoke: Invoke = async (name, payload) => {
        invocations += 1;
        await ticks(Math.floor(random() * 20));
        effects.push(name);
        await ticks(Math.floor(random() * 20));
        if (name === 'ask') asked.push(fieldOf(payload, 'token'));
        if (name === 'flaky' && flaky) {
          flaky = false;
          throw Object.assign(new Error(), { name: 'Once' });
        }
        return name;
      };
      let ended: { status: string; output?: unknown } = { status: 'RUNNING' };
      for (let life = 0; ended.status === 'RUNNING' && life < 1_000; life += 1) {
        const db = openFile(file);
        const machines = createStateMachines({
          db,
          definitions: { m: FLOW },
          invoke,
          now: () => now,
          random,
        });
        const name = `e${seed}`;
        const { executionArn } =
          life === 0 || machines.listExecutions('m').length === 0
            ? machines.startExecution('m', name, {})
            : { executionArn: machines.listExecutions('m')[0]?.executionArn ?? '' };
        const settled = machines.settle().then(
          () => true,
          () => false,
        );
        const survived = await Promise.race([
          settled,
          ticks(Math.floor(random() ** 2 * 1_500)).then(() => undefined),
        ]);
        if (survived === undefined) kills += 1;
        if (survived === true) {
          for (const token of asked.splice(0)) nameOf(() => machines.sendTaskSuccess(token, 'yes'));
          await machines.settle();
          const due = machines.nextDueAt();
          if (due !== undefined) now = Math.max(now, Math.min(due, now + 60_000));
        }
        ended = machines.describeExecution(executionArn);
        db.close();
        await settled;
      }
      expect(ended, `seed ${seed}`).toMatchObject({ status: 'SUCCEEDED', output: 'finish' });
      const missing = EFFECTS.filter(
        (effect, index) =>
          effects.filter((done) => done === effect).length <=
          EFFECTS.slice(0, index).filter((e) => e === effect).length,
      );
      expect(missing, `seed ${seed}`).toEqual([]);
    }
    expect(kills).toBeGreaterThan(EXECUTIONS);
    expect(invocations).toBeGreaterThan(EXECUTIONS * EFFECTS.length);
  });
});
