import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, test } from 'vitest';
import { statusOn } from '../../core/application/list-cases.ts';
import { actAll } from '../../core/case/case.ts';
import type { CaseFact } from '../../core/case/case-event.ts';
import type { CaseState } from '../../core/case/case-state.ts';
import { actWrites, loadCase, SHARDS } from '../../core/case/case-store.ts';
import { sweepDue } from '../../core/daily/sweep-due.ts';
import type { Ports } from '../../core/store/ports.ts';
import { system } from '../../core/values/identity.ts';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';
import { AT, factOf, WAYS } from '../support/case-facts.ts';

/** 31 March → 1 April: permits end all at once, at midnight in Japan, wherever the process runs (第4条第3項). */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const idOf = (n: number): string => {
  let text = '';
  for (let rest = n, place = 0; place < 6; place++, rest = Math.floor(rest / 32))
    text = `${ALPHABET[rest % 32]}${text}`;
  return `01K00000000000000000${text}`;
};

const setUp = async (permits: number, period: { from: string; to: string }) => {
  const store = createSqliteStore(openDatabase(':memory:'));
  let now = AT;
  let ids = 0;
  const ports: Ports = {
    store,
    clock: () => now,
    ids: {
      next: () => idOf(++ids + 500_000),
      secret: () => 'x',
      digits: () => '0',
    },
  };
  for (let n = 0; n < permits; n++) {
    const facts = WAYS.upcoming.map((type): CaseFact => {
      const fact = factOf(type);
      if (fact.type === 'submitted') return { ...fact, caseId: idOf(n), caseNo: `R8-${n}`, period };
      return fact.type === 'permit-issued' ? { ...fact, permitNo: `R8-P${n}` } : fact;
    });
    let state: CaseState | undefined;
    for (const fact of facts) {
      const done = actAll(state, [{ fact }], system('test'), AT);
      if (!done.ok) throw new Error(done.message);
      state = done.value.after;
      await store.transact(actWrites(done.value));
    }
  }
  const sweep = async (instant: string) => {
    now = Temporal.Instant.from(instant);
    const businessDate = now.toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
    let attended = 0;
    for (const shard of SHARDS) {
      let cursor: string | undefined;
      do {
        const page = await sweepDue(ports)({ businessDate, shard, cursor });
        expect(page.failed).toEqual([]);
        attended += page.attended;
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
    return attended;
  };
  const count = async (status: string) => {
    const states = await Promise.all(Array.from({ length: permits }, (_, n) => loadCase(store, idOf(n))));
    return states.filter((state) => state?.status === status).length;
  };
  return { store, sweep, count };
};

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe.each(['UTC', 'Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Kiritimati'])('TZ=%s', (timeZone) => {
  test('4月1日0時（日本時間）に始まり、3月31日の終わりに満了する。その前後の一分では変わらない', async () => {
    process.env['TZ'] = timeZone;
    const { sweep, count, store } = await setUp(3, { from: '2027-04-01', to: '2028-03-31' });
    await sweep('2027-03-31T23:59:00+09:00');
    expect(await count('upcoming')).toBe(3);
    expect(await sweep('2027-04-01T00:00:00+09:00')).toBe(3);
    expect(await count('active')).toBe(3);
    await sweep('2028-03-31T23:59:59+09:00');
    expect(await count('active')).toBe(3);
    const state = await loadCase(store, idOf(0));
    if (!state) throw new Error('no case');
    expect(statusOn(state, Temporal.PlainDate.from('2028-03-31'))).toBe('active');
    expect(statusOn(state, Temporal.PlainDate.from('2028-04-01'))).toBe('expired');
    expect(await sweep('2028-04-01T00:00:00+09:00')).toBe(3);
    expect(await count('expired')).toBe(3);
    expect(await loadCase(store, idOf(0))).toMatchObject({ overOn: '2028-04-01' });
  });

  test('実行が遅れても、二度でも、飛んでも、同じ日に始まり同じ日に終わる', async () => {
    process.env['TZ'] = timeZone;
    const { sweep, count, store } = await setUp(2, { from: '2027-04-01', to: '2028-03-31' });
    await sweep('2028-05-10T13:00:00+09:00');
    expect(await count('expired')).toBe(2);
    expect(await sweep('2028-05-10T13:00:00+09:00')).toBe(0);
    expect(await loadCase(store, idOf(1))).toMatchObject({ overOn: '2028-04-01' });
  });
});

test('一斉の満了: 1,000件が、4月1日0時の一回の実行で終わる', async () => {
  const permits = 1000;
  const { sweep, count } = await setUp(permits, { from: '2026-04-20', to: '2027-03-31' });
  await sweep('2026-04-20T00:00:00+09:00');
  expect(await count('active')).toBe(permits);
  const start = performance.now();
  expect(await sweep('2027-04-01T00:00:00+09:00')).toBe(permits);
  const took = performance.now() - start;
  process.stdout.write(
    `      ${permits} permits end at midnight of 1 April: ${(took / 1000).toFixed(2)} s, ${(took / permits).toFixed(2)} ms each\n`,
  );
  expect(await count('expired')).toBe(permits);
});
