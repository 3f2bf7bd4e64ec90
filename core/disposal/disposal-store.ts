import type { Store, Write } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { type Disposal, type DisposalEntry, disposalEntrySchema, disposalSchema } from './disposal.ts';

/** Rows of disposals: LIST#… under DISPOSALS, and CASE#… under each list. Written only under the list's version. */

const listKey = (disposalId: string) => ({ pk: 'DISPOSALS', sk: `LIST#${disposalId}` });
export const disposalKey = (disposalId: string) => `DISPOSAL#${disposalId}`;

/** The list after a change of itself or of its entries. */
export const disposalWrite = (disposal: Disposal): Write => ({
  put: { ...listKey(disposal.disposalId), version: disposal.version, disposal },
  when: disposal.version === 1 ? { absent: true } : { version: disposal.version - 1 },
});
export const disposalEntryWrite = (disposalId: string, entry: DisposalEntry): Write => ({
  put: { pk: disposalKey(disposalId), sk: `CASE#${entry.caseId}`, entry },
});

export const loadDisposal = async (store: Store, disposalId: string): Promise<Disposal | undefined> => {
  const row = await store.get(listKey(disposalId));
  return row && disposalSchema.parse(row['disposal']);
};
/** Newest first. */
export const listDisposals = async (store: Store): Promise<Disposal[]> =>
  (await queryAll(store, { hash: 'DISPOSALS', prefix: 'LIST#', descending: true })).map((row) =>
    disposalSchema.parse(row['disposal']),
  );
/** In the order in which the cases came in. */
export const listDisposalEntries = async (store: Store, disposalId: string): Promise<DisposalEntry[]> =>
  (await queryAll(store, { hash: disposalKey(disposalId), prefix: 'CASE#' })).map((row) =>
    disposalEntrySchema.parse(row['entry']),
  );

/** The fiscal year whose list the daily run has prepared. */
const yearKey = (fiscalYear: number) => ({ pk: 'DISPOSALS', sk: `YEAR#${fiscalYear}` });
export const isYearPrepared = async (store: Store, fiscalYear: number): Promise<boolean> =>
  (await store.get(yearKey(fiscalYear))) !== undefined;
export const yearWrite = (fiscalYear: number, at: string): Write => ({
  put: { ...yearKey(fiscalYear), at },
});
