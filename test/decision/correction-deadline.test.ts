import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { loadDecisions } from '../../core/application/decision.ts';
import { loadCase, loadEvents } from '../../core/case/case-store.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { composeMail } from '../../functions/outbox/compose-mail.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { createStory, type Story, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';

/**
 * 補正の期限 (docs/adr/0057). It is Monday 6 April 2026. 20 business days on is Friday 8 May: 29 April and 4–6 May are holidays.
 */

const days = async (story: Story, caseId: string, type: string) =>
  (await loadEvents(story.store, caseId))
    .filter(({ fact }) => fact.type === type)
    .map(({ at }) => dateOf(Temporal.Instant.from(at)).toString());
const returned = async (more: object = {}) => {
  const story = await createStory();
  const caseId = await story.submit();
  const answer = await story.decide(TAX, caseId, {
    ...{ stage: 'confirm', choice: 'return', reason: '図面の不足' },
    checklist: [{ item: '2-1', result: 'fail', note: '図面を添付してください' }],
    ...more,
  });
  return { story, caseId, answer };
};
/** The day has ended, and the daily run has asked the manager. */
const lapsed = async () => {
  const { story, caseId } = await returned();
  await story.until('2026-05-11T09:00');
  await story.gathered();
  return { story, caseId };
};
const answering = (story: Story, caseId: string, body: object) =>
  story.decide(TAX, caseId, { stage: 'correction', ...body });

describe('補正の期限', () => {
  test('第4条第2項: 定めなければ20開庁日。件名・画面・一覧に示し、10開庁日目、前開庁日、当日に知らせる', async () => {
    const { story, caseId } = await returned();
    expect(story.mailsTo(VENDOR)[0]?.subject).toBe('【補正のお願い】リモート接続申請 R8-0001（期限 5/8）');
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('期限までに補正されないときは');
    expect((await story.vendorView(caseId)).returned).toMatchObject({ correctBy: '2026-05-08' });
    const vendor = await browse(story, VENDOR);
    expect((await vendor(`/applications/${caseId}`)).text).toContain('令和8年5月8日');
    expect((await vendor('/home')).text).toContain('令和8年5月8日');
    await story.until('2026-05-08T23:00');
    expect(await days(story, caseId, 'correction-reminded')).toEqual([
      '2026-04-20',
      '2026-05-07',
      '2026-05-08',
    ]);
    expect(story.timesTold(VENDOR, '補正の再度のお願い')).toBe(3);
    // Until the day has ended nobody is asked anything.
    expect((await loadCase(story.store, caseId))?.status).toBe('returned');
    expect(await days(story, caseId, 'correction-lapsed')).toEqual([]);
    expect(story.subjectsTo(TAX).filter((subject) => subject.includes('5/'))).toEqual([]);
  });

  test('期限が利用開始希望日より後の日であることを、事業者と管理者に示す。同じ日なら示さない', async () => {
    const LATER = '補正の期限（令和8年5月8日）は、利用開始希望日（令和8年4月20日）より後の日です';
    const shown = async (correctBy?: string) => {
      const { story, caseId } = await returned(correctBy === undefined ? {} : { correctBy });
      const at = `/applications/${caseId}`;
      return [
        (await (await browse(story, VENDOR))(at)).text,
        (await (await browse(story, TAX))(at)).text,
        story.mailsTo(VENDOR).find(({ subject }) => subject.startsWith('【補正'))?.text ?? '',
      ].map((text) => text.replace(/\s/g, '').includes(LATER));
    };
    expect(await shown()).toEqual([true, true, true]);
    expect(await shown('2026-04-20')).toEqual([false, false, false]);
    const story = await createStory();
    const caseId = await story.submit();
    const decision = (await (await browse(story, TAX))(`/applications/${caseId}/decision`)).text;
    expect(decision).toContain('利用開始希望日は、令和8年4月20日です（空欄のときの期限は、これより後です）');
  });

  test('自動の適合判定による補正にも、期限がある', async () => {
    const story = await createStory();
    const checklist = story
      .application()
      .checklist.map((entry) =>
        entry.item === '2-1' ? { ...entry, answer: 'nonconforming' as const } : entry,
      );
    const caseId = await story.submit({ checklist });
    expect((await story.vendorView(caseId)).returned).toMatchObject({ correctBy: '2026-05-08' });
    await story.until('2026-05-11T09:00');
    expect((await story.view(TAX, caseId)).request).toMatchObject({ stage: 'correction' });
  });

  test.each([
    ['4開庁日しかない', '2026-04-10', '/correctBy'],
    ['5開庁日', '2026-04-13', undefined],
    ['土曜日', '2026-04-18', '/correctBy'],
    ['過去', '2026-04-03', '/correctBy'],
  ])('管理者が定める期限: %s', async (_, correctBy, pointer) => {
    const { story, caseId, answer } = await returned({ correctBy });
    expect(answer.status).toBe(pointer === undefined ? 200 : 422);
    if (pointer === undefined) expect((await story.vendorView(caseId)).returned).toMatchObject({ correctBy });
    else expect(answer.json.errors).toEqual([expect.objectContaining({ pointer })]);
  });

  test('期限が過ぎると管理者の決裁待ちに立ち、事業者にも知らせる。期限の2日後に再び尋ねはしない', async () => {
    const { story, caseId } = await lapsed();
    expect(await days(story, caseId, 'correction-lapsed')).toEqual(['2026-05-11']);
    const asked = story.mailsTo(TAX).find(({ subject }) => subject.startsWith('【要決定】'));
    expect(asked?.subject).toBe('【要決定】リモート接続申請 R8-0001（期限 5/18）');
    expect(asked?.text).toContain('補正の期限を過ぎた申請の判断');
    expect(asked?.text).toContain('図面を添付してください');
    expect(story.subjectsTo(VENDOR)[0]).toBe('【補正の期限の経過】リモート接続申請 R8-0001');
    const inbox = (await (await story.as(TAX))('GET', '/v1/inbox')).json.entries;
    expect(inbox).toEqual([expect.objectContaining({ caseId, stage: 'correction', dueOn: '2026-05-18' })]);
    await story.until('2026-05-13T09:00');
    expect(await days(story, caseId, 'correction-lapsed')).toHaveLength(1);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('決定されなければ、代決者に回付し、統括部門に連絡する', async () => {
    const { story, caseId } = await lapsed();
    await story.until('2026-05-22T09:00');
    const reasons = (await loadEvents(story.store, caseId)).flatMap(({ fact }) =>
      fact.type === 'request-reissued' ? [fact.reason] : [],
    );
    expect(reasons).toEqual(['reminder', 'escalation-deputy', 'escalation-office']);
    expect(story.subjectsTo(TAX_DEPUTY).some((subject) => subject.includes('期限超過'))).toBe(true);
  });
});

describe('期限を過ぎた申請', () => {
  test('第5条: 理由を付して不承認とすると、満たされない項目を示して通知し、流れは終わる', async () => {
    const { story, caseId } = await lapsed();
    await (await story.as(VENDOR))('POST', `/v1/applications/${caseId}/correction`, {});
    const without = await answering(story, caseId, { choice: 'refuse' });
    expect(without.status).toBe(422);
    const refused = await answering(story, caseId, {
      choice: 'refuse',
      reason: '期限までに図面が提出されず、2-1の要件を確認できない。',
    });
    expect(refused.status, refused.text).toBe(200);
    const notice = await story.vendorApi('GET', `/v1/applications/${caseId}/notice`);
    expect(notice.json).toMatchObject({
      result: '不承認',
      refusalReason: '期限までに図面が提出されず、2-1の要件を確認できない。',
    });
    expect(notice.json.lacking).toEqual([expect.stringContaining('2-1')]);
    expect(await story.vendorView(caseId)).toMatchObject({ status: 'refused', documentNo: '苫税第1号' });
    expect(new Set(story.executions().map(({ status }) => status))).toEqual(new Set(['SUCCEEDED']));
    expect((await story.resubmit(caseId)).status).toBe(409);
    expect(await story.row(caseId, 'DRAFT')).toBeUndefined();
    const record = await (await browse(story, TAX))(`/applications/${caseId}/record`);
    expect(record.text).toContain('補正の期限を過ぎた申請の判断');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('期限を延ばすと、新しい期限を知らせ、その前後は同じように進む。延ばすのは何度でもできる', async () => {
    const { story, caseId } = await lapsed();
    for (const correctBy of ['2026-05-11', '2026-05-08', '2026-05-16'])
      expect((await answering(story, caseId, { choice: 'extend', correctBy })).status, correctBy).toBe(422);
    const extended = await answering(story, caseId, { choice: 'extend', correctBy: '2026-05-12' });
    expect(extended.status, extended.text).toBe(200);
    expect(story.subjectsTo(VENDOR)[0]).toBe('【補正の期限の延長】リモート接続申請 R8-0001（期限 5/12）');
    expect((await story.vendorView(caseId)).returned).toMatchObject({
      correctBy: '2026-05-12',
      items: [{ item: '2-1', note: '図面を添付してください' }],
    });
    await story.until('2026-05-13T09:00');
    expect(await days(story, caseId, 'correction-lapsed')).toEqual(['2026-05-11', '2026-05-13']);
    // Without a day: as many business days as the setting has, from today.
    expect((await answering(story, caseId, { choice: 'extend' })).status).toBe(200);
    expect((await story.vendorView(caseId)).returned).toMatchObject({ correctBy: '2026-06-10' });
    const decisions = await loadDecisions(story.store, caseId);
    expect(decisions.map(({ stage, round }) => `${stage} ${round}`)).toEqual([
      'confirm 1',
      'correction 1',
      'correction 2',
    ]);
    expect((await story.resubmit(caseId, { purpose: '図面を付けた。' })).status).toBe(200);
    expect((await story.confirm(caseId)).status).toBe(200);
    expect((await story.approve(caseId)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('判断の前に届いた補正は受け付け、求めた判断は消え、送ったリンクは無効になる', async () => {
    const { story, caseId } = await lapsed();
    const asked = story.mailsTo(TAX).find(({ subject }) => subject.startsWith('【要決定】'));
    const handle = /\/d\/([\w-]+)/.exec(asked?.text ?? '')?.[1];
    const shown = (await story.view(TAX, caseId)).request.hash;
    expect((await story.resubmit(caseId, { purpose: '図面を付けた。' })).status).toBe(200);
    expect(await story.view(TAX, caseId)).toMatchObject({ status: 'confirming', rev: 2 });
    const dead = await story.send({ path: `/d/${handle}` });
    expect(dead.text).toBe((await story.send({ path: `/d/${'x'.repeat(43)}` })).text);
    const late = await answering(story, caseId, { choice: 'refuse', reason: '遅い', hash: shown });
    expect(late.status).toBe(409);
    expect(late.json.detail).toContain('補正されています');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('判断の前に取り下げられれば、判断を求められた管理者に知らせる', async () => {
    const { story, caseId } = await lapsed();
    expect((await story.withdraw(caseId)).status).toBe(200);
    expect(story.subjectsTo(TAX)[0]).toContain('取下げ');
    expect(new Set(story.executions().map(({ status }) => status))).toEqual(new Set(['SUCCEEDED']));
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('画面: 何が補正されていないかを示し、不承認は最後に確かめてから記録する', async () => {
    const { story, caseId } = await lapsed();
    const manager = await browse(story, TAX);
    const path = `/applications/${caseId}/decision`;
    const page = await manager(path);
    expect(page.text).toContain('補正の期限を過ぎても、補正されていません');
    expect(page.text).toContain('取り下げたものとみなすことはできません');
    expect(page.text).not.toContain('統括情報セキュリティ管理者の承認を求める');
    const typed = {
      ...hiddenFields(page),
      choice: 'refuse',
      reason: '図面が提出されない。',
      _action: 'decide',
    };
    const look = await manager(path, typed);
    expect(look.text).toContain('不承認とする');
    expect((await loadCase(story.store, caseId))?.status).toBe('returned');
    const _action = /value="(sure-[\w-]+)"/.exec(look.text)?.[1] ?? '';
    const sure = await manager(path, { ...hiddenFields(look), _action });
    expect(sure.status, sure.text).toBe(303);
    await story.settle();
    expect((await loadCase(story.store, caseId))?.status).toBe('refused');
  });
});

describe('期限が決まらないまま待つことはない', () => {
  test.each(['2027-04-07', '2999-06-03', '9999-12-28'])(
    '1年より先の期限 %s は定められない',
    async (correctBy) => {
      const { answer } = await returned({ correctBy });
      expect(answer.status, answer.text).toBe(422);
      expect(answer.text).toMatch(/本日から1年以内（令和9年4月6日まで）の日付を指定してください（第12条）/);
    },
  );

  test('延ばすときも同じ。ちょうど1年は定められる', async () => {
    const { story, caseId } = await lapsed();
    const on = story.today().add({ years: 1 });
    const late = await answering(story, caseId, {
      choice: 'extend',
      correctBy: on.add({ days: 1 }).toString(),
    });
    expect(late.status, late.text).toBe(422);
    expect((await answering(story, caseId, { choice: 'extend', correctBy: on.toString() })).status).toBe(200);
  });

  test('配送が遅れた「補正の期限の経過」は、延ばした期限を過ぎたと言わない', async () => {
    const { story, caseId } = await lapsed();
    const message = { template: 'correction-reminder', personId: 'p-vendor', caseId, why: 'lapsed' } as const;
    expect((await composeMail(story.ports, message))?.mail.text).toContain('補正の期限を過ぎても');
    expect((await answering(story, caseId, { choice: 'extend', correctBy: '2026-05-25' })).status).toBe(200);
    expect(await composeMail(story.ports, message)).toBeUndefined();
  });
});
