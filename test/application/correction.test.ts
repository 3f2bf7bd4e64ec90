import { describe, expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { createStory, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';

const nonconforming = (story: Awaited<ReturnType<typeof createStory>>) => ({
  checklist: story
    .application()
    .checklist.map((entry) =>
      entry.item === '2-1' ? { ...entry, answer: 'nonconforming' as const } : entry,
    ),
});

describe('補正', () => {
  test('第4条第2項: 不適と答えた申請は項目を示して返り、補正（第2版）を経て許可される', async () => {
    const story = await createStory();
    const caseId = await story.submit(nonconforming(story));
    expect(await story.vendorView(caseId)).toMatchObject({
      status: 'returned',
      returned: { items: [{ item: '2-1' }] },
      can: { correct: true, withdraw: true },
    });
    expect(story.subjectsTo(TAX)).toEqual([]);
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('2-1');

    const corrected = await story.resubmit(caseId, { purpose: '補正した目的' });
    expect(corrected.json).toMatchObject({ rev: 2, caseNo: 'R8-0001' });
    expect(story.subjectsTo(VENDOR)[0]).toContain('【受付】');
    const shown = await story.view(TAX, caseId);
    expect(shown.changes).toContainEqual(
      expect.objectContaining({ pointer: '/purpose', after: '補正した目的' }),
    );
    expect(shown.changes.map((change: { pointer: string }) => change.pointer)).toContain(
      '/checklist/2-1/answer',
    );
    expect((await story.confirm(caseId)).status).toBe(200);
    expect((await story.approve(caseId)).status).toBe(200);
    expect(await story.vendorView(caseId)).toMatchObject({
      status: 'upcoming',
      rev: 2,
      permitNo: 'R8-P0001',
    });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('管理者が項目と所見を付けて返すと、申請者に見え、再提出できる', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    expect((await story.returnItems(caseId)).json.state.status).toBe('returned');
    const returned = await story.vendorView(caseId);
    expect(returned.returned).toMatchObject({
      items: [{ item: '2-1', note: '監視カメラの位置が分かる図面を添付してください' }],
      reason: '図面の不足',
    });
    expect(story.mailsTo(VENDOR)[0]?.subject).toContain('補正');
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('監視カメラの位置が分かる図面を添付してください');
    expect((await story.resubmit(caseId, { purpose: '図面を付けた。' })).status).toBe(200);
    expect(await story.view(TAX, caseId)).toMatchObject({
      status: 'confirming',
      rev: 2,
      request: { stage: 'confirm' },
    });
    // Who confirms again, and an auditor of the paper, reads what was to be corrected.
    const manager = await browse(story, TAX);
    for (const page of ['decision', 'record'])
      expect((await manager(`/applications/${caseId}/${page}`)).text).toContain(
        '別表1 2-1：監視カメラの位置が分かる図面を添付してください',
      );
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('第5条: 管理者が不承認とすると、理由を付けて通知され、流れは終わる', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const refused = await story.decide(TAX, caseId, {
      stage: 'confirm',
      choice: 'refuse',
      checklist: [],
      reason: '要件を満たさない',
    });
    expect(refused.status).toBe(200);
    expect(await story.vendorView(caseId)).toMatchObject({
      status: 'refused',
      statusLabel: '不承認',
      documentNo: '苫税第1号',
      result: { label: '不承認', reason: '要件を満たさない' },
    });
    const notice = await story.vendorApi('GET', `/v1/applications/${caseId}/notice`);
    expect(notice.json).toMatchObject({ result: '不承認', refusalReason: '要件を満たさない' });
    expect(notice.json.permitNo).toBeUndefined();
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('要件を満たさない');
    expect(story.executions().map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect((await story.withdraw(caseId)).status).toBe(409);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('送達が遅れ、決定の前に再提出が届いても、流れは止まらない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const tax = await story.as(TAX);
    const shown = await story.view(TAX, caseId);
    await tax('POST', `/v1/applications/${caseId}/decisions`, {
      stage: 'confirm',
      choice: 'return',
      hash: shown.request.hash,
      checklist: [],
      reason: '図面の不足',
    });
    // The vendor is faster than the outbox.
    await story.vendorApi('PUT', `/v1/applications/${caseId}`, story.application({ purpose: '補正' }));
    await story.settle();
    expect(await story.view(TAX, caseId)).toMatchObject({
      status: 'confirming',
      rev: 2,
      request: { stage: 'confirm' },
    });
    expect(await story.eventsOf(caseId)).not.toContain('parked');
  });

  test('G15: 補正で対象システムは変えられない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.returnItems(caseId);
    const answer = await story.resubmit(caseId, { systemId: 'network' });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([expect.objectContaining({ pointer: '/systemId' })]);
  });

  test('古い版に対する決定は、内容が変わったとして断られる', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const { hash } = (await story.view(TAX_DEPUTY, caseId)).request;
    await story.returnItems(caseId);
    await story.resubmit(caseId, { purpose: '補正' });
    const late = await story.decide(TAX_DEPUTY, caseId, {
      stage: 'confirm',
      choice: 'refuse',
      hash,
      checklist: [],
      reason: '古い',
    });
    expect(late.status).toBe(409);
    expect(late.json.detail).toContain('保守 五郎');
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('取下げ', () => {
  const stages = {
    補正中: async (story: Awaited<ReturnType<typeof createStory>>) => {
      const caseId = await story.submit();
      await story.returnItems(caseId);
      return caseId;
    },
    管理者確認中: (story: Awaited<ReturnType<typeof createStory>>) => story.submit(),
    承認伺中: async (story: Awaited<ReturnType<typeof createStory>>) => {
      const caseId = await story.submit();
      await story.confirm(caseId);
      return caseId;
    },
    受付済: async (story: Awaited<ReturnType<typeof createStory>>) => {
      const answer = await story.vendorApi('POST', '/v1/applications', story.application(), {
        'idempotency-key': 'w',
      });
      return answer.json.caseId;
    },
  };
  test.each(Object.entries(stages))(
    '%sに取り下げると、依頼もリンクも消え、流れは終わる',
    async (label, arrive) => {
      const story = await createStory();
      const caseId = await arrive(story);
      expect((await story.vendorView(caseId)).statusLabel).toBe(label);
      const asked = story.mailsTo(TAX).find(({ subject }) => subject.includes('要決定'));
      const answer = await story.withdraw(caseId);
      expect(answer.json).toMatchObject({ status: 'withdrawn' });
      expect(await story.row(caseId, 'REQUEST')).toBeUndefined();
      expect(await story.row(caseId, 'TASK')).toBeUndefined();
      expect(story.executions().map(({ status }) => status)).toEqual(['SUCCEEDED']);
      const late = await story.confirm(caseId);
      expect(late.status).toBe(409);
      expect(late.json.detail).toBe('すでに取り下げられています（取下げ・保守 五郎・4月6日 9:00）');
      const handle = /\/d\/([\w-]+)/.exec(asked?.text ?? '')?.[1];
      if (handle) {
        const dead = await story.send({ path: `/d/${handle}` });
        const unknown = await story.send({ path: `/d/${'x'.repeat(43)}` });
        expect(dead.text).toBe(unknown.text);
        expect(dead.status).toBe(unknown.status);
      }
      expect((await story.withdraw(caseId)).status).toBe(409);
      expect(await story.violations(caseId)).toEqual([]);
    },
  );

  test('依頼を受けていた人に、取下げが知らされる', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.withdraw(caseId);
    expect(story.mailsTo(TAX)[0]?.subject).toContain('取下げ');
  });
});
