import { z } from 'zod';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { caseIn } from './client.ts';
import { CHIEF, MANAGER, mustBe, type People } from './people.ts';
import { type ApplicationInput, sampleApplication } from './sample-application.ts';
import type { Stage } from './stage.ts';

const receiptSchema = z.object({ caseId: z.string(), caseNo: z.string() });

/** 第3条–第5条, 第11条: the vendor's permit, and the subcontractor's under it. */
export const playPermit = async (stage: Stage, people: People) => {
  const { clock, step, advance, say } = stage;
  const checklist = () =>
    tomakomaiR50401.checklist.map(({ id }) => ({
      item: id,
      result: 'pass',
      method: 'document',
      confirmedOn: dateOf(clock.now()).toString(),
    }));
  const permit = async (overrides: Partial<ApplicationInput>) => {
    const application = sampleApplication(dateOf(clock.now()), overrides);
    const { caseId } = receiptSchema.parse(await people.asVendor('/v1/applications', application));
    const at = `/v1/applications/${caseId}`;
    await people.answer(MANAGER, at, 'decisions', {
      stage: 'confirm',
      choice: 'ask-chief',
      checklist: checklist(),
      opinion: '16項目の適合を確認した。承認が適当である。',
    });
    await people.answer(CHIEF, at, 'decisions', { stage: 'approve', choice: 'approve' });
    const { permitNo, documentNo } = await caseIn(people.vendor, caseId, 'upcoming');
    return { caseId, permitNo, documentNo };
  };

  say('■ 許可（第3条〜第5条、第11条）');
  const parent = await permit({ period: { from: '2026-05-01', to: '2028-03-31' } });
  await step(
    '保守事業者・管理者・統括',
    '様式1の申請、別表1の16項目の確認、承認',
    `許可 ${parent.permitNo}（${parent.documentNo}）`,
    2,
  );
  const child = await permit({
    period: { from: '2026-05-01', to: '2028-03-31' },
    subcontracting: {
      parentPermitNo: parent.permitNo ?? '',
      company: '再委託システム株式会社',
      cityConsentNo: '苫情推第9号',
    },
  });
  await step(
    '保守事業者',
    '再委託者の許可も申請し、同じく承認',
    `許可 ${child.permitNo}（保守事業者の許可 ${parent.permitNo}）`,
    2,
  );
  await advance('2026-05-01T09:00');
  const [first, second] = await Promise.all(
    [parent, child].map(async ({ caseId }) => (await caseIn(people.vendor, caseId, 'active')).statusLabel),
  );
  mustBe('both permits', [first, second], ['有効', '有効']);
  await step('（時計）', '5月1日', `${first}・${second}`);
  return { caseId: parent.caseId, childId: child.caseId };
};
