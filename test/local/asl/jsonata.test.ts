import { describe, expect, test } from 'vitest';
import { API, DG, lambda, nameOf, throwing, world } from './harness.ts';

const PAGE = `${DG}/transforming-data.html`;
const evaluate = async (expression: string, input: unknown = {}) =>
  (await world({ Pass: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } }).run(input)).output;
const errorOf = async (expression: string) =>
  (await world({ Pass: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } }).run()).error;

describe(`${PAGE}: expressions`, () => {
  test('a string is an expression only between {% and %}', async () => {
    const Output = { a: '{% 1 + 1 %}', b: '1 + 1', c: '$states.input', d: { e: ['{% $states.input.x %}'] } };
    const w = world({ Pass: { Type: 'Pass', Output, End: true } });
    expect((await w.run({ x: 'y' })).output).toEqual({
      a: 2,
      b: '1 + 1',
      c: '$states.input',
      d: { e: ['y'] },
    });
  });

  test.each(['{% 1', '1 %}', ' {% 1 %}', '{% 1 %} '])(
    'improperly opened or closed: %j is refused',
    (Output) => {
      expect(nameOf(() => world({ Pass: { Type: 'Pass', Output, End: true } }))).toBe('InvalidDefinition');
    },
  );

  test('type errors, undefined and functions: States.QueryEvaluationError', async () => {
    expect(await errorOf("1 + 'a'")).toBe('States.QueryEvaluationError');
    expect(await errorOf('$states.input.nothing')).toBe('States.QueryEvaluationError');
    expect(await errorOf('function($x) { $x }')).toBe('States.QueryEvaluationError');
    expect(await errorOf('$unknown')).toBe('States.QueryEvaluationError');
    expect(await errorOf('$sum')).toBe('States.QueryEvaluationError');
  });

  test('the cause names the expression and the field', async () => {
    const w = world({ Pass: { Type: 'Pass', Output: { a: ['{% $states.input.no %}'] }, End: true } });
    expect((await w.run()).cause).toBe(
      "The JSONata expression '$states.input.no' specified for the field 'Output/a[0]' returned nothing (undefined).",
    );
  });

  test('a Task can retry and catch States.QueryEvaluationError, also from its Output', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught', Output: 'caught' }];
    const rest = {
      Output: '{% $states.result.nothing %}',
      Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
      Catch,
      End: true,
    };
    const w = world(
      { Work: lambda('work', rest), Caught: { Type: 'Succeed' } },
      { lambdas: { work: () => 1 } },
    );
    expect((await w.run()).output).toBe('caught');
    expect(w.calls).toHaveLength(2);
  });

  test('an array of one stays an array where the source is one', async () => {
    expect(await evaluate('$states.input.list', { list: [1] })).toEqual([1]);
    expect(await evaluate('[$states.input.list[n > 1]]', { list: [{ n: 1 }, { n: 2 }] })).toEqual([{ n: 2 }]);
  });

  test.each([
    ['Wait', { Type: 'Wait', Seconds: '{% $states.result %}', End: true }],
    ['Pass', { Type: 'Pass', Output: '{% $states.errorOutput %}', End: true }],
    ['Task', lambda('work', { Arguments: '{% $states.result %}', End: true })],
    ['Task', lambda('work', { Output: '{% $states.errorOutput.Error %}', End: true })],
  ])(
    '$states.result and $states.errorOutput where they are not accessible are refused: %s',
    (_name, state) => {
      expect(nameOf(() => world({ A: state }))).toBe('InvalidDefinition');
    },
  );
});

describe(`${PAGE}: functions`, () => {
  test('$partition: chunks, the last may be shorter', async () => {
    expect(await evaluate('$partition([1,2,3,4,5], 2)')).toEqual([[1, 2], [3, 4], [5]]);
  });

  test('$partition rounds a size that is no integer down', async () => {
    expect(await evaluate('$partition([1,2,3], 2.9)')).toEqual([[1, 2], [3]]);
  });

  test('$range: from the first to the last by the delta, up or down', async () => {
    expect(await evaluate('$range(0, 10, 2)')).toEqual([0, 2, 4, 6, 8, 10]);
    expect(await evaluate('$range(5, 0, -2)')).toEqual([5, 3, 1]);
  });

  test.each([
    ['MD5', '900150983cd24fb0d6963f7d28e17f72'],
    ['SHA-1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['SHA-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'SHA-384',
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    ],
    [
      'SHA-512',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ],
  ])('$hash with %s', async (algorithm, expected) => {
    expect(await evaluate(`$hash('abc', '${algorithm}')`)).toBe(expected);
  });

  test('$hash with another algorithm fails', async () => {
    expect(await errorOf("$hash('abc', 'SHA-3')")).toBe('States.QueryEvaluationError');
  });

  test('$random: 0 ≤ n < 1, the same number for the same seed', async () => {
    expect(await evaluate('$random()')).toBe(0.5);
    const [first, again, other] = [
      await evaluate('$random(1)'),
      await evaluate('$random(1)'),
      await evaluate('$random(2)'),
    ];
    expect(first).toBe(again);
    expect(first).not.toBe(other);
    expect(Number(first)).toBeGreaterThanOrEqual(0);
    expect(Number(first)).toBeLessThan(1);
  });

  test('$uuid: a version 4 UUID', async () => {
    expect(await evaluate('$uuid()')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test('$parse: a JSON text becomes its value', async () => {
    expect(await evaluate('$parse($states.input).a[1]', '{"a":[1,2]}')).toBe(2);
    expect(await errorOf("$parse('{')")).toBe('States.QueryEvaluationError');
  });

  test('$eval is not supported', () => {
    expect(nameOf(() => world({ Pass: { Type: 'Pass', Output: "{% $eval('1') %}", End: true } }))).toBe(
      'InvalidDefinition',
    );
  });

  test('$now and $millis follow the clock that was passed in', async () => {
    expect(await evaluate('$now()')).toBe('2026-11-24T00:00:00.000Z');
    expect(await evaluate("$now('[Y0001]-[M01]-[D01]', '+0900')")).toBe('2026-11-24');
    expect(await evaluate('$millis()')).toBe(Date.UTC(2026, 10, 24));
  });
});

describe(`${DG}/workflow-variables.html`, () => {
  test('Assign is evaluated with the old values, all at once, and Output does not see the new ones', async () => {
    const states = {
      Set: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
      Swap: {
        Type: 'Pass',
        Assign: { a: '{% $b %}', b: '{% $a %}' },
        Output: { a: '{% $a %}' },
        Next: 'Show',
      },
      Show: {
        Type: 'Pass',
        Output: { output: '{% $states.input %}', a: '{% $a %}', b: '{% $b %}' },
        End: true,
      },
    };
    expect((await world(states).run()).output).toEqual({ output: { a: 1 }, a: 2, b: 1 });
  });

  test('a Task assigns from $states.result, independently of Output', async () => {
    const task = lambda('work', {
      Assign: { kept: '{% $states.result.Payload.x %}' },
      Output: 'out',
      Next: 'Show',
    });
    const states = { Work: task, Show: { Type: 'Pass', Output: '{% [$states.input, $kept] %}', End: true } };
    expect((await world(states, { lambdas: { work: () => ({ x: 'in' }) } }).run()).output).toEqual([
      'out',
      'in',
    ]);
  });

  test('inner scopes read outer variables; their own end with them', async () => {
    const inner = {
      StartAt: 'In',
      States: {
        In: { Type: 'Pass', Assign: { inner: '{% $outer + $states.input %}' }, Next: 'Read' },
        Read: { Type: 'Pass', Output: '{% $inner %}', End: true },
      },
    };
    const states = {
      Set: { Type: 'Pass', Assign: { outer: 10 }, Next: 'Each' },
      Each: { Type: 'Map', Items: [1, 2], ItemProcessor: inner, Next: 'Show' },
      Show: {
        Type: 'Pass',
        Output: { each: '{% $states.input %}', inner: '{% $exists($inner) %}' },
        End: true,
      },
    };
    expect((await world(states).run()).output).toEqual({ each: [11, 12], inner: false });
  });

  test('a variable of an outer scope cannot be assigned in an inner one', () => {
    const branch = { StartAt: 'In', States: { In: { Type: 'Pass', Assign: { x: 2 }, End: true } } };
    const states = (outer: string) => ({
      P: { Type: 'Parallel', Branches: [branch], Assign: { [outer]: 1 }, End: true },
    });
    expect(nameOf(() => world(states('x')))).toBe('InvalidDefinition');
    expect(nameOf(() => world(states('y')))).toBe('no error');
  });

  test('two branches may have a variable of the same name, each its own', async () => {
    const branch = (n: number) => ({
      StartAt: `Set${n}`,
      States: {
        [`Set${n}`]: { Type: 'Pass', Assign: { x: n }, Next: `Get${n}` },
        [`Get${n}`]: { Type: 'Pass', Output: '{% $x %}', End: true },
      },
    });
    expect(
      (await world({ P: { Type: 'Parallel', Branches: [branch(1), branch(2)], End: true } }).run()).output,
    ).toEqual([1, 2]);
  });

  test('the catcher of a Parallel assigns in the outer scope', async () => {
    const branch = { StartAt: 'Bad', States: { Bad: { Type: 'Fail', Error: 'Bad' } } };
    const states = {
      P: {
        Type: 'Parallel',
        Branches: [branch],
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'Show', Assign: { why: '{% $states.errorOutput.Error %}' } },
        ],
        End: true,
      },
      Show: { Type: 'Pass', Output: '{% $why %}', End: true },
    };
    expect((await world(states).run()).output).toBe('Bad');
  });

  test.each(['1x', 'a-b', '', 'states', 'x'.repeat(81)])('%j is no variable name', (name) => {
    expect(nameOf(() => world({ Pass: { Type: 'Pass', Assign: { [name]: 1 }, End: true } }))).toBe(
      'InvalidDefinition',
    );
  });

  test('a variable name may have 80 characters, also Japanese ones', () => {
    expect(nameOf(() => world({ Pass: { Type: 'Pass', Assign: { ['許'.repeat(80)]: 1 }, End: true } }))).toBe(
      'no error',
    );
  });

  test('Assign with an undefined value: States.QueryEvaluationError', async () => {
    expect(
      (await world({ Pass: { Type: 'Pass', Assign: { x: '{% $nothing %}' }, End: true } }).run()).error,
    ).toBe('States.QueryEvaluationError');
  });
});

describe(`${API}/API_EvaluationFailedEventDetails.html`, () => {
  test('a failed evaluation is an event EvaluationFailed', async () => {
    const w = world({ Pass: { Type: 'Pass', Output: '{% $nothing %}', End: true } });
    const { executionArn } = await w.run();
    const failed = w.getExecutionHistory(executionArn).find(({ type }) => type === 'EvaluationFailed');
    expect(failed?.details).toMatchObject({ state: 'Pass', error: 'States.QueryEvaluationError' });
  });

  test('an error of a Lambda is none', async () => {
    const w = world({ Work: lambda('work') }, { lambdas: { work: throwing('Oops') } });
    const { executionArn } = await w.run();
    const types = w.getExecutionHistory(executionArn).map(({ type }) => type);
    expect(types).toContain('TaskFailed');
    expect(types).not.toContain('EvaluationFailed');
  });
});
