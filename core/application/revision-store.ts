import { z } from 'zod';
import type { CaseState } from '../case/case-state.ts';
import { caseKey, listRecords, pad } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { CHANGES, type ChangeHead } from '../case/records/change.ts';
import { queryAll, type Store, type Write } from '../store/ports.ts';
import { Fatal } from '../values/errors.ts';
import { parsed } from '../values/frozen.ts';
import { changePaperSchema, withChange } from './change-form.ts';
import { type RecordedApplication, recordedApplicationSchema } from './inputs.ts';

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

/** In the order in which they took effect; those of one day in the order of their ids. */
const inForce = (changes: readonly ChangeHead[], on: string): readonly ChangeHead[] =>
  changes
    .filter(({ effectiveOn, status }) => status === 'effective' && (effectiveOn ?? '') <= on)
    .sort((a, b) => {
      const [one, other] = [`${a.effectiveOn}#${a.changeId}`, `${b.effectiveOn}#${b.changeId}`];
      return one < other ? -1 : 1;
    });

/**
 * The application of a permit as it holds on a day (第6条第3号): as it was approved, with every 変更届 that had taken
 * effect by then. Whatever judges a work, a session or a log by the permit's scope asks for the day it took place.
 *
 * @param on ISO date; a late one ('9999-12-31') gives everything that has been settled
 */
export const applicationOn = async (
  store: Store,
  state: Pick<CaseState, 'caseId' | 'rev'>,
  on: string,
): Promise<RecordedApplication> => {
  const [revision, changes] = await Promise.all([
    revisionOf(store, state),
    listRecords(store, state.caseId, CHANGES),
  ]);
  let { application } = revision;
  for (const { papers } of inForce(changes, on)) {
    const paper = await loadPaper(store, caseKey(state.caseId), papers['change-filed'], changePaperSchema);
    // Erased with the personal data: then nothing is judged by it any more.
    if (paper) application = withChange(application, paper.after);
  }
  return application;
};

/** Everything that has been settled, in force already or later. */
export const SETTLED = '9999-12-31';
