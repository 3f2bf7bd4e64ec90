import type { Temporal } from 'temporal-polyfill';
import { type Act, act } from '../case/case.ts';
import type { Plan } from '../case/case-due.ts';
import { type CaseState, isSupervised, type Supervised } from '../case/case-state.ts';
import { actWrites, childrenOf, loadCase } from '../case/case-store.ts';
import { IN_FORCE, OVER } from '../case/permit-statuses.ts';
import { issueDocument, mayIssue } from '../document/issue-document.ts';
import { type Fallen, fallWith, ownEndBefore } from '../permit/ending.ts';
import { lapseWorksWrites } from '../permit/lapse-works.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { Fatal, type Refusal } from '../values/errors.ts';
import { type Actor, system } from '../values/identity.ts';
import type { Issued } from '../values/signed.ts';
import { tellOffice } from './hold-paper.ts';
import { endOfParent, lapseWith, type ParentEnd } from './notify-lapse.ts';

/** The permits under one that is over, which have not come to an end of their own before. */
export const lapsingUnder = async (
  store: Store,
  parent: CaseState,
  /** First day on which the parent's permit holds no more. */
  from: string,
): Promise<readonly CaseState[]> =>
  (await childrenOf(store, parent.caseId)).filter(
    (child) => IN_FORCE.includes(child.status) && ownEndBefore(child as Supervised, from) === undefined,
  );

export type Falling = {
  readonly end: ParentEnd;
  /** First day on which the parent's permit holds no more. */
  readonly from: string;
  /** 効力の生ずる日, where it is not the moment of the notice. */
  readonly effectiveOn?: string | undefined;
  /** A number for each of `lapsingUnder`, in its order; undefined: nobody is in office to issue them. */
  readonly numbers: readonly Issued[] | undefined;
};

/** All permits under one that ends now, with what is told of them; each workflow is still to be woken. */
export const fallUnder = async (
  ports: Pick<Ports, 'store' | 'ids'>,
  parent: CaseState,
  { end, from, effectiveOn, numbers }: Falling,
  by: Actor,
  now: Temporal.Instant,
): Promise<Refusal | Fallen> => {
  const { store } = ports;
  const lapsing = (await lapsingUnder(store, parent, from)).map(({ caseId }) => caseId);
  const fallen = await fallWith(store, parent, (child) => {
    const place = lapsing.indexOf(child.caseId);
    const ended = ownEndBefore(child as Supervised, from);
    if (place < 0 && ended) return act(child, ended, by, now);
    const own = numbers?.[place];
    if (numbers && !own) throw new Fatal('a permit falls that was not counted');
    return lapseWith(store, child, parent, { own, end, effectiveOn }, by, now);
  });
  if (!fallen.ok) return fallen;
  const told = await Promise.all(fallen.acts.map((done) => tellOfLapse(ports, done, now)));
  return { ok: true, acts: fallen.acts, told: told.flat() };
};

/** The vendor of its notice, or the office that it is held. One that ended of itself is told when its workflow closes it. */
const tellOfLapse = async (
  ports: Pick<Ports, 'store' | 'ids'>,
  { events, after }: Act,
  now: Temporal.Instant,
): Promise<readonly Write[]> => {
  const fact = events.find((event) => event.fact.type === 'lapsed')?.fact;
  if (fact?.type !== 'lapsed') return [];
  return fact.documentNo === undefined
    ? [await tellOffice(ports, after.caseId, now)]
    : newsMails(ports, after, 'lapsed', now);
};

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
