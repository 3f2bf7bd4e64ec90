import type { Temporal } from 'temporal-polyfill';
import { act, actAll, type Step } from '../case/case.ts';
import { NOTHING, type Plan } from '../case/case-due.ts';
import type { CaseFact } from '../case/case-event.ts';
import { type CaseState, isSupervised, type StateOf, type Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, childrenOf, loadCase, stillAt } from '../case/case-store.ts';
import { type NotifiedSanction, notifiedSanctions, waitsForOther } from '../case/open-orders.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { isOver } from '../case/stops.ts';
import { cascadeWrites } from '../case/under-parent.ts';
import { issueDocument, mayIssue } from '../document/issue-document.ts';
import { fallWith, hasWaited } from '../permit/ending.ts';
import { lapseWorksWrites, stoppedWorksWrites } from '../permit/lapse-works.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import type { Refusal } from '../values/errors.ts';
import { system } from '../values/identity.ts';
import { affectedBy, fellWith, permitLines } from './affected-permits.ts';
import { fallUnder, lapsingUnder } from './fall-under.ts';
import { notified } from './finding-papers-of.ts';

/**
 * What a notice (F9) said comes true by itself (第8条): a sanction on the day on which it takes effect, and the end of a
 * suspension when its last day is over. A run that is late takes down what the paper says, not when it ran.
 */

type Fact<T extends CaseFact['type']> = Extract<CaseFact, { type: T }>;

/** A suspension of which the vendor has been notified, as it takes effect. */
const suspendedBy = (
  sanction: NotifiedSanction,
  documentNo: string,
  parent?: string,
): Fact<'suspended'> | Fact<'partly-suspended'> => {
  const { findingId, orderNo, effectiveOn, until, only } = sanction;
  const suspending = {
    ...{ findingId, orderNo, documentNo, effectiveOn },
    ...(until === undefined ? {} : { until, ends: true as const }),
    ...(parent === undefined ? {} : { parent }),
  };
  return only === undefined
    ? { type: 'suspended', ...suspending }
    : { type: 'partly-suspended', ...suspending, only };
};

/** A sanction whose day has come; a further suspension waits until the first has ended. */
export const takeEffect = async (
  { store, clock, ids }: Ports,
  state: Supervised,
  businessDate: Temporal.PlainDate,
): Promise<Plan | Refusal> => {
  if (!IN_FORCE.includes(state.status)) return NOTHING;
  const now = clock();
  const today = earlier(businessDate.toString(), dateOf(now).toString());
  const due = notifiedSanctions(state.orders).find(
    (notified) => notified.effectiveOn <= today && !waitsForOther(state.status, notified),
  );
  if (!due) return NOTHING;
  const { findingId, orderNo, documentNo, effectiveOn, sanction, until, only } = due;
  const notice = await notified(store, state.caseId, findingId);
  // Those that came under the permit after the notice have none yet; and those under one that is revoked fall with it
  // (INV-23). Where nobody may issue their own notices, the suspended get the vendor's, and those that fall wait for theirs.
  const others =
    sanction === 'revoke'
      ? await lapsingUnder(store, state, effectiveOn)
      : only === undefined
        ? await unnoticedUnder(store, state, findingId)
        : [];
  const documents =
    others.length > 0 && (await mayIssue(store, state, dateOf(now)))
      ? await issueDocument({ store, clock }, state, 'sanction', others.length)
      : undefined;
  const numbers = documents && [documents.issued, ...documents.more];
  const hasEnded = sanction === 'suspend' && until !== undefined && until < today;
  const stepsOf = async (target: CaseState, parent?: CaseState): Promise<Step[]> => {
    const from = parent === undefined ? {} : { parent: parent.caseId };
    const had = parent && (await notified(store, target.caseId, findingId));
    const own = numbers?.[others.findIndex(({ caseId }) => caseId === target.caseId)];
    const fact =
      sanction === 'suspend'
        ? suspendedBy(due, (own ?? had)?.documentNo ?? documentNo, parent?.caseId)
        : ({ type: 'revoked', findingId, orderNo, documentNo, effectiveOn, ...from } as const);
    const paper =
      parent && notice && !had
        ? {
            ...notice,
            ...own,
            ...(await permitLines(store, target, parent)),
            suspendedBy: { documentNo, issuedOn: notice.issuedOn },
          }
        : undefined;
    return [
      { fact, ...(paper ? { paper } : {}) },
      ...(hasEnded
        ? [
            only === undefined
              ? ({ fact: { type: 'suspension-ended', findingId, ...from } } as const)
              : ({ fact: { type: 'partial-stop-ended', findingId } } as const),
          ]
        : []),
    ];
  };
  const by = system('daily');
  const outcome = actAll(state, await stepsOf(state), by, now);
  if (!outcome.ok) return outcome;
  const issuedOn = notice?.issuedOn ?? effectiveOn;
  const end = { cause: 'revoked', documentNo, issuedOn, returns: notice?.returns } as const;
  const fallen =
    sanction === 'revoke'
      ? await fallUnder({ store, ids }, state, { end, from: effectiveOn, effectiveOn, numbers }, by, now)
      : await fallWith(store, state, async (child) =>
          only !== undefined || child.status === 'suspended'
            ? undefined
            : actAll(child, await stepsOf(child, state), by, now),
        );
  if (!fallen.ok) return fallen;
  const acts = [outcome.value, ...fallen.acts];
  const lapsing =
    only === undefined
      ? await Promise.all(acts.map(({ after }) => lapseWorksWrites({ store, ids }, after, now)))
      : [stoppedWorksWrites(ids, [state, ...(await affectedBy(store, state, 'sanction'))], now)];
  // The vendor is told which works lapse with it, and has the notice; those that fall with a revocation are told by theirs.
  const news = sanction === 'revoke' ? 'revoked' : only === undefined ? 'suspended' : 'partly-suspended';
  const told = await Promise.all(
    hasEnded
      ? []
      : (sanction === 'revoke' ? [outcome.value] : acts).map(({ after }) =>
          newsMails({ store, ids }, after, news, now),
        ),
  );
  return {
    ok: true,
    value: 'took-effect',
    writes: [
      ...cascadeWrites(acts),
      ...acts.map((done) => wake(done.after.caseId, ids.next(), now)),
      ...lapsing.flat(),
      ...(documents ? [documents.write] : []),
      ...told.flat(),
      ...(fallen.told ?? []),
    ],
  };
};

/** Permits under one of which no notice of this sanction was issued: they came under it since. */
const unnoticedUnder = async (
  store: Store,
  parent: CaseState,
  findingId: string,
): Promise<readonly CaseState[]> => {
  const children = (await childrenOf(store, parent.caseId)).filter(
    ({ status }) => IN_FORCE.includes(status) && status !== 'suspended',
  );
  const had = await Promise.all(children.map(({ caseId }) => notified(store, caseId, findingId)));
  return children.filter((_, index) => had[index] === undefined);
};

/** With the end of a suspension the next one, of which the vendor has been notified, goes on. */
export const goesOn = async (
  store: Store,
  state: CaseState,
  today: string,
  parent?: CaseState,
): Promise<Step[]> => {
  const source = parent ?? state;
  const further = isSupervised(source)
    ? notifiedSanctions(source.orders).find(
        ({ sanction, effectiveOn, until, only }) =>
          sanction === 'suspend' &&
          only === undefined &&
          effectiveOn <= today &&
          (until === undefined || until >= today),
      )
    : undefined;
  if (!further) return [];
  const own = parent && (await notified(store, state.caseId, further.findingId));
  return [{ fact: suspendedBy(further, own?.documentNo ?? further.documentNo, parent?.caseId) }];
};

/**
 * A suspension ends with its last day, of itself (第8条): for the permit and for those that were suspended with it (第11条).
 * A subcontractor's permit whose parent is not in force waits for it (INV-23).
 */
export const endSuspension = async (
  { store, clock, ids }: Ports,
  state: StateOf<'suspended'>,
  businessDate: Temporal.PlainDate,
): Promise<Plan | Refusal> => {
  const now = clock();
  const today = earlier(businessDate.toString(), dateOf(now).toString());
  if (!isOver(state.suspension, today) || state.suspension.parent !== undefined) return NOTHING;
  const { findingId } = state.suspension;
  const parent = state.parentCaseId === undefined ? undefined : await loadCase(store, state.parentCaseId);
  const waits = parent !== undefined && parent.status !== 'active' ? ({ waits: true } as const) : {};
  const by = system('daily');
  const ended = { type: 'suspension-ended', findingId } as const;
  const outcome = actAll(
    state,
    [{ fact: { ...ended, ...waits } }, ...(await goesOn(store, state, today))],
    by,
    now,
  );
  if (!outcome.ok) return outcome;
  const isActive = outcome.value.after.status === 'active';
  const fallen = await fallWith(store, state, async (child) =>
    fellWith(child, state.caseId)
      ? actAll(
          child,
          [
            { fact: { ...ended, parent: state.caseId, ...(isActive ? {} : { waits: true }) } },
            ...(await goesOn(store, child, today, state)),
          ],
          by,
          now,
        )
      : isActive && hasWaited(child, today)
        ? act(child, { type: 'started' }, by, now)
        : undefined,
  );
  if (!fallen.ok) return fallen;
  const acts = [outcome.value, ...fallen.acts];
  const told = await Promise.all(
    acts
      .filter(({ events }) => events.some(({ fact }) => fact.type === 'suspension-ended'))
      .map(({ after }) => newsMails({ store, ids }, after, 'suspension-ended', now)),
  );
  return {
    ok: true,
    value: 'suspension-ended',
    writes: [
      ...cascadeWrites(acts),
      ...acts.map((done) => wake(done.after.caseId, ids.next(), now)),
      ...told.flat(),
      // Should the parent's permit be suspended at this very moment, all is judged again (INV-23).
      ...(parent === undefined ? [] : [stillAt(parent)]),
    ],
  };
};

/** A partial stop (docs/adr/0039) ends with its last day likewise, whatever else has become of the permit. */
export const endPartialStop = async (
  { store, clock, ids }: Ports,
  state: Supervised,
  businessDate: Temporal.PlainDate,
): Promise<Plan | Refusal> => {
  const now = clock();
  const today = earlier(businessDate.toString(), dateOf(now).toString());
  const over = (state.partialStops ?? []).find((stop) => isOver(stop, today));
  if (!over || !IN_FORCE.includes(state.status)) return NOTHING;
  const { findingId } = over;
  const outcome = actAll(state, [{ fact: { type: 'partial-stop-ended', findingId } }], system('daily'), now);
  if (!outcome.ok) return outcome;
  const { after } = outcome.value;
  const told = await newsMails({ store, ids }, after, 'partial-stop-ended', now, findingId);
  return {
    ok: true,
    value: 'suspension-ended',
    writes: [...actWrites(outcome.value), wake(after.caseId, ids.next(), now), ...told],
  };
};

const earlier = (a: string, b: string): string => (a < b ? a : b);
const wake = (caseId: string, id: string, now: Temporal.Instant) =>
  outboxWrite(caseKey(caseId), id, now, { kind: 'continue-case', caseId });
