import { z } from 'zod';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { CHIEF, type Life, mustBe } from './people.ts';

const listSchema = z.object({ disposals: z.array(z.object({ disposalId: z.string() })) });
const disposalSchema = z.looseObject({
  disposalNo: z.string(),
  status: z.string(),
  hash: z.string(),
  entries: z.array(
    z.looseObject({ permitNo: z.string().optional(), keptUntil: z.string(), unanswered: z.int() }),
  ),
});
const eventsSchema = z.object({
  status: z.string(),
  events: z.array(z.looseObject({ fact: z.looseObject({ type: z.string() }) })),
  verification: z.object({ intact: z.boolean(), anchor: z.object({ date: z.string() }) }),
});

/** 第12条: retention ends, the chief approves, everything personal goes; the trail stays and is whole. */
export const playDisposal = async ({ stage, people, caseId }: Life): Promise<void> => {
  const { advance, sleep, step, say, database, runtime } = stage;
  const rowsWith = (word: string) =>
    Number(database.prepare('SELECT count(*) AS n FROM items WHERE instr(json, ?) > 0').get(word)?.['n']);
  const WORDS = [
    '作業 八郎',
    '札幌保守センター',
    'ログと容量を確認した',
    '人員が不足していた',
    'session-2026-05-20.log',
  ];
  say('\n■ 保存期間の満了と廃棄（第12条）');
  for (const word of WORDS)
    if (rowsWith(word) === 0) throw new Error(`${word}: nowhere, before anything is erased`);
  await sleep('2033-04-01T09:00');
  const [list] = (await people.get(CHIEF, '/v1/disposals', listSchema)).disposals;
  const at = `/v1/disposals/${list?.disposalId}`;
  const shown = await people.get(CHIEF, at, disposalSchema);
  mustBe(
    'the list',
    shown.entries.map(({ permitNo, keptUntil, unanswered }) => [permitNo, keptUntil, unanswered]),
    [
      ['R8-P0001', '2033-03-31', 0],
      ['R8-P0002', '2033-03-31', 0],
    ],
  );
  await step(
    '（時計）',
    'サーバを止め、令和15年4月1日に起動。保存期間（終了の翌年度から5年）が満了',
    `廃棄リスト ${shown.disposalNo}（2件）ができる`,
    2,
  );
  await people.act(CHIEF, `${at}/approval`, { hash: shown.hash, reason: '保存期間の満了を確認したため。' });
  mustBe('the disposal', (await people.get(CHIEF, at, disposalSchema)).status, 'executed');
  const left = WORDS.filter((word) => rowsWith(word) > 0);
  mustBe('words that are left', left, []);
  await step(
    '統括情報セキュリティ管理者',
    '廃棄を承認',
    '作業者・報告・書面・メールを消去。監査証跡だけが残る',
    2,
  );
  await advance('2033-04-03T09:00');
  const trail = await people.get(CHIEF, `/v1/permits/${caseId}/events`, eventsSchema);
  const then = await people.get(CHIEF, `/v1/permits/${caseId}/events?at=2026-08-25T00:00:00Z`, eventsSchema);
  const report = await verifyAudit(runtime.place())();
  mustBe(
    'the trail',
    [trail.status, trail.events.at(-1)?.fact.type, trail.verification.intact],
    ['revoked', 'erased', true],
  );
  mustBe('the status in August 2026', then.status, 'suspended');
  mustBe('the audit', report.faults, []);
  await step(
    '監査人',
    `${trail.events.length}件の事象の連鎖と、${report.anchors}日分の封印を検証`,
    '改ざんなし。令和8年8月25日の状態は「停止中」と答えられる',
  );
};
