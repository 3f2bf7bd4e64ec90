import { Temporal } from 'temporal-polyfill';
import { finishChildren, spawn } from './children.ts';
import type { ChoiceState, FailState, MapState, ParallelState, WaitState } from './compile-state.ts';
import { type Failure, StateFailure } from './errors.ts';
import { enterOnce, fail, leave, recover } from './leave-state.ts';
import { beginMapRun, tendMapRun } from './map-runs.ts';
import type { Thread } from './rows.ts';
import { beginTask, timeOutTask } from './tasks.ts';
import { commit, integer, type Runtime, record, scopeOf, type Visit, visitOf } from './visit.ts';

const badValue = (field: string, expected: string, value: unknown): StateFailure =>
  new StateFailure(
    'States.QueryEvaluationError',
    `The field '${field}' must be ${expected}, but was ${JSON.stringify(value)}.`,
  );

const choose = async (runtime: Runtime, visit: Visit, state: ChoiceState): Promise<void> => {
  const { input } = visit.thread.document;
  for (const rule of state.choices) {
    const chosen = await rule.condition(scopeOf(visit));
    if (typeof chosen !== 'boolean') throw badValue(rule.field, 'a boolean', chosen);
    if (chosen) return leave(runtime, visit, rule, input);
  }
  if (state.otherwise !== undefined) return leave(runtime, visit, state.otherwise, input);
  // docs: concepts-error-handling.html, States.NoChoiceMatched is "reserved for future use".
  throw new StateFailure(
    'States.Runtime',
    'Failed to transition out of the state. The state does not point to a next state.',
  );
};

const raise = async (visit: Visit, { error, cause }: FailState): Promise<never> => {
  const [name, why] = [await error?.(scopeOf(visit)), await cause?.(scopeOf(visit))];
  if (name !== undefined && typeof name !== 'string') throw badValue('Error', 'a string', name);
  if (why !== undefined && typeof why !== 'string') throw badValue('Cause', 'a string', why);
  throw new StateFailure(name ?? '', why ?? '');
};

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Timestamps count in whole seconds (docs: state-wait.html). */
const timestamp = (value: unknown): number => {
  try {
    if (typeof value !== 'string' || !RFC_3339.test(value)) throw new RangeError();
    return Math.floor(Temporal.Instant.from(value).epochMilliseconds / 1_000) * 1_000;
  } catch {
    throw badValue('Timestamp', 'an RFC 3339 timestamp', value);
  }
};

const pause = async (runtime: Runtime, visit: Visit, { unit, until }: WaitState): Promise<void> => {
  const value = await until(scopeOf(visit));
  const dueAt = unit === 'Timestamp' ? timestamp(value) : runtime.now() + integer(value, unit, 0) * 1_000;
  commit(runtime.journal, visit.thread, (thread) => {
    enterOnce(runtime, visit, thread);
    runtime.journal.save(thread, { ...thread.document, phase: { kind: 'wait' } }, dueAt);
  });
};

/**
 * An inline Map runs at most 40 iterations at once, a distributed one 10,000 child executions
 * (docs: state-map-inline.html, state-map-distributed.html).
 */
const concurrencyOf = (wanted: number, { distributed }: MapState): number => {
  const most = distributed === undefined ? 40 : 10_000;
  return wanted === 0 ? most : Math.min(wanted, most);
};

const iterate = async (runtime: Runtime, visit: Visit, state: MapState): Promise<void> => {
  const { journal } = runtime;
  const items = state.items === undefined ? visit.thread.document.input : await state.items(scopeOf(visit));
  if (!Array.isArray(items)) throw badValue('Items', 'an array', items);
  const wanted = integer(await state.maxConcurrency(scopeOf(visit)), 'MaxConcurrency', 0);
  const inputs: { input: unknown; item: { index: number; value: unknown } }[] = [];
  for (const [index, value] of items.entries()) {
    const scope = scopeOf(visit, {}, { Map: { Item: { Index: index, Value: value } } });
    const input = state.itemSelector === undefined ? value : await state.itemSelector(scope);
    inputs.push({ input, item: { index, value } });
  }
  commit(journal, visit.thread, (thread) => {
    enterOnce(runtime, visit, thread);
    record(journal, thread, 'MapStateStarted', { length: items.length });
    const { startAt } = state;
    const concurrency = concurrencyOf(wanted, state);
    if (state.distributed !== undefined)
      return beginMapRun(runtime, visit, thread, state, inputs, concurrency);
    const first = inputs.splice(0, concurrency);
    if (first.length === 0) return finishChildren(runtime, thread, 'Map');
    for (const { input, item } of first)
      spawn(runtime, thread, { startAt, input, item, position: item.index });
    journal.save(
      thread,
      { ...thread.document, phase: { kind: 'children', startAt, pending: inputs } },
      undefined,
    );
  });
};

const fork = async (runtime: Runtime, visit: Visit, state: ParallelState): Promise<void> => {
  const { journal } = runtime;
  const input =
    state.arguments === undefined ? visit.thread.document.input : await state.arguments(scopeOf(visit));
  commit(journal, visit.thread, (thread) => {
    enterOnce(runtime, visit, thread);
    record(journal, thread, 'ParallelStateStarted', {});
    for (const [position, startAt] of state.branches.entries())
      spawn(runtime, thread, { startAt, input, position });
    journal.save(thread, { ...thread.document, phase: { kind: 'children', pending: [] } }, undefined);
  });
};

const attempt = async (runtime: Runtime, visit: Visit): Promise<void> => {
  const { state } = visit;
  switch (state.type) {
    case 'Pass':
    case 'Succeed':
      return leave(runtime, visit, state, visit.thread.document.input);
    case 'Choice':
      return choose(runtime, visit, state);
    case 'Fail':
      return raise(visit, state);
    case 'Wait':
      return pause(runtime, visit, state);
    case 'Task':
      return beginTask(runtime, visit, state);
    case 'Map':
      return iterate(runtime, visit, state);
    case 'Parallel':
      return fork(runtime, visit, state);
  }
};

const proceed = async (runtime: Runtime, visit: Visit): Promise<void> => {
  const { state, thread } = visit;
  const { phase, input } = thread.document;
  switch (phase.kind) {
    case 'enter':
    case 'retry':
      return attempt(runtime, visit);
    case 'wait':
      return state.type === 'Wait' ? leave(runtime, visit, state, input) : undefined;
    case 'succeeded': {
      if (state.type !== 'Task' && state.type !== 'Map' && state.type !== 'Parallel') return;
      const { result } = phase;
      return leave(runtime, visit, state, result, { result });
    }
    case 'callback':
      commit(runtime.journal, thread, (fresh) => timeOutTask(runtime, visit, fresh));
      return;
    case 'mapRun':
      return tendMapRun(runtime, visit);
    case 'failed':
    case 'invoke':
    case 'children':
    case 'done':
      return;
  }
};

const failureOf = async (run: () => Promise<void>): Promise<Failure | undefined> => {
  try {
    await run();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof StateFailure) return thrown.failure;
    throw thrown;
  }
};

/** Runs one step of a thread that is due, everything but the invocation of a Lambda, and journals it. */
export const step = async (runtime: Runtime, thread: Thread): Promise<void> => {
  const visit = visitOf(runtime, thread);
  if (visit === undefined) return;
  const { phase } = thread.document;
  const failure = phase.kind === 'failed' ? phase.failure : await failureOf(() => proceed(runtime, visit));
  if (failure === undefined) return;
  const second = await failureOf(() => recover(runtime, visit, failure));
  if (second !== undefined) fail(runtime, visit, second);
};
