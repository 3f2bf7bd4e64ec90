import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { Retryable } from '../../core/values/errors.ts';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';

/** Another process (a command, somebody with sqlite3) holds the database. */

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const open = () => {
  const folder = mkdtempSync(join(tmpdir(), 'permits-busy-'));
  folders.push(folder);
  const file = join(folder, 'permits.sqlite');
  const store = createSqliteStore(openDatabase(file, 'server'));
  const other = openDatabase(file);
  return { store, other };
};
const row = (sk: string) => ({ put: { pk: 'X', sk }, when: { absent: true } }) as const;

test('a write waits for it while everything else goes on, and is then done once', async () => {
  const { store, other } = open();
  other.exec('BEGIN IMMEDIATE');
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 5);
  const writing = Promise.all([store.transact([row('1')]), store.transact([row('2')])]);
  // Were the loop held up, too, nothing would be counted until the write is given up.
  while (turns < 20) await pause(5);
  // Reads are answered meanwhile, and what comes later joins the queue.
  expect(await store.get({ pk: 'X', sk: '1' })).toBeUndefined();
  const later = store.transact([row('3')]);
  other.exec('COMMIT');
  expect(await writing).toEqual([{ ok: true }, { ok: true }]);
  expect(await later).toEqual({ ok: true });
  clearInterval(timer);
  expect(await store.transact([row('1')])).toMatchObject({ ok: false });
  other.close();
});

test('held for longer: to be tried again by whoever asked, and the next write is none the worse', async () => {
  const { store, other } = open();
  other.exec('BEGIN IMMEDIATE');
  await expect(store.transact([row('1')])).rejects.toBeInstanceOf(Retryable);
  other.exec('COMMIT');
  expect(await store.transact([row('1')])).toEqual({ ok: true });
  other.close();
});
