import type { Temporal } from 'temporal-polyfill';
import { system } from '../actor.ts';
import { actAll, type Step } from '../case.ts';
import { type CaseState, isSupervised, type Supervised } from '../case-state.ts';
import { actWrites, caseKey, listRecords, loadCase, loadRecord } from '../case-store.ts';
import { carriedOut, commit } from '../commit.ts';
import { outboxWrite } from '../outbox.ts';
import type { Ports, Store, Write } from '../ports.ts';
import { openQuestionAbout, WORKS, type WorkHead } from '../work.ts';
import { lapses } from '../work-lapse.ts';

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
      commit<boolean>(store, async () => {
        const nothing = { ok: true, value: false, writes: [] } as const;
        const state = await loadCase(store, caseId);
        if (!state || !isSupervised(state) || state.erasedAt !== undefined) return nothing;
        const { stopped } = state;
        const heads = (await listRecords(store, caseId, WORKS)).filter((head) => lapses(stopped, head));
        if (stopped === undefined || heads.length === 0) return nothing;
        const next = heads.slice(0, AT_ONCE);
        const records = await Promise.all(next.map(({ workId }) => loadRecord(store, caseId, WORKS, workId)));
        const steps = next.map(({ workId }) => lapseStep(state, workId, stopped.from));
        const read = records.filter((record) => record !== undefined);
        const done = actAll(state, steps, system('lapse'), clock(), read);
        if (!done.ok) return done;
        return { ok: true, value: heads.length > AT_ONCE, writes: actWrites(done.value) };
      });
    while (carriedOut(await some()));
  };
