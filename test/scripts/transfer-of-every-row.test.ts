import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterAll, describe, expect, test } from 'vitest';
import { caseKey, loadCase } from '../../core/case/case-store.ts';
import { refoldCase } from '../../core/case/every-case.ts';
import { loadSection, loadSystem, loadVendor } from '../../core/directory/directory-store.ts';
import { queryAll } from '../../core/store/ports.ts';
import { nameOfType, rowTypeOf } from '../../core/trail/row-types.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { openDatabase } from '../../local/database.ts';
import { localEnd } from '../../scripts/transfer/ends.ts';
import { exportCity, importCity } from '../../scripts/transfer/transfer.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, createStory, type Story } from '../support/story.ts';

/** Rows that are made seldom: they travel, are erased and are audited like the others (INV-14, INV-19). */

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const SUB = '再委託標識システム株式会社';

const ok = (answer: { readonly status: number; readonly text: string }): void => {
  if (answer.status >= 300) throw new Error(answer.text);
};
const leave = async (story: Story, appointmentId: string, on: string) =>
  ok(
    await story.decree('POST', '/v1/appointments/end', {
      ...{ role: 'manager:tax', appointmentId, on, reason: '退職' },
    }),
  );

/**
 * A vendor's permit with its subcontractor's and a renewal; system, section and vendor have been called otherwise; a
 * 登録伺い waits; a result waits for somebody to issue it.
 */
const everyRow = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'every-row-'));
  folders.push(folder);
  const database = openDatabase(join(folder, 'permits.sqlite'));
  const story = await createStory({ database, filesFolder: join(folder, 'files') });
  const orders = createOrders(story);
  const parent = await orders.permit();
  const subcontracting = { parentPermitNo: 'R8-P0001', company: SUB, cityConsentNo: '第9号' };
  const child = await orders.permit({ subcontracting });
  await story.until('2026-04-20T09:00');
  const renewal = await story.submit({
    ...{ applicationType: 'renewal', previousPermitNo: 'R8-P0001' },
    period: { from: '2027-04-01', to: '2028-03-31' },
  });
  const client = await story.as(CHIEF);
  const listed = async (kind: string, name: string) => {
    const { hash: _, ...entry } = (await client('GET', `/v1/${kind}`)).json[kind].find(
      (one: { name: string }) => one.name === name,
    );
    return entry;
  };
  const { systemId, from: __, ...system } = await listed('systems', '税務総合システム');
  ok(
    await story.decree('PUT', `/v1/systems/${systemId}`, { ...system, name: '市税システム', reason: '改称' }),
  );
  const { sectionId, ...section } = await listed('sections', '財政部税務課');
  ok(
    await story.decree('PUT', `/v1/sections/${sectionId}`, {
      ...{ ...section, name: '財政部市税課', documentPrefix: '苫市税', reason: '機構改革' },
    }),
  );
  const { vendorId, corporateNumber: ___, ...vendor } = await listed('vendors', '北斗情報システム株式会社');
  ok(
    await story.decree('PUT', `/v1/vendors/${vendorId}`, {
      ...{ ...vendor, name: '北斗クラウド株式会社', reason: '商号の変更' },
    }),
  );
  const waiting = await client('PUT', `/v1/systems/${systemId}`, {
    ...{ ...system, name: '新市税システム', reason: '改称' },
  });
  expect(waiting.status, waiting.text).toBe(202);
  const held = await story.submit();
  ok(await story.confirm(held));
  const tomorrow = story.today().add({ days: 1 }).toString();
  for (const appointmentId of ['a-tax', 'a-tax2']) await leave(story, appointmentId, tomorrow);
  await story.until(`${tomorrow}T10:00`);
  ok(await story.approve(held));
  expect((await loadCase(story.store, held))?.held).toBeDefined();
  return { folder, story, parent, child, renewal, held, systemId, sectionId, vendorId };
};
type City = Awaited<ReturnType<typeof everyRow>>;

const faultsOf = async ({ story }: Pick<City, 'story'>, place: object = {}) =>
  (await verifyAudit({ ...story.place(), ...place })()).faults;
/** Every row as it stands, without what belongs to a server and does not move. */
const travelled = async (city: City) => {
  const from = localEnd(city.folder);
  const archive = join(city.folder, 'archive');
  const sent = await exportCity(from, archive);
  from.close();
  const moved = mkdtempSync(join(tmpdir(), 'every-row-moved-'));
  folders.push(moved);
  const to = localEnd(moved, { create: true });
  const arrived = await importCity(to, archive);
  rmSync(archive, { recursive: true });
  return { sent, arrived, to };
};

describe('めったに作られない行', () => {
  test('保留の通知・再委託者の順番・以前の名称・待っている登録伺いがあり、監査に誤りはない。移行先も同じで、状態を畳み直しても変わらない', async () => {
    const city = await everyRow();
    const { story } = city;
    const kinds = new Set<string>();
    for await (const { row } of story.place().rows()) {
      const type = row && rowTypeOf(row);
      if (type) kinds.add(nameOfType(type));
    }
    for (const kind of ['HELD', 'SUBCONTRACTORS', 'CHILD#', 'RENEWAL#'])
      expect(kinds, kind).toContain(`CASE#/${kind}`);
    expect(kinds).toContain('PROPOSAL#/PROPOSAL');
    expect((await loadSystem(story.store, city.systemId))?.former).toMatchObject([
      { name: '税務総合システム' },
    ]);
    expect(await loadSection(story.store, city.sectionId)).toMatchObject({
      ...{ formerPrefixes: ['苫税'], former: [{ name: '財政部税務課' }] },
    });
    expect((await loadVendor(story.store, city.vendorId))?.former).toMatchObject([
      { name: '北斗情報システム株式会社' },
    ]);
    expect(await faultsOf(city)).toEqual([]);
    const { sent, arrived, to } = await travelled(city);
    expect(arrived).toMatchObject({ hash: sent.hash, rows: sent.rows });
    const rows = async function* () {
      for await (const row of to.rows()) yield { key: row, row };
    };
    expect(await faultsOf(city, { rows })).toEqual([]);
    expect((await loadCase(to.store, city.held))?.held).toBeDefined();
    expect((await loadSystem(to.store, city.systemId))?.former).toHaveLength(1);
    for (const caseId of [city.parent, city.child, city.renewal, city.held])
      expect(await refoldCase({ store: to.store })(caseId)).toMatchObject({ value: 'same' });
    to.close();
  });

  test('保存期間の後の廃棄では、証跡と状態のほかに何も残らず、監査と移行も通る', async () => {
    const city = await everyRow();
    const { story, parent, child, renewal, held } = city;
    // Somebody takes office: what was held goes out.
    ok(
      await story.decree('POST', '/v1/appointments', {
        ...{ role: 'manager:tax', personId: 'p-care', kind: 'principal', title: '財政部市税課長' },
        ...{ from: story.today().toString(), reason: '後任' },
      }),
    );
    await story.settle();
    expect((await loadCase(story.store, held))?.held).toBeUndefined();
    await story.withdraw(renewal);
    story.clock.moveTo(Temporal.Instant.from('2027-05-10T09:00+09:00'));
    await story.settle();
    story.clock.moveTo(Temporal.Instant.from('2033-04-01T09:00+09:00'));
    await story.settle();
    const office = await story.as(CHIEF);
    const [{ disposalId }] = (await office('GET', '/v1/disposals')).json.disposals;
    const shown = (await office('GET', `/v1/disposals/${disposalId}`)).json;
    ok(
      await office('POST', `/v1/disposals/${disposalId}/approval`, {
        hash: shown.hash,
        reason: '満了を確認',
      }),
    );
    await story.settle();
    for (const caseId of [parent, child, renewal, held]) {
      expect((await loadCase(story.store, caseId))?.erasedAt, caseId).toBeDefined();
      const rows = await queryAll(story.store, { hash: caseKey(caseId) });
      const kinds = [...new Set(rows.map(({ sk }) => sk.split('#')[0]))].sort();
      expect(kinds).toEqual(caseId === parent ? ['CHILD', 'EVENT', 'STATE'] : ['EVENT', 'STATE']);
      expect(JSON.stringify(rows)).not.toContain(SUB);
    }
    expect(await faultsOf(city)).toEqual([]);
    const { sent, arrived, to } = await travelled(city);
    expect(arrived.hash).toBe(sent.hash);
    const rows = async function* () {
      for await (const row of to.rows()) yield { key: row, row };
    };
    expect(await faultsOf(city, { rows })).toEqual([]);
    to.close();
    expect(story.failures).toEqual([]);
  });
});
