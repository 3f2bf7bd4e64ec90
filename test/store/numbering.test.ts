import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { caseNumber, documentNumber, permitNumber, takeNumber } from '../../core/store/numbering.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';

const take = async (store: ReturnType<typeof createSqliteStore>, at: string, series = 'case') => {
  const { number, year, write } = await takeNumber(store, series, dateOf(Temporal.Instant.from(at)));
  return { number, year, result: await store.transact([write]) };
};

describe('年度ごとの番号', () => {
  test('3月31日 23:59:59 までは前の年度、4月1日 0:00 から新しい年度（UTCではまだ3月）', async () => {
    const store = createSqliteStore(openDatabase(':memory:'));
    expect(await take(store, '2027-03-31T14:59:59Z')).toMatchObject({ year: 'R8', number: 1 });
    expect(await take(store, '2027-03-31T14:59:59.999Z')).toMatchObject({ year: 'R8', number: 2 });
    expect(await take(store, '2027-03-31T15:00:00Z')).toMatchObject({ year: 'R9', number: 1 });
    expect(await take(store, '2027-03-31T23:59:00Z')).toMatchObject({ year: 'R9', number: 2 });
  });

  test('系列ごとに数える', async () => {
    const store = createSqliteStore(openDatabase(':memory:'));
    const at = '2026-04-06T00:00:00Z';
    expect(await take(store, at, 'document-tax')).toMatchObject({ number: 1 });
    expect(await take(store, at, 'document-ict')).toMatchObject({ number: 1 });
    expect(await take(store, at, 'document-tax')).toMatchObject({ number: 2 });
  });

  test('一度に取った番号は、次に取る番号と重ならない', async () => {
    const store = createSqliteStore(openDatabase(':memory:'));
    const today = Temporal.PlainDate.from('2026-04-06');
    const taken: number[] = [];
    for (const count of [3, 1, 2, undefined, 1]) {
      const { number, write } = await takeNumber(store, 'document-tax', today, count);
      expect(await store.transact([write])).toEqual({ ok: true });
      taken.push(number);
    }
    expect(taken).toEqual([1, 4, 5, 7, 8]);
  });

  test('同時に取っても、同じ番号は一度しか使われない', async () => {
    const store = createSqliteStore(openDatabase(':memory:'));
    const today = Temporal.PlainDate.from('2026-04-06');
    const [a, b] = await Promise.all([takeNumber(store, 'case', today), takeNumber(store, 'case', today)]);
    expect(a.number).toBe(b.number);
    const results = await Promise.all([store.transact([a.write]), store.transact([b.write])]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('番号の形', () => {
    expect(caseNumber('R8', 12)).toBe('R8-0012');
    expect(permitNumber('R8', 12)).toBe('R8-P0012');
    expect(permitNumber('R8', 12345)).toBe('R8-P12345');
    expect(documentNumber('苫情推', 123)).toBe('苫情推第123号');
  });
});
