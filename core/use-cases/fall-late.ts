import { system } from '../actor.ts';
import { dateOf } from '../calendar.ts';
import { act } from '../case.ts';
import type { CaseFact } from '../case-event.ts';
import type { StateOf, Supervised } from '../case-state.ts';
import { actWrites, caseKey, loadCase, loadEvents } from '../case-store.ts';
import type { Refusal } from '../errors.ts';
import { type SanctionNotice, sanctionNoticeSchema } from '../finding-papers.ts';
import { loadPaper } from '../papers.ts';
import { OVER } from '../permit-statuses.ts';
import type { Ports, Store } from '../ports.ts';
import { NOTHING, type Plan } from './due-plan.ts';
import { issueDocument } from './issue-document.ts';
import { mayIssue } from './issuer.ts';
import { lapseWith } from './lapse-with.ts';
import { lapseWorksWrites } from './lapse-works.ts';
import { newsMails } from './permit-news-mail.ts';
import { notified } from './take-effect.ts';

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

/** Never begun, it waits for its notice as long as nobody is in office to issue it: it cannot begin meanwhile. */
const lapseLate = async (
  { store, clock, ids }: Ports,
  state: Supervised,
  parent: StateOf<'revoked'>,
): Promise<Plan | Refusal> => {
  const now = clock();
  if (!(await mayIssue(store, state, dateOf(now)))) return NOTHING;
  const { issued: own, write } = await issueDocument({ store, clock }, state, 'sanction');
  const notice = await noticeOf(store, parent);
  const revocation = {
    documentNo: parent.revocation.documentNo,
    issuedOn: notice?.issuedOn ?? parent.overOn,
  };
  const returns = notice?.type === 'sanction-notice' ? notice.returns : undefined;
  const outcome = await lapseWith(store, state, parent, { own, revocation, returns }, system('daily'), now);
  if (!outcome.ok) return outcome;
  const told = await newsMails({ store, ids }, outcome.value.after, 'lapsed', now);
  const lapsing = await lapseWorksWrites({ store, ids }, outcome.value.after, now);
  return {
    ok: true,
    value: 'ended',
    writes: [...actWrites(outcome.value), write, ...told, ...lapsing],
  };
};

/** The parent's notice of revocation (F9). */
const noticeOf = async (store: Store, parent: StateOf<'revoked'>): Promise<SanctionNotice | undefined> => {
  const seq = (await loadEvents(store, parent.caseId)).findLast(({ fact }) => fact.type === 'revoked')?.seq;
  return (
    (await loadPaper(store, caseKey(parent.caseId), seq, sanctionNoticeSchema)) ??
    (await notified(store, parent.caseId, parent.revocation.documentNo))
  );
};
