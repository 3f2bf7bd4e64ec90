import type { Temporal } from 'temporal-polyfill';
import { type Act, actAll, type Step } from '../case/case.ts';
import { NOTHING, type Plan } from '../case/case-due.ts';
import { type CaseState, isSupervised, type StateOf, type Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase, loadEvents } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { OVER } from '../case/permit-statuses.ts';
import { type SanctionNotice, sanctionNoticeSchema } from '../case/records/finding-papers.ts';
import { issueDocument, issuingSectionOf } from '../document/issue-document.ts';
import { lastDayOf } from '../permit/ending.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import type { Ports, Store } from '../store/ports.ts';
import { Fatal, type Outcome, type Refusal } from '../values/errors.ts';
import { type Actor, system } from '../values/identity.ts';
import type { Issued } from '../values/signed.ts';
import { permitLines } from './affected-permits.ts';
import { notified } from './finding-papers-of.ts';

/**
 * 失効 (第11条, G13): a subcontractor's permit is nothing without the vendor's. When that one ends (取消し, 廃止, 満了) it falls
 * with it (INV-23), and has a notice of its own (利用許可失効通知書) that names the cause; one whose own last day has come by then
 * just ends. Who falls never waits for who issues: where nobody is in office to, its notice is held and follows.
 */

/** How the vendor's permit has ended. */
export type ParentEnd =
  /** The notice by which it was revoked. */
  | ({ readonly cause: 'revoked'; readonly returns?: string | undefined } & Pick<
      Issued,
      'documentNo' | 'issuedOn'
    >)
  | { readonly cause: 'ended' | 'expired'; readonly lastDay: string };

/** One permit falls. */
export const lapseWith = async (
  store: Store,
  child: CaseState,
  parent: CaseState,
  papers: {
    /** Absent: nobody is in office to issue it. It is held, and whoever lets the permit fall tells the office. */
    readonly own: Issued | undefined;
    readonly end: ParentEnd;
    readonly effectiveOn?: string | undefined;
  },
  by: Actor,
  now: Temporal.Instant,
): Promise<Outcome<Act>> => {
  const { own, end, effectiveOn } = papers;
  // From that midnight on, as the vendor's; one that was given later falls at once.
  const since = 'notice' in child ? child.notice?.issuedOn : undefined;
  const from =
    effectiveOn !== undefined && since !== undefined && effectiveOn >= since ? { effectiveOn } : {};
  const cause = end.cause === 'revoked' ? {} : { cause: end.cause };
  const fact = { type: 'lapsed', parent: parent.caseId, ...cause, ...from } as const;
  if (!own) return actAll(child, [{ fact }, { fact: { type: 'paper-held' } }], by, now);
  const on = from.effectiveOn ?? own.issuedOn;
  const paper = await lapseNotice(store, child, parent, { own, end, on });
  return actAll(child, [{ fact: { ...fact, documentNo: own.documentNo }, paper }], by, now);
};

/** 利用許可失効通知書. */
const lapseNotice = async (
  store: Store,
  child: CaseState,
  parent: CaseState,
  said: { readonly own: Issued; readonly end: ParentEnd; readonly on: string },
): Promise<SanctionNotice> => {
  const { own, end, on } = said;
  const lines = await permitLines(store, child, parent);
  return {
    type: 'lapse-notice',
    ...own,
    ...lines,
    parentPermitNo: lines.parentPermitNo ?? '',
    ...(end.cause === 'revoked'
      ? { revocationNo: end.documentNo, revokedOn: end.issuedOn }
      : { cause: end.cause, parentLastDay: end.lastDay }),
    effectiveFrom: on,
    ...(end.cause === 'revoked' && end.returns !== undefined ? { returns: end.returns } : {}),
  };
};

/** The notice of a permit that fell while nobody was in office to issue it. */
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
