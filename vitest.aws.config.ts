import { defineConfig } from 'vitest/config';

/** `npm run test:aws`: emulators of AWS (docs/emulator-gaps.md). One file at a time: each starts its own. */
export default defineConfig({
  test: {
    include: ['test/**/*.aws.test.ts'],
    expect: { requireAssertions: true },
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
