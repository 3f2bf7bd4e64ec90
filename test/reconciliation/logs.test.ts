import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { TAX } from '../support/story.ts';
import { createWorkStory, type WorkStory } from '../support/work-story.ts';

/** 第6条第5号: logs as gateways write them, against one work that was announced, approved and reported as it was. */

let story: WorkStory;
let posted = 0;
const DAY = '2026/04/23';

beforeAll(async () => {
  story = await createWorkStory();
  const workId = await story.announced('2026-04-23');
  expect((await story.answer(workId, { choice: 'accept' })).status).toBeLessThan(300);
  await story.until('2026-05-01T10:00');
  expect((await story.report(workId, '2026-04-23')).status).toBe(201);
});

const reconcile = async (text: string, more: object = {}) => {
  posted += 1;
  const client = await story.as(TAX);
  const path = `/v1/permits/${story.caseId}/reconciliations`;
  const answer = await client(
    'POST',
    path,
    { yearMonth: '2026-04', text, ...more },
    { 'idempotency-key': `log-${posted}` },
  );
  await story.settle();
  if (answer.status !== 201) return { answer, counts: {}, rows: [], report: undefined };
  const { report, counts } = (await client('GET', `${path}/2026-04`)).json;
  return {
    answer,
    rows: report.rows,
    report,
    counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
  };
};
const kinds = async () => (await story.candidates()).map(({ kind }) => kind).toSorted();
const MATCH = { match: 1 };

// Whatever came before: what an earlier log has raised is taken back by the right one.
beforeEach(async () => {
  const right = `利用者ID,接続日時,切断日時,接続元IP\nmaint01,${DAY} 10:05,${DAY} 11:30,192.0.2.10`;
  expect((await reconcile(right)).counts).toEqual(MATCH);
  expect(await kinds()).toEqual([]);
});

describe('第7条: 正しく接続した者を、書き方の違いで候補にしない', () => {
  test.each([
    [
      'ドメイン付きのアカウント',
      `利用者ID,接続日時,切断日時,接続元IP\nCITY\\maint01,${DAY} 10:05,${DAY} 11:30,192.0.2.10`,
    ],
    [
      '名とアカウント',
      `利用者ID,接続日時,切断日時,接続元IP\n作業 八郎(maint01),${DAY} 10:05,${DAY} 11:30,192.0.2.10`,
    ],
    [
      '見出しに時差',
      `ユーザー,開始日時 (UTC+09:00),終了日時 (UTC+09:00),接続元IP\nmaint01,${DAY} 10:05,${DAY} 11:30,192.0.2.10`,
    ],
    [
      '見出しにUTC',
      `ユーザー,開始日時 (UTC),終了日時 (UTC),接続元IP\nmaint01,${DAY} 01:05,${DAY} 02:30,192.0.2.10`,
    ],
    ['別のハイフン', `利用者ID,接続日時,切断日時,端末\nmaint01,${DAY} 10:05,${DAY} 11:30,HK‐0001`],
    [
      '名とアドレスの接続先',
      `User,Asset,Remote addr,Date start,Date end\n作業 八郎(maint01),tax-db01(10.1.2.3),192.0.2.10,${DAY} 10:05:00 +0900,${DAY} 11:30:00 +0900`,
    ],
    [
      '接続と切断が別の行',
      `日時,種別,セッション番号,利用者ID,接続元IP\n${DAY} 10:05,接続,7,maint01,192.0.2.10\n${DAY} 11:30,切断,7,maint01,192.0.2.10`,
    ],
    ...(
      [
        ['振り仮名', 'サギョウ ハチロウ'],
        ['半角の振り仮名', 'ｻｷﾞｮｳ ﾊﾁﾛｳ'],
        ['名と山括弧のアカウント', '作業 八郎 <maint01>'],
        ['二つの逆斜線', 'CITY\\\\maint01'],
        ['ディレクトリの名', '"CN=maint01,OU=Vendors,DC=city"'],
        ['表計算ソフトの式', '="maint01"'],
        ['表計算ソフトの文字列', "'maint01"],
      ] as const
    ).flatMap(([what, who]) =>
      ['利用者ID', '作業者名'].map((heading): [string, string] => [
        `${what}（${heading}）`,
        `${heading},接続日時,切断日時,接続元IP\n${who},${DAY} 10:05,${DAY} 11:30,192.0.2.10`,
      ]),
    ),
    ['セミコロン', `User;Start;End;Source IP\nmaint01;${DAY} 10:05;${DAY} 11:30;192.0.2.10`],
    [
      '失敗した認証を含む',
      `利用者ID,接続日時,切断日時,接続元IP,結果\nmaint01,${DAY} 10:05,${DAY} 11:30,192.0.2.10,成功\nadmin,2026/04/25 03:00,2026/04/25 03:00,198.51.100.77,失敗`,
    ],
  ])('%s', async (_what, log) => {
    const { answer, counts } = await reconcile(log);
    expect(answer.status, answer.text).toBe(201);
    expect(counts).toEqual(MATCH);
    expect(await kinds()).toEqual([]);
  });

  test('ほかの許可の接続も含むログで、ドメイン付きのアカウントを、ほかの許可のものとして除かない', async () => {
    const { counts, report } = await reconcile(
      `利用者ID,接続日時,切断日時\nCITY\\maint01,${DAY} 10:05,${DAY} 11:30\nother,${DAY} 10:05,${DAY} 11:30`,
      { mixedLog: true },
    );
    expect(counts).toEqual(MATCH);
    expect(report.otherPermit).toBe('3');
  });

  test('第6条第5号: 読めない行があれば、ログにないとは言わない', async () => {
    const unreadable = 'user,start,end,src\nmaint01,04/23/2026 10:05:00 AM,04/23/2026 11:30:00 AM,192.0.2.10';
    expect((await reconcile(unreadable)).answer.status).toBe(422);
    const { counts, report } = await reconcile(unreadable, { acceptUnreadable: true });
    expect(counts).toEqual({});
    expect(report.unreadable.lines).toBe(1);
    expect(await kinds()).toEqual([]);
  });

  test('すべてが9時間ずれていれば、候補を挙げる前に確かめる。確認すれば照合する', async () => {
    const text = `ユーザー,開始日時,終了日時,接続元IP\nmaint01,${DAY} 01:05,${DAY} 02:30,192.0.2.10`;
    const { answer } = await reconcile(text);
    expect(answer.status).toBe(422);
    expect(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain('/acceptTimes');
    expect(answer.text).toContain('9時間後にずらすと重なります');
    expect(await kinds()).toEqual([]);
  });
});

describe('照合していないものを、一致とは言わない', () => {
  test('ログにない列は「ログに記載なし」とし、報告の値で埋めない', async () => {
    const { rows, counts } = await reconcile(`利用者ID,接続日時,切断日時\nmaint01,${DAY} 10:05,${DAY} 11:30`);
    expect(counts).toEqual(MATCH);
    expect(rows[0].inLog).toEqual({ worker: ['maint01'], terminal: [], origin: [], target: [] });
    const page = await browse(story, TAX);
    const { text } = await page(`/permits/${story.caseId}/reconciliations/2026-04`);
    expect(text).toContain('端末　ログに記載なし（照合していない）（報告 HK-0001）');
    expect(text).toContain('接続先　ログに記載なし（照合していない）（報告 tax-db01）');
  });

  test('見出しから読める接続元と接続先が許可の外なら、範囲外', async () => {
    const { counts, rows } = await reconcile(
      `Username,Start time,Duration,Connection name,Remote host\nmaint01,2026-04-23 10:05:00,5100,payroll-db99,198.51.100.77`,
    );
    expect(counts).toEqual({ 'out-of-scope': 1 });
    expect(rows[0].breaches.map(({ aspect }: { aspect: string }) => aspect).toSorted()).toEqual([
      'origin',
      'target',
    ]);
  });

  test('接続でない行は、その行番号を結果に残す', async () => {
    const { report } = await reconcile(
      `利用者ID,接続日時,切断日時,接続元IP,結果\nmaint01,${DAY} 10:05,${DAY} 11:30,192.0.2.10,成功\nadmin,2026/04/25 03:00,2026/04/25 03:00,198.51.100.77,失敗\n合計,,,,2`,
    );
    expect(report.notConnections).toBe('3〜4');
  });
});
