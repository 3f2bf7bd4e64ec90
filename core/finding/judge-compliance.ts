import type { Temporal } from 'temporal-polyfill';
import { citing, clausesOf, type FindingHead } from '../case/records/finding-facts.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import type { Caller } from '../directory/caller.ts';
import { issueDocument } from '../document/issue-document.ts';
import { asked } from '../question/gate.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { invalid, type Problem, type Refusal } from '../values/errors.ts';
import { actOnFinding, invalidAt, type Judged, type OnFinding } from './finding-act.ts';
import { findingPapersOf, requirePaper } from './finding-papers-of.ts';
import type { JudgeInput } from './inputs.ts';
import { extension } from './issue-order.ts';
import { deadlineProblems, usualDay } from './reasonable-time.ts';

/**
 * 履行の判断 (第7条): done, done in part with a new deadline, or not done. What falls short is judged when the day of the
 * deadline has ended, not before; obedience can be recorded as soon as it is reported. Whoever is said to have disobeyed
 * is invited to make a statement (第8条). Until the sanction is decided the manager can judge anew: late obedience counts.
 */
export const judgeCompliance =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: JudgeInput) =>
    actOnFinding(ports, caller, caseId, findingId, { stage: 'judge', sent: input }, async (on, ports) => {
      const { head } = on.record;
      const { hash } = input;
      // Nobody is asked: whoever judges anew has seen all that was written. Others are told that it was answered.
      if (mayBeJudgedAnew(head) && judgingHash(head) === hash) return judge(ports, on, findingId, input);
      const open = await asked(caller, on, { stage: 'judge', id: findingId }, hash);
      return open.ok ? judge(ports, on, findingId, input, open.question.requestId) : open;
    });

/** 未履行, and no sanction decided yet. */
export const mayBeJudgedAnew = ({ status }: FindingHead): boolean =>
  status === 'disobeyed' || status === 'referred';

/** Of what the manager is shown before judging anew. */
export const judgingHash = ({ findingId, papers }: FindingHead): string =>
  dossierHash('judge', findingId, papers);

type On = Pick<OnFinding, 'state' | 'settings' | 'signed' | 'record'>;

const judge = async (
  ports: Ports,
  on: On,
  findingId: string,
  input: JudgeInput,
  answers?: string,
): Promise<Refusal | Judged> => {
  const { head } = on.record;
  const { result, reason } = input;
  const today = dateOf(ports.clock());
  if (result !== 'fulfilled' && (head.dueOn ?? '') >= today.toString())
    return invalidAt(
      '/result',
      '履行期限の日が終わるまでは、未履行・一部履行と判断できません（第7条、第8条）。期限までに足りないことがあるときは、履行期限を変更することができます',
    );
  const problems = deadlinesOf(on, input, today);
  if (problems.length > 0) return invalid('invalid-answer', problems);
  const dates = datesOf(on, input, today);
  return {
    ok: true,
    step: {
      fact: {
        type: 'compliance-judged',
        findingId,
        ...(answers === undefined ? {} : { answers }),
        result,
        ...dates,
      },
      paper: { type: 'compliance-judged', result, reason, ...dates, signed: on.signed },
    },
    ...(await whatFollows(ports, on, input, dates)),
    news: 'judged',
  };
};

const deadlinesOf = ({ settings }: On, input: JudgeInput, today: Temporal.PlainDate): Problem[] => {
  const { result, dueOn, statementDueOn, dayOff } = input;
  const within = { today, settings, dayOff };
  if (result === 'partial')
    return dueOn === undefined
      ? [
          {
            pointer: '/dueOn',
            message: '一部履行とするときは、「新たな履行期限」を入力してください（第7条）',
          },
        ]
      : deadlineProblems('order', { pointer: '/dueOn', label: '新たな履行期限' }, dueOn, within);
  return result === 'disobeyed' && statementDueOn !== undefined
    ? deadlineProblems(
        'statement',
        { pointer: '/statementDueOn', label: '弁明の期限' },
        statementDueOn,
        within,
      )
    : [];
};

type Dates = { dueOn?: string; statementDueOn?: string };

const datesOf = ({ settings }: On, input: JudgeInput, today: Temporal.PlainDate): Dates => {
  const { result, dueOn, statementDueOn } = input;
  if (result === 'disobeyed')
    return { statementDueOn: statementDueOn ?? usualDay('statement', today, settings) };
  return result === 'partial' && dueOn !== undefined ? { dueOn } : {};
};

/** With 一部履行 the 履行期限変更通知書, with 未履行 the 弁明の機会の付与について（通知）; each under a number of its own. */
const whatFollows = async (
  ports: Ports,
  on: On,
  input: JudgeInput,
  { dueOn, statementDueOn }: Dates,
): Promise<Pick<Judged, 'next' | 'writes'>> => {
  const { state, record, signed } = on;
  const { findingId } = record.head;
  if (dueOn !== undefined) {
    const { step, write } = await extension(ports, on, { dueOn, reason: input.reason });
    return { next: step, writes: [write] };
  }
  if (statementDueOn === undefined) return {};
  const order = requirePaper(await findingPapersOf(ports.store, state.caseId, record.head), 'order-issued');
  const { issued, write } = await issueDocument(ports, state);
  const { intended } = input;
  const about = { ...(intended === undefined ? {} : { intended }), dueOn: statementDueOn };
  const { documentNo } = issued;
  return {
    next: {
      fact: { type: 'statement-invited', findingId, documentNo, ...about },
      paper: {
        type: 'statement-invited',
        ...issued,
        orderNo: order.documentNo,
        orderedOn: order.issuedOn,
        ...citing(clausesOf(order)),
        ...about,
        facts: input.reason,
        signed,
      },
    },
    writes: [write],
  };
};
