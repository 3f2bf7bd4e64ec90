import { Temporal } from 'temporal-polyfill';
import { ROLE_ARN, stateMachineArn } from './arns.ts';
import type { State } from './compile-state.ts';
import type { Machine } from './definition.ts';
import { StateFailure } from './errors.ts';
import type { Scope } from './expressions.ts';
import type { Journal } from './journal.ts';
import type { Execution, Thread, ThreadDocument } from './rows.ts';

/** What the interpreter stands on. */
export type Runtime = {
  readonly journal: Journal;
  /** By the hash of the definition. */
  readonly machine: (hash: string) => Machine;
  readonly now: () => number;
  readonly random: () => number;
  readonly uuid: () => string;
  /** StartExecution inside the caller's transaction. */
  readonly start: (
    machine: string,
    name: string | undefined,
    input: unknown,
  ) => { readonly executionArn: string; readonly startDate: number };
};

/** A thread in a state, read together. */
export type Visit = {
  readonly thread: Thread;
  readonly execution: Execution;
  readonly state: State;
  readonly enteredAt: number;
};

/** The history is full; the transaction that finds out ends the execution. */
class HistoryFull extends Error {}

export const stateOf = (runtime: Runtime, execution: Execution, document: ThreadDocument): State => {
  const state = runtime.machine(execution.definition).states.get(document.state);
  if (state === undefined) throw new Error(`${execution.arn}: no state ${document.state} in its definition`);
  return state;
};

/** Undefined when the thread is gone: its execution has ended, or its Map or Parallel has failed. */
export const visitOf = (runtime: Runtime, thread: Thread): Visit | undefined => {
  const execution = runtime.journal.execution(thread.execution);
  if (execution?.status !== 'RUNNING') return undefined;
  const enteredAt = thread.document.phase.kind === 'enter' ? runtime.now() : thread.document.enteredAt;
  return { thread, execution, state: stateOf(runtime, execution, thread.document), enteredAt };
};

/** The last instants written: each expression of a state asks for the same two. */
const written = new Map<number, string>();
const iso = (milliseconds: number): string => {
  const known = written.get(milliseconds);
  if (known !== undefined) return known;
  if (written.size >= 200) written.clear();
  const text = Temporal.Instant.fromEpochMilliseconds(milliseconds).toString({ fractionalSecondDigits: 3 });
  written.set(milliseconds, text);
  return text;
};

/** The Context object (docs: input-output-contextobject.html). */
const contextOf = ({ thread, execution, enteredAt }: Visit, extra: object): object => {
  const { document } = thread;
  const { item } = document;
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: ROLE_ARN,
      StartTime: iso(execution.startedAt),
      RedriveCount: 0,
    },
    StateMachine: { Id: stateMachineArn(execution.machine), Name: execution.machine },
    State: { Name: document.state, EnteredTime: iso(enteredAt), RetryCount: document.retryCount },
    ...(item === undefined ? {} : { Map: { Item: { Index: item.index, Value: item.value } } }),
    ...extra,
  };
};

/** `states` adds result or errorOutput; `context` adds Task or Map. */
export const scopeOf = (visit: Visit, states: object = {}, context: object = {}): Scope => ({
  states: { input: visit.thread.document.input, context: contextOf(visit, context), ...states },
  variables: visit.thread.document.variables,
});

export const integer = (value: unknown, field: string, min: number, max = 99_999_999): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new StateFailure(
    'States.QueryEvaluationError',
    `The field '${field}' must be an integer from ${min} to ${max}, but was ${JSON.stringify(value)}.`,
  );
};

/** Adds an event to the thread's chain of events. */
export const record = (journal: Journal, thread: Thread, type: string, details: object): void => {
  const id = journal.addEvent(thread.execution, thread.document.lastEvent, type, details);
  if (id === undefined) throw new HistoryFull();
  thread.document.lastEvent = id;
};

export type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; readonly error?: string; readonly cause?: string };

const ENDED = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** Ends an execution with all its threads, and the child executions that it waits for. */
export const endExecution = (journal: Journal, arn: string, previousEvent: number, ending: Ending): void => {
  if (journal.execution(arn)?.status !== 'RUNNING') return;
  const { status, ...details } = ending;
  for (const mapRun of journal.mapRuns(arn)) abortChildren(journal, mapRun);
  journal.addEvent(arn, previousEvent, ENDED[status], details, Number.MAX_SAFE_INTEGER);
  journal.close(arn, status, details);
};

/** The child executions of a Map Run that are still running end with it. */
export const abortChildren = (journal: Journal, mapRun: string): void => {
  for (const child of journal.openChildExecutions(mapRun))
    endExecution(journal, child, 0, { status: 'ABORTED' });
};

/**
 * Journals one step: one transaction, and only when nobody has moved the thread since it was read. The effect
 * gets the thread to change; with the 25,000th event the execution fails (docs: bp-history-limit.html).
 */
export const commit = (journal: Journal, seen: Thread, effect: (thread: Thread) => void): boolean =>
  journal.atomically(() => {
    const thread = journal.thread(seen.id);
    if (thread?.rev !== seen.rev) return false;
    try {
      effect(thread);
    } catch (thrown) {
      if (!(thrown instanceof HistoryFull)) throw thrown;
      endExecution(journal, thread.execution, thread.document.lastEvent, {
        status: 'FAILED',
        error: 'States.Runtime',
        cause: 'The execution reached the maximum number of history events (25000).',
      });
    }
    return true;
  });
