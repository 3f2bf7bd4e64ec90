import { DatabaseSync } from 'node:sqlite';

/**
 * How long a statement waits for another process (a command, a backup) that holds the file. Node waits within the
 * statement, and nothing else goes on meanwhile: a server hardly waits, and tries again later.
 */
const WAIT = { command: 5_000, server: 20 } as const;

/**
 * Opens the SQLite file, or a database in memory for `:memory:`. With WAL and `synchronous=FULL` a commit has
 * been synced to the disk when it returns, so it survives `kill -9` and a power cut.
 * https://www.sqlite.org/pragma.html#pragma_synchronous
 * With `secure_delete` what is deleted or replaced is overwritten with zeros.
 * https://www.sqlite.org/pragma.html#pragma_secure_delete
 */
export const openDatabase = (path: string, by: keyof typeof WAIT = 'command'): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: WAIT[by] });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
  return database;
};

/**
 * Nothing that was deleted can be read from the files any more: the database is written anew, also what an earlier
 * program left in it, and the log of changes is cut off.
 * https://www.sqlite.org/lang_vacuum.html https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
 */
export const scrubDatabase = (database: DatabaseSync): void => {
  database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
};
