import type { RecordedApplication } from '../application/inputs.ts';
import { revisionOf } from '../application/revision-store.ts';
import { actAll, type Step } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import { actWrites, caseKey, loadCase, loadRecord, stillAt } from '../case/case-store.ts';
import { focusOf, nextStep, unaskedOrders } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { citing, clausesOf } from '../case/records/finding-facts.ts';
import { taskWrite } from '../case/task-store.ts';
import type { Caller } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import { issueDocument } from '../document/issue-document.ts';
import { doubtSentence } from '../document/view-notice.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { Fatal, invalid, NOT_FOUND, refused } from '../values/errors.ts';
import { system } from '../values/identity.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import {
  actedSchema,
  actOnFinding,
  answerFinding,
  askAboutFinding,
  askAgain,
  invalidAt,
  type OnFinding,
  vendorOnFinding,
} from './finding-act.ts';
import { findingPapersOf, lastPaper, requirePaper } from './finding-papers-of.ts';
import type { ExtendInput, OrderInput, ReplyInput, WithdrawOrderInput } from './inputs.ts';
import { dayOffProblems, deadlineProblems, lateProblems } from './reasonable-time.ts';

/**
 * 是正命令 (第7条): what must be done, and by when (G10, after a reasonable time), under a number of the section's series. It cites the item of
 * 第6条 that was found.
 */
export const issueOrder =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: OrderInput) =>
    answerFinding(
      ports,
      caller,
      caseId,
      findingId,
      { stage: 'order', hash: input.hash },
      async (on, ports) => {
        const { state, settings, question, signed, record } = on;
        const { when, violation, measures, dueOn, dayOff, reporting, consequence } = input;
        const within = { today: dateOf(ports.clock()), settings, dayOff };
        const problems = deadlineProblems('order', { pointer: '/dueOn', label: '履行期限' }, dueOn, within);
        if (problems.length > 0) return invalid('invalid-answer', problems);
        const { issued, write } = await issueDocument(ports, state, 'order');
        const doubts = doubtSentence(settings, '命令');
        const { application } = await revisionOf(ports.store, state);
        const replaces = await replacedBy(ports, on);
        return {
          ok: true,
          step: {
            fact: {
              type: 'order-issued',
              findingId,
              answers: question.requestId,
              orderNo: issued.documentNo,
              dueOn,
            },
            paper: {
              type: 'order-issued',
              ...issued,
              ...citing(clausesOf(record.head)),
              ...(doubts === undefined ? {} : { doubts }),
              ...(when === undefined ? {} : { when }),
              ...(replaces ? { replaces } : {}),
              violator: violatorOf(application, issued.addressee.name),
              violation,
              measures,
              dueOn,
              reporting,
              consequence,
              signed,
            },
          },
          writes: [write],
          news: 'ordered',
        };
      },
    );

/** The order that was withdrawn to be made anew, about the same violation. */
const replacedBy = async ({ store }: Pick<Ports, 'store'>, { state, record: { head } }: OnFinding) => {
  const withdrawn = lastPaper(await findingPapersOf(store, state.caseId, head), 'order-withdrawn');
  if (!withdrawn) return undefined;
  const { orderNo, orderedOn = '', documentNo, issuedOn } = withdrawn;
  return { orderNo, orderedOn, withdrawnNo: documentNo, withdrawnOn: issuedOn };
};

/** A subcontractor uses the permit that was applied for through the vendor (第11条). */
const violatorOf = ({ subcontracting }: RecordedApplication, vendorName: string): string =>
  subcontracting ? `再委託者　${subcontracting.company}` : vendorName;

/**
 * An order made in error is withdrawn, with a reason, under a number of its own; its own number stays used. Where only the order was
 * wrong and not what was found, the manager is asked for another one in the same transaction (docs/adr/0058).
 */
export const withdrawOrder =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: WithdrawOrderInput) =>
    actOnFinding(
      ports,
      caller,
      caseId,
      findingId,
      { stage: 'order', sent: input },
      async ({ state, settings, signed, record: { head } }, ports) => {
        if (head.orderNo === undefined) return NOT_FOUND;
        const { issued, write } = await issueDocument(ports, state, 'order');
        const { orderNo } = head;
        const filed = await findingPapersOf(ports.store, caseId, head);
        const orderedOn = lastPaper(filed, 'order-issued')?.issuedOn;
        const { reason, again } = input;
        const paper = {
          type: 'order-withdrawn' as const,
          ...issued,
          orderNo,
          ...(orderedOn === undefined ? {} : { orderedOn }),
          reason,
          ...(again ? { again } : {}),
          signed,
        };
        const asked = again
          ? await askAboutFinding(ports, state, head, { stage: 'order', written: [paper] }, settings)
          : undefined;
        return {
          ok: true,
          step: {
            fact: {
              type: 'order-withdrawn',
              findingId,
              documentNo: issued.documentNo,
              ...(asked ? { request: asked.request } : {}),
            },
            paper,
          },
          writes: [write, ...(asked?.mails ?? [])],
          news: 'order-withdrawn',
        };
      },
    );

/** What an extension is, with its number (履行期限変更通知書). The caller adds the question that is asked again. */
export const extension = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  on: Pick<OnFinding, 'state' | 'signed' | 'record'>,
  { dueOn, reason }: { readonly dueOn: string; readonly reason: string },
) => {
  const { state, signed, record } = on;
  const { findingId, dueOn: formerDueOn = '' } = record.head;
  const order = requirePaper(await findingPapersOf(ports.store, state.caseId, record.head), 'order-issued');
  const { issued, write } = await issueDocument(ports, state, 'order');
  return {
    step: {
      fact: { type: 'due-extended', findingId, documentNo: issued.documentNo, dueOn },
      paper: {
        type: 'due-extended',
        ...issued,
        orderNo: order.documentNo,
        orderedOn: order.issuedOn,
        formerDueOn,
        dueOn,
        reason,
        signed,
      },
    },
    write,
  } as const;
};

/**
 * 履行期限の変更 (第7条): to a later day, as often as there is reason, while the deadline has not passed. Afterwards there is
 * nothing to extend: then the manager judges, with 一部履行 to a new deadline.
 */
export const extendOrder =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: ExtendInput) =>
    actOnFinding(ports, caller, caseId, findingId, { stage: 'order', sent: input }, async (on, ports) => {
      const { state, settings, record } = on;
      const former = record.head.dueOn;
      if (former === undefined) return NOT_FOUND;
      const today = dateOf(ports.clock());
      if (record.head.status === 'ordered' && former < today.toString())
        return refused(
          'conflict',
          'deadline-passed',
          `履行期限（${formatWarekiDay(former)}）を過ぎているため、期限を変更できません（第7条）。履行を判断してください`,
        );
      const { dueOn, dayOff, reason } = input;
      if (dueOn <= former)
        return invalidAt(
          '/dueOn',
          `「変更後の履行期限」は、現在の履行期限（${formatWarekiDay(former)}）より後の日付を指定してください（第7条）`,
        );
      const field = { pointer: '/dueOn', label: '変更後の履行期限' };
      const late = lateProblems(field, dueOn, today, '第7条');
      const problems = late.length > 0 ? late : dayOffProblems(field, dueOn, { settings, dayOff });
      if (problems.length > 0) return invalid('invalid-answer', problems);
      const { step, write } = await extension(ports, on, { dueOn, reason });
      const extended = { ...record.head, dueOn };
      const again = await askAgain(ports, state, extended, ['judge'], [step.paper], settings);
      return {
        ok: true,
        step: { ...step, fact: { ...step.fact, ...(again ? { request: again.request } : {}) } },
        writes: [write, ...(again?.mails ?? [])],
        news: 'due-extended',
      };
    });

/** The three states that put a question about an order to a person, with a task token. */
const NAMES = { judge: 'JudgeCompliance', report: 'ReportToChief', sanction: 'DecideSanction' } as const;
const TYPES = {
  judge: 'judgement-requested',
  noncompliance: 'noncompliance-reported',
  sanction: 'sanction-requested',
} as const satisfies Record<string, CaseFact['type']>;

/**
 * The states JudgeCompliance (第7条), ReportToChief and DecideSanction (第8条): the workflow waits for the most pressing
 * order, and every order's question that is due is put to its role. Asked again when all are open, only the task token
 * is re-bound; asked about a permit that has moved on, the workflow is told where the record stands.
 */
export const superviseOrder =
  (ports: Ports) =>
  (input: { readonly caseId: string; readonly task: keyof typeof NAMES; readonly taskToken: string }) =>
    commit<'asked' | 'rebound' | 'moved-on'>(ports, async (ports) => {
      const { store, clock, ids } = ports;
      const { caseId, task, taskToken } = input;
      const state = await loadCase(store, caseId);
      if (!state) return NOT_FOUND;
      const rebind = taskWrite(caseId, { task, about: focusOf(state), taskToken });
      if (nextStep(state) !== task) {
        const goOn = outboxWrite(caseKey(caseId), ids.next(), clock(), { kind: 'continue-case', caseId });
        return { ok: true, value: 'moved-on', writes: [rebind, goOn] };
      }
      const unasked = unaskedOrders(state);
      if (unasked.length === 0) return { ok: true, value: 'rebound', writes: [rebind, stillAt(state)] };
      const settings = await loadSettings(store);
      const steps: Step[] = [];
      const mails: Write[] = [];
      const records = [];
      for (const { findingId, stage } of unasked) {
        const finding = await loadRecord(store, caseId, FINDINGS, findingId);
        if (!finding) throw new Fatal('an order without a finding');
        const asked = { stage, drafter: finding.head.judgedBy };
        const question = await askAboutFinding(ports, state, finding.head, asked, settings);
        steps.push({ fact: { type: TYPES[stage], findingId, request: question.request } });
        mails.push(...question.mails);
        records.push(finding);
      }
      const outcome = actAll(state, steps, system(NAMES[task]), clock(), records);
      if (!outcome.ok) return outcome;
      return { ok: true, value: 'asked', writes: [...actWrites(outcome.value), rebind, ...mails] };
    });

/**
 * 是正報告 (第7条): cause, measures, when they were done, and how it will not happen again. The manager is asked to judge;
 * where a question was open already (the deadline had passed), it is asked again with the reply. After 未履行 it is late,
 * and counts until the sanction is decided (第8条).
 */
export const replyToOrder =
  (ports: Ports) =>
  (caller: Caller, caseId: string, findingId: string, input: ReplyInput, idempotencyKey?: string) => {
    const request = { route: 'reply', caseId, findingId, input };
    return replayable(ports, { caller, key: idempotencyKey, request, receipt: actedSchema }, (ports) =>
      vendorOnFinding(ports, caller, caseId, findingId, async ({ state, settings, finding, fromVendor }) => {
        if (input.doneOn > dateOf(ports.clock()).toString())
          return invalidAt('/doneOn', '「措置の完了日」に、報告の日より後の日付は指定できません');
        const paper = { type: 'order-replied', ...input, ...fromVendor } as const;
        const stages = ['judge', 'noncompliance', 'sanction'] as const;
        const again = await askAgain(ports, state, finding.head, stages, [paper], settings);
        return {
          ok: true,
          step: {
            fact: { type: 'order-replied', findingId, ...(again ? { request: again.request } : {}) },
            paper,
          },
          writes: again?.mails ?? [],
          news: 'reply-received',
        };
      }),
    );
  };
