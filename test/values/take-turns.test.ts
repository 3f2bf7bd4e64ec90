import { expect, test } from 'vitest';
import { createTurns } from '../../core/values/take-turns.ts';

const OWNER = {};
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

test('acts on one row follow each other in order, those on another row do not wait', async () => {
  const inTurn = createTurns();
  const seen: string[] = [];
  const act = (name: string) => async () => {
    seen.push(`${name} begins`);
    await pause();
    seen.push(`${name} ends`);
    return name;
  };
  const done = await Promise.all([
    inTurn(OWNER, 'a', act('1')),
    inTurn(OWNER, 'a', act('2')),
    inTurn(OWNER, 'b', act('3')),
  ]);
  expect(done).toEqual(['1', '2', '3']);
  expect(seen.filter((text) => !text.startsWith('3'))).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
  expect(seen.indexOf('3 begins')).toBeLessThan(seen.indexOf('1 ends'));
});

test('one that fails tells its own caller, and the next goes on', async () => {
  const inTurn = createTurns();
  const failing = inTurn(OWNER, 'a', () => Promise.reject(new Error('no')));
  const next = inTurn(OWNER, 'a', async () => 'next');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
  expect(await inTurn(OWNER, 'a', async () => 'later')).toBe('later');
});

test('one that never ends, because its process is gone, holds up nobody in the next', async () => {
  const inTurn = createTurns();
  void inTurn(OWNER, 'a', () => new Promise(() => {}));
  expect(await inTurn({}, 'a', async () => 'next')).toBe('next');
});
