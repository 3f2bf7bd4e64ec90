import type { DatabaseSync } from 'node:sqlite';

/** Looks at the embedded database from outside, to see what was written. */
export const watchTable = (database: DatabaseSync) => ({
  /** The whole table, row by row as JSON text. */
  rows: (): readonly string[] =>
    database
      .prepare('SELECT pk, sk, json FROM items ORDER BY pk, sk')
      .all()
      .map((row) => `${row['pk']} ${row['sk']} ${row['json']}`),
  /** Rows ever written by this connection, in whatever table. */
  changes: (): number => Number(database.prepare('SELECT total_changes() AS n').get()?.['n']),
});
