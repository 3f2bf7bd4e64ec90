import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';
import { type RunningServer, startServer } from './server-process.ts';

const run = promisify(execFile);

/** Known gaps of this version: docs/emulator-gaps.md. */
const PACKAGE = 'ministack==1.5.33';

const directory = join(import.meta.dirname, '..', '.venv', PACKAGE.replace('==', '-'));
const python = join(directory, 'bin', 'python');

/** What must be on the PATH. */
export const EMULATOR_TOOLS = [
  ['python3', '-c', 'import ensurepip, sys; assert sys.version_info >= (3, 10)'],
] as const;

/**
 * Starts the AWS emulator on a free port of 127.0.0.1; installs it under `.venv/` first when it is missing
 * (python3 ≥ 3.10 and access to PyPI). It keeps its state in memory and accepts any credentials.
 *
 * @throws {Error} when it cannot be installed or does not start
 */
export const startEmulator = async (
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> => {
  await installOnce(directory, async (target) => {
    await run('python3', ['-m', 'venv', target]);
    await run(join(target, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', PACKAGE]);
  });
  return startServer(
    python,
    () => [join(import.meta.dirname, 'emulator.py')],
    (port) => ({ GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', ...environment }),
  );
};
