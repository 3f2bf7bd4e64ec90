import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterAll, expect, test } from 'vitest';
import { createStandingClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { localEnd } from '../../scripts/transfer/ends.ts';
import { exportCity, hashOf, importCity } from '../../scripts/transfer/transfer.ts';
import { confirming } from '../support/city.ts';
import { FILES, sendFile } from '../support/sample-files.ts';
import { watchTable } from '../support/table.ts';
import { createWorld } from '../support/world.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const START = '2026-04-06T09:00+09:00';

/** A data directory with one case at the manager's, and one that was sent in but not yet looked at. */
const makeCity = async () => {
  const dir = mkdtempSync(join(root, 'city-'));
  const database = openDatabase(join(dir, 'permits.sqlite'));
  const world = await createWorld({ database, start: START });
  const submit = (key: string) =>
    world.vendorApi('POST', '/v1/applications', sampleApplication(world.today()), { 'idempotency-key': key });
  const first = await submit('a');
  await world.settle();
  const second = await submit('b');
  database.close();
  return { dir, first: first.json.caseId as string, second: second.json.caseId as string };
};

test('データの移行: 往復しても照合値が変わらず、進行中の案件は続きから進む', async () => {
  const city = await makeCity();
  const from = localEnd(city.dir);
  const sent = await exportCity(from, join(root, 'archive'));
  from.close();
  const to = localEnd(mkdtempSync(join(root, 'two-')), { create: true });
  const arrived = await importCity(to, join(root, 'archive'));
  expect(arrived).toMatchObject({ hash: sent.hash, rows: sent.rows, resumed: 1 });
  expect(await hashOf(to)).toEqual({ rows: sent.rows, hash: sent.hash });
  const back = await exportCity(to, join(root, 'archive-back'));
  expect(back.hash).toBe(sent.hash);
  expect((await to.running()).map(({ generation }) => generation)).toEqual([2]);
  to.close();
});

test('データの移行: サインインも、知られた端末も、数えた回数も、サーバーの鍵も移らない', async () => {
  const city = await makeCity();
  const database = openDatabase(join(city.dir, 'permits.sqlite'));
  const world = await createWorld({ database, start: START });
  await world.signIn('tax-manager@city.example.jp');
  const { rows } = watchTable(database);
  const ofSignIn = (row: string) => /^(SESSION|SIGN)/.test(row);
  expect(
    new Set(
      rows()
        .filter(ofSignIn)
        .map((row) => /^[A-Z-]+/.exec(row)?.[0]),
    ),
  ).toEqual(new Set(['SESSION', 'SIGNED-IN', 'SIGNINKEY', 'SIGNINRATE', 'SIGNINSOURCE']));
  database.close();
  const from = localEnd(city.dir);
  await exportCity(from, join(root, 'archive-signed-in'));
  from.close();
  const moved = readFileSync(join(root, 'archive-signed-in', 'rows.ndjson'), 'utf8').split('\n');
  expect(moved.filter((line) => /"pk":"(SESSION|SIGN)/.test(line))).toEqual([]);
});

test('データの移行: 移行先で管理者が決定でき、未処理の申請も処理される', async () => {
  const city = await makeCity();
  const from = localEnd(city.dir);
  await exportCity(from, join(root, 'archive-3'));
  from.close();
  const dir = mkdtempSync(join(root, 'four-'));
  const to = localEnd(dir, { create: true });
  await importCity(to, join(root, 'archive-3'));
  to.close();
  const database = openDatabase(join(dir, 'permits.sqlite'));
  const clock = createStandingClock(Temporal.Instant.from(START));
  const world = await createWorld({ database, clock });
  await world.settle();
  const manager = await world.signIn('tax-manager@city.example.jp');
  expect((await manager('GET', '/v1/inbox')).json.entries).toHaveLength(2);
  const shown = await manager('GET', `/v1/applications/${city.first}`);
  const decided = await manager(
    'POST',
    `/v1/applications/${city.first}/decisions`,
    confirming(shown.json.request.hash, world.today().toString(), {
      choice: 'refuse',
      reason: '要件を満たさないため。',
    }),
  );
  expect(decided.status).toBe(200);
  await world.settle();
  expect((await world.vendorApi('GET', `/v1/applications/${city.first}`)).json).toMatchObject({
    status: 'refused',
    documentNo: '苫税第1号',
  });
  expect(world.failures).toEqual([]);
});

test.each([
  ['末尾が欠けた', (text: string) => text.split('\n').slice(0, -2).join('\n')],
  ['一文字変わった', (text: string) => text.replace('税務総合システム', '税務総合システヌ')],
  ['一行増えた', (text: string) => `${text.split('\n')[0]}\n${text}`],
  ['一行消えた', (text: string) => text.split('\n').slice(1).join('\n')],
])('データの移行: %s書庫は、一行も書く前に断る', async (_what, damage) => {
  const city = await makeCity();
  const from = localEnd(city.dir);
  const folder = mkdtempSync(join(root, 'damaged-'));
  await exportCity(from, folder);
  from.close();
  const file = join(folder, 'rows.ndjson');
  writeFileSync(file, damage(readFileSync(file, 'utf8')));
  const to = localEnd(mkdtempSync(join(root, 'six-')), { create: true });
  await expect(importCity(to, folder)).rejects.toThrow('not whole');
  expect((await hashOf(to)).rows).toBe(0);
  to.close();
});

test('データの移行: 空でない移行先には書かない', async () => {
  const city = await makeCity();
  const end = localEnd(city.dir);
  const folder = mkdtempSync(join(root, 'full-'));
  await exportCity(end, folder);
  await expect(importCity(end, folder)).rejects.toThrow('not empty');
  await expect(exportCity(end, folder)).rejects.toThrow('EEXIST');
  end.close();
});

test('データの移行: 添付資料は内容ごと移り、変わったものは移さない', async () => {
  const dir = mkdtempSync(join(root, 'files-'));
  const database = openDatabase(join(dir, 'permits.sqlite'));
  const world = await createWorld({ database, start: START, filesFolder: join(dir, 'files') });
  const { json } = await world.vendorApi('POST', '/v1/files', { name: 'a.pdf', size: FILES.pdf.length });
  await sendFile(world, json.upload, 'a.pdf', FILES.pdf);
  await world.vendorApi('POST', `/v1/files/${json.fileId}/completion`, {});
  database.close();
  const from = localEnd(dir);
  const archive = join(root, 'archive-files');
  await exportCity(from, archive);
  expect(readdirSync(join(archive, 'files'))).toEqual([json.fileId]);
  const to = localEnd(mkdtempSync(join(root, 'eight-')), { create: true });
  await importCity(to, archive);
  expect(await to.files.read(json.fileId)).toEqual(FILES.pdf);
  to.close();
  writeFileSync(join(archive, 'files', json.fileId), FILES.png);
  const third = localEnd(mkdtempSync(join(root, 'nine-')), { create: true });
  await expect(importCity(third, archive)).rejects.toThrow('not what was submitted');
  third.close();
  await from.files.remove(json.fileId);
  await expect(exportCity(from, join(root, 'archive-lost'))).rejects.toThrow('is lost');
  from.close();
});
