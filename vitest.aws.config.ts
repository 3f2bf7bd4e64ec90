import { defineConfig } from 'vitest/config';

/**
 * `npm run test:aws`: emulators of AWS (docs/emulator-gaps.md). One file at a time: each starts its own. In the order in
 * which they stand: the deployed city is one, its clock goes forwards only, and its last test looks at what all the others did.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.aws.test.ts'],
    expect: { requireAssertions: true },
    fileParallelism: false,
    // Against hanging only: how long something takes is told, not judged.
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
