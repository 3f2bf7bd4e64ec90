import { Temporal } from 'temporal-polyfill';
import type { CaseEvent } from '../case/case-event.ts';
import type { CaseState, Supervised } from '../case/case-state.ts';
import { caseKey, loadEvents } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { nothingLeftFrom, STOPPABLE, type StoppableWork, type StoppedSpan } from '../case/partial-stop.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { sanctionNoticeSchema } from '../case/records/finding-papers.ts';
import type { Store } from '../store/ports.ts';
import { dateOf, earlierOf, startOfDay } from '../values/calendar.ts';
import { applicationOn } from './revision-store.ts';

/** 一部の停止 of a permit over all its time (第8条, docs/adr/0039), out of the events and of the notices that say which part. */
export type PartialStop = StoppedSpan & {
  readonly findingId: string;
  readonly documentNo: string;
  /** The vendor's permit, of which an origin is stopped, where this one is under it (第11条). */
  readonly parentCaseId?: string;
};

const FOREVER = '9999-12-31T00:00:00Z';
const midnight = (date: string, days = 0): string =>
  startOfDay(Temporal.PlainDate.from(date).add({ days })).toString();

type Interval = {
  readonly findingId: string;
  readonly documentNo: string;
  /** The event with the notice. */
  readonly seq: number;
  readonly from: string;
  readonly to: string;
};

const OVER: ReadonlySet<string> = new Set(['revoked', 'lapsed', 'ended', 'expired']);

/** Of what the notice says and of what has taken effect alike: it comes true by itself. */
const intervalsOf = (events: readonly CaseEvent[]): readonly Interval[] => {
  const all = new Map<string, Interval>();
  const change = (findingId: string, to: (was: Interval) => Partial<Interval>) => {
    const was = all.get(findingId);
    if (was) all.set(findingId, { ...was, ...to(was) });
  };
  for (const { fact, at, seq } of events) {
    if (fact.type === 'sanction-notified' || fact.type === 'partly-suspended') {
      const { findingId, documentNo, effectiveOn, until, only } = fact;
      if (only === undefined || all.get(findingId)?.documentNo === documentNo) continue;
      const from = effectiveOn === undefined ? at : midnight(effectiveOn);
      const to = until === undefined ? FOREVER : midnight(until, 1);
      all.set(findingId, { findingId, documentNo, seq, from, to });
    }
    if (fact.type === 'partial-stop-extended')
      change(fact.findingId, () => ({ to: midnight(fact.until, 1) }));
    if (fact.type === 'partial-stop-lifted' || fact.type === 'partial-stop-ended')
      change(fact.findingId, ({ to }) => ({ to: earlierOf(at, to) }));
    if (OVER.has(fact.type)) for (const id of all.keys()) change(id, ({ to }) => ({ to: earlierOf(at, to) }));
  }
  return [...all.values()].filter(({ from, to }) => earlierOf(from, to) === from && from !== to);
};

/** Of this permit alone. What was erased with the personal data (保存期間の満了) is left out. */
const ownStops = async (
  store: Store,
  caseId: string,
  events: readonly CaseEvent[],
): Promise<readonly PartialStop[]> => {
  const stops = await Promise.all(
    intervalsOf(events).map(async ({ seq, ...interval }) => {
      const notice = await loadPaper(store, caseKey(caseId), seq, sanctionNoticeSchema);
      const only = notice?.type === 'sanction-notice' ? notice.only : undefined;
      return only ? [{ ...interval, ...only }] : [];
    }),
  );
  return stops.flat();
};

/**
 * All that concern a permit: its own, and of the permit that it is under those of an origin (第11条): whoever connects for the
 * vendor does not go through it either. A worker or a terminal of the vendor's permit is none of the subcontractor's.
 *
 * @param known the events of the permit, where they have been read
 */
export const partialStopsOf = async (
  store: Store,
  { caseId, parentCaseId }: Pick<CaseState, 'caseId' | 'parentCaseId'>,
  known?: readonly CaseEvent[],
): Promise<readonly PartialStop[]> => {
  const own = await ownStops(store, caseId, known ?? (await loadEvents(store, caseId)));
  if (parentCaseId === undefined) return own;
  const parents = await ownStops(store, parentCaseId, await loadEvents(store, parentCaseId));
  return [
    ...own,
    ...parents.filter(({ kind }) => kind === 'origin').map((stop) => ({ ...stop, parentCaseId })),
  ];
};

const hasBegun = ({ from }: StoppedSpan, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(from), now) <= 0;

/**
 * Judges the works of a permit by what is stopped; with `now`: only by what has taken effect by then. Undefined: nothing is.
 */
export const workStops = async (
  store: Store,
  state: Supervised,
  now?: Temporal.Instant,
): Promise<((work: StoppableWork) => Promise<string | undefined>) | undefined> => {
  const all = await partialStopsOf(store, state);
  const stops = now === undefined ? all : all.filter((stop) => hasBegun(stop, now));
  if (stops.length === 0) return undefined;
  return async (work) => {
    const on = dateOf(Temporal.Instant.from(work.plannedStart));
    const { originIps } = await applicationOn(store, state, on.toString());
    return nothingLeftFrom(work, originIps, stops);
  };
};

/** The stops that would hold on in a permit that begins on a day. @param on ISO date */
export const stopsLasting = async (
  store: Store,
  state: CaseState,
  on: string,
): Promise<readonly PartialStop[]> =>
  (await partialStopsOf(store, state)).filter(({ to }) => earlierOf(midnight(on), to) !== to);

/** Whether a work has nobody, no terminal or no origin left at some time within its plan, as far as is known now. */
export const isStoppedWork = async (store: Store, state: Supervised, work: StoppableWork): Promise<boolean> =>
  (await (await workStops(store, state))?.(work)) !== undefined;

/** As they are shown on a day: those that hold, or are to come; none when the permit is over. */
export const partialStopViews = async (store: Store, state: Supervised, today: Temporal.PlainDate) =>
  IN_FORCE.includes(state.status)
    ? (await stopsLasting(store, state, today.toString())).map(
        ({ kind, value, documentNo, from, to, parentCaseId }) => ({
          ...{ kind, kindLabel: STOPPABLE[kind], value, documentNo, from },
          ...(to === FOREVER
            ? {}
            : { until: dateOf(Temporal.Instant.from(to)).subtract({ days: 1 }).toString() }),
          ofParent: parentCaseId !== undefined,
        }),
      )
    : [];
