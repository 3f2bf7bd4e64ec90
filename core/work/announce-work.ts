import { Temporal } from 'temporal-polyfill';
import { partialStopsOf } from '../application/partial-stops.ts';
import { applicationOn } from '../application/revision-store.ts';
import { actAll } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import type { Supervised } from '../case/case-state.ts';
import { actWrites, loadRecord } from '../case/case-store.ts';
import { openQuestionAbout, WORKS } from '../case/records/work.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import type { WorkInput } from '../case/records/work-inputs.ts';
import type { NoticePaper } from '../case/records/work-papers.ts';
import { underParent, withCutOffs } from '../case/under-parent.ts';
import { lapses } from '../case/work-lapse.ts';
import { actorOf, type Caller } from '../directory/caller.ts';
import { priorWorkModeOf } from '../directory/directory.ts';
import { loadSettings, loadSystem } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import { permitOfVendor } from '../permit/section-act.ts';
import { LAPSED, stoppedProblems, whyNoWork } from '../permit/why-no-work.ts';
import { ask, tellManager } from '../question/ask.ts';
import { commit } from '../store/commit.ts';
import { takeNumber, workNumber } from '../store/numbering.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Outcome, type Problem, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { type WorkReceipt, workReceiptSchema } from './views.ts';
import {
  answerDueOn,
  isAfterTheFact,
  isUnannounced,
  judgeNotice,
  type NoticeFacts,
  noticeRemarks,
} from './work-rules.ts';

/**
 * F5 作業申請書 (第6条第1号, 別表1 5-1): announced beforehand and in writing, each time. Whether the manager answers,
 * takes note or approves depends on the system on that day (G4); an emergency is valid at once, and approved
 * afterwards. Too late, 更新あり and file transfers are accepted and flagged (G5, G16).
 */
export const announceWork =
  (ports: Ports) =>
  (caller: Caller, caseId: string, input: { work: WorkInput; idempotencyKey?: string | undefined }) =>
    replayable(
      ports,
      {
        caller,
        key: input.idempotencyKey,
        request: { route: 'works', caseId, work: input.work },
        receipt: workReceiptSchema,
      },
      async (ports) => {
        const permit = await permitOfVendor(ports.store, caller, caseId);
        if (!permit.ok) return permit;
        const { state } = permit;
        const now = ports.clock();
        const { number, year, write } = await takeNumber(ports.store, 'work', dateOf(now));
        const workId = ports.ids.next();
        const noticeNo = workNumber(year, number);
        const plan = await planNotice(ports, caller, state, workId, noticeNo, input.work);
        if (!plan.ok) return plan;
        const { planned, paper, beside } = plan.value;
        const { emergency } = input.work;
        const told = isUnannounced(input.work) ? ({ unannounced: true } as const) : {};
        const fact: CaseFact = { type: 'work-announced', workId, noticeNo, emergency, ...told, ...planned };
        const done = actAll(state, [{ fact, paper }], actorOf(caller), now);
        if (!done.ok) return done;
        return {
          ok: true,
          value: receiptOf(workId, noticeNo, planned),
          writes: [...actWrites(done.value), write, ...beside],
        };
      },
    );

/** After a 差戻し: the same work, the next paper. */
export const reviseWork =
  (ports: Ports) => (caller: Caller, caseId: string, workId: string, work: WorkInput) =>
    commit<WorkReceipt>(ports, async (ports) => {
      const { store, clock } = ports;
      const permit = await permitOfVendor(store, caller, caseId);
      if (!permit.ok) return permit;
      const { state } = permit;
      const record = await loadRecord(store, caseId, WORKS, workId);
      if (!record) return NOT_FOUND;
      const { noticeNo } = record.head;
      if (lapses(state.stopped, record.head)) return LAPSED;
      if (work.emergency || work.unannounced)
        return refused('invalid', 'invalid-work', '作業申請書の内容に誤りがあります', [
          {
            pointer: '/emergency',
            message: '緊急の作業、事前に申請していない接続は、新しい作業申請書で申請してください',
          },
        ]);
      const plan = await planNotice(ports, caller, state, workId, noticeNo, work);
      if (!plan.ok) return plan;
      const { planned, paper, beside } = plan.value;
      const fact: CaseFact = { type: 'work-revised', workId, ...planned };
      const done = actAll(state, [{ fact, paper }], actorOf(caller), clock(), [record]);
      if (!done.ok) return done;
      return {
        ok: true,
        value: receiptOf(workId, noticeNo, planned),
        writes: [...actWrites(done.value), ...beside],
      };
    });

type Planned = Pick<
  WorkHead,
  'mode' | 'workKind' | 'plannedStart' | 'plannedEnd' | 'leadTimeOk' | 'flags'
> & { readonly request?: Awaited<ReturnType<typeof ask>>['request'] };

const receiptOf = (
  workId: string,
  noticeNo: string,
  { leadTimeOk, flags }: Pick<Planned, 'leadTimeOk' | 'flags'>,
): WorkReceipt => ({ workId, noticeNo, leadTimeOk, flags });

const factsOf = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  state: Supervised,
  work: WorkInput,
): Promise<NoticeFacts> => {
  const startsOn = dateOf(Temporal.Instant.from(work.plannedStart)).toString();
  const [settings, application] = await Promise.all([
    loadSettings(store),
    applicationOn(store, state, startsOn),
  ]);
  return { now: clock(), state, application, settings };
};

/** What the notice would be flagged for, before it is sent. */
export const foreseeNotice =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseId: string, work: WorkInput): Promise<readonly Problem[]> => {
    const permit = await permitOfVendor(ports.store, caller, caseId);
    return permit.ok ? noticeRemarks(work, await factsOf(ports, permit.state, work)) : [];
  };

const planNotice = async (
  ports: Ports,
  caller: Caller,
  state: Supervised,
  workId: string,
  noticeNo: string,
  work: WorkInput,
): Promise<Outcome<{ planned: Planned; paper: NoticePaper; beside: readonly Write[] }>> => {
  const { store, clock } = ports;
  const under = await underParent(store, state);
  const now = clock();
  // What has happened is taken in at any time, whatever has become of the permit (第6条第1号).
  const no = isAfterTheFact(work, now) ? undefined : whyNoWork(withCutOffs(state, under));
  if (no) return no;
  const [facts, system] = await Promise.all([factsOf(ports, state, work), loadSystem(store, state.systemId)]);
  const { settings, application } = facts;
  const judged = judgeNotice(work, facts);
  const { leadTimeOk, flags } = judged;
  const stopped = isAfterTheFact(work, now)
    ? []
    : stoppedProblems(work, application.originIps, await partialStopsOf(store, state));
  const problems = [...judged.problems, ...stopped];
  if (problems.length > 0)
    return refused('invalid', 'invalid-work', '作業申請書の内容に誤りがあります', problems);
  const paper: NoticePaper = { kind: 'work-notice', noticeNo, ...work, submittedBy: caller.person.name };
  const mode = priorWorkModeOf(system, settings);
  const { workKind, plannedStart, plannedEnd } = work;
  const planned = { mode, workKind, plannedStart, plannedEnd, leadTimeOk, flags: [...flags] };
  if (isUnannounced(work) || (mode === 'notice' && !work.emergency))
    return {
      ok: true,
      value: {
        planned,
        paper,
        beside: [...(await tellManager(ports, state, 'work-announced', workId, settings)), ...under.guard],
      },
    };
  const { request, mails } = await ask(
    ports,
    state,
    { stage: 'work', about: workId, hash: hashOf(paper), dueOn: answerDueOn(work, { now, settings }) },
    settings,
  );
  return { ok: true, value: { planned: { ...planned, request }, paper, beside: [...mails, ...under.guard] } };
};

/** 未実施取下げ: a work that was announced does not take place. An open question about it ends with it. */
export const withdrawWork =
  (ports: Ports) =>
  (caller: Caller, caseId: string, workId: string, { reason }: { reason?: string | undefined }) =>
    commit<{ readonly workId: string }>(ports, async (ports) => {
      const { store, clock } = ports;
      const permit = await permitOfVendor(store, caller, caseId);
      if (!permit.ok) return permit;
      const { state } = permit;
      const record = await loadRecord(store, caseId, WORKS, workId);
      if (!record) return NOT_FOUND;
      const closes = openQuestionAbout(state, workId);
      const paper = {
        kind: 'work-withdrawal',
        ...(reason === undefined ? {} : { reason }),
        submittedBy: caller.person.name,
      };
      const fact = { type: 'work-withdrawn', workId, ...(closes === undefined ? {} : { closes }) } as const;
      const done = actAll(state, [{ fact, paper }], actorOf(caller), clock(), [record]);
      if (!done.ok) return done;
      const mails = await tellManager(ports, state, 'work-withdrawn', workId, await loadSettings(store));
      return { ok: true, value: { workId }, writes: [...actWrites(done.value), ...mails] };
    });
