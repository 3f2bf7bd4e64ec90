import { z } from 'zod';
import { report, reportOf } from './full-months.ts';
import { CHIEF, type Life, MANAGER, mustBe } from './people.ts';

const instructionsSchema = z.object({
  instructions: z.array(
    z.looseObject({ instructionId: z.string(), status: z.string(), about: z.string().optional() }),
  ),
});
export const findingsSchema = z.object({
  findings: z.array(
    z.looseObject({
      findingId: z.string(),
      status: z.string(),
      statusLabel: z.string(),
      kind: z.string().optional(),
    }),
  ),
});

/** G18: a month that does not come: dunned twice, instructed, not followed; a candidate; found, reported and ordered (第7条). */
export const playLateMonth = async (life: Life): Promise<string> => {
  const { stage, people, caseId, childId } = life;
  const { advance, step, say } = stage;
  const instructions = `/v1/permits/${caseId}/instructions`;
  const findings = `/v1/permits/${caseId}/findings`;
  say('\n■ 報告の遅れから是正命令へ（第6条第6号、第7条）');
  await advance('2026-07-01T09:00');
  await report(life, childId, '2026-06');
  await step('保守事業者', '再委託者の6月分だけを提出し、自社の6月分を忘れる', '期限は5開庁日目', 1);
  await advance('2026-07-10T09:00');
  mustBe('the month', (await reportOf(life, caseId, '2026-06')).status, 'dunned');
  await step(
    '（時計）',
    '期限の翌開庁日と3開庁日目に催促',
    (await reportOf(life, caseId, '2026-06')).statusLabel,
  );
  await advance('2026-07-15T09:00');
  const [draft] = (await people.get(MANAGER, instructions, instructionsSchema)).instructions;
  mustBe('the draft', [draft?.status, draft?.about], ['prepared', '2026-06']);
  const { instructionId = '' } = draft ?? {};
  await step('（時計）', '5開庁日目。報告の指示の案ができる', '管理者の判断待ち');
  await people.answer(
    MANAGER,
    `${instructions}/${instructionId}`,
    'answer',
    {
      choice: 'issue',
      kind: 'report',
      title: '6月分の利用状況の報告',
      text: '令和8年6月分の利用状況を報告すること。',
      ground: '期限までに報告がなく、催促にも応じないため。',
      dueOn: '2026-07-23',
    },
    'instruct',
  );
  await step('情報セキュリティ管理者', '7月23日までに報告するよう指示（第6条第6号）', '指示済');
  await advance('2026-07-27T09:00');
  const listed = await people.get(MANAGER, findings, findingsSchema);
  mustBe(
    'the candidate',
    listed.findings.map(({ kind, status }) => [kind, status]),
    [['instruction-not-followed', 'candidate']],
  );
  const findingId = listed.findings[0]?.findingId ?? '';
  const at = `${findings}/${findingId}`;
  await step('（時計）', '指示の期限を過ぎる', '違反の候補（機械は違反と決めない）');
  await people.answer(
    MANAGER,
    at,
    'judgement',
    {
      choice: 'find',
      clause: 6,
      facts: '令和8年6月分の利用状況を報告するよう指示したが、期限までに報告がない。',
      howFound: '月次利用状況報告の督促の経過による。',
      evidence: '督促と指示の記録',
      opinion: '是正を命ずる必要がある。',
    },
    'candidate',
  );
  await step('情報セキュリティ管理者', '違反（第6条第6号）と認め、統括に報告', '認知');
  await people.answer(CHIEF, at, 'receipt', { remark: '速やかに是正を命ずること。' }, 'receipt');
  await people.answer(
    MANAGER,
    at,
    'order',
    {
      violation: '指示に従わず、6月分の利用状況を報告しない（第6条第6号）。',
      measures: '6月分の利用状況を報告し、毎月の報告を期限までに行う手順を定めて提出すること。',
      dueOn: '2026-08-10',
      reporting: '是正報告により報告すること。',
      consequence: '命令に応じないときは、許可を取り消し、又は停止することがある（第8条）。',
    },
    'order',
  );
  const ordered = await people.get(MANAGER, findings, findingsSchema);
  mustBe('the order', ordered.findings[0]?.status, 'ordered');
  await step(
    '統括・情報セキュリティ管理者',
    '違反報告を受領し、8月10日を期限に是正を命令（第7条）',
    '命令中',
  );
  return findingId;
};
