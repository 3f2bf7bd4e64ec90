import { Temporal } from 'temporal-polyfill';
import { summarize } from '../application/list-cases.ts';
import { applicationOn } from '../application/revision-store.ts';
import type { CaseEvent } from '../case/case-event.ts';
import type { Supervised } from '../case/case-state.ts';
import { listRecords, loadCase, loadEvents, loadRecord } from '../case/case-store.ts';
import { stoppableIn } from '../case/partial-stop.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { clausesOf, FINDING_STATUSES, type FindingHead } from '../case/records/finding-facts.ts';
import { hashWithCascade } from '../case/records/finding-papers.ts';
import { INSTRUCTIONS } from '../case/records/instruction.ts';
import { RECONFIRMATIONS } from '../case/records/reconfirmation.ts';
import { WORKS } from '../case/records/work.ts';
import type { RecordRef } from '../case/records.ts';
import { ownStop } from '../case/stops.ts';
import { isTold } from '../case/told-to-vendor.ts';
import { isAhead } from '../case/work-lapse.ts';
import { type Caller, holds } from '../directory/caller.ts';
import { arrivalsAmong } from '../permit/arrival.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { roleOf } from '../question/ask.ts';
import { viewQuestions } from '../question/open-question.ts';
import { CANDIDATE_KINDS } from '../regulation/candidate-kinds.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { writtenAt } from '../values/signed.ts';
import { formatWarekiMonth } from '../values/wareki.ts';
import { affectedBy, liftedWith } from './affected-permits.ts';
import {
  findingPapersOf,
  lastPaper,
  mattersOf,
  noticesAmong,
  papersOf,
  reasonsGiven,
} from './finding-papers-of.ts';
import { refOf, statementsIn, unansweredHearings } from './heard-statements.ts';
import { judgingHash, mayBeJudgedAnew } from './judge-compliance.ts';
import { liftingHash } from './lift-suspension.ts';
import {
  type FindingSummary,
  type FindingView,
  findingSummarySchema,
  type NoticeEntry,
  type OpenQuestion,
} from './views.ts';

type Reading = Pick<Ports, 'store' | 'clock'>;

/** What goes before an order is the city's own matter (第7条); from the order on the vendor sees its part. */
const isShownTo = (sees: 'vendor' | 'city', head: FindingHead): boolean =>
  sees === 'city' || head.orderNo !== undefined;

/** 違反・是正命令 of a permit, newest first, and the notices (F9) that were given. */
export const listFindings =
  ({ store }: Reading) =>
  async (
    caller: Caller,
    caseId: string,
  ): Promise<Outcome<{ readonly findings: FindingSummary[]; readonly notices: NoticeEntry[] }>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found;
    const { sees } = found.value;
    const [heads, events] = await Promise.all([
      listRecords(store, caseId, FINDINGS),
      loadEvents(store, caseId),
    ]);
    return accepted({
      findings: heads
        .filter((head) => isShownTo(sees, head))
        .map((head) => summaryFor(sees, head, orderedAt(events, head)))
        .toReversed(),
      notices: await noticesAmong(store, caseId, events),
    });
  };

const orderedAt = (events: readonly CaseEvent[], { findingId }: FindingHead): string | undefined =>
  events.find(
    ({ fact }) =>
      (fact.type === 'order-issued' || fact.type === 'finding-taken-over') && fact.findingId === findingId,
  )?.at;

/** For a vendor the record begins with the order: what a candidate was made of, and when, is not told. */
const summaryFor = (
  sees: 'vendor' | 'city',
  head: FindingHead,
  openedAt: string | undefined,
): FindingSummary =>
  sees === 'city'
    ? summaryOf(head)
    : {
        ...summaryOf(head),
        ...{ kind: undefined, kindLabel: undefined, month: undefined, outdated: false },
        // Until another order takes the place of the one that was withdrawn (docs/adr/0058).
        ...(head.status === 'found' || head.status === 'reported'
          ? { status: 'withdrawn' as const, statusLabel: FINDING_STATUSES.withdrawn }
          : {}),
        openedAt: openedAt ?? head.openedAt,
      };

const summaryOf = (head: FindingHead): FindingSummary =>
  findingSummarySchema.parse({
    ...head,
    statusLabel: FINDING_STATUSES[head.status],
    kindLabel: head.kind && CANDIDATE_KINDS[head.kind],
    clauses: [...clausesOf(head)],
    overdue: head.overdue ?? false,
    statementClosed: head.statementClosed ?? false,
    outdated: head.outdated ?? false,
  });

/** The open questions about a record, and whether the caller may answer them. */
export const questionsAbout = async (
  ports: Reading,
  caller: Caller,
  state: Supervised,
  about: string,
): Promise<OpenQuestion[]> => {
  const open = state.questions.filter((question) => question.about === about);
  const viewed = await viewQuestions(ports, caller, state, open);
  return viewed.map(({ stage, hash, dueOn, mine, asDeputy }) => ({ stage, hash, dueOn, mine, asDeputy }));
};

/** One violation with everything that was written about it. */
export const viewFinding =
  ({ store, clock }: Reading) =>
  async (caller: Caller, caseId: string, findingId: string): Promise<Outcome<FindingView>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found.kind === 'conflict' ? NOT_FOUND : found;
    const { state, sees } = found.value;
    const finding = await loadRecord(store, caseId, FINDINGS, findingId);
    if (!finding || !isShownTo(sees, finding.head)) return NOT_FOUND;
    const { head } = finding;
    const [summary, filed, questions, source, arrivals] = await Promise.all([
      summarize(store, state, dateOf(clock())),
      findingPapersOf(store, caseId, head),
      sees === 'city' ? questionsAbout({ store, clock }, caller, state, findingId) : [],
      sees === 'city' ? sourceOf(store, caseId, head) : undefined,
      loadEvents(store, caseId).then((events) => arrivalsAmong(store, caseId, events)),
    ]);
    const isManager = holds(caller, roleOf('lift', state)) !== undefined;
    const stop = ownStop(state, findingId);
    const suspends = stop !== undefined;
    const asked = questions.find(({ stage }) => stage === 'sanction');
    const cascade =
      sees === 'vendor' || !(asked || suspends)
        ? []
        : suspends
          ? await liftedWith(store, state, stop)
          : await affectedBy(store, state, 'sanction');
    const isVendor = sees === 'vendor';
    const told = filed.filter(({ paper }) => !isVendor || isTold(paper));
    const inForce = IN_FORCE.includes(state.status);
    const isUnsanctioned = inForce && (head.status === 'ordered' || mayBeJudgedAnew(head));
    const today = dateOf(clock()).toString();
    const refs = statementsIn(filed).map(refOf);
    const [hearing] = mayBeJudgedAnew(head) ? unansweredHearings(filed) : [];
    return accepted({
      ...summaryFor(sees, head, papersOf(filed, 'order-issued').at(0)?.signed.decidedAt),
      caseId,
      permitNo: state.permitNo,
      systemName: summary.systemName,
      vendorName: summary.vendorName,
      subcontractor: summary.subcontractor,
      regulationId: state.regulationId,
      permitStatus: state.status,
      source,
      matters: sees === 'city' ? mattersOf(head, filed) : [],
      ...(sees === 'city' ? { reasons: await reasonsGiven(store, caseId, head) } : {}),
      arrivals: told.flatMap(({ seq, caseId: kept, paper }) =>
        kept === undefined && ('documentNo' in paper || ('issued' in paper && paper.issued))
          ? [{ of: seq, ...arrivals(seq) }]
          : [],
      ),
      papers: told.map(({ paper, ...where }) => ({ ...where, at: writtenAt(paper, head), paper })),
      earlierPermit: await permitOf(store, head.from),
      laterPermit: await permitOf(store, head.to),
      questions: questions.map((question) =>
        question.stage === 'sanction'
          ? { ...question, hash: hashWithCascade(question.hash, cascade) }
          : question,
      ),
      cascade,
      statements: refs.map(({ seq }) => seq),
      statementRefs: refs,
      hearing: hearing?.seq,
      hearingRef: hearing,
      ...(asked && sees === 'city' ? { worksAhead: await worksAhead(store, state, cascade, clock()) } : {}),
      conditions: suspends ? lastPaper(filed, 'sanction-decided')?.conditions : undefined,
      stoppable:
        asked && sees === 'city'
          ? [...stoppableIn(await applicationOn(store, state, today), today)]
          : undefined,
      can: {
        reply: isVendor && isUnsanctioned,
        state:
          isVendor &&
          inForce &&
          mayBeJudgedAnew(head) &&
          (hearing !== undefined || today <= (head.statementDueOn ?? '')),
        extend: isManager && inForce && head.status === 'ordered' && today <= (head.dueOn ?? ''),
        hear: isManager && inForce && mayBeJudgedAnew(head),
        judge: isManager && inForce && mayBeJudgedAnew(head),
        reportConditions: isVendor && suspends,
        withdrawOrder: isManager && isUnsanctioned,
        lift: isManager && suspends,
      },
      liftingHash: suspends && sees === 'city' ? await liftingHash(store, state, finding) : undefined,
      judgingHash: sees === 'city' && mayBeJudgedAnew(head) ? judgingHash(head) : undefined,
    });
  };

const permitOf = async (store: Store, caseId: string | undefined) => {
  const state = caseId === undefined ? undefined : await loadCase(store, caseId);
  return state && 'permitNo' in state ? { caseId: state.caseId, permitNo: state.permitNo } : undefined;
};

/** Of the permit and of those that fall with it, the next first. */
const worksAhead = async (
  store: Store,
  { caseId, permitNo }: Supervised,
  cascade: FindingView['cascade'],
  now: Temporal.Instant,
): Promise<NonNullable<FindingView['worksAhead']>> => {
  const permits = [{ caseId, permitNo }, ...cascade];
  const works = await Promise.all(
    permits.map(async (permit) =>
      (await listRecords(store, permit.caseId, WORKS))
        .filter((head) => isAhead(head, now))
        .map(({ workId, noticeNo, plannedStart, plannedEnd }) => ({
          ...{ permitNo: permit.permitNo, caseId: permit.caseId },
          ...{ workId, noticeNo, plannedStart, plannedEnd },
          goingOn: Temporal.Instant.compare(Temporal.Instant.from(plannedStart), now) <= 0,
        })),
    ),
  );
  return works.flat().sort((a, b) => a.plannedStart.localeCompare(b.plannedStart));
};

/** A month is that of a comparison with the log; all else is known by its key alone. */
const sourceOf = async (
  store: Store,
  caseId: string,
  { about: record, matters = [], month }: FindingHead,
): Promise<RecordRef | undefined> => {
  const about = record ?? (matters.some(({ by }) => by === 'log') ? month : undefined);
  if (about === undefined) return undefined;
  if (/^\d{4}-\d\d$/.test(about))
    return { kind: 'reconciliation', id: about, label: `${formatWarekiMonth(about)}分の接続ログとの照合` };
  const [work, instruction, reconfirmation] = await Promise.all([
    loadRecord(store, caseId, WORKS, about),
    loadRecord(store, caseId, INSTRUCTIONS, about),
    loadRecord(store, caseId, RECONFIRMATIONS, about),
  ]);
  if (work) return { kind: 'work', id: about, label: `作業 ${work.head.noticeNo}` };
  if (instruction)
    return { kind: 'instruction', id: about, label: `指示 ${instruction.head.documentNo ?? ''}` };
  return reconfirmation && { kind: 'reconfirmation', id: about, label: '別表1の再確認' };
};
