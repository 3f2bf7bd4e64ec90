import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { bundleAll } from './bundle.ts';
import { startEmulator } from './emulator.ts';
import type { RunningServer } from './server-process.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
/** What is kept, and what runs on it (docs/adr/0037). */
const STACKS = ['permits-demo', 'permits-demo-app'] as const;
/** Milliseconds by which this process is ahead of the machine (scripts/at.ts). */
const CLOCK_AHEAD = Number(process.env['CLOCK_AHEAD'] ?? 0);

const outputsSchema = z.object({
  ApiId: z.string(),
  BaseUrl: z.string(),
  TableName: z.string(),
  FilesBucket: z.string(),
  AnchorsBucket: z.string(),
  PermitMachineArn: z.string(),
  DailyMachineArn: z.string(),
  MonthlyReportsMachineArn: z.string(),
  AuditMachineArn: z.string(),
  MailTopicArn: z.string(),
});

export type Deployed = RunningServer & {
  /** The API by the emulator's own path, without a slash at the end. */
  readonly apiUrl: string;
  readonly outputs: z.infer<typeof outputsSchema>;
  /** How far the functions' clock is ahead of that of this process. */
  readonly setClockAhead: (milliseconds: number) => Promise<void>;
  /** The resources of both templates as they were synthesised. */
  readonly template: unknown;
};

export const EMULATED = {
  region: 'ap-northeast-1',
  account: '000000000000',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
} as const;

const templateSchema = z.looseObject({
  Resources: z.record(z.string(), z.unknown()),
  Outputs: z.record(z.string(), z.unknown()),
});

/** The emulator judges these on `*` and without conditions, whatever they are called for. */
const coarse = z.looseObject({ Action: z.enum(['ses:SendRawEmail', 'states:SendTaskSuccess']) });
/** It is reached without TLS, on this machine only. */
const tlsOnly = z.looseObject({
  Effect: z.literal('Deny'),
  Condition: z.object({ Bool: z.object({ 'aws:SecureTransport': z.literal('false') }) }),
});

/** Lets a test move the clock of the functions. */
const CLOCK = pathToFileURL(join(root, 'scripts', 'emulator-clock.ts')).href;

/** In a distributed Map it evaluates no JSONata; in an inline one it does. */
const inline = (definition: string): string =>
  definition.replace(
    /"ProcessorConfig": \{\s*"Mode": "DISTRIBUTED",\s*"ExecutionType": "STANDARD"\s*\}/g,
    '"ProcessorConfig": { "Mode": "INLINE" }',
  );

const statement = (value: unknown): unknown => {
  const known = coarse.safeParse(value);
  return known.success ? { Effect: 'Allow', Action: known.data.Action, Resource: '*' } : value;
};

/**
 * What the emulator does not do of the template (docs/emulator-gaps.md), and nothing else: the DKIM tokens of an
 * identity, the resources of two actions, TLS, and Map Runs. The template's own test asserts them all. The functions
 * get a clock that can be moved.
 */
const forEmulator = (template: z.infer<typeof templateSchema>): string => {
  const Outputs = Object.fromEntries(
    Object.entries(template.Outputs).filter(([name]) => !name.startsWith('Dkim')),
  );
  return JSON.stringify({ ...template, Outputs }, (key, value: unknown) => {
    if (key === 'Statement' && Array.isArray(value))
      return value.filter((each) => !tlsOnly.safeParse(each).success).map(statement);
    if (key === 'DefinitionString' && typeof value === 'string') return inline(value);
    return key === 'NODE_OPTIONS' ? `${value} --import=${CLOCK}` : value;
  });
};

/**
 * Deploy as the account's root: the emulator does not know `aws:ResourceAccount`, on which the roles of the CDK's
 * own bootstrap depend (docs/emulator-gaps.md). Our roles are left as they are.
 */
const DEPLOY_ROLES: ReadonlySet<string> = new Set([
  'assumeRoleArn',
  'cloudFormationExecutionRoleArn',
  'lookupRole',
]);
const withoutDeployRoles = async (file: string): Promise<void> => {
  const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(
    file,
    JSON.stringify(manifest, (key, value) => (DEPLOY_ROLES.has(key) ? undefined : value)),
  );
};

/** The CDK's app and the functions run on the Node that we run on. */
const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);

const cdk = (program: 'cdk' | 'cdklocal', args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, [join(root, 'node_modules', '.bin', program), ...args], {
    cwd: root,
    env: { ...process.env, PATH, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });

/**
 * Bundles, synthesises, starts the emulator with IAM enforced and calls recorded, and deploys with the CDK as one
 * would to AWS.
 *
 * @throws {Error} when any of it fails
 */
export const deployToEmulator = async (): Promise<Deployed> => {
  const directory = await mkdtemp(join(tmpdir(), 'permits-emulator-'));
  const clock = join(directory, 'clock');
  const setClockAhead = (milliseconds: number) => writeFile(clock, String(CLOCK_AHEAD + milliseconds));
  await setClockAhead(0);
  const server = await startEmulator({
    AUTH: 'true',
    CLOUDTRAIL_RECORDING: '1',
    // Of the trail nothing is dropped; the default is 10,000.
    CLOUDTRAIL_MAX_EVENTS: '1000000',
    PATH,
    EMULATOR_CLOCK: clock,
    // The functions' clock is the one above, also where ours is ahead of the machine's.
    NODE_OPTIONS: '',
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await bundleAll(join(root, 'dist'));
    const assembly = join(directory, 'cdk.out');
    await cdk('cdk', ['synth', '--quiet', '--output', assembly]);
    const resources = {};
    for (const stack of STACKS) {
      const file = join(assembly, `${stack}.template.json`);
      const template = templateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      Object.assign(resources, template.Resources);
      await writeFile(file, forEmulator(template));
      await withoutDeployRoles(join(assembly, `${stack}.assets.json`));
    }
    await withoutDeployRoles(join(assembly, 'manifest.json'));

    const env = {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ENDPOINT_URL_S3: server.endpoint,
      AWS_REGION: EMULATED.region,
      AWS_DEFAULT_REGION: EMULATED.region,
      AWS_ACCESS_KEY_ID: EMULATED.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATED.credentials.secretAccessKey,
    };
    await cdk('cdklocal', ['bootstrap', `aws://${EMULATED.account}/${EMULATED.region}`], env);
    const outputsFile = join(directory, 'outputs.json');
    const options = ['--app', assembly, '--require-approval', 'never', '--outputs-file', outputsFile];
    await cdk('cdklocal', ['deploy', '--all', ...options], env);
    const told = z
      .record(z.string(), z.record(z.string(), z.string()))
      .parse(JSON.parse(await readFile(outputsFile, 'utf8')));
    const outputs = outputsSchema.parse(Object.assign({}, ...STACKS.map((stack) => told[stack])));
    const apiUrl = `${server.endpoint}/_aws/execute-api/${outputs.ApiId}/$default`;
    const template = { Resources: resources };
    return { endpoint: server.endpoint, apiUrl, outputs, template, stop, setClockAhead };
  } catch (error) {
    await stop();
    throw error;
  }
};

if (import.meta.main) {
  const { apiUrl, endpoint, outputs, stop } = await deployToEmulator();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  process.stdout.write(`API    ${apiUrl}\nMails  ${endpoint}/_ministack/ses/messages\n`);
  for (const [name, value] of Object.entries(outputs)) process.stdout.write(`${name.padEnd(17)} ${value}\n`);
}
