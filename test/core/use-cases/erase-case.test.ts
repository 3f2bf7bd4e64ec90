import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { loadCase } from '../../../core/case-store.ts';
import { settingsWrite } from '../../../core/directory-store.ts';
import type { Disposal } from '../../../core/disposal.ts';
import type { Copies, Files } from '../../../core/ports.ts';
import { DEFAULT_SETTINGS } from '../../../core/settings.ts';
import { eraseCase } from '../../../core/use-cases/erase-case.ts';
import { withdrawApplication } from '../../../core/use-cases/withdraw-application.ts';
import { createCity } from '../../support/city.ts';

const unexpected = () => {
  throw new Error('unexpected call');
};
const files: Files = {
  presignUpload: unexpected,
  received: unexpected,
  discard: unexpected,
  keep: unexpected,
  hashOf: unexpected,
  read: unexpected,
  presignDownload: unexpected,
  remove: unexpected,
  erase: unexpected,
};
const copies: Copies = { forgetMails: async () => {}, scrub: unexpected };
const approved: Disposal = {
  disposalId: 'd-1',
  disposalNo: 'R14-D1',
  version: 2,
  status: 'approved',
  preparedAt: '2032-04-01T00:00:00Z',
  retentionYears: 5,
  approval: {
    shownHash: 'shown',
    count: 1,
    excluded: 0,
    reason: '保存期間の満了を確認した',
    decidedBy: { personId: 'p-chief', name: '統括 一郎', title: '総務部ICT推進室長' },
    decidedAs: 'principal',
    channel: 'screen',
    decidedAt: '2032-04-01T00:30:00.000Z',
  },
};

/** An application withdrawn in April 2026, and what becomes of it on an approved list under these years of retention. */
const disposed = async (retentionYears: number, on: string) => {
  const city = await createCity();
  const caseId = await city.confirming();
  await withdrawApplication(city.ports)(await city.person('p-vendor'), caseId);
  city.clock.moveTo(Temporal.Instant.from(on));
  await city.store.transact([
    settingsWrite({
      version: 1,
      settings: { ...DEFAULT_SETTINGS, retentionYears },
      changedBy: 'p-chief',
      changedAt: '2032-03-01T00:00:00Z',
      reason: '保存期間の見直し',
    }),
  ]);
  const result = await eraseCase({ ...city.ports, files, copies })(caseId, approved, async () => new Set());
  return [result, (await loadCase(city.store, caseId))?.erasedAt !== undefined];
};

test('INV-19: 承認された案件は、保存期間が満了していれば廃棄する', async () => {
  expect(await disposed(5, '2032-04-01T00:00:00+09:00')).toEqual(['erased', true]);
});

test.each([
  ['リストの作成の後に、保存期間が延びた', 10, '2032-04-01T00:00:00+09:00'],
  ['保存期間の最後の日', 5, '2032-03-31T23:59:59+09:00'],
])('INV-19: 保存期間が残る案件は、リストにあっても廃棄しない（%s）', async (_name, years, on) => {
  expect(await disposed(years, on)).toEqual(['spared', false]);
});
