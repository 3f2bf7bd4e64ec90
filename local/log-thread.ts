import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { JudgeJob, LogJob, LogJudge } from '../core/reconciliation/judge-log.ts';
import { Retryable } from '../core/values/errors.ts';
import { createLanes } from '../functions/outbox/deliver.ts';

export type LogWork =
  | { readonly what: 'look'; readonly job: LogJob }
  | { readonly what: 'judge'; readonly job: JudgeJob };

/** A log of 5 MB takes seconds. */
const LONGEST_MILLISECONDS = 60_000;
const MEGABYTES = 512;

/**
 * Connection logs are read and judged in a thread of their own, one after the other, so that requests are answered
 * meanwhile.
 */
export const createLogThread = (): LogJudge => {
  const lanes = createLanes(1);
  const run = <T>(work: LogWork): Promise<T> =>
    lanes('logs', async () => {
      const worker = new Worker(new URL('./log-worker.ts', import.meta.url), {
        workerData: work,
        resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
      });
      // It may fail once more while it is being ended, when nobody waits for it: that must end nothing else.
      worker.on('error', () => {});
      try {
        const [answer] = await once(worker, 'message', { signal: AbortSignal.timeout(LONGEST_MILLISECONDS) });
        return answer;
      } catch (error) {
        throw new Retryable('the log was not read to its end', { cause: error });
      } finally {
        await worker.terminate();
      }
    });
  return {
    look: (job) => run<Awaited<ReturnType<LogJudge['look']>>>({ what: 'look', job }),
    judge: (job) => run<Awaited<ReturnType<LogJudge['judge']>>>({ what: 'judge', job }),
  };
};
