import { describe, expect, test } from 'vitest';
import { CARE, CHIEF, createStory, DEPUTY, OFFICE, TAX, VENDOR } from '../support/story.ts';

const toChief = async () => {
  const story = await createStory();
  const caseId = await story.submit();
  await story.confirm(caseId);
  return { story, caseId };
};

describe('統括情報セキュリティ管理者の決定', () => {
  test('条件付承認: 条件が通知に載る', async () => {
    const { story, caseId } = await toChief();
    const answer = await story.approve(caseId, CHIEF, {
      choice: 'approve-with-conditions',
      conditions: '平日の日中に限る。',
      reason: '夜間は立会いができないため',
    });
    expect(answer.status).toBe(200);
    expect(await story.vendorView(caseId)).toMatchObject({
      status: 'upcoming',
      result: { label: '条件付承認', conditions: '平日の日中に限る。' },
    });
    const notice = await story.vendorApi('GET', `/v1/applications/${caseId}/notice`);
    expect(notice.json).toMatchObject({
      result: '条件付承認',
      conditions: '平日の日中に限る。',
      permitNo: 'R8-P0001',
    });
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('平日の日中に限る。');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('不承認: 理由が通知に載り、許可番号は付かない', async () => {
    const { story, caseId } = await toChief();
    await story.approve(caseId, CHIEF, { choice: 'refuse', reason: '必要性が認められない' });
    const shown = await story.vendorView(caseId);
    expect(shown).toMatchObject({
      status: 'refused',
      documentNo: '苫税第1号',
      result: { reason: '必要性が認められない' },
    });
    expect(shown.permitNo).toBeUndefined();
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('差戻し: 管理者が改めて確認し（第2回）、承認される。申請者には差戻しは見えない', async () => {
    const { story, caseId } = await toChief();
    await story.approve(caseId, CHIEF, { choice: 'send-back', reason: '2-1の根拠を補うこと' });
    expect(story.mailsTo(TAX)[0]?.text).toContain('2-1の根拠を補うこと');
    expect(await story.view(TAX, caseId)).toMatchObject({
      status: 'confirming',
      request: { stage: 'confirm' },
    });
    expect((await story.confirm(caseId)).status).toBe(200);
    expect((await story.approve(caseId)).status).toBe(200);
    const shown = await story.view(CHIEF, caseId);
    expect(
      shown.decisions.map(({ stage, round }: { stage: string; round: number }) => `${stage}${round}`),
    ).toEqual(['confirm1', 'approve1', 'confirm2', 'approve2']);
    const vendor = await story.vendorView(caseId);
    expect(vendor.status).toBe('upcoming');
    expect(JSON.stringify(vendor)).not.toContain('差戻し');
    expect(JSON.stringify(vendor)).not.toContain('2-1の根拠を補うこと');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('差戻しの前の画面からの確認は、第2回の確認にならない（INV-4）', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const { hash } = (await story.view(TAX, caseId)).request;
    await story.confirm(caseId);
    await story.approve(caseId, CHIEF, { choice: 'send-back', reason: '根拠を補うこと' });
    const stale = await story.decide(TAX, caseId, {
      stage: 'confirm',
      choice: 'refuse',
      hash,
      checklist: [],
      reason: '古い画面',
    });
    expect(stale.status).toBe(409);
    expect(stale.json.detail).toContain('差戻し・統括 太郎');
    expect((await story.confirm(caseId)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('代決', () => {
  test('回付の前でも代決者は決定でき、記録には両者の名が残る', async () => {
    const { story, caseId } = await toChief();
    const answer = await story.approve(caseId, DEPUTY);
    expect(answer.json.decision).toMatchObject({
      decidedAs: 'deputy',
      decidedBy: { name: '次長 花子', title: '総務部ICT推進室次長' },
      principal: { name: '統括 太郎', title: '総務部ICT推進室長' },
    });
    expect(story.subjectsTo(DEPUTY).filter((subject) => subject.includes('要決定'))).toEqual([]);
    const late = await story.approve(caseId, CHIEF);
    expect(late.status).toBe(409);
    expect(late.json.detail).toBe('すでに決定済みです（承認・次長 花子・4月6日 9:00）');
    const { timeline } = await story.view(CHIEF, caseId);
    expect(JSON.stringify(timeline)).toContain('次長 花子（総務部ICT推進室長 統括 太郎 の代決）');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('回付の後: 代決者にリンクが届き、決定する', async () => {
    const { story, caseId } = await toChief();
    await story.until('2026-04-14T09:00');
    expect(story.subjectsTo(DEPUTY)[0]).toContain('【期限超過】');
    expect(story.mailsTo(DEPUTY)[0]?.text).toContain('総務部ICT推進室長');
    expect((await story.approve(caseId, DEPUTY)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('G12: 所管と統括が同じ人（ICT推進室のシステム）', () => {
  const own = async () => {
    const story = await createStory();
    const caseId = await story.submit({ systemId: 'network' });
    expect((await story.confirm(caseId, CHIEF)).status).toBe(200);
    return { story, caseId };
  };

  test('確認した本人は承認できず、代決者が決定する（既定）', async () => {
    const { story, caseId } = await own();
    expect(story.subjectsTo(DEPUTY)[0]).toContain('【要決定】');
    const self = await story.approve(caseId, CHIEF);
    expect(self.status).toBe(403);
    expect((await story.view(CHIEF, caseId)).can.decide).toBeUndefined();
    expect((await (await story.as(CHIEF))('GET', '/v1/inbox')).json.entries).toEqual([]);
    expect((await story.approve(caseId, DEPUTY)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('設定で認めれば、本人が承認できる', async () => {
    const story = await createStory();
    const chief = await story.as(CHIEF);
    const { settings } = (await chief('GET', '/v1/settings')).json;
    const changed = await story.decree('PUT', '/v1/settings', {
      settings: { ...settings, selfApproval: 'allow' },
      reason: '代決者が不在のため',
    });
    expect(changed.status).toBe(200);
    const caseId = await story.submit({ systemId: 'network' });
    await story.confirm(caseId, CHIEF);
    expect((await story.approve(caseId, CHIEF)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('代決者もいなければ、統括部門に知らせる', async () => {
    const story = await createStory();
    const ended = await story.decree('POST', '/v1/appointments/end', {
      role: 'chief',
      appointmentId: 'a-deputy',
      on: '2026-04-06',
      reason: '異動',
    });
    expect(ended.status).toBe(200);
    const caseId = await story.submit({ systemId: 'network' });
    await story.confirm(caseId, CHIEF);
    expect(story.subjectsOfCases(OFFICE)).toHaveLength(1);
    expect((await story.approve(caseId, CHIEF)).status).toBe(403);
    expect((await story.approve(caseId, DEPUTY)).status).toBe(401);
  });
});

describe('役職に誰もいない', () => {
  test('統括部門に知らせ、就任すればその人に届く', async () => {
    const story = await createStory();
    for (const appointmentId of ['a-tax', 'a-tax2'])
      await story.decree('POST', '/v1/appointments/end', {
        role: 'manager:tax',
        appointmentId,
        on: '2026-04-06',
        reason: '退任',
      });
    const caseId = await story.submit();
    expect(story.subjectsOfCases(TAX)).toEqual([]);
    expect(story.mailsTo(OFFICE)[0]?.text).toContain('R8-0001');
    await story.decree('POST', '/v1/appointments', {
      role: 'manager:tax',
      personId: 'p-care',
      kind: 'principal',
      title: '財政部税務課長',
      from: '2026-04-06',
      reason: '後任',
    });
    await story.gathered();
    expect(story.subjectsOfCases(CARE)[0]).toContain('要決定・引継ぎ');
    expect((await story.confirm(caseId, CARE)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });
});
