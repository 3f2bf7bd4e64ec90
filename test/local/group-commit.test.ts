import type { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openDatabase } from '../../local/database.ts';
import { createGroupCommit } from '../../local/group-commit.ts';

/** An act is answered when it is on the disk: never before COMMIT, and not at all when COMMIT fails. */

/** A database whose statements are seen, and of which one may fail. */
const watched = (failing?: { readonly sql: string; readonly error: Error }) => {
  const real = openDatabase(':memory:');
  real.exec('CREATE TABLE kept (n INTEGER)');
  const seen: string[] = [];
  const database = {
    exec: (sql: string) => {
      seen.push(sql);
      if (sql === failing?.sql) throw failing.error;
      real.exec(sql);
    },
    get isOpen() {
      return real.isOpen;
    },
    get isTransaction() {
      return real.isTransaction;
    },
  } as unknown as DatabaseSync;
  const kept = () =>
    real
      .prepare('SELECT n FROM kept ORDER BY n')
      .all()
      .map((row) => Number(row['n']));
  const keep = (n: number) => () => {
    real.exec(`INSERT INTO kept VALUES (${n})`);
    return n;
  };
  return { database, seen, kept, keep };
};
const diskFull = Object.assign(new Error('database or disk is full'), {
  errcode: 13,
  code: 'ERR_SQLITE_ERROR',
});

test('nobody is answered, and nobody hears of a commit, before COMMIT has returned', async () => {
  const { database, seen, keep } = watched();
  const order: string[] = [];
  const commit = createGroupCommit<number>(database, (values) =>
    order.push(`told ${values} after ${seen.at(-1)}`),
  );
  const answered = async (n: number) => order.push(`answered ${await commit(keep(n))} after ${seen.at(-1)}`);
  await Promise.all([answered(1), answered(2)]);
  expect(seen.at(0)).toBe('BEGIN IMMEDIATE');
  expect(seen.filter((sql) => sql === 'COMMIT')).toHaveLength(1);
  expect(order).toEqual(['told 1,2 after COMMIT', 'answered 1 after COMMIT', 'answered 2 after COMMIT']);
});

test('a COMMIT that fails is told to every caller of the group, nothing stays, and nobody hears of it', async () => {
  const { database, kept, keep } = watched({ sql: 'COMMIT', error: diskFull });
  const told: unknown[] = [];
  const commit = createGroupCommit<number>(database, (values) => told.push(values));
  const results = await Promise.allSettled([commit(keep(1)), commit(keep(2))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(results).toMatchObject([{ reason: { name: 'Retryable' } }, { reason: { name: 'Retryable' } }]);
  expect(kept()).toEqual([]);
  expect(told).toEqual([]);
});

test('an act that throws is undone alone: those before and after it in the group stay', async () => {
  const { database, kept, keep } = watched();
  const commit = createGroupCommit<number>(database, () => undefined);
  const fails = () => {
    keep(2)();
    throw new Error('a defect of ours');
  };
  const results = await Promise.allSettled([commit(keep(1)), commit(fails), commit(keep(3))]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(kept()).toEqual([1, 3]);
});
