import { describe, expect, test } from 'vitest';
import type { Key, Store, Write } from '../../../core/store/ports.ts';
import { Fatal } from '../../../core/values/errors.ts';
import { freshHash } from './keys.ts';

const ITEM_BYTES = 400 * 1024;

/** A row of exactly `bytes` bytes as UTF-8 JSON. */
const rowOfBytes = (key: Key, bytes: number): Key & { text: string } => ({
  ...key,
  text: 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify({ ...key, text: '' }))),
});

const nested = (depth: number, leaf: unknown): unknown =>
  depth === 0 ? leaf : { in: nested(depth - 1, leaf) };

const badKeys: readonly Key[] = [
  { pk: '', sk: 'A' },
  { pk: 'A', sk: '' },
  { pk: 'A', sk: '\udc00' },
  { pk: '\ud800', sk: 'A' },
  { pk: 'あ'.repeat(683), sk: 'A' },
  { pk: 'A', sk: 'あ'.repeat(342) },
];

export const limitRules = (store: () => Store): void => {
  describe('limits', () => {
    const writesOf = (pk: string, count: number): Write[] =>
      Array.from({ length: count }, (_, n) => ({ put: { pk, sk: `ROW#${n}` }, when: { absent: true } }));

    test('100 writes are one transaction, 101 are Fatal, and so is none', async () => {
      const pk = freshHash();
      await expect(store().transact(writesOf(pk, 101))).rejects.toBeInstanceOf(Fatal);
      await expect(store().transact([])).rejects.toBeInstanceOf(Fatal);
      expect((await store().query({ hash: pk })).items).toEqual([]);
      expect(await store().transact(writesOf(pk, 100))).toEqual({ ok: true });
      expect((await store().query({ hash: pk })).items).toHaveLength(100);
    });

    test('100 failed conditions are all named', async () => {
      const pk = freshHash();
      await store().transact(writesOf(pk, 100));
      const result = await store().transact(writesOf(pk, 100));
      expect(result).toEqual({
        ok: false,
        failed: Array.from({ length: 100 }, (_, index) => ({ index, existing: { pk, sk: `ROW#${index}` } })),
      });
    });

    test('the same key twice is Fatal, in whatever roles', async () => {
      const pk = freshHash();
      const key = { pk, sk: 'A' };
      const pairs: (readonly Write[])[] = [
        [{ put: key }, { put: { ...key, n: 1 } }],
        [{ put: key }, { delete: key }],
        [{ check: key, when: { absent: true } }, { put: key }],
      ];
      for (const writes of pairs) await expect(store().transact(writes)).rejects.toBeInstanceOf(Fatal);
      expect(await store().get(key)).toBeUndefined();
    });

    test('a row of 400 KB is kept, one byte more is Fatal', async () => {
      const key = { pk: freshHash(), sk: 'BIG' };
      const big = rowOfBytes(key, ITEM_BYTES);
      await store().transact([{ put: big }]);
      expect(await store().get(key)).toEqual(big);
      await expect(store().transact([{ put: rowOfBytes(key, ITEM_BYTES + 1) }])).rejects.toBeInstanceOf(
        Fatal,
      );
    });

    test('bytes are counted, not characters', async () => {
      const put = { pk: freshHash(), sk: 'BIG', text: '苫'.repeat(ITEM_BYTES / 3) };
      await expect(store().transact([{ put }])).rejects.toBeInstanceOf(Fatal);
    });

    test('more than 4 MB in one transaction is Fatal', async () => {
      const pk = freshHash();
      const writes = Array.from({ length: 11 }, (_, n) => ({
        put: rowOfBytes({ pk, sk: `${n}` }, ITEM_BYTES),
      }));
      await expect(store().transact(writes)).rejects.toBeInstanceOf(Fatal);
      expect(await store().transact(writes.slice(0, 10))).toEqual({ ok: true });
    });

    test('a row nests 32 deep, itself and empty objects and lists counted, not deeper', async () => {
      const key = { pk: freshHash(), sk: 'DEEP' };
      for (const value of [nested(31, 'x'), nested(30, {}), nested(30, [])]) {
        await store().transact([{ put: { ...key, value } }]);
        expect(await store().get(key)).toEqual({ ...key, value });
      }
      for (const value of [nested(32, 'x'), nested(31, {}), nested(31, [])]) {
        await expect(store().transact([{ put: { ...key, value } }])).rejects.toBeInstanceOf(Fatal);
      }
    });

    test.each(badKeys)('a key that is empty, overlong or malformed is Fatal', async (key) => {
      await expect(store().get(key)).rejects.toBeInstanceOf(Fatal);
      await expect(store().transact([{ put: key }])).rejects.toBeInstanceOf(Fatal);
      await expect(store().transact([{ delete: key }])).rejects.toBeInstanceOf(Fatal);
    });

    test('the longest keys are kept', async () => {
      const key = { pk: freshHash().padEnd(2048, 'k'), sk: 'あ'.repeat(341) };
      await store().transact([{ put: key }]);
      expect(await store().get(key)).toEqual(key);
    });

    test('an empty equals, a version or an expiry that is not an integer is Fatal', async () => {
      const key = { pk: freshHash(), sk: 'A' };
      const wrong: readonly Write[] = [
        { put: key, when: { equals: {} } },
        { put: key, when: { version: 1.5 } },
        { put: key, when: { equals: { text: '\ud800' } } },
        { put: { ...key, version: 0.5 } },
        { put: { ...key, expiresAt: Number.NaN } },
      ];
      for (const write of wrong) await expect(store().transact([write])).rejects.toBeInstanceOf(Fatal);
    });
  });
};
