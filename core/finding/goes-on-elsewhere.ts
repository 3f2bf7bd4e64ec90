import type { CaseState } from '../case/case-state.ts';
import { listRecords, loadCase, loadRecord } from '../case/case-store.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { type FindingHead, UNSETTLED } from '../case/records/finding-facts.ts';
import { mayBeErased } from '../permit/retention.ts';
import type { Store } from '../store/ports.ts';

/**
 * The papers of an order stay where they were written (docs/adr/0034). As long as one goes on against a later permit, or a
 * suspension or revocation that came of it has not ended that permit, those of the earlier one are still needed (第7条, 第8条, 第12条).
 */
export const goesOnElsewhere = async (store: Store, caseId: string): Promise<boolean> => {
  for (const head of await listRecords(store, caseId, FINDINGS))
    if (head.status === 'handed-on' && (await isOpenAt(store, head))) return true;
  return false;
};

const isOpenAt = async (store: Store, { findingId, to }: FindingHead): Promise<boolean> => {
  const later = to === undefined ? undefined : await loadRecord(store, to, FINDINGS, findingId);
  if (to === undefined || !later) return false;
  const { head } = later;
  if (head.status === 'handed-on') return isOpenAt(store, head);
  if (UNSETTLED.includes(head.status)) return true;
  if (head.status !== 'sanctioned' || head.sanction === 'none' || head.sanction === 'other') return false;
  return isInForce(store, to);
};

const isInForce = async (store: Store, caseId: string): Promise<boolean> => {
  const state = await loadCase(store, caseId);
  return state !== undefined && IN_FORCE.includes(state.status);
};

/** Retention is over, and nothing rests on the case any more. What is not so, a disposal spares. */
export const isDisposable = async (
  store: Store,
  state: CaseState,
  years: number,
  today: Parameters<typeof mayBeErased>[2],
): Promise<boolean> => mayBeErased(state, years, today) && !(await goesOnElsewhere(store, state.caseId));
