import { describe, expect, test } from 'vitest';
import { ask, DG, lambda, START, throwing, world } from './harness.ts';

const PAGE = `${DG}/concepts-error-handling.html`;
const caught = { Caught: { Type: 'Succeed' } };

/** When, in seconds after the start, an always failing task was called. */
const callsOf = async (retry: object, random?: () => number): Promise<readonly number[]> => {
  const times: number[] = [];
  const work = (): never => {
    times.push((w.now() - START) / 1_000);
    return throwing('Flaky')();
  };
  const w = world(
    { Work: lambda('work', { Retry: [{ ErrorEquals: ['Flaky'], ...retry }], End: true }) },
    { lambdas: { work }, random },
  );
  await w.run();
  return times;
};

/** What a task that throws this error ends with when the names are caught. */
const catching = async (error: string, ...ErrorEquals: string[]) => {
  const states = { Work: lambda('work', { Catch: [{ ErrorEquals, Next: 'Caught' }], End: true }), ...caught };
  return (await world(states, { lambdas: { work: throwing(error) } }).run()).status;
};

describe(`${PAGE}: Retry`, () => {
  test('defaults: 3 attempts after 1, 2 and 4 seconds', async () => {
    expect(await callsOf({})).toEqual([0, 1, 3, 7]);
  });

  test('IntervalSeconds 3, BackoffRate 2, MaxAttempts 3: after 3, 6 and 12 seconds', async () => {
    expect(await callsOf({ IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 3 })).toEqual([0, 3, 9, 21]);
  });

  test('MaxAttempts 0: never retried', async () => {
    expect(await callsOf({ MaxAttempts: 0 })).toEqual([0]);
  });

  test('MaxDelaySeconds caps the interval', async () => {
    expect(await callsOf({ IntervalSeconds: 3, MaxDelaySeconds: 5, MaxAttempts: 4 })).toEqual([
      0, 3, 8, 13, 18,
    ]);
  });

  test('JitterStrategy FULL: anything from 0 to the interval', async () => {
    expect(
      await callsOf({ IntervalSeconds: 10, JitterStrategy: 'FULL', MaxAttempts: 2 }, () => 0.25),
    ).toEqual([0, 2.5, 7.5]);
    expect(
      await callsOf({ IntervalSeconds: 10, JitterStrategy: 'NONE', MaxAttempts: 2 }, () => 0.25),
    ).toEqual([0, 10, 30]);
  });

  test('each retrier counts for itself, across all visits of one state execution', async () => {
    const errors = ['A', 'B', 'A', 'B', 'A'];
    const times: number[] = [];
    const work = (): never => {
      times.push((w.now() - START) / 1_000);
      return throwing(errors[times.length - 1] ?? 'A')();
    };
    const Retry = [
      { ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 2 },
      { ErrorEquals: ['B'], IntervalSeconds: 5, MaxAttempts: 2 },
    ];
    const w = world({ Work: lambda('work', { Retry, End: true }) }, { lambdas: { work } });
    const description = await w.run();
    expect(times).toEqual([0, 1, 6, 8, 18]);
    expect(description.error).toBe('A');
  });

  test('when the first retrier that matches is used up, no later one is asked', async () => {
    const Retry = [
      { ErrorEquals: ['Flaky'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
    ];
    const w = world({ Work: lambda('work', { Retry, End: true }) }, { lambdas: { work: throwing('Flaky') } });
    await w.run();
    expect(w.calls).toHaveLength(2);
  });

  test('the counts start anew when the state is entered again', async () => {
    let calls = 0;
    const work = () => {
      calls += 1;
      return calls % 2 === 1 ? throwing('Flaky')() : calls;
    };
    const states = {
      Work: lambda('work', { Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 1 }], Next: 'Again' }),
      Again: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input < 6 %}', Next: 'Work' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    };
    expect(await world(states, { lambdas: { work } }).run()).toMatchObject({
      status: 'SUCCEEDED',
      output: 6,
    });
  });

  test('retriers come first, the catcher only when they are used up', async () => {
    const states = {
      Work: lambda('work', {
        Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['Flaky'], Next: 'Caught' }],
        End: true,
      }),
      ...caught,
    };
    const w = world(states, { lambdas: { work: throwing('Flaky') } });
    expect((await w.run()).status).toBe('SUCCEEDED');
    expect(w.calls).toHaveLength(3);
  });
});

describe(`${PAGE}: Catch`, () => {
  test('without Output the Error Output is handed on; a Lambda error has its name, and its type and message as Cause', async () => {
    const states = {
      Work: lambda('work', { Catch: [{ ErrorEquals: ['Oops'], Next: 'Caught' }], End: true }),
      ...caught,
    };
    const { output } = await world(states, { lambdas: { work: throwing('Oops', 'the message') } }).run();
    expect(output).toMatchObject({ Error: 'Oops' });
    const cause =
      typeof output === 'object' && output !== null && 'Cause' in output ? String(output.Cause) : '';
    expect(JSON.parse(cause)).toMatchObject({ errorType: 'Oops', errorMessage: 'the message' });
  });

  test('Output and Assign see $states.errorOutput and $states.input', async () => {
    const Catch = [
      {
        ErrorEquals: ['States.ALL'],
        Next: 'Show',
        Output: { id: '{% $states.input.id %}' },
        Assign: { why: '{% $states.errorOutput.Error %}' },
      },
    ];
    const states = {
      Work: lambda('work', { Catch, End: true }),
      Show: { Type: 'Pass', Output: { input: '{% $states.input %}', why: '{% $why %}' }, End: true },
    };
    const { output } = await world(states, { lambdas: { work: throwing('Oops') } }).run({ id: 7 });
    expect(output).toEqual({ input: { id: 7 }, why: 'Oops' });
  });

  test('catchers are looked through in order', async () => {
    const Catch = [
      { ErrorEquals: ['Other'], Next: 'No' },
      { ErrorEquals: ['Oops', 'More'], Next: 'Yes' },
      { ErrorEquals: ['States.ALL'], Next: 'No' },
    ];
    const states = {
      Work: lambda('work', { Catch, End: true }),
      No: { Type: 'Fail' },
      Yes: { Type: 'Pass', Output: 'yes', End: true },
    };
    expect((await world(states, { lambdas: { work: throwing('Oops') } }).run()).output).toBe('yes');
  });

  test('error names are case-sensitive', async () => {
    expect(await catching('Oops', 'oops')).toBe('FAILED');
  });
});

describe(`${PAGE}: error names`, () => {
  test('States.ALL and States.TaskFailed find any error of a task', async () => {
    expect(await catching('Oops', 'States.ALL')).toBe('SUCCEEDED');
    expect(await catching('Oops', 'States.TaskFailed')).toBe('SUCCEEDED');
  });

  test.each([
    ['States.Timeout', 'SUCCEEDED'],
    ['States.ALL', 'SUCCEEDED'],
    ['States.TaskFailed', 'FAILED'],
    ['States.HeartbeatTimeout', 'FAILED'],
  ])('a timeout is found by %s: %s', async (name, status) => {
    const w = world({
      Ask: ask({ TimeoutSeconds: 5, Catch: [{ ErrorEquals: [name], Next: 'Caught' }], End: true }),
      ...caught,
    });
    expect((await w.run()).status).toBe(status);
  });

  test.each([
    ['States.HeartbeatTimeout', 'SUCCEEDED'],
    ['States.Timeout', 'SUCCEEDED'],
    ['States.ALL', 'SUCCEEDED'],
  ])('a missed heartbeat is found by %s: %s', async (name, status) => {
    const w = world({
      Ask: ask({
        TimeoutSeconds: 50,
        HeartbeatSeconds: 5,
        Catch: [{ ErrorEquals: [name], Next: 'Caught' }],
        End: true,
      }),
      ...caught,
    });
    expect((await w.run()).status).toBe(status);
  });

  test('States.DataLimitExceeded is not found by States.ALL, but by its name', async () => {
    const status = async (name: string) => {
      const states = {
        Work: lambda('work', { Catch: [{ ErrorEquals: [name], Next: 'Caught' }], End: true }),
        ...caught,
      };
      return (await world(states, { lambdas: { work: () => 'x'.repeat(300_000) } }).run()).status;
    };
    expect(await status('States.ALL')).toBe('FAILED');
    expect(await status('States.DataLimitExceeded')).toBe('SUCCEEDED');
  });

  test('States.Runtime is never caught: it always fails the execution, also from inside a Parallel', async () => {
    const stuck = {
      Stuck: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'End' }] },
      End: { Type: 'Succeed' },
    };
    for (const name of ['States.ALL', 'States.Runtime', 'States.TaskFailed']) {
      const states = {
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'Stuck', States: stuck }],
          Retry: [{ ErrorEquals: [name] }],
          Catch: [{ ErrorEquals: [name], Next: 'Caught' }],
          End: true,
        },
        ...caught,
      };
      expect(await world(states).run()).toMatchObject({
        status: 'FAILED',
        error: 'States.Runtime',
        stopDate: START,
      });
    }
  });

  test('a failed state without a catcher fails the whole execution', async () => {
    const w = world(
      { Work: lambda('work', { Next: 'After' }), After: lambda('after') },
      { lambdas: { work: throwing('Oops') } },
    );
    const description = await w.run();
    expect(description).toMatchObject({ status: 'FAILED', error: 'Oops' });
    expect(w.calls).toEqual(['work']);
  });
});

describe(`${DG}/state-task.html: TimeoutSeconds of a plain task`, () => {
  const hanging = (rest: object = {}) => {
    let calls = 0;
    // The first call never answers.
    const work = () => {
      calls += 1;
      return calls === 1 ? new Promise(() => undefined) : 'second';
    };
    return world({ Work: lambda('work', { TimeoutSeconds: 10, End: true, ...rest }) }, { lambdas: { work } });
  };

  test('a Lambda that does not answer in time: States.Timeout, and nobody waits for it any more', async () => {
    const w = hanging();
    const { executionArn } = w.startExecution('m', 'one', {});
    const settled = w.settle();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(w.nextDueAt()).toBe(START + 10_000);
    w.setClock(START + 10_000);
    await Promise.all([settled, w.settle()]);
    expect(w.describeExecution(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('each retry has the whole timeout again', async () => {
    const w = hanging({ Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 3 }] });
    const { executionArn } = w.startExecution('m', 'one', {});
    void w.settle();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await w.advance(10);
    await w.advance(3);
    expect(w.describeExecution(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: 'second' });
  });

  test('TimeoutSeconds must be positive: a JSONata value out of range is States.QueryEvaluationError, which can be caught', async () => {
    for (const TimeoutSeconds of ['{% 0 %}', '{% -1 %}', "{% '10' %}", '{% 1.5 %}']) {
      const states = {
        Work: lambda('work', {
          TimeoutSeconds,
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }],
          End: true,
        }),
        ...caught,
      };
      const w = world(states);
      expect((await w.run()).status).toBe('SUCCEEDED');
      expect(w.calls).toEqual([]);
    }
  });

  test('an answer that comes after the timeout does not count, even if nobody has looked in between', async () => {
    const late = async () => {
      for (let tick = 0; tick < 50; tick += 1) await Promise.resolve();
      w.setClock(START + 10_000);
      return 'late';
    };
    const w = world({ Work: lambda('work', { TimeoutSeconds: 10, End: true }) }, { lambdas: { work: late } });
    expect(await w.run()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('nobody waits for the Lambda of a branch that was stopped', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: lambda(name) } });
    const lambdas = { hang: () => new Promise(() => undefined), bad: throwing('Bad') };
    const w = world(
      { P: { Type: 'Parallel', Branches: [branch('hang'), branch('bad')], End: true } },
      { lambdas },
    );
    expect(await w.run()).toMatchObject({ status: 'FAILED', error: 'Bad' });
  });
});
