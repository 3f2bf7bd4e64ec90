import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFileAnchors } from '../../local/anchors.ts';
import { openDatabase } from '../../local/database.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { createWorld } from '../support/world.ts';

/** `npm run audit:verify` on a copy of the data, whole and tampered with. */

const root = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let caseId = '';
beforeAll(async () => {
  const database = openDatabase(join(root, 'permits.sqlite'));
  const world = await createWorld({ database, anchors: createFileAnchors(join(root, 'anchors')) });
  const { json } = await world.vendorApi('POST', '/v1/applications', sampleApplication(world.today()), {
    'idempotency-key': 'audit',
  });
  caseId = json.caseId;
  await world.settle();
  await world.advanceTo(Temporal.Instant.from('2026-04-08T09:00+09:00'));
  database.close();
});

const verify = async (folder = root): Promise<{ code: number; text: string }> => {
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'audit-verify.ts');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--data', folder]);
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, text: stdout };
  }
};
/** Changes one row behind the program's back, verifies, and puts it back. */
const tampered = async (sk: string, change: (json: string) => string) => {
  const database = openDatabase(join(root, 'permits.sqlite'));
  const where = 'WHERE pk = ? AND sk = ?';
  const row = database.prepare(`SELECT json FROM items ${where}`).get(`CASE#${caseId}`, sk);
  const before = String(row?.['json']);
  const put = (json: string) =>
    database.prepare(`UPDATE items SET json = ? ${where}`).run(json, `CASE#${caseId}`, sk);
  expect(change(before)).not.toBe(before);
  put(change(before));
  const result = await verify();
  put(before);
  database.close();
  return result;
};

test('手を加えなければ0で終わり、件数と封印の数を告げる', async () => {
  const { code, text } = await verify();
  expect([code, text]).toEqual([0, expect.stringMatching(/^ +2 CASE#\/EVENT#$/m)]);
  expect(text).toMatch(/^\d\d rows, 1 cases, 0 files, 2 anchors: intact$/m);
});

test('データのないフォルダは、改ざんなしとは言わない', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'audit-empty-'));
  expect(await verify(empty)).toMatchObject({ code: 2, text: expect.stringContaining('no data') });
  rmSync(empty, { recursive: true });
});

type Row = { sk: string; json: string };
const withChange = (row: Row, change: object): Row => ({
  ...row,
  json: JSON.stringify({ ...JSON.parse(row.json), ...change }),
});
const eventOf = (row: Row | undefined) => ({ event: JSON.parse(row?.json ?? '{}').event });

test.each<[string, (rows: Row[]) => Row[]]>([
  ['削除', ([first, , ...rest]) => [...(first ? [first] : []), ...rest]],
  [
    '入替え',
    ([first, second, ...rest]) =>
      first && second
        ? [withChange(first, eventOf(second)), withChange(second, eventOf(first)), ...rest]
        : [],
  ],
  [
    '挿入',
    ([first, ...rest]) =>
      first ? [first, { ...withChange(first, { sk: 'EVENT#0000015' }), sk: 'EVENT#0000015' }, ...rest] : [],
  ],
])('事象の%sをすると1で終わり、どの案件かを告げる', async (_what, tamper) => {
  const copy = mkdtempSync(join(tmpdir(), 'audit-copy-'));
  const database = openDatabase(join(root, 'permits.sqlite'));
  database.exec(`VACUUM INTO '${join(copy, 'permits.sqlite')}'`);
  database.close();
  cpSync(join(root, 'anchors'), join(copy, 'anchors'), { recursive: true });
  const tampered = openDatabase(join(copy, 'permits.sqlite'));
  const where = "pk = ? AND sk LIKE 'EVENT#%'";
  const rows = tampered
    .prepare(`SELECT sk, json FROM items WHERE ${where} ORDER BY sk`)
    .all(`CASE#${caseId}`);
  expect(rows.length).toBeGreaterThan(1);
  tampered.prepare(`DELETE FROM items WHERE ${where}`).run(`CASE#${caseId}`);
  for (const { sk, json } of tamper(
    rows.map((row) => ({ sk: String(row['sk']), json: String(row['json']) })),
  ))
    tampered.prepare('INSERT INTO items (pk, sk, json) VALUES (?, ?, ?)').run(`CASE#${caseId}`, sk, json);
  tampered.close();
  const { code, text } = await verify(copy);
  rmSync(copy, { recursive: true });
  expect([code, text]).toEqual([1, expect.stringContaining(`✗ ${caseId}: `)]);
});

test.each([
  ['事象', 'EVENT#000001', 'event 1'],
  ['申請書の版', 'REV#0001', 'revision 1'],
  ['現在の状態', 'STATE', 'stored state'],
])('%sを書き換えると1で終わり、どの案件の何かを告げる', async (_what, sk, named) => {
  const { code, text } = await tampered(sk, (json) => json.replace(/2026-04-20/g, '2026-04-21'));
  expect(code).toBe(1);
  expect(text).toContain(caseId);
  expect(text).toContain(named);
  expect(await verify()).toMatchObject({ code: 0 });
});
