import { actAll } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import { actWrites, loadRecord } from '../case/case-store.ts';
import { REPORTS } from '../case/records/monthly-report.ts';
import { resubmissionDates } from '../case/report-dates.ts';
import type { Caller } from '../directory/caller.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { answering } from '../question/answer.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { type Outcome, refused } from '../values/errors.ts';
import type { AnswerPaper, ReportAnswer } from './inputs.ts';

/** 受理・差戻し (第10条): the manager's answer to a monthly report; a return says why, and by when it is awaited again. */
export const answerReport =
  (ports: Ports) =>
  (caller: Caller, caseId: string, yearMonth: string, input: ReportAnswer): Promise<Outcome<undefined>> =>
    commit<undefined>(ports.store, async () => {
      const { store, clock } = ports;
      const found = await loadPermit(store, caller, caseId);
      if (!found.ok) return found;
      const report = await loadRecord(store, caseId, REPORTS, yearMonth);
      if (found.value.sees !== 'city' || !report) return refused('not-found', 'not-found', '見つかりません');
      const answer = await answering(ports, caller, caseId, {
        stage: 'monthly',
        about: yearMonth,
        hash: input.hash,
      });
      if (!answer.ok) return answer;
      const { state, settings, by, signed, guard, question } = answer;
      const { choice, reason } = input;
      if (choice === 'return' && reason === undefined)
        return refused('invalid', 'invalid-answer', '入力内容に誤りがあります', [
          {
            pointer: '/reason',
            message: '「差戻しの理由・所見」に、差し戻す理由を入力してください（第10条）',
          },
        ]);
      const now = clock();
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
      const done = actAll(state, [{ fact, paper }], by, now, [report]);
      if (!done.ok) return done;
      const mails =
        choice === 'return' ? await newsMails(ports, state, 'report-returned', now, yearMonth) : [];
      return { ok: true, value: undefined, writes: [...actWrites(done.value), ...mails, guard] };
    });
