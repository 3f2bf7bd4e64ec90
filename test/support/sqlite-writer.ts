/**
 * A process that writes acts of two rows into the SQLite file of its first argument, from eight callers at
 * once, and prints the name of each act when it was acknowledged, until it is killed.
 */
import { argv, pid, stdout } from 'node:process';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';

const store = createSqliteStore(openDatabase(argv[2] ?? ''));

const caller = async (name: string): Promise<void> => {
  for (let n = 0; ; n += 1) {
    const act = `${pid}-${name}-${n}`;
    await store.transact([
      { put: { pk: 'ACT', sk: act }, when: { absent: true } },
      { put: { pk: 'SIDE', sk: act }, when: { absent: true } },
    ]);
    // Whoever reads may be slower than we write: a full pipe is waited for.
    await new Promise((written) => stdout.write(`${act}\n`, written));
  }
};

await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(caller));
