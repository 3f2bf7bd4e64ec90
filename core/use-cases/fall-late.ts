import { system } from '../actor.ts';
import { actAll } from '../case.ts';
import type { CaseFact } from '../case-event.ts';
import type { CaseState, StateOf, Supervised } from '../case-state.ts';
import { actWrites, caseKey, loadCase, loadEvents } from '../case-store.ts';
import type { Refusal } from '../errors.ts';
import { type SanctionNotice, sanctionNoticeSchema } from '../finding-papers.ts';
import { loadPaper } from '../papers.ts';
import { OVER } from '../permit-statuses.ts';
import type { Ports, Store } from '../ports.ts';
import { permitLines } from './affected-permits.ts';
import type { Plan } from './due-plan.ts';
import { lapseWorksWrites } from './lapse-works.ts';
import { newsMails } from './permit-news-mail.ts';
import { notified } from './take-effect.ts';

/** A subcontractor's permit that came into being after its parent's had ended falls at once (G13). */
export const fallLate = async (
  { store, clock, ids }: Ports,
  state: Supervised,
): Promise<Plan | Refusal | undefined> => {
  const parent = state.parentCaseId === undefined ? undefined : await loadCase(store, state.parentCaseId);
  if (!parent || !OVER.includes(parent.status)) return undefined;
  const now = clock();
  const fact: CaseFact =
    parent.status === 'revoked'
      ? revokedWith(parent)
      : parent.status === 'ended'
        ? { type: 'ended', on: parent.overOn, parent: parent.caseId }
        : { type: 'expired' };
  const paper = parent.status === 'revoked' ? await noticeLike(store, parent, state) : undefined;
  const outcome = actAll(state, [{ fact, ...(paper ? { paper } : {}) }], system('daily'), now);
  if (!outcome.ok) return outcome;
  // Of an expiry or an end the vendor is told when the workflow closes it.
  const told = paper ? await newsMails({ store, ids }, outcome.value.after, 'revoked', now) : [];
  const lapsing = await lapseWorksWrites({ store, ids }, outcome.value.after, now);
  return { ok: true, value: 'ended', writes: [...actWrites(outcome.value), ...told, ...lapsing] };
};

/** From now on: the parent's permit ended before this one came into being. */
const revokedWith = ({ caseId, revocation }: StateOf<'revoked'>): CaseFact => {
  const { findingId, orderNo, documentNo } = revocation;
  return { type: 'revoked', findingId, orderNo, documentNo, parent: caseId };
};

/** The parent's notice of revocation (F9), for a permit that falls with it only now. */
const noticeLike = async (
  store: Store,
  parent: StateOf<'revoked'>,
  state: CaseState,
): Promise<SanctionNotice | undefined> => {
  const seq = (await loadEvents(store, parent.caseId)).findLast(({ fact }) => fact.type === 'revoked')?.seq;
  const notice =
    (await loadPaper(store, caseKey(parent.caseId), seq, sanctionNoticeSchema)) ??
    (await notified(store, parent.caseId, parent.revocation.documentNo));
  return notice && { ...notice, ...(await permitLines(store, state, parent)) };
};
