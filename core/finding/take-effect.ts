import type { Temporal } from 'temporal-polyfill';
import { actAll, type Step } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import { type CaseState, isSupervised, type StateOf, type Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase, stillAt } from '../case/case-store.ts';
import { NOTHING, type Plan } from '../case/due-plan.ts';
import { type NotifiedSanction, notifiedSanctions, waitsForOther } from '../case/open-orders.ts';
import { outboxWrite } from '../case/outbox.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { isOver } from '../case/stops.ts';
import { issueDocument } from '../document/issue-document.ts';
import { mayIssue } from '../document/issuer.ts';
import { fallWith } from '../permit/fall-with.ts';
import { lapseWorksWrites, stoppedWorksWrites } from '../permit/lapse-works.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import type { Ports } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { dateOf } from '../values/calendar.ts';
import type { Refusal } from '../values/errors.ts';
import { affectedBy, fellWith, permitLines } from './affected-permits.ts';
import { fallUnder, lapsingUnder } from './fall-under.ts';
import { notified } from './notices-of.ts';

/**
 * What a notice (F9) said comes true by itself (第8条): a sanction on the day on which it takes effect, and the end of a
 * suspension when its last day is over. A run that is late takes down what the paper says, not when it ran.
 */

type Fact<T extends CaseFact['type']> = Extract<CaseFact, { type: T }>;

/** A suspension of which the vendor has been notified, as it takes effect. */
const suspendedBy = (
  sanction: NotifiedSanction,
  parent?: string,
): Fact<'suspended'> | Fact<'partly-suspended'> => {
  const { findingId, orderNo, documentNo, effectiveOn, until, only } = sanction;
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
  const notice = await notified(store, state.caseId, documentNo);
  const stepsOf = async (target: CaseState, parent?: CaseState): Promise<Step[]> => {
    const from = parent === undefined ? {} : { parent: parent.caseId };
    const fact =
      sanction === 'suspend'
        ? suspendedBy(due, parent?.caseId)
        : ({ type: 'revoked', findingId, orderNo, documentNo, effectiveOn, ...from } as const);
    // One that came under the permit after the notice gets a notice of its own.
    const paper =
      parent && notice && !(await notified(store, target.caseId, documentNo))
        ? {
            ...notice,
            ...(await permitLines(store, target, parent)),
            suspendedBy: { documentNo, issuedOn: notice.issuedOn },
          }
        : undefined;
    const hasEnded = sanction === 'suspend' && until !== undefined && until < today;
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
  // Those under it fall with it (INV-23). Where nobody may issue their own notices, these wait, and only these.
  const falls = sanction === 'revoke' ? (await lapsingUnder(store, state, effectiveOn)).length : 0;
  const lapses =
    falls > 0 && (await mayIssue(store, state, dateOf(now)))
      ? await issueDocument({ store, clock }, state, 'sanction', falls)
      : undefined;
  const issuedOn = notice?.issuedOn ?? effectiveOn;
  const end = { cause: 'revoked', documentNo, issuedOn, returns: notice?.returns } as const;
  const numbers = lapses && [lapses.issued, ...lapses.more];
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
  return {
    ok: true,
    value: 'took-effect',
    writes: [
      ...acts.flatMap((done) => [...actWrites(done), wake(done.after.caseId, ids.next(), now)]),
      ...lapsing.flat(),
      ...(lapses ? [lapses.write] : []),
      ...(fallen.told ?? []),
    ],
  };
};

/** With the end of a suspension the next one, of which the vendor has been notified, goes on. */
export const goesOn = (state: CaseState, today: string, parent?: CaseState): Step[] => {
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
  return further ? [{ fact: suspendedBy(further, parent?.caseId) }] : [];
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
  const outcome = actAll(state, [{ fact: { ...ended, ...waits } }, ...goesOn(state, today)], by, now);
  if (!outcome.ok) return outcome;
  const isActive = outcome.value.after.status === 'active';
  const fallen = await fallWith(store, state, (child) =>
    fellWith(child, state.caseId)
      ? actAll(
          child,
          [
            { fact: { ...ended, parent: state.caseId, ...(isActive ? {} : { waits: true }) } },
            ...goesOn(child, today, state),
          ],
          by,
          now,
        )
      : undefined,
  );
  if (!fallen.ok) return fallen;
  const acts = [outcome.value, ...fallen.acts];
  const told = await Promise.all(
    acts.map(({ after }) => newsMails({ store, ids }, after, 'suspension-ended', now)),
  );
  return {
    ok: true,
    value: 'suspension-ended',
    writes: [
      ...acts.flatMap((done) => [...actWrites(done), wake(done.after.caseId, ids.next(), now)]),
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
