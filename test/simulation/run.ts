import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { FAULT_KINDS } from './faults.ts';
import { play } from './play.ts';
import { type Asked, type Run, runCities } from './run-cities.ts';
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

/** @throws when a person typed something else than a number */
const numberOf = (text: string): number => z.coerce.number().positive().parse(text);
const limitOf = (text: string | undefined): number =>
  text === undefined ? Number.POSITIVE_INFINITY : numberOf(text);

const runAll = async (): Promise<number> => {
  const range = values.seeds?.split('-').map(numberOf);
  const first = range?.[0] ?? numberOf(values.seed);
  const asked: Asked = {
    first,
    last: range ? (range[1] ?? first) : Number.MAX_SAFE_INTEGER,
    permitYears: limitOf(values['permit-years'] ?? (values.seeds || values.minutes ? undefined : '100')),
    minutes: limitOf(values.minutes),
    workers: numberOf(values.workers),
    shrinkMs: values['no-shrink'] ? 0 : 60_000,
  };
  let interrupted = false;
  // Ctrl+C: tells what was played so far.
  process.once('SIGINT', () => {
    interrupted = true;
  });
  const begun = performance.now();
  let told = begun;
  const run = await runCities(asked, {
    interrupted: () => interrupted,
    onProgress: ({ permitYears, seeds }) => {
      if (values.json || performance.now() - told < 30_000) return;
      told = performance.now();
      say(`${Math.round(permitYears)} permit-years, ${seeds} cities`);
    },
  });
  report(run, (performance.now() - begun) / 1000);
  return run.failure || run.missing.length > 0 ? 1 : 0;
};

const report = ({ sums, failure, missing }: Run, seconds: number): void => {
  const kinds = FAULT_KINDS.filter((kind) => (sums.counts[kind] ?? 0) > 0);
  if (values.json) {
    say(JSON.stringify({ ...sums, seconds, kinds: kinds.length, failure, missing }));
    return;
  }
  const years = sums.permitYears;
  say(
    `N = ${years.toFixed(0)} permit-years in ${sums.seeds} cities from seed ${values.seeds ?? values.seed}: ${sums.cases} applications, ${sums.permits} permits, ${sums.acts} acts, ${sums.restarts} restarts`,
  );
  say(
    `${seconds.toFixed(0)} s, ${(years / seconds).toFixed(1)} permit-years/s on ${values.workers} workers; ${sums.repeated} cities played twice with the same hash`,
  );
  say(
    `${(sums.mails / Math.max(1, years)).toFixed(1)} mails about works and months a permit-year (N = ${sums.mails}); ${sums.mailDays} days on which somebody got mail together or again, at most three (INV-29)`,
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
  if (missing.length > 0) {
    say(`NOT WHAT WAS ASKED FOR: ${missing.join('; ')}`);
    return;
  }
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
