import { WORKS } from '../case/records/work.ts';
import type { SessionReviewInput } from '../case/records/work-inputs.ts';
import type { Caller } from '../directory/caller.ts';
import { answerQuestion } from '../question/answer.ts';
import type { Ports } from '../store/ports.ts';
import { refused } from '../values/errors.ts';
import { workNews } from './work-mails.ts';

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
