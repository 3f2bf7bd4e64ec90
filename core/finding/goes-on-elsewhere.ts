import type { CaseState } from '../case/case-state.ts';
import { listRecords, loadRecord } from '../case/case-store.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { mayBeErased } from '../permit/retention.ts';
import type { Store } from '../store/ports.ts';

/**
 * The papers of an order stay where they were written (docs/adr/0034), and a later permit against which it went on rests on
 * them, its mails quote them: they are needed until the records of that permit are erased (第7条, 第8条, 第12条).
 */
export const goesOnElsewhere = async (store: Store, caseId: string): Promise<boolean> => {
  for (const { status, findingId, to } of await listRecords(store, caseId, FINDINGS))
    if (status === 'handed-on' && to !== undefined && (await loadRecord(store, to, FINDINGS, findingId)))
      return true;
  return false;
};

/** Retention is over, and nothing rests on the case any more. What is not so, a disposal spares. */
export const isDisposable = async (
  store: Store,
  state: CaseState,
  years: number,
  today: Parameters<typeof mayBeErased>[2],
): Promise<boolean> => mayBeErased(state, years, today) && !(await goesOnElsewhere(store, state.caseId));
