import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { outboxWrite } from '../../core/outbox.ts';
import type { Item } from '../../core/ports.ts';
import { createStandingClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { createDispatcher } from '../../local/dispatcher.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';

const START = Temporal.Instant.from('2026-04-06T00:00Z');

const outboxOf = async (ids: readonly string[], failing: (id: string) => boolean) => {
  const store = createSqliteStore(openDatabase(':memory:'));
  const clock = createStandingClock(START);
  for (const id of ids)
    await store.transact([outboxWrite('CASE#1', id, START, { kind: 'continue-case', caseId: '1' })]);
  const tries: string[] = [];
  const failures: string[] = [];
  const dispatcher = createDispatcher({
    store,
    clock: clock.now,
    deliver: async (row: Item) => {
      const id = row.sk.slice('OUTBOX#'.length);
      tries.push(id);
      if (failing(id)) throw new Error('the channel is down');
      await store.transact([{ delete: { pk: row.pk, sk: row.sk } }]);
    },
    onFailure: (row) => failures.push(row.sk),
  });
  const secondsLater = (n: number) => START.add({ seconds: n });
  return { dispatcher, clock, tries, failures, secondsLater };
};

describe('outbox of the embedded runtime', () => {
  test('a row that fails waits 2 s, then twice as long each time, 15 minutes at most', async () => {
    const { dispatcher, clock, tries } = await outboxOf(['a'], () => true);
    const pauses: number[] = [];
    let before = START.epochMilliseconds;
    for (let n = 0; n < 14; n += 1) {
      expect(await dispatcher.pass()).toBe(0);
      expect(await dispatcher.pass()).toBe(0);
      expect(tries).toHaveLength(n + 1);
      const next = dispatcher.nextDueAt() ?? 0;
      pauses.push((next - before) / 1000);
      before = next;
      clock.moveTo(Temporal.Instant.fromEpochMilliseconds(next));
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]);
  });

  test('a delivery whose answer was lost, but which removed its row, is not waited for', async () => {
    const store = createSqliteStore(openDatabase(':memory:'));
    await store.transact([outboxWrite('CASE#1', 'a', START, { kind: 'continue-case', caseId: '1' })]);
    const dispatcher = createDispatcher({
      store,
      clock: () => START,
      deliver: async ({ pk, sk }) => {
        await store.transact([{ delete: { pk, sk } }]);
        throw new Error('no answer');
      },
      onFailure: () => {},
    });
    expect(await dispatcher.pass()).toBe(0);
    expect(await dispatcher.pass()).toBe(0);
    expect(dispatcher.nextDueAt()).toBeUndefined();
  });

  test('it holds nobody else up, and is delivered once the channel is back', async () => {
    let down = true;
    const { dispatcher, clock, tries, failures, secondsLater } = await outboxOf(
      ['a', 'b', 'c'],
      (id) => down && id === 'a',
    );
    expect(await dispatcher.pass()).toBe(2);
    expect(tries).toEqual(['a', 'b', 'c']);
    expect(failures).toEqual(['OUTBOX#a']);
    down = false;
    clock.moveTo(secondsLater(1));
    expect(await dispatcher.pass()).toBe(0);
    clock.moveTo(secondsLater(2));
    expect(await dispatcher.pass()).toBe(1);
    expect(dispatcher.nextDueAt()).toBeUndefined();
    expect(await dispatcher.pass()).toBe(0);
  });

  test('more rows than one page, oldest first', async () => {
    const ids = Array.from({ length: 450 }, (_, n) => String(n).padStart(4, '0'));
    const { dispatcher, tries } = await outboxOf(ids, () => false);
    expect(await dispatcher.pass()).toBe(450);
    expect(tries).toEqual(ids);
  });
});
