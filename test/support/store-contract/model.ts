import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition, Item, Store, TransactResult, Write } from '../../../core/store/ports.ts';
import { freshHash, readAll } from './keys.ts';

const holds = (when: Condition | undefined, row: Item | undefined): boolean => {
  if (when === undefined) return true;
  if ('absent' in when) return row === undefined;
  const wanted = 'version' in when ? { version: when.version } : when.equals;
  return row !== undefined && isDeepStrictEqual({ ...row, ...wanted }, row);
};

const keyOf = (write: Write): string =>
  'put' in write ? write.put.sk : 'delete' in write ? write.delete.sk : write.check.sk;

/** The whole rule in its plainest form: rows of one hash key by sort key. */
const transactOnModel = (rows: Map<string, Item>, writes: readonly Write[]): TransactResult => {
  const failed = writes.flatMap((write, index) => {
    const existing = rows.get(keyOf(write));
    return holds(write.when, existing) ? [] : [{ index, existing }];
  });
  if (failed.length > 0) return { ok: false, failed };
  for (const write of writes) {
    if ('put' in write) rows.set(write.put.sk, write.put);
    if ('delete' in write) rows.delete(write.delete.sk);
  }
  return { ok: true };
};

const sk = fc.constantFrom('A', 'B', 'あ', '𠮷', 'ｶ');
const version = fc.integer({ min: 0, max: 2 });
const scalar = fc.constantFrom('', 'x', 0, 1, true, false, null);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ absent: true as const }),
  version.map((n) => ({ version: n })),
  scalar.map((value) => ({ equals: { value } })),
);

const writeAt = (pk: string, at: string): fc.Arbitrary<Write> =>
  fc.oneof(
    fc
      .record({ version, value: scalar, when: fc.option(condition, { nil: undefined }) })
      .map(({ when, ...rest }) => ({ put: { pk, sk: at, ...rest }, when })),
    fc.option(condition, { nil: undefined }).map((when) => ({ delete: { pk, sk: at }, when })),
    condition.map((when) => ({ check: { pk, sk: at }, when })),
  );

const script = fc.constant(null).chain(() => {
  const pk = freshHash();
  const act = fc
    .uniqueArray(sk, { minLength: 1, maxLength: 5 })
    .chain((keys) => fc.tuple(...keys.map((at) => writeAt(pk, at))));
  return fc.record({ pk: fc.constant(pk), acts: fc.array(act, { minLength: 1, maxLength: 12 }) });
});

export const modelRule = (store: () => Store, runs: number): void => {
  describe('model', () => {
    test(`${runs} random sequences of transactions give the model's results and rows`, async () => {
      await fc.assert(
        fc.asyncProperty(script, async ({ pk, acts }) => {
          const rows = new Map<string, Item>();
          // A shrunk sequence has the same hash key as the one before it.
          for (const old of (await readAll(store(), { hash: pk })).items) {
            await store().transact([{ delete: { pk, sk: old.sk } }]);
          }
          for (const writes of acts) {
            const expected = transactOnModel(rows, writes);
            expect(await store().transact(writes)).toEqual(expected);
          }
          const { items } = await readAll(store(), { hash: pk, limit: 2 });
          const inOrder = [...rows.values()].toSorted((a, b) =>
            Buffer.compare(Buffer.from(a.sk), Buffer.from(b.sk)),
          );
          expect(items).toEqual(inOrder);
        }),
        { numRuns: runs },
      );
    });
  });
};
