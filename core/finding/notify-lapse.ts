import { actAll, type Step } from '../case/case.ts';
import { isSupervised, type StateOf, type Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase, loadEvents } from '../case/case-store.ts';
import { NOTHING, type Plan } from '../case/due-plan.ts';
import { loadPaper } from '../case/papers.ts';
import { OVER } from '../case/permit-statuses.ts';
import { sanctionNoticeSchema } from '../case/records/finding-papers.ts';
import { issueDocument } from '../document/issue-document.ts';
import { issuingSectionOf } from '../document/issuer.ts';
import { lastDayOf } from '../permit/last-day.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import type { Ports, Store } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { Fatal, type Refusal } from '../values/errors.ts';
import { lapseNotice, type ParentEnd } from './lapse-with.ts';
import { notified } from './notices-of.ts';

/** The notice of a permit that fell while nobody was in office to issue it (lapse-with.ts). */
export const notifyLapse = async (
  { store, clock, ids }: Ports,
  state: StateOf<'expired'>,
): Promise<Plan | Refusal> => {
  const { lapse } = state;
  if (lapse === undefined) return NOTHING;
  const now = clock();
  const parent = await loadCase(store, lapse.parent);
  if (!parent || !isSupervised(parent) || !OVER.includes(parent.status))
    throw new Fatal('fallen with a permit that is not over');
  // The system went to another section meanwhile: that one answers for it.
  const sectionId = await issuingSectionOf(store, state);
  const moved = sectionId !== state.sectionId;
  const { issued, write } = await issueDocument({ store, clock }, { ...state, sectionId }, 'sanction');
  const end = await endOfParent(store, parent);
  const paper = await lapseNotice(store, state, parent, { own: issued, end, on: lapse.on });
  const steps: Step[] = [
    ...(moved ? [{ fact: { type: 'section-changed', sectionId } } as const] : []),
    { fact: { type: 'lapse-notified', documentNo: issued.documentNo }, paper },
  ];
  const outcome = actAll(state, steps, system('directory'), now);
  if (!outcome.ok) return outcome;
  const { after } = outcome.value;
  const told = await newsMails({ store, ids }, after, 'lapsed', now);
  return { ok: true, value: 'released', writes: [...actWrites(outcome.value), write, ...told] };
};

/** How a permit that is over has ended; of a revocation, what its notice (F9) has said. */
export const endOfParent = async (store: Store, parent: Supervised): Promise<ParentEnd> => {
  if (parent.status !== 'revoked')
    return {
      cause: parent.status === 'ended' ? 'ended' : 'expired',
      lastDay: lastDayOf(parent).toString(),
    };
  const { documentNo, findingId } = parent.revocation;
  const seq = (await loadEvents(store, parent.caseId)).findLast(({ fact }) => fact.type === 'revoked')?.seq;
  const notice =
    (await loadPaper(store, caseKey(parent.caseId), seq, sanctionNoticeSchema)) ??
    (await notified(store, parent.caseId, findingId));
  return {
    cause: 'revoked',
    documentNo,
    issuedOn: notice?.issuedOn ?? parent.overOn,
    returns: notice?.type === 'sanction-notice' ? notice.returns : undefined,
  };
};
