import type { Store, Write } from '../store/ports.ts';
import type { Act } from './case.ts';
import { type CaseState, isSupervised, type Supervised } from './case-state.ts';
import { actWrites, caseKey, changedWrite, loadCase, rowsOf, stillAt } from './case-store.ts';

/** 第11条: what is done with a subcontractor's permit is judged by the permit of the vendor as well (INV-23). */

export type UnderParent = {
  readonly parent: CaseState | undefined;
  /** For the transaction: nothing has befallen the parent's permit since it was read. */
  readonly guard: readonly Write[];
};

/** To be called before anything else of the parent is read. */
export const underParent = async (
  store: Store,
  { parentCaseId }: Pick<CaseState, 'parentCaseId'>,
): Promise<UnderParent> => {
  const parent = parentCaseId === undefined ? undefined : await loadCase(store, parentCaseId);
  return { parent, guard: parent ? [stillAt(parent)] : [] };
};

/** The permit with every 緊急接続停止指示 that holds for it: a subcontractor is cut off with the vendor. */
export const withCutOffs = (state: Supervised, { parent }: UnderParent): Supervised =>
  parent && isSupervised(parent) ? { ...state, cutOffs: [...state.cutOffs, ...parent.cutOffs] } : state;

/**
 * Approvals under one parent take turns, for their number to be limited: an approval changes nothing of the parent's own
 * row, so two at once would each count without the other.
 */
export const approvalTurn = async (store: Store, parentCaseId: string): Promise<Write> => {
  const key = { pk: caseKey(parentCaseId), sk: 'SUBCONTRACTORS' };
  const version = (await store.get(key))?.version ?? 0;
  return {
    put: { ...key, version: version + 1 },
    when: version === 0 ? { absent: true } : { version },
  };
};

/**
 * The rows of what befalls a permit, first, and those under it: ten of them and the notices of all come to a hundred rows, which
 * is a transaction. That they have changed is put down for each when its workflow is told ({@link noteChanged}).
 */
export const cascadeWrites = ([first, ...under]: readonly Act[]): Write[] => [
  ...(first ? actWrites(first) : []),
  ...under.flatMap(rowsOf),
];

/** Of a permit under another one. Whatever moves it meanwhile puts it down itself. */
export const noteChanged = async (store: Store, state: CaseState): Promise<void> => {
  if (state.parentCaseId !== undefined && state.erasedAt === undefined)
    await store.transact([changedWrite(state), stillAt(state)]);
};
