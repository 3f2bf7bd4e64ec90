import { describe, expect, test } from 'vitest';
import { INDEXES, type IndexName, type Item, type Query, type Store } from '../../../core/store/ports.ts';
import { Fatal } from '../../../core/values/errors.ts';
import { freshHash, putAll, readAll } from './keys.ts';

type Space = { readonly name: string; readonly index: IndexName | undefined };
const spaces: readonly Space[] = [
  { name: 'table', index: undefined },
  { name: 'index due', index: 'due' },
  { name: 'index vendor', index: 'vendor' },
  { name: 'index register', index: 'register' },
];

/** A row that stands at `range` under `hash` in the table or in one index. */
const rowAt = ({ index }: Space, hash: string, range: string): Item =>
  index === undefined
    ? { pk: hash, sk: range }
    : { pk: `ROW#${range}`, sk: hash, [INDEXES[index].hash]: hash, [INDEXES[index].range]: range };

const rangesOf = ({ index }: Space, items: readonly Item[]): unknown[] =>
  items.map((item) => item[index === undefined ? 'sk' : INDEXES[index].range]);

/** In the order of their UTF-8 bytes. In UTF-16 units the surrogate pairs (𠮷, 😀) would stand before ｶ and U+FFFD. */
const ordered = [
  '#',
  '0',
  '10',
  '2',
  'A',
  'a',
  'é',
  'あ',
  'ア',
  '苫小牧',
  '苫小牧市',
  'ｶ',
  '\uFFFD',
  '😀',
  '𠮷',
];

const days = Array.from({ length: 25 }, (_, day) => `2026-11-${String(day + 1).padStart(2, '0')}`);

export const queryRules = (store: () => Store): void => {
  describe.each(spaces)('query of the $name', (space) => {
    const ask = async (query: Omit<Query, 'index'>): Promise<unknown[]> => {
      const { items } = await readAll(store(), { ...query, index: space.index });
      return rangesOf(space, items);
    };

    test('returns the whole rows of one hash key, and nothing for an unknown one', async () => {
      const hash = freshHash();
      const item = { ...rowAt(space, hash, 'R'), version: 1, nested: { list: [1, 'two', null] } };
      await putAll(store(), [item, rowAt(space, `${hash}2`, 'R')]);
      expect((await store().query({ index: space.index, hash })).items).toEqual([item]);
      expect(await store().query({ index: space.index, hash: freshHash() })).toEqual({
        items: [],
        cursor: undefined,
      });
    });

    test('orders by UTF-8 bytes, both ways', async () => {
      const hash = freshHash();
      await putAll(
        store(),
        ordered.toReversed().map((range) => rowAt(space, hash, range)),
      );
      expect(await ask({ hash })).toEqual(ordered);
      expect(await ask({ hash, descending: true })).toEqual(ordered.toReversed());
      expect(await ask({ hash, descending: true, limit: 4 })).toEqual(ordered.toReversed());
    });

    test('prefix takes what begins with it, whole characters only', async () => {
      const hash = freshHash();
      await putAll(
        store(),
        ['A', 'A#', 'A#\u{10FFFF}', 'A#1', 'A$', 'B', '苫', '苫小牧', '苬'].map((range) =>
          rowAt(space, hash, range),
        ),
      );
      expect(await ask({ hash, prefix: 'A#' })).toEqual(['A#', 'A#1', 'A#\u{10FFFF}']);
      expect(await ask({ hash, prefix: 'A#', descending: true, limit: 1 })).toEqual([
        'A#\u{10FFFF}',
        'A#1',
        'A#',
      ]);
      expect(await ask({ hash, prefix: '苫' })).toEqual(['苫', '苫小牧']);
      expect(await ask({ hash, prefix: 'C' })).toEqual([]);
    });

    test('from and to are inclusive, each possible alone', async () => {
      const hash = freshHash();
      await putAll(
        store(),
        days.map((range) => rowAt(space, hash, range)),
      );
      expect(await ask({ hash, from: '2026-11-03', to: '2026-11-05' })).toEqual(days.slice(2, 5));
      expect(await ask({ hash, from: '2026-11-03', to: '2026-11-05', descending: true, limit: 2 })).toEqual(
        days.slice(2, 5).toReversed(),
      );
      expect(await ask({ hash, from: '2026-11-24' })).toEqual(days.slice(23));
      expect(await ask({ hash, to: '2026-11-02' })).toEqual(days.slice(0, 2));
      expect(await ask({ hash, from: '2026-11-02', to: '2026-11-02' })).toEqual(['2026-11-02']);
      expect(await ask({ hash, from: '2026-11-05', to: '2026-11-03' })).toEqual([]);
    });

    test.each([1, 7, 24, 25, 26])('pages of %i rows visit each row once', async (limit) => {
      const hash = freshHash();
      await putAll(
        store(),
        days.map((range) => rowAt(space, hash, range)),
      );
      const { items, pages } = await readAll(store(), { index: space.index, hash, limit });
      expect(rangesOf(space, items)).toEqual(days);
      expect(
        pages.slice(0, Math.floor(days.length / limit)).every((page) => page.items.length === limit),
      ).toBe(true);
    });

    test('a page has 100 rows unless said otherwise', async () => {
      const hash = freshHash();
      const ranges = Array.from({ length: 120 }, (_, n) => String(n).padStart(4, '0'));
      await putAll(
        store(),
        ranges.map((range) => rowAt(space, hash, range)),
      );
      const first = await store().query({ index: space.index, hash });
      expect(rangesOf(space, first.items)).toEqual(ranges.slice(0, 100));
      expect((await store().query({ index: space.index, hash, limit: 1000 })).items).toHaveLength(120);
    });

    test('rows added or removed while paging neither double nor hide the others', async () => {
      const hash = freshHash();
      await putAll(
        store(),
        ['B', 'D', 'F', 'H'].map((range) => rowAt(space, hash, range)),
      );
      const first = await store().query({ index: space.index, hash, limit: 2 });
      expect(rangesOf(space, first.items)).toEqual(['B', 'D']);
      const { pk, sk } = rowAt(space, hash, 'D');
      await store().transact([
        { put: rowAt(space, hash, 'A') },
        { put: rowAt(space, hash, 'E') },
        { delete: { pk, sk } },
      ]);
      const rest = await ask({ hash, limit: 2, cursor: first.cursor });
      expect(rangesOf(space, (await store().query({ index: space.index, hash })).items)).toEqual([
        'A',
        'B',
        'E',
        'F',
        'H',
      ]);
      expect(rest).toEqual(['E', 'F', 'H']);
    });

    test('a cursor that is garbage or belongs to another query is Fatal', async () => {
      const hash = freshHash();
      await putAll(
        store(),
        days.map((range) => rowAt(space, hash, range)),
      );
      const { cursor } = await store().query({ index: space.index, hash, limit: 3 });
      const other = space.index === 'due' ? 'vendor' : 'due';
      const wrong: Query[] = [
        { index: space.index, hash, cursor: 'x' },
        { index: space.index, hash, cursor: '' },
        { index: space.index, hash, cursor: Buffer.from('{"pk":"a"}').toString('base64url') },
        { index: space.index, hash: `${hash}2`, cursor },
        { index: other, hash, cursor },
        { index: space.index, hash, cursor, from: '2026-11-04' },
        { index: space.index, hash, cursor, prefix: '2026-12' },
      ];
      expect(cursor).toBeTypeOf('string');
      for (const query of wrong) await expect(store().query(query)).rejects.toBeInstanceOf(Fatal);
    });
  });

  describe.each(spaces.filter(({ index }) => index !== undefined))('$name', (space) => {
    const { hash: hashName, range: rangeName } = INDEXES[space.index ?? 'due'];

    test('holds only rows that have both attributes, and follows their changes', async () => {
      const hash = freshHash();
      const query: Query = { index: space.index, hash };
      await putAll(store(), [
        { pk: hash, sk: '1', [hashName]: hash },
        { pk: hash, sk: '2', [rangeName]: 'R' },
        { pk: hash, sk: '3', [hashName]: hash, [rangeName]: 'R' },
        { pk: hash, sk: '4', [hashName]: hash, [rangeName]: undefined },
      ]);
      expect((await store().query(query)).items.map(({ sk }) => sk)).toEqual(['3']);
      await store().transact([
        { put: { pk: hash, sk: '3' } },
        { put: { pk: hash, sk: '1', [hashName]: hash, [rangeName]: 'S' } },
      ]);
      expect((await store().query(query)).items.map(({ sk }) => sk)).toEqual(['1']);
      await store().transact([{ delete: { pk: hash, sk: '1' } }]);
      expect((await store().query(query)).items).toEqual([]);
    });

    test('rows with the same range are each visited once', async () => {
      const hash = freshHash();
      const keys = Array.from({ length: 30 }, (_, n) => `${hash}#${n}`);
      await putAll(
        store(),
        keys.map((pk) => ({ pk, sk: 'R', [hashName]: hash, [rangeName]: 'same' })),
      );
      for (const descending of [false, true]) {
        const { items } = await readAll(store(), { index: space.index, hash, limit: 7, descending });
        expect(items.map(({ pk }) => pk).toSorted()).toEqual(keys.toSorted());
      }
    });

    test.each(['', null, 7, ['R']])('refuses %j as a key', async (value) => {
      const hash = freshHash();
      const rows: Item[] = [
        { pk: hash, sk: '1', [hashName]: value, [rangeName]: 'R' },
        { pk: hash, sk: '2', [hashName]: hash, [rangeName]: value },
      ];
      for (const put of rows) await expect(store().transact([{ put }])).rejects.toBeInstanceOf(Fatal);
    });
  });

  describe('query', () => {
    test.each<Omit<Query, 'hash'>>([
      { limit: 0 },
      { limit: 1001 },
      { limit: 1.5 },
      { prefix: 'A', from: 'A' },
      { prefix: 'A', to: 'A' },
      { prefix: '' },
      { from: '' },
      { to: '' },
      { prefix: '\uD800' },
    ])('%j is Fatal', async (query) => {
      await expect(store().query({ ...query, hash: freshHash() })).rejects.toBeInstanceOf(Fatal);
    });

    test('a page of large rows is as long as one of small rows', async () => {
      const pk = freshHash();
      const text = '苫'.repeat(100_000);
      await putAll(
        store(),
        ['A', 'B', 'C', 'D', 'E', 'F'].map((sk) => ({ pk, sk, text })),
      );
      const { items } = await store().query({ hash: pk, limit: 6 });
      expect(items.map(({ sk }) => sk)).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    });
  });
};
