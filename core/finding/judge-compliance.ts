import type { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../case/case-state.ts';
import { loadRecord } from '../case/case-store.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { citing, clausesOf, type FindingHead } from '../case/records/finding-facts.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import type { Caller } from '../directory/caller.ts';
import type { Settings } from '../directory/settings.ts';
import { issueDocument } from '../document/issue-document.ts';
import { CHANGED_SINCE_SHOWN } from '../question/answer.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { type Problem, type Refusal, refused } from '../values/errors.ts';
import type { Signed } from '../values/signed.ts';
import { extension } from './extend-order.ts';
import {
  type Acted,
  actOnFinding,
  answerFinding,
  invalidAt,
  type Judged,
  type LoadedFinding,
} from './finding-act.ts';
import { findingPapersOf, requirePaper } from './finding-papers-of.ts';
import type { JudgeInput } from './inputs.ts';
import { deadlineProblems, usualDay } from './reasonable-time.ts';

/**
 * 履行の判断 (第7条): done, done in part with a new deadline, or not done. What falls short is judged when the day of the
 * deadline has ended, not before; obedience can be recorded as soon as it is reported. Whoever is said to have disobeyed
 * is invited to make a statement (第8条). Until the sanction is decided the manager can judge anew: late obedience counts.
 */
export const judgeCompliance =
  (ports: Ports) => async (caller: Caller, caseId: string, findingId: string, input: JudgeInput) => {
    const { hash } = input;
    const { head } = (await loadRecord(ports.store, caseId, FINDINGS, findingId)) ?? {};
    // Nobody is asked: whoever judges anew has seen all that was written. Others are told that it was answered.
    if (!head || !mayBeJudgedAnew(head) || judgingHash(head) !== hash)
      return answerFinding(ports, caller, caseId, findingId, { stage: 'judge', hash }, (on) =>
        judge(ports, on, findingId, input, on.question.requestId),
      );
    return commit<Acted>(ports.store, () =>
      actOnFinding(ports, caller, caseId, findingId, 'judge', async ({ finding, ...on }) => {
        if (!finding || judgingHash(finding.head) !== hash) return CHANGED_SINCE_SHOWN;
        return judge(ports, { ...on, finding }, findingId, input);
      }),
    );
  };

/** 未履行, and no sanction decided yet. */
export const mayBeJudgedAnew = ({ status }: FindingHead): boolean =>
  status === 'disobeyed' || status === 'referred';

/** Of what the manager is shown before judging anew. */
export const judgingHash = ({ findingId, papers }: FindingHead): string =>
  dossierHash('judge', findingId, papers);

type On = {
  readonly state: CaseState;
  readonly settings: Settings;
  readonly signed: Signed;
  readonly finding: LoadedFinding;
};

const judge = async (
  ports: Ports,
  on: On,
  findingId: string,
  input: JudgeInput,
  answers?: string,
): Promise<Refusal | Judged> => {
  const { head } = on.finding;
  const { result, reason } = input;
  const today = dateOf(ports.clock());
  if (result !== 'fulfilled' && (head.dueOn ?? '') >= today.toString())
    return invalidAt(
      '/result',
      '履行期限の日が終わるまでは、未履行・一部履行と判断できません（第7条、第8条）。期限までに足りないことがあるときは、履行期限を変更することができます',
    );
  const problems = deadlinesOf(on, input, today);
  if (problems.length > 0) return refused('invalid', 'invalid-answer', '入力内容に誤りがあります', problems);
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
  const { state, finding, signed } = on;
  const { findingId } = finding.head;
  if (dueOn !== undefined) {
    const { step, write } = await extension(ports, on, { dueOn, reason: input.reason });
    return { next: step, writes: [write] };
  }
  if (statementDueOn === undefined) return {};
  const order = requirePaper(await findingPapersOf(ports.store, state.caseId, finding.head), 'order-issued');
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
