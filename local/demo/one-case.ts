import { z } from 'zod';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { caseIn, mailAbout, signIn, withApiKey } from './client.ts';
import { playProposal } from './proposal.ts';
import { sampleApplication } from './sample-application.ts';
import type { Stage } from './stage.ts';

const receiptSchema = z.object({ caseId: z.string(), caseNo: z.string() });

/** From the application to the permit (第3条–第5条): returned, corrected, confirmed, and approved by a deputy. */
export const playOneCase = async (stage: Stage): Promise<void> => {
  const { base, apiKey, clock, say, step, advance } = stage;
  await playProposal(stage);
  const vendor = withApiKey(base, apiKey);
  const today = dateOf(clock.now());
  const application = sampleApplication(today, {
    period: { from: '2026-05-01', to: '2027-03-31' },
  });
  const withFlaw = {
    ...application,
    checklist: application.checklist.map((answer) =>
      answer.item === '2-1'
        ? { ...answer, answer: 'nonconforming' as const, statement: '監視カメラは5月に設置予定' }
        : answer,
    ),
  };

  const receipt = receiptSchema.parse(
    await vendor.post('/v1/applications', withFlaw, { 'idempotency-key': 'demo-1' }),
  );
  const { caseId, caseNo } = receipt;
  await caseIn(vendor, caseId, 'returned');
  await mailAbout(base, 'hoshu@hokuto.example.com', '補正のお願い');
  await step(
    '保守事業者',
    `様式1を提出（${caseNo}）。別表1 2-1 は「不適」`,
    '補正中（適合判定で返戻、第4条第2項）',
  );

  await vendor.put(`/v1/applications/${caseId}`, application);
  await mailAbout(base, 'tax-manager@city.example.jp', '要決定');
  await step('保守事業者', '2-1 を補正して再提出', '管理者確認中');

  await advance('2026-04-10T09:00');
  await step('（時計）', '4月10日まで進める', '期限の前の営業日に催促');

  const manager = await signIn(base, 'tax-manager@city.example.jp');
  const shown = await caseIn(manager, caseId, 'confirming');
  for (const change of shown.changes ?? [])
    say(`    前回からの変更：${change.label}　${change.before} → ${change.after}`);
  await manager.post(`/v1/applications/${caseId}/decisions`, {
    stage: 'confirm',
    choice: 'ask-chief',
    hash: shown.request?.hash,
    checklist: tomakomaiR50401.checklist.map((item) => ({
      item: item.id,
      result: 'pass',
      method: 'document',
      confirmedOn: dateOf(clock.now()).toString(),
    })),
    opinion: '16項目の適合を確認した。承認が適当である。',
  });
  const asked = await caseIn(manager, caseId, 'approving');
  await mailAbout(base, 'chief@city.example.jp', '要決定');
  await step(
    '情報セキュリティ管理者',
    '別表1の16項目を確認し、承認を求める',
    `承認伺中（期限 ${asked.request?.dueOn}）`,
  );

  await advance('2026-04-20T09:00');
  await step('（時計）', '4月20日まで進める。統括情報セキュリティ管理者は不在', '代決者に回付');

  const deputy = await signIn(base, 'deputy@city.example.jp');
  const dossier = await caseIn(deputy, caseId, 'approving');
  await deputy.post(`/v1/applications/${caseId}/decisions`, {
    stage: 'approve',
    choice: 'approve-with-conditions',
    hash: dossier.request?.hash,
    conditions: '接続の都度、作業の前後に所管課へ電話で連絡すること。',
    reason: '特定個人情報を取り扱うため。',
  });
  await mailAbout(base, 'hoshu@hokuto.example.com', '結果通知');
  const permit = await caseIn(vendor, caseId, 'upcoming');
  await step(
    '代決者（次長）',
    '条件付承認。本人と代決者の両名を記録',
    `${permit.statusLabel}　許可番号 ${permit.permitNo}　${permit.documentNo}`,
  );
  await advance('2026-05-01T00:00');
  await step('（時計）', '5月1日0時まで進める', (await caseIn(vendor, caseId, 'active')).statusLabel);

  say();
  say((await mailAbout(base, 'hoshu@hokuto.example.com', '結果通知')).text);
};
