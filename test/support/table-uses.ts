import type { Store } from '../../core/store/ports.ts';
import type { TableUse } from '../../infra/single-table.ts';

const useOf = (write: Parameters<Store['transact']>[0][number]): TableUse =>
  'put' in write ? 'put' : 'delete' in write ? 'delete' : 'check';

/** Notes what each function of AWS does with the table, while it passes everything on. */
export const createTableUses = () => {
  const used = new Map<string, Set<TableUse>>();
  return {
    used: (): ReadonlyMap<string, ReadonlySet<TableUse>> => used,
    storeOf: (part: string, store: Store): Store => {
      const uses = used.get(part) ?? new Set<TableUse>();
      used.set(part, uses);
      return {
        get: (key) => {
          uses.add('get');
          return store.get(key);
        },
        query: (query) => {
          uses.add('query');
          return store.query(query);
        },
        transact: (writes) => {
          for (const write of writes) uses.add(useOf(write));
          return store.transact(writes);
        },
      };
    },
  };
};
