import { Temporal } from 'temporal-polyfill';
import { summarize } from '../application/list-cases.ts';
import { partialStopViews } from '../application/partial-stops.ts';
import { applicationOn, SETTLED } from '../application/revision-store.ts';
import type { Supervised } from '../case/case-state.ts';
import { listRecords } from '../case/case-store.ts';
import { WORKS } from '../case/records/work.ts';
import { loadWorkPapers } from '../case/records/work-papers.ts';
import type { Caller } from '../directory/caller.ts';
import { priorWorkModeOf } from '../directory/directory.ts';
import { loadSettings, loadSystem } from '../directory/directory-store.ts';
import { ownEndBefore } from '../permit/ending.ts';
import { permitOfVendor } from '../permit/section-act.ts';
import type { PermitView } from '../permit/views.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, type Outcome } from '../values/errors.ts';
import { firstInTime } from './work-rules.ts';

/** What the forms of a work offer: the permit's own lists, as they are today or have been settled. */
export type WorkChoices = {
  readonly caseId: string;
  readonly permitNo: string;
  readonly systemName: string;
  readonly sectionName: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly mode: 'notice' | 'acknowledge' | 'approve';
  readonly leadDays: number;
  /** YYYY-MM-DD: works that begin on it or later are applied for in time today; undefined where there is no lead time. */
  readonly inTimeFrom: string | undefined;
  /** First day on which the permit holds no more, where it is over. */
  readonly overOn: string | undefined;
  /** Everybody with the days on which they work. */
  readonly workers: readonly {
    readonly name: string;
    readonly from: string;
    readonly to?: string | undefined;
    readonly account?: string | undefined;
  }[];
  readonly terminals: readonly string[];
  readonly targets: readonly string[];
  readonly originSites: readonly string[];
  readonly originIps: readonly string[];
  /** Works that were applied for before, the latest first: to begin with what one of them said. */
  readonly earlier: readonly {
    readonly workId: string;
    readonly noticeNo: string;
    readonly plannedStart: string;
    readonly purpose: string;
  }[];
  /** 一部の停止 (第8条): who or what may not be named for that time. */
  readonly partialStops: PermitView['partialStops'];
};

/** Also on the morning of that day, before the daily run has written it down. */
const overOnOf = (state: Supervised, today: string): string | undefined => {
  if ('overOn' in state) return state.overOn;
  const end = ownEndBefore(state, today);
  if (end?.type === 'ended') return end.on;
  return end && Temporal.PlainDate.from(state.period.to).add({ days: 1 }).toString();
};

const EARLIER = 5;
const earlierWorks = async (store: Ports['store'], caseId: string): Promise<WorkChoices['earlier']> => {
  const heads = (await listRecords(store, caseId, WORKS))
    .filter(({ unannounced }) => !unannounced)
    .toSorted((a, b) => b.announcedAt.localeCompare(a.announcedAt))
    .slice(0, EARLIER);
  const found = await Promise.all(
    heads.map(async (head) => {
      const { workId, noticeNo, plannedStart } = head;
      const { notice } = await loadWorkPapers(store, caseId, head);
      return notice ? [{ workId, noticeNo, plannedStart, purpose: notice.purpose }] : [];
    }),
  );
  return found.flat();
};

export const workChoices =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseId: string): Promise<Outcome<WorkChoices>> => {
    const permit = await permitOfVendor(store, caller, caseId);
    if (!permit.ok) return permit;
    const { state } = permit;
    const today = dateOf(clock());
    const [summary, settings, system, now, settled, earlier] = await Promise.all([
      summarize(store, state, today),
      loadSettings(store),
      loadSystem(store, state.systemId),
      applicationOn(store, state, today.toString()),
      applicationOn(store, state, SETTLED),
      earlierWorks(store, caseId),
    ]);
    const each = (pick: (application: typeof now) => readonly string[]) => [
      ...new Set([...pick(now), ...pick(settled)]),
    ];
    const workers = new Map(
      [...now.workers, ...settled.workers].map(({ name, from, to, account }) => [
        name,
        { name, from, to, account },
      ]),
    );
    return accepted({
      caseId,
      permitNo: state.permitNo,
      systemName: summary.systemName,
      sectionName: summary.sectionName,
      period: state.period,
      mode: priorWorkModeOf(system, settings),
      leadDays: settings.workLeadDays,
      inTimeFrom: settings.workLeadDays > 0 ? firstInTime(today, settings).toString() : undefined,
      overOn: overOnOf(state, today.toString()),
      workers: [...workers.values()],
      terminals: each(({ terminals }) => terminals.map(({ assetNo }) => assetNo)),
      targets: each(({ targetHosts }) => targetHosts.map(({ host }) => host)),
      originSites: each(({ originSites }) => originSites.map(({ name }) => name)),
      originIps: each(({ originIps }) => originIps),
      earlier,
      partialStops: await partialStopViews(store, state, today),
    });
  };
