import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Changed, lastDayUnder } from '../application/change-form.ts';
import type { Supervised } from '../case/case-state.ts';
import { listRecords } from '../case/case-store.ts';
import { type Affected, affectedSchema } from '../case/records/finding-papers.ts';
import { WORKS } from '../case/records/work.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import { isAhead } from '../case/work-lapse.ts';
import { affectedBy } from '../finding/affected-permits.ts';
import { lapsingUnder } from '../finding/fall-under.ts';
import type { Store } from '../store/ports.ts';
import { startOfDay } from '../values/calendar.ts';
import { hashOf } from '../values/hash.ts';

/** What follows when a permit ends earlier (第4条第3項, docs/adr/0062): read before it is decided, and told with it. */
export const earlierEndSchema = z.object({
  /** The last day of the permit. */
  lastDay: z.string(),
  /** The subcontractors' permits that fall with it (第11条). */
  cascade: z.array(affectedSchema),
  /** 届出番号 of the works that reach beyond it, and lapse (第6条第3号). */
  works: z.array(z.string()),
});
type EarlierEnd = z.infer<typeof earlierEndSchema>;

/** The subcontractors' permits that fall with one (第11条, INV-23): not those that have ended of themselves by then. */
export const fallingWith = async (store: Store, state: Supervised, lastDay: string): Promise<Affected[]> => {
  const from = Temporal.PlainDate.from(lastDay).add({ days: 1 }).toString();
  const lapsing = new Set((await lapsingUnder(store, state, from)).map(({ caseId }) => caseId));
  return (await affectedBy(store, state, 'sanction')).filter(({ caseId }) => lapsing.has(caseId));
};

/** Works that reach beyond the last day of a permit, and lapse with its end. */
export const worksBeyond = async (store: Store, caseId: string, lastDay: string): Promise<WorkHead[]> => {
  const end = startOfDay(Temporal.PlainDate.from(lastDay).add({ days: 1 }));
  return (await listRecords(store, caseId, WORKS)).filter((work) => isAhead(work, end));
};

/** What accepting a 変更届 of the contract makes of the permit on a day; undefined: it stays as long as it was. */
export const endUnder = async (
  store: Store,
  state: Supervised,
  after: Changed,
  today: string,
): Promise<EarlierEnd | undefined> => {
  const lastDay = lastDayUnder(after, state.period, today);
  if (lastDay === undefined) return undefined;
  const works = (await worksBeyond(store, state.caseId, lastDay)).map(({ noticeNo }) => noticeNo);
  return { lastDay, cascade: await fallingWith(store, state, lastDay), works };
};

/** 許可番号, as a notice names them. */
export const numbersOf = (cascade: readonly Affected[]): string[] =>
  cascade.map(({ permitNo }) => permitNo).sort();

/** Of what was shown, where accepting it ends the permit earlier (INV-4). */
export const hashWithEnd = (
  asked: string,
  end: Pick<EarlierEnd, 'lastDay' | 'cascade'> | undefined,
): string =>
  end === undefined
    ? asked
    : hashOf({ asked, lastDay: end.lastDay, cascade: end.cascade.map(({ caseId }) => caseId) });
