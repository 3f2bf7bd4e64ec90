import type { DatabaseSync } from 'node:sqlite';
import { sqliteFailure } from './sqlite-errors.ts';

type Act<T> = {
  readonly run: () => T;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
};

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** A failed act is undone by itself, unless SQLite has ended the whole transaction (a full disk, say). */
const attempt = <T>(database: DatabaseSync, act: Act<T>): Outcome<T> => {
  database.exec('SAVEPOINT act');
  try {
    const value = act.run();
    database.exec('RELEASE act');
    return { value };
  } catch (error) {
    if (!database.isTransaction) throw error;
    database.exec('ROLLBACK TO act; RELEASE act');
    return { error };
  }
};

const commitAll = <T>(database: DatabaseSync, acts: readonly Act<T>[]): readonly Outcome<T>[] => {
  try {
    database.exec('BEGIN IMMEDIATE');
    const outcomes = acts.map((act) => attempt(database, act));
    database.exec('COMMIT');
    return outcomes;
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
    return acts.map(() => ({ error }));
  }
};

/**
 * Runs the acts that arrive in one turn of the event loop in one SQLite transaction, because the sync to the
 * disk is what costs: 64 callers then pay for one. An act is answered after the commit, never before. One
 * that throws is undone by itself; when the commit fails, all acts of the group fail.
 *
 * @param afterCommit hears the values of the acts of each commit, after they were answered; must not throw
 * @throws {Retryable} (the promise) when the disk is full or busy, {Fatal} otherwise
 */
export const createGroupCommit = <T>(
  database: DatabaseSync,
  afterCommit: (values: readonly T[]) => void,
): ((run: () => T) => Promise<T>) => {
  let waiting: Act<T>[] = [];

  const commit = (): void => {
    const acts = waiting;
    waiting = [];
    const values: T[] = [];
    for (const [index, outcome] of commitAll(database, acts).entries()) {
      if ('error' in outcome) acts[index]?.reject(sqliteFailure(outcome.error));
      else {
        acts[index]?.resolve(outcome.value);
        values.push(outcome.value);
      }
    }
    if (values.length > 0) afterCommit(values);
  };

  return (run) =>
    new Promise<T>((resolve, reject) => {
      // setImmediate, not a microtask: all requests that one poll of the event loop has read are one group.
      if (waiting.length === 0) setImmediate(commit);
      waiting.push({ run, resolve, reject });
    });
};
