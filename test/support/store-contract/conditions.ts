import { describe, expect, test } from 'vitest';
import type { Condition, Item, Store, TransactResult } from '../../../core/store/ports.ts';
import { Retryable } from '../../../core/values/errors.ts';
import { freshHash } from './keys.ts';

const row: Item = {
  pk: '',
  sk: 'ROW',
  version: 3,
  status: 'active',
  count: 0,
  share: 0.25,
  open: false,
  closed: true,
  empty: '',
  nothing: null,
  list: ['a'],
};

const holding: readonly (readonly [string, Condition])[] = [
  ['version', { version: 3 }],
  ['a text', { equals: { status: 'active' } }],
  ['the empty text', { equals: { empty: '' } }],
  ['zero', { equals: { count: 0 } }],
  ['a decimal', { equals: { share: 0.25 } }],
  ['false', { equals: { open: false } }],
  ['true', { equals: { closed: true } }],
  ['null', { equals: { nothing: null } }],
  ['the sort key', { equals: { sk: 'ROW' } }],
  ['several attributes', { equals: { status: 'active', open: false, nothing: null } }],
];

const failing: readonly (readonly [string, Condition])[] = [
  ['absent', { absent: true }],
  ['an older version', { version: 2 }],
  ['another text', { equals: { status: 'Active' } }],
  ['null for a missing attribute', { equals: { missing: null } }],
  ['null for the empty text', { equals: { empty: null } }],
  ['null for false', { equals: { open: null } }],
  ['false for null', { equals: { nothing: false } }],
  ['0 for false', { equals: { open: 0 } }],
  ['the digit for the number', { equals: { count: '0' } }],
  ['the empty text for null', { equals: { nothing: '' } }],
  ['a text for a list', { equals: { list: 'a' } }],
  ['a missing attribute', { equals: { missing: 'x' } }],
  ['a name every object inherits', { equals: { toString: 'x' } }],
  ['one of several', { equals: { status: 'active', open: true } }],
];

const onAbsentRow: readonly Condition[] = [
  { version: 0 },
  { equals: { nothing: null } },
  { equals: { pk: 'x' } },
];

export const conditionRules = (store: () => Store): void => {
  describe('transact', () => {
    test('get returns what was put, and undefined for what was not', async () => {
      const pk = freshHash();
      const result = await store().transact([{ put: { ...row, pk } }]);
      expect(result).toEqual({ ok: true });
      expect(await store().get({ pk, sk: 'ROW' })).toEqual({ ...row, pk });
      expect(await store().get({ pk, sk: 'ROW2' })).toBeUndefined();
    });

    test('put replaces the whole row', async () => {
      const pk = freshHash();
      await store().transact([{ put: { ...row, pk } }]);
      await store().transact([{ put: { pk, sk: 'ROW', other: 1 } }]);
      expect(await store().get({ pk, sk: 'ROW' })).toEqual({ pk, sk: 'ROW', other: 1 });
    });

    test('delete removes the row; deleting what is not there is no failure', async () => {
      const pk = freshHash();
      await store().transact([{ put: { ...row, pk } }]);
      expect(await store().transact([{ delete: { pk, sk: 'ROW' } }])).toEqual({ ok: true });
      expect(await store().transact([{ delete: { pk, sk: 'ROW' } }])).toEqual({ ok: true });
      expect(await store().get({ pk, sk: 'ROW' })).toBeUndefined();
    });

    test.each(holding)('a condition that holds lets put, check and delete pass: %s', async (_name, when) => {
      const pk = freshHash();
      await store().transact([{ put: { ...row, pk } }]);
      const key = { pk, sk: 'ROW' };
      expect(await store().transact([{ check: key, when }])).toEqual({ ok: true });
      expect(await store().transact([{ put: { ...row, pk, note: 'new' }, when }])).toEqual({ ok: true });
      expect(await store().transact([{ delete: key, when }])).toEqual({ ok: true });
    });

    test.each(failing)(
      'a condition that fails returns the row and writes nothing: %s',
      async (_name, when) => {
        const pk = freshHash();
        const existing = { ...row, pk };
        await store().transact([{ put: existing }]);
        const key = { pk, sk: 'ROW' };
        const failed = { ok: false, failed: [{ index: 0, existing }] };
        expect(await store().transact([{ check: key, when }])).toEqual(failed);
        expect(await store().transact([{ put: { ...row, pk, note: 'new' }, when }])).toEqual(failed);
        expect(await store().transact([{ delete: key, when }])).toEqual(failed);
        expect(await store().get(key)).toEqual(existing);
      },
    );

    test.each(onAbsentRow)('only absent holds on a row that is not there: not %j', async (when) => {
      const pk = freshHash();
      const key = { pk, sk: 'ROW' };
      expect(await store().transact([{ put: key, when }])).toEqual({
        ok: false,
        failed: [{ index: 0, existing: undefined }],
      });
      expect(await store().transact([{ put: key, when: { absent: true } }])).toEqual({ ok: true });
    });

    test('all or nothing: one failed check undoes puts and deletes before and after it', async () => {
      const pk = freshHash();
      await store().transact([{ put: { pk, sk: 'A', n: 1 } }, { put: { pk, sk: 'B', n: 1 } }]);
      const result = await store().transact([
        { put: { pk, sk: 'A', n: 2 } },
        { check: { pk, sk: 'C' }, when: { equals: { n: 1 } } },
        { delete: { pk, sk: 'B' } },
        { put: { pk, sk: 'D' } },
      ]);
      expect(result).toEqual({ ok: false, failed: [{ index: 1, existing: undefined }] });
      const { items } = await store().query({ hash: pk });
      expect(items).toEqual([
        { pk, sk: 'A', n: 1 },
        { pk, sk: 'B', n: 1 },
      ]);
    });

    test('every failed condition is named, with its row', async () => {
      const pk = freshHash();
      await store().transact([{ put: { pk, sk: 'A', version: 7 } }, { put: { pk, sk: 'B' } }]);
      const result = await store().transact([
        { put: { pk, sk: 'A', version: 2 }, when: { version: 1 } },
        { put: { pk, sk: 'X' }, when: { absent: true } },
        { delete: { pk, sk: 'B' }, when: { absent: true } },
        { check: { pk, sk: 'C' }, when: { version: 1 } },
      ]);
      expect(result).toEqual({
        ok: false,
        failed: [
          { index: 0, existing: { pk, sk: 'A', version: 7 } },
          { index: 2, existing: { pk, sk: 'B' } },
          { index: 3, existing: undefined },
        ],
      });
    });

    test('conditions are judged against the state before the transaction', async () => {
      const pk = freshHash();
      await store().transact([{ put: { pk, sk: 'A', version: 1 } }]);
      const result = await store().transact([
        { put: { pk, sk: 'A', version: 2 }, when: { version: 1 } },
        { put: { pk, sk: 'B' }, when: { absent: true } },
      ]);
      expect(result).toEqual({ ok: true });
    });

    test('of 50 that race for one version exactly one wins', async () => {
      const pk = freshHash();
      await store().transact([{ put: { pk, sk: 'STATE', version: 1 } }]);
      const race = Array.from({ length: 50 }, (_, runner) =>
        store()
          .transact([
            { put: { pk, sk: 'STATE', version: 2, runner }, when: { version: 1 } },
            { put: { pk, sk: `EVENT#${runner}` }, when: { absent: true } },
          ])
          // A conflict that lasted through all retries is an answer too: not written, try again.
          .catch((error: unknown): TransactResult => {
            expect(error).toBeInstanceOf(Retryable);
            return { ok: false, failed: [] };
          }),
      );
      const results = await Promise.all(race);
      const winner = results.findIndex(({ ok }) => ok);
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
      const { items } = await store().query({ hash: pk });
      expect(items).toEqual([
        { pk, sk: `EVENT#${winner}` },
        { pk, sk: 'STATE', version: 2, runner: winner },
      ]);
    });
  });
};
