import { describe, expect, test } from 'vitest';
import { API, DG, lambda, machineOf, nameOf, START, throwing, world } from './harness.ts';

type States = Readonly<Record<string, unknown>>;
const processor = (states: States) => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: Object.keys(states)[0],
  States: states,
});
const each = (states: States, rest: object = {}) => ({
  Each: { Type: 'Map', Label: 'each', ItemProcessor: processor(states), ...rest, End: true },
});
const typesOf = (history: readonly { readonly type: string }[]): string[] => history.map(({ type }) => type);
const wait = (seconds: unknown) => ({ Wait: { Type: 'Wait', Seconds: seconds, End: true } });

/** The children of the only Map Run of an execution. */
const childrenOf = (w: ReturnType<typeof world>, arn: string) => {
  const [mapRun = ''] = w.listMapRuns(arn);
  return w.listChildExecutions(mapRun);
};

describe(`${DG}/state-map-distributed.html`, () => {
  test('the outputs of the child executions come in the order of the items, whatever ends first', async () => {
    const w = world(
      each({
        Wait: { Type: 'Wait', Seconds: '{% $states.input %}', Output: '{% $states.input * 10 %}', End: true },
      }),
    );
    expect((await w.run([3, 1, 2])).output).toEqual([30, 10, 20]);
  });

  test('each item is an execution of its own, with its own history; the history of the parent tells of the Map Run only', async () => {
    const w = world(each({ Work: lambda('work') }), { lambdas: { work: (payload) => payload } });
    const parent = await w.run(['a', 'b']);
    expect(typesOf(w.getExecutionHistory(parent.executionArn))).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    const children = childrenOf(w, parent.executionArn);
    expect(children).toMatchObject([
      { status: 'SUCCEEDED', input: 'a', output: 'a' },
      { status: 'SUCCEEDED', input: 'b', output: 'b' },
    ]);
    for (const { executionArn } of children)
      expect(typesOf(w.getExecutionHistory(executionArn))).toEqual([
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ]);
  });

  test('a long Map does not fill the history of its parent, as an inline one does', async () => {
    const w = world(each({ A: { Type: 'Pass', End: true } }));
    const parent = await w.run(Array.from({ length: 300 }, (_, n) => n));
    expect(parent.output).toHaveLength(300);
    expect(w.getExecutionHistory(parent.executionArn)).toHaveLength(8);
  });

  test('ItemSelector is evaluated by the parent: it sees its input, its variables, index and value of the item', async () => {
    const ItemSelector = {
      i: '{% $states.context.Map.Item.Index %}',
      v: '{% $states.context.Map.Item.Value %}',
      day: '{% $day %}',
    };
    const states = {
      Set: { Type: 'Pass', Assign: { day: 'today' }, Next: 'Each' },
      ...each({ A: { Type: 'Pass', End: true } }, { Items: '{% $states.input.list %}', ItemSelector }),
    };
    expect((await world(states).run({ list: ['a', 'b'] })).output).toEqual([
      { i: 0, v: 'a', day: 'today' },
      { i: 1, v: 'b', day: 'today' },
    ]);
  });

  test('MaxConcurrency: no more child executions than that at once; without it, more than the 40 of an inline Map', async () => {
    const two = world(each(wait(10), { MaxConcurrency: 2 }));
    expect((await two.run([1, 2, 3, 4, 5])).stopDate).toBe(START + 30_000);
    const many = world(each(wait(10)));
    expect((await many.run(Array.from({ length: 100 }, () => 1))).stopDate).toBe(START + 10_000);
  });

  test('an empty array gives an empty array, and no child', async () => {
    const w = world(each({ A: { Type: 'Fail' } }));
    const parent = await w.run([]);
    expect(parent.output).toEqual([]);
    expect(childrenOf(w, parent.executionArn)).toEqual([]);
  });

  test('items that are no array: States.QueryEvaluationError', async () => {
    expect((await world(each({ A: { Type: 'Pass', End: true } })).run({})).error).toBe(
      'States.QueryEvaluationError',
    );
  });

  test('without a Label one is made', async () => {
    const w = world(each({ A: { Type: 'Pass', End: true } }, { Label: undefined }));
    const parent = await w.run([1]);
    expect(w.listMapRuns(parent.executionArn)).toEqual([expect.stringMatching(/:mapRun:m\/[^/:]+:[^/:]+$/)]);
  });

  test('the results together may have 256 KiB (service-quotas.html)', async () => {
    const big = each({
      A: { Type: 'Pass', Output: "{% $join($range(1, 200, 1).$pad('x', 1000)) %}", End: true },
    });
    expect((await world(big).run([1, 2])).error).toBe('States.DataLimitExceeded');
  });
});

describe(`${DG}/concepts-examine-map-run.html`, () => {
  test('a Map Run has an ARN with machine and label; its children belong to the machine "name/label"', async () => {
    const w = world(each({ A: { Type: 'Pass', End: true } }));
    const { executionArn } = await w.run([1]);
    const [mapRun = ''] = w.listMapRuns(executionArn);
    expect(mapRun).toMatch(/^arn:aws:states:[^:]+:\d{12}:mapRun:m\/each:[\w-]+$/);
    expect(w.listChildExecutions(mapRun)).toMatchObject([
      {
        executionArn: expect.stringMatching(/:execution:m\/each:[\w-]+$/),
        stateMachineArn: expect.stringMatching(/:stateMachine:m\/each$/),
        mapRunArn: mapRun,
      },
    ]);
  });
});

describe(`${API}/API_ListExecutions.html, API_StartExecution.html`, () => {
  test('the executions of a machine are those that were started by their names, not the children', async () => {
    const w = world(each({ A: { Type: 'Pass', End: true } }));
    await w.run([1, 2]);
    expect(w.listExecutions('m').map(({ name }) => name)).toEqual(['one']);
  });

  test('the ARN of a Distributed Map cannot be started: ValidationException', () => {
    const w = world(each({ A: { Type: 'Pass', End: true } }));
    expect(nameOf(() => w.startExecution('m/each', 'x', {}))).toBe('ValidationException');
  });
});

describe(`${DG}/maprun-fail-threshold.html`, () => {
  const bad = {
    Choose: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'Bad' }],
      Default: 'Wait',
    },
    Bad: { Type: 'Fail', Error: 'Bad', Cause: 'why' },
    Wait: { Type: 'Wait', Seconds: 100, End: true },
  };

  test('without a threshold one failed child fails the state with States.ExceedToleratedFailureThreshold; the others are stopped', async () => {
    const w = world(each(bad));
    const arn = await w.start([1, 2, 3]);
    expect(w.describeExecution(arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      stopDate: START,
    });
    expect(childrenOf(w, arn)).toMatchObject([
      { status: 'ABORTED' },
      { status: 'FAILED', error: 'Bad', cause: 'why' },
      { status: 'ABORTED' },
    ]);
    expect(typesOf(w.getExecutionHistory(arn)).slice(-3)).toEqual([
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
    expect(w.nextDueAt()).toBeUndefined();
  });

  test('it can be caught, as any error', async () => {
    const Catch = [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'Caught' }];
    const { Each } = each(bad, { Catch });
    const w = world({
      Each: { ...Each, End: undefined, Next: 'Caught' },
      Caught: { Type: 'Pass', Output: 'caught', End: true },
    });
    expect((await w.run([2])).output).toBe('caught');
  });

  test('Retry starts a new Map Run, with all items', async () => {
    let fails = 1;
    const lambdas = { work: () => (fails-- > 0 ? throwing('Flaky')() : 1) };
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5 }];
    const w = world(each({ Work: lambda('work') }, { Retry }), { lambdas });
    const { executionArn, output } = await w.run([1, 2]);
    expect(output).toEqual([1, 1]);
    expect(w.listMapRuns(executionArn)).toHaveLength(2);
    expect(w.calls).toHaveLength(4);
  });

  test('a child that somebody stops counts as failed', async () => {
    const w = world(each(wait(100)));
    const arn = await w.start([1, 2]);
    w.stopExecution(childrenOf(w, arn)[0]?.executionArn ?? '');
    await w.settle();
    expect(w.describeExecution(arn).error).toBe('States.ExceedToleratedFailureThreshold');
  });
});

describe(`${API}/API_StopExecution.html`, () => {
  test('stopping the parent stops its children', async () => {
    const w = world(each(wait(100)));
    const arn = await w.start([1, 2]);
    w.stopExecution(arn);
    expect(childrenOf(w, arn).map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED']);
    expect(w.nextDueAt()).toBeUndefined();
  });

  test('so does the time-out of the parent', async () => {
    const states = each(wait(1_000));
    const w = world({}, { definitions: { m: machineOf(states, { TimeoutSeconds: 60 }) } });
    const arn = await w.start([1]);
    await w.advance(60);
    expect(w.describeExecution(arn).status).toBe('TIMED_OUT');
    expect(childrenOf(w, arn)).toMatchObject([{ status: 'ABORTED' }]);
  });

  test('and the failure of a branch beside it', async () => {
    const Branches = [
      { StartAt: 'Each', States: each(wait(100)) },
      {
        StartAt: 'Nap',
        States: { Nap: { Type: 'Wait', Seconds: 1, Next: 'Bad' }, Bad: { Type: 'Fail', Error: 'Bad' } },
      },
    ];
    const w = world({ Both: { Type: 'Parallel', Branches, End: true } });
    const arn = await w.start([1, 2]);
    await w.advance(1);
    expect(w.describeExecution(arn)).toMatchObject({ status: 'FAILED', error: 'Bad' });
    expect(childrenOf(w, arn).map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED']);
    expect(typesOf(w.getExecutionHistory(arn))).toContain('MapRunAborted');
  });
});

describe(`${DG}/workflow-variables.html`, () => {
  test('a child does not see the variables of its parent', async () => {
    const states = {
      Set: { Type: 'Pass', Assign: { x: 1 }, Next: 'Each' },
      ...each({ Read: { Type: 'Pass', Output: '{% $exists($x) %}', End: true } }, { Items: [1] }),
    };
    expect((await world(states).run()).output).toEqual([false]);
  });
});

describe(`${DG}/input-output-contextobject.html`, () => {
  test('the execution in the context of a child is the child, with its input', async () => {
    const w = world(each({ A: { Type: 'Pass', Output: '{% $states.context.Execution %}', End: true } }));
    const { executionArn } = await w.run(['a']);
    const [child] = childrenOf(w, executionArn);
    expect(child?.output).toMatchObject({ Id: child?.executionArn, Input: 'a', Name: child?.name });
  });
});

describe('aws.amazon.com/step-functions/pricing', () => {
  test('the states that a child enters are transitions of the child, not of the parent', async () => {
    const w = world(each({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } }));
    const parent = await w.run([1, 2, 3]);
    expect(parent.transitions).toBe(1);
    expect(childrenOf(w, parent.executionArn).map(({ transitions }) => transitions)).toEqual([2, 2, 2]);
  });
});

describe(`${API}/API_StartExecution.html, name`, () => {
  test('when the name is free again after 90 days, the children of the old execution are gone with it', async () => {
    const w = world(each({ A: { Type: 'Pass', End: true } }));
    const first = await w.run([1, 2]);
    const [mapRun = ''] = w.listMapRuns(first.executionArn);
    await w.advance(90 * 86_400);
    w.startExecution('m', 'one', []);
    expect(w.listChildExecutions(mapRun)).toEqual([]);
    expect(w.listMapRuns(first.executionArn)).toEqual([]);
  });
});

test('a Distributed Map inside a Distributed Map', async () => {
  const inner = {
    Inner: {
      Type: 'Map',
      Label: 'inner',
      ItemProcessor: processor({ Double: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } }),
      End: true,
    },
  };
  expect((await world(each(inner)).run([[1, 2], [], [3]])).output).toEqual([[2, 4], [], [6]]);
});
