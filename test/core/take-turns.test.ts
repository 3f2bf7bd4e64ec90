import { expect, test } from 'vitest';
import { createTurns } from '../../core/take-turns.ts';

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
  const done = await Promise.all([inTurn('a', act('1')), inTurn('a', act('2')), inTurn('b', act('3'))]);
  expect(done).toEqual(['1', '2', '3']);
  expect(seen.filter((text) => !text.startsWith('3'))).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
  expect(seen.indexOf('3 begins')).toBeLessThan(seen.indexOf('1 ends'));
});

test('one that fails tells its own caller, and the next goes on', async () => {
  const inTurn = createTurns();
  const failing = inTurn('a', () => Promise.reject(new Error('no')));
  const next = inTurn('a', async () => 'next');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
  expect(await inTurn('a', async () => 'later')).toBe('later');
});
