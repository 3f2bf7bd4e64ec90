import type { Temporal } from 'temporal-polyfill';
import { summarize } from '../application/list-cases.ts';
import { applicationOn } from '../application/revision-store.ts';
import { openQuestions, type Supervised } from '../case/case-state.ts';
import { caseKey, listRecords, loadRecord, reportsOpenAt } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import {
  AWAITED,
  isLate,
  REPORT_STATUSES,
  REPORTS,
  type ReportHead,
} from '../case/records/monthly-report.ts';
import { type Caller, holds } from '../directory/caller.ts';
import { closingMonthOf, lastDayOf } from '../permit/ending.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { roleOf } from '../question/ask.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { answerPaperSchema, submittedPaperSchema } from './inputs.ts';
import type { Usage } from './report-usage.ts';
import { loadUsage } from './submit-report.ts';
import { type ReportList, type ReportSummary, type ReportView, reportSummarySchema } from './views.ts';

type ReadPorts = Pick<Ports, 'store' | 'clock'>;

/** The monthly reports of a permit, and the next that will be asked for. */
export const listReports =
  ({ store, clock }: ReadPorts) =>
  async (caller: Caller, caseId: string): Promise<Outcome<ReportList>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found;
    const { nextReport } = found.value.state;
    const today = dateOf(clock());
    const heads = await listRecords(store, caseId, REPORTS);
    return accepted({
      reports: heads.toReversed().map((head) => summaryOf(head, today)),
      next:
        nextReport === undefined
          ? undefined
          : { yearMonth: nextReport, requestedAt: reportsOpenAt(nextReport).toString() },
    });
  };

const summaryOf = (head: ReportHead, today: Temporal.PlainDate): ReportSummary =>
  reportSummarySchema.parse({
    ...head,
    statusLabel: REPORT_STATUSES[head.status],
    requestedAt: head.openedAt,
    overdue: AWAITED.includes(head.status) && today.toString() > head.awaitedOn,
    late: isLate(head),
    resubmittedAt: head.resubmittedAt === head.submittedAt ? undefined : head.resubmittedAt,
  });

/** F7, filled in from the session records while it is awaited, as it was submitted afterwards. */
export const viewReport =
  ({ store, clock }: ReadPorts) =>
  async (caller: Caller, caseId: string, yearMonth: string): Promise<Outcome<ReportView>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const report = await loadRecord(store, caseId, REPORTS, yearMonth);
    if (!report) return NOT_FOUND;
    const { head } = report;
    const today = dateOf(clock());
    const isAwaited = AWAITED.includes(head.status);
    const [current, submitted, answer, summary, closingMonth] = await Promise.all([
      loadUsage(store, state, yearMonth, clock()),
      paperOf(store, state, head, 'report-submitted', submittedPaperSchema),
      answerOf(store, state, head),
      summarize(store, state, today),
      closingMonthOf(store, state),
    ]);
    const question = openQuestions(state).find(
      ({ stage, about }) => stage === 'monthly' && about === yearMonth,
    );
    return accepted({
      audience: sees,
      caseId,
      permitNo: state.permitNo,
      systemName: summary.systemName,
      sectionName: summary.sectionName,
      vendorName: summary.vendorName,
      subcontractor: summary.subcontractor,
      regulationId: state.regulationId,
      ...summaryOf(head, today),
      usage: isAwaited || !submitted ? current.usage : submitted.usage,
      usageHash: current.usageHash,
      usageChanged: !isAwaited && submitted !== undefined && isChanged(submitted.usage, current.usage),
      closing: closingMonth === yearMonth ? { planned: await plannedAtEnd(store, state) } : undefined,
      content: submitted?.content,
      submittedBy: submitted?.submittedBy.name,
      answer,
      question: sees === 'city' && question ? { hash: question.hash, dueOn: question.dueOn } : undefined,
      can: {
        submit: sees === 'vendor' && isAwaited,
        answer: question !== undefined && holds(caller, roleOf('monthly', state)) !== undefined,
      },
    });
  };

/** What the vendor has said would become of accounts and data (様式1, version 2). */
const plannedAtEnd = async (store: Store, state: Supervised): Promise<string | undefined> => {
  const { atEnd } = await applicationOn(store, state, lastDayOf(state).toString());
  return atEnd && [atEnd.accounts, atEnd.data].filter((text) => text !== undefined).join('\n');
};

/** Reported, corrected or withdrawn meanwhile; that a work has become due to be reported is no change. */
const isChanged = (submitted: Usage, current: Usage): boolean =>
  hashOf({ ...submitted, unreported: [] }) !== hashOf({ ...current, unreported: [] });

const paperOf = <S extends Parameters<typeof loadPaper>[3]>(
  store: Store,
  { caseId }: Supervised,
  { papers }: ReportHead,
  type: string,
  schema: S,
) => loadPaper<S>(store, caseKey(caseId), papers[type], schema);

/** The later of acceptance and return. */
const answerOf = async (store: Store, state: Supervised, head: ReportHead): Promise<ReportView['answer']> => {
  const { acceptedAt, returnedAt } = head;
  const at = acceptedAt ?? returnedAt;
  if (at === undefined) return undefined;
  const choice = acceptedAt === undefined ? 'return' : 'accept';
  const type = choice === 'accept' ? 'report-accepted' : 'report-returned';
  const paper = await paperOf(store, state, head, type, answerPaperSchema);
  if (!paper) return undefined;
  const { decidedBy, principal } = paper.signed;
  const named = ({ title, name }: typeof decidedBy) => ({ title, name });
  return {
    choice,
    at,
    by: named(decidedBy),
    ...(principal ? { principal: named(principal) } : {}),
    reason: paper.reason,
  };
};
