import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for another process (a backup, say) that holds the file. */
const BUSY_MILLISECONDS = 5_000;

/**
 * Opens the SQLite file, or a database in memory for `:memory:`. With WAL and `synchronous=FULL` a commit has
 * been synced to the disk when it returns, so it survives `kill -9` and a power cut.
 * https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export const openDatabase = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: BUSY_MILLISECONDS });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  return database;
};
