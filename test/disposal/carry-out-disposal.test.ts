import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { loadDraft, startDraft } from '../../core/application/save-draft.ts';
import { withdrawApplication } from '../../core/application/withdraw-application.ts';
import { findFile, newFileWrite } from '../../core/attachment/file-store.ts';
import { caseKey, loadCase } from '../../core/case/case-store.ts';
import { settingsWrite } from '../../core/directory/directory-store.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { carryOutDisposal } from '../../core/disposal/carry-out-disposal.ts';
import {
  type Disposal,
  disposalEntryWrite,
  disposalWrite,
  loadDisposal,
} from '../../core/disposal/disposal.ts';
import { createCity } from '../support/city.ts';
import { noErasure } from '../support/no-erasure.ts';

const disposal: Disposal = {
  disposalId: 'd-1',
  disposalNo: 'R15-D1',
  version: 1,
  status: 'approved',
  preparedAt: '2033-04-01T00:00:00Z',
  retentionYears: 5,
  approval: {
    ...{ shownHash: 'shown', count: 2, excluded: 0, reason: '保存期間の満了を確認した' },
    decidedBy: { personId: 'p-chief', name: '統括 一郎', title: '総務部ICT推進室長' },
    ...{ decidedAs: 'principal', channel: 'screen', decidedAt: '2033-04-01T00:30:00.000Z' },
  },
};
const FILE = '01KNG1DK00AX54MFGT6ZQYRSND';

test('INV-19: 保存期間が延びて残る案件の添付は、同じ資料を添付した案件が廃棄されても残る', async () => {
  const { ports, store, clock, person, confirming } = await createCity();
  const withdrawn = async (on: string, version: number): Promise<string> => {
    clock.moveTo(Temporal.Instant.from(on));
    const caseId = await confirming();
    await withdrawApplication(ports)(await person('p-vendor'), caseId);
    const { vendorId, sectionId, systemId } = (await loadCase(store, caseId)) ?? {};
    if (!vendorId || !sectionId || !systemId) throw new Error('no case');
    await store.transact([
      // As the revision of an application names the papers that it shares with another.
      { put: { pk: caseKey(caseId), sk: `REV#000${version + 1}`, fileId: FILE } },
      disposalEntryWrite('d-1', {
        ...{ caseId, caseNo: `R8-000${version}`, status: 'withdrawn', vendorId, sectionId, systemId },
        ...{ endedOn: on.slice(0, 10), keptUntil: '2033-03-31', unanswered: 0 },
      }),
    ]);
    return caseId;
  };
  await store.transact([
    disposalWrite(disposal),
    newFileWrite({
      ...{ fileId: FILE, vendorId: 'hokuto', version: 1, name: '資料.csv', type: 'text/csv', size: 5 },
      ...{ sha256: 'x', uploadedBy: 'p-vendor', uploadedAt: '2026-04-01T00:00:00Z' },
      ...{ submitted: true, kept: true },
    }),
  ]);
  const first = await withdrawn('2026-04-06T09:00:00+09:00', 1);
  const second = await withdrawn('2027-03-01T09:00:00+09:00', 2);
  const third = await withdrawn('2027-04-06T09:00:00+09:00', 3);
  const draft = await startDraft(ports)(await person('p-vendor'), 'c-hokuto');
  if (!draft.ok) throw new Error(draft.message);
  // Prolonged after the list was approved: the third, of the next fiscal year, is kept for a year more.
  const prolonged = { ...DEFAULT_SETTINGS, retentionYears: 6 };
  await store.transact([
    settingsWrite({
      ...{ version: 1, settings: prolonged, changedBy: 'p-chief', reason: '保存期間の見直し' },
      changedAt: '2033-04-01T00:00:00Z',
    }),
  ]);
  clock.moveTo(Temporal.Instant.from('2033-04-01T09:00:00+09:00'));
  const erased: string[] = [];
  const files = { ...noErasure.files, erase: async (fileId: string) => void erased.push(fileId) };
  const copies = { forgetMails: async () => {}, scrub: async () => {} };
  expect(await carryOutDisposal({ ...ports, files, copies })('d-1')).toBe(false);
  const gone = async (caseId: string) => (await loadCase(store, caseId))?.erasedAt !== undefined;
  expect([await gone(first), await gone(second), await gone(third)]).toEqual([true, true, false]);
  expect(erased).toEqual([]);
  expect(await findFile(store, FILE)).toMatchObject({ kept: true });
  const vendor = await person('p-vendor');
  expect(await loadDraft(store, vendor, draft.value.draftId), 'a draft of that year').toBeDefined();
  expect((await loadDisposal(store, 'd-1'))?.status).toBe('executed');
});
