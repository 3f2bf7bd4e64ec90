import { Temporal } from 'temporal-polyfill';
import { isSupervised, type Supervised } from '../case/case-state.ts';
import { listRecords, loadCase, permitsOf } from '../case/case-store.ts';
import { WORKS } from '../case/records/work.ts';
import type { WorkHead, WorkStatus } from '../case/records/work-facts.ts';
import { type Caller, isOffice } from '../directory/caller.ts';
import { sectionOf } from '../directory/directory.ts';
import { listSections, listSystems, listVendors, loadSettings } from '../directory/directory-store.ts';
import { type Ports, queryAll, type Store } from '../store/ports.ts';
import { compareInstants, dateOf, isBusinessDay, isEarlier, startOfDay } from '../values/calendar.ts';
import { workStatusLabel } from './view-work.ts';

/** 作業の予定: who is connected, will be or was, day by day (第6条第1号, 第2号). Read when it is asked for, never stored. */

/** Nothing takes or took place by these; an emergency that was not approved afterwards (事後承認なし) may have. */
const IDLE: readonly WorkStatus[] = ['withdrawn', 'lapsed'];

/** Days: both belong to it. */
export type DaySpan = { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate };

/** What a work occupies: the connection as reported, before that as planned. Instants. */
const timesOf = ({ session, plannedStart, plannedEnd }: WorkHead) => ({
  from: session?.connectedAt ?? plannedStart,
  to: session?.disconnectedAt ?? plannedEnd,
});

/** The works of a permit that lie in the days, also in part. One query of the permit's works. */
export const worksWithin = async (store: Store, { caseId }: Pick<Supervised, 'caseId'>, days: DaySpan) => {
  const first = startOfDay(days.from).toString();
  const after = startOfDay(days.to.add({ days: 1 })).toString();
  return (await listRecords(store, caseId, WORKS))
    .filter(({ status }) => !IDLE.includes(status))
    .map((head) => ({ head, ...timesOf(head) }))
    .filter(({ from, to }) => isEarlier(from, after) && !isEarlier(to, first));
};

export type CalendarWork = {
  readonly caseId: string;
  readonly workId: string;
  readonly noticeNo: string;
  readonly permitNo: string;
  readonly systemId: string;
  readonly systemName: string;
  readonly sectionId: string;
  readonly sectionName: string;
  readonly vendorName: string;
  /** Instants: as reported, before that as planned. */
  readonly from: string;
  readonly to: string;
  readonly isReported: boolean;
  readonly isEmergency: boolean;
  readonly statusLabel: string;
  /** Another work on the same system takes place at the same time. */
  readonly overlaps: boolean;
};
export type CalendarDay = {
  readonly date: Temporal.PlainDate;
  readonly isBusinessDay: boolean;
  readonly works: readonly CalendarWork[];
};
export type WorkCalendar = {
  readonly days: readonly CalendarDay[];
  /** Those whose works the caller may see. */
  readonly sections: readonly { readonly sectionId: string; readonly name: string }[];
  readonly systems: readonly {
    readonly systemId: string;
    readonly name: string;
    readonly sectionId: string;
  }[];
};

/**
 * For the sections of the caller, for the chief's office those of the whole city: the works of the days, the first first.
 * Costs the states of their permits and the works of those whose period touches the days.
 *
 * @param only of one section, one system; of those that are not the caller's there is nothing
 */
export const viewWorkCalendar =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (
    caller: Caller,
    span: DaySpan,
    only: { readonly section?: string; readonly system?: string } = {},
  ): Promise<WorkCalendar> => {
    const settings = await loadSettings(store);
    const own = new Set(caller.appointments.flatMap(({ role }) => sectionOf(role) ?? []));
    const everywhere = isOffice(caller, settings);
    const sections = (await listSections(store)).filter(({ sectionId }) => everywhere || own.has(sectionId));
    const asked = sections.filter(
      ({ sectionId }) => only.section === undefined || sectionId === only.section,
    );
    const [systems, vendors, ...rows] = await Promise.all([
      listSystems(store),
      listVendors(store),
      ...asked.map(({ sectionId }) => queryAll(store, { index: 'register', hash: permitsOf(sectionId) })),
    ]);
    const nameOf = {
      system: new Map(systems.map(({ systemId, name }) => [systemId, name])),
      vendor: new Map(vendors.map(({ vendorId, name }) => [vendorId, name])),
      section: new Map(sections.map(({ sectionId, name }) => [sectionId, name])),
    };
    const now = clock();
    const works = await Promise.all(
      rows.flat().map(async ({ pk }): Promise<Omit<CalendarWork, 'overlaps'>[]> => {
        const state = await loadCase(store, pk.slice('CASE#'.length));
        if (!state || !isSupervised(state)) return [];
        if (only.system !== undefined && state.systemId !== only.system) return [];
        return (await worksWithin(store, state, span)).map(({ head, from, to }) => ({
          caseId: state.caseId,
          workId: head.workId,
          noticeNo: head.noticeNo,
          permitNo: state.permitNo,
          systemId: state.systemId,
          systemName: nameOf.system.get(state.systemId) ?? '',
          sectionId: state.sectionId,
          sectionName: nameOf.section.get(state.sectionId) ?? '',
          vendorName: nameOf.vendor.get(state.vendorId) ?? '',
          from,
          to,
          isReported: head.session !== undefined,
          isEmergency: head.emergency,
          statusLabel: workStatusLabel(head, now),
        }));
      }),
    );
    const all = withOverlaps(works.flat()).sort((a, b) => compareInstants(a.from, b.from));
    const seen = new Set(sections.map(({ sectionId }) => sectionId));
    return {
      days: daysOf(span).map((date) => ({
        date,
        isBusinessDay: isBusinessDay(date, settings),
        works: all.filter((work) => takesPlaceOn(work, date)),
      })),
      sections,
      systems: systems.filter(({ sectionId }) => seen.has(sectionId)),
    };
  };

const daysOf = ({ from, to }: DaySpan): readonly Temporal.PlainDate[] =>
  Array.from({ length: from.until(to).days + 1 }, (_, index) => from.add({ days: index }));

/** A work that ends at midnight has no part in the day that begins then. */
const takesPlaceOn = ({ from, to }: Pick<CalendarWork, 'from' | 'to'>, date: Temporal.PlainDate): boolean =>
  dateOf(Temporal.Instant.from(from)).equals(date) ||
  (isEarlier(from, startOfDay(date.add({ days: 1 })).toString()) &&
    isEarlier(startOfDay(date).toString(), to));

const withOverlaps = (works: readonly Omit<CalendarWork, 'overlaps'>[]): CalendarWork[] =>
  works.map((work) => ({
    ...work,
    overlaps: works.some(
      (other) =>
        other.workId !== work.workId &&
        other.systemId === work.systemId &&
        isEarlier(other.from, work.to) &&
        isEarlier(work.from, other.to),
    ),
  }));
