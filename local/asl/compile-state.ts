import type { RetrierDefinition, StateDefinition } from './definition-schema.ts';
import { StepFunctionsError } from './errors.ts';
import type { CompileTemplate, StatesKey, Template } from './expressions.ts';

/** How a state is left: what it hands on, what it remembers, where it goes (undefined: the end of its scope). */
export type Exit = {
  readonly output?: Template | undefined;
  readonly assign?: Template | undefined;
  readonly next?: string | undefined;
};
export type Retrier = RetrierDefinition;
export type Catcher = Exit & { readonly errorEquals: readonly string[] };
export type Handlers = { readonly retriers: readonly Retrier[]; readonly catchers: readonly Catcher[] };
type Named = { readonly name: string };

export type TaskState = Named &
  Exit &
  Handlers & {
    readonly type: 'Task';
    readonly action: 'invoke' | 'invokeWithToken' | 'startExecution';
    readonly arguments: Template;
    readonly timeout: Template;
    readonly heartbeat?: Template | undefined;
  };
export type MapState = Named &
  Exit &
  Handlers & {
    readonly type: 'Map';
    readonly items?: Template | undefined;
    readonly itemSelector?: Template | undefined;
    readonly maxConcurrency: Template;
    readonly startAt: string;
    /** Only where each item is an execution of its own. */
    readonly distributed?: { readonly label: string | undefined } | undefined;
  };
export type ParallelState = Named &
  Exit &
  Handlers & {
    readonly type: 'Parallel';
    readonly arguments?: Template | undefined;
    readonly branches: readonly string[];
  };
export type ChoiceState = Named & {
  readonly type: 'Choice';
  readonly choices: readonly (Exit & { readonly condition: Template; readonly field: string })[];
  readonly otherwise?: Exit | undefined;
};
export type WaitState = Named &
  Exit & { readonly type: 'Wait'; readonly unit: 'Seconds' | 'Timestamp'; readonly until: Template };
export type FailState = Named & {
  readonly type: 'Fail';
  readonly error?: Template | undefined;
  readonly cause?: Template | undefined;
};
export type State =
  | TaskState
  | MapState
  | ParallelState
  | ChoiceState
  | WaitState
  | FailState
  | (Named & Exit & { readonly type: 'Pass' | 'Succeed' });

const INPUT: readonly StatesKey[] = ['input', 'context'];
const RESULT: readonly StatesKey[] = [...INPUT, 'result'];
const ERROR: readonly StatesKey[] = [...INPUT, 'errorOutput'];

const RESOURCES = {
  'arn:aws:states:::lambda:invoke': { action: 'invoke', fields: ['FunctionName', 'Payload'] },
  'arn:aws:states:::lambda:invoke.waitForTaskToken': {
    action: 'invokeWithToken',
    fields: ['FunctionName', 'Payload'],
  },
  'arn:aws:states:::states:startExecution': {
    action: 'startExecution',
    fields: ['StateMachineArn', 'Name', 'Input'],
  },
} as const;

const refuse = (why: string): never => {
  throw new StepFunctionsError('InvalidDefinition', why);
};

const checkTask = (state: Extract<StateDefinition, { Type: 'Task' }>, fields: readonly string[]): void => {
  const { Arguments, TimeoutSeconds, HeartbeatSeconds } = state;
  const given = typeof Arguments === 'object' && Arguments !== null ? Object.keys(Arguments) : [];
  for (const key of given) if (!fields.includes(key)) refuse(`field 'Arguments/${key}' is not implemented`);
  if (typeof TimeoutSeconds === 'number' && typeof HeartbeatSeconds === 'number')
    if (HeartbeatSeconds >= TimeoutSeconds)
      refuse("field 'HeartbeatSeconds' must be less than TimeoutSeconds");
};

/** The states inside a Map or Parallel are not compiled here; definition.ts walks the scopes. */
export const compileState = (name: string, state: StateDefinition, compile: CompileTemplate): State => {
  const field = (key: string, value: unknown, allowed = INPUT) =>
    value === undefined ? undefined : compile(value, key, allowed);
  const exit = (
    part: { Output?: unknown; Assign?: unknown; Next?: string | undefined },
    allowed = INPUT,
    path = '',
  ): Exit => ({
    output: field(`${path}Output`, part.Output, allowed),
    assign: field(`${path}Assign`, part.Assign, allowed),
    next: part.Next,
  });
  const handlers = (part: Extract<StateDefinition, { Type: 'Task' | 'Map' | 'Parallel' }>): Handlers => ({
    retriers: part.Retry ?? [],
    catchers: (part.Catch ?? []).map((catcher, index) => ({
      errorEquals: catcher.ErrorEquals,
      ...exit(catcher, ERROR, `Catch[${index}]/`),
    })),
  });

  switch (state.Type) {
    case 'Task': {
      const { action, fields } = RESOURCES[state.Resource];
      checkTask(state, fields);
      return {
        ...exit(state, RESULT),
        ...handlers(state),
        type: 'Task',
        name,
        action,
        arguments: compile(state.Arguments ?? {}, 'Arguments', INPUT),
        timeout: compile(state.TimeoutSeconds ?? 99_999_999, 'TimeoutSeconds', INPUT),
        heartbeat: field('HeartbeatSeconds', state.HeartbeatSeconds),
      };
    }
    case 'Map':
      return {
        ...exit(state, RESULT),
        ...handlers(state),
        type: 'Map',
        name,
        items: field('Items', state.Items),
        itemSelector: field('ItemSelector', state.ItemSelector),
        maxConcurrency: compile(state.MaxConcurrency ?? 0, 'MaxConcurrency', INPUT),
        startAt: state.ItemProcessor.StartAt,
        distributed:
          state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED' ? { label: state.Label } : undefined,
      };
    case 'Parallel':
      return {
        ...exit(state, RESULT),
        ...handlers(state),
        type: 'Parallel',
        name,
        arguments: field('Arguments', state.Arguments),
        branches: state.Branches.map((branch) => branch.StartAt),
      };
    case 'Choice':
      return {
        type: 'Choice',
        name,
        choices: state.Choices.map((rule, index) => ({
          ...exit(rule, INPUT, `Choices[${index}]/`),
          condition: compile(rule.Condition, `Choices[${index}]/Condition`, INPUT),
          field: `Choices[${index}]/Condition`,
        })),
        otherwise: state.Default === undefined ? undefined : exit({ ...state, Next: state.Default }),
      };
    case 'Wait': {
      const unit = state.Seconds === undefined ? 'Timestamp' : 'Seconds';
      return { ...exit(state), type: 'Wait', name, unit, until: compile(state[unit], unit, INPUT) };
    }
    case 'Fail':
      return { type: 'Fail', name, error: field('Error', state.Error), cause: field('Cause', state.Cause) };
    case 'Pass':
    case 'Succeed':
      return { ...exit(state), type: state.Type, name };
  }
};
