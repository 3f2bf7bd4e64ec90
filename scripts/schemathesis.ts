import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { installOnce } from './install-once.ts';

const run = promisify(execFile);

const PACKAGE = 'schemathesis==4.32.5';
const directory = join(import.meta.dirname, '..', '.venv', PACKAGE.replace('==', '-'));

/** What must be on the PATH. */
export const SCHEMATHESIS_TOOLS = [
  ['python3', '-c', 'import ensurepip, sys; assert sys.version_info >= (3, 10)'],
] as const;

const summarySchema = z.object({
  statuses: z.record(z.string(), z.int()),
  /** Operations that were called. */
  operations: z.int(),
  /** Requests that the published schema allows, and how many of them were refused for their contents (400, 422). */
  allowed: z.int(),
  refused: z.record(z.string(), z.int()),
});
export type Conformance = z.infer<typeof summarySchema> & {
  readonly passed: boolean;
  /** What it printed, for a person. */
  readonly output: string;
};

/**
 * Sends what the document at `url`/v1/openapi.json allows, and what it does not, and compares the answers with it.
 * Installed under `.venv/` first when it is missing (python3 ≥ 3.10 and access to PyPI).
 *
 * @param options.examples requests per operation: the run is bounded by its number, not by time
 * @param options.seconds after which it is given up
 * @param options.ids path of the document → values of its parameters, so that requests reach what is there
 */
export const runSchemathesis = async (options: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly ids: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly without: readonly string[];
  readonly seed: number;
  readonly examples: number;
  readonly seconds: number;
}): Promise<Conformance> => {
  await installOnce(directory, async (target) => {
    await run('python3', ['-m', 'venv', target]);
    await run(join(target, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', PACKAGE]);
  });
  const work = await mkdtemp(join(tmpdir(), 'schemathesis-'));
  const summary = join(work, 'summary.json');
  const args = [
    ...['-m', 'schemathesis.cli', 'run', `${options.url}/v1/openapi.json`, '--no-color', '--warnings', 'off'],
    ...['--phases', 'fuzzing', '--max-examples', `${options.examples}`, '--seed', `${options.seed}`],
    ...['--continue-on-failure', '--no-shrink', '--suppress-health-check', 'all'],
    ...['--generation-database', 'none'],
    ...['--checks', CHECKS.join(',')],
    ...Object.entries(options.headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...options.without.flatMap((path) => ['--exclude-path', path]),
  ];
  try {
    const { passed, output } = await run(join(directory, 'bin', 'python'), args, {
      cwd: work,
      maxBuffer: 64 * 1024 * 1024,
      timeout: options.seconds * 1000,
      env: {
        ...process.env,
        PYTHONPATH: import.meta.dirname,
        SCHEMATHESIS_HOOKS: 'schemathesis_hooks',
        IDS: JSON.stringify(options.ids),
        SUMMARY: summary,
      },
    }).then(
      ({ stdout }) => ({ passed: true, output: stdout }),
      (error: { stdout?: string; stderr?: string }) => ({
        passed: false,
        output: `${error.stdout ?? ''}\n${error.stderr ?? ''}`,
      }),
    );
    const counted = await readFile(summary, 'utf8').catch(() => {
      throw new Error(`schemathesis did not run: ${output.slice(-3000)}`);
    });
    return { ...summarySchema.parse(JSON.parse(counted)), passed, output };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/**
 * Not `positive_data_acceptance`: some of what is checked (who, whose, when, which of two days is the later) no schema can
 * say, and the document says in words. Not `negative_data_rejection`: more spellings are taken than are published.
 */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
  'missing_required_header',
  'refused_for_a_reason',
];
