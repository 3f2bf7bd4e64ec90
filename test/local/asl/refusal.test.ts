import { describe, expect, test } from 'vitest';
import { API, ask, DG, lambda, machineOf, world } from './harness.ts';

const refusalOf = (states: Readonly<Record<string, unknown>>, top: object = {}): string => {
  try {
    world({ Done: { Type: 'Succeed' } }, { definitions: { permit: machineOf(states, top) } });
    return 'accepted';
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  }
};
const done = { Done: { Type: 'Succeed' } };
const invoke = lambda('work');

describe('a definition is refused at load, naming machine, state and field', () => {
  test.each([
    ['ResultPath', { ...invoke, ResultPath: '$.x' }],
    ['InputPath', { ...invoke, InputPath: '$' }],
    ['Parameters', { ...invoke, Parameters: {} }],
    ['ResultSelector', { ...invoke, ResultSelector: {} }],
    ['OutputPath', { ...invoke, OutputPath: '$' }],
    ['TimeoutSecondsPath', { ...invoke, TimeoutSecondsPath: '$.t' }],
    ['Credentials', { ...invoke, Credentials: {} }],
    ['Result', { Type: 'Pass', Result: 1, End: true }],
    [
      'ItemReader',
      {
        Type: 'Map',
        ItemProcessor: { StartAt: 'X', States: { X: { Type: 'Succeed' } } },
        ItemReader: {},
        End: true,
      },
    ],
    [
      'ItemBatcher',
      {
        Type: 'Map',
        ItemProcessor: { StartAt: 'X', States: { X: { Type: 'Succeed' } } },
        ItemBatcher: {},
        End: true,
      },
    ],
    [
      'ToleratedFailureCount',
      {
        Type: 'Map',
        ItemProcessor: { StartAt: 'X', States: { X: { Type: 'Succeed' } } },
        ToleratedFailureCount: 1,
        End: true,
      },
    ],
    [
      'ToleratedFailurePercentage',
      {
        Type: 'Map',
        ItemProcessor: { StartAt: 'X', States: { X: { Type: 'Succeed' } } },
        ToleratedFailurePercentage: 1,
        End: true,
      },
    ],
    [
      'ResultWriter',
      {
        Type: 'Map',
        ItemProcessor: { StartAt: 'X', States: { X: { Type: 'Succeed' } } },
        ResultWriter: {},
        End: true,
      },
    ],
    ['SecondsPath', { Type: 'Wait', SecondsPath: '$.s', End: true }],
    ['ErrorPath', { Type: 'Fail', ErrorPath: '$.e' }],
    ['Assign', { Type: 'Succeed', Assign: { x: 1 } }],
    ['Retry', { Type: 'Wait', Seconds: 1, Retry: [], End: true }],
  ])('%s', (field, state) => {
    expect(refusalOf({ Issue: state, ...done })).toBe(
      `InvalidDefinition: permit: state 'Issue': field '${field}' is not implemented`,
    );
  });

  test('fields deep inside are named with their path', () => {
    const choice = { Type: 'Choice', Choices: [{ Condition: true, Next: 'Done', Variable: '$.x' }] };
    expect(refusalOf({ Choose: choice, ...done })).toContain(
      "state 'Choose': field 'Choices/0/Variable' is not implemented",
    );
    const retry = { ...invoke, Retry: [{ ErrorEquals: ['X'], Jitter: 1 }] };
    expect(refusalOf({ Work: retry })).toContain("state 'Work': field 'Retry/0/Jitter' is not implemented");
    expect(refusalOf({ Work: { ...invoke, Arguments: { FunctionName: 'f', Qualifier: '1' } } })).toContain(
      "state 'Work': field 'Arguments/Qualifier' is not implemented",
    );
  });

  test('states inside Map and Parallel are named too', () => {
    const inner = { StartAt: 'Inner', States: { Inner: { ...invoke, ResultPath: null } } };
    expect(refusalOf({ P: { Type: 'Parallel', Branches: [inner], End: true } })).toContain(
      "state 'Inner': field 'ResultPath'",
    );
    expect(refusalOf({ M: { Type: 'Map', ItemProcessor: inner, End: true } })).toContain(
      "state 'Inner': field 'ResultPath'",
    );
  });

  test.each([
    'arn:aws:states:::sqs:sendMessage',
    'arn:aws:states:::lambda:invoke.sync',
    'arn:aws:states:::states:startExecution.sync:2',
    'arn:aws:states:::aws-sdk:s3:getObject',
    'arn:aws:lambda:ap-northeast-1:000000000000:function:f',
  ])('resource %s', (Resource) => {
    expect(refusalOf({ Work: { ...invoke, Resource } })).toContain("permit: state 'Work': field 'Resource'");
  });

  test('top-level fields, JSONPath, unknown types', () => {
    expect(refusalOf(done, { Extra: 1 })).toBe("InvalidDefinition: permit: field 'Extra' is not implemented");
    expect(refusalOf(done, { QueryLanguage: 'JSONPath' })).toContain("field 'QueryLanguage'");
    expect(refusalOf(done, { QueryLanguage: undefined })).toContain("field 'QueryLanguage'");
    expect(refusalOf({ A: { Type: 'Succeed', QueryLanguage: 'JSONPath' } })).toContain(
      "state 'A': field 'QueryLanguage'",
    );
    expect(refusalOf({ A: { Type: 'Loop' } })).toContain("state 'A': field 'Type'");
  });

  const mapWith = (ProcessorConfig: object, rest: object = {}, inner = 'X') => ({
    Type: 'Map',
    ItemProcessor: { ProcessorConfig, StartAt: inner, States: { [inner]: { Type: 'Succeed' } } },
    ...rest,
    End: true,
  });
  test.each([
    { Mode: 'DISTRIBUTED' },
    { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    { Mode: 'INLINE', ExecutionType: 'STANDARD' },
    { Mode: 'SPREAD' },
  ])('ProcessorConfig %j', (config) => {
    expect(refusalOf({ M: mapWith(config) })).toContain("state 'M': field 'ItemProcessor/ProcessorConfig");
  });

  test(`${DG}/state-map-distributed.html: a label has 1 to 40 characters, no special ones, and stands once in a machine`, () => {
    const distributed = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
    for (const Label of ['', 'x'.repeat(41), 'a b', 'a/b', 'a:b', 'a*'])
      expect(refusalOf({ M: mapWith(distributed, { Label }) })).toContain("state 'M': field 'Label'");
    const twice = {
      M: { ...mapWith(distributed, { Label: 'same' }), End: undefined, Next: 'N' },
      N: mapWith(distributed, { Label: 'same' }, 'Y'),
    };
    expect(refusalOf(twice)).toContain("state 'N': field 'Label': 'same' is used twice");
    expect(refusalOf({ ...twice, N: mapWith(distributed, { Label: 'other' }, 'Y') })).toBe('accepted');
  });

  test('a JSONata expression that does not parse', () => {
    expect(refusalOf({ A: { Type: 'Pass', Output: { x: '{% 1 + %}' }, End: true } })).toContain(
      "permit: state 'A': field 'Output/x': the JSONata expression '1 +' does not parse",
    );
  });
});

describe(`${API}/API_CreateStateMachine.html: InvalidDefinition`, () => {
  test(`Next and StartAt must name a state of the same scope (${DG}/statemachine-structure.html)`, () => {
    expect(refusalOf(done, { StartAt: 'Nowhere' })).toContain("field 'StartAt'");
    expect(refusalOf({ A: { Type: 'Pass', Next: 'Nowhere' } })).toContain("state 'A': 'Nowhere'");
    const inner = { StartAt: 'In', States: { In: { Type: 'Pass', Next: 'Done' } } };
    expect(refusalOf({ P: { Type: 'Parallel', Branches: [inner], Next: 'Done' }, ...done })).toContain(
      "state 'In': 'Done'",
    );
    expect(
      refusalOf({ Work: { ...invoke, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Nowhere' }] } }),
    ).toContain("'Nowhere'");
    expect(
      refusalOf({ C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'C' }], Default: 'Nowhere' } }),
    ).toContain("'Nowhere'");
  });

  test('exactly one of Next and End (state-pass.html, state-task.html)', () => {
    expect(refusalOf({ A: { Type: 'Pass' } })).toContain("state 'A': exactly one of the fields");
    expect(refusalOf({ A: { Type: 'Pass', End: true, Next: 'Done' }, ...done })).toContain(
      "state 'A': exactly one of the fields",
    );
  });

  test(`exactly one of Seconds and Timestamp (${DG}/state-wait.html)`, () => {
    expect(refusalOf({ W: { Type: 'Wait', End: true } })).toContain("state 'W': field 'Seconds'");
    expect(
      refusalOf({ W: { Type: 'Wait', Seconds: 1, Timestamp: '2026-11-24T00:00:00Z', End: true } }),
    ).toContain("field 'Seconds'");
  });

  test(`a literal Timestamp must be RFC 3339 (${DG}/state-wait.html)`, () => {
    expect(refusalOf({ W: { Type: 'Wait', Timestamp: '2026-11-24 00:00:00', End: true } })).toContain(
      "state 'W': field 'Timestamp'",
    );
  });

  test(`States.ALL must be alone and last, in Retry and in Catch (${DG}/concepts-error-handling.html)`, () => {
    const withOther = [{ ErrorEquals: ['States.ALL', 'X'], Next: 'Done' }];
    const notLast = [
      { ErrorEquals: ['States.ALL'], Next: 'Done' },
      { ErrorEquals: ['X'], Next: 'Done' },
    ];
    for (const Catch of [withOther, notLast]) {
      expect(refusalOf({ Work: { ...invoke, Catch }, ...done })).toContain("state 'Work': field 'Catch'");
      const Retry = Catch.map(({ ErrorEquals }) => ({ ErrorEquals }));
      expect(refusalOf({ Work: { ...invoke, Retry }, ...done })).toContain("state 'Work': field 'Retry'");
    }
  });

  test.each([
    { IntervalSeconds: 0 },
    { IntervalSeconds: 100_000_000 },
    { MaxAttempts: -1 },
    { MaxAttempts: 100_000_000 },
    { BackoffRate: 0.5 },
    { MaxDelaySeconds: 0 },
    { MaxDelaySeconds: 31_622_400 },
    { JitterStrategy: 'HALF' },
    { ErrorEquals: [] },
  ])(`a retrier out of range: %j (${DG}/concepts-error-handling.html)`, (retrier) => {
    expect(refusalOf({ Work: { ...invoke, Retry: [{ ErrorEquals: ['X'], ...retrier }] } })).toContain(
      `field 'Retry/0/${Object.keys(retrier)[0]}`,
    );
  });

  test.each([0, -1, 1.5, '10'])(
    `TimeoutSeconds must be a positive integer or JSONata: %j (${DG}/state-task.html)`,
    (TimeoutSeconds) => {
      expect(refusalOf({ Work: { ...invoke, TimeoutSeconds } })).toContain(
        "state 'Work': field 'TimeoutSeconds'",
      );
    },
  );

  test(`HeartbeatSeconds must be less than TimeoutSeconds (${DG}/state-task.html)`, () => {
    expect(refusalOf({ Ask: ask({ TimeoutSeconds: 10, HeartbeatSeconds: 10, End: true }) })).toContain(
      "state 'Ask': field 'HeartbeatSeconds'",
    );
  });

  test(`state names: at most 80 characters, unique in the whole machine (${DG}/statemachine-structure.html)`, () => {
    expect(refusalOf({ ['x'.repeat(81)]: { Type: 'Succeed' } })).toContain('InvalidDefinition');
    const inner = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
    expect(refusalOf({ A: { Type: 'Parallel', Branches: [inner], End: true } })).toContain(
      "state 'A': the name is used twice",
    );
  });

  test('what is implemented is accepted', () => {
    expect(refusalOf({ A: invoke }, { Comment: 'x', Version: '1.0', TimeoutSeconds: 60 })).toBe('accepted');
  });
});
