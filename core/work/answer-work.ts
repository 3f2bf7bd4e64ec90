import { Temporal } from 'temporal-polyfill';
import { isStoppedWork } from '../application/partial-stops.ts';
import { actAll, type Step } from '../case/case.ts';
import { isSupervised, openQuestions, type Supervised } from '../case/case-state.ts';
import { actWrites, loadCase, loadRecord } from '../case/case-store.ts';
import type { Noticed } from '../case/matter.ts';
import { hashWithReport, WORKS } from '../case/records/work.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import type { WorkAnswerInput } from '../case/records/work-inputs.ts';
import { loadWorkPapers } from '../case/records/work-papers.ts';
import { underParent, withCutOffs } from '../case/under-parent.ts';
import type { Caller } from '../directory/caller.ts';
import { raiseMatters } from '../finding/raise-matters.ts';
import { NOTHING_LEFT, whyNotAccepted } from '../permit/why-no-work.ts';
import { answering } from '../question/answer.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { yearMonthOf } from '../values/calendar.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { workNews } from './work-mails.ts';

/**
 * 承認・受理 or 差戻し of a work (第6条第1号, 別表1 5-1); for an emergency the after-the-fact approval, without which it
 * becomes a candidate of a violation (第7条).
 */
export const answerWork =
  (ports: Ports) => (caller: Caller, caseId: string, workId: string, input: WorkAnswerInput) =>
    commit<{ readonly workId: string }>(ports.store, async () => {
      const { store, clock } = ports;
      const answer = await answering(ports, caller, caseId, {
        stage: 'work',
        about: workId,
        hash: await noticeShown(store, caseId, workId, input.hash),
      });
      if (!answer.ok) return answer;
      const { state, settings, by, signed, guard, question } = answer;
      const record = await loadRecord(store, caseId, WORKS, workId);
      if (!record || !isSupervised(state)) return refused('not-found', 'not-found', '見つかりません');
      const { head } = record;
      const now = clock();
      const under = await underParent(store, state);
      const no = judgeAnswer(input, head, withCutOffs(state, under), now);
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
      const done = actAll(state, [step, ...(raised?.steps ?? [])], by, now, [
        record,
        ...(raised?.records ?? []),
      ]);
      if (!done.ok) return done;
      const told = await workNews(ports, state, head, 'work-answered');
      return {
        ok: true,
        value: { workId },
        writes: [...actWrites(done.value), guard, ...under.guard, told, ...(raised?.mails ?? [])],
      };
    });

/** The question's own hash, when what was posted is that hash together with the report that was shown. */
const noticeShown = async (
  store: Ports['store'],
  caseId: string,
  workId: string,
  posted: string,
): Promise<string> => {
  const state = await loadCase(store, caseId);
  const question =
    state && openQuestions(state).find(({ stage, about }) => stage === 'work' && about === workId);
  const record = await loadRecord(store, caseId, WORKS, workId);
  if (!question || !record) return posted;
  return hashWithReport(question.hash, record.head) === posted ? question.hash : `not ${question.hash}`;
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
