import { summarize } from '../application/list-cases.ts';
import type { CaseSummary } from '../application/views.ts';
import type { Supervised } from '../case/case-state.ts';
import { caseKey, listRecords, loadEvents, loadRecord } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { FINDINGS } from '../case/records/finding.ts';
import type { FindingHead } from '../case/records/finding-facts.ts';
import { RECONCILIATIONS, type ReconciliationHead } from '../case/records/reconciliation.ts';
import { WORKS } from '../case/records/work.ts';
import { type Caller, holds } from '../directory/caller.ts';
import { loadNameAt } from '../directory/directory-store.ts';
import { seePermit } from '../permit/section-act.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { type ReconciliationReport, reconciliationReportSchema } from './papers.ts';
import { monthOf } from './reconcile-log.ts';

type Reading = Pick<Ports, 'store' | 'clock'>;

export type ReconciliationMonth = {
  readonly yearMonth: string;
  readonly head: ReconciliationHead | undefined;
};
export type ReconciliationList = {
  readonly permit: CaseSummary;
  /** Newest first: every month of the permit that has begun. */
  readonly months: readonly ReconciliationMonth[];
  /** The caller may reconcile. */
  readonly mayAct: boolean;
};

export const listReconciliations =
  ({ store, clock }: Reading) =>
  async (caller: Caller, caseId: string): Promise<Outcome<ReconciliationList>> => {
    const seen = await seePermit({ store }, caller, caseId);
    if (!seen.ok) return seen;
    const { state } = seen;
    const heads = await listRecords(store, caseId, RECONCILIATIONS);
    const today = dateOf(clock());
    const months: ReconciliationMonth[] = [];
    for (
      let month = today.toPlainYearMonth();
      month.toString() >= state.period.from.slice(0, 7);
      month = month.subtract({ months: 1 })
    ) {
      const yearMonth = month.toString();
      if (monthOf(state, yearMonth, { clock }).ok)
        months.push({ yearMonth, head: heads.find((head) => head.yearMonth === yearMonth) });
    }
    return accepted({
      permit: await summarize(store, state, today),
      months,
      mayAct: mayReconcile(caller, state),
    });
  };

const mayReconcile = (caller: Caller, { sectionId }: Supervised): boolean =>
  Boolean(holds(caller, `manager:${sectionId}`) ?? holds(caller, `clerk:${sectionId}`));

export type ReconciliationView = {
  readonly permit: CaseSummary;
  readonly yearMonth: string;
  readonly mayAct: boolean;
  /** Absent while nothing was reconciled. */
  readonly result?: {
    readonly head: ReconciliationHead;
    /** Of the result that is shown: the latest, or an earlier one that was asked for. */
    readonly shown: {
      readonly seq: number;
      readonly at: string;
      readonly by: string;
      /** Absent once personal data was erased. */
      readonly report: ReconciliationReport | undefined;
    };
    readonly isLatest: boolean;
    /** Newest first. */
    readonly all: readonly { readonly seq: number; readonly at: string }[];
    readonly findings: readonly FindingHead[];
    /** 作業申請番号 of the works of the permit, by their keys. */
    readonly works: ReadonlyMap<string, string>;
  };
};

/** @param seq number of an earlier result; default: the latest */
export const viewReconciliation =
  ({ store, clock }: Reading) =>
  async (
    caller: Caller,
    caseId: string,
    yearMonth: string,
    seq?: number,
  ): Promise<Outcome<ReconciliationView>> => {
    const seen = await seePermit({ store }, caller, caseId);
    if (!seen.ok) return seen;
    const { state } = seen;
    const month = monthOf(state, yearMonth, { clock });
    if (!month.ok) return month;
    const base = {
      permit: await summarize(store, state, dateOf(clock())),
      yearMonth,
      mayAct: mayReconcile(caller, state),
    };
    const head = (await loadRecord(store, caseId, RECONCILIATIONS, yearMonth))?.head;
    if (!head) return seq === undefined ? accepted(base) : NOT_FOUND;
    const numbers = [head.seq, ...head.earlier];
    const wanted = seq ?? head.seq;
    const events = (await loadEvents(store, caseId)).filter((event) => numbers.includes(event.seq));
    const event = events.find((candidate) => candidate.seq === wanted);
    if (!event) return NOT_FOUND;
    return accepted({
      ...base,
      result: {
        head,
        shown: {
          seq: wanted,
          at: event.at,
          by: event.by.kind === 'person' ? await loadNameAt(store, event.by.personId, event.at) : 'システム',
          report: await loadPaper(store, caseKey(caseId), wanted, reconciliationReportSchema),
        },
        isLatest: wanted === head.seq,
        all: events.map(({ seq: number, at }) => ({ seq: number, at })).toReversed(),
        findings: (await listRecords(store, caseId, FINDINGS)).filter(
          (finding) => (finding.month ?? finding.about) === yearMonth && finding.kind !== undefined,
        ),
        works: new Map(
          (await listRecords(store, caseId, WORKS)).map(({ workId, noticeNo }) => [workId, noticeNo]),
        ),
      },
    });
  };
