import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SQLITE_BUSY, sqliteCode } from './sqlite-errors.ts';

/**
 * The folder with a city's data: for its owner alone, and for one writer at a time. Two servers on one database would
 * both send every mail.
 */

/** Why the folder cannot be used, as a sentence for whoever starts the program. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

export const databaseIn = (folder: string): string => join(folder, 'permits.sqlite');

const OTHERS = 0o077;
/** Everything of ours begins with one of these. */
const OURS = /^(?:permits\.sqlite|demo\.json|writer\.lock|files$|anchors$)/;
/** In the root of a file system of its own. */
const HARMLESS = 'lost+found';

/** Takes from others what they may do with what is ours; the paths, for the owner to be told. */
const mend = (folder: string): string[] => {
  const mended: string[] = [];
  const visit = (path: string): void => {
    const found = lstatSync(path);
    if (found.isSymbolicLink()) return;
    if ((found.mode & OTHERS) !== 0) {
      chmodSync(path, found.mode & ~OTHERS & 0o777);
      mended.push(path);
    }
    if (found.isDirectory() && path !== folder) for (const name of readdirSync(path)) visit(join(path, name));
  };
  visit(folder);
  for (const name of readdirSync(folder)) if (OURS.test(name)) visit(join(folder, name));
  return mended;
};

/** A folder that others use too (/tmp, a home) is not to be closed to them, and not to be filled with secrets. */
const refuseShared = (folder: string): void => {
  const foreign = readdirSync(folder).filter((name) => !OURS.test(name) && name !== HARMLESS);
  const isOpen = (lstatSync(folder).mode & OTHERS) !== 0;
  if (isOpen && foreign.length > 0)
    throw new Unusable(
      `データのフォルダ（${folder}）：ほかのファイル（${foreign.slice(0, 3).join('、')}）があり、所有者以外も使用できます。専用のフォルダを指定してください`,
    );
};

const probe = (folder: string): void => {
  const path = join(folder, `writer.lock.${process.pid}`);
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, 'x');
  } finally {
    closeSync(file);
    rmSync(path, { force: true });
  }
};

/**
 * Makes the folder where there is none; from here on this process makes files for its owner only. Returns the paths
 * whose permissions were mended.
 *
 * @throws {Unusable} when others use it too; what the file system throws when nothing can be written in it
 */
export const openDataDirectory = (folder: string): readonly string[] => {
  process.umask(OTHERS);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const place = realpathSync(folder);
  probe(place);
  // Of Windows' permissions the modes say nothing.
  if (process.getuid === undefined) return [];
  refuseShared(place);
  return mend(place);
};

/**
 * The right to write in a data directory, until `release` or the end of the process, `kill -9` included: a lock of SQLite
 * on a file of its own, which the system takes from whoever dies. https://www.sqlite.org/lockingv3.html
 *
 * @throws {Unusable} when another process has it
 */
export const takeWriterLock = (folder: string): { readonly release: () => void } => {
  const lock = new DatabaseSync(join(folder, 'writer.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (sqliteCode(error) !== SQLITE_BUSY) throw error;
    throw new Unusable(
      `データのフォルダ（${folder}）は、ほかのプロセス（起動中のサーバーなど）が使用しています。終了してから、もう一度実行してください`,
      { cause: error },
    );
  }
  return { release: () => lock.close() };
};
