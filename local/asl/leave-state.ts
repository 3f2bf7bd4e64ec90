import { childEnded, childFailed } from './children.ts';
import type { Exit } from './compile-state.ts';
import type { Failure } from './errors.ts';
import { checkSize } from './payload.ts';
import { delayOf, matches } from './retry-policy.ts';
import type { Thread } from './rows.ts';
import { commit, endExecution, type Runtime, record, scopeOf, type Visit } from './visit.ts';

/** Journals that the state was entered, if this is its first step. */
export const enterOnce = ({ journal }: Runtime, { state, enteredAt }: Visit, thread: Thread): void => {
  const { document } = thread;
  if (document.phase.kind !== 'enter') return;
  record(journal, thread, `${state.type}StateEntered`, { name: state.name, input: document.input });
  document.enteredAt = enteredAt;
  journal.countTransition(thread.execution);
};

const noteEvaluation = (
  { journal }: Runtime,
  { state }: Visit,
  thread: Thread,
  { error, cause }: Failure,
): void => {
  if (error === 'States.QueryEvaluationError' && thread.document.phase.kind !== 'failed')
    record(journal, thread, 'EvaluationFailed', { state: state.name, error, cause });
};

const moveOn = (runtime: Runtime, thread: Thread, next: string | undefined, output: unknown): void => {
  const { journal } = runtime;
  const { document } = thread;
  if (next !== undefined) {
    const fresh = { phase: { kind: 'enter' as const }, retryCount: 0, retries: [] };
    journal.save(thread, { ...document, ...fresh, state: next, input: output }, 0);
  } else if (thread.parent !== undefined) childEnded(runtime, thread, output);
  else endExecution(journal, thread.execution, document.lastEvent, { status: 'SUCCEEDED', output });
};

/**
 * Evaluates Output and Assign side by side, both with the old variables, and moves on
 * (docs: transforming-data.html, workflow-variables.html).
 * @param fallback the output of a state without Output
 * @throws StateFailure from the expressions or the payload limit
 */
export const leave = async (
  runtime: Runtime,
  visit: Visit,
  { output, assign, next }: Exit,
  fallback: unknown,
  states: object = {},
  before: (thread: Thread) => void = () => undefined,
): Promise<void> => {
  const { state, thread: seen } = visit;
  const scope = scopeOf(visit, states);
  const value = output === undefined ? fallback : await output(scope);
  const assigned = assign === undefined ? {} : await assign(scope);
  checkSize(value, `The output of the state '${state.name}'`);
  checkSize(assigned, `The Assign field of the state '${state.name}'`);
  commit(runtime.journal, seen, (thread) => {
    enterOnce(runtime, visit, thread);
    before(thread);
    record(runtime.journal, thread, `${state.type}StateExited`, { name: state.name, output: value });
    Object.assign(thread.document.variables, assigned);
    moveOn(runtime, thread, next, value);
  });
};

/** Nothing has caught the failure: it ends the execution, or the Map or Parallel around. */
export const fail = (runtime: Runtime, visit: Visit, failure: Failure): void => {
  const { error, cause } = failure;
  commit(runtime.journal, visit.thread, (thread) => {
    enterOnce(runtime, visit, thread);
    noteEvaluation(runtime, visit, thread, failure);
    if (thread.parent !== undefined) childFailed(runtime, thread, failure);
    else
      endExecution(runtime.journal, thread.execution, thread.document.lastEvent, {
        status: 'FAILED',
        error,
        cause,
      });
  });
};

/**
 * Retriers first, then catchers, then failure (docs: concepts-error-handling.html). Only the first retrier that
 * matches counts; each counts its own retries.
 * @throws StateFailure when the catcher's own expressions fail
 */
export const recover = async (runtime: Runtime, visit: Visit, failure: Failure): Promise<void> => {
  const { journal, now, random } = runtime;
  const { state, thread: seen } = visit;
  if (!('retriers' in state)) return fail(runtime, visit, failure);

  const index = state.retriers.findIndex((retrier) => matches(retrier.ErrorEquals, failure));
  const retrier = state.retriers[index];
  const used = seen.document.retries[index] ?? 0;
  if (retrier !== undefined && used < retrier.MaxAttempts) {
    const dueAt = now() + delayOf(retrier, used, random);
    commit(journal, seen, (thread) => {
      enterOnce(runtime, visit, thread);
      noteEvaluation(runtime, visit, thread, failure);
      journal.countTransition(thread.execution);
      const { document } = thread;
      const retries = state.retriers.map((_, n) => (document.retries[n] ?? 0) + (n === index ? 1 : 0));
      const retryCount = document.retryCount + 1;
      journal.save(thread, { ...document, phase: { kind: 'retry' }, retries, retryCount }, dueAt);
    });
    return;
  }
  const catcher = state.catchers.find(({ errorEquals }) => matches(errorEquals, failure));
  if (catcher === undefined) return fail(runtime, visit, failure);
  const errorOutput = { Error: failure.error, Cause: failure.cause };
  await leave(runtime, visit, catcher, errorOutput, { errorOutput }, (thread) =>
    noteEvaluation(runtime, visit, thread, failure),
  );
};
