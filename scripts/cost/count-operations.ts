import { INDEXES, type IndexName, type Item, type Store } from '../../core/store/ports.ts';

/** What a store would be billed for on DynamoDB, on demand. */
export type Operations = {
  reads: number;
  writes: number;
  acts: number;
  readUnits: number;
  writeUnits: number;
};

/**
 * As DynamoDB measures: names and texts in UTF-8, a number by its digits, a list or map 3 and 1 for each member.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(String(value).replace(/\D/g, '').length / 2);
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + 1 + sizeOf(each), 3);
  if (typeof value === 'object' && value !== null) return 3 + membersOf(value, 1);
  return value === undefined ? 0 : 1;
};
const membersOf = (value: object, each: number): number =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .reduce((sum, [name, member]) => sum + each + Buffer.byteLength(name) + sizeOf(member), 0);
/** The attributes of an item are counted without what a map costs. */
const bytes = (item: Item): number => membersOf(item, 0);
const units = (size: number, unit: number): number => Math.max(1, Math.ceil(size / unit));
const indexesOf = (item: Item): number =>
  (Object.keys(INDEXES) as IndexName[]).filter((name) => item[INDEXES[name].hash] !== undefined).length;

/**
 * Counts while it passes everything on. A consistent read costs 1 unit per 4 KB, a read of an index half of it; a
 * row in a transaction costs 2 units per 1 KB, each index that holds it 1 more per 1 KB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export const countOperations = (store: Store): { store: Store; operations: Operations } => {
  const operations: Operations = { reads: 0, writes: 0, acts: 0, readUnits: 0, writeUnits: 0 };
  return {
    operations,
    store: {
      get: async (key) => {
        const item = await store.get(key);
        operations.reads += 1;
        operations.readUnits += item ? units(bytes(item), 4096) : 1;
        return item;
      },
      query: async (query) => {
        const page = await store.query(query);
        const size = page.items.reduce((sum, item) => sum + bytes(item), 0);
        operations.reads += 1;
        operations.readUnits += units(size, 4096) * (query.index ? 0.5 : 1);
        return page;
      },
      transact: async (writes) => {
        operations.acts += 1;
        for (const write of writes) {
          operations.writes += 1;
          const size = 'put' in write ? bytes(write.put) : 1;
          const indexes = 'put' in write ? indexesOf(write.put) : 0;
          operations.writeUnits += units(size, 1024) * (2 + indexes);
        }
        return store.transact(writes);
      },
    },
  };
};
