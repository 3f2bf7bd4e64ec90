import { defineConfig } from 'vitest/config';

/**
 * `npm run test:browser`: the pages in a real Chromium, with axe. Says so loudly and skips where there is none. In the
 * order in which they stand: the scenes of a case, each goes on where the one before ended.
 */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.test.ts'],
    globalSetup: 'test/support/temporary-folder.ts',
    expect: { requireAssertions: true },
    fileParallelism: false,
    // Against hanging only: how long something takes is told, not judged.
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
