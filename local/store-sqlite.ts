import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type {
  Condition,
  FailedCondition,
  Item,
  Key,
  Store,
  TransactResult,
  Write,
} from '../core/store/ports.ts';
import { type CheckedQuery, checkedQuery, cursorAfter } from '../core/store/store-query.ts';
import { type CheckedWrite, checkedKey, checkedWrites } from '../core/store/store-rules.ts';
import { freeze } from '../core/values/frozen.ts';
import { createGroupCommit } from './group-commit.ts';
import { sqliteFailure } from './sqlite-errors.ts';

/** Text compares by its UTF-8 bytes (collation BINARY), as in DynamoDB. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS items (
    pk TEXT NOT NULL, sk TEXT NOT NULL,
    dueShard TEXT, dueAt TEXT, vendorKey TEXT, vendorSort TEXT, registerKey TEXT, registerSort TEXT,
    expiresAt INTEGER, json TEXT NOT NULL,
    PRIMARY KEY (pk, sk)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS items_due ON items (dueShard, dueAt, pk, sk) WHERE dueShard IS NOT NULL;
  CREATE INDEX IF NOT EXISTS items_vendor ON items (vendorKey, vendorSort, pk, sk) WHERE vendorKey IS NOT NULL;
  CREATE INDEX IF NOT EXISTS items_register ON items (registerKey, registerSort, pk, sk) WHERE registerKey IS NOT NULL;
  CREATE INDEX IF NOT EXISTS items_expiry ON items (expiresAt) WHERE expiresAt IS NOT NULL;
`;

const GET = 'SELECT json FROM items WHERE pk = ? AND sk = ?';
// Not INSERT OR REPLACE: it deletes and inserts, moves the row and touches every index; this is twice as fast.
const PUT = `
  INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (pk, sk) DO UPDATE SET
    dueShard = excluded.dueShard, dueAt = excluded.dueAt,
    vendorKey = excluded.vendorKey, vendorSort = excluded.vendorSort,
    registerKey = excluded.registerKey, registerSort = excluded.registerSort,
    expiresAt = excluded.expiresAt, json = excluded.json
`;
const DELETE = 'DELETE FROM items WHERE pk = ? AND sk = ?';
const EXPIRE = 'DELETE FROM items WHERE expiresAt < ?';

export type SqliteStore = Store & {
  /** Removes the rows with `expiresAt` before this instant (epoch seconds), as DynamoDB's TTL does. How many. */
  removeExpired(now: number): number;
};

type Options = {
  /**
   * Hears of every commit with the writes of all acts in it, after they were acknowledged. Must not throw.
   */
  readonly onCommit?: (writes: readonly Write[]) => void;
};

/** Characters of rows that are known at least; at most twice as many. */
const KNOWN = 4_000_000;

/** Rows by their text: the same text gives the same row, frozen, for as long as it is asked for now and then. */
const createRows = () => {
  let young = new Map<string, Item>();
  let old = new Map<string, Item>();
  let size = 0;
  return (columns: { readonly json?: unknown } | undefined): Item | undefined => {
    if (columns === undefined) return undefined;
    const text = String(columns.json);
    const known = young.get(text);
    if (known) return known;
    const row = old.get(text) ?? freeze<Item>(JSON.parse(text));
    young.set(text, row);
    size += text.length;
    if (size > KNOWN) [young, old, size] = [new Map(), young, 0];
    return row;
  };
};

const holds = (when: Condition, existing: Item | undefined): boolean => {
  if ('absent' in when) return existing === undefined;
  if (existing === undefined) return false;
  if ('version' in when) return existing.version === when.version;
  // An attribute that is missing does not equal null.
  return Object.entries(when.equals).every(
    ([name, value]) => Object.hasOwn(existing, name) && existing[name] === value,
  );
};

const columnsOf = ({ item, json }: Extract<CheckedWrite, { kind: 'put' }>): SQLInputValue[] =>
  [
    item.pk,
    item.sk,
    item.dueShard,
    item.dueAt,
    item.vendorKey,
    item.vendorSort,
    item.registerKey,
    item.registerSort,
    item.expiresAt,
    json,
  ].map((value) => value ?? null);

/** Greater than every text that begins with `prefix` and not than others: no UTF-8 text has a byte 0xFF. */
const endOf = (prefix: string): Buffer => Buffer.concat([Buffer.from(prefix), Buffer.of(0xff)]);

const selectionOf = (query: CheckedQuery): { sql: string; values: SQLInputValue[] } => {
  const { hashName, rangeName, prefix, from = prefix, to, start, descending } = query;
  const terms: (readonly [string, readonly SQLInputValue[]] | undefined)[] = [
    [`${hashName} = ?`, [query.hash]],
    [`${rangeName} IS NOT NULL`, []],
    from === undefined ? undefined : [`${rangeName} >= ?`, [from]],
    to === undefined ? undefined : [`${rangeName} <= ?`, [to]],
    prefix === undefined ? undefined : [`${rangeName} < CAST(? AS TEXT)`, [endOf(prefix)]],
    start && [
      `(${rangeName}, pk, sk) ${descending ? '<' : '>'} (?, ?, ?)`,
      [start.range, start.pk, start.sk],
    ],
  ];
  const used = terms.filter((term) => term !== undefined);
  const direction = descending ? 'DESC' : 'ASC';
  const order = [rangeName, 'pk', 'sk'].map((column) => `${column} ${direction}`).join(', ');
  const where = used.map(([term]) => term).join(' AND ');
  return {
    sql: `SELECT json FROM items WHERE ${where} ORDER BY ${order} LIMIT ?`,
    values: [...used.flatMap(([, values]) => values), query.limit],
  };
};

/**
 * The single table in SQLite, with DynamoDB's semantics. Acts that arrive together are committed together
 * ({@link createGroupCommit}).
 */
export const createSqliteStore = (database: DatabaseSync, { onCommit }: Options = {}): SqliteStore => {
  database.exec(SCHEMA);
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const rowOf = createRows();
  const read = ({ pk, sk }: Key): Item | undefined => rowOf(prepared(GET).get(pk, sk));

  const failuresOf = (writes: readonly CheckedWrite[]): FailedCondition[] =>
    writes.flatMap(({ key, when }, index) => {
      if (when === undefined) return [];
      const existing = read(key);
      return holds(when, existing) ? [] : [{ index, existing }];
    });

  const apply = (write: CheckedWrite): void => {
    if (write.kind === 'put') prepared(PUT).run(...columnsOf(write));
    if (write.kind === 'delete') prepared(DELETE).run(write.key.pk, write.key.sk);
  };

  const inGroup = createGroupCommit<{ writes: readonly Write[]; failed: readonly FailedCondition[] }>(
    database,
    (acts) => {
      const writes = acts.flatMap((act) => (act.failed.length === 0 ? act.writes : []));
      if (writes.length > 0) onCommit?.(writes);
    },
  );

  return {
    get: async (key) => {
      const checked = checkedKey(key);
      try {
        return read(checked);
      } catch (error) {
        throw sqliteFailure(error);
      }
    },
    query: async (query) => {
      const checked = checkedQuery(query);
      const { sql, values } = selectionOf(checked);
      try {
        const items = prepared(sql)
          .all(...values)
          .flatMap((columns) => rowOf(columns) ?? []);
        const last = items.length === checked.limit ? items.at(-1) : undefined;
        return { items, cursor: last && cursorAfter(checked, last) };
      } catch (error) {
        throw sqliteFailure(error);
      }
    },
    transact: async (writes): Promise<TransactResult> => {
      const checked = checkedWrites(writes);
      const { failed } = await inGroup(() => {
        const failures = failuresOf(checked);
        if (failures.length === 0) for (const write of checked) apply(write);
        return { writes, failed: failures };
      });
      return failed.length === 0 ? { ok: true } : { ok: false, failed };
    },
    removeExpired: (now) => Number(prepared(EXPIRE).run(now).changes),
  };
};
