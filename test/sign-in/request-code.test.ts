import { describe, expect, test } from 'vitest';
import { requestCode } from '../../core/sign-in/request-code.ts';
import { type Visitor, verifyCode } from '../../core/sign-in/sign-in.ts';
import type { Store, Write } from '../../core/store/ports.ts';
import { createCity } from '../support/city.ts';

const KNOWN = 'tax-manager@city.example.jp';
const UNKNOWN = 'nobody@example.com';
const visitor = (source: string, device?: string): Visitor => ({ source, device, browser: '' });

/** A store that says what is asked of it. */
const watched = (store: Store) => {
  const calls: string[] = [];
  const kindOf = (write: Write) =>
    'put' in write ? 'put or delete' : 'delete' in write ? 'put or delete' : 'check';
  const watching: Store = {
    get: (key) => {
      calls.push('get');
      return store.get(key);
    },
    query: (query) => {
      calls.push('query');
      return store.query(query);
    },
    transact: (writes) => {
      calls.push(`transact ${writes.map(kindOf).join(', ')}`);
      return store.transact(writes);
    },
  };
  return { store: watching, calls };
};

describe('知っているアドレスか、応答の時間からも分からない', () => {
  const callsOf = async (address: string, from: Visitor, before = 0) => {
    const city = await createCity();
    for (let n = 0; n < before; n += 1) await requestCode(city.ports)(address, visitor(`198.51.100.${n}`));
    const { store, calls } = watched(city.store);
    const outcome = await requestCode({ ...city.ports, store })(address, from);
    const asked = [...calls];
    calls.length = 0;
    if (outcome.ok) await verifyCode({ ...city.ports, store })(outcome.value.attemptId, '12345678', from);
    return { status: outcome.ok, asked, entered: [...calls] };
  };

  test.each([
    ['はじめて', visitor('203.0.113.1'), 0],
    ['端末の印があるとき', visitor('203.0.113.1', 'd'.repeat(43)), 0],
    ['アドレスの上限に達した後', visitor('203.0.113.1'), 30],
    ['送信元の上限に達した後', visitor('198.51.100.0'), 1],
  ])('%s: 同じ数だけ読み、同じ数だけ書く', async (_, from, before) => {
    const known = await callsOf(KNOWN, from, before);
    expect(known.asked.length).toBeGreaterThan(3);
    expect(await callsOf(UNKNOWN, from, before)).toEqual(known);
  });
});

test('一つの送信元から600人が同時に求めても、混み合いを理由に断られない', async () => {
  const { ports } = await createCity();
  const began = performance.now();
  const asked = await Promise.all(
    Array.from({ length: 600 }, (_, n) =>
      requestCode(ports)(`staff-${n}@city.example.jp`, visitor('203.0.113.1')),
    ),
  );
  expect(asked.filter(({ ok }) => !ok)).toEqual([]);
  process.stdout.write(`      N = 600 at once: ${Math.round(performance.now() - began)} ms\n`);
});

test('はじめの二人が同時に求めても、サーバーの鍵は一つ', async () => {
  const { ports, store } = await createCity();
  const asked = await Promise.all(
    Array.from({ length: 5 }, () => requestCode(ports)(KNOWN, visitor('203.0.113.1'))),
  );
  // Counted in one row: by five keys they would all have come through.
  expect(asked.map(({ ok }) => ok).toSorted()).toEqual([false, true, true, true, true]);
  expect(await store.get({ pk: 'SIGNINKEY', sk: 'KEY' })).toBeDefined();
});
