import { Temporal } from 'temporal-polyfill';
import { system } from '../actor.ts';
import { dateOf } from '../calendar.ts';
import { act } from '../case.ts';
import type { CaseFact } from '../case-event.ts';
import type { CaseState, Supervised } from '../case-state.ts';
import { actWrites, caseKey } from '../case-store.ts';
import type { Refusal } from '../errors.ts';
import { outboxWrite } from '../outbox.ts';
import { IN_FORCE } from '../permit-statuses.ts';
import type { Ports, Store, Write } from '../ports.ts';
import { underParent } from '../under-parent.ts';
import { NOTHING, type Plan } from './due-plan.ts';
import { fallLate } from './fall-late.ts';
import { fallWith } from './fall-with.ts';
import { lapseWorksWrites } from './lapse-works.ts';

/**
 * 利用開始 and 期間満了 at midnight JST: in force on [from, to], both days included (第4条第3項). A subcontractor's
 * permit starts only while its parent's holds, and never outlives it (第11条, G13).
 */
export const turnPermit = async (
  { store, clock, ids }: Ports,
  state: Supervised,
  businessDate: Temporal.PlainDate,
): Promise<Plan | Refusal> => {
  if (!IN_FORCE.includes(state.status)) return NOTHING;
  const now = clock();
  // Nothing turns before its day by this clock, too: the run may have been opened by a clock that is ahead, or for a later day.
  const today = earlier(businessDate, dateOf(now));
  const isPast = (day: string | undefined) => day !== undefined && Temporal.PlainDate.compare(today, day) > 0;
  if (state.ending && state.ending.lastDay < state.period.to && isPast(state.ending.lastDay)) {
    const on = Temporal.PlainDate.from(state.ending.lastDay).add({ days: 1 }).toString();
    return endWith(store, ids, state, 'ended', now, (parent) => ({
      type: 'ended',
      on,
      ...(parent === undefined ? {} : { parent }),
    }));
  }
  if (isPast(state.period.to)) return endWith(store, ids, state, 'expired', now, () => ({ type: 'expired' }));
  const over = await fallLate({ store, clock, ids }, state);
  if (over) return over.ok ? { ...over, writes: [...over.writes, wake(state, ids.next(), now)] } : over;
  if (state.status !== 'upcoming' || isBefore(today, state.period.from)) return NOTHING;
  const { parent, guard: still } = await underParent(store, state);
  if (state.parentCaseId !== undefined && parent?.status !== 'active') return NOTHING;
  const outcome = act(state, { type: 'started' }, system('daily'), now);
  if (!outcome.ok) return outcome;
  // The subcontractors' permits that begin on the same day, or have waited for this one, start with it.
  const started = await fallWith(store, state, (child) =>
    child.status === 'upcoming' && !isBefore(today, child.period.from)
      ? act(child, { type: 'started' }, system('daily'), now)
      : undefined,
  );
  if (!started.ok) return started;
  return {
    ok: true,
    value: 'started',
    writes: [...[outcome.value, ...started.acts].flatMap(actWrites), ...still],
  };
};

const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(a, b) < 0 ? a : b;
const isBefore = (today: Temporal.PlainDate, day: string): boolean =>
  Temporal.PlainDate.compare(today, day) < 0;

/** The permit ends, and the subcontractors' permits under it with it; every workflow is told. */
const endWith = async (
  store: Store,
  ids: Ports['ids'],
  state: Supervised,
  value: 'expired' | 'ended',
  now: Temporal.Instant,
  factOf: (parent?: string) => CaseFact,
): Promise<Plan | Refusal> => {
  const outcome = act(state, factOf(), system('daily'), now);
  if (!outcome.ok) return outcome;
  const fallen = await fallWith(store, state, (child) =>
    act(child, factOf(state.caseId), system('daily'), now),
  );
  if (!fallen.ok) return fallen;
  const acts = [outcome.value, ...fallen.acts];
  const lapsing = await Promise.all(acts.map(({ after }) => lapseWorksWrites({ store, ids }, after, now)));
  return {
    ok: true,
    value,
    writes: [
      ...acts.flatMap((done) => [...actWrites(done), wake(done.after, ids.next(), now)]),
      ...lapsing.flat(),
    ],
  };
};

const wake = (state: CaseState, id: string, now: Temporal.Instant): Write =>
  outboxWrite(caseKey(state.caseId), id, now, { kind: 'continue-case', caseId: state.caseId });
