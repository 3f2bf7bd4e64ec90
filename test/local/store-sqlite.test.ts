import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Write } from '../../core/store/ports.ts';
import { Retryable } from '../../core/values/errors.ts';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';
import { readAll } from '../support/store-contract/keys.ts';
import { storeContract } from '../support/store-contract.ts';

storeContract(
  'SQLite',
  async () => {
    const database = openDatabase(':memory:');
    return { store: createSqliteStore(database), close: async () => database.close() };
  },
  { runs: 500 },
);

const row = (n: number) => ({ pk: 'P', sk: String(n) });

describe('group commit', () => {
  test('acts of 64 callers in one turn are one commit, and onCommit hears their writes once', async () => {
    const commits: (readonly Write[])[] = [];
    const store = createSqliteStore(openDatabase(':memory:'), { onCommit: (writes) => commits.push(writes) });
    const acts = Array.from({ length: 64 }, (_, n): Write[] => [{ put: row(n), when: { absent: true } }]);
    const results = await Promise.all(acts.map((writes) => store.transact(writes)));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(commits).toEqual([acts.flat()]);
  });

  test('onCommit hears nothing of acts whose conditions failed, nor of reads', async () => {
    const commits: (readonly Write[])[] = [];
    const store = createSqliteStore(openDatabase(':memory:'), { onCommit: (writes) => commits.push(writes) });
    const first: Write = { put: row(1), when: { absent: true } };
    const [won, lost] = await Promise.all([
      store.transact([first]),
      store.transact([first, { put: row(2) }]),
    ]);
    await store.transact([first]);
    await store.get(row(1));
    expect([won, lost]).toEqual([{ ok: true }, { ok: false, failed: [{ index: 0, existing: row(1) }] }]);
    expect(commits).toEqual([[first]]);
  });

  test('acts see those before them in the group, in the order of the calls', async () => {
    const store = createSqliteStore(openDatabase(':memory:'));
    const moves = Array.from({ length: 20 }, (_, n) =>
      store.transact([
        { put: { ...row(0), version: n + 1 }, when: n === 0 ? { absent: true } : { version: n } },
      ]),
    );
    expect((await Promise.all(moves)).every(({ ok }) => ok)).toBe(true);
    expect(await store.get(row(0))).toEqual({ ...row(0), version: 20 });
  });

  test('when the disk is full all acts of the group are Retryable, nothing of them stays, and later acts pass', async () => {
    const database = openDatabase(':memory:');
    const store = createSqliteStore(database);
    await store.transact([{ put: row(0) }]);
    database.exec('PRAGMA max_page_count = 40');
    const text = 'x'.repeat(300_000);
    const results = await Promise.allSettled([
      store.transact([{ put: row(1) }]),
      store.transact([{ put: { ...row(2), text } }]),
    ]);
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(Retryable) });
    }
    expect((await store.query({ hash: 'P' })).items).toEqual([row(0)]);
    expect(await store.transact([{ put: row(3) }])).toEqual({ ok: true });
  });

  test('after the database was closed acts are refused, not lost in silence', async () => {
    const database = openDatabase(':memory:');
    const store = createSqliteStore(database);
    const late = store.transact([{ put: row(1) }]);
    database.close();
    await expect(late).rejects.toThrow('not open');
    await expect(store.get(row(1))).rejects.toThrow();
  });
});

describe('rows that were read before', () => {
  const change = (database: DatabaseSync, text: string) =>
    database.prepare("UPDATE items SET json = ? WHERE pk = 'P' AND sk = '1'").run(text);

  test('are the same while their text is, and frozen; what was changed behind the store is read as it stands', async () => {
    const database = openDatabase(':memory:');
    const store = createSqliteStore(database);
    const key = { pk: 'P', sk: '1' };
    await store.transact([{ put: { ...row(1), version: 1, says: { a: ['b'] } } }]);
    const read = await store.get(key);
    expect((await store.query({ hash: 'P' })).items[0]).toBe(read);
    expect([read, read?.['says']].map(Object.isFrozen)).toEqual([true, true]);
    // The same version, the same length.
    change(database, JSON.stringify({ ...row(1), version: 1, says: { a: ['c'] } }));
    expect((await store.get(key))?.['says']).toEqual({ a: ['c'] });
    expect((await store.query({ hash: 'P' })).items[0]?.['says']).toEqual({ a: ['c'] });
    expect(read?.['says']).toEqual({ a: ['b'] });
    database.prepare("DELETE FROM items WHERE pk = 'P'").run();
    expect([await store.get(key), (await store.query({ hash: 'P' })).items]).toEqual([undefined, []]);
  });

  test('more than are kept are read all the same', async () => {
    const store = createSqliteStore(openDatabase(':memory:'));
    const text = 'x'.repeat(300_000);
    for (let n = 0; n < 40; n += 1) await store.transact([{ put: { ...row(n), text: `${n}${text}` } }]);
    for (let round = 0; round < 2; round += 1)
      for (let n = 0; n < 40; n += 1)
        expect((await store.get(row(n)))?.['text'] === `${n}${text}`).toBe(true);
  });
});

describe('expiry', () => {
  test('removeExpired removes the rows whose expiry is past, and only those', async () => {
    const store = createSqliteStore(openDatabase(':memory:'));
    await store.transact([
      { put: row(0) },
      { put: { ...row(1), expiresAt: 999 } },
      { put: { ...row(2), expiresAt: 1000 } },
      { put: { ...row(3), expiresAt: 1001 } },
    ]);
    expect(store.removeExpired(1000)).toBe(1);
    expect((await store.query({ hash: 'P' })).items.map(({ sk }) => sk)).toEqual(['0', '2', '3']);
  });
});

describe('durability', () => {
  test('an acknowledged act survives kill -9 whole, and so does none that is half', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'store-'));
    const file = join(directory.path, 'store.sqlite');
    const script = join(import.meta.dirname, '..', 'support', 'sqlite-writer.ts');
    const acknowledged: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      while (output.split('\n').length < 25 + round * 17) await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'close');
      acknowledged.push(...output.split('\n').slice(0, -1));
    }
    const database = openDatabase(file);
    const store = createSqliteStore(database);
    const acts = (await readAll(store, { hash: 'ACT', limit: 1000 })).items.map(({ sk }) => sk);
    const sides = (await readAll(store, { hash: 'SIDE', limit: 1000 })).items.map(({ sk }) => sk);
    database.close();
    const kept = new Set(acts);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((act) => !kept.has(act))).toEqual([]);
    expect(sides).toEqual(acts);
  });

  test('a file keeps its rows over a restart', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'store-'));
    const file = join(directory.path, 'store.sqlite');
    const before = openDatabase(file);
    await createSqliteStore(before).transact([{ put: row(1) }]);
    before.close();
    const after = openDatabase(file);
    const mode = after.prepare('PRAGMA journal_mode').get();
    expect(await createSqliteStore(after).get(row(1))).toEqual(row(1));
    expect({ ...mode, ...after.prepare('PRAGMA synchronous').get() }).toEqual({
      journal_mode: 'wal',
      synchronous: 2,
    });
    after.close();
  });
});
