import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { setSettings } from '../support/other-settings.ts';
import { VENDOR } from '../support/story.ts';
import { createWorkStory, type WorkStory } from '../support/work-story.ts';

/** 第6条, 第10条: what would be flagged is told to the vendor before it sends, once, with the place where it is mended. */

const NOTICE = {
  'emergency:boolean': 'false',
  plannedStart: '2026-05-11 10:00',
  plannedEnd: '2026-05-11 12:00',
  'workers.0': '作業 八郎',
  workLeader: '作業 八郎',
  'terminals.0': 'HK-0001',
  'targets.0': 'tax-db01',
  'accounts.0': 'maint01',
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

const SESSION = {
  connectedAt: '2026-05-11 10:05',
  disconnectedAt: '2026-05-11 11:00',
  reasonCode: 'maintenance',
  'workers.0': '作業 八郎',
  account: 'maint01',
  terminal: 'HK-0001',
  origin: '札幌保守センター',
  originIp: '192.0.2.10',
  'targets.0': 'tax-db01',
  'detail:group': '',
  'detail.request': '定期点検',
  'detail.action': '異常なし',
  result: 'done',
  'personalDataAccessed:boolean': 'false',
  'log.place': 'bastion01',
  'log.name': 'session-20260511.log',
  'log.from': '2026-05-11 10:05',
  'log.to': '2026-05-11 11:00',
  'log.sha256': 'a'.repeat(64),
};

const ASKED = '提出の前に確かめてください';
const form = async (story: WorkStory, address: string, filled: Readonly<Record<string, string>>) => {
  const visit = await browse(story, VENDOR);
  return async (changes: Readonly<Record<string, string>> = {}, action = 'submit') => {
    const answer = await visit(address, { ...filled, ...changes, _action: action });
    return {
      ...answer,
      seen: /value="((?:submit|nil)-[\w-]+)"/.exec(answer.text)?.[1] ?? '',
    };
  };
};

describe('作業の申請', () => {
  const at = ({ caseId }: WorkStory) => `/permits/${caseId}/works`;

  test.each([
    [
      { plannedStart: '2026-04-24 10:00', plannedEnd: '2026-04-24 12:00' },
      '#f-plannedStart',
      // Five business days after 21 April 2026: 22, 23, 24, 27, 28.
      '本日申請するときは、令和8年4月28日以後の作業なら期限内です',
    ],
    [{ workKind: 'update', rollback: '元に戻す' }, '#f-workKind', '別表1 4-1（参照のみ）の例外がありません'],
    [
      { 'fileTransfer:boolean': 'true', fileTransferDetail: '設定ファイル' },
      '#f-fileTransfer',
      '別表1 3-4（データの入出力を認めない）に抵触します',
    ],
  ])('%j は、提出の前に示し、見たうえで押せば受け付ける', async (changes, href, sentence) => {
    const story = await createWorkStory();
    const send = await form(story, at(story), NOTICE);
    const first = await send(changes);
    expect(first.status).toBe(200);
    for (const shown of [ASKED, `href="${href}"`, sentence]) expect(first.text).toContain(shown);
    expect(
      (await story.as(VENDOR).then((call) => call('GET', `/v1/permits/${story.caseId}/works`))).json.works,
    ).toEqual([]);
    expect((await send(changes, first.seen)).status).toBe(303);
  });

  test('目印が付かない申請は、そのまま受け付ける。期限の当日も。期限を設けなければ示さない', async () => {
    const story = await createWorkStory();
    const send = await form(story, at(story), NOTICE);
    expect((await send()).status).toBe(303);
    const last = { plannedStart: '2026-04-28 10:00', plannedEnd: '2026-04-28 12:00' };
    expect((await send(last)).status).toBe(303);
    await setSettings(story.store, { ...DEFAULT_SETTINGS, workLeadDays: 0 });
    expect((await send({ plannedStart: '2026-04-22 10:00', plannedEnd: '2026-04-22 12:00' })).status).toBe(
      303,
    );
  });

  test('見た後に別の目印が加われば、もう一度示す。誤りがあるときは、誤りを示す', async () => {
    const story = await createWorkStory();
    const send = await form(story, at(story), NOTICE);
    const first = await send({ workKind: 'update', rollback: '元に戻す' });
    const more = {
      workKind: 'update',
      rollback: '元に戻す',
      'fileTransfer:boolean': 'true',
      fileTransferDetail: '設定',
    };
    expect((await send(more, first.seen)).status).toBe(200);
    expect((await send({ ...more, rollback: '' })).status).toBe(422);
  });

  test('申請していない接続の届出は、その画面がそう述べている。重ねて示さない', async () => {
    const story = await createWorkStory({ from: '2026-06-10T09:00' });
    const send = await form(story, at(story), { ...NOTICE, 'unannounced:boolean': 'true' });
    expect((await send()).status).toBe(303);
  });
});

describe('作業の報告', () => {
  const reported = async (answered = true) => {
    const story = await createWorkStory();
    const workId = await story.announced('2026-05-11');
    if (answered) await story.answer(workId, { choice: 'accept' });
    await story.until('2026-05-11T13:00');
    return form(story, `/permits/${story.caseId}/works/${workId}/report`, SESSION);
  };
  const NO_LOG = { 'log.place': '', 'log.name': '', 'log.from': '', 'log.to': '', 'log.sha256': '' };

  test.each([
    [NO_LOG, '#f-log', '操作ログの所在が報告されていない（第6条第5号'],
    [{ terminal: 'HK-9999' }, '#f-terminal', '届出のない端末「HK-9999」'],
    [{ originIp: '203.0.113.9' }, '#f-origin', '許可していない接続元「203.0.113.9」'],
    [{ 'workers.1': '臨時 九郎' }, '#f-workers', '届出のない作業者「臨時 九郎」'],
    [{ connectedAt: '2026-05-11 08:00' }, '#f-connectedAt', '予定の開始（'],
    [{ account: 'admin' }, '#f-account', '「admin」は、許可を受けた作業者のアカウントではありません'],
  ])('%j は、提出の前に示し、見たうえで押せば受け付ける', async (changes, href, sentence) => {
    const send = await reported();
    const first = await send(changes);
    expect(first.status).toBe(200);
    for (const shown of [ASKED, `href="${href}"`, sentence]) expect(first.text).toContain(shown);
    const sent = await send(changes, first.seen);
    expect(sent.status, sent.text).toBe(303);
  });

  test('申請どおりの報告は、そのまま受け付ける', async () => {
    expect((await (await reported())()).status).toBe(303);
  });

  test('承認を受けていない接続は、提出の前に示す', async () => {
    const first = await (await reported(false))();
    expect([first.status, first.text.includes('承認等を受けずに接続した')]).toEqual([200, true]);
  });
});

describe('月次利用状況報告', () => {
  const FILLED = {
    'used:boolean': 'true',
    updates: 'applied',
    cameraRecords: 'kept',
    entryRecords: 'kept',
    remarks: '作業報告は後日',
  };
  const may = async () => {
    const story = await createWorkStory();
    const workId = await story.announced('2026-05-11');
    await story.answer(workId, { choice: 'accept' });
    await story.until('2026-06-02T10:00');
    return { story, workId, at: `/permits/${story.caseId}/reports/2026-05` };
  };
  const hash = async (story: WorkStory, at: string) => {
    const { usageHash = '' } = hiddenFields(await (await browse(story, VENDOR))(at));
    return { usageHash };
  };

  test.each([
    [
      { cameraRecords: 'none', recordsReason: '故障' },
      'cameraRecords',
      '監視の記録がありません（別表1 2-1の要件）',
    ],
    [
      { entryRecords: 'none', recordsReason: '故障' },
      'entryRecords',
      '入退室の記録がありません（別表1 2-2の要件）',
    ],
    [
      { updates: 'verifying', updatesReason: '確認中', updatesPlannedOn: '令和8年6月1日' },
      'updatesPlannedOn',
      '適用予定日を過ぎています',
    ],
    [{}, 'used', '作業報告が提出されていない作業が1件あります'],
  ])('%j は、提出の前に示し、見たうえで押せば受け付ける', async (changes, field, sentence) => {
    const { story, at } = await may();
    const send = await form(story, at, { ...(await hash(story, at)), ...FILLED });
    const first = await send(changes);
    expect(first.status).toBe(200);
    for (const shown of [ASKED, `href="#f-${field}"`, sentence]) expect(first.text).toContain(shown);
    const sent = await send(changes, first.seen);
    expect(sent.headers['location'], sent.text).toBe(`${at}?done=month-reported`);
  });

  test('利用なしの一押しも、報告のない作業があれば一度示す。なければそのまま', async () => {
    const { story, at, workId } = await may();
    const send = await form(story, at, await hash(story, at));
    const first = await send({}, 'nil');
    expect([first.status, first.text.includes('作業報告が提出されていない作業が1件あります')]).toEqual([
      200,
      true,
    ]);
    expect(first.seen).toMatch(/^nil-/);
    await story.withdrawWork(workId);
    const plain = await form(story, at, await hash(story, at));
    expect((await plain({}, 'nil')).status).toBe(303);
  });

  test('適用予定日の当日は示さない', async () => {
    const { story, at, workId } = await may();
    await story.withdrawWork(workId);
    const send = await form(story, at, { ...(await hash(story, at)), ...FILLED });
    const day = { updates: 'verifying', updatesReason: '確認中', updatesPlannedOn: '令和8年6月2日' };
    expect((await send(day)).status).toBe(303);
  });
});
