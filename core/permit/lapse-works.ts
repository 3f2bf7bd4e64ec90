import { Temporal } from 'temporal-polyfill';
import { workStops } from '../application/partial-stops.ts';
import { actAll, type Step } from '../case/case.ts';
import { type CaseState, isSupervised, type Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, listRecords, loadCase, loadRecord } from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { openQuestionAbout, WORKS } from '../case/records/work.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import { loadWorkPapers } from '../case/records/work-papers.ts';
import { lapses, mayLapse } from '../case/work-lapse.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { system } from '../values/identity.ts';

/** A work that allows nothing any more, and since when. */
type Lapsing = { readonly head: WorkHead; readonly since: string };

/**
 * What is to lapse, and is not on record yet: because the permit stopped, or because nobody, no terminal or no origin is left
 * to a work that is not stopped for itself (docs/adr/0039).
 */
const lapsingWorks = async (
  store: Store,
  state: Supervised,
  now: Temporal.Instant,
): Promise<readonly Lapsing[]> => {
  const stops = await workStops(store, state, now);
  const found = await Promise.all(
    (await listRecords(store, state.caseId, WORKS)).map(async (head): Promise<Lapsing[]> => {
      const since = await sinceWhen(store, state, head, stops);
      return since === undefined ? [] : [{ head, since }];
    }),
  );
  return found.flat();
};

/** From when a work that was announced before allows nothing; undefined: it does. */
export const lapsingSince = async (
  store: Store,
  state: Supervised,
  head: WorkHead,
  now: Temporal.Instant,
): Promise<string | undefined> => sinceWhen(store, state, head, await workStops(store, state, now));

const sinceWhen = async (
  store: Store,
  { stopped, caseId }: Supervised,
  head: WorkHead,
  stops: Awaited<ReturnType<typeof workStops>>,
): Promise<string | undefined> => {
  if (stopped && lapses(stopped, head)) return stopped.from;
  if (!stops || !mayLapse(head)) return undefined;
  const { notice } = await loadWorkPapers(store, caseId, head);
  const since = notice && (await stops({ ...notice, ...head }));
  // An emergency that had begun took place, and is reported as it was.
  return head.emergency && since !== head.plannedStart ? undefined : since;
};

/** Works that have lapsed since an instant, and those that are about to. */
export const lapsedSince = async (
  store: Store,
  state: Supervised,
  since: string,
  now: Temporal.Instant,
): Promise<readonly WorkHead[]> => [
  ...(await listRecords(store, state.caseId, WORKS)).filter(
    ({ status, lapsedAt }) =>
      status === 'lapsed' && lapsedAt !== undefined && Temporal.Instant.compare(since, lapsedAt) <= 0,
  ),
  ...(await lapsingWorks(store, state, now)).map(({ head }) => head),
];

/** To be written with the event that stops a part of a permit, for it and for those under it; done for nothing, it does nothing. */
export const stoppedWorksWrites = (
  ids: Ports['ids'],
  permits: readonly { readonly caseId: string }[],
  now: Temporal.Instant,
): readonly Write[] =>
  permits.map(({ caseId }) => outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'lapse-works', caseId }));

/** Works of a permit that has stopped which allow nothing any more (work-lapse.ts), whether that is on record yet or not. */
export const lapsedWorks = async (store: Store, state: Supervised): Promise<readonly WorkHead[]> =>
  (await listRecords(store, state.caseId, WORKS)).filter(
    (head) =>
      lapses(state.stopped, head) || (head.status === 'lapsed' && head.lapsedAt === state.stopped?.from),
  );

/** To be written with the event that stops the permit; none when nothing lapses. */
export const lapseWorksWrites = async (
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  after: CaseState,
  now: Temporal.Instant,
): Promise<readonly Write[]> => {
  const { caseId } = after;
  if (!isSupervised(after) || (await lapsedWorks(store, after)).length === 0) return [];
  return [outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'lapse-works', caseId })];
};

export const lapseStep = (state: Supervised, workId: string, since: string): Step => {
  const closes = openQuestionAbout(state, workId);
  return {
    fact: { type: 'work-lapsed', workId, since, ...(closes === undefined ? {} : { closes }) },
  };
};

/** Of each an event, its head and its open question: well within one transaction. */
const AT_ONCE = 20;

/** Delivery of `lapse-works`. Again and again until none is left; done twice, it does nothing. */
export const lapseWorks =
  (ports: Ports) =>
  async (caseId: string): Promise<void> => {
    const { store, clock } = ports;
    const some = () =>
      commit<boolean>({ store }, async ({ store }) => {
        const nothing = { ok: true, value: false, writes: [] } as const;
        const state = await loadCase(store, caseId);
        if (!state || !isSupervised(state) || state.erasedAt !== undefined) return nothing;
        const works = await lapsingWorks(store, state, clock());
        if (works.length === 0) return nothing;
        const next = works.slice(0, AT_ONCE);
        const records = await Promise.all(
          next.map(({ head: { workId } }) => loadRecord(store, caseId, WORKS, workId)),
        );
        const steps = next.map(({ head: { workId }, since }) => lapseStep(state, workId, since));
        const read = records.filter((record) => record !== undefined);
        const done = actAll(state, steps, system('lapse'), clock(), read);
        if (!done.ok) return done;
        return { ok: true, value: works.length > AT_ONCE, writes: actWrites(done.value) };
      });
    while (carriedOut(await some()));
  };
