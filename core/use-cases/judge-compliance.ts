import { Temporal } from 'temporal-polyfill';
import { addBusinessDays, dateOf } from '../calendar.ts';
import type { Caller } from '../caller.ts';
import type { JudgeInput } from '../finding-inputs.ts';
import type { Ports } from '../ports.ts';
import { answerFinding, invalidAt } from './finding-act.ts';

/**
 * 履行の判断 (第7条): done, done in part with a new deadline, or not done. Not done before the deadline has passed is no
 * disobedience; and whoever is said to have disobeyed may make a statement by a day that is named (第8条).
 */
export const judgeCompliance =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: JudgeInput) =>
    answerFinding(ports, caller, caseId, findingId, { stage: 'judge', hash: input.hash }, async (on) => {
      const { settings, question, signed, finding } = on;
      const { result, reason } = input;
      const today = dateOf(ports.clock());
      const due = finding.head.dueOn ?? '';
      if (result === 'partial' && (input.dueOn === undefined || input.dueOn <= today.toString()))
        return invalidAt(
          '/dueOn',
          '一部履行とするときは、「新たな履行期限」に本日より後の日付を指定してください（第7条）',
        );
      if (result === 'disobeyed' && due >= today.toString())
        return invalidAt(
          '/result',
          '履行期限を過ぎるまでは、未履行と判断できません（第8条）。不足があるときは、一部履行として期限を定めてください',
        );
      const statementDueOn =
        result === 'disobeyed'
          ? Temporal.PlainDate.from(
              input.statementDueOn ?? addBusinessDays(today, settings.statementDays, settings),
            ).toString()
          : undefined;
      if (statementDueOn !== undefined && statementDueOn <= today.toString())
        return invalidAt('/statementDueOn', '「弁明の期限」は、本日より後の日付を指定してください（第8条）');
      const dates = {
        ...(result === 'partial' ? { dueOn: input.dueOn } : {}),
        ...(statementDueOn === undefined ? {} : { statementDueOn }),
      };
      return {
        ok: true,
        step: {
          fact: { type: 'compliance-judged', findingId, answers: question.requestId, result, ...dates },
          paper: { type: 'compliance-judged', result, reason, ...dates, signed },
        },
        news: 'judged',
      };
    });
