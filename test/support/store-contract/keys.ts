import { randomUUID } from 'node:crypto';
import type { Item, Page, Query, Store } from '../../../core/store/ports.ts';

/** A hash key that no other test uses. */
export const freshHash = (): string => `TEST#${randomUUID()}`;

export const putAll = async (store: Store, items: readonly Item[]): Promise<void> => {
  for (let at = 0; at < items.length; at += 100) {
    await store.transact(items.slice(at, at + 100).map((put) => ({ put })));
  }
};

/** All pages from the query's cursor on, at most 1000 of them. */
export const readAll = async (store: Store, query: Query): Promise<{ items: Item[]; pages: Page[] }> => {
  const pages: Page[] = [];
  let cursor = query.cursor;
  do {
    const page = await store.query({ ...query, cursor });
    pages.push(page);
    cursor = page.cursor;
  } while (cursor !== undefined && pages.length < 1000);
  return { items: pages.flatMap(({ items }) => items), pages };
};
