import { z } from 'zod';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { type Life, MANAGER, mustBe } from './people.ts';

const permitSchema = z.looseObject({
  questions: z.array(z.looseObject({ stage: z.string(), about: z.string().optional(), hash: z.string() })),
});

/** 第6条第7号: a year after the confirmation the manager is asked for all 16 items again. */
export const playReconfirmation = async ({ stage, people, caseId, childId }: Life): Promise<void> => {
  stage.say('\n■ 別表1の再確認（第6条第7号）');
  for (const id of [caseId, childId]) {
    const at = `/v1/permits/${id}`;
    const asked = (await people.get(MANAGER, at, permitSchema)).questions.find(
      (one) => one.stage === 'reconfirm',
    );
    await people.act(MANAGER, `${at}/reconfirmations/${asked?.about}/answer`, {
      hash: asked?.hash,
      checklist: tomakomaiR50401.checklist.map((item) => ({
        item: item.id,
        result: 'pass',
        method: 'on-site',
        confirmedOn: dateOf(stage.clock.now()).toString(),
      })),
      opinion: '現地で確認した。',
    });
    mustBe('questions that are left', (await people.get(MANAGER, at, permitSchema)).questions, []);
  }
  await stage.step(
    '情報セキュリティ管理者',
    '一年たった両方の許可について、16項目を改めて確認',
    'すべて適',
    2,
  );
};
