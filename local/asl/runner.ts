import type { Thread } from './rows.ts';
import { step } from './steps.ts';
import { completeInvocation, earliest, type Outcome, timeOutTask } from './tasks.ts';
import { commit, endExecution, type Runtime, type Visit, visitOf } from './visit.ts';

/** Lambdas that run at the same time. */
const CONCURRENCY = 8;

/** Runs a Lambda handler; the promise may stay open forever, then only a timeout ends the task. */
export type Invoke = (functionName: string, payload: unknown) => Promise<unknown>;

type Invocation = { readonly visit: Visit; readonly deadline: number; readonly finished: Promise<void> };

/**
 * Drives the threads: steps first, one after the other; Lambdas side by side. There is no timer in here: what is
 * due is what the clock says when `settle` looks.
 */
export const createRunner = (runtime: Runtime, invoke: Invoke) => {
  const { journal, now } = runtime;
  const running = new Map<number, Invocation>();
  let settling: Promise<void> | undefined;
  let kicked = false;
  let wake = (): void => undefined;
  let broken: { readonly thrown: unknown } | undefined;

  const call = async (functionName: string, payload: unknown): Promise<Outcome> => {
    try {
      return { payload: await invoke(functionName, payload) };
    } catch (thrown) {
      return { thrown };
    }
  };

  const launch = (visit: Visit): void => {
    const { thread } = visit;
    const { phase } = thread.document;
    if (phase.kind !== 'invoke') return;
    // A plain task counts from here, so that the time a process was down is not held against the Lambda.
    const deadline = phase.timeoutAt ?? now() + phase.timeoutSeconds * 1_000;
    const finish = (outcome: Outcome): void => {
      if (running.get(thread.id)?.visit !== visit) return;
      running.delete(thread.id);
      try {
        completeInvocation(runtime, visit, outcome, deadline);
      } catch (thrown) {
        broken = { thrown };
      }
    };
    // The handler gets its own copy: it may change what it was given.
    const payload: unknown = structuredClone(phase.payload);
    running.set(thread.id, { visit, deadline, finished: call(phase.functionName, payload).then(finish) });
  };

  /** Lets go of invocations whose thread has moved on without them, and of those that are late. */
  const sweep = (): void => {
    for (const [id, { visit, deadline }] of running) {
      const thread = journal.thread(id);
      const { phase } = thread?.document ?? {};
      const due = phase?.kind === 'invoke' ? earliest(deadline, phase.heartbeatAt) : undefined;
      const gone = thread?.rev !== visit.thread.rev;
      if (!gone && due !== undefined && due <= now())
        commit(journal, visit.thread, (fresh) => timeOutTask(runtime, visit, fresh));
      if (gone || (due !== undefined && due <= now())) running.delete(id);
    }
  };

  const expire = (): void => {
    for (const { arn, timeoutAt } of journal.expired())
      journal.atomically(() => {
        const cause = `The execution ran beyond ${timeoutAt}.`;
        endExecution(journal, arn, 0, { status: 'TIMED_OUT', error: 'States.Timeout', cause });
      });
  };

  const nextInvocation = (): Thread | undefined =>
    running.size >= CONCURRENCY
      ? undefined
      : journal.invocations(running.size + 1).find((thread) => !running.has(thread.id));

  const drain = async (): Promise<void> => {
    for (;;) {
      if (broken !== undefined) {
        const { thrown } = broken;
        broken = undefined;
        throw thrown;
      }
      expire();
      sweep();
      const thread = journal.ready();
      if (thread !== undefined) {
        await step(runtime, thread);
        continue;
      }
      const next = nextInvocation();
      const visit = next === undefined ? undefined : visitOf(runtime, next);
      if (visit !== undefined) {
        launch(visit);
        continue;
      }
      if (running.size === 0) return;
      const kick = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([kick, ...[...running.values()].map(({ finished }) => finished)]);
    }
  };

  return {
    /**
     * Runs everything that is ready, timers due at `now()` included, until nothing is. Calls that overlap join
     * one run; a call during a run makes it look at the clock again.
     */
    settle: (): Promise<void> => {
      kicked = true;
      wake();
      settling ??= (async () => {
        try {
          while (kicked) {
            kicked = false;
            await drain();
          }
        } finally {
          settling = undefined;
        }
      })();
      return settling;
    },
    /** Epoch milliseconds; not after `now()` when something is ready. Undefined when nothing will ever be due. */
    nextDueAt: (): number | undefined => {
      const invocations = [...running.values()].map(({ visit, deadline }) => {
        const { phase } = journal.thread(visit.thread.id)?.document ?? {};
        return earliest(deadline, phase?.kind === 'invoke' ? phase.heartbeatAt : undefined);
      });
      const waiting = nextInvocation() === undefined ? undefined : now();
      return earliest(journal.nextTimer(), journal.nextTimeout(), waiting, ...invocations);
    },
  };
};
