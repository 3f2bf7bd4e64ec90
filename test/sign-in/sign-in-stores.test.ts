import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { signInSuite } from '../support/sign-in-suite.ts';

signInSuite('memory', async () => ({ store: createMemoryStore(), close: async () => undefined }));
signInSuite('SQLite', async () => {
  const database = openDatabase(':memory:');
  return { store: createSqliteStore(database), close: async () => database.close() };
});
