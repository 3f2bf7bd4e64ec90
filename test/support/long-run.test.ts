import { afterEach, expect, test, vi } from 'vitest';
import { asked } from './long-run.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a long run is as long as it was asked to be, or as usual', () => {
  expect(asked('LONG_RUN', 300)).toBe(300);
  vi.stubEnv('LONG_RUN', '20000');
  expect(asked('LONG_RUN', 300)).toBe(20_000);
});

test.each(['0', '', '-1', '1.5', 'many'])('a run of %j is none', (value) => {
  vi.stubEnv('LONG_RUN', value);
  expect(() => asked('LONG_RUN', 300)).toThrow();
});
