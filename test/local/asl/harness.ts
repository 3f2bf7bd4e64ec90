import { DatabaseSync } from 'node:sqlite';
import { createStateMachines } from '../../../local/asl/state-machines.ts';

export const DG = 'docs.aws.amazon.com/step-functions/latest/dg';
export const API = 'docs.aws.amazon.com/step-functions/latest/apireference';

export const START = Date.UTC(2026, 10, 24, 0, 0, 0);

type Lambdas = Readonly<Record<string, (payload: unknown) => unknown>>;
type Setup = {
  readonly definitions?: Readonly<Record<string, unknown>>;
  readonly lambdas?: Lambdas;
  readonly random?: () => number;
  readonly db?: DatabaseSync;
};

/** A definition of the states, starting at the first. */
export const machineOf = (states: Readonly<Record<string, unknown>>, top: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0] ?? '',
  States: states,
  ...top,
});

/** A Task that calls the function of the same name as given. */
export const lambda = (functionName: string, rest: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...rest,
});

/** A Task that hands its token to the function `ask`. */
export const ask = (rest: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
  ...rest,
});

/** State machines in memory with a clock that the test moves. */
export const world = (states: Readonly<Record<string, unknown>>, setup: Setup = {}) => {
  let now = START;
  const tokens: string[] = [];
  const calls: string[] = [];
  const lambdas: Lambdas = {
    ask: (payload) => {
      if (typeof payload === 'object' && payload !== null && 'token' in payload)
        tokens.push(String(payload.token));
    },
    ...setup.lambdas,
  };
  const machines = createStateMachines({
    db: setup.db ?? new DatabaseSync(':memory:'),
    definitions: { m: machineOf(states), ...setup.definitions },
    invoke: async (functionName, payload) => {
      calls.push(functionName);
      const handler = lambdas[functionName];
      if (handler === undefined) throw new Error(`no lambda ${functionName}`);
      return handler(payload);
    },
    now: () => now,
    random: setup.random ?? (() => 0.5),
  });
  const moveTo = async (time: number): Promise<void> => {
    now = time;
    await machines.settle();
  };
  return {
    ...machines,
    tokens,
    calls,
    now: () => now,
    setClock: (time: number) => {
      now = time;
    },
    moveTo,
    advance: (seconds: number) => moveTo(now + seconds * 1_000),
    /** Starts `m` and runs what is ready. */
    start: async (input: unknown = {}, name = 'one') => {
      const { executionArn } = machines.startExecution('m', name, input);
      await machines.settle();
      return executionArn;
    },
    /** Starts `m` and follows the clock from timer to timer until it has ended. */
    run: async (input: unknown = {}, name = 'one') => {
      const { executionArn } = machines.startExecution('m', name, input);
      for (;;) {
        await machines.settle();
        const description = machines.describeExecution(executionArn);
        const due = machines.nextDueAt();
        if (description.status !== 'RUNNING' || due === undefined) return description;
        now = Math.max(now, due);
      }
    },
  };
};

/** Throws an error of this name, as a handler would. */
export const throwing =
  (name: string, message = 'no luck') =>
  (): never => {
    throw Object.assign(new Error(message), { name });
  };

/** The call's error name, or 'no error'. */
export const nameOf = (run: () => unknown): string => {
  try {
    run();
    return 'no error';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.name : String(thrown);
  }
};
