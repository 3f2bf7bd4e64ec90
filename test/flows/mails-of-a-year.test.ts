import { expect, test } from 'vitest';
import { listMails } from '../../core/case/outbox-write.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, type Story, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/** How many mails an ordinary year of a permit makes, by hand (docs/adr/0053). */

/** The year's cap: a work a month, each month reported in time, one renewal. */
const MOST_A_YEAR = 45;
/** What is sent together or again: to one person on one day. */
const MOST_A_DAY = 3;

/** By what stands in the subject before the number: 【要回答】作業申請への回答 R8-P0001 → 要回答 作業申請への回答. */
const kindOf = (subject: string): string =>
  (/^【([^】]+)】([^R（]*)/.exec(subject) ?? [])
    .slice(1)
    .join(' ')
    .replace(/ ?R8-\w+| ?令和.*月分|期限.*/g, '')
    .trim();
const lastId = (story: Story) => Math.max(0, ...story.mailbox.list().map(({ id }) => id));
/** But for codes and the hashes of the anchors, which belong to no permit. */
const mailsAfter = (story: Story, since: number) =>
  story.mailbox
    .list()
    .filter(({ id, subject }) => id > since && !/確認コード|証跡の封印|APIキー/.test(subject));
const tally = (kinds: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));

const monthReport = async (story: Story, caseId: string, month: string): Promise<void> => {
  const path = `/v1/permits/${caseId}/reports/${month}`;
  const { json: shown } = await story.vendorApi('GET', path);
  const used = shown.usage.sessions.length > 0;
  const { status, text } = await story.vendorApi('PUT', path, {
    usageHash: shown.usageHash,
    used,
    ...(used ? { updates: 'applied', entryRecords: 'kept', cameraRecords: 'kept' } : {}),
  });
  expect(status, text).toBeLessThan(300);
  await story.settle();
};
const acceptMonth = async (story: Story, caseId: string, month: string): Promise<void> => {
  const path = `/v1/permits/${caseId}/reports/${month}`;
  const manager = await story.as(TAX);
  const { json } = await manager('GET', path);
  const { hash } = json.question ?? json.questions[0];
  expect((await manager('POST', `${path}/answer`, { hash, choice: 'accept' })).status).toBeLessThan(300);
  await story.settle();
};

const MONTHS = [
  ...['2026-04', '2026-05', '2026-06', '2026-07', '2026-08', '2026-09'],
  ...['2026-10', '2026-11', '2026-12', '2027-01', '2027-02', '2027-03'],
];
const nextMonth = (month: string) => MONTHS[MONTHS.indexOf(month) + 1] ?? '2027-04';

test('普通の一年（毎月1回の作業と月次報告、継続1回）のメールは、許可1件につき45通以内。種類ごとに数える', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story, { period: { from: '2026-04-20', to: '2027-03-31' } });
  const works = worksOf(story, caseId);
  for (const month of MONTHS) {
    // Announced on the 5th, worked on the 20th; in April the permit has just begun.
    if (month !== '2026-04') {
      await story.until(`${month}-05T11:00`);
      const workId = await works.announced(`${month}-20`);
      expect((await works.answer(workId, { choice: 'accept' })).status).toBe(200);
      await story.until(`${month}-20T13:00`);
      expect((await works.report(workId, `${month}-20`)).status).toBe(201);
    }
    if (month === '2027-01') {
      const { consultationId, contract, pledge } = story.application();
      const period = { from: '2027-04-01', to: '2027-04-05' };
      const body = { consultationId, contract, pledge, period };
      const renewed = await story.vendorApi('POST', `/v1/permits/${caseId}/renewal`, body, {
        'idempotency-key': 'renewal',
      });
      expect(renewed.status, renewed.text).toBe(201);
      await story.settle();
      await story.confirm(renewed.json.caseId);
      await story.approve(renewed.json.caseId);
    }
    await story.until(`${nextMonth(month)}-03T14:00`);
    const before = lastId(story);
    await monthReport(story, caseId, month);
    // The manager looks when he is told, and finds the report of the work in the same mail.
    const [asked, ...more] = mailsAfter(story, before).filter(({ to }) => to === TAX);
    expect(more).toEqual([]);
    expect(asked?.subject).toContain('月次利用状況報告の確認');
    expect(asked?.text.includes('確認待ちの作業報告')).toBe(month !== '2026-04');
    await acceptMonth(story, caseId, month);
    for (const { workId, status } of (await (await story.as(TAX))('GET', works.works)).json.works)
      if (status === 'reported') expect((await works.review(workId, { choice: 'confirm' })).status).toBe(200);
  }
  await story.until('2027-04-09T12:00');
  const kinds = (await listMails(story.store, caseId)).map(({ subject }) => kindOf(subject));
  expect(tally(kinds)).toEqual({
    '受付 リモート接続申請': 1,
    '要決定 リモート接続申請': 2,
    決定の連絡: 1,
    '結果通知 許可 リモート接続申請': 1,
    // Each work: the question and its answer.
    '要回答 作業申請への回答': 11,
    '作業申請・承認': 11,
    // Each month: the question; the deadline is told with the work, and in April, without one, by a mail.
    '要対応 月次利用状況報告の確認': 12,
    月次報告のお願い: 1,
    // January's deadline goes along with what the vendor is sent of the next permit that day.
    'まとめてお知らせ 2件': 1,
    期間満了の予告: 1,
  });
  process.stdout.write(`      mails of an ordinary permit-year: ${kinds.length} (at most ${MOST_A_YEAR})\n`);
  expect(kinds.length).toBeLessThanOrEqual(MOST_A_YEAR);
});

test('許可20件で何も提出されなくても、催促・再送・回付は、だれにも1日3通以内。件数と日を数える', async () => {
  const story = await createStory();
  for (let n = 0; n < 20; n += 1) await permitIn(story, { period: { from: '2026-04-20', to: '2027-03-31' } });
  await story.until('2026-04-30T12:00');
  const before = lastId(story);
  // Asked for, urged twice, an instruction prepared for each, and the deputy and the office told of what nobody answers.
  await story.until('2026-06-30T12:00');
  const sent = mailsAfter(story, before);
  const gathered = sent.filter(({ subject }) => !isFirst(subject));
  const days = Map.groupBy(gathered, ({ to, sentAt }) => `${to} ${sentAt.slice(0, 10)}`);
  const most = Math.max(...[...days.values()].map((mails) => mails.length));
  expect(most).toBeLessThanOrEqual(MOST_A_DAY);
  // Every recipient is met, the vendor of all 20.
  const recipients = new Set(gathered.map(({ to }) => to));
  expect([...recipients]).toEqual(expect.arrayContaining([VENDOR, TAX]));
  process.stdout.write(
    `      20 permits, two months: ${days.size} days with mail, ${gathered.length} mails together or again, at most ${most} to one person a day; ${sent.length - gathered.length} first questions\n`,
  );
});
/** The first question of a matter, which goes alone and at once. */
const isFirst = (subject: string) => /^【要(決定|回答|対応)】/.test(subject);
