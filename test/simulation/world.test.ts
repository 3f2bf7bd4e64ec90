import { expect, test } from 'vitest';
import { createFaults } from './faults.ts';
import { createCityWorld } from './world.ts';

const plan = { seed: 1, start: '2026-06-01', tickRate: 0 };
/** The second read of this context meets a crash, and what goes on meanwhile meets it too. */
const crashing = () =>
  createFaults({ bites: [{ context: 'act:1', port: 'get', call: 1, kind: 'crash-before' }] });

test('who waits for a process that crashes hears of it once: nobody ends the process that was started meanwhile', async () => {
  const world = await createCityWorld(plan, crashing());
  world.enter('act:1');
  const ask = () => world.asPerson('p-chief', { method: 'GET', path: '/v1/inbox' });
  const [, first, second] = await Promise.all([world.settle(), ask(), ask()]);
  expect([first, second]).toStrictEqual([undefined, undefined]);
  expect(world.lives()).toBe(2);
  expect((await ask())?.status).toBe(200);
  expect(world.violations).toStrictEqual([]);
});

test('what runs while a new version is deployed ends as after a crash', async () => {
  const world = await createCityWorld(plan, createFaults({ bites: [] }));
  const asked = world.asPerson('p-chief', { method: 'GET', path: '/v1/inbox' });
  world.restart();
  expect(await asked).toBeUndefined();
  expect(world.lives()).toBe(2);
});
