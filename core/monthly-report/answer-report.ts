import type { CaseFact } from '../case/case-event.ts';
import { REPORTS } from '../case/records/monthly-report.ts';
import { resubmissionDates } from '../case/report-dates.ts';
import type { Caller } from '../directory/caller.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { answerQuestion } from '../question/answer.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { invalid } from '../values/refusals.ts';
import type { AnswerPaper, ReportAnswer } from './inputs.ts';

/** 受理・差戻し (第10条): the manager's answer to a monthly report; a return says why, and by when it is awaited again. */
export const answerReport =
  (ports: Ports) => (caller: Caller, caseId: string, yearMonth: string, input: ReportAnswer) => {
    const about = { stage: 'monthly', kind: REPORTS, id: yearMonth, hash: input.hash } as const;
    return answerQuestion(ports, caller, caseId, about, async (on, ports) => {
      const { state, settings, signed, question } = on;
      const { choice, reason } = input;
      if (choice === 'return' && reason === undefined)
        return invalid('invalid-answer', [
          {
            pointer: '/reason',
            message: '「差戻しの理由・所見」に、差し戻す理由を入力してください（第10条）',
          },
        ]);
      const now = ports.clock();
      const answers = question.requestId;
      const fact: CaseFact =
        choice === 'accept'
          ? { type: 'report-accepted', yearMonth, answers }
          : { type: 'report-returned', yearMonth, answers, ...resubmissionDates(dateOf(now), settings) };
      const paper: AnswerPaper = {
        type: choice === 'accept' ? 'report-accepted' : 'report-returned',
        ...(reason === undefined ? {} : { reason }),
        signed,
      };
      return {
        ok: true,
        steps: [{ fact, paper }],
        writes: choice === 'return' ? await newsMails(ports, state, 'report-returned', now, yearMonth) : [],
        value: () => undefined,
      };
    });
  };
