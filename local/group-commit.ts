import type { DatabaseSync } from 'node:sqlite';
import { SQLITE_BUSY, sqliteCode, sqliteFailure } from './sqlite-errors.ts';

type Act<T> = {
  readonly run: () => T;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
};

/** While another process writes: 20 ms, doubling, about 5 s together. Nothing is waited for within SQLite meanwhile. */
const FIRST_PAUSE = 20;
const TRIES = 9;

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
 * that throws is undone by itself; when the commit fails, all acts of the group fail. While another process writes, the
 * group waits, and everything else goes on.
 *
 * @param afterCommit hears the values of the acts of each commit, after they were answered; must not throw
 * @throws {Retryable} (the promise) when the disk is full or busy, {Fatal} otherwise
 */
export const createGroupCommit = <T>(
  database: DatabaseSync,
  afterCommit: (values: readonly T[]) => void,
): ((run: () => T) => Promise<T>) => {
  let waiting: Act<T>[] = [];
  let tries = 0;

  /** False: another process writes, and the group comes back later. */
  const begin = (): boolean => {
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      tries += 1;
      if (sqliteCode(error) !== SQLITE_BUSY || tries === TRIES) throw error;
      setTimeout(commit, FIRST_PAUSE * 2 ** (tries - 1));
      return false;
    }
    return true;
  };

  const commit = (): void => {
    try {
      if (!begin()) return;
    } catch (error) {
      tries = 0;
      for (const act of waiting.splice(0)) act.reject(sqliteFailure(error));
      return;
    }
    tries = 0;
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
