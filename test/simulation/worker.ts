import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { runSeed } from './batch.ts';

/** Plays every n-th seed of a range, until told to stop, and tells what came of each. */
const { first, last, step, shrinkMs } = z
  .object({ first: z.int(), last: z.int(), step: z.int(), shrinkMs: z.number() })
  .parse(workerData);

Error.stackTraceLimit = 1;
for (let seed = first; seed <= last; seed += step) {
  parentPort?.postMessage({ playing: seed });
  parentPort?.postMessage(await runSeed(seed, { shrinkMs }));
}
parentPort?.postMessage('done');
parentPort?.close();
