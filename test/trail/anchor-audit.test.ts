import type { DatabaseSync } from 'node:sqlite';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type CaseEvent, caseEventSchema } from '../../core/case/case-event.ts';
import { evolve } from '../../core/case/evolve-case.ts';
import { listDirectoryEvents } from '../../core/directory/directory-trail.ts';
import type { Anchors, Store } from '../../core/store/ports.ts';
import { anchorAudit } from '../../core/trail/anchor-audit.ts';
import { anchorText, parseAnchor } from '../../core/trail/audit.ts';
import { namedAnchors } from '../../core/trail/directory-faults.ts';
import { verifyAudit, verifyTrail } from '../../core/trail/verify-audit.ts';
import { Retryable } from '../../core/values/errors.ts';
import { hashOf } from '../../core/values/hash.ts';
import { createMemoryAnchors } from '../../local/anchors.ts';
import { openDatabase } from '../../local/database.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { createWorld } from '../support/world.ts';

/** A case with a trail of several events, anchored after two of them and again a day later. */
const anchoredCase = async () => {
  const database = openDatabase(':memory:');
  const anchors = createMemoryAnchors();
  const world = await createWorld({ database, anchors });
  const { json } = await world.vendorApi('POST', '/v1/applications', sampleApplication(world.today()), {
    'idempotency-key': 'audit',
  });
  await world.settle();
  await world.advanceTo(Temporal.Instant.from('2026-04-10T09:00+09:00'));
  await world.vendorApi('POST', `/v1/applications/${json.caseId}/withdrawal`);
  await world.settle();
  await world.advanceTo(Temporal.Instant.from('2026-04-12T09:00+09:00'));
  const verify = () => verifyAudit(world.place())();
  const anchor = anchorAudit({ ...world.ports, anchors });
  return { world, database, anchors, caseId: json.caseId as string, verify, anchor };
};

type Row = { sk: string; event: CaseEvent };
const trail = (database: DatabaseSync, caseId: string): Row[] =>
  database
    .prepare("SELECT sk, json FROM items WHERE pk = ? AND sk LIKE 'EVENT#%' ORDER BY sk")
    .all(`CASE#${caseId}`)
    .map((row) => ({
      sk: String(row['sk']),
      event: caseEventSchema.parse(JSON.parse(String(row['json'])).event),
    }));
const put = (database: DatabaseSync, caseId: string, sk: string, change: object) => {
  const { json } =
    database.prepare('SELECT json FROM items WHERE pk = ? AND sk = ?').get(`CASE#${caseId}`, sk) ?? {};
  database
    .prepare('UPDATE items SET json = ? WHERE pk = ? AND sk = ?')
    .run(JSON.stringify({ ...JSON.parse(String(json)), ...change }), `CASE#${caseId}`, sk);
};
const rehashed = (rows: readonly Row[], from: number): Row[] => {
  let previousHash = rows[from - 1]?.event.hash ?? '';
  return rows.map((row, index) => {
    if (index < from) return row;
    const { hash: _, ...body } = { ...row.event, previousHash };
    const event = { ...body, hash: hashOf(body) };
    previousHash = event.hash;
    return { ...row, event };
  });
};

describe('監査証跡', () => {
  test('最新の封印が読めなければ、確認は失敗し、新しい封印も重ねない', async () => {
    const { world, anchors, caseId, verify } = await anchoredCase();
    const names = await anchors.list();
    const torn = {
      ...anchors,
      get: async (name: string) => (name === names.at(-1) ? '' : anchors.get(name)),
    };
    await world.advanceTo(Temporal.Instant.from('2026-04-12T20:00+09:00'));
    const ports = { ...world.ports, anchors: torn };
    await expect(anchorAudit(ports)()).rejects.toThrow('not readable');
    expect(await anchors.list()).toEqual(names);
    expect(await verifyTrail(ports)(caseId)).toMatchObject({
      intact: false,
      faults: [`anchor ${names.at(-1)}: not readable`],
    });
    expect((await verify()).faults).toEqual([]);
  });

  test('毎日1時に封印され、改ざんがなければ確認できる', async () => {
    const { world, anchors, verify } = await anchoredCase();
    expect(await anchors.list()).toEqual([
      '2026-04-07',
      '2026-04-08',
      '2026-04-09',
      '2026-04-10',
      '2026-04-11',
      '2026-04-12',
    ]);
    expect(await verify()).toMatchObject({ cases: 1, anchors: 6, faults: [] });
    expect(world.machines.listExecutions('audit', 'SUCCEEDED')).toHaveLength(6);
    expect(world.failures).toEqual([]);
  });

  const forged = (rows: Row[], index: number): Row[] =>
    rows.map((row, at) =>
      at === index ? { ...row, event: { ...row.event, at: '2026-04-01T00:00:00.000Z' } } : row,
    );
  test.each<[string, (rows: Row[], database: DatabaseSync, caseId: string) => void]>([
    [
      '一件を書き換えた',
      (rows, database, caseId) =>
        forged(rows, 1).forEach(({ sk, event }) => {
          put(database, caseId, sk, { event });
        }),
    ],
    [
      '一件を消した',
      (_rows, database, caseId) =>
        database.prepare("DELETE FROM items WHERE pk = ? AND sk = 'EVENT#000002'").run(`CASE#${caseId}`),
    ],
    [
      '最後の一件を消した',
      (rows, database, caseId) =>
        database
          .prepare('DELETE FROM items WHERE pk = ? AND sk = ?')
          .run(`CASE#${caseId}`, rows.at(-1)?.sk ?? ''),
    ],
    [
      '二件を入れ替えた',
      ([a, b], database, caseId) => {
        if (a && b) {
          put(database, caseId, a.sk, { event: b.event });
          put(database, caseId, b.sk, { event: a.event });
        }
      },
    ],
    [
      '一件を差し込んだ',
      (rows, database, caseId) =>
        database
          .prepare('INSERT INTO items (pk, sk, json) VALUES (?, ?, ?)')
          .run(`CASE#${caseId}`, 'EVENT#000001x', JSON.stringify({ event: rows[1]?.event })),
    ],
    [
      '途中から計算し直し、現在の状態も合わせた',
      (rows, database, caseId) => {
        const all = rehashed(forged(rows, 1), 1);
        for (const { sk, event } of all) put(database, caseId, sk, { event });
        put(database, caseId, 'STATE', {
          state: all.map(({ event }) => event).reduce(evolve, undefined as never),
        });
      },
    ],
    [
      '状態だけを書き換えた',
      (_rows, database, caseId) => {
        const { json } =
          database.prepare("SELECT json FROM items WHERE pk = ? AND sk = 'STATE'").get(`CASE#${caseId}`) ??
          {};
        const { state } = JSON.parse(String(json));
        put(database, caseId, 'STATE', { state: { ...state, vendorId: 'minami' } });
      },
    ],
    [
      '案件を丸ごと消した',
      (_rows, database, caseId) => database.prepare('DELETE FROM items WHERE pk = ?').run(`CASE#${caseId}`),
    ],
  ])('%s改ざんを見つけ、翌日の封印は失敗する', async (_what, tamper) => {
    const { database, caseId, verify, world } = await anchoredCase();
    tamper(trail(database, caseId), database, caseId);
    expect((await verify()).faults.length).toBeGreaterThan(0);
    await world.advanceTo(Temporal.Instant.from('2026-04-13T09:00+09:00'));
    expect(world.machines.listExecutions('audit', 'FAILED')).toHaveLength(1);
  });

  test('封印そのものの差し替えを見つける', async () => {
    const { anchors, world } = await anchoredCase();
    const names = await anchors.list();
    const swapped = createMemoryAnchors();
    for (const name of names)
      await swapped.put(name, (await anchors.get(name === names[2] ? (names[1] ?? '') : name)) ?? '');
    const report = await verifyAudit({ ...world.place(), anchors: swapped })();
    expect(report.faults.join()).toContain('2026-04-09');
    const without = createMemoryAnchors();
    for (const name of names.filter((name) => name !== names[2]))
      await without.put(name, (await anchors.get(name)) ?? '');
    expect((await verifyAudit({ ...world.place(), anchors: without })()).faults.join()).toContain(
      'does not follow',
    );
  });

  test('同じ日に二度動いても封印は一つ', async () => {
    const { anchors, anchor } = await anchoredCase();
    const before = await anchors.get('2026-04-12');
    await anchor();
    expect(await anchors.get('2026-04-12')).toBe(before);
    expect(await anchors.list()).toHaveLength(6);
  });

  const row = (database: DatabaseSync, pk: string, sk: string) =>
    JSON.parse(
      String(database.prepare('SELECT json FROM items WHERE pk = ? AND sk = ?').get(pk, sk)?.['json']),
    );
  test.each<[string, (database: DatabaseSync, anchors: Anchors) => unknown]>([
    [
      '許可台帳の索引から外した案件の書換え',
      (database) => {
        const { pk } = database.prepare("SELECT pk FROM items WHERE sk = 'STATE'").get() ?? {};
        const { registerKey: _, registerSort: __, ...rest } = row(database, String(pk), 'STATE');
        const state = { ...rest.state, vendorId: 'minami' };
        database
          .prepare("UPDATE items SET registerKey = NULL, json = ? WHERE pk = ? AND sk = 'STATE'")
          .run(JSON.stringify({ ...rest, state }), String(pk));
      },
    ],
    [
      '就任の偽造',
      (database) =>
        database
          .prepare('INSERT INTO items (pk, sk, json) VALUES (?, ?, ?)')
          .run('ROLE#chief', 'APPOINTMENT#x', JSON.stringify({ pk: 'ROLE#chief', sk: 'APPOINTMENT#x' })),
    ],
    [
      '登録の証跡の書換え',
      (database) =>
        database
          .prepare("UPDATE items SET json = replace(json, 'operator', 'p-clerk') WHERE pk = 'DIRECTORY'")
          .run(),
    ],
    [
      '状態が知らない語',
      (database) =>
        database.exec(
          "UPDATE items SET json = replace(json, '\"withdrawn\"', '\"granted\"') WHERE sk = 'STATE'",
        ),
    ],
  ])('毎日の確認: %sを見つけ、すべてを数えて失敗する', async (_what, tamper) => {
    const { database, anchors, world } = await anchoredCase();
    tamper(database, anchors);
    await world.advanceTo(Temporal.Instant.from('2026-04-13T09:00+09:00'));
    expect(world.machines.listExecutions('audit', 'FAILED')).toHaveLength(1);
    expect(await anchors.list()).not.toContain('2026-04-13');
  });

  /** The anchors without some of them. */
  const but = async (anchors: Anchors, ...gone: readonly string[]): Promise<Anchors> => {
    const left = createMemoryAnchors();
    for (const name of await anchors.list())
      if (!gone.includes(name)) await left.put(name, (await anchors.get(name)) ?? '');
    return left;
  };

  test('毎日の確認: 最新の封印が消えた、すべての封印が消えたことを、登録の証跡から見つける', async () => {
    const { anchors, world } = await anchoredCase();
    await world.advanceTo(Temporal.Instant.from('2026-04-12T20:00+09:00'));
    for (const left of [await but(anchors, '2026-04-12'), createMemoryAnchors()]) {
      await expect(anchorAudit({ ...world.ports, anchors: left })()).rejects.toThrow('is missing');
      expect((await verifyAudit({ ...world.place(), anchors: left })()).faults.join()).toContain(
        'is missing',
      );
    }
  });

  test('封印の後、それを告げる前に止まっても、次の確認が告げる。逆に、告げた封印は二度告げない', async () => {
    const { anchors, world } = await anchoredCase();
    await world.advanceTo(Temporal.Instant.from('2026-04-12T20:00+09:00'));
    const named = async () => namedAnchors(await listDirectoryEvents(world.store)).map(({ date }) => date);
    const before = await named();
    // A store that fails when the event is written: the anchor of the next day stands, and nobody has told of it.
    const store: Store = {
      ...world.store,
      transact: async () => {
        throw new Retryable('down');
      },
    };
    world.clock.moveTo(Temporal.Instant.from('2026-04-13T00:30+09:00'));
    await expect(anchorAudit({ ...world.ports, store, anchors })()).rejects.toThrow('down');
    expect(await anchors.list()).toContain('2026-04-13');
    expect(await named()).toEqual(before);
    expect((await verifyAudit(world.place())()).faults).toEqual([]);
    world.clock.moveTo(Temporal.Instant.from('2026-04-14T02:00+09:00'));
    await anchorAudit({ ...world.ports, anchors })();
    await anchorAudit({ ...world.ports, anchors })();
    expect(await named()).toEqual([...before, '2026-04-13', '2026-04-14']);
    expect((await verifyAudit(world.place())()).faults).toEqual([]);
  });

  test('週末に電源が切れていても改ざんではない。次の封印が、前の封印の日を告げる', async () => {
    const { anchors, world } = await anchoredCase();
    world.clock.moveTo(Temporal.Instant.from('2026-04-20T09:00+09:00'));
    await world.settle();
    expect((await anchors.list()).at(-1)).toBe('2026-04-20');
    const text = (await anchors.get('2026-04-20')) ?? '';
    expect(text).toMatch(/^anchor 2026-04-20 previous \S{43} 2026-04-12\nDIRECTORY \d+ \S{43}\n/);
    expect((await verifyAudit(world.place())()).faults).toEqual([]);
    expect(world.failures).toEqual([]);
  });

  test('時計が進んでいた間の封印は、時計を直した後、毎日の失敗として知らされる（黙って封印を休まない）', async () => {
    const { world, anchors } = await anchoredCase();
    const clock = () => Temporal.Instant.from('2026-04-11T09:00+09:00');
    await expect(anchorAudit({ ...world.ports, anchors, clock })()).rejects.toThrow(
      'anchor 2026-04-12: of a day that has not come',
    );
    expect((await anchorAudit({ ...world.ports, anchors })()).date).toBe('2026-04-12');
  });

  test('封印も、それを告げる事象もないのに、前の日から案件がある', async () => {
    const { world, database } = await anchoredCase();
    database.exec("DELETE FROM items WHERE pk = 'DIRECTORY' OR pk LIKE 'MAILS#%'");
    const { faults } = await verifyAudit({ ...world.place(), anchors: createMemoryAnchors() })();
    expect(faults).toContain('there is no anchor, although there were cases on 2026-04-06');
  });

  test('前の版の封印も読める', () => {
    const hash = 'A'.repeat(43);
    const old = `anchor 2026-04-07 previous -\n01KNG1DK00VBSB4J6B7K8J9FEK 2 ${hash}\n`;
    expect(parseAnchor(old)).toMatchObject({ date: '2026-04-07', previousHash: '', directory: undefined });
    const next = {
      ...{ date: '2026-04-08', previousHash: hash, previousDate: '2026-04-07' },
      ...{ directory: { seq: 3, hash }, mails: [{ date: '2026-04-07', count: 1, hash }] },
      heads: [{ caseId: '01KNG1DK00VBSB4J6B7K8J9FEK', seq: 2, hash }],
    };
    expect(parseAnchor(anchorText(next))).toEqual(next);
    expect(parseAnchor(`${anchorText(next)}x\n`)).toBeUndefined();
  });

  test('照合値は、統括部門には営業日ごとに、統括には週の初めに、まだ知らせていない分を送る', async () => {
    const { world } = await anchoredCase();
    await world.advanceTo(Temporal.Instant.from('2026-04-14T09:00+09:00'));
    const days = (address: string) =>
      world
        .anchorMailsTo(address)
        .toReversed()
        .map(({ text }) => [...text.matchAll(/^ {4}(\d{4}-\d\d-\d\d)\/\S{43}$/gm)].map(([, day]) => day));
    expect(days('ict@city.example.jp')).toEqual([
      ['2026-04-07'],
      ['2026-04-08'],
      ['2026-04-09'],
      ['2026-04-10'],
      ['2026-04-11', '2026-04-12', '2026-04-13'],
      ['2026-04-14'],
    ]);
    expect(days('chief@city.example.jp')).toEqual([
      ['2026-04-07'],
      ['2026-04-08', '2026-04-09', '2026-04-10', '2026-04-11', '2026-04-12', '2026-04-13'],
    ]);
  });
});
