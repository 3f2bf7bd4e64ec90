import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { TASKS } from '../../functions/tasks/tasks.ts';
import { createStateMachines } from '../../local/asl/state-machines.ts';
import { openDatabase } from '../../local/database.ts';
import { loadSchedules } from '../../local/scheduler.ts';
import { definitionText, machineNames, statesOf } from '../support/machines.ts';

const LAMBDA_ERRORS = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

const hasTaskFile = (name: string): boolean => {
  const file = name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
  return existsSync(new URL(`../../functions/tasks/${file}.ts`, import.meta.url));
};

/** Comes without types. */
const aslValidator: (
  definition: object,
  options: { readonly checkArn: boolean },
) => { readonly isValid: boolean; readonly errorsText: () => string } = createRequire(import.meta.url)(
  'asl-validator',
);

/** It throws on malformed States instead of saying so. */
const validate = (definition: object): string => {
  try {
    const { isValid, errorsText } = aslValidator(definition, { checkArn: false });
    return isValid ? '' : errorsText();
  } catch (error) {
    return `malformed: ${error}`;
  }
};

describe.each(machineNames)('%s', (machine) => {
  const states = statesOf(machine);
  const tasks = states.filter(({ Type }) => Type === 'Task');

  test('asl-validator と、埋込みの解釈器が受け入れる', () => {
    const definition = JSON.parse(definitionText(machine));
    expect(validate(definition)).toBe('');
    expect(validate({ ...definition, States: { X: 1 } })).not.toBe('');
    expect(() =>
      createStateMachines({
        db: openDatabase(':memory:'),
        definitions: { m: definition },
        invoke: async () => undefined,
        now: () => 0,
      }),
    ).not.toThrow();
    expect(definition.QueryLanguage).toBe('JSONata');
  });

  test('どのTaskにも、時間切れと、限りある再試行と、すべての誤りの受けがある', () => {
    expect(tasks.length).toBeGreaterThan(0);
    for (const task of tasks) {
      expect(task.TimeoutSeconds, task.name).toBeGreaterThan(0);
      expect(Number.isInteger(task.TimeoutSeconds), task.name).toBe(true);
      expect(task.Retry?.length, task.name).toBeGreaterThan(0);
      for (const retry of task.Retry ?? []) {
        expect(retry.MaxAttempts, task.name).toBeLessThanOrEqual(8);
        if (retry.MaxAttempts > 0)
          expect(retry, task.name).toMatchObject({
            JitterStrategy: 'FULL',
            BackoffRate: 2,
            MaxDelaySeconds: expect.any(Number),
          });
        expect(retry.ErrorEquals, task.name).not.toContain('States.ALL');
      }
      const caught = task.Catch?.at(-1);
      expect(caught?.ErrorEquals, task.name).toEqual(['States.ALL']);
    }
  });

  test('Lambdaを呼ぶTaskは、どれも同じ再試行をする', () => {
    const [first, ...others] = tasks.filter(({ Resource }) => Resource?.includes(':lambda:'));
    expect(first?.Retry).toMatchObject([{ ErrorEquals: LAMBDA_ERRORS }, { ErrorEquals: ['Retryable'] }]);
    for (const task of others) expect(task.Retry, task.name).toEqual(first?.Retry);
  });

  test('完了通知を待つTaskは、時間切れを別に受ける。どのChoiceにもDefaultがある', () => {
    const callbacks = tasks.filter(({ Resource }) => Resource?.endsWith('.waitForTaskToken'));
    const wrong = callbacks.filter(({ Catch = [] }) => Catch[0]?.ErrorEquals.join() !== 'States.Timeout');
    expect(wrong.map(({ name }) => name)).toEqual([]);
    const choices = states.filter(({ Type }) => Type === 'Choice');
    expect(choices.filter(({ Default }) => !Default).map(({ name }) => name)).toEqual([]);
  });

  test('どの状態にも到達でき、行き先のない遷移はない', () => {
    const names = new Set(states.map(({ name }) => name));
    const starts = states.filter(({ isStart }) => isStart).map(({ name }) => name);
    const reached = new Set(starts);
    for (const name of reached)
      for (const next of states.find((state) => state.name === name)?.targets ?? []) {
        expect(names, `${name} → ${next}`).toContain(next);
        reached.add(next);
      }
    expect([...names].filter((name) => !reached.has(name))).toEqual([]);
  });

  test('状態・関数・ファイルの名は同じで、置き換えはすべてある', () => {
    const text = readFileSync(new URL(`../../statemachines/${machine}.asl.json`, import.meta.url), 'utf8');
    const substitutions = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(substitutions.length).toBeGreaterThan(0);
    for (const name of substitutions)
      expect(Object.hasOwn(TASKS, name ?? '') || hasTaskFile(name ?? ''), name).toBe(true);
    for (const task of tasks.filter(({ Resource }) => Resource?.includes(':lambda:')))
      expect(task.Arguments?.FunctionName, task.name).toBe(task.name);
  });

  test('履歴に個人の情報は流れない: 渡すのは番号と合言葉だけ', () => {
    for (const task of tasks) {
      const payload = task.Arguments?.Payload;
      if (typeof payload === 'string') {
        expect(PAYLOADS_OF_RUNS, task.name).toContain(payload);
        continue;
      }
      const names = Object.keys(payload ?? {});
      expect(
        names.filter((name) => !['caseId', 'taskToken', 'error'].includes(name)),
        task.name,
      ).toEqual([]);
    }
  });
});

/** Of the runs over the whole city: date, shard and page. */
const PAYLOADS_OF_RUNS = [
  "{% $exists($states.input.businessDate) ? {'businessDate': $states.input.businessDate} : {} %}",
  '{% $states.input %}',
];

test('どの関数も、どれかの状態から呼ばれる', () => {
  const called = machineNames.flatMap((machine) => statesOf(machine).map(({ name }) => name));
  for (const name of Object.keys(TASKS)) expect(called).toContain(name);
});

test('schedules.json: 日本時間の0時と8時30分に日次の点検を、毎月1日の9時に月次報告の作成を始める', () => {
  const { timeZone, schedules } = loadSchedules();
  expect(timeZone).toBe('Asia/Tokyo');
  expect(schedules).toContainEqual(expect.objectContaining({ machine: 'daily', cron: 'cron(0 0 * * ? *)' }));
  expect(schedules).toContainEqual(expect.objectContaining({ machine: 'daily', cron: 'cron(30 8 * * ? *)' }));
  expect(schedules).toContainEqual(
    expect.objectContaining({ machine: 'monthly-reports', cron: 'cron(0 9 1 * ? *)' }),
  );
  for (const { machine } of schedules) expect(machineNames).toContain(machine);
});
