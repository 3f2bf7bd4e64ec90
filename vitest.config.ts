import { configDefaults, defineConfig } from 'vitest/config';

/** `npm test`: what needs npm only. Emulators: vitest.aws.config.ts; a real browser: test/browser. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/**/*.aws.test.ts', 'test/browser/**'],
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
