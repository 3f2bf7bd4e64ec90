import { defineConfig } from 'vitest/config';

/** `npm run test:browser`: the pages in a real Chromium, with axe. Says so loudly and skips where there is none. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.test.ts'],
    expect: { requireAssertions: true },
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
