import { z } from 'zod';
import { Fatal } from '../values/errors.ts';
import { type IndexName, type Item, type Key, type Query, TABLE } from './ports.ts';
import { requireKeyText, STORE_LIMITS } from './store-rules.ts';

/** The row a page ended with: its key and its place in the range that was read. */
export type Position = Key & { readonly range: string };

/** A query that keeps the rules, with its defaults filled in. */
export type CheckedQuery = {
  readonly index: IndexName | undefined;
  readonly hashName: string;
  readonly rangeName: string;
  readonly hash: string;
  readonly prefix: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly descending: boolean;
  readonly limit: number;
  readonly start: Position | undefined;
};

/** As DynamoDB orders strings: by their UTF-8 bytes, not by UTF-16 units as `<` does. */
export const compareUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const attributesOf = (index: IndexName | undefined): { hashName: string; rangeName: string } =>
  index === undefined
    ? { hashName: TABLE.partitionKey, rangeName: TABLE.sortKey }
    : { hashName: TABLE.indexes[index].hash, rangeName: TABLE.indexes[index].range };

const text = z.string().min(1);
const Cursor = z.tuple([z.string(), text, text, text, text]);

const inRange = (range: string, { prefix, from, to }: Query): boolean =>
  (prefix === undefined || range.startsWith(prefix)) &&
  (from === undefined || compareUtf8(range, from) >= 0) &&
  (to === undefined || compareUtf8(range, to) <= 0);

const parseCursor = (cursor: string): z.infer<typeof Cursor> => {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new Fatal('cursor: not one of ours');
  }
};

const positionOf = (query: Query): Position | undefined => {
  if (query.cursor === undefined) return undefined;
  const [index, hash, range, pk, sk] = parseCursor(query.cursor);
  if (index !== (query.index ?? '') || hash !== query.hash || !inRange(range, query)) {
    throw new Fatal('cursor: from another query');
  }
  if (query.index === undefined && (pk !== hash || sk !== range)) throw new Fatal('cursor: not one of ours');
  return { pk, sk, range };
};

/**
 * The cursor that continues after `last`: base64url JSON of [index, hash, range, pk, sk]. It is not signed;
 * where it goes out to a vendor, the handler must bind it to what that vendor may read.
 */
export const cursorAfter = (query: CheckedQuery, last: Item): string =>
  Buffer.from(
    JSON.stringify([query.index ?? '', query.hash, last[query.rangeName], last.pk, last.sk]),
  ).toString('base64url');

/** Whether the query can be continued from its cursor: one that came from outside must be asked about first. */
export const isContinued = (query: Query): boolean => {
  try {
    positionOf(query);
    return true;
  } catch {
    return false;
  }
};

/** @throws {Fatal} for an empty key, `prefix` with `from`/`to`, a limit outside 1–1000, a foreign cursor. */
export const checkedQuery = (query: Query): CheckedQuery => {
  const { index, hash, prefix, from, to, descending = false, limit = 100 } = query;
  requireKeyText(hash, 'hash', STORE_LIMITS.hashBytes);
  for (const [name, value] of Object.entries({ prefix, from, to })) {
    if (value !== undefined) requireKeyText(value, name, STORE_LIMITS.rangeBytes);
  }
  if (prefix !== undefined && (from !== undefined || to !== undefined))
    throw new Fatal('prefix with from or to');
  if (!Number.isInteger(limit) || limit < 1 || limit > STORE_LIMITS.pageRows)
    throw new Fatal(`limit: ${limit}`);
  return {
    index,
    ...attributesOf(index),
    hash,
    prefix,
    from,
    to,
    descending,
    limit,
    start: positionOf(query),
  };
};
