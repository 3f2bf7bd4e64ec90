import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { isSupervised } from '../../core/case/case-state.ts';
import { caseKey, loadCase, reportShard, SHARDS } from '../../core/case/case-store.ts';
import { openReportsDue } from '../../core/monthly-report/open-monthly-reports.ts';
import type { Item, Store, Write } from '../../core/store/ports.ts';
import { createStory } from '../support/story.ts';

/** P11: opening a month costs a constant for each permit, and nothing the second time. */

const PERMITS = 20_000;
const BATCH = 30;

test(`P11: ${PERMITS}件の許可の月を開く手間は一件あたり一定で、二度目は何も書かない`, async () => {
  const count = { get: 0, query: 0, transact: 0, writes: 0 };
  const story = await createStory({
    decorateStore: (plain: Store): Store => ({
      get: (key) => {
        count.get += 1;
        return plain.get(key);
      },
      query: (query) => {
        count.query += 1;
        return plain.query(query);
      },
      transact: (writes) => {
        count.transact += 1;
        count.writes += writes.length;
        return plain.transact(writes);
      },
    }),
  });
  const model = await story.submit({ period: { from: '2026-04-20', to: '2027-03-31' } });
  await story.confirm(model);
  await story.approve(model);
  const state = await loadCase(story.store, model);
  if (!state || !isSupervised(state)) throw new Error('no permit');
  const rows: Item[] = [];
  for (const sk of ['STATE', 'REV#0001', 'NEXT-REPORT']) {
    const row = await story.row(model, sk);
    if (!row) throw new Error(`no ${sk}`);
    rows.push(row);
  }
  /** The same permit under another id, spread over the shards as ids are. */
  const copy = (index: number): Write[] => {
    const caseId = `LOAD${String(index).padStart(22, '0')}`;
    const shard = SHARDS[index % SHARDS.length] ?? '0';
    return rows.map((row) => ({
      put: {
        ...row,
        pk: caseKey(caseId),
        ...(row.sk === 'STATE' ? { state: { ...state, caseId } } : {}),
        ...(row.sk === 'NEXT-REPORT' ? { dueShard: reportShard(shard) } : {}),
      },
    }));
  };
  for (let index = 1; index < PERMITS; index += BATCH)
    await story.behind.transact(
      Array.from({ length: Math.min(BATCH, PERMITS - index) }, (_, offset) => copy(index + offset)).flat(),
    );

  const openAll = async (month: string) => {
    const businessDate = Temporal.PlainDate.from(month);
    Object.assign(count, { get: 0, query: 0, transact: 0, writes: 0 });
    const began = performance.now();
    let opened = 0;
    for (const shard of SHARDS)
      for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
        const page = await openReportsDue(story.ports)({ businessDate, shard, cursor });
        expect(page.failed).toEqual([]);
        opened += page.opened;
        cursor = page.cursor;
      }
    return { opened, ms: Math.round(performance.now() - began), ...count };
  };
  story.clock.moveTo(Temporal.Instant.from('2026-05-01T09:00+09:00'));
  const first = await openAll('2026-05-01');
  const second = await openAll('2026-05-01');
  process.stdout.write(
    `      N = ${PERMITS}: ${first.ms} ms (${Math.round((PERMITS / first.ms) * 1000)} a second), ${first.writes / PERMITS} rows a permit; again: ${second.ms} ms, ${second.writes} rows\n`,
  );
  // None of them says that something has changed: that is of what people did (docs/adr/0052).
  expect(first).toMatchObject({ opened: PERMITS, transact: PERMITS, writes: PERMITS * 5 });
  // State and revision of each permit, and a little for each page.
  expect(first.get).toBeLessThan(PERMITS * 2.1);
  expect(first.query).toBeLessThan(PERMITS * 0.01);
  expect(second).toMatchObject({ opened: 0, transact: 0, writes: 0 });
  expect(second.get + second.query).toBeLessThan(20);
});
