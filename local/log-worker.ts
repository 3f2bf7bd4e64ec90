import { parentPort, workerData } from 'node:worker_threads';
import { judgeHere } from '../core/reconciliation/judge-log.ts';
import type { LogWork } from './log-thread.ts';

/** The thread of {@link createLogThread}: one log, one answer. */

const { what, job }: LogWork = workerData;
parentPort?.postMessage(await (what === 'look' ? judgeHere.look(job) : judgeHere.judge(job)));
