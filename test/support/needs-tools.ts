import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

type Command = readonly [string, ...string[]];

const works = ([program, ...args]: Command): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

const { CI, REQUIRE_ALL } = process.env;
const required = CI === 'true' || REQUIRE_ALL === '1';

/**
 * Runs a suite that needs programs from outside npm. Without them it says so and skips; where nothing may be
 * skipped (`CI=true` or `REQUIRE_ALL=1`) it fails.
 */
export const withTools = (name: string, tools: readonly Command[], suite: () => void): void => {
  const missing = tools.filter((tool) => !works(tool)).map((tool) => tool.join(' '));
  if (missing.length === 0) {
    suite();
    return;
  }
  const reason = `because this does not work here: ${missing.join('; ')}`;
  if (required) {
    test(`${name} needs its tools`, () => {
      expect.fail(`${name} cannot run, ${reason}`);
    });
    return;
  }
  process.stderr.write(`\nSKIPPED: ${name}, ${reason}\n`);
  describe.skip(`${name}, skipped ${reason}`, suite);
};
