import type { Item, Store } from './ports.ts';

/** Every row of a query, page by page. */
export const queryAll = async (store: Store, query: Parameters<Store['query']>[0]): Promise<Item[]> => {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query({ ...query, limit: 1000, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor);
  return items;
};
