import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { accountsOn, type PermitScope, scopeJudge } from '../../core/permit/permit-scope.ts';
import { otherAccounts } from '../../core/work/work-rules.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { browse } from '../support/browse.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';
import { createWorkStory, worksOf } from '../support/work-story.ts';

/** 第6条第3号: 様式1 (version 2) names an account for each worker; a work or a connection on another one is shown, never refused. */

const EIGHT = { name: '作業 八郎', from: '2026-04-20', account: 'hk-sagyo8' };
const NINE = { name: '作業 九美', from: '2026-04-20', to: '2026-05-31', account: 'hk-sagyo9' };
const on = (day: string, workers: readonly string[] = []) => ({
  plannedStart: `${day}T01:00:00Z`,
  plannedEnd: `${day}T03:00:00Z`,
  workers,
});

describe('許可にないアカウント', () => {
  test.each([
    ['hk-sagyo8', []],
    ['ｈｋ－ｓａｇｙｏ８', []],
    ['HK-SAGYO8', []],
    ['HOKUTO\\hk-sagyo8', []],
    ['作業 八郎 (hk-sagyo8)', []],
    ['hk-sagyo9', []],
    ['hk-sagyo88', ['hk-sagyo88']],
    ['admin', ['admin']],
  ])('%s', (account, expected) => {
    expect(otherAccounts([account], on('2026-05-11'), [EIGHT, NINE])).toEqual(expected);
  });

  test('従事期間の終わった作業者のアカウントは、その翌日から', () => {
    expect(otherAccounts(['hk-sagyo9'], on('2026-05-31'), [EIGHT, NINE])).toEqual([]);
    expect(otherAccounts(['hk-sagyo9'], on('2026-06-01'), [EIGHT, NINE])).toEqual(['hk-sagyo9']);
    expect(otherAccounts(['hk-sagyo8'], on('2026-04-19'), [EIGHT, NINE])).toEqual([]);
  });

  test('様式1の第1版の許可と、アカウントの届出のない作業者の作業では判断しない', () => {
    const { account: _, ...first } = EIGHT;
    expect(otherAccounts(['admin'], on('2026-05-11'), [first])).toEqual([]);
    const mixed = [first, { ...NINE, to: undefined }];
    expect(otherAccounts(['admin'], on('2026-05-11', ['作業 八郎']), mixed)).toEqual([]);
    expect(otherAccounts(['admin'], on('2026-05-11', ['作業　九美']), mixed)).toEqual(['admin']);
    expect(otherAccounts(['admin'], on('2026-05-11', ['作業 九美', '作業 八郎']), mixed)).toEqual([]);
    expect(otherAccounts(['admin'], on('2026-05-11'), mixed)).toEqual([]);
    expect(accountsOn([], { from: '2026-05-11', to: '2026-05-11' })).toBeUndefined();
  });

  test('接続ログ：作業申請がなくても、許可のアカウントと比べる。離任の後はその人のものでない', () => {
    const scope = (workers: PermitScope['workers'], accounts: readonly string[] = []): PermitScope => ({
      ...{
        period: { from: '2026-04-20', to: '2027-03-31' },
        suspensions: [],
        cutOffs: [],
        workers,
        accounts,
      },
      ...{ terminals: ['HK-0001'], originIps: ['192.0.2.10'], targets: ['tax-db01'] },
    });
    const seen = (account: string, day: string, of: PermitScope) =>
      scopeJudge(of)
        .breaches({ from: `${day}T01:00:00Z`, to: `${day}T02:00:00Z`, workers: [], account })
        .map(({ aspect, value }) => `${aspect} ${value}`);
    const both = scope([EIGHT, NINE]);
    expect(seen('ＨＫ-sagyo8', '2026-05-11', both)).toEqual([]);
    expect(seen('hk-sagyo9', '2026-05-31', both)).toEqual([]);
    expect(seen('hk-sagyo9', '2026-06-01', both)).toEqual(['worker hk-sagyo9']);
    expect(seen('admin', '2026-05-11', both)).toEqual(['worker admin']);
    // What a notice has named was shown to the manager then.
    expect(seen('admin', '2026-05-11', scope([EIGHT], ['admin']))).toEqual([]);
    const { account: _, ...first } = EIGHT;
    expect(seen('admin', '2026-05-11', scope([first]))).toEqual([]);
  });
});

describe('作業申請・作業報告', () => {
  const FLAG = '許可にないアカウント';
  const SENTENCE = '許可された作業者のアカウントでない「admin」';

  test('申請は受け付け、管理者にメールと画面で示す。報告も同じ。候補にはしない', async () => {
    const story = await createWorkStory();
    const announced = await story.announce('2026-05-11', { accounts: ['MAINT01', 'admin'] });
    expect([announced.status, announced.json.flags]).toEqual([201, ['outside-account']]);
    const { workId } = announced.json;
    const asked = story.mailsTo(TAX).find(({ subject }) => subject.includes('作業申請への回答'));
    expect(asked?.text).toContain(FLAG);
    const manager = await browse(story, TAX);
    expect((await manager(`/permits/${story.caseId}/works/${workId}/answer`)).text).toContain(SENTENCE);
    await story.answer(workId, { choice: 'accept' });
    await story.until('2026-05-11T13:00');
    const reported = await story.report(workId, '2026-05-11', { account: 'admin' });
    expect([reported.status, reported.json.flags]).toEqual([201, ['outside-account']]);
    const review = await (await browse(story, TAX))(`/permits/${story.caseId}/works/${workId}/review`);
    expect(review.text).toContain(SENTENCE);
    expect(await story.candidates()).toEqual([]);
    // The vendor's own view has the flags without the evidence.
    const own = await (await story.as(VENDOR))('GET', `/v1/permits/${story.caseId}/works/${workId}`);
    expect(own.json.differences).toEqual([]);
  });

  test('様式1の第1版の許可では示さない', async () => {
    const { workers } = sampleApplication(Temporal.PlainDate.from('2026-04-06'));
    const story = await createStory();
    const { caseId } = await permitIn(story, {
      formVersion: undefined,
      workers: workers.map(({ account: _, secrecyPledgedOn: __, ...worker }) => worker),
    });
    await story.until('2026-04-21T09:00');
    const announced = await worksOf(story, caseId).announce('2026-05-11', { accounts: ['admin'] });
    expect([announced.status, announced.json.flags]).toEqual([201, []]);
  });

  test('画面：許可のアカウントを示し、異なるものは提出の前に示す。見たうえで押せば受け付ける', async () => {
    const story = await createWorkStory();
    const vendor = await browse(story, VENDOR);
    const works = `/permits/${story.caseId}/works`;
    expect((await vendor(`${works}/new`)).text).toContain('maint01（作業 八郎）');
    const send = (account: string, action: string) =>
      vendor(works, { ...NOTICE, 'accounts.0': account, _action: action });
    const first = await send('admin', 'submit');
    expect(first.status).toBe(200);
    expect(first.text).toContain('「admin」は、許可を受けた作業者のアカウントではありません（第6条第3号）');
    expect(first.text).toContain('href="#f-accounts"');
    expect(first.text).toMatch(/id="f-accounts"/);
    const seen = /value="(submit-[\w-]+)"/.exec(first.text)?.[1] ?? '';
    expect((await send('admin', seen)).status).toBe(303);
    expect((await send('ＭＡＩＮＴ０１', 'submit')).status).toBe(303);
    const list = await story.as(VENDOR);
    const { works: items } = (await list('GET', `/v1/permits/${story.caseId}/works`)).json;
    expect(items).toHaveLength(2);
    await story.until('2026-05-11T13:00');
    const [{ workId }] = items;
    const report = await (await browse(story, VENDOR))(`${works}/${workId}/report`, {
      'workers.0': '作業 八郎',
      account: 'admin',
      connectedAt: '2026-05-11 10:05',
      disconnectedAt: '2026-05-11 11:00',
      reasonCode: 'maintenance',
      terminal: 'HK-0001',
      origin: '札幌保守センター',
      originIp: '192.0.2.10',
      'targets.0': 'tax-db01',
      'detail.request': '定期点検',
      'detail.action': '異常なし',
      result: 'done',
      'personalDataAccessed:boolean': 'false',
      _action: 'submit',
    });
    expect(report.text).toContain('「admin」は、許可を受けた作業者のアカウントではありません');
  });
});

const NOTICE = {
  'emergency:boolean': 'false',
  plannedStart: '2026-05-11 10:00',
  plannedEnd: '2026-05-11 12:00',
  'workers.0': '作業 八郎',
  workLeader: '作業 八郎',
  'terminals.0': 'HK-0001',
  'targets.0': 'tax-db01',
  purpose: '定期点検',
  workContent: 'ログと容量を確認する。',
  workKind: 'read',
  'fileTransfer:boolean': 'false',
  impact: 'なし',
  'serviceStop:boolean': 'false',
  'personalData:boolean': 'false',
  attendance: 'none',
  explainedOn: '令和8年4月10日',
  explainedTo: '税務課 担当 次郎',
};
