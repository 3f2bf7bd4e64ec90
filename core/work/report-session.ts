import { Temporal } from 'temporal-polyfill';
import { applicationOn } from '../application/revision-store.ts';
import { actAll } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import type { Supervised } from '../case/case-state.ts';
import { actWrites, loadRecord } from '../case/case-store.ts';
import { dueDateOf } from '../case/decision-request.ts';
import { openQuestionAbout, WORKS } from '../case/records/work.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import type { SessionInput } from '../case/records/work-inputs.ts';
import { loadWorkPapers, type SessionPaper } from '../case/records/work-papers.ts';
import { reportDates } from '../case/report-dates.ts';
import { underParent } from '../case/under-parent.ts';
import { actorOf, type Caller } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Settings } from '../directory/settings.ts';
import type { Again } from '../finding/known-matters.ts';
import { raiseMatters } from '../finding/raise-matters.ts';
import { scopeOfPermit } from '../permit/scope-of-permit.ts';
import { permitOfVendor } from '../permit/section-act.ts';
import { ask } from '../question/ask.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf, yearMonthOf } from '../values/calendar.ts';
import { Fatal, NOT_FOUND, type Problem, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { judgeSession, type SessionFacts, sessionRemarks } from './session-rules.ts';
import { sessionReceiptSchema } from './views.ts';

/**
 * F6 接続記録・作業報告書 (第6条第1号・第2号・第5号, 別表1 5-2), first or again after a return. The manager's review is asked
 * for at once; what differs from notice and permit is flagged, and put before the manager as candidates (第7条). A
 * connection that nobody had approved must be reported too: the question about it then ends.
 *
 * @param input.again true for the correction of a report that was returned
 */
export const reportSession =
  (ports: Ports) =>
  (
    caller: Caller,
    caseId: string,
    workId: string,
    input: { session: SessionInput; again: boolean; idempotencyKey?: string | undefined },
  ) =>
    replayable(
      ports,
      {
        caller,
        key: input.idempotencyKey,
        request: { route: 'report', caseId, workId, session: input.session },
        receipt: sessionReceiptSchema,
      },
      async (ports) => {
        const { store } = ports;
        const permit = await permitOfVendor(store, caller, caseId);
        if (!permit.ok) return permit;
        const { state } = permit;
        const record = await loadRecord(store, caseId, WORKS, workId);
        if (!record) return NOT_FOUND;
        const { head } = record;
        if (input.again !== (head.session !== undefined))
          return input.again
            ? refused('conflict', 'not-reported', 'この作業は、まだ報告されていません')
            : refused('conflict', 'already-reported', 'この作業は、すでに報告されています');
        const { session } = input;
        const under = await underParent(store, state);
        const settings = await loadSettings(store);
        const facts = await factsOf(ports, state, head, session, settings);
        const { now } = facts;
        const { problems, flags, noticed } = judgeSession(session, facts);
        if (problems.length > 0)
          return refused('invalid', 'invalid-report', '作業報告書の内容に誤りがあります', problems);
        const { connectedAt, disconnectedAt, personalDataAccessed } = session;
        const paper: SessionPaper = { kind: 'session-report', ...session, submittedBy: caller.person.name };
        const month = yearMonthOf(Temporal.Instant.from(connectedAt)).toString();
        const isPlain = flags.length === 0 && noticed.length === 0 && !input.again;
        const { request, mails } = await ask(
          ports,
          state,
          {
            ...{ stage: 'review', about: workId, hash: hashOf(paper) },
            ...(isPlain ? withItsMonth({ state, head, month, today: dateOf(now) }, settings) : {}),
          },
          settings,
        );
        // An emergency keeps its question: it is approved after the fact.
        const closes = head.emergency ? undefined : openQuestionAbout(state, workId);
        const fact: CaseFact = {
          type: 'session-reported',
          workId,
          connectedAt,
          disconnectedAt,
          personalDataAccessed,
          flags: [...flags],
          ...(closes === undefined ? {} : { closes }),
          request,
        };
        const raised = await raiseMatters(
          ports,
          state,
          { month, noticed, ...(input.again ? { again: correctionOf(head) } : {}) },
          settings,
        );
        const steps = [{ fact, paper }, ...raised.steps];
        const done = actAll(state, steps, actorOf(caller), now, [record, ...raised.records]);
        if (!done.ok) return done;
        return {
          ok: true,
          value: { workId, noticeNo: head.noticeNo, flags: [...flags] },
          writes: [...actWrites(done.value), ...under.guard, ...mails, ...raised.mails],
        };
      },
    );

const factsOf = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  state: Supervised,
  head: WorkHead,
  { connectedAt }: SessionInput,
  settings: Settings,
): Promise<SessionFacts> => {
  const { notice } = await loadWorkPapers(store, state.caseId, head);
  if (!notice) throw new Fatal('a work without its notice');
  const on = dateOf(Temporal.Instant.from(connectedAt)).toString();
  const application = await applicationOn(store, state, on);
  const scope = await (await scopeOfPermit(store, state))(on);
  const { reconciliationTolerance: tolerance, sessionLongHours: longHours } = settings;
  return { now: clock(), head, notice, scope, application, tolerance, longHours };
};

/** What the report would be flagged for, before it is sent. */
export const foreseeSession =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (
    caller: Caller,
    caseId: string,
    workId: string,
    session: SessionInput,
  ): Promise<readonly Problem[]> => {
    const { store } = ports;
    const permit = await permitOfVendor(store, caller, caseId);
    const record = permit.ok ? await loadRecord(store, caseId, WORKS, workId) : undefined;
    if (!permit.ok || !record) return [];
    const facts = await factsOf(ports, permit.state, record.head, session, await loadSettings(store));
    return sessionRemarks(session, facts);
  };

/**
 * The second question about a work that was approved, whose report shows nothing unusual: it waits in 決裁待ち until the manager
 * looks at the report of its month (第10条), and is told in that mail (docs/adr/0053). One of a month that is reported
 * already goes at once, as does the first question about a work.
 */
const withItsMonth = (
  on: {
    readonly state: Supervised;
    readonly head: WorkHead;
    /** YYYY-MM of the connection. */
    readonly month: string;
    readonly today: Temporal.PlainDate;
  },
  settings: Settings,
): { readonly quiet?: true; readonly dueOn?: Temporal.PlainDate } => {
  const { state, head, month, today } = on;
  const { lastReport = '' } = state.figures;
  if (head.emergency || head.answer?.choice !== 'accept' || lastReport >= month) return {};
  const after = Temporal.PlainYearMonth.from(month).add({ months: 1 }).toPlainDate({ day: 1 });
  const reportedBy = reportDates(Temporal.PlainYearMonth.from(month), after, settings).dueOn;
  const [first, second] = [
    dueDateOf(Temporal.PlainDate.from(reportedBy), settings, settings),
    dueDateOf(today, settings, settings),
  ];
  return { quiet: true, dueOn: Temporal.PlainDate.compare(first, second) > 0 ? first : second };
};

/** A corrected report takes the place of the one before: what only that one said is gone. */
const correctionOf = ({ workId, noticeNo }: WorkHead): Again => ({
  reason: `作業 ${noticeNo} の作業報告の訂正により、該当しなくなったため`,
  canTell: (matter) => matter.by === 'report' && matter.workId === workId,
  canTellAll: () => false,
});
