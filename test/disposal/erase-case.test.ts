import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { withdrawApplication } from '../../core/application/withdraw-application.ts';
import {
  eraseFile,
  type FileRecord,
  fileChange,
  findFile,
  newFileWrite,
} from '../../core/attachment/file-store.ts';
import { caseKey, loadCase } from '../../core/case/case-store.ts';
import type { Disposal } from '../../core/disposal/disposal.ts';
import { eraseCase } from '../../core/disposal/erase-case.ts';
import type { Copies, Store } from '../../core/store/ports.ts';
import { Retryable } from '../../core/values/errors.ts';
import { createCity } from '../support/city.ts';
import { noErasure } from '../support/no-erasure.ts';

const { files } = noErasure;
const copies: Copies = { ...noErasure.copies, forgetMails: async () => {} };
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
  const judged = { retentionYears, inUse: async () => new Set<string>() };
  const result = await eraseCase({ ...city.ports, files, copies })(caseId, approved, judged);
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

test.each([1, 2])(
  'INV-19: 添付の記録の%d回目の書込みが競合しても、次の配信で添付は残らず消える',
  async (nth) => {
    const city = await createCity();
    const caseId = await city.confirming();
    await withdrawApplication(city.ports)(await city.person('p-vendor'), caseId);
    const fileId = '01KNG1DK00AX54MFGT6ZQYRSND';
    const file: FileRecord = {
      ...{ fileId, vendorId: 'hokuto', version: 3, name: '資料.csv', type: 'text/csv', size: 5 },
      ...{ sha256: 'x', uploadedBy: 'p-vendor', uploadedAt: '2026-04-01T00:00:00Z' },
      ...{ submitted: true, kept: true },
    };
    const named = { put: { pk: caseKey(caseId), sk: 'REV#0009', fileId } };
    await city.store.transact([newFileWrite(file), named]);
    city.clock.moveTo(Temporal.Instant.from('2032-04-01T00:00:00+09:00'));
    let writes = 0;
    const store: Store = {
      ...city.store,
      transact: async (given) => {
        const of = given.map((write) =>
          'put' in write ? write.put.pk : 'delete' in write ? write.delete.pk : '',
        );
        if (of.includes(`FILE#${fileId}`)) writes += 1;
        if (of.includes(`FILE#${fileId}`) && writes === nth)
          return { ok: false, failed: [{ index: 0, existing: undefined }] };
        return city.store.transact(given);
      },
    };
    const erased: string[] = [];
    const erasing = { ...files, erase: async (id: string) => void erased.push(id) };
    const erase = () =>
      eraseCase({ ...city.ports, store, files: erasing, copies })(caseId, approved, {
        retentionYears: 5,
        inUse: async () => new Set(),
      });
    await expect(erase()).rejects.toThrow(Retryable);
    expect(await erase()).toBe('erased');
    expect(erased).toContain(fileId);
    expect(await findFile(city.store, fileId)).toBeUndefined();
    expect(await city.store.get({ pk: caseKey(caseId), sk: 'REV#0009' })).toBeUndefined();
  },
);

test('INV-19: その間に申請書に添付された資料の中身は、消さない', async () => {
  const { store } = await createCity();
  const file: FileRecord = {
    ...{ fileId: '01KNG1DK00AX54MFGT6ZQYRSND', vendorId: 'hokuto', version: 3, name: '資料.csv' },
    ...{ type: 'text/csv', size: 5, sha256: 'x', uploadedBy: 'p-vendor', uploadedAt: '2020-04-01T00:00:00Z' },
    ...{ submitted: false, kept: true },
  };
  await store.transact([newFileWrite(file)]);
  await store.transact([fileChange(file, { submitted: true })]);
  expect(await eraseFile(store, file, files.erase)).toBe('changed');
  expect(await findFile(store, file.fileId)).toMatchObject({ submitted: true, kept: true });
});
