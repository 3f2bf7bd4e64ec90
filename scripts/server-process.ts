import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type RunningServer = {
  readonly endpoint: string;
  stop(): Promise<void>;
};

const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 5_000;

/** A TCP port of 127.0.0.1 that is free now. */
export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
};

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const stop = async (child: ChildProcess): Promise<void> => {
  if (ended(child)) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  await exit;
  clearTimeout(timer);
};

const answers = (endpoint: string): Promise<boolean> =>
  fetch(endpoint, { signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    () => false,
  );

/**
 * Starts a server program on a free port of 127.0.0.1 and waits until it answers HTTP, whatever it answers.
 *
 * @throws {Error} with the program's last output when it ends or does not answer within a minute
 */
export const startServer = async (
  command: string,
  argsFor: (port: number) => readonly string[],
  envFor: (port: number) => Readonly<Record<string, string>> = () => ({}),
): Promise<RunningServer> => {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(command, argsFor(port), {
    env: { ...process.env, ...envFor(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-2_000);
    });
  }
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  // Whatever ends us without a call of `stop` must not leave the server behind.
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);

  const attempts = START_MILLISECONDS / 200;
  for (let attempt = 0; attempt < attempts && failure === undefined && !ended(child); attempt += 1) {
    if (await answers(endpoint)) {
      return {
        endpoint,
        stop: () => {
          process.off('exit', kill);
          return stop(child);
        },
      };
    }
    await pause(200);
  }
  kill();
  throw new Error(`${command} did not start: ${failure?.message ?? output}`);
};
