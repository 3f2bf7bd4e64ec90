import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { addSums, type Failure, noSums, type Sums } from './batch.ts';
import { FAULT_KINDS } from './faults.ts';
import { play } from './play.ts';
import { storySchema } from './story.ts';
import { tell } from './tell.ts';

/**
 * `npm run simulate -- --permit-years 2000 --seed 1`: cities from the seed on, until so many permit-years are
 * played or something is violated. Also `--seeds 1-500`, `--minutes 10`, `--workers 1`, `--json`,
 * `--replay story.json`.
 */
const { values } = parseArgs({
  options: {
    'permit-years': { type: 'string' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string' },
    minutes: { type: 'string' },
    workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    json: { type: 'boolean', default: false },
    replay: { type: 'string' },
    'no-shrink': { type: 'boolean', default: false },
    answers: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const replay = async (file: string): Promise<number> => {
  const story = storySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const played = await play({ story });
  say(tell({ ...story, violation: undefined }));
  for (const { invariant, message, caseId } of played.violations)
    say(`  → ${invariant}: ${message}${caseId === undefined ? '' : ` (case ${caseId})`}`);
  say(`hash ${played.hash()}`);
  return played.violations.length > 0 ? 1 : 0;
};

type Message =
  | 'done'
  | { readonly playing: number }
  | { readonly sums: Sums; readonly failure: Failure | undefined };

/** Something waits for what will never happen: in the system, or in the simulation itself. */
const NO_END = { invariant: 'INV-16', message: 'the city came to no end', story: undefined };

/** Stops at the first violation, when the time is up, or when enough permit-years are played. */
const runAll = async (): Promise<number> => {
  const [from, to] = (values.seeds ?? '').split('-').map(Number);
  const first = values.seeds === undefined ? Number(values.seed) : (from ?? 1);
  const last = values.seeds === undefined ? Number.MAX_SAFE_INTEGER : (to ?? from ?? 1);
  const wanted = Number(
    values['permit-years'] ?? (values.seeds || values.minutes ? Number.POSITIVE_INFINITY : 100),
  );
  let until = Date.now() + Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  // Ctrl+C: tells what was played so far.
  process.once('SIGINT', () => {
    until = 0;
  });
  const workers = Number(values.workers);
  const begun = performance.now();
  const sums = noSums();
  let failure: Failure | undefined;
  let told = begun;
  await Promise.all(
    Array.from(
      { length: workers },
      (_, n) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL('worker.ts', import.meta.url), {
            workerData: { first: first + n, last, step: workers, shrinkMs: values['no-shrink'] ? 0 : 60_000 },
            env: { ...process.env, POWERTOOLS_LOG_LEVEL: 'SILENT' },
          });
          let playing = 0;
          const stop = () => void worker.terminate().then(() => resolve());
          worker.on('error', reject);
          worker.on('exit', (code) => {
            // 13: an await that nothing will settle any more.
            if (code === 13) failure ??= { seed: playing, ...NO_END };
            resolve();
          });
          worker.on('message', (message: Message) => {
            if (message === 'done') return;
            if ('playing' in message) {
              playing = message.playing;
              return;
            }
            addSums(sums, message.sums);
            failure ??= message.failure;
            if (!values.json && performance.now() - told > 30_000) {
              told = performance.now();
              say(`${Math.round(sums.permitYears)} permit-years, ${sums.seeds} cities`);
            }
            if (failure || sums.permitYears >= wanted || Date.now() > until) stop();
          });
        }),
    ),
  );
  report(sums, failure, (performance.now() - begun) / 1000);
  return failure ? 1 : 0;
};

const report = (sums: Sums, failure: Failure | undefined, seconds: number): void => {
  const kinds = FAULT_KINDS.filter((kind) => (sums.counts[kind] ?? 0) > 0);
  if (values.json) {
    say(JSON.stringify({ ...sums, seconds, kinds: kinds.length, failure }));
    return;
  }
  const years = sums.permitYears;
  say(
    `N = ${years.toFixed(0)} permit-years in ${sums.seeds} cities from seed ${values.seeds ?? values.seed}: ${sums.cases} applications, ${sums.permits} permits, ${sums.acts} acts, ${sums.restarts} restarts`,
  );
  say(
    `${seconds.toFixed(0)} s, ${(years / seconds).toFixed(1)} permit-years/s on ${values.workers} workers; ${sums.repeated} cities played twice with the same hash`,
  );
  say(`${kinds.length} kinds of faults of ${FAULT_KINDS.length}:`);
  say(kinds.map((kind) => `  ${kind} ${sums.counts[kind]}`).join('\n'));
  if (values.answers)
    say(
      Object.entries(sums.answers)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, count]) => `  ${key}: ${count}`)
        .join('\n'),
    );
  if (!failure) {
    say(`0 violations (95 %: < ${(3 / Math.max(1, years)).toPrecision(2)} per permit-year)`);
    return;
  }
  say(`VIOLATION of ${failure.invariant} in seed ${failure.seed}: ${failure.message}`);
  if (!failure.story) return;
  const file = join(tmpdir(), `story-${failure.seed}.json`);
  writeFileSync(file, `${JSON.stringify(failure.story, undefined, 1)}\n`);
  say(tell(failure.story));
  say(`npm run simulate -- --replay ${file}`);
};

process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
process.exitCode = values.replay === undefined ? await runAll() : await replay(values.replay);
