import { describe, expect, test } from 'vitest';
import { howNoticed } from '../../core/finding/raise-candidate.ts';
import type { CandidateKind } from '../../core/regulation/candidate-kinds.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, TAX } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** 第7条: what the report to the chief says of how the violation was noticed is what has happened. */

const OPENED = '2026-06-01T00:00:00Z';
const LONG = {
  disconnectedAt: '2026-04-23T13:00',
  varianceReason: '更新の適用に失敗し、切戻しに時間を要した。',
};
const inHand = async () => {
  const story = await createWorkStory();
  const { caseId } = story;
  const workId = await story.announced('2026-04-23');
  const { noticeNo } = await story.workView(workId);
  await story.answer(workId, { choice: 'accept' });
  await story.until('2026-05-01T10:00');
  const listed = async () =>
    (await createOrders(story).list(TAX, caseId)).findings[0] as { readonly findingId: string };
  const field = (text: string, name: string) =>
    new RegExp(`name="${name}"[^>]*>([^<]*)</textarea>`).exec(text)?.[1]?.trim();
  return { ...{ story, caseId, workId, noticeNo, listed, field }, orders: createOrders(story) };
};

describe('認知の経緯は、したことだけを書く', () => {
  test('作業報告だけから気付いたときに、接続ログと照合したとは書かない', async () => {
    const { story, caseId, workId, noticeNo, listed, field } = await inHand();
    await story.report(workId, '2026-04-23', LONG);
    const { findingId } = await listed();
    const tax = await browse(story, TAX);
    const { text } = await tax(`/permits/${caseId}/findings/${findingId}/candidate`);
    expect(field(text, 'howFound')).toBe(`作業報告 ${noticeNo} と許可・作業申請との照合`);
    expect(text).toContain(LONG.varianceReason);
  });

  test('接続ログも照合したときは、その月とともに両方を書く', async () => {
    const { story, caseId, workId, noticeNo, listed } = await inHand();
    await story.report(workId, '2026-04-23', LONG);
    const text = [
      '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先',
      'ghost01,2026/04/22 9:00,2026/04/22 9:20,192.0.2.10,HK-0001,tax-db01',
    ].join('\n');
    const tax = await story.as(TAX);
    const path = `/v1/permits/${caseId}/reconciliations`;
    await tax('POST', path, { yearMonth: '2026-04', text }, { 'idempotency-key': 'log' });
    await story.settle();
    const noticed = await howNoticed(story.store, caseId, (await listed()).findingId);
    expect(noticed).toContain(`作業報告 ${noticeNo} と許可・作業申請との照合`);
    expect(noticed).toContain('令和8年4月分の接続ログと許可・作業申請・作業報告との照合');
  });

  test('職員が指摘したときは、その職員を書く', async () => {
    const { story, caseId, listed } = await inHand();
    const tax = await story.as(TAX);
    const said = { clause: 3, facts: '届出のない者が接続していた。' };
    await tax('POST', `/v1/permits/${caseId}/candidates`, said, { 'idempotency-key': 'said' });
    const { person } = (await tax('GET', '/v1/session')).json;
    const noticed = await howNoticed(story.store, caseId, (await listed()).findingId);
    expect(noticed).toBe(`職員（${person.name}）の指摘`);
  });
});

test('事業者の理由は、統括の受領の画面とメールに、違反の日時は命令の画面に示される', async () => {
  const { story, caseId, workId, noticeNo, listed, orders } = await inHand();
  await story.report(workId, '2026-04-23', LONG);
  const { findingId } = await listed();
  await orders.judgeCandidate(caseId, findingId, { choice: 'find' });
  await story.settle();
  const path = `/permits/${caseId}/findings/${findingId}`;
  expect((await (await browse(story, CHIEF))(`${path}/receipt`)).text).toContain(LONG.varianceReason);
  expect((await (await browse(story, TAX))(`${path}/order`)).text).toContain(
    '令和8年4月23日 10時05分から13時00分まで',
  );
  const mail = story.mailsTo(CHIEF).findLast(({ subject }) => subject.includes('違反'));
  expect(mail?.text).toContain(`作業報告 ${noticeNo}・予定と異なった理由`);
  expect(mail?.text.replaceAll(/\s/gu, '')).toContain(LONG.varianceReason);
});

test.each<[CandidateKind, string | undefined, string | undefined]>([
  ['overrun', '2026-05', '令和8年5月分の接続ログと許可・作業申請・作業報告との照合'],
  ['no-report', '2026-05', '令和8年5月分の接続ログと許可・作業申請・作業報告との照合'],
  ['outside-worker', 'work', '作業報告 N と許可・作業申請との照合'],
  ['no-report', 'work', '作業 N の報告が期限までにないことの確認'],
  ['emergency-declined', 'work', '緊急の作業 N の事後承認の判断'],
  ['nonconforming', 'r-1', '別表1の再確認'],
  ['reported', undefined, undefined],
])('前の版からの %s（%s）の候補も、同じように書く', async (kind, about, expected) => {
  const { story, caseId, workId, noticeNo } = await inHand();
  const head = {
    ...{ findingId: 'f-1', status: 'candidate', kind, clause: 1, papers: [] },
    ...{ about: about === 'work' ? workId : about, openedAt: OPENED, changedAt: OPENED },
  };
  await story.store.transact([
    { put: { pk: `CASE#${caseId}`, sk: 'FINDING#f-1', head }, when: { absent: true } },
  ]);
  expect(await howNoticed(story.store, caseId, 'f-1')).toBe(expected?.replace(' N ', ` ${noticeNo} `));
});
