import { expect, test } from 'vitest';
import { loadSignInKey } from '../../core/directory/sign-in-store.ts';
import { createWorld } from '../support/world.ts';

test('the key of a new server: whoever was slower takes the one that is there, also when it was not to be seen yet', async () => {
  const { ports } = await createWorld();
  const { store } = ports;
  let conflicts = 0;
  const busy = {
    ...store,
    transact: async (...asked: Parameters<typeof store.transact>) => {
      conflicts += 1;
      return conflicts === 1
        ? { ok: false as const, failed: [{ index: 0, existing: undefined }] }
        : store.transact(...asked);
    },
  };
  const keys = await Promise.all([
    loadSignInKey({ ...ports, store: busy }),
    loadSignInKey(ports),
    loadSignInKey(ports),
  ]);
  expect(conflicts).toBeGreaterThan(0);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]?.length).toBeGreaterThan(20);
});
