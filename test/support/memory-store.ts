import type {
  Condition,
  IndexName,
  Item,
  Key,
  Store,
  TransactResult,
  Write,
} from '../../core/store/ports.ts';
import { INDEXES } from '../../core/store/ports.ts';
import { checkedQuery, cursorAfter } from '../../core/store/store-query.ts';
import { type CheckedWrite, checkedKey, checkedWrites } from '../../core/store/store-rules.ts';
import { freeze } from '../../core/values/frozen.ts';

/** One row of a commit: what stood there, and what stands there now. Rows are frozen and shared. */
export type Change = {
  readonly key: Key;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
};

export type MemoryStore = Store & {
  /** Removes the rows with `expiresAt` before this instant (epoch seconds), as DynamoDB's TTL does. */
  removeExpired(now: number): void;
  /** All rows, in no order. */
  rows(): IterableIterator<Item>;
  /** The rows of one partition in order, without the price of a promise. */
  partition(pk: string): readonly Item[];
  /** The row, without the price of a promise. */
  peek(pk: string, sk: string): Item | undefined;
  /** Rows of an index partition in order. */
  index(name: IndexName, hash: string): readonly Item[];
};

type Place = readonly [range: string, pk: string, sk: string];
type Entry = { readonly place: Place; readonly item: Item };

/** UTF-8 order: as UTF-16, but surrogates stand above all other units. */
const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
};
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

const compare = (a: Place, b: Place): number =>
  compareText(a[0], b[0]) || compareText(a[1], b[1]) || compareText(a[2], b[2]);

/** Where the place stands, or would stand. */
const search = (entries: readonly Entry[], place: Place): { at: number; found: boolean } => {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    const order = entry === undefined ? 1 : compare(entry.place, place);
    if (order === 0) return { at: middle, found: true };
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return { at: low, found: false };
};

type Sorted = Map<string, Entry[]>;

const insert = (table: Sorted, hash: string, entry: Entry): void => {
  const entries = table.get(hash);
  if (entries === undefined) {
    table.set(hash, [entry]);
    return;
  }
  const { at, found } = search(entries, entry.place);
  entries.splice(at, found ? 1 : 0, entry);
};
const remove = (table: Sorted, hash: string, place: Place): void => {
  const entries = table.get(hash);
  if (entries === undefined) return;
  const { at, found } = search(entries, place);
  if (found) entries.splice(at, 1);
  if (entries.length === 0) table.delete(hash);
};

const holds = (when: Condition, existing: Item | undefined): boolean => {
  if ('absent' in when) return existing === undefined;
  if (existing === undefined) return false;
  if ('version' in when) return existing.version === when.version;
  return Object.entries(when.equals).every(
    ([name, value]) => Object.hasOwn(existing, name) && existing[name] === value,
  );
};

const NAMES: readonly IndexName[] = ['due', 'vendor', 'register'];
const placeIn = (name: IndexName, item: Item): readonly [hash: string, place: Place] | undefined => {
  const hash = item[INDEXES[name].hash];
  const range = item[INDEXES[name].range];
  return hash === undefined || range === undefined ? undefined : [hash, [range, item.pk, item.sk]];
};
const END = String.fromCharCode(0xdfff).repeat(2);

/**
 * The single table in memory, for the simulation: the same contract as the other stores, some ten times as fast as
 * SQLite. What is read is frozen and shared, never copied.
 *
 * @param onCommit hears of every commit, before it is answered; must not throw
 */
export const createMemoryStore = (onCommit: (changes: readonly Change[]) => void = () => {}): MemoryStore => {
  const table: Sorted = new Map();
  const indexes: Record<IndexName, Sorted> = { due: new Map(), vendor: new Map(), register: new Map() };

  const read = ({ pk, sk }: Key): Item | undefined => {
    const entries = table.get(pk);
    if (entries === undefined) return undefined;
    const { at, found } = search(entries, [sk, pk, sk]);
    return found ? entries[at]?.item : undefined;
  };
  const replace = ({ pk, sk }: Key, before: Item | undefined, after: Item | undefined): void => {
    if (after) insert(table, pk, { place: [sk, pk, sk], item: after });
    else remove(table, pk, [sk, pk, sk]);
    for (const name of NAMES) {
      const was = before && placeIn(name, before);
      const is = after && placeIn(name, after);
      if (was && !(is && was[0] === is[0] && was[1][0] === is[1][0])) remove(indexes[name], was[0], was[1]);
      if (is && after) insert(indexes[name], is[0], { place: is[1], item: after });
    }
  };
  const apply = (write: CheckedWrite): Change | undefined => {
    if (write.kind === 'check') return undefined;
    const before = read(write.key);
    let after: Item | undefined;
    if (write.kind === 'put') {
      after = freeze(JSON.parse(write.json) as Item); // the text was made of an Item
    }
    if (before === undefined && after === undefined) return undefined;
    replace(write.key, before, after);
    return { key: write.key, before, after };
  };
  const itemsOf = (sorted: Sorted, hash: string): readonly Item[] =>
    (sorted.get(hash) ?? []).map(({ item }) => item);

  return {
    get: async (key) => read(checkedKey(key)),
    query: async (query) => {
      const checked = checkedQuery(query);
      const { prefix, from = prefix, to, start, descending, limit, index, hash } = checked;
      const entries = (index === undefined ? table : indexes[index]).get(hash) ?? [];
      let low = from === undefined ? 0 : search(entries, [from, '', '']).at;
      let high = to === undefined ? entries.length : search(entries, [to, END, END]).at;
      if (start) {
        const { at, found } = search(entries, [start.range, start.pk, start.sk]);
        if (descending) high = Math.min(high, at);
        else low = Math.max(low, found ? at + 1 : at);
      }
      const items: Item[] = [];
      for (
        let at = descending ? high - 1 : low;
        at >= low && at < high && items.length < limit;
        at += descending ? -1 : 1
      ) {
        const entry = entries[at];
        if (entry === undefined) break;
        if (prefix !== undefined && !entry.place[0].startsWith(prefix)) {
          if (descending) continue;
          break;
        }
        items.push(entry.item);
      }
      const last = items.length === limit ? items.at(-1) : undefined;
      return { items, cursor: last && cursorAfter(checked, last) };
    },
    transact: async (writes: readonly Write[]): Promise<TransactResult> => {
      const checked = checkedWrites(writes);
      const failed = checked.flatMap(({ key, when }, index) => {
        const existing = when === undefined ? undefined : read(key);
        return when === undefined || holds(when, existing) ? [] : [{ index, existing }];
      });
      if (failed.length > 0) return { ok: false, failed };
      const changes = checked.map(apply).filter((change) => change !== undefined);
      onCommit(changes);
      return { ok: true };
    },
    removeExpired: (now) => {
      for (const item of [...table.values()].flat().map((entry) => entry.item))
        if (item.expiresAt !== undefined && item.expiresAt < now) replace(item, item, undefined);
    },
    rows: function* () {
      for (const entries of table.values()) for (const { item } of entries) yield item;
    },
    partition: (pk) => itemsOf(table, pk),
    peek: (pk, sk) => read({ pk, sk }),
    index: (name, hash) => itemsOf(indexes[name], hash),
  };
};
