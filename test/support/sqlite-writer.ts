/**
 * A process that writes acts of two rows into the SQLite file of its first argument, from eight callers at
 * once, and prints the name of each act when it was acknowledged, until it is killed.
 */
import { writeSync } from 'node:fs';
import { argv, pid } from 'node:process';
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
    writeSync(1, `${act}\n`);
  }
};

await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(caller));
