import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const planted = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'planted.ts'), ...args], { encoding: 'utf8' });

test('planting no bug at all fails', () => {
  const { status, stderr } = planted('--only', 'a bug that nobody has written');
  expect(stderr).toContain('no bug is chosen');
  expect(status).not.toBe(0);
});
