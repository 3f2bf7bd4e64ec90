import { configDefaults, defineConfig } from 'vitest/config';

const ALL = ['test/**/*.test.ts'];
const NOT_HERE = [...configDefaults.exclude, 'test/**/*.aws.test.ts', 'test/browser/**'];
/** Files that change what is true while modules are read (`vi.mock`, `vi.hoisted`): each has a process of its own. */
export const ALONE = ['test/question/reads.test.ts', 'test/sign-in/sign-in.test.ts'];

/** `npm test`: what needs npm only. Emulators: vitest.aws.config.ts; a real browser: test/browser. */
export default defineConfig({
  test: {
    projects: [
      // The files of a worker share the modules that they test: reading them anew for each is a third of all CPU time.
      {
        extends: true,
        test: { name: 'shared', include: ALL, exclude: [...NOT_HERE, ...ALONE], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
    // What a file puts in the place of something is gone before the next one.
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    globalSetup: 'test/support/temporary-folder.ts',
    expect: { requireAssertions: true },
    // Where nobody looks on, only what failed and what was measured; a screen shows the progress.
    reporters: process.stdout.isTTY ? ['default'] : ['minimal'],
    // What a test breaks on purpose is not told as if it were a fault.
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
    // The seed is printed; `--sequence.seed` plays an order again.
    sequence: { shuffle: true },
    maxWorkers: '100%',
    // Against hanging only: how long something takes is told, not judged.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
