import { z } from 'zod';
import { caseIn } from './client.ts';
import { report, reportAll } from './full-months.ts';
import { CHIEF, type Life, MANAGER, mustBe } from './people.ts';

const statementsSchema = z.looseObject({ statements: z.array(z.int()) });

/** 第8条: the reply will not do; judged 未履行, reported to the chief, the vendor is heard; suspension, and its lifting. */
export const playSuspension = async (life: Life, findingId: string): Promise<void> => {
  const { stage, people, caseId, childId } = life;
  const { advance, step, say } = stage;
  const at = `/v1/permits/${caseId}/findings/${findingId}`;
  const both = async (status: string) =>
    Promise.all([caseId, childId].map(async (id) => (await caseIn(people.vendor, id, status)).statusLabel));
  say('\n■ 停止と解除（第8条、第11条）');
  await advance('2026-08-07T10:00');
  await people.asVendor(`${at}/reply`, {
    cause: '担当者が報告を失念した。',
    measures: '担当者に注意した。',
    doneOn: '2026-08-07',
    prevention: '今後検討する。',
  });
  await step('保守事業者', '是正報告。手順も6月分の報告もない', '不十分な是正報告');
  await advance('2026-08-12T09:00');
  await people.answer(
    MANAGER,
    at,
    'compliance',
    {
      result: 'disobeyed',
      reason: '6月分の報告がなく、手順も定められていない。',
      intended: 'suspend',
      statementDueOn: '2026-08-21',
    },
    'judge',
  );
  await step(
    '情報セキュリティ管理者',
    '未履行と判断。予定する措置を「停止」、期限を8月21日として、弁明の機会を付与（番号のある通知）',
    '未履行。統括に報告',
  );
  await people.answer(CHIEF, at, 'noncompliance-receipt', {}, 'noncompliance');
  await people.asVendor(`${at}/statement`, { statement: '人員が不足していた。9月までに手順を定める。' });
  await people.act(MANAGER, `${at}/hearing`, {
    how: 'spoken',
    heardOn: '2026-08-12',
    heardBy: '財政部税務課長 税務 三郎',
    speaker: '北斗情報システム株式会社 保守 五郎',
    statement: '6月分の報告は、8月中に提出する。',
  });
  const heard = await people.get(MANAGER, at, statementsSchema);
  await people.asVendor(`${at}/statement`, { heard: heard.statements.at(-1), answer: 'confirmed' });
  await step(
    '統括・保守事業者',
    '未履行の報告を受領。保守事業者は、書面と口頭で弁明し、市が記録した口頭の弁明を確認',
    '弁明の期限を待つ',
    4,
  );
  await advance('2026-08-24T09:00');
  await people.answer(
    MANAGER,
    at,
    'sanction',
    {
      sanction: 'suspend',
      facts: '履行期限までに措置がとられていない。',
      reason: '毎月の報告は、利用の管理の要であり、これを欠いたまま利用を続けさせることはできない。',
      weighing: '報告の遅れは2か月近くに及ぶ。利用の範囲を超えた接続はなく、取消しまでは要しない。',
      answers: heard.statements.map((seq) => ({
        seq,
        answer: '人員の不足は報告をしない理由とならない。提出があれば、停止の解除を判断する。',
      })),
      until: '2026-10-30',
      conditions: '6月分の報告と、毎月の報告の手順書の提出',
    },
    'sanction',
  );
  mustBe('both permits', await both('suspended'), ['停止中', '停止中']);
  await step(
    '情報セキュリティ管理者',
    '弁明の期限を待って、10月30日までの停止を決定。再委託者の許可にも及ぶことを確認して',
    '両方の許可が停止中',
  );
  await advance('2026-09-01T10:00');
  await report(life, caseId, '2026-06');
  await reportAll(life, '2026-08');
  mustBe('a late report changes no status', await both('suspended'), ['停止中', '停止中']);
  await step('保守事業者', '遅れていた6月分を含めて、8月分まで報告', '報告では停止は解けない', 1);
  await people.asVendor(`${at}/conditions`, { done: '手順書を定め、提出した。', doneOn: '2026-09-01' });
  await people.answer(MANAGER, at, 'lifting', { choice: 'lift', reason: '解除の条件が満たされた。' });
  mustBe('both permits', await both('active'), ['有効', '有効']);
  await step('情報セキュリティ管理者', '解除の条件を確認し、停止を解除', '両方の許可が有効');
  const done = await reportAll(life, '2027-04');
  await step('（時計）', `令和9年5月まで。毎月、両方の許可について報告と確認（${done}件）`, '有効', 2);
};
