import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { outboxWrite } from '../../core/case/outbox-write.ts';
import type { Item } from '../../core/store/ports.ts';
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

  /** Deliveries that end when the test says so; what has begun, in its order. */
  const besideOf = async (rows: readonly (readonly [pk: string, id: string])[]) => {
    const store = createSqliteStore(openDatabase(':memory:'));
    const clock = createStandingClock(START);
    for (const [pk, id] of rows)
      await store.transact([outboxWrite(pk, id, START, { kind: 'continue-case', caseId: '1' })]);
    const begun: string[] = [];
    const ends = new Map<string, { readonly arrive: () => void; readonly fail: () => void }>();
    const dispatcher = createDispatcher({
      store,
      clock: clock.now,
      beside: ({ sk }) => sk.startsWith('OUTBOX#m'),
      deliver: async ({ pk, sk }) => {
        const id = sk.slice('OUTBOX#'.length);
        begun.push(id);
        if (id.startsWith('m'))
          await new Promise<void>((resolve, reject) => {
            ends.set(id, { arrive: resolve, fail: () => reject(new Error('no answer')) });
          });
        await store.transact([{ delete: { pk, sk } }]);
      },
      onFailure: () => {},
    });
    /** The end of this delivery, and of what its end makes begin. */
    const end = async (id: string, how: 'arrive' | 'fail') => {
      const over = dispatcher.nextEnd();
      ends.get(id)?.[how]();
      await over;
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { dispatcher, begun, end, clock };
  };

  test('while every mail is under way and nobody answers, all else is delivered, mails of others too', async () => {
    const mails = Array.from({ length: 7 }, (_, n) => [`CASE#${n}`, `m${n}`] as const);
    const { dispatcher, begun, end } = await besideOf([
      ...mails,
      ['CASE#1', 'w1'],
      ['ROLE#chief', 'w2'],
      ['CASE#z', 'mz'],
    ]);
    expect(await dispatcher.pass()).toBe(2);
    expect(begun.filter((id) => id.startsWith('w'))).toEqual(['w1', 'w2']);
    expect(begun).toContain('mz');
    // None is begun twice, however often somebody looks.
    expect(await dispatcher.pass()).toBe(0);
    expect(begun).toHaveLength(10);
    expect(dispatcher.nextDueAt()).toBeUndefined();
    for (const id of ['m3', 'm0', 'mz', 'm1', 'm2', 'm4', 'm5', 'm6']) await end(id, 'arrive');
    expect(dispatcher.nextEnd()).toBeUndefined();
    expect(await dispatcher.pass()).toBe(0);
    expect(begun).toHaveLength(10);
  });

  test('eight at once at most; mails of one partition one after the other, in their order', async () => {
    const own = Array.from({ length: 3 }, (_, n) => ['CASE#1', `ma${n}`] as const);
    const others = Array.from(
      { length: 20 },
      (_, n) => [`CASE#x${n}`, `mb${String(n).padStart(2, '0')}`] as const,
    );
    const { dispatcher, begun, end } = await besideOf([...own, ...others]);
    await dispatcher.pass();
    expect(begun).toEqual(['ma0', ...others.slice(0, 7).map(([, id]) => id)]);
    await end('mb00', 'arrive');
    expect(begun.at(-1)).toBe('mb07');
    await end('ma0', 'arrive');
    expect(begun.at(-1)).toBe('ma1');
    await end('ma1', 'arrive');
    expect(begun.at(-1)).toBe('ma2');
  });

  test('a mail that was given up waits its time, and then goes again', async () => {
    const { dispatcher, begun, end, clock } = await besideOf([['CASE#1', 'ma']]);
    await dispatcher.pass();
    await end('ma', 'fail');
    expect(dispatcher.nextDueAt()).toBe(START.add({ seconds: 2 }).epochMilliseconds);
    await dispatcher.pass();
    expect(begun).toEqual(['ma']);
    clock.moveTo(START.add({ seconds: 2 }));
    await dispatcher.pass();
    expect(begun).toEqual(['ma', 'ma']);
    // While it is under way again, nothing is due: nobody asks without end.
    expect(dispatcher.nextDueAt()).toBeUndefined();
    await end('ma', 'arrive');
    expect(await dispatcher.pass()).toBe(0);
    expect(dispatcher.nextDueAt()).toBeUndefined();
  });
});
