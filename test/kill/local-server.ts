import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** `npm start` as a process of its own, that can be killed. */
export type LocalServer = {
  readonly url: string;
  /** From the start of the process to the first answer, ms. */
  readonly startedIn: number;
  /** Everything it has printed. */
  readonly output: () => string;
  /** `kill -9` */
  kill(): Promise<void>;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>;
};

const ROOT = new URL('../../', import.meta.url).pathname;
/** Longer than this it hangs. */
const LONGEST_START = 120_000;

export const spawnLocalServer = (
  dataDir: string,
  port: number,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess =>
  spawn(process.execPath, ['local/start.ts', ...args], {
    cwd: ROOT,
    // Of ours only the path and the clock: vitest, for one, has a BASE_URL of its own.
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: process.env['NODE_OPTIONS'],
      CLOCK_AHEAD: process.env['CLOCK_AHEAD'],
      PORT: String(port),
      DATA_DIR: dataDir,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

export const killProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
};

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/assets/style.css`).then(
    async (response) => (await response.arrayBuffer()).byteLength > 0,
    () => false,
  );

/** @throws when it ends or gives no answer for two minutes, with what it said */
export const startLocalServer = async (
  dataDir: string,
  port: number,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<LocalServer> => {
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = spawnLocalServer(dataDir, port, args, environment);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() - started > LONGEST_START) {
      await killProcess(child);
      throw new Error(`the server did not start: ${output}`);
    }
    await pause(5);
  }
  return {
    url,
    startedIn: performance.now() - started,
    output: () => output,
    kill: () => killProcess(child),
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      return child.exitCode;
    },
  };
};
