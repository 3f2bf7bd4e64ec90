import { z } from 'zod';
import type { TaskState } from './compile-state.ts';
import { StateFailure, StepFunctionsError } from './errors.ts';
import { enterOnce } from './leave-state.ts';
import { byteLength, checkSize, jsonText, MAX_PAYLOAD_BYTES } from './payload.ts';
import type { PhaseOf, Thread } from './rows.ts';
import { commit, integer, type Runtime, record, scopeOf, type Visit } from './visit.ts';

const lambdaArguments = z.strictObject({ FunctionName: z.string(), Payload: z.unknown().default({}) });
const startArguments = z.strictObject({
  StateMachineArn: z.string(),
  Name: z.string().optional(),
  Input: z.unknown().default({}),
});

const parse = <T extends z.ZodType>(type: T, value: unknown): z.output<T> => {
  const parsed = type.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StateFailure(
    'States.Runtime',
    `The field 'Arguments' is not as the resource needs it: ${z.prettifyError(parsed.error)}`,
  );
};

const RESOURCES = {
  invoke: { resourceType: 'lambda', resource: 'invoke' },
  invokeWithToken: { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' },
  startExecution: { resourceType: 'states', resource: 'startExecution' },
} as const;

const resourceOf = (state: Visit['state']) => (state.type === 'Task' ? RESOURCES[state.action] : {});

/** Begins an attempt: the token and the arguments are journaled before anything happens outside. */
export const beginTask = async (runtime: Runtime, visit: Visit, state: TaskState): Promise<void> => {
  const { journal, now } = runtime;
  const token = state.action === 'invokeWithToken' ? runtime.uuid() : undefined;
  const scope = scopeOf(visit, {}, token === undefined ? {} : { Task: { Token: token } });
  const given = await state.arguments(scope);
  checkSize(given, `The field 'Arguments' of the state '${state.name}'`);
  const timeoutSeconds = integer(await state.timeout(scope), 'TimeoutSeconds', 1);
  const heartbeat = state.heartbeat === undefined ? undefined : await state.heartbeat(scope);
  const heartbeatSeconds = heartbeat === undefined ? undefined : integer(heartbeat, 'HeartbeatSeconds', 1);
  const scheduled = {
    ...resourceOf(state),
    timeoutInSeconds: timeoutSeconds,
    heartbeatInSeconds: heartbeatSeconds,
  };

  if (state.action === 'startExecution') {
    const { StateMachineArn, Name, Input } = parse(startArguments, given);
    commit(journal, visit.thread, (thread) => {
      enterOnce(runtime, visit, thread);
      record(journal, thread, 'TaskScheduled', scheduled);
      record(journal, thread, 'TaskStarted', resourceOf(state));
      try {
        const started = runtime.start(StateMachineArn, Name, Input);
        succeed(runtime, visit, thread, { ExecutionArn: started.executionArn, StartDate: started.startDate });
      } catch (thrown) {
        if (!(thrown instanceof StepFunctionsError)) throw thrown;
        failTask(runtime, visit, thread, `StepFunctions.${thrown.name}Exception`, thrown.message);
      }
    });
    return;
  }

  const { FunctionName, Payload } = parse(lambdaArguments, given);
  commit(journal, visit.thread, (thread) => {
    enterOnce(runtime, visit, thread);
    record(journal, thread, 'TaskScheduled', scheduled);
    record(journal, thread, 'TaskStarted', resourceOf(state));
    const phase: PhaseOf<'invoke'> = {
      kind: 'invoke',
      functionName: FunctionName,
      payload: Payload,
      timeoutSeconds,
    };
    if (token !== undefined) {
      journal.addToken(token, thread.execution, thread.id);
      phase.token = token;
      phase.timeoutAt = now() + timeoutSeconds * 1_000;
      phase.heartbeatSeconds = heartbeatSeconds;
      phase.heartbeatAt = heartbeatSeconds === undefined ? undefined : now() + heartbeatSeconds * 1_000;
    }
    journal.save(thread, { ...thread.document, phase }, 0);
  });
};

export const succeed = ({ journal }: Runtime, { state }: Visit, thread: Thread, result: unknown): void => {
  record(journal, thread, 'TaskSucceeded', { ...resourceOf(state), output: result });
  journal.save(thread, { ...thread.document, phase: { kind: 'succeeded', result } }, 0);
};

export const failTask = (
  { journal }: Runtime,
  { state }: Visit,
  thread: Thread,
  error: string,
  cause: string,
): void => {
  record(journal, thread, 'TaskFailed', { ...resourceOf(state), error, cause });
  journal.save(thread, { ...thread.document, phase: { kind: 'failed', failure: { error, cause } } }, 0);
};

type Waiting = PhaseOf<'invoke'> | PhaseOf<'callback'>;
export const earliest = (...times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};
export const isExpired = (phase: Waiting, now: number): boolean =>
  (earliest(phase.timeoutAt, phase.heartbeatAt) ?? Number.POSITIVE_INFINITY) <= now;

/** Both are States.Timeout; a missed heartbeat also answers to its own name (docs: connect-to-resource.html). */
export const timeOutTask = ({ journal, now }: Runtime, { state }: Visit, thread: Thread): void => {
  const { phase } = thread.document;
  const heartbeatAt = phase.kind === 'invoke' || phase.kind === 'callback' ? phase.heartbeatAt : undefined;
  const timeoutAt = phase.kind === 'invoke' || phase.kind === 'callback' ? phase.timeoutAt : undefined;
  const beat =
    heartbeatAt !== undefined &&
    heartbeatAt <= now() &&
    heartbeatAt < (timeoutAt ?? Number.POSITIVE_INFINITY);
  const cause = beat
    ? 'No heartbeat came within HeartbeatSeconds.'
    : 'The task ran longer than TimeoutSeconds.';
  record(journal, thread, 'TaskTimedOut', { ...resourceOf(state), error: 'States.Timeout', cause });
  const failure = { error: 'States.Timeout', cause, alias: beat ? 'States.HeartbeatTimeout' : undefined };
  journal.save(thread, { ...thread.document, phase: { kind: 'failed', failure } }, 0);
};

/** The Lambda's error as AWS reports it: Error is the name, Cause a JSON text. */
const lambdaFailure = (thrown: unknown): readonly [string, string] => {
  const [type, message] =
    thrown instanceof Error ? [thrown.name, thrown.message] : [typeof thrown, String(thrown)];
  return [type, JSON.stringify({ errorType: type, errorMessage: message, trace: [] })];
};

/** What came of an invocation. */
export type Outcome = { readonly payload: unknown } | { readonly thrown: unknown };

/** Journals the outcome, unless the thread has moved on in the meantime (a callback, a timeout, a stop). */
export const completeInvocation = (
  runtime: Runtime,
  visit: Visit,
  outcome: Outcome,
  deadline: number,
): void => {
  const { journal, now } = runtime;
  commit(journal, visit.thread, (thread) => {
    const { phase } = thread.document;
    if (phase.kind !== 'invoke') return;
    if (deadline <= now() || isExpired(phase, now())) return timeOutTask(runtime, visit, thread);
    if ('thrown' in outcome) return failTask(runtime, visit, thread, ...lambdaFailure(outcome.thrown));
    const text = jsonText(outcome.payload) ?? 'null';
    if (byteLength(text) > MAX_PAYLOAD_BYTES) {
      const cause =
        'The state/task returned a result with a size exceeding the maximum number of bytes service limit.';
      return failTask(runtime, visit, thread, 'States.DataLimitExceeded', cause);
    }
    const result = { ExecutedVersion: '$LATEST', Payload: JSON.parse(text), StatusCode: 200 };
    const { token, timeoutAt, heartbeatSeconds, heartbeatAt } = phase;
    if (token === undefined || timeoutAt === undefined) return succeed(runtime, visit, thread, result);
    record(journal, thread, 'TaskSubmitted', { ...resourceOf(visit.state), output: result });
    const waiting = { kind: 'callback' as const, token, timeoutAt, heartbeatSeconds, heartbeatAt };
    journal.save(thread, { ...thread.document, phase: waiting }, earliest(timeoutAt, heartbeatAt));
  });
};
