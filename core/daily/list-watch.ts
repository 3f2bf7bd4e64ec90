import type { Temporal } from 'temporal-polyfill';
import { isSupervised, type Supervised } from '../case/case-state.ts';
import { listRecords, loadCase, loadRecord, permitsOf, stateOf } from '../case/case-store.ts';
import { type QuestionStage, questionOf, type Stage, stageLabel } from '../case/decision-request.ts';
import { IN_FORCE, STATUSES } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { INSTRUCTIONS } from '../case/records/instruction.ts';
import { UNREPORTED } from '../case/records/work.ts';
import type { RecordRef } from '../case/records.ts';
import { overdueMonths } from '../case/register-figures.ts';
import { stopsOf } from '../case/stops.ts';
import { type Caller, vendorOf } from '../directory/caller.ts';
import { sectionOf } from '../directory/directory.ts';
import { listSystems, listVendors } from '../directory/directory-store.ts';
import { closingMonthOf } from '../permit/ending.ts';
import { type Ports, queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { workStatusLabel } from '../work/view-work.ts';
import { worksWithin } from '../work/work-calendar.ts';
import { monthName } from './list-dues.ts';

/** What others have to do next, as far as the reader must know of it: read for the front page, never stored. */

type At = { readonly caseId: string; readonly record?: RecordRef };
type Line = {
  readonly what: string;
  /** 許可番号, or 受付番号 where nothing is permitted yet. */
  readonly no: string;
  readonly systemName: string;
  readonly at: At;
};
/** A work of these days. Instants. */
export type PlannedWork = Line & {
  readonly vendorName: string;
  readonly from: string;
  readonly to: string;
  readonly statusLabel: string;
};
/** What a vendor has not handed in, or has been ordered to do. */
export type Owing = Line & { readonly vendorName: string; readonly by: string | undefined };
/** What holds, without a last day, until the section lifts it. `since`: instant. */
export type Standing = Line & { readonly vendorName: string; readonly since: string };
export type Watch = {
  readonly works: readonly PlannedWork[];
  readonly owing: readonly Owing[];
  readonly standing: readonly Standing[];
};

type Reading = Pick<Ports, 'store' | 'clock'>;
const DAYS_AHEAD = 7;

/**
 * For the managers and clerks of a section: works of today and the next days (第6条第1号), months that are overdue (第10条) and orders that
 * are not settled (第7条) of its permits; and what stops one for as long as nobody lifts it (第6条第6号, 第8条), for no date asks of that. Costs the states of the section's permits, and the works of those in force.
 */
export const listWatch =
  ({ store, clock }: Reading) =>
  async (caller: Caller): Promise<Watch> => {
    const sections = new Set(caller.appointments.flatMap(({ role }) => sectionOf(role) ?? []));
    const rows = await Promise.all(
      [...sections].map((sectionId) => queryAll(store, { index: 'register', hash: permitsOf(sectionId) })),
    );
    if (rows.flat().length === 0) return { works: [], owing: [], standing: [] };
    const states = await Promise.all(rows.flat().map(({ pk }) => loadCase(store, pk.slice('CASE#'.length))));
    const [systems, vendors] = await Promise.all([listSystems(store), listVendors(store)]);
    const systemNames = new Map(systems.map(({ systemId, name }) => [systemId, name]));
    const vendorNames = new Map(vendors.map(({ vendorId, name }) => [vendorId, name]));
    const now = clock();
    const found = await Promise.all(
      states
        .filter((state) => state !== undefined)
        .filter(isSupervised)
        .map(async (state) => {
          const about = {
            no: state.permitNo,
            systemName: systemNames.get(state.systemId) ?? '',
            vendorName: vendorNames.get(state.vendorId) ?? '',
          };
          const works = (await worksOf(store, state, now)).map((work) => ({ ...about, ...work }));
          const owing = (await owingOf(store, state, now)).map((one) => ({ ...about, ...one }));
          const standing = (await standingOf(store, state)).map((one) => ({ ...about, ...one }));
          return { works, owing, standing };
        }),
    );
    return {
      works: found.flatMap(({ works }) => works).sort((a, b) => a.from.localeCompare(b.from)),
      owing: found
        .flatMap(({ owing }) => owing)
        .sort((a, b) => (a.by ?? '9999').localeCompare(b.by ?? '9999')),
      standing: found.flatMap(({ standing }) => standing).sort((a, b) => a.since.localeCompare(b.since)),
    };
  };

const worksOf = async (store: Store, state: Supervised, now: Temporal.Instant) => {
  if (!IN_FORCE.includes(state.status)) return [];
  const from = dateOf(now);
  const found = await worksWithin(store, state, { from, to: from.add({ days: DAYS_AHEAD - 1 }) });
  return found
    .filter(({ head }) => UNREPORTED.includes(head.status))
    .map(({ head, from, to }) => ({
      what: head.noticeNo,
      ...{ from, to },
      statusLabel: workStatusLabel(head, now),
      at: { caseId: state.caseId, record: { kind: 'work', id: head.workId, label: head.noticeNo } as const },
    }));
};

const owingOf = async (store: Store, state: Supervised, now: Temporal.Instant) => {
  const { caseId } = state;
  const today = dateOf(now).toString();
  const overdue = overdueMonths(state.figures, today);
  const closing = overdue.length > 0 ? await closingMonthOf(store, state) : undefined;
  const months = overdue.map(({ yearMonth, dueOn }) => ({
    what: monthName(yearMonth, closing),
    by: dueOn,
    at: { caseId, record: { kind: 'report', id: yearMonth, label: yearMonth } as const },
  }));
  const ids = new Set(state.orders.map(({ findingId }) => findingId));
  const orders =
    ids.size === 0
      ? []
      : (await listRecords(store, caseId, FINDINGS))
          // Once it has been answered it waits for the manager, among whose questions it stands.
          .filter(({ findingId, repliedAt }) => ids.has(findingId) && repliedAt === undefined)
          .map(({ findingId, orderNo = '', dueOn }) => ({
            what: `是正命令 ${orderNo}`,
            by: dueOn,
            at: { caseId, record: { kind: 'finding', id: findingId, label: orderNo } as const },
          }));
  return [...months, ...orders];
};

const standingOf = async (store: Store, state: Supervised) => {
  const { caseId } = state;
  const cutOffs = await Promise.all(
    state.cutOffs.map(async (id) => {
      const { issuedAt, documentNo: label = '' } =
        (await loadRecord(store, caseId, INSTRUCTIONS, id))?.head ?? {};
      const record = { kind: 'instruction', id, label } as const;
      return {
        what: `緊急接続停止指示 ${label}`,
        since: issuedAt ?? state.changedAt,
        at: { caseId, record },
      };
    }),
  );
  // What fell with the parent's permit is lifted with it (第11条).
  const stops = stopsOf(state)
    .filter(({ until, parent }) => until === undefined && parent === undefined)
    .map(({ findingId: id, documentNo: label, at: since, only }) => ({
      what: `${only === undefined ? '停止' : '一部の停止'} ${label}`,
      since,
      at: { caseId, record: { kind: 'finding', id, label } as const },
    }));
  return [...cutOffs, ...stops];
};

/** Questions that a vendor's own acts have opened; of the others it learns by what is decided. */
const OPENED_BY_VENDOR: ReadonlySet<Stage | QuestionStage> = new Set([
  ...(['work', 'review', 'monthly', 'change', 'judge', 'follow'] as const),
]);

/** Of an order or an instruction is also asked when its deadline has passed, and then nothing has been handed in. */
const isHandedIn = async (store: Store, caseId: string, stage: Stage | QuestionStage, id: string) => {
  if (stage === 'judge') return (await loadRecord(store, caseId, FINDINGS, id))?.head.repliedAt !== undefined;
  if (stage === 'follow')
    return (await loadRecord(store, caseId, INSTRUCTIONS, id))?.head.answeredAt !== undefined;
  return true;
};

/** For a vendor: what it has handed in and the city has not answered yet, the oldest first. */
export const listWaiting =
  ({ store }: Reading) =>
  async (caller: Caller): Promise<readonly (Line & { readonly since: string })[]> => {
    const vendorId = vendorOf(caller);
    if (vendorId === undefined) return [];
    const [rows, systems] = await Promise.all([
      queryAll(store, { index: 'vendor', hash: vendorId }),
      listSystems(store),
    ]);
    const names = new Map(systems.map(({ systemId, name }) => [systemId, name]));
    const found = await Promise.all(
      rows
        .map(stateOf)
        .filter(({ erasedAt }) => erasedAt === undefined)
        .map(async (state) => {
          const systemName = names.get(state.systemId) ?? '';
          const { caseId } = state;
          if (!isSupervised(state))
            return ['received', 'confirming', 'approving', 'approved', 'issued'].includes(state.status)
              ? [
                  {
                    what: `申請（${STATUSES[state.status]}）`,
                    no: state.caseNo,
                    systemName,
                    since: state.submittedAt,
                    at: { caseId },
                  },
                ]
              : [];
          const lines = state.questions.map(async ({ stage, about, openedAt }) =>
            about !== undefined &&
            OPENED_BY_VENDOR.has(stage) &&
            (await isHandedIn(store, caseId, stage, about))
              ? [
                  {
                    what: stageLabel(stage),
                    no: state.permitNo,
                    systemName,
                    since: openedAt,
                    at: { caseId, ...recordOf(stage, about) },
                  },
                ]
              : [],
          );
          return (await Promise.all(lines)).flat();
        }),
    );
    return found.flat().sort((a, b) => a.since.localeCompare(b.since));
  };

const KINDS = {
  works: 'work',
  reports: 'report',
  instructions: 'instruction',
  findings: 'finding',
  changes: 'change',
  shortenings: 'shortening',
  reconfirmations: 'reconfirmation',
} as const;
const recordOf = (stage: Stage | QuestionStage, id: string): Pick<At, 'record'> => {
  const page = questionOf(stage)?.page;
  const kind = page === undefined ? undefined : KINDS[page as keyof typeof KINDS];
  return kind ? { record: { kind, id, label: stageLabel(stage) } } : {};
};
