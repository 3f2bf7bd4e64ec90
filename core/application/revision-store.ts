import { z } from 'zod';
import type { CaseState } from '../case/case-state.ts';
import { caseKey, pad } from '../case/case-store.ts';
import type { Store, Write } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { Fatal } from '../values/errors.ts';
import { parsed } from '../values/frozen.ts';
import { recordedApplicationSchema } from './inputs.ts';

/** The revisions of an application: rows `REV#…` of its case. */

export const revisionSchema = z.object({
  rev: z.int(),
  hash: z.string(),
  application: recordedApplicationSchema,
  submittedAt: z.string(),
  submittedBy: z.string(),
});
export type Revision = z.infer<typeof revisionSchema>;

export const revisionWrite = (caseId: string, revision: Revision): Write => ({
  put: { pk: caseKey(caseId), sk: `REV#${pad(revision.rev, 4)}`, revision },
  when: { absent: true },
});

export const loadRevision = async (
  store: Store,
  caseId: string,
  rev: number,
): Promise<Revision | undefined> => {
  const row = await store.get({ pk: caseKey(caseId), sk: `REV#${pad(rev, 4)}` });
  return row && parsed(revisionSchema, row['revision']);
};

const submittedBySchema = z.object({ submittedBy: z.string() });

/** Whoever applied: all that a mail to the vendor needs of a revision; the application itself is not read. */
export const loadApplicant = async (
  store: Store,
  { caseId, rev }: Pick<CaseState, 'caseId' | 'rev'>,
): Promise<string> => {
  const row = await store.get({ pk: caseKey(caseId), sk: `REV#${pad(rev, 4)}` });
  return submittedBySchema.safeParse(row?.['revision']).data?.submittedBy ?? '';
};

/** The application of a case as it stands, or as it was at `rev`. */
export const revisionOf = async (
  store: Store,
  state: Pick<CaseState, 'caseId' | 'rev'>,
  rev = state.rev,
): Promise<Revision> => {
  const revision = await loadRevision(store, state.caseId, rev);
  if (!revision) throw new Fatal('a revision is missing');
  return revision;
};
/** All of a case, the first one first. */
export const loadRevisions = async (store: Store, caseId: string): Promise<Revision[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: 'REV#' })).map((row) =>
    parsed(revisionSchema, row['revision']),
  );
