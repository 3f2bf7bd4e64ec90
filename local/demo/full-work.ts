import { z } from 'zod';
import { exampleSession, exampleWork } from './example-work.ts';
import { type Life, MANAGER, mustBe } from './people.ts';

const workSchema = z.looseObject({
  workId: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  noticeNo: z.string(),
});

/** 第6条第1号〜第5号: a work is announced, approved, done, reported and reviewed. */
export const playWork = async ({ stage: { step, advance, say }, people, caseId }: Life): Promise<void> => {
  const works = `/v1/permits/${caseId}/works`;
  const work = (workId: string) => people.get(MANAGER, `${works}/${workId}`, workSchema);
  say('\n■ 作業（第6条、別表1 5-1・5-2）');
  await advance('2026-05-11T09:00');
  const made = z
    .object({ workId: z.string() })
    .parse(await people.asVendor(works, exampleWork('2026-05-20', { explainedOn: '2026-05-08' })));
  const { workId } = made;
  const { noticeNo } = await work(workId);
  await step('保守事業者', `作業申請書 ${noticeNo}（5月20日 10時から12時まで）`, '管理者の回答待ち');
  await people.answer(MANAGER, `${works}/${workId}`, 'answer', { choice: 'accept' }, 'work');
  const accepted = await work(workId);
  mustBe('the work', accepted.status, 'accepted');
  await step('情報セキュリティ管理者', 'メールのリンクから開き、承認', accepted.statusLabel);
  await advance('2026-05-20T12:10');
  await people.asVendor(`${works}/${workId}/report`, exampleSession('2026-05-20'));
  await step(
    '保守事業者',
    '接続記録・作業報告書を提出（操作ログは場所とSHA-256で）',
    (await work(workId)).statusLabel,
  );
  await people.answer(MANAGER, `${works}/${workId}`, 'review', { choice: 'confirm' }, 'review');
  const reviewed = await work(workId);
  mustBe('the reviewed work', reviewed.status, 'confirmed');
  await step('情報セキュリティ管理者', '作業報告を確認', reviewed.statusLabel);
};
