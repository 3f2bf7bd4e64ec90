import { isSupervised, type Supervised } from '../case/case-state.ts';
import { actWrites, loadCase } from '../case/case-store.ts';
import type { Plan } from '../case/due-plan.ts';
import { OVER } from '../case/permit-statuses.ts';
import { issueDocument } from '../document/issue-document.ts';
import { mayIssue } from '../document/issuer.ts';
import { lapseWorksWrites } from '../permit/lapse-works.ts';
import type { Ports } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { dateOf } from '../values/calendar.ts';
import type { Refusal } from '../values/errors.ts';
import { tellOfLapse } from './fall-under.ts';
import { lapseWith } from './lapse-with.ts';
import { endOfParent } from './notify-lapse.ts';

/** A subcontractor's permit that came into being after its parent's had ended falls at once (G13). */
export const fallLate = async (
  { store, clock, ids }: Ports,
  state: Supervised,
): Promise<Plan | Refusal | undefined> => {
  const parent = state.parentCaseId === undefined ? undefined : await loadCase(store, state.parentCaseId);
  if (!parent || !isSupervised(parent) || !OVER.includes(parent.status)) return undefined;
  const now = clock();
  const document = (await mayIssue(store, state, dateOf(now)))
    ? await issueDocument({ store, clock }, state, 'sanction')
    : undefined;
  const end = await endOfParent(store, parent);
  const effectiveOn = end.cause === 'revoked' || !('overOn' in parent) ? undefined : parent.overOn;
  const papers = { own: document?.issued, end, effectiveOn };
  const outcome = await lapseWith(store, state, parent, papers, system('daily'), now);
  if (!outcome.ok) return outcome;
  const told = await tellOfLapse({ store, ids }, outcome.value, now);
  const lapsing = await lapseWorksWrites({ store, ids }, outcome.value.after, now);
  return {
    ok: true,
    value: 'ended',
    writes: [...actWrites(outcome.value), ...(document ? [document.write] : []), ...told, ...lapsing],
  };
};
