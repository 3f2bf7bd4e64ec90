import { actAll } from '../case/case.ts';
import { actWrites, loadRecord } from '../case/case-store.ts';
import { WORKS } from '../case/records/work.ts';
import type { SessionReviewInput } from '../case/records/work-inputs.ts';
import type { Caller } from '../directory/caller.ts';
import { answering } from '../question/answer.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { refused } from '../values/errors.ts';
import { workNews } from './work-mails.ts';

/** 作業報告の確認 or 差戻し (第6条, 別表1 5-2). Whether something in it is a violation is another question (第7条). */
export const reviewSession =
  (ports: Ports) => (caller: Caller, caseId: string, workId: string, input: SessionReviewInput) =>
    commit<{ readonly workId: string }>(ports.store, async () => {
      const { store, clock } = ports;
      const asked = { stage: 'review', about: workId, hash: input.hash } as const;
      const answer = await answering(ports, caller, caseId, asked);
      if (!answer.ok) return answer;
      const { state, by, signed, guard, question } = answer;
      const record = await loadRecord(store, caseId, WORKS, workId);
      if (!record) return refused('not-found', 'not-found', '見つかりません');
      const { choice, reason } = input;
      if (choice === 'return' && reason === undefined)
        return refused('invalid', 'invalid-review', '確認の内容に誤りがあります', [
          {
            pointer: '/reason',
            message: '差し戻すときは「理由」を入力してください。保守事業者に伝わります',
          },
        ]);
      const done = actAll(
        state,
        [
          {
            fact: { type: 'session-reviewed', workId, answers: question.requestId, choice },
            paper: { kind: 'session-review', choice, ...(reason === undefined ? {} : { reason }), ...signed },
          },
        ],
        by,
        clock(),
        [record],
      );
      if (!done.ok) return done;
      const told = choice === 'return' ? [await workNews(ports, state, record.head, 'session-returned')] : [];
      return { ok: true, value: { workId }, writes: [...actWrites(done.value), guard, ...told] };
    });
