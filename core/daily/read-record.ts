import { loadCase } from '../case/case-store.ts';
import { type NextStep, nextStep } from '../case/next-step.ts';
import type { Ports } from '../store/ports.ts';
import { accepted, type Outcome } from '../values/errors.ts';
import { NOT_FOUND } from '../values/refusals.ts';

/**
 * The state ReadRecord: where the record stands. A case that is parked stays so until the chief's office resumes it,
 * and a workflow ends only when its case has, whatever somebody answered in its name.
 */
export const readRecord =
  ({ store }: Pick<Ports, 'store'>) =>
  async (caseId: string): Promise<Outcome<NextStep | 'parked'>> => {
    const state = await loadCase(store, caseId);
    if (!state) return NOT_FOUND;
    const next = nextStep(state);
    return accepted(state.parked !== undefined && next !== 'closed' ? 'parked' : next);
  };
