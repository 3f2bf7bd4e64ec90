import type { Caller } from '../directory/caller.ts';
import { issueDocument } from '../document/issue-document.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { refused } from '../values/errors.ts';
import { invalid, NOT_FOUND } from '../values/refusals.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { actOnFinding, askAgain, invalidAt, type OnFinding } from './finding-act.ts';
import { findingPapersOf, requirePaper } from './finding-papers-of.ts';
import type { ExtendInput } from './inputs.ts';
import { dayOffProblems } from './reasonable-time.ts';

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
      const problems = dayOffProblems(field, dueOn, { settings, dayOff });
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
