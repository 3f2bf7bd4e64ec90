import type { CaseState } from '../case/case-state.ts';
import { caseKey, listRecords } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { CHANGES, type ChangeHead } from '../case/records/change.ts';
import type { Store } from '../store/ports.ts';
import { changePaperSchema, withChange } from './change-form.ts';
import type { RecordedApplication } from './inputs.ts';
import { revisionOf } from './revision-store.ts';

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
