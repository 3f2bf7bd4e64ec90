import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { dateOf } from '../../core/values/calendar.ts';
import { CHIEF, createStory, DEPUTY, OFFICE, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';

type Story = Awaited<ReturnType<typeof createStory>>;
/** The day in Japan. */
const dayOf = (instant: string) => dateOf(Temporal.Instant.from(instant)).toString();
const requestsTo = (story: Story, address: string) =>
  story
    .mailsTo(address)
    .filter(({ subject }) => /要決定|期限超過/.test(subject))
    .map(({ subject, sentAt }) => `${dayOf(sentAt)} ${/【(.+?)】/.exec(subject)?.[1]}`)
    .toReversed();
const PERIOD = { from: '2026-04-20', to: '2026-05-10' };
const permit = async (story: Story, period = PERIOD) => {
  const caseId = await story.submit({ period });
  await story.confirm(caseId);
  await story.approve(caseId);
  return caseId;
};
const handleIn = (text: string | undefined) => /\/d\/([\w-]+)/.exec(text ?? '')?.[1] ?? '';

describe('G6: 決定されない依頼', () => {
  test('週末をはさむ: 催促、期限超過で代決者へ、統括部門へ、営業日に一通ずつ', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.until('2026-04-17T12:00');
    expect(requestsTo(story, TAX)).toEqual([
      '2026-04-06 要決定',
      '2026-04-10 要決定・再通知',
      '2026-04-14 期限超過',
      '2026-04-16 期限超過',
    ]);
    expect(requestsTo(story, TAX_DEPUTY)).toEqual(['2026-04-14 期限超過', '2026-04-16 期限超過']);
    expect(story.mailsTo(OFFICE).map(({ sentAt }) => dayOf(sentAt))).toEqual(['2026-04-16']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('大型連休: 4月28日の依頼の目標日は5月11日。連休中は何も送らない', async () => {
    const story = await createStory({ start: '2026-04-28T10:00+09:00' });
    await story.submit();
    await story.until('2026-05-15T12:00');
    expect(requestsTo(story, TAX)).toEqual([
      '2026-04-28 要決定',
      '2026-05-07 要決定・再送',
      '2026-05-08 要決定・再通知',
      '2026-05-12 期限超過',
      '2026-05-14 期限超過',
    ]);
  });

  test('年末年始: 12月25日の依頼の目標日は1月7日。12/29〜1/3は何も送らない', async () => {
    const story = await createStory({ start: '2026-12-25T10:00+09:00' });
    await story.submit();
    await story.until('2027-01-13T12:00');
    const days = requestsTo(story, TAX).map((line) => line.slice(0, 10));
    expect(days.every((day) => day < '2026-12-29' || day > '2027-01-03')).toBe(true);
    expect(requestsTo(story, TAX).at(-1)).toBe('2027-01-13 期限超過');
  });

  test('リンクは7日で切れ、次の営業日に新しいリンクが届く。催促の前でも後でも', async () => {
    const story = await createStory();
    const chief = await story.as(CHIEF);
    const { settings } = (await chief('GET', '/v1/settings')).json;
    await story.decree('PUT', '/v1/settings', {
      settings: { ...settings, decisionTargetDays: 20 },
      reason: '試験',
    });
    const caseId = await story.submit();
    const first = handleIn(story.mailsTo(TAX)[0]?.text);
    await story.until('2026-04-13T08:59');
    expect((await story.send({ path: `/d/${first}` })).status).toBe(200);
    await story.until('2026-04-13T09:00');
    expect((await story.send({ path: `/d/${first}` })).text).toBe(
      (await story.send({ path: '/d/unknown' })).text,
    );
    await story.until('2026-04-14T09:00');
    expect(requestsTo(story, TAX)).toEqual(['2026-04-06 要決定', '2026-04-14 要決定・再送']);
    expect((await story.send({ path: `/d/${handleIn(story.mailsTo(TAX)[0]?.text)}` })).status).toBe(200);
    await story.until('2026-05-08T09:00');
    expect(requestsTo(story, TAX).at(-1)).toBe('2026-05-07 要決定・再通知');
    expect((await story.confirm(caseId)).status).toBe(200);
  });

  test('補正が出されなければ、申請者に催促する', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.returnItems(caseId);
    await story.until('2026-04-20T09:00');
    expect(story.subjectsTo(VENDOR).filter((subject) => subject.includes('再度のお願い'))).toHaveLength(1);
    // On the business day before the last day (8 May), and on it: ten business days later it is, too.
    await story.until('2026-05-07T09:00');
    expect(story.subjectsTo(VENDOR).filter((subject) => subject.includes('再度のお願い'))).toHaveLength(2);
    await story.until('2026-05-08T09:00');
    expect(story.subjectsTo(VENDOR).filter((subject) => subject.includes('再度のお願い'))).toHaveLength(3);
    expect((await story.resubmit(caseId)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('30日を超えて決定されない: 次の世代が引き継ぎ、依頼は二重にならない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.until('2026-05-06T08:59');
    const before = {
      mails: requestsTo(story, TAX),
      events: await story.eventsOf(caseId),
      view: await story.vendorView(caseId),
    };
    await story.until('2026-05-06T09:01');
    expect(story.executions().map(({ name, status }) => `${name.slice(-1)} ${status}`)).toEqual([
      '1 SUCCEEDED',
      '2 RUNNING',
    ]);
    expect({
      mails: requestsTo(story, TAX),
      events: await story.eventsOf(caseId),
      view: await story.vendorView(caseId),
    }).toEqual(before);
    expect((await story.confirm(caseId)).status).toBe(200);
    expect((await story.approve(caseId, DEPUTY)).status).toBe(200);
    // The first day of the period has passed meanwhile.
    expect((await story.vendorView(caseId)).status).toBe('active');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('点検が二重に動いても、抜けても、結果は変わらない', async () => {
    const play = async (ticks: 'once' | 'doubled' | 'missed') => {
      const story = await createStory();
      const caseId = await story.submit();
      const days = ['2026-04-10', '2026-04-14', '2026-04-16'];
      for (const day of days) {
        await story.until(`${day}T08:30`);
        if (ticks === 'doubled')
          for (const name of ['again', 'and-again']) {
            await story.workflows.startExecution('daily', `${name}-${day}`, {});
            await story.settle();
          }
      }
      await story.gathered();
      expect(await story.violations(caseId)).toEqual([]);
      return {
        events: await story.eventsOf(caseId),
        mails: requestsTo(story, TAX),
        office: story.mailsTo(OFFICE).length,
      };
    };
    expect(await play('doubled')).toEqual(await play('once'));
    // A week without any run: one run on the 16th does what is due then, once.
    const story = await createStory();
    const caseId = await story.submit();
    story.clock.moveTo((await createStory({ start: '2026-04-16T08:45+09:00' })).clock.now());
    await story.gathered();
    expect((await story.eventsOf(caseId)).filter((type) => type === 'request-reissued')).toHaveLength(1);
    expect(requestsTo(story, TAX_DEPUTY)).toHaveLength(1);
    expect(story.mailsTo(OFFICE)).toHaveLength(1);
  });
});

describe('第4条第3項: 許可の期間', () => {
  test('初日の0時に有効となり、最終日の終わりまで有効で、翌日0時に失効する', async () => {
    const story = await createStory();
    const caseId = await permit(story);
    await story.until('2026-04-19T23:59:59');
    expect(await story.vendorView(caseId)).toMatchObject({
      status: 'upcoming',
      statusLabel: '有効（開始前）',
    });
    await story.until('2026-04-20T00:00');
    expect(await story.vendorView(caseId)).toMatchObject({ status: 'active', statusLabel: '有効' });
    expect(await story.eventsOf(caseId)).toContain('started');
    await story.until('2026-05-10T23:59:59');
    expect((await story.vendorView(caseId)).status).toBe('active');
    await story.until('2026-05-11T00:00');
    expect(await story.vendorView(caseId)).toMatchObject({ status: 'expired', statusLabel: '失効' });
    expect((await story.eventsOf(caseId)).slice(-2)).toEqual(['expired', 'closed-out']);
    expect(story.machines.listExecutions('permit', 'RUNNING')).toEqual([]);
    expect(await story.row(caseId, 'TASK')).toBeUndefined();
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('点検より前でも、期間を過ぎた許可は有効と示さない', async () => {
    const story = await createStory();
    const caseId = await permit(story);
    story.clock.moveTo((await createStory({ start: '2026-04-20T00:00+09:00' })).clock.now());
    expect((await story.vendorView(caseId)).status).toBe('active');
    story.clock.moveTo((await createStory({ start: '2026-05-11T00:00+09:00' })).clock.now());
    expect((await story.vendorView(caseId)).statusLabel).toBe('失効');
    expect(await story.row(caseId, 'STATE')).toMatchObject({ state: { status: 'upcoming' } });
    await story.settle();
    expect(await story.row(caseId, 'STATE')).toMatchObject({ state: { status: 'expired' } });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('INV-20: 監視は90日ごとに次の世代へ。外からは何も変わらず、100日を超える実行はない', async () => {
    const story = await createStory();
    const caseId = await permit(story, { from: '2026-04-20', to: '2026-10-10' });
    await story.until('2026-07-05T08:00');
    const before = {
      view: await story.vendorView(caseId),
      events: await story.eventsOf(caseId),
      mails: story.subjectsTo(VENDOR),
    };
    await story.until('2026-07-06T10:00');
    expect(story.executions().map(({ name, status }) => `${name.slice(-1)} ${status}`)).toEqual([
      '1 SUCCEEDED',
      '2 RUNNING',
    ]);
    expect({
      view: await story.vendorView(caseId),
      events: await story.eventsOf(caseId),
      mails: story.subjectsTo(VENDOR),
    }).toEqual(before);
    await story.until('2026-10-11T00:01');
    const days = story.executions().map(({ startDate, stopDate = 0 }) => (stopDate - startDate) / 86_400_000);
    expect(days).toHaveLength(3);
    expect(Math.max(...days)).toBeLessThanOrEqual(100);
    expect((await story.vendorView(caseId)).status).toBe('expired');
    expect(await story.violations(caseId)).toEqual([]);
  });
});
