import type { Item, Page, Store } from './ports.ts';

/**
 * The store as one attempt at an act sees it: every row is read once, whoever of the act asks for it again. What is read
 * later cannot contradict what was judged before; that nobody has changed it in between, the conditions of the
 * transaction say, and then all is read and judged anew (commit.ts).
 */
export const readOnce = (store: Store): Store => {
  const rows = new Map<string, Promise<Item | undefined>>();
  const pages = new Map<string, Promise<Page>>();
  return {
    get: (key) => kept(rows, `${key.pk}\n${key.sk}`, () => store.get(key)),
    query: (query) => kept(pages, JSON.stringify(query), () => store.query(query)),
    transact: (writes) => {
      rows.clear();
      pages.clear();
      return store.transact(writes);
    },
  };
};

const kept = <T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> => {
  const found = known.get(key) ?? read();
  known.set(key, found);
  return found;
};
