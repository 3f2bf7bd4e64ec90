import type { Supervised } from '../case/case-state.ts';
import type { Caller } from '../directory/caller.ts';
import type { Store } from '../store/ports.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { loadPermit } from './view-permit.ts';

/** The vendor's own permit; 404 for everybody else's. */
export const permitOfVendor = async (
  store: Store,
  caller: Caller,
  caseId: string,
): Promise<{ readonly ok: true; readonly state: Supervised } | Refusal> => {
  const found = await loadPermit(store, caller, caseId);
  if (!found.ok) return found;
  const { state, sees } = found.value;
  return sees === 'vendor'
    ? { ok: true, state }
    : refused('forbidden', 'not-vendor', '作業の申請と報告は、保守事業者が行います（第6条第1号）');
};
