import type { Act } from '../case/case.ts';
import type { CaseState } from '../case/case-state.ts';
import { childrenOf } from '../case/case-store.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import type { Store, Write } from '../store/ports.ts';
import type { Outcome, Refusal } from '../values/errors.ts';

export type Fallen = {
  readonly ok: true;
  readonly acts: readonly Act[];
  /** What is told of it already. */
  readonly told?: readonly Write[];
};

/** A permit whose first day has come, and that has waited for the one above it to be in force (again). */
export const hasWaited = ({ status, period }: CaseState, today: string): boolean =>
  status === 'upcoming' && period.from <= today;

/**
 * What befalls a permit befalls the subcontractors' permits under it, in the same transaction (INV-23). A child to
 * which it cannot happen (over already) stays as it is.
 */
export const fallWith = async (
  store: Store,
  parent: CaseState,
  /** Undefined: it has befallen the child already. */
  befall: (child: CaseState) => Outcome<Act> | undefined | Promise<Outcome<Act> | undefined>,
): Promise<Refusal | Fallen> => {
  const acts: Act[] = [];
  for (const child of await childrenOf(store, parent.caseId)) {
    if (!IN_FORCE.includes(child.status)) continue;
    const outcome = await befall(child);
    if (!outcome) continue;
    if (!outcome.ok) return outcome;
    acts.push(outcome.value);
  }
  return { ok: true, acts };
};
