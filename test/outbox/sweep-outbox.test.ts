import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { outboxWrite } from '../../core/case/outbox-write.ts';
import { Retryable } from '../../core/values/errors.ts';
import { sweepOutbox } from '../../functions/outbox/sweep-outbox.ts';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';

const now = Temporal.Instant.from('2026-04-06T00:00:00Z');

const outboxOf = async (agesInMinutes: readonly number[]) => {
  const store = createSqliteStore(openDatabase(':memory:'));
  await store.transact(
    agesInMinutes.map((minutes) =>
      outboxWrite('CASE#1', `AGE-${minutes}`, now.subtract({ minutes }), { kind: 'start-case', caseId: '1' }),
    ),
  );
  const delivered: string[] = [];
  const sweep = (failing: readonly string[], isTimeLeft = () => true) =>
    sweepOutbox({
      store,
      clock: () => now,
      deliverRow: async ({ sk }) => {
        if (failing.includes(sk)) throw new Retryable('not now');
        delivered.push(sk);
      },
      onFailure: () => {},
    })(isTimeLeft);
  return { delivered, sweep };
};

test('rows of the last two minutes are left to the stream', async () => {
  const { delivered, sweep } = await outboxOf([0, 1, 3]);
  expect(await sweep([])).toEqual({ delivered: 1, failed: 0, oldestMinutes: 0 });
  expect(delivered).toEqual(['OUTBOX#AGE-3']);
});

test('a row that fails holds nobody up, and its age is told', async () => {
  const { delivered, sweep } = await outboxOf([90, 10, 5]);
  expect(await sweep(['OUTBOX#AGE-90'])).toEqual({ delivered: 2, failed: 1, oldestMinutes: 90 });
  expect(delivered).toEqual(['OUTBOX#AGE-10', 'OUTBOX#AGE-5']);
});

test('what there is no time for counts as undelivered', async () => {
  const { sweep } = await outboxOf([10, 5]);
  expect(await sweep([], () => false)).toEqual({ delivered: 0, failed: 2, oldestMinutes: 10 });
});

test('more rows than one page are all delivered', async () => {
  const { delivered, sweep } = await outboxOf(Array.from({ length: 90 }, (_, n) => n + 3));
  await sweep([]);
  expect(delivered).toHaveLength(90);
});
