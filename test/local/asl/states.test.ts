import { describe, expect, test } from 'vitest';
import { DG, lambda, machineOf, START, throwing, world } from './harness.ts';

const iterator = (states: Readonly<Record<string, unknown>>, config?: object) => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...config,
});

describe(`${DG}/state-choice.html`, () => {
  const choice = {
    Choose: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 10 %}', Next: 'Large', Output: 'rule', Assign: { seen: 'rule' } },
        { Condition: '{% $states.input.n > 5 %}', Next: 'Large' },
      ],
      Default: 'Small',
      Output: 'default',
      Assign: { seen: 'default' },
    },
    Large: {
      Type: 'Pass',
      Output: { large: '{% $states.input %}', seen: '{% $exists($seen) ? $seen : null %}' },
      End: true,
    },
    Small: { Type: 'Pass', Output: { small: '{% $states.input %}', seen: '{% $seen %}' }, End: true },
  };

  test('the first rule that is true is taken, with its own Output and Assign', async () => {
    expect((await world(choice).run({ n: 11 })).output).toEqual({ large: 'rule', seen: 'rule' });
  });

  test('a rule without Output and Assign hands the input on, also when the state has them', async () => {
    expect((await world(choice).run({ n: 6 })).output).toEqual({ large: { n: 6 }, seen: null });
  });

  test("no rule is true: Default, with the state's Output and Assign", async () => {
    expect((await world(choice).run({ n: 1 })).output).toEqual({ small: 'default', seen: 'default' });
  });

  test('a Condition that is no boolean: States.QueryEvaluationError', async () => {
    const states = {
      C: { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'E' }], Default: 'E' },
      E: { Type: 'Succeed' },
    };
    expect((await world(states).run()).error).toBe('States.QueryEvaluationError');
  });

  test('no rule is true and there is no Default: reported as States.Runtime (concepts-error-handling.html, States.NoChoiceMatched is reserved)', async () => {
    const states = {
      C: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'E' }] },
      E: { Type: 'Succeed' },
    };
    expect((await world(states).run()).error).toBe('States.Runtime');
  });
});

describe(`${DG}/state-wait.html`, () => {
  const until = (field: object) => ({ Wait: { Type: 'Wait', ...field, End: true } });

  test('Seconds, a number or JSONata: the state goes on when they are over, not before', async () => {
    for (const Seconds of [10, '{% $states.input.s %}']) {
      const w = world(until({ Seconds }));
      const arn = await w.start({ s: 10 });
      expect(w.nextDueAt()).toBe(START + 10_000);
      await w.moveTo(START + 9_999);
      expect(w.describeExecution(arn).status).toBe('RUNNING');
      await w.moveTo(START + 10_000);
      expect(w.describeExecution(arn)).toMatchObject({ status: 'SUCCEEDED', stopDate: START + 10_000 });
    }
  });

  test('Timestamp counts in whole seconds, milliseconds are cut off', async () => {
    const w = world(until({ Timestamp: '{% $states.input.at %}' }));
    await w.start({ at: '2026-11-24T09:00:30.900+09:00' });
    expect(w.nextDueAt()).toBe(START + 30_000);
  });

  test('a Timestamp in the past goes on at once', async () => {
    const w = world(until({ Timestamp: '2020-01-01T00:00:00Z' }));
    const arn = await w.start();
    expect(w.describeExecution(arn)).toMatchObject({ status: 'SUCCEEDED', stopDate: START });
  });

  test.each([
    '2026-11-24',
    '2026-11-24 09:00:00Z',
    '2026-11-24t09:00:00z',
    '2026-13-24T09:00:00Z',
    '2026-11-24T09:00:00',
    5,
  ])('a Timestamp needs T and Z or an offset (RFC 3339): %j fails', async (at) => {
    const description = await world(until({ Timestamp: '{% $states.input.at %}' })).run({ at });
    expect(description.error).toBe('States.QueryEvaluationError');
  });

  test.each([-1, 1.5, 100_000_000, '10'])(
    'Seconds must be an integer from 0 to 99,999,999: %j fails',
    async (s) => {
      expect((await world(until({ Seconds: '{% $states.input.s %}' })).run({ s })).error).toBe(
        'States.QueryEvaluationError',
      );
    },
  );

  test('Output and Assign are evaluated when the wait is over', async () => {
    const w = world(until({ Seconds: 10, Output: '{% $now() %}' }));
    expect((await w.run()).output).toBe('2026-11-24T00:00:10.000Z');
  });
});

describe(`${DG}/state-pass.html and state-succeed.html`, () => {
  test('without Output the input is handed on', async () => {
    const w = world({ Pass: { Type: 'Pass', Next: 'Done' }, Done: { Type: 'Succeed' } });
    expect((await w.run({ a: [1] })).output).toEqual({ a: [1] });
  });

  test('Output may be any JSON value', async () => {
    for (const Output of [true, 42, null, 'text', [1, '{% 1 + 1 %}'], { a: { b: "{% 'c' %}" } }]) {
      const w = world({ Done: { Type: 'Succeed', Output } });
      const expected = Array.isArray(Output)
        ? [1, 2]
        : typeof Output === 'object' && Output !== null
          ? { a: { b: 'c' } }
          : Output;
      expect((await w.run()).output).toEqual(expected);
    }
  });
});

describe(`${DG}/state-fail.html`, () => {
  test('Error and Cause may be JSONata', async () => {
    const w = world({
      Fail: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: "{% 'because ' & $states.input.e %}" },
    });
    expect(await w.run({ e: 'Bad' })).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'because Bad' });
  });

  test('Error that is no string: States.QueryEvaluationError', async () => {
    expect((await world({ Fail: { Type: 'Fail', Error: '{% 42 %}' } }).run()).error).toBe(
      'States.QueryEvaluationError',
    );
  });
});

describe(`${DG}/state-parallel.html`, () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

  test('every branch gets the input; the result is the array of their outputs, in their order', async () => {
    const Branches = [
      branch('Slow', { Type: 'Wait', Seconds: 10, Output: "{% 'slow ' & $states.input %}", End: true }),
      branch('Fast', { Type: 'Pass', Output: "{% 'fast ' & $states.input %}", End: true }),
    ];
    expect((await world({ Both: { Type: 'Parallel', Branches, End: true } }).run('x')).output).toEqual([
      'slow x',
      'fast x',
    ]);
  });

  test('Arguments is what the branches get', async () => {
    const Branches = [branch('A', { Type: 'Pass', End: true })];
    const states = {
      Both: { Type: 'Parallel', Arguments: { n: '{% $states.input + 1 %}' }, Branches, End: true },
    };
    expect((await world(states).run(1)).output).toEqual([{ n: 2 }]);
  });

  test('when one branch fails the others are stopped and the state fails with its error', async () => {
    const Branches = [
      branch('Never', { Type: 'Wait', Seconds: 1_000, End: true }),
      branch('Bad', { Type: 'Fail', Error: 'Bad', Cause: 'why' }),
    ];
    const states = {
      Both: { Type: 'Parallel', Branches, Catch: [{ ErrorEquals: ['Bad'], Next: 'Caught' }], End: true },
      Caught: { Type: 'Succeed' },
    };
    const w = world(states);
    const arn = await w.start();
    expect(w.describeExecution(arn)).toMatchObject({
      status: 'SUCCEEDED',
      stopDate: START,
      output: { Error: 'Bad', Cause: 'why' },
    });
    expect(w.getExecutionHistory(arn).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['WaitStateAborted', 'ParallelStateFailed']),
    );
    expect(w.nextDueAt()).toBeUndefined();
  });

  test('a Succeed state ends its branch only', async () => {
    const Branches = [
      branch('Done', { Type: 'Succeed' }),
      branch('Wait', { Type: 'Wait', Seconds: 5, End: true }),
    ];
    expect(await world({ Both: { Type: 'Parallel', Branches, End: true } }).run(1)).toMatchObject({
      output: [1, 1],
      stopDate: START + 5_000,
    });
  });

  test('Retry runs all branches again', async () => {
    let fails = 1;
    const lambdas = { ok: () => 1, flaky: () => (fails-- > 0 ? throwing('Flaky')() : 2) };
    const Branches = [branch('Ok', lambda('ok')), branch('Flaky', lambda('flaky'))];
    const w = world(
      { Both: { Type: 'Parallel', Branches, Retry: [{ ErrorEquals: ['Flaky'] }], End: true } },
      { lambdas },
    );
    expect((await w.run()).output).toEqual([1, 2]);
    expect(w.calls.filter((name) => name === 'ok')).toHaveLength(2);
  });
});

describe(`${DG}/state-map-inline.html`, () => {
  const map = (states: Readonly<Record<string, unknown>>, rest: object = {}) => ({
    Each: { Type: 'Map', ItemProcessor: iterator(states), ...rest, End: true },
  });

  test('the outputs come in the order of the items, whatever ends first', async () => {
    const states = map({
      Wait: { Type: 'Wait', Seconds: '{% $states.input %}', Output: '{% $states.input * 10 %}', End: true },
    });
    expect((await world(states).run([3, 1, 2])).output).toEqual([30, 10, 20]);
  });

  test('an empty array gives an empty array', async () => {
    expect((await world(map({ A: { Type: 'Fail' } })).run([])).output).toEqual([]);
  });

  test('ItemSelector sees the index and the value of the item, and the input of the state', async () => {
    const ItemSelector = {
      i: '{% $states.context.Map.Item.Index %}',
      v: '{% $states.context.Map.Item.Value %}',
      all: '{% $count($states.input.list) %}',
    };
    const states = map(
      { A: { Type: 'Pass', End: true } },
      { Items: '{% $states.input.list %}', ItemSelector },
    );
    expect((await world(states).run({ list: ['a', 'b'] })).output).toEqual([
      { i: 0, v: 'a', all: 2 },
      { i: 1, v: 'b', all: 2 },
    ]);
  });

  test('the index of the item is in the context of its iteration too', async () => {
    const states = map({ A: { Type: 'Pass', Output: '{% $states.context.Map.Item.Index %}', End: true } });
    expect((await world(states).run(['a', 'b'])).output).toEqual([0, 1]);
  });

  test('MaxConcurrency: no more iterations than that at once; 1 is one after the other', async () => {
    const states = map({ W: { Type: 'Wait', Seconds: 10, End: true } }, { MaxConcurrency: '{% 1 + 1 %}' });
    expect((await world(states).run([1, 2, 3, 4, 5])).stopDate).toBe(START + 30_000);
    const single = map({ W: { Type: 'Wait', Seconds: 10, End: true } }, { MaxConcurrency: 1 });
    expect((await world(single).run([1, 2, 3])).stopDate).toBe(START + 30_000);
  });

  test('at most 40 iterations run at once', async () => {
    const states = map({ W: { Type: 'Wait', Seconds: 10, Output: 1, End: true } });
    expect((await world(states).run(Array.from({ length: 40 }, () => 1))).stopDate).toBe(START + 10_000);
    expect((await world(states).run(Array.from({ length: 41 }, () => 1))).stopDate).toBe(START + 20_000);
  });

  test('a MaxConcurrency above 40 changes nothing about that', async () => {
    const states = map({ W: { Type: 'Wait', Seconds: 10, Output: 1, End: true } }, { MaxConcurrency: 50 });
    expect((await world(states).run(Array.from({ length: 41 }, () => 1))).stopDate).toBe(START + 20_000);
  });

  test('the item is in the context of a Parallel inside the iteration', async () => {
    const Branches = [
      iterator({ B: { Type: 'Pass', Output: '{% $states.context.Map.Item.Value %}', End: true } }),
    ];
    expect(
      (await world(map({ P: { Type: 'Parallel', Branches, End: true } })).run(['a', 'b'])).output,
    ).toEqual([['a'], ['b']]);
  });

  test('when one iteration fails the others are stopped and the state fails with its error', async () => {
    const states = map({
      Choose: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'Bad' }],
        Default: 'Wait',
      },
      Bad: { Type: 'Fail', Error: 'Bad' },
      Wait: { Type: 'Wait', Seconds: 100, End: true },
    });
    const w = world(states);
    const arn = await w.start([1, 2, 3]);
    expect(w.describeExecution(arn)).toMatchObject({ status: 'FAILED', error: 'Bad', stopDate: START });
  });

  test('items that are no array: States.QueryEvaluationError', async () => {
    expect((await world(map({ A: { Type: 'Pass', End: true } })).run({})).error).toBe(
      'States.QueryEvaluationError',
    );
  });

  test('a Map inside a Map', async () => {
    const inner = {
      Type: 'Map',
      ItemProcessor: iterator({ Double: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } }),
      End: true,
    };
    expect((await world(map({ Inner: inner })).run([[1, 2], [], [3]])).output).toEqual([[2, 4], [], [6]]);
  });
});

describe(`${DG}/connect-lambda.html`, () => {
  test('the result has ExecutedVersion, Payload and StatusCode', async () => {
    const task = lambda('work', { Output: '{% $states.result %}', End: true });
    const w = world({ Work: task }, { lambdas: { work: (payload) => ({ got: payload }) } });
    expect((await w.run({ a: 1 })).output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { got: { a: 1 } },
      StatusCode: 200,
    });
  });

  test('a function that returns nothing has the payload null', async () => {
    expect(
      (await world({ Work: lambda('work') }, { lambdas: { work: () => undefined } }).run()).output,
    ).toBeNull();
  });
});

describe(`${DG}/connect-stepfunctions.html`, () => {
  const child = machineOf({ Keep: { Type: 'Wait', Seconds: 5, End: true } });
  const start = (Arguments: object, rest: object = {}) => ({
    Start: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments,
      ...rest,
      End: true,
    },
  });

  test('starts another machine and does not wait for it', async () => {
    const w = world(start({ StateMachineArn: 'child', Name: '{% $states.input.name %}', Input: { a: 1 } }), {
      definitions: { child },
    });
    const description = await w.run({ name: 'c1' });
    expect(description).toMatchObject({ status: 'SUCCEEDED', stopDate: START, output: { StartDate: START } });
    expect(w.listExecutions('child')).toMatchObject([{ name: 'c1', status: 'RUNNING', input: { a: 1 } }]);
  });

  test('same name and input while it runs: succeeds again, one execution', async () => {
    const w = world(start({ StateMachineArn: 'child', Name: 'c1', Input: {} }), { definitions: { child } });
    await w.start({}, 'one');
    const second = await w.start({}, 'two');
    expect(w.describeExecution(second).status).toBe('SUCCEEDED');
    expect(w.listExecutions('child')).toHaveLength(1);
  });

  test('ExecutionAlreadyExists has the error name StepFunctions.ExecutionAlreadyExistsException', async () => {
    const w = world(start({ StateMachineArn: 'child', Name: 'c1', Input: '{% $states.input %}' }), {
      definitions: { child },
    });
    await w.start(1, 'one');
    const second = await w.start(2, 'two');
    expect(w.describeExecution(second).error).toBe('StepFunctions.ExecutionAlreadyExistsException');
  });
});

describe(`${DG}/input-output-contextobject.html`, () => {
  test('execution, machine and state', async () => {
    const w = world({
      First: { Type: 'Wait', Seconds: 90, Next: 'Show' },
      Show: { Type: 'Pass', Output: '{% $states.context %}', End: true },
    });
    const { executionArn, stateMachineArn, output } = await w.run({ a: 1 });
    expect(output).toEqual({
      Execution: {
        Id: executionArn,
        Input: { a: 1 },
        Name: 'one',
        RoleArn: expect.stringMatching(/^arn:aws:iam::/),
        StartTime: '2026-11-24T00:00:00.000Z',
        RedriveCount: 0,
      },
      State: { EnteredTime: '2026-11-24T00:01:30.000Z', Name: 'Show', RetryCount: 0 },
      StateMachine: { Id: stateMachineArn, Name: 'm' },
    });
  });

  test('RetryCount counts the retries of the state', async () => {
    let fails = 2;
    const lambdas = { work: (payload: unknown) => (fails-- > 0 ? throwing('Flaky')() : payload) };
    const Arguments = { FunctionName: 'work', Payload: '{% $states.context.State.RetryCount %}' };
    const w = world(
      { Work: lambda('work', { Arguments, Retry: [{ ErrorEquals: ['Flaky'] }], End: true }) },
      { lambdas },
    );
    expect((await w.run()).output).toBe(2);
  });
});
