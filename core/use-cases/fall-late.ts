import { system } from '../actor.ts';
import { dateOf } from '../calendar.ts';
import { act } from '../case.ts';
import type { CaseFact } from '../case-event.ts';
import type { StateOf, Supervised } from '../case-state.ts';
import { actWrites, loadCase } from '../case-store.ts';
import type { Refusal } from '../errors.ts';
import { OVER } from '../permit-statuses.ts';
import type { Ports } from '../ports.ts';
import type { Plan } from './due-plan.ts';
import { tellOffice } from './hold-paper.ts';
import { issueDocument } from './issue-document.ts';
import { mayIssue } from './issuer.ts';
import { lapseWith } from './lapse-with.ts';
import { lapseWorksWrites } from './lapse-works.ts';
import { revocationOf } from './notify-lapse.ts';
import { newsMails } from './permit-news-mail.ts';

/** A subcontractor's permit that came into being after its parent's had ended falls at once (G13). */
export const fallLate = async (ports: Ports, state: Supervised): Promise<Plan | Refusal | undefined> => {
  const { store, clock } = ports;
  const parent = state.parentCaseId === undefined ? undefined : await loadCase(store, state.parentCaseId);
  if (!parent || !OVER.includes(parent.status)) return undefined;
  if (parent.status === 'revoked') return lapseLate(ports, state, parent);
  const fact: CaseFact =
    parent.status === 'ended'
      ? { type: 'ended', on: parent.overOn, parent: parent.caseId }
      : { type: 'expired' };
  const outcome = act(state, fact, system('daily'), clock());
  if (!outcome.ok) return outcome;
  // Of an expiry or an end the vendor is told when the workflow closes it.
  const lapsing = await lapseWorksWrites(ports, outcome.value.after, clock());
  return { ok: true, value: 'ended', writes: [...actWrites(outcome.value), ...lapsing] };
};

/** Its notice follows where nobody is in office to issue it. */
const lapseLate = async (
  { store, clock, ids }: Ports,
  state: Supervised,
  parent: StateOf<'revoked'>,
): Promise<Plan | Refusal> => {
  const now = clock();
  const document = (await mayIssue(store, state, dateOf(now)))
    ? await issueDocument({ store, clock }, state, 'sanction')
    : undefined;
  const papers = { own: document?.issued, revocation: await revocationOf(store, parent) };
  const outcome = await lapseWith(store, state, parent, papers, system('daily'), now);
  if (!outcome.ok) return outcome;
  const { after } = outcome.value;
  const told = document
    ? await newsMails({ store, ids }, after, 'lapsed', now)
    : [await tellOffice({ store, ids }, after.caseId, now)];
  const lapsing = await lapseWorksWrites({ store, ids }, after, now);
  return {
    ok: true,
    value: 'ended',
    writes: [...actWrites(outcome.value), ...(document ? [document.write] : []), ...told, ...lapsing],
  };
};
