import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { BUGS, planted, root } from './planted/bugs.ts';

/**
 * `npm run simulate:planted`: bugs that are put into a copy of the sources, one after the other; the simulation must
 * find each. `--short` plants those that every few cities meet; `--only <part of the name>` tries some.
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: '2' },
  },
});
const MOST_SEEDS = values.short ? 60 : 2_000;

const COPIED = [
  'core',
  'functions',
  'local',
  'statemachines',
  'test/simulation',
  'test/support',
  'package.json',
];
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const copyOfSources = (): string => {
  const copy = mkdtempSync(join(tmpdir(), 'planted-'));
  for (const name of COPIED) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
};

const reportSchema = z.object({
  seeds: z.number(),
  seconds: z.number(),
  missing: z.array(z.string()),
  failure: z.object({ invariant: z.string(), message: z.string(), seed: z.number() }).optional(),
});

const simulate = (copy: string, lastSeed: number): Promise<z.infer<typeof reportSchema>> =>
  new Promise((resolve, reject) => {
    const args = ['--seeds', `1-${lastSeed}`, '--workers', '1', '--json', '--no-shrink'];
    const child = spawn(process.execPath, [join(copy, 'test/simulation/run.ts'), ...args], {
      cwd: copy,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('close', () => {
      try {
        resolve(reportSchema.parse(JSON.parse(out)));
      } catch {
        reject(new Error(`the simulation broke: ${errors.slice(-2000)}`));
      }
    });
  });

const chosen = BUGS.filter(({ name, short }) => name.includes(values.only) && (short || !values.short));
if (chosen.length === 0) throw new Error('no bug is chosen: nothing would be shown');
const queue = [...chosen];
let found = 0;
let latest = 1;
await Promise.all(
  Array.from({ length: Number(values.workers) }, async () => {
    const copy = copyOfSources();
    try {
      for (let bug = queue.shift(); bug !== undefined; bug = queue.shift()) {
        const file = join(copy, bug.file);
        const source = readFileSync(file, 'utf8');
        writeFileSync(file, planted(source, bug));
        const { failure, seeds, seconds } = await simulate(copy, MOST_SEEDS);
        writeFileSync(file, source);
        if (failure) {
          found += 1;
          latest = Math.max(latest, failure.seed);
        }
        say(
          failure
            ? `found   ${bug.name}: ${failure.invariant} ${failure.message} (seed ${failure.seed}, ${seconds.toFixed(0)} s)`
            : `NOT FOUND ${bug.name}: ${seeds} seeds, ${seconds.toFixed(0)} s`,
        );
      }
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }),
);
say(`${found} of ${chosen.length} planted bugs found, each in ≤ ${MOST_SEEDS} seeds`);

/** Without a bug the same cities find nothing; or else it was not the bugs that were found. */
const control = async (): Promise<boolean> => {
  const copy = copyOfSources();
  try {
    const { failure, missing } = await simulate(copy, latest);
    const wrong = failure ? `${failure.invariant} in seed ${failure.seed}` : missing.join('; ');
    say(`without a bug, ${latest} seeds: ${wrong || '0 violations'}`);
    return wrong === '';
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};
process.exitCode = (await control()) && found === chosen.length ? 0 : 1;
