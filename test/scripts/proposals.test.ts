import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadVendor } from '../../core/directory/directory-store.ts';
import { listDirectoryEvents } from '../../core/directory/directory-trail.ts';
import { bootstrapCity } from '../../core/registration/bootstrap-city.ts';
import { loadProposal } from '../../core/registration/proposal.ts';
import { actOnDirectory } from '../../core/registration/propose.ts';
import { createIds } from '../../functions/adapters/system.ts';
import { createRunningClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';
import { callerIn } from '../support/decree.ts';

const dir = mkdtempSync(join(tmpdir(), 'proposals-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const proposals = (...args: string[]) =>
  spawnSync(process.execPath, ['scripts/proposals.ts', ...args, '--data', dir], { encoding: 'utf8' });
/** What one process does to the city, which the command does not see until it is done. */
const inCity = async <T>(act: (city: ReturnType<typeof portsOf>) => Promise<T>): Promise<T> => {
  const database = openDatabase(join(dir, 'permits.sqlite'));
  try {
    return await act(portsOf(database));
  } finally {
    database.close();
  }
};
const portsOf = (database: ReturnType<typeof openDatabase>) => {
  const { now: clock } = createRunningClock(database);
  return { store: createSqliteStore(database), clock, ids: createIds(clock) };
};

const VENDOR = {
  act: 'register-vendor',
  ...{ name: '北斗', kana: 'ホクト', corporateNumber: '7000012050002' },
  ...{ postalCode: '060-0001', address: '札幌市', representative: { title: '代表取締役', name: '北 斗' } },
} as const;

test('INV-25: 確認できる職員がいない間だけ、運用担当者がコマンドで確認する', async () => {
  expect(proposals('list').status).toBe(2);
  const chief = await inCity(async (ports) => {
    const begun = await bootstrapCity(ports)({
      ...{ name: '室長 一子', email: 'shitsucho@city.example.jp', title: '室長', section: 'ICT推進室' },
    });
    if (!begun.ok) throw new Error(begun.message);
    return begun.value.person.personId;
  });
  const prepare = (change: Parameters<ReturnType<typeof actOnDirectory>>[1], by = chief) =>
    inCity(async (ports) => {
      const acted = await actOnDirectory(ports)(await callerIn(ports)(by), change, '最初の登録');
      if (!acted.ok) throw new Error(acted.problems.map(({ message }) => message).join());
      if ('applied' in acted.value) return acted.value.applied;
      return (await loadProposal(ports.store, acted.value.proposal.proposalId))?.proposalNo;
    });

  const no = String(await prepare(VENDOR));
  expect(proposals('list').stdout).toBe(
    `${no}　保守事業者の登録　確認できる職員：いません（運用担当者が確認できます）\n`,
  );
  expect(proposals('show', no).stdout).toContain('商号・名称：北斗');
  const confirmed = proposals('confirm', no);
  expect([confirmed.status, confirmed.stderr]).toEqual([0, '']);
  expect(confirmed.stdout).toContain('→ 反映済み');
  await inCity(async ({ store }) => {
    expect(await loadVendor(store, 'v-7000012050002')).toMatchObject({ name: '北斗' });
    const events = await listDirectoryEvents(store);
    expect(events.at(-1)).toMatchObject({ act: 'register-vendor', by: chief, confirmedBy: 'operator' });
  });
  expect(proposals('list').stdout).toBe('確認待ちの登録伺いはありません。\n');
  expect(proposals('confirm', no)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('見つかりません'),
  });

  // A clerk prepares: now the chief is entitled, and the operator is not.
  const clerk = Object(
    await prepare({
      ...{ act: 'register-person', name: '担当 次郎', email: 'clerk@city.example.jp', sectionId: 'ict' },
    }),
  ).personId;
  const appointed = await prepare({
    ...{ act: 'appoint', role: 'clerk:ict', personId: clerk, kind: 'principal', title: '主事' },
    from: '2026-04-01',
  });
  // Nobody makes clerks of the office alone: the chief would draft in that name, and confirm in his own.
  expect(proposals('confirm', String(appointed)).status).toBe(0);
  const byClerk = String(await prepare({ ...VENDOR, corporateNumber: '8000020130001', name: '南星' }, clerk));
  const refused = proposals('confirm', byClerk);
  expect([refused.status, refused.stdout]).toEqual([
    1,
    expect.stringContaining('その職員が確認してください'),
  ]);
  expect(proposals('stop', byClerk).status).toBe(2);
  const stopped = proposals('stop', byClerk, '--reason', '照会による');
  expect([stopped.status, stopped.stdout]).toEqual([0, expect.stringContaining('差止め')]);
  expect(proposals('shout', byClerk).status).toBe(1);
  // 第12条: staff write from the first chief's domain only.
  const abroad = { name: '庁外', email: 'someone@example.com', sectionId: 'ict' };
  await expect(prepare({ act: 'register-person', ...abroad })).rejects.toThrow('city.example.jp');
});
