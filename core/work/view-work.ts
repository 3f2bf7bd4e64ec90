import { Temporal } from 'temporal-polyfill';
import { summarize } from '../application/list-cases.ts';
import { isStoppedWork } from '../application/partial-stops.ts';
import { applicationOn } from '../application/revision-store.ts';
import type { CaseSummary } from '../application/views.ts';
import type { CaseEvent } from '../case/case-event.ts';
import { isSupervised, type Supervised } from '../case/case-state.ts';
import { listRecords, loadEvents, loadRecord, stateOf } from '../case/case-store.ts';
import { hashWithReport, UNREPORTED, WORKS } from '../case/records/work.ts';
import { NOTICE_FLAGS, REPORT_FLAGS, WORK_STATUSES, type WorkHead } from '../case/records/work-facts.ts';
import { answerLabel } from '../case/records/work-inputs.ts';
import { loadWorkPapers } from '../case/records/work-papers.ts';
import { TRANSITIONS } from '../case/transitions.ts';
import { underParent, withCutOffs } from '../case/under-parent.ts';
import { lapses } from '../case/work-lapse.ts';
import { type Caller, vendorOf } from '../directory/caller.ts';
import { loadNameAt, loadSettings } from '../directory/directory-store.ts';
import { ownEndBefore } from '../permit/ending.ts';
import { scopeOfPermit } from '../permit/scope-of-permit.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { NOTHING_LEFT, whyNotAccepted, whyNoWork } from '../permit/why-no-work.ts';
import { deputyFor, viewQuestions } from '../question/open-question.ts';
import { type Ports, queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';
import type { Signed } from '../values/signed.ts';
import { accountSentences, judgeSession } from './session-rules.ts';
import { type WorkSummary, type WorkView, workSummarySchema } from './views.ts';

/** Where a work stands at an instant: what the record says, and what the clock adds to it. */

const ACCEPTED = { notice: '届出済', acknowledge: '受理', approve: '承認' } as const;

type Standing = 'not-yet' | 'going-on' | 'awaits-report' | 'settled';

/** Whether the planned time has come. */
const standingOf = (
  { status, plannedStart, plannedEnd }: Pick<WorkHead, 'status' | 'plannedStart' | 'plannedEnd'>,
  now: Temporal.Instant,
): Standing => {
  if (!UNREPORTED.includes(status)) return 'settled';
  const past = (at: string) => Temporal.Instant.compare(now, Temporal.Instant.from(at)) >= 0;
  return past(plannedEnd) ? 'awaits-report' : past(plannedStart) ? 'going-on' : 'not-yet';
};

/** e.g. 実施中, 報告待ち, 承認, 緊急（事後承認待ち）・報告待ち. */
export const workStatusLabel = (
  head: Pick<WorkHead, 'status' | 'plannedStart' | 'plannedEnd' | 'mode' | 'emergency' | 'answer'>,
  now: Temporal.Instant,
): string => {
  const { status, mode, emergency, answer } = head;
  const standing = standingOf(head, now);
  const clock = standing === 'going-on' ? '実施中' : standing === 'awaits-report' ? '報告待ち' : undefined;
  if (status === 'accepted') return clock ?? (emergency ? '事後承認済' : ACCEPTED[mode]);
  if (status === 'emergency') return clock ? `${WORK_STATUSES.emergency}・${clock}` : WORK_STATUSES.emergency;
  if (status === 'unannounced') return WORK_STATUSES.unannounced;
  if (status === 'submitted')
    return standing === 'awaits-report' ? '回答待ち（予定の日時を経過）' : '回答待ち';
  if (emergency && answer === undefined && (status === 'reported' || status === 'confirmed'))
    return `${WORK_STATUSES[status]}・事後承認待ち`;
  return WORK_STATUSES[status];
};

type Reading = Pick<Ports, 'store' | 'clock'>;
const ROLE = '情報セキュリティ管理者';

const summarizeWork = (head: WorkHead, now: Temporal.Instant): WorkSummary =>
  workSummarySchema.parse({
    ...head,
    statusLabel: workStatusLabel(head, now),
    flags: [
      ...head.flags.map((key) => ({ key, label: NOTICE_FLAGS[key] })),
      ...(head.session?.flags ?? []).map((key) => ({ key, label: REPORT_FLAGS[key] })),
    ],
  });

/** 作業の一覧 of a permit, the latest first. */
export const listWorks =
  ({ store, clock }: Reading) =>
  async (
    caller: Caller,
    caseId: string,
  ): Promise<Outcome<{ readonly works: WorkSummary[]; readonly canAnnounce: boolean }>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found;
    const heads = await listRecords(store, caseId, WORKS);
    return accepted({
      works: heads
        .toSorted((a, b) => b.plannedStart.localeCompare(a.plannedStart))
        .map((head) => summarizeWork(head, clock())),
      canAnnounce: found.value.sees === 'vendor' && (await isWorkable(store, found.value.state)),
    });
  };

const isWorkable = async (store: Store, state: Supervised): Promise<boolean> =>
  whyNoWork(withCutOffs(state, await underParent(store, state))) === undefined;

/** For a vendor: its permits under which works can be applied for today, by system (第6条第1号). */
export const listWorkable =
  ({ store, clock }: Reading) =>
  async (
    caller: Caller,
  ): Promise<
    readonly Pick<CaseSummary, 'caseId' | 'permitNo' | 'systemName' | 'period' | 'subcontractor'>[]
  > => {
    const vendorId = vendorOf(caller);
    if (vendorId === undefined) return [];
    const today = dateOf(clock());
    const states = (await queryAll(store, { index: 'vendor', hash: vendorId }))
      .map(stateOf)
      .filter((state) => isSupervised(state))
      .filter((state) => ownEndBefore(state, today.toString()) === undefined);
    const found = await Promise.all(
      states.map(async (state) =>
        (await isWorkable(store, state)) ? [await summarize(store, state, today)] : [],
      ),
    );
    return found.flat().sort((a, b) => a.systemName.localeCompare(b.systemName, 'ja'));
  };

/** One work with everything that was written about it, for the vendor or for the city. */
export const viewWork =
  ({ store, clock }: Reading) =>
  async (caller: Caller, caseId: string, workId: string): Promise<Outcome<WorkView>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const record = await loadRecord(store, caseId, WORKS, workId);
    if (!record) return NOT_FOUND;
    const { head } = record;
    const now = clock();
    const isCity = sees === 'city';
    const [papers, permit, events] = await Promise.all([
      loadWorkPapers(store, caseId, head),
      summarize(store, state, dateOf(now)),
      loadEvents(store, caseId),
    ]);
    const { notice, session, answer, review, withdrawal } = papers;
    const who = (signed: Pick<Signed, 'decidedBy' | 'principal'>) => (isCity ? signatories(signed) : ROLE);
    const mine = isCity ? await questionsOf({ store, clock }, caller, state, workId) : [];
    const may = (stage: string) => mine.some((question) => question.stage === stage && question.mine);
    const waits = UNREPORTED.includes(head.status);
    const lapsed = head.status === 'lapsed' || lapses(state.stopped, head);
    const held = withCutOffs(state, await underParent(store, state));
    return accepted({
      audience: sees,
      ...summarizeWork(head, now),
      permit: {
        caseId,
        permitNo: state.permitNo,
        statusLabel: permit.statusLabel,
        vendorName: permit.vendorName,
        subcontractor: permit.subcontractor,
        systemName: permit.systemName,
        sectionName: permit.sectionName,
        period: permit.period,
      },
      notice,
      answer: answer && {
        choice: answer.choice,
        label: answerLabel(answer.choice, head),
        reason: answer.reason,
        at: answer.decidedAt,
        by: who(answer),
      },
      withdrawal: withdrawal && { reason: withdrawal.reason, by: withdrawal.submittedBy },
      report: session,
      review: review && {
        choice: review.choice,
        label: review.choice === 'confirm' ? '確認' : '差戻し',
        reason: review.reason,
        at: review.decidedAt,
        by: who(review),
      },
      differences: isCity ? await differencesOf(store, state, head, papers, now) : [],
      timeline: await timelineOf(store, events, workId, isCity),
      can: {
        revise: !isCity && !lapsed && head.status === 'returned' && whyNoWork(held) === undefined,
        withdraw: !isCity && waits,
        report: !isCity && (waits || lapsed),
        correct: !isCity && head.status === 'report-returned',
        answer: may('work'),
        review: may('review'),
      },
      onlyReturn: may('work')
        ? (
            whyNotAccepted(head, held, now) ??
            (!head.emergency && notice && (await isStoppedWork(store, state, notice))
              ? NOTHING_LEFT
              : undefined)
          )?.message
        : undefined,
      questions: mine.map(({ stage, hash, dueOn, asDeputyFor }) => ({
        stage,
        hash: stage === 'work' ? hashWithReport(hash, head) : hash,
        dueOn,
        asDeputyFor,
      })),
    });
  };

const signatories = ({ decidedBy, principal }: Pick<Signed, 'decidedBy' | 'principal'>): string =>
  principal === undefined
    ? `${decidedBy.title} ${decidedBy.name}`
    : `${decidedBy.title} ${decidedBy.name}（${principal.title} ${principal.name}の代決）`;

const questionsOf = async (ports: Reading, caller: Caller, state: Supervised, workId: string) => {
  const open = state.questions.filter(
    ({ stage, about }) => about === workId && (stage === 'work' || stage === 'review'),
  );
  return Promise.all(
    (await viewQuestions(ports, caller, state, open)).map(async (question) => ({
      ...question,
      asDeputyFor: question.mine ? await deputyFor(ports, caller, question.role) : undefined,
    })),
  );
};

/** Told again from the papers: the evidence of candidates that were raised stays with them. */
const differencesOf = async (
  store: Store,
  state: Supervised,
  head: WorkHead,
  { notice, session }: Awaited<ReturnType<typeof loadWorkPapers>>,
  now: Temporal.Instant,
): Promise<string[]> => {
  if (!notice) return [];
  if (!session) {
    const day = dateOf(Temporal.Instant.from(notice.plannedStart)).toString();
    const { workers } = await applicationOn(store, state, day);
    return [...accountSentences(notice.accounts, { ...notice, known: workers })];
  }
  const on = dateOf(Temporal.Instant.from(session.connectedAt)).toString();
  const [settings, application] = await Promise.all([loadSettings(store), applicationOn(store, state, on)]);
  const scope = await (await scopeOfPermit(store, state))(on);
  const tolerance = settings.reconciliationTolerance;
  const longHours = settings.sessionLongHours;
  return [
    ...judgeSession(session, { now, head, notice, scope, application, tolerance, longHours }).sentences,
  ];
};

const timelineOf = async (
  store: Store,
  events: readonly CaseEvent[],
  workId: string,
  isCity: boolean,
): Promise<WorkView['timeline']> =>
  Promise.all(
    events
      .filter(({ fact }) => 'workId' in fact && fact.workId === workId)
      .map(async ({ at, by, fact }) => {
        const { label, who } = TRANSITIONS[fact.type];
        const hidden = !isCity && who === 'manager';
        const name =
          by.kind === 'system' ? 'システム' : hidden ? ROLE : await loadNameAt(store, by.personId, at);
        return { at, label, by: name };
      }),
  );
