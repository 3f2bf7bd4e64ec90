import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { setSettings } from '../support/other-settings.ts';
import { TAX, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** 第6条第4号 「必要最低限の時間」 and 第6条第1号 「申請・報告」 of what was not announced. */

describe('第6条第4号: 必要最低限の時間', () => {
  test('10か月の作業も受け付け、回答する管理者にメールと画面で示す', async () => {
    const story = await createWorkStory();
    const announced = await story.announce('2026-05-11', { plannedEnd: '2027-03-11T12:00' });
    expect([announced.status, announced.json.flags]).toEqual([201, ['long-plan']]);
    const asked = story.mailsTo(TAX).find(({ subject }) => subject.includes('作業申請への回答'));
    expect(asked?.text).toContain('必要最低限の時間かを確認する予定（第6条第4号）');
    const manager = await browse(story, TAX);
    const page = await manager(`/permits/${story.caseId}/works/${announced.json.workId}/answer`);
    expect(page.text).toContain('必要最低限の時間かを確認する予定');
  });

  test('ちょうど24時間は示さず、1分超えると示す。設定を変えれば別の時間、0なら示さない', async () => {
    const story = await createWorkStory();
    const flags = async (plannedEnd: string) =>
      (await story.announce('2026-05-11', { plannedStart: '2026-05-11T10:00', plannedEnd })).json.flags;
    expect(await flags('2026-05-12T10:00')).toEqual([]);
    expect(await flags('2026-05-12T10:01')).toEqual(['long-plan']);
    await setSettings(story.store, { ...DEFAULT_SETTINGS, workLongHours: 2 });
    expect(await flags('2026-05-11T12:01')).toEqual(['long-plan']);
    await setSettings(story.store, { ...DEFAULT_SETTINGS, workLongHours: 0 });
    expect(await flags('2026-06-12T10:01')).toEqual([]);
  });

  test('数か月の接続の報告も受け付け、確認する管理者に示す。候補にはしない', async () => {
    const story = await createWorkStory();
    const workId = await story.announced('2026-05-11', { plannedEnd: '2026-08-31T17:00' });
    await story.answer(workId, { choice: 'accept' });
    await story.until('2026-09-01T09:00');
    const reported = await story.report(workId, '2026-05-11', { disconnectedAt: '2026-08-31T16:00' });
    expect(reported.json.flags).toEqual(['long-session']);
    const review = story.mailsTo(TAX).find(({ subject }) => subject.includes('作業報告の確認'));
    expect(review?.text).toContain('必要最低限の時間かを確認する接続（第6条第4号）');
    for (const word of ['札幌保守センター（192.0.2.10）', 'bastion01', '異常なし'])
      expect(review?.text, word).toContain(word);
    expect((await story.workView(workId)).differences).toEqual([
      expect.stringContaining('接続が12時間を超えた'),
    ]);
    expect(await story.candidates()).toEqual([]);
  });

  test('画面では、提出の前に示し、見たうえで押せば受け付ける。見た後に変わった指摘は、もう一度示す', async () => {
    const story = await createWorkStory();
    const vendor = await browse(story, VENDOR);
    const works = `/permits/${story.caseId}/works`;
    const filled = (plannedEnd: string, action: string) =>
      vendor(works, { ...NOTICE, plannedStart: '2026-05-11 10:00', plannedEnd, _action: action });
    const typed = await filled('2026-05-14 10:00', 'show');
    expect([typed.status, typed.text.includes('24時間を超えています')]).toEqual([200, true]);
    const first = await filled('2026-05-14 10:00', 'submit');
    expect(first.status).toBe(200);
    const seen = /value="(submit-[\w-]+)"/.exec(first.text)?.[1] ?? '';
    expect(seen).not.toBe('');
    const sent = await filled('2026-05-14 10:00', seen);
    expect(sent.status).toBe(303);
    expect((await vendor(works)).text).toContain('必要最低限の時間かを確認する予定');
    await setSettings(story.store, { ...DEFAULT_SETTINGS, workLongHours: 2 });
    const again = await filled('2026-05-14 10:00', seen);
    expect([again.status, again.text.includes('2時間を超えています')]).toEqual([200, true]);
  });
});

const NOTICE = {
  'emergency:boolean': 'false',
  'workers.0': '作業 八郎',
  workLeader: '作業 八郎',
  'terminals.0': 'HK-0001',
  'targets.0': 'tax-db01',
  'accounts.1': 'maint01',
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

const UNANNOUNCED = { unannounced: true, explainedOn: undefined, explainedTo: undefined };

describe('第6条第1号: 申請していない接続、緊急の接続の報告は、いつでもできる', () => {
  test('申請していない接続を届け出て報告すると、受け付けたうえで候補となる', async () => {
    const story = await createWorkStory({ from: '2026-06-10T09:00' });
    const told = await story.announce('2026-05-11', {
      ...UNANNOUNCED,
      workers: ['臨時 九郎'],
      workLeader: '臨時 九郎',
    });
    expect([told.status, told.json.flags, told.json.leadTimeOk]).toEqual([201, ['unannounced'], false]);
    const { workId } = told.json;
    expect((await story.workView(workId)).statusLabel).toBe('申請のない接続（報告待ち）');
    expect((await story.workView(workId)).questions).toEqual([]);
    expect(story.mailsTo(TAX).some(({ subject }) => subject.includes('申請のない接続の届出'))).toBe(true);
    const reported = await story.report(workId, '2026-05-11', { workers: ['臨時 九郎'] });
    expect([reported.status, reported.json.flags]).toEqual([201, ['unapproved', 'outside-worker']]);
    expect((await story.candidates()).map(({ kind }) => kind)).toEqual(['no-notice', 'outside-worker']);
    expect(await story.violations(story.caseId)).toEqual([]);
  });

  test('停止中でも。許可は停止のまま', async () => {
    const story = await createWorkStory();
    const orders = createOrders(story);
    const findingId = await orders.suspended(story.caseId);
    await story.until(`${story.today().add({ days: 2 })}T09:00`);
    const yesterday = story.today().subtract({ days: 1 }).toString();
    const told = await story.announce(yesterday, UNANNOUNCED);
    expect(told.status, told.text).toBe(201);
    const reported = await story.report(told.json.workId, yesterday);
    expect(reported.json.flags).toContain('outside-period');
    expect(await orders.status(story.caseId)).toBe('suspended');
    // What is still to come stays forbidden, by whatever name it is announced.
    const tomorrow = story.today().add({ days: 1 }).toString();
    for (const change of [UNANNOUNCED, {}]) {
      const { status, json } = await story.announce(tomorrow, change);
      expect([status, json.type]).toEqual([409, 'urn:remote-maintenance-permits:suspended']);
    }
    await orders.lift(story.caseId, findingId);
    expect((await story.announce(tomorrow, UNANNOUNCED)).json.errors[0].pointer).toBe('/plannedEnd');
    expect((await story.announce('2026-09-01')).status).toBe(201);
  });

  test('緊急の接続は、期限の24時間ちょうどは間に合い、1分過ぎれば遅れとして示し、5日後でも受け付ける', async () => {
    const story = await createWorkStory({ from: '2026-05-12T02:00' });
    const emergency = (plannedStart: string, plannedEnd: string) => ({
      emergency: true,
      emergencyReason: '夜間バッチの異常終了',
      plannedStart,
      plannedEnd,
    });
    const flags = async (start: string, end: string) =>
      (await story.announce('2026-05-11', emergency(start, end))).json.flags;
    expect(await flags('2026-05-11T02:00', '2026-05-11T03:00')).toEqual([]);
    expect(await flags('2026-05-11T01:59', '2026-05-11T03:00')).toEqual(['late-emergency']);
    expect(await flags('2026-05-06T01:59', '2026-05-06T03:00')).toEqual(['late-emergency']);
    await setSettings(story.store, { ...DEFAULT_SETTINGS, emergencyNoticeHours: 72 });
    expect(await flags('2026-05-09T02:00', '2026-05-09T03:00')).toEqual([]);
  });

  test('画面: 許可の画面から届け出、届け出ていない作業者も書ける', async () => {
    const story = await createWorkStory({ from: '2026-06-10T09:00' });
    const vendor = await browse(story, VENDOR);
    const permit = `/permits/${story.caseId}`;
    expect((await vendor(`${permit}?part=works`)).text).toContain(`${permit}/works/new?kind=unannounced`);
    const form = await vendor(`${permit}/works/new?kind=unannounced`);
    for (const word of ['事前に申請していない接続の届出', 'ほかの作業者', 'name="unannounced:boolean"'])
      expect(form.text, word).toContain(word);
    const { explainedOn: _, explainedTo: __, ...typed } = NOTICE;
    const sent = await vendor(`${permit}/works`, {
      ...typed,
      _action: 'submit',
      'unannounced:boolean': 'true',
      'workers.0': '臨時 九郎',
      workLeader: '臨時 九郎',
      plannedStart: '2026-05-11 10:00',
      plannedEnd: '2026-05-11 11:00',
    });
    expect(sent.status, sent.text).toBe(303);
  });
});
