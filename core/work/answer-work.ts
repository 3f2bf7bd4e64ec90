import { Temporal } from 'temporal-polyfill';
import { isStoppedWork } from '../application/partial-stops.ts';
import type { Step } from '../case/case.ts';
import type { Supervised } from '../case/case-state.ts';
import type { Noticed } from '../case/matter.ts';
import { hashWithReport, WORKS } from '../case/records/work.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import type { SessionReviewInput, WorkAnswerInput } from '../case/records/work-inputs.ts';
import { loadWorkPapers } from '../case/records/work-papers.ts';
import { underParent, withCutOffs } from '../case/under-parent.ts';
import type { Caller } from '../directory/caller.ts';
import { raiseMatters } from '../finding/raise-matters.ts';
import { NOTHING_LEFT, whyNotAccepted } from '../permit/why-no-work.ts';
import { answerQuestion } from '../question/answer.ts';
import type { OnRecord } from '../question/gate.ts';
import type { Ports } from '../store/ports.ts';
import { yearMonthOf } from '../values/calendar.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { workNews } from './attend-work.ts';

/**
 * 承認・受理 or 差戻し of a work (第6条第1号, 別表1 5-1); for an emergency the after-the-fact approval, without which it
 * becomes a candidate of a violation (第7条).
 */
export const answerWork =
  (ports: Ports) => (caller: Caller, caseId: string, workId: string, input: WorkAnswerInput) => {
    const about = {
      stage: 'work',
      kind: WORKS,
      id: workId,
      hash: input.hash,
      shownWith: (hash: string, { record }: OnRecord<WorkHead>) => hashWithReport(hash, record.head),
    } as const;
    return answerQuestion(ports, caller, caseId, about, async (on, ports) => {
      const { state, settings, signed, question, record } = on;
      const { store, clock } = ports;
      const { head } = record;
      const under = await underParent(store, state);
      const no = judgeAnswer(input, head, withCutOffs(state, under), clock());
      if (no) return no;
      const { choice, reason } = input;
      if (choice === 'accept' && !head.emergency) {
        const { notice } = await loadWorkPapers(store, caseId, head);
        if (notice && (await isStoppedWork(store, state, notice))) return NOTHING_LEFT;
      }
      const step: Step = {
        fact: { type: 'work-answered', workId, answers: question.requestId, choice },
        paper: { kind: 'work-answer', choice, ...(reason === undefined ? {} : { reason }), ...signed },
      };
      const declined: Noticed = {
        kind: 'emergency-declined',
        by: 'answer',
        workId,
        subject: `作業 ${head.noticeNo}`,
        text: `緊急の作業の事後承認をしない。理由：${reason ?? ''}`,
      };
      const month = yearMonthOf(Temporal.Instant.from(head.plannedStart)).toString();
      const raised =
        choice === 'decline'
          ? await raiseMatters(ports, state, { month, noticed: [declined] }, settings)
          : undefined;
      const told = await workNews(ports, state, head, 'work-answered');
      return {
        ok: true,
        steps: [step, ...(raised?.steps ?? [])],
        records: raised?.records ?? [],
        writes: [...under.guard, told, ...(raised?.mails ?? [])],
        value: () => ({ workId }),
      };
    });
  };

const judgeAnswer = (
  { choice, reason }: WorkAnswerInput,
  head: WorkHead,
  state: Supervised,
  now: Temporal.Instant,
): Refusal | undefined => {
  const invalid = (pointer: string, message: string) =>
    refused('invalid', 'invalid-answer', '回答の内容に誤りがあります', [{ pointer, message }]);
  if (head.emergency ? choice === 'return' : choice === 'decline')
    return invalid(
      '/choice',
      head.emergency
        ? '緊急の作業には「認める」又は「認めない」を選択してください'
        : '「認める」又は「差し戻す」を選択してください',
    );
  if (choice !== 'accept' && reason === undefined)
    return invalid(
      '/reason',
      '差し戻すとき、認めないときは「理由」を入力してください。保守事業者に伝わります',
    );
  return choice === 'accept' ? whyNotAccepted(head, state, now) : undefined;
};

/** 作業報告の確認 or 差戻し (第6条, 別表1 5-2). Whether something in it is a violation is another question (第7条). */
export const reviewSession =
  (ports: Ports) => (caller: Caller, caseId: string, workId: string, input: SessionReviewInput) => {
    const about = { stage: 'review', kind: WORKS, id: workId, hash: input.hash } as const;
    return answerQuestion(ports, caller, caseId, about, async (on, ports) => {
      const { state, signed, question, record } = on;
      const { choice, reason } = input;
      if (choice === 'return' && reason === undefined)
        return refused('invalid', 'invalid-review', '確認の内容に誤りがあります', [
          {
            pointer: '/reason',
            message: '差し戻すときは「理由」を入力してください。保守事業者に伝わります',
          },
        ]);
      return {
        ok: true,
        steps: [
          {
            fact: { type: 'session-reviewed', workId, answers: question.requestId, choice },
            paper: { kind: 'session-review', choice, ...(reason === undefined ? {} : { reason }), ...signed },
          },
        ],
        writes: choice === 'return' ? [await workNews(ports, state, record.head, 'session-returned')] : [],
        value: () => ({ workId }),
      };
    });
  };
