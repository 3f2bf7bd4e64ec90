import { Worker } from 'node:worker_threads';
import { addSums, type Failure, noSums, type Sums } from './batch.ts';
import { FAULT_KINDS } from './faults.ts';

export type Asked = {
  /** The seeds, both included. */
  readonly first: number;
  readonly last: number;
  readonly permitYears: number;
  readonly minutes: number;
  readonly workers: number;
  readonly shrinkMs: number;
};
export type Run = {
  readonly sums: Sums;
  readonly failure: Failure | undefined;
  /** What was asked for and did not happen, unless a failure ended the run: then “0 violations” says nothing. */
  readonly missing: readonly string[];
};

type Message =
  | 'done'
  | { readonly playing: number }
  | { readonly sums: Sums; readonly failure: Failure | undefined };

/** Something waits for what will never happen: in the system, or in the simulation itself. */
const NO_END = { invariant: 'INV-16', message: 'the city came to no end', story: undefined };

/** From so many permit-years on every kind of fault has its turn, and some city is played twice. */
const MANY_PERMIT_YEARS = 1_000;

const missingIn = (sums: Sums, asked: Asked, timeIsUp: boolean): readonly string[] => {
  const { first, last, permitYears } = asked;
  const missing: string[] = [];
  const cities = last - first + 1;
  if (!(sums.permitYears >= permitYears || (cities > 0 && sums.seeds >= cities) || timeIsUp))
    missing.push(
      Number.isFinite(permitYears)
        ? `${Math.floor(sums.permitYears)} of ${permitYears} permit-years were played`
        : `${sums.seeds} of ${cities} cities were played`,
    );
  for (const name of ['seeds', 'permitYears', 'cases', 'permits', 'acts'] as const)
    if (!(sums[name] > 0)) missing.push(`no ${name}`);
  if (sums.permitYears < MANY_PERMIT_YEARS) return missing;
  if (sums.repeated === 0) missing.push('no city was played twice');
  const never = FAULT_KINDS.filter((kind) => !((sums.counts[kind] ?? 0) > 0));
  if (never.length > 0) missing.push(`faults that never came: ${never.join(', ')}`);
  return missing;
};

/** Plays until a violation, until the time is up, `interrupted` says so, or enough permit-years or all seeds are played. */
export const runCities = async (
  asked: Asked,
  options: {
    readonly onProgress?: (sums: Sums) => void;
    readonly interrupted?: () => boolean;
    readonly worker?: URL;
  } = {},
): Promise<Run> => {
  const { onProgress, interrupted = () => false } = options;
  const { first, last, workers, shrinkMs } = asked;
  const until = performance.now() + asked.minutes * 60_000;
  const timeIsUp = () => performance.now() > until;
  const sums = noSums();
  const broken: string[] = [];
  let failure: Failure | undefined;
  const work = (n: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(options.worker ?? new URL('worker.ts', import.meta.url), {
        workerData: { first: first + n, last, step: workers, shrinkMs },
        env: { ...process.env, POWERTOOLS_LOG_LEVEL: 'SILENT' },
      });
      let playing = 0;
      let over = false;
      worker.on('error', reject);
      worker.on('exit', (code) => {
        // 13: an await that nothing will settle any more.
        if (code === 13) failure ??= { seed: playing, ...NO_END };
        else if (!over) broken.push(`a worker ended in seed ${playing} with code ${code}`);
        resolve();
      });
      worker.on('message', (message: Message) => {
        if (message === 'done') {
          over = true;
          return;
        }
        if ('playing' in message) {
          playing = message.playing;
          return;
        }
        addSums(sums, message.sums);
        failure ??= message.failure;
        onProgress?.(sums);
        if (!(failure || sums.permitYears >= asked.permitYears || timeIsUp() || interrupted())) return;
        over = true;
        void worker.terminate();
      });
    });
  await Promise.all(Array.from({ length: workers }, (_, n) => work(n)));
  if (interrupted()) broken.push('it was interrupted');
  return { sums, failure, missing: failure ? [] : [...broken, ...missingIn(sums, asked, timeIsUp())] };
};
