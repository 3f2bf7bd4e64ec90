import { beforeAll, describe, expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { TAX } from '../support/story.ts';
import { createWorkStory, type WorkStory } from '../support/work-story.ts';

/** 作業申請 × 作業報告 × 接続ログ, as vendor, manager and gateway made them. */

let story: WorkStory;
let rows: {
  beginsAt: string;
  verdicts: string[];
  remarks: string[];
  lines: number[];
  overrun: { after: number };
}[];
let counts: Record<string, number>;

const line = (day: number, from: string, to: string) =>
  `maint01,2026/04/${day} ${from},2026/04/${day} ${to},192.0.2.10,HK-0001,tax-db01`;
const LOG = [
  '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先',
  line(22, '9:00', '9:20'),
  line(23, '10:05', '10:40'),
  line(23, '10:42', '11:30'),
  line(24, '10:05', '13:00'),
  line(30, '10:00', '10:30'),
].join('\n');

beforeAll(async () => {
  story = await createWorkStory();
  const { announced, answer, report, caseId } = story;
  const plan = async (on: string) => {
    const workId = await announced(on);
    expect((await answer(workId, { choice: 'accept' })).status).toBeLessThan(300);
    return workId;
  };
  const agreed = await plan('2026-04-23');
  const overrun = await plan('2026-04-24');
  const unlogged = await plan('2026-04-27');
  await plan('2026-04-28');
  await plan('2026-04-30');
  const withdrawn = await announced('2026-04-29');
  await story.withdrawWork(withdrawn);
  await story.until('2026-05-01T10:00');
  for (const [workId, on] of [
    [agreed, '2026-04-23'],
    [overrun, '2026-04-24'],
    [unlogged, '2026-04-27'],
  ] as const)
    expect((await report(workId, on)).status).toBe(201);
  const client = await story.as(TAX);
  const done = await client(
    'POST',
    `/v1/permits/${caseId}/reconciliations`,
    { yearMonth: '2026-04', text: LOG },
    { 'idempotency-key': 'april' },
  );
  expect(done.status, done.text).toBe(201);
  await story.settle();
  const shown = await client('GET', `/v1/permits/${caseId}/reconciliations/2026-04`);
  rows = shown.json.report.rows;
  counts = shown.json.counts;
});
const on = (day: string) => rows.filter(({ beginsAt }) => beginsAt.startsWith(`2026-04-${day}`));

describe('第6条: 作業申請・作業報告・接続ログの照合', () => {
  test.each([
    ['22', ['no-notice', 'no-report'], '通知も報告もない接続'],
    ['23', ['match'], '作業申請・作業報告・ログが揃う（つなぎ直しを含む）'],
    ['24', ['overrun'], '報告より長い接続'],
    ['27', ['no-log'], 'ログにない報告'],
    ['28', ['notice-only'], '作業のなかった通知'],
    ['30', ['no-report'], '報告のない接続'],
  ])('4月%s日: %j（%s）', (day, verdicts) => {
    expect(on(day).map((row) => row.verdicts)).toEqual([verdicts]);
  });

  test('つなぎ直した接続は一つの報告にまとまり、取り下げた通知は現れない', () => {
    expect(on('23')[0]?.lines).toEqual([3, 4]);
    expect(on('29')).toEqual([]);
    expect(on('24')[0]).toMatchObject({ overrun: { after: 60 }, remarks: ['times-differ'] });
    expect(counts).toEqual({
      match: 1,
      'no-notice': 1,
      'no-report': 2,
      overrun: 1,
      'out-of-scope': 0,
      'no-log': 1,
      'notice-only': 1,
    });
  });

  test('INV-9・第7条: 候補は月に一つで、接続・作業ごとに疑いを並べる。違反は一つもない', async () => {
    const kinds = (await story.candidates()).map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['no-log', 'no-notice', 'no-report', 'no-report', 'overrun']);
    const types = await story.eventsOf(story.caseId);
    expect(types.filter((type) => type === 'candidate-raised')).toHaveLength(1);
    expect(await story.eventsOf(story.caseId)).not.toContain('violation-found');
    expect(await story.violations(story.caseId)).toEqual([]);
  });

  test('画面とA4に、時刻・作業者・違いが並ぶ', async () => {
    const tax = await browse(story, TAX);
    for (const path of ['', '/paper']) {
      const { text } = await tax(`/permits/${story.caseId}/reconciliations/2026-04${path}`);
      // Each row names its work; on the page it is the way to it.
      expect(text, path).toMatch(
        path === '' ? /<a href="\/permits\/[^"]+\/works\/[^"]+">R8-W\d{4}</ : /R8-W\d{4}/,
      );
      for (const shown of [
        '申請　4月24日 10:00〜12:00',
        '報告　4月24日 10:05〜11:30',
        'ログ　4月24日 10:05〜13:00',
        '予定の終了を60分過ぎて終わった',
        '報告とログの時刻が異なる',
        '作業 八郎、maint01',
      ])
        expect(text, path).toContain(shown);
    }
  });
});
