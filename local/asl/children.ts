import { type Failure, StateFailure } from './errors.ts';
import { checkSize } from './payload.ts';
import type { Thread, ThreadDocument } from './rows.ts';
import { abortChildren, type Runtime, record, stateOf } from './visit.ts';

// Threads of a Map or Parallel. Everything here runs inside the transaction of a step.

type Child = Pick<ThreadDocument, 'input' | 'item'> & { readonly startAt: string; readonly position: number };

/** Inner scopes see the outer variables as they were when the scope began; the outer thread stands still. */
export const spawn = (runtime: Runtime, parent: Thread, child: Child): void => {
  const { journal } = runtime;
  if (child.item !== undefined)
    record(journal, parent, 'MapIterationStarted', { name: parent.document.state, index: child.position });
  journal.addThread({
    execution: parent.execution,
    parent: parent.id,
    position: child.position,
    document: {
      state: child.startAt,
      input: child.input,
      variables: parent.document.variables,
      phase: { kind: 'enter' },
      enteredAt: 0,
      retryCount: 0,
      retries: [],
      lastEvent: parent.document.lastEvent,
      item: child.item ?? parent.document.item,
    },
  });
};

const readParent = (runtime: Runtime, child: Thread) => {
  const parent = child.parent === undefined ? undefined : runtime.journal.thread(child.parent);
  const execution = runtime.journal.execution(child.execution);
  if (parent === undefined || execution === undefined) throw new Error(`thread ${child.id} has no parent`);
  return { parent, execution, state: stateOf(runtime, execution, parent.document) };
};

/** All iterations or branches have ended well: their outputs, in order, are the result. */
export const finishChildren = (runtime: Runtime, parent: Thread, type: string): void => {
  const { journal } = runtime;
  const result = journal
    .children(parent.id)
    .map(({ document: { phase } }) => (phase.kind === 'done' ? phase.output : null));
  journal.removeSubtree(parent.id);
  try {
    checkSize(result, `The result of the state '${parent.document.state}'`);
    record(journal, parent, `${type}StateSucceeded`, {});
    journal.save(parent, { ...parent.document, phase: { kind: 'succeeded', result } }, 0);
  } catch (thrown) {
    if (!(thrown instanceof StateFailure)) throw thrown;
    record(journal, parent, `${type}StateFailed`, thrown.failure);
    journal.save(parent, { ...parent.document, phase: { kind: 'failed', failure: thrown.failure } }, 0);
  }
};

/** An iteration or branch has ended well: the next one may start, or the state has its result. */
export const childEnded = (runtime: Runtime, child: Thread, output: unknown): void => {
  const { journal } = runtime;
  const { parent, state } = readParent(runtime, child);
  if (state.type === 'Map')
    record(journal, child, 'MapIterationSucceeded', { name: state.name, index: child.position });
  journal.save(child, { ...child.document, phase: { kind: 'done', output } }, undefined);

  const { phase } = parent.document;
  if (phase.kind !== 'children') throw new Error(`thread ${parent.id} waits for no children`);
  const [next, ...pending] = phase.pending;
  if (next !== undefined && phase.startAt !== undefined) {
    const { startAt } = phase;
    spawn(runtime, parent, { ...next, startAt, position: next.item.index });
    journal.save(parent, { ...parent.document, phase: { ...phase, pending } }, undefined);
  } else if (journal.openChildren(parent.id) === 0) finishChildren(runtime, parent, state.type);
};

const ABORTABLE = ['Task', 'Wait', 'Map', 'Parallel'];

/** An iteration or branch has failed: the others are stopped and the Map or Parallel fails with its error. */
export const childFailed = (runtime: Runtime, child: Thread, failure: Failure): void => {
  const { journal } = runtime;
  const { parent, execution, state } = readParent(runtime, child);
  if (state.type === 'Map')
    record(journal, child, 'MapIterationFailed', { name: state.name, index: child.position });
  for (const thread of journal.removeSubtree(parent.id)) {
    const { type, name } = stateOf(runtime, execution, thread.document);
    const entered = thread.document.phase.kind !== 'enter' && thread.document.phase.kind !== 'done';
    if (thread.document.phase.kind === 'mapRun') {
      abortChildren(journal, thread.document.phase.mapRunArn);
      record(journal, thread, 'MapRunAborted', {});
    }
    if (thread.id !== child.id && entered && ABORTABLE.includes(type))
      record(journal, thread, `${type}StateAborted`, { name });
  }
  const { error, cause } = failure;
  record(journal, parent, `${state.type}StateFailed`, { error, cause });
  journal.save(parent, { ...parent.document, phase: { kind: 'failed', failure } }, 0);
};
