import type { CaseState } from '../case/case-state.ts';
import type { Caller } from '../directory/caller.ts';
import { issueDocument } from '../document/issue-document.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { refused } from '../values/errors.ts';
import type { Signed } from '../values/signed.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { type Acted, actOnFinding, askAgain, invalidAt, type LoadedFinding } from './finding-act.ts';
import { findingPapersOf, requirePaper } from './finding-papers-of.ts';
import type { ExtendInput } from './inputs.ts';
import { dayOffProblems } from './reasonable-time.ts';

/** What an extension is, with its number (履行期限変更通知書). The caller adds the question that is asked again. */
export const extension = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  on: { readonly state: CaseState; readonly signed: Signed; readonly finding: LoadedFinding },
  { dueOn, reason }: { readonly dueOn: string; readonly reason: string },
) => {
  const { state, signed, finding } = on;
  const { findingId, dueOn: formerDueOn = '' } = finding.head;
  const order = requirePaper(await findingPapersOf(ports.store, state.caseId, finding.head), 'order-issued');
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
    commit<Acted>(ports.store, () =>
      actOnFinding(
        ports,
        caller,
        caseId,
        findingId,
        'order',
        async ({ state, settings, signed, finding }) => {
          const former = finding?.head.dueOn;
          if (!finding || former === undefined) return refused('not-found', 'not-found', '見つかりません');
          const today = dateOf(ports.clock());
          if (finding.head.status === 'ordered' && former < today.toString())
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
          if (problems.length > 0)
            return refused('invalid', 'invalid-answer', '入力内容に誤りがあります', problems);
          const { step, write } = await extension(ports, { state, signed, finding }, { dueOn, reason });
          const extended = { ...finding.head, dueOn };
          const again = await askAgain(ports, state, extended, ['judge'], [step.paper], settings);
          return {
            ok: true,
            step: { ...step, fact: { ...step.fact, ...(again ? { request: again.request } : {}) } },
            writes: [write, ...(again?.mails ?? [])],
            news: 'due-extended',
          };
        },
      ),
    );
