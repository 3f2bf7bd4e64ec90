import { expect, test } from 'vitest';
import { BUGS } from './bugs.ts';

test('every planted bug fits the sources: its place is there, once', () => {
  expect(BUGS.length).toBeGreaterThanOrEqual(54);
  expect(BUGS.filter(({ short }) => short).length).toBeGreaterThanOrEqual(24);
  expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
});
