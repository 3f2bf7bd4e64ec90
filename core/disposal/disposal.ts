import { z } from 'zod';
import { queryAll, type Store, type Write } from '../store/ports.ts';
import { group } from '../values/fields.ts';
import { hashOf } from '../values/hash.ts';
import { line, paragraph, selected } from '../values/text.ts';

/**
 * 廃棄リスト (第12条): the cases whose retention is over, prepared for the chief's office once a fiscal year. Single cases
 * can be excluded with a reason; the chief approves the rest; then everything personal is erased. The list itself stays
 * as the record of the disposal: numbers and dates, and the approval.
 */

export const DISPOSAL_STATUSES = { proposed: '承認待ち', approved: '廃棄中', executed: '廃棄済み' } as const;

const signatory = z.object({ personId: z.string(), name: z.string(), title: z.string() });

const approvalSchema = z.object({
  /** Hash of what was shown. */
  shownHash: z.string(),
  count: z.int(),
  excluded: z.int(),
  reason: z.string(),
  decidedBy: signatory,
  decidedAs: z.enum(['principal', 'deputy']),
  /** With 代決: the holder on whose behalf. */
  principal: signatory.optional(),
  channel: z.enum(['mail-link', 'screen']),
  decidedAt: z.string(),
});
export type DisposalApproval = z.infer<typeof approvalSchema>;

export const disposalSchema = z.object({
  disposalId: z.string(),
  /** e.g. R14-D1. */
  disposalNo: z.string(),
  version: z.int(),
  status: z.enum(['proposed', 'approved', 'executed']),
  preparedAt: z.string(),
  /** Years of retention by which the cases were chosen. */
  retentionYears: z.int(),
  approval: approvalSchema.optional(),
  executedAt: z.string().optional(),
});
export type Disposal = z.infer<typeof disposalSchema>;

export const disposalEntrySchema = z.object({
  caseId: z.string(),
  caseNo: z.string(),
  permitNo: z.string().optional(),
  /** How the case ended. */
  status: z.enum(['refused', 'withdrawn', 'expired', 'revoked', 'ended']),
  vendorId: z.string(),
  sectionId: z.string(),
  systemId: z.string(),
  endedOn: z.string(),
  keptUntil: z.string(),
  /** Questions that nobody has answered since the end. */
  unanswered: z.int(),
  excluded: z.object({ reason: z.string(), by: z.string(), at: z.string() }).optional(),
  /** Something was to be done again when it was about to be erased: it stays. */
  spared: z.boolean().optional(),
  erasedAt: z.string().optional(),
});
export type DisposalEntry = z.infer<typeof disposalEntrySchema>;

export const isToErase = ({ excluded }: DisposalEntry): boolean => excluded === undefined;

/** What the chief approves: the list with its exclusions and their reasons. */
export const disposalHash = (disposal: Disposal, entries: readonly DisposalEntry[]): string =>
  hashOf({
    disposalId: disposal.disposalId,
    cases: entries.map(({ caseId, endedOn, keptUntil, excluded }) => ({
      caseId,
      endedOn,
      keptUntil,
      excluded: excluded?.reason,
    })),
  });

export const exclusionInputSchema = group('廃棄からの除外', {
  caseId: selected('案件'),
  reason: paragraph('除外する理由', 500),
});
export const inclusionInputSchema = group('除外の取消し', { caseId: selected('案件') });
export const disposalApprovalInputSchema = group('廃棄の承認', {
  hash: line('表示内容の照合値', 60),
  reason: paragraph('承認の理由', 500),
});
export type DisposalApprovalInput = z.infer<typeof disposalApprovalInputSchema>;

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
