import { z } from 'zod';
import { caseIn } from './client.ts';
import { findingsSchema } from './full-late-month.ts';
import { reportAll } from './full-months.ts';
import { CHIEF, type Life, MANAGER, mustBe } from './people.ts';

const LOG = [
  '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先',
  'maint01,2027/05/12 22:02:11,2027/05/12 23:05:40,192.0.2.10,HK-0001,10.1.2.3',
].join('\r\n');

const cascadeSchema = z.looseObject({ cascade: z.array(z.looseObject({ permitNo: z.string() })) });

/** 第7条, 第8条: a connection without notice, found in the log; an order that is not obeyed; revocation with its cascade. */
export const playRevocation = async (life: Life): Promise<void> => {
  const { stage, people, caseId, childId } = life;
  const { advance, step, say } = stage;
  const findings = `/v1/permits/${caseId}/findings`;
  say('\n■ 接続ログとの照合から取消へ（第6条第1号、第7条、第8条）');
  await advance('2027-06-03T09:00');
  await people.act(MANAGER, `/v1/permits/${caseId}/reconciliations`, { yearMonth: '2027-05', text: LOG });
  const listed = await people.get(MANAGER, findings, findingsSchema);
  const candidates = listed.findings.filter(({ status }) => status === 'candidate');
  mustBe(
    'the candidates',
    candidates.map(({ kind }) => kind ?? ''),
    ['connections'],
  );
  const at = `${findings}/${candidates[0]?.findingId}`;
  await step(
    '情報セキュリティ管理者',
    'VPN装置の接続ログ（5月分）を照合',
    '違反の候補：5月12日の接続（通知なし、報告なし）',
    3,
  );
  await people.answer(
    MANAGER,
    at,
    'judgement',
    {
      choice: 'find',
      clause: 1,
      facts: '令和9年5月12日22時から、作業申請も作業報告もない接続があった。',
      howFound: '接続ログと作業申請の照合による。',
      evidence: 'VPN装置のログ',
      opinion: '二度目の違反であり、是正を命ずる必要がある。',
    },
    'candidate',
  );
  await people.answer(CHIEF, at, 'receipt', {}, 'receipt');
  await people.answer(
    MANAGER,
    at,
    'order',
    {
      violation: '作業申請をせずに接続した（第6条第1号）。',
      measures: '当該接続で行った操作を説明し、無断で接続できない仕組みとすること。',
      dueOn: '2027-06-18',
      reporting: '是正報告により報告すること。',
      consequence: '命令に応じないときは、許可を取り消すことがある（第8条）。',
    },
    'order',
  );
  await step('管理者・統括', '違反と認めて報告・受領し、6月18日を期限に是正を命令', '命令中', 3);
  await advance('2027-06-17T09:00');
  await people.act(MANAGER, `${at}/extension`, {
    dueOn: '2027-06-25',
    reason: '接続の仕組みの変更に日数を要するとの申出による。',
  });
  await step('情報セキュリティ管理者', '申出により、履行期限を6月25日に変更（番号のある通知）', '命令中');
  await advance('2027-06-28T09:00');
  await people.answer(
    MANAGER,
    at,
    'compliance',
    { result: 'disobeyed', reason: '期限までに報告がない。', intended: 'revoke' },
    'judge',
  );
  await people.answer(CHIEF, at, 'noncompliance-receipt', {}, 'noncompliance');
  await step(
    '管理者・統括',
    '変更した期限を過ぎても是正報告がない。未履行と判断して弁明の機会を付与し、統括が受領',
    '弁明の期限を待つ',
    3,
  );
  await advance('2027-07-13T09:00');
  const { cascade } = await people.get(MANAGER, at, cascadeSchema);
  mustBe(
    'the cascade that is shown',
    cascade.map(({ permitNo }) => permitNo),
    ['R8-P0002'],
  );
  await people.answer(
    MANAGER,
    at,
    'sanction',
    {
      sanction: 'revoke',
      facts: '履行期限までに報告がなく、弁明もない。',
      reason: '二度目の違反であり、無断の接続を防ぐ手立てが示されないまま、利用を許すことはできない。',
      weighing: '個人情報を扱うシステムへの夜間の無断の接続であり、停止による是正は見込めない。',
      returns: '専用端末を返却し、アカウントを停止し、データを消去すること。',
    },
    'sanction',
  );
  const labels = await Promise.all(
    [[caseId, 'revoked'] as const, [childId, 'expired'] as const].map(
      async ([id, status]) => (await caseIn(people.vendor, id, status)).statusLabel,
    ),
  );
  mustBe('both permits', labels, ['取消', '失効']);
  await step(
    '情報セキュリティ管理者',
    '取消を決定。再委託者の許可（R8-P0002）も同時に失効',
    `${labels.join('・')}`,
  );
  await advance('2027-08-02T09:00');
  const done = await reportAll(life, '2027-07');
  mustBe('last reports', done, 4);
  const next = z
    .object({ next: z.unknown() })
    .partial()
    .parse(await people.vendor.get(`/v1/permits/${caseId}/reports`));
  mustBe('no month after the end', next.next, undefined);
  await step(
    '保守事業者・管理者',
    '6月分と、最後の7月分を報告・確認。8月分は求められない',
    '取消（報告では変わらない）',
    2,
  );
};
