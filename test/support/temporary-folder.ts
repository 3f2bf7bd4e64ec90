import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the tests of a run leave in the folder for temporary files goes with the run, also when a worker was ended. */
let folder: string | undefined;

export const setup = (): void => {
  folder = mkdtempSync(join(tmpdir(), 'permits-test-'));
  process.env['TMPDIR'] = folder;
};

export const teardown = (): void => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
};
