import { mapRunArn } from './arns.ts';
import type { MapState } from './compile-state.ts';
import { type Failure, StateFailure } from './errors.ts';
import { startChild } from './executions.ts';
import { checkSize } from './payload.ts';
import type { Thread } from './rows.ts';
import { abortChildren, commit, type Runtime, record, type Visit } from './visit.ts';

// The Distributed Map (docs: state-map-distributed.html). A visit of the state is a Map Run: each item a child
// execution with a history of its own. The thread of the Map sleeps; each child that ends wakes it (journal.close),
// in the child's own transaction, so that a crash loses nothing.

type Item = { readonly input: unknown; readonly item: { readonly index: number } };

/** Journals the Map Run; its first look at the children starts them. */
export const beginMapRun = (
  { journal, uuid }: Runtime,
  { execution }: Visit,
  thread: Thread,
  state: MapState,
  items: readonly Item[],
  concurrency: number,
): void => {
  const label = state.distributed?.label ?? uuid();
  const arn = mapRunArn(execution.machine, label, uuid());
  journal.addMapRun(arn, execution.arn, thread.id);
  record(journal, thread, 'MapRunStarted', { mapRunArn: arn });
  const pending = items.map(({ input, item: { index } }) => ({ input, index }));
  const phase = {
    kind: 'mapRun' as const,
    mapRunArn: arn,
    label,
    startAt: state.startAt,
    concurrency,
    pending,
  };
  journal.save(thread, { ...thread.document, phase }, 0);
};

const endRun = ({ journal }: Runtime, thread: Thread, failure: Failure): void => {
  record(journal, thread, 'MapRunFailed', failure);
  record(journal, thread, 'MapStateFailed', failure);
  journal.save(thread, { ...thread.document, phase: { kind: 'failed', failure } }, 0);
};

/** No failed child is tolerated: the threshold is 0 (docs: maprun-fail-threshold.html). */
const EXCEEDED: Failure = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** A look at the children: stop all of them, start the next ones, or collect the results in the order of the items. */
export const tendMapRun = (runtime: Runtime, { thread: seen, execution }: Visit): void => {
  const { journal } = runtime;
  commit(journal, seen, (thread) => {
    const { phase } = thread.document;
    if (phase.kind !== 'mapRun') return;
    const arn = phase.mapRunArn;
    const { running, unsuccessful } = journal.tallyChildren(arn);
    if (unsuccessful > 0) {
      abortChildren(journal, arn);
      return endRun(runtime, thread, EXCEEDED);
    }
    const next = phase.pending.slice(0, Math.max(0, phase.concurrency - running));
    for (const item of next) startChild(runtime, execution, phase, item);
    if (running + next.length > 0) {
      const pending = phase.pending.slice(next.length);
      journal.save(thread, { ...thread.document, phase: { ...phase, pending } }, undefined);
      return;
    }
    const result = journal.childExecutions(arn).map(({ output }) => output ?? null);
    try {
      checkSize(result, `The result of the state '${thread.document.state}'`);
    } catch (thrown) {
      if (!(thrown instanceof StateFailure)) throw thrown;
      return endRun(runtime, thread, thrown.failure);
    }
    record(journal, thread, 'MapRunSucceeded', {});
    record(journal, thread, 'MapStateSucceeded', {});
    journal.save(thread, { ...thread.document, phase: { kind: 'succeeded', result } }, 0);
  });
};
