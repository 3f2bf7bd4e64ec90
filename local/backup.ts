import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { databaseIn, Unusable } from './data-directory.ts';
import { openDatabase } from './database.ts';

const sync = (path: string): void => {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
};

/** How many. */
const copyFolder = (from: string, to: string, wanted: (name: string) => boolean): number => {
  mkdirSync(to, { recursive: true });
  let copied = 0;
  for (const name of existsSync(from) ? readdirSync(from).filter(wanted) : []) {
    // Erased in this moment: no longer there to be copied.
    if (!existsSync(join(from, name))) continue;
    copyFileSync(join(from, name), join(to, name));
    sync(join(to, name));
    copied += 1;
  }
  sync(to);
  return copied;
};

/**
 * A copy of a data directory, whole or not there, also while a server writes in it: the database as it was at one moment
 * (VACUUM INTO reads one snapshot and holds up no writer, https://www.sqlite.org/lang_vacuum.html#vacuuminto). Anchors
 * before it and attachments after it: none of what is copied then speaks of more than the database, and all that the
 * database speaks of is there. Uploads under way are not copied.
 *
 * @throws {Unusable} when the target exists
 */
export const backUp = (data: string, to: string): { readonly files: number; readonly anchors: number } => {
  process.umask(0o077);
  if (existsSync(to)) throw new Unusable(`${to} はすでにあります。新しいフォルダを指定してください`);
  const draft = `${to}.part`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const anchors = copyFolder(join(data, 'anchors'), join(draft, 'anchors'), (name) => name.endsWith('.txt'));
  const database = openDatabase(databaseIn(data));
  try {
    database.prepare('VACUUM INTO ?').run(databaseIn(draft));
  } finally {
    database.close();
  }
  sync(databaseIn(draft));
  const files = copyFolder(
    join(data, 'files', 'files'),
    join(draft, 'files', 'files'),
    (name) => !name.startsWith('.'),
  );
  sync(draft);
  renameSync(draft, to);
  return { files, anchors };
};
