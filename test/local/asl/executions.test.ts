import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { createStateMachines } from '../../../local/asl/state-machines.ts';
import { API, ask, DG, lambda, machineOf, nameOf, START, throwing, world } from './harness.ts';

const waiting = { Ask: ask() };
const passing = { Pass: { Type: 'Pass', End: true } };

describe(`${API}/API_StartExecution.html`, () => {
  test('same name and input as a running execution: the call succeeds with the same answer', async () => {
    const w = world(waiting);
    const first = w.startExecution('m', 'one', { a: 1 });
    await w.advance(5);
    const second = w.startExecution('m', 'one', { a: 1 });
    expect(second).toEqual({ ...first, status: 'existing' });
    expect(w.listExecutions('m')).toHaveLength(1);
  });

  test('same name, other input: ExecutionAlreadyExists', () => {
    const w = world(waiting);
    w.startExecution('m', 'one', { a: 1 });
    expect(nameOf(() => w.startExecution('m', 'one', { a: 2 }))).toBe('ExecutionAlreadyExists');
  });

  test('same name and input, but the execution is closed: ExecutionAlreadyExists', async () => {
    const w = world(passing);
    await w.run({ a: 1 });
    expect(nameOf(() => w.startExecution('m', 'one', { a: 1 }))).toBe('ExecutionAlreadyExists');
  });

  test('a name can be used again 90 days after its execution has ended', async () => {
    const w = world(passing);
    await w.run();
    await w.advance(90 * 86_400 - 1);
    expect(nameOf(() => w.startExecution('m', 'one', {}))).toBe('ExecutionAlreadyExists');
    await w.advance(1);
    expect(w.startExecution('m', 'one', {}).status).toBe('started');
    await w.settle();
    expect(w.listExecutions('m')).toHaveLength(1);
  });

  test.each([
    'a b',
    'a<b',
    'a>b',
    'a{b',
    'a}b',
    'a[b',
    'a]b',
    'a?b',
    'a*b',
    'a"b',
    'a#b',
    'a%b',
    'a\\b',
    'a^b',
    'a|b',
    'a~b',
    'a`b',
    'a$b',
    'a&b',
    'a,b',
    'a;b',
    'a:b',
    'a/b',
    'a\u0000b',
    'a\u001fb',
    'a\u007fb',
    'a\u009fb',
    'a\ufffeb',
    'a\uffffb',
    'a\ud800b',
    'a\u{10ffff}b',
  ])(
    'a name must not contain white space, brackets, wildcards, special or control characters, surrogates: %j',
    (name) => {
      expect(nameOf(() => world(passing).startExecution('m', name, {}))).toBe('InvalidName');
    },
  );

  test('a name has 1 to 80 characters', () => {
    const w = world(passing);
    expect(nameOf(() => w.startExecution('m', '', {}))).toBe('InvalidName');
    expect(nameOf(() => w.startExecution('m', 'x'.repeat(81), {}))).toBe('InvalidName');
    expect(w.startExecution('m', 'x'.repeat(80), {}).status).toBe('started');
    expect(w.startExecution('m', 'permit-01K_許可-2', {}).status).toBe('started');
  });

  test('input that is not JSON: InvalidExecutionInput', () => {
    const w = world(passing);
    for (const input of [undefined, 1n, () => 1])
      expect(nameOf(() => w.startExecution('m', 'one', input))).toBe('InvalidExecutionInput');
  });

  test('the input may have 262,144 bytes of UTF-8, not one more', () => {
    const w = world(passing);
    const input = (bytes: number) => 'あ'.repeat(Math.floor((bytes - 2) / 3)) + 'x'.repeat((bytes - 2) % 3);
    expect(w.startExecution('m', 'fits', input(262_144)).status).toBe('started');
    expect(nameOf(() => w.startExecution('m', 'too-large', input(262_145)))).toBe('InvalidExecutionInput');
  });

  test('an unknown machine: StateMachineDoesNotExist', () => {
    expect(nameOf(() => world(passing).startExecution('n', 'one', {}))).toBe('StateMachineDoesNotExist');
  });

  test('a new execution uses the latest definition, a running one keeps its own', async () => {
    const db = new DatabaseSync(':memory:');
    const of = (answer: string) =>
      machineOf({
        Wait: { Type: 'Wait', Seconds: 10, Next: 'Old' },
        Old: { Type: 'Pass', Output: answer, End: true },
      });
    let now = START;
    const open = (answer: string) =>
      createStateMachines({ db, definitions: { m: of(answer) }, invoke: async () => null, now: () => now });
    const before = open('old');
    const { executionArn } = before.startExecution('m', 'one', {});
    await before.settle();
    const after = open('new');
    const second = after.startExecution('m', 'two', {});
    now += 10_000;
    await after.settle();
    now += 10_000;
    await after.settle();
    expect(after.describeExecution(executionArn).output).toBe('old');
    expect(after.describeExecution(second.executionArn).output).toBe('new');
  });
});

describe(`${API}/API_DescribeExecution.html`, () => {
  test('tells status, input, output and dates; a name and its machine are in the ARN', async () => {
    const w = world(passing);
    const description = await w.run({ a: 1 });
    expect(description).toMatchObject({
      name: 'one',
      status: 'SUCCEEDED',
      input: { a: 1 },
      output: { a: 1 },
      startDate: START,
      stopDate: START,
    });
    expect(description.executionArn).toMatch(/^arn:aws:states:[^:]+:\d{12}:execution:m:one$/);
    expect(description.stateMachineArn).toMatch(/^arn:aws:states:[^:]+:\d{12}:stateMachine:m$/);
  });

  test('a failed execution has error and cause', async () => {
    const description = await world({ Fail: { Type: 'Fail', Error: 'Bad', Cause: 'why' } }).run();
    expect(description).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'why' });
    expect(description.output).toBeUndefined();
  });

  test('an unknown execution: ExecutionDoesNotExist', () => {
    const w = world(passing);
    for (const call of [w.describeExecution, w.getExecutionHistory, w.stopExecution])
      expect(nameOf(() => call('arn:aws:states:x:000000000000:execution:m:none'))).toBe(
        'ExecutionDoesNotExist',
      );
  });
});

describe(`${API}/API_StopExecution.html`, () => {
  test('ends the execution as ABORTED with the error and cause given', async () => {
    const w = world(waiting);
    const arn = await w.start();
    expect(w.stopExecution(arn, 'Operator', 'asked to')).toEqual({ stopDate: START });
    expect(w.describeExecution(arn)).toMatchObject({
      status: 'ABORTED',
      error: 'Operator',
      cause: 'asked to',
    });
    expect(w.getExecutionHistory(arn).at(-1)?.type).toBe('ExecutionAborted');
    expect(w.nextDueAt()).toBeUndefined();
  });

  test('error has at most 256 characters, cause at most 32,768: ValidationException', async () => {
    const w = world(waiting);
    const arn = await w.start();
    expect(nameOf(() => w.stopExecution(arn, 'x'.repeat(257)))).toBe('ValidationException');
    expect(nameOf(() => w.stopExecution(arn, 'x', 'x'.repeat(32_769)))).toBe('ValidationException');
  });
});

describe(`${API}/API_ListExecutions.html`, () => {
  test('the most recent first, filtered by status', async () => {
    const w = world(waiting);
    await w.start({}, 'first');
    await w.advance(1);
    const second = await w.start({}, 'second');
    expect(w.listExecutions('m').map(({ name }) => name)).toEqual(['second', 'first']);
    w.stopExecution(second);
    expect(w.listExecutions('m', 'RUNNING').map(({ name }) => name)).toEqual(['first']);
    expect(nameOf(() => w.listExecutions('n'))).toBe('StateMachineDoesNotExist');
  });
});

describe(`${API}/API_GetExecutionHistory.html`, () => {
  test('events are numbered from 1, point to the event before, and have the types of a Lambda task', async () => {
    const w = world({ Work: lambda('work') }, { lambdas: { work: () => 1 } });
    const { executionArn } = await w.run();
    const history = w.getExecutionHistory(executionArn);
    expect(history.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 1, 'TaskStateEntered'],
      [3, 2, 'TaskScheduled'],
      [4, 3, 'TaskStarted'],
      [5, 4, 'TaskSucceeded'],
      [6, 5, 'TaskStateExited'],
      [7, 6, 'ExecutionSucceeded'],
    ]);
  });

  test('the token of a task is in no event', async () => {
    const w = world(waiting);
    const arn = await w.start();
    expect(w.tokens).toHaveLength(1);
    expect(JSON.stringify(w.getExecutionHistory(arn))).not.toContain(w.tokens[0]);
  });
});

describe(`${DG}/bp-history-limit.html`, () => {
  test('an execution with 25,000 events fails with the 25,000th', async () => {
    const w = world({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } });
    const description = await w.run();
    expect(description).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    const history = w.getExecutionHistory(description.executionArn);
    expect(history).toHaveLength(25_000);
    expect(history.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });
});

describe(`${DG}/service-quotas.html`, () => {
  test('an execution ends with States.Timeout after one year', async () => {
    const w = world({ Wait: { Type: 'Wait', Seconds: 99_999_999, End: true } });
    const arn = await w.start();
    await w.advance(365 * 86_400 - 1);
    expect(w.describeExecution(arn).status).toBe('RUNNING');
    await w.advance(1);
    expect(w.describeExecution(arn)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });

  test('a state output over 256 KiB: States.DataLimitExceeded', async () => {
    const w = world({
      Pass: { Type: 'Pass', Output: "{% $join($range(1, 300, 1).$pad('x', 1000)) %}", End: true },
    });
    expect(await w.run()).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('a Lambda result over 256 KiB: States.DataLimitExceeded', async () => {
    const w = world({ Work: lambda('work') }, { lambdas: { work: () => 'x'.repeat(262_143) } });
    expect(await w.run()).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('one Assign over 256 KiB: States.DataLimitExceeded', async () => {
    const w = world({
      Pass: { Type: 'Pass', Assign: { big: "{% $join($range(1, 300, 1).$pad('x', 1000)) %}" }, End: true },
    });
    expect(await w.run()).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe(`${DG}/statemachine-structure.html`, () => {
  test('TimeoutSeconds of the machine: the execution ends with States.Timeout, which nothing inside can catch', async () => {
    const states = {
      Ask: ask({ End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
      Caught: { Type: 'Succeed' },
    };
    const w = world({}, { definitions: { m: machineOf(states, { TimeoutSeconds: 60 }) } });
    const arn = await w.start();
    expect(w.nextDueAt()).toBe(START + 60_000);
    w.setClock(START + 60_000);
    expect(nameOf(() => w.sendTaskSuccess(w.tokens[0] ?? '', {}))).toBe('TaskTimedOut');
    await w.settle();
    expect(w.describeExecution(arn)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(w.getExecutionHistory(arn).at(-1)?.type).toBe('ExecutionTimedOut');
    expect(nameOf(() => w.sendTaskSuccess(w.tokens[0] ?? '', {}))).toBe('TaskTimedOut');
  });
});

describe('aws.amazon.com/step-functions/pricing', () => {
  test('transitions are the states entered and the retries', async () => {
    let fails = 2;
    const lambdas = { work: () => (fails-- > 0 ? throwing('Flaky')() : 1) };
    const w = world(
      {
        Work: lambda('work', { Next: 'Pass', Retry: [{ ErrorEquals: ['States.ALL'] }] }),
        Pass: { Type: 'Pass', End: true },
      },
      { lambdas },
    );
    expect((await w.run()).transitions).toBe(4);
  });
});
