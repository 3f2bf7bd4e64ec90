import { describe, expect, test } from 'vitest';
import type { Appointment } from '../../core/directory/directory.ts';
import { appointmentWrites, personWrites } from '../../core/directory/directory-store.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, createStory, type Story, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';

/** 二度目: the second return, confirmation, statement, order and recipient are as good as the first, and none stands for another. */

const rewarded = (status: number) => expect(status).toBe(200);

describe('第4条: 申請', () => {
  test('二度目の補正依頼は、二度目の項目と理由を示し、もう一度知らせる', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const returned = async (item: string, note: string, reason: string) =>
      rewarded(
        (
          await story.decide(TAX, caseId, {
            ...{ stage: 'confirm', choice: 'return', checklist: [{ item, result: 'fail', note }], reason },
          })
        ).status,
      );
    await returned('2-1', '一度目の注記', '一度目の理由');
    await story.resubmit(caseId);
    await returned('3-4', '二度目の注記', '二度目の理由');
    const view = await story.vendorView(caseId);
    expect(view.returned).toMatchObject({
      items: [{ item: '3-4', note: '二度目の注記' }],
      reason: '二度目の理由',
    });
    const mails = story.mailsTo(VENDOR).filter(({ subject }) => subject.includes('補正'));
    expect(mails.map(({ text }) => [text.includes('一度目の注記'), text.includes('二度目の注記')])).toEqual([
      [false, true],
      [true, false],
    ]);
    await story.resubmit(caseId);
    expect(await story.view(TAX, caseId)).toMatchObject({ rev: 3, status: 'confirming' });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('差戻しの後の確認をした者が、伺った者である', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.confirm(caseId, TAX);
    rewarded(
      (await story.decide(CHIEF, caseId, { stage: 'approve', choice: 'send-back', reason: '根拠の不足' }))
        .status,
    );
    const again = {
      stage: 'confirm',
      choice: 'ask-chief',
      checklist: story.checklist(),
      opinion: '二度目の意見',
    };
    rewarded((await story.decide(TAX_DEPUTY, caseId, again)).status);
    const view = await story.view(CHIEF, caseId);
    expect(
      view.decisions.map(
        ({ stage, round, decidedBy }: { stage: string; round: number; decidedBy: { personId: string } }) => [
          stage,
          round,
          decidedBy.personId,
        ],
      ),
    ).toEqual([
      ['confirm', 1, 'p-tax'],
      ['approve', 1, 'p-chief'],
      ['confirm', 2, 'p-tax2'],
    ]);
    // What the chief is mailed is the second confirmation.
    const [mail] = story.mailsTo(CHIEF).filter(({ subject }) => subject.includes('R8-0001'));
    expect(mail?.text).toContain('二度目の意見');
    rewarded((await story.approve(caseId)).status);
    expect(await story.violations(caseId)).toEqual([]);
  });
});

/** A second holder of a role, from the first day on. */
const alsoHolds = async (
  story: Story,
  role: Appointment['role'],
  kind: Appointment['kind'],
  name: string,
) => {
  const email = `${name}@city.example.jp`;
  const sectionId = role === 'chief' ? 'ict' : role.slice(role.indexOf(':') + 1);
  const appointment: Appointment = {
    ...{
      appointmentId: `a-${name}`,
      role,
      personId: `p-${name}`,
      kind,
      title: '第二の職',
      from: '2026-04-01',
    },
  };
  await story.store.transact([
    ...personWrites({ personId: `p-${name}`, name, email, affiliation: { kind: 'city', sectionId } }),
    ...appointmentWrites(appointment),
  ]);
  return email;
};

describe('メールの二人目の宛先', () => {
  test('同じ役職の本人が二人いれば、二人に、それぞれのリンクで問う', async () => {
    const story = await createStory();
    const second = await alsoHolds(story, 'manager:tax', 'principal', 'second');
    const caseId = await story.submit();
    const links = [TAX, second].map((address) => {
      const [mail] = story.mailsTo(address).filter(({ subject }) => subject.includes('R8-0001'));
      return /\/d\/[\w-]{43}/.exec(mail?.text ?? '')?.[0];
    });
    expect(links).toEqual([expect.any(String), expect.any(String)]);
    expect(new Set(links).size).toBe(2);
    rewarded((await story.confirm(caseId, second)).status);
    expect((await story.confirm(caseId, TAX)).status).toBe(409);
  });

  test('代決者への回付は、本人と、すべての代決者に届く', async () => {
    const story = await createStory();
    const other = await alsoHolds(story, 'manager:tax', 'deputy', 'otherdeputy');
    const count = (address: string) =>
      story.subjectsTo(address).filter((subject) => subject.includes('R8-0001')).length;
    await story.submit();
    expect([TAX, TAX_DEPUTY, other].map(count)).toEqual([1, 0, 0]);
    await story.until('2026-04-14T09:00');
    // Opened, reminded, then to the deputies as well.
    expect([TAX, TAX_DEPUTY, other].map(count)).toEqual([3, 1, 1]);
  });

  test('許可の出来事は、所管の本人すべてに知らせる', async () => {
    const story = await createStory();
    const second = await alsoHolds(story, 'manager:tax', 'principal', 'second');
    const orders = createOrders(story);
    const caseId = await orders.permit();
    const before = [TAX, second].map((address) => story.mailsTo(address).length);
    await orders.vendor(`/v1/permits/${caseId}/ending`, {
      ...{ lastDay: '2026-05-29', reason: '終了', returnAndErasure: '返却する。', lastReport: true },
    });
    const after = [TAX, second].map((address) => story.mailsTo(address).length);
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1]);
  });
});

describe('第7条・第8条: 二度目の命令と弁明', () => {
  test('INV-24: 二度の弁明は、二つとも通知書に残る', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-21T09:00');
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await story.until('2026-05-11T09:00');
    await orders.judge(caseId, findingId, {
      result: 'disobeyed',
      reason: '未了',
      statementDueOn: '2026-05-22',
    });
    rewarded((await orders.state(caseId, findingId, '担当者が退職した。')).status);
    await orders.receiveNoncompliance(caseId, findingId);
    await story.until('2026-05-12T09:00');
    rewarded((await orders.state(caseId, findingId, '後任を定めた。')).status);
    await story.until('2026-05-13T09:00');
    rewarded((await orders.hear(caseId, findingId, { statement: '手順を改めた。' })).status);
    await story.until('2026-05-23T00:00');
    rewarded((await orders.sanction(caseId, findingId)).status);
    const [{ paper }] = (await orders.list(TAX, caseId)).notices;
    expect(paper.heard.statements).toMatchObject([
      { how: 'screen', on: '2026-05-11', by: '保守 五郎', text: '担当者が退職した。' },
      { how: 'screen', on: '2026-05-12', by: '保守 五郎', text: '後任を定めた。' },
      { how: 'spoken', on: '2026-05-13', by: '北斗 一郎', text: '手順を改めた。' },
    ]);
  });

  test('二度目の命令による取消は、二度目の命令の番号・期限・事実による', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-21T09:00');
    const first = await orders.ordered(caseId, { dueOn: '2026-04-28' });
    await orders.reply(caseId, first);
    rewarded((await orders.judge(caseId, first)).status);
    const second = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await story.until('2026-05-11T09:00');
    await orders.judge(caseId, second, {
      result: 'disobeyed',
      reason: '二度目の未了',
      statementDueOn: '2026-05-18',
    });
    await orders.receiveNoncompliance(caseId, second);
    await story.until('2026-05-19T09:00');
    rewarded((await orders.sanction(caseId, second, { facts: '二度目の事実' })).status);
    const [{ paper }] = (await orders.list(TAX, caseId)).notices;
    const { orderNo } = await orders.viewed(TAX, caseId, second);
    expect((await orders.viewed(TAX, caseId, first)).orderNo).not.toBe(orderNo);
    expect(paper).toMatchObject({
      sanction: 'revoke',
      orderNo,
      orderedOn: '2026-04-21',
      facts: '二度目の事実',
    });
    expect(await story.violations(caseId)).toEqual([]);
  });
});
