import { describe, expect, test } from 'vitest';
import { browse, pressedLast } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, createStory, TAX, VENDOR } from '../support/story.ts';

/** 第7条, 第8条: a reasonable time, late obedience, and heard means heard. Days are counted by hand. */

const begin = async (options: Parameters<typeof createStory>[0] = {}) => {
  const story = await createStory({ start: '2026-04-06T09:00+09:00', ...options });
  const orders = createOrders(story);
  const caseId = await orders.permit();
  await story.until('2026-04-20T09:00');
  return { story, orders, caseId };
};
type Play = Awaited<ReturnType<typeof begin>>;

const pointers = ({ json }: { json: { errors?: { pointer: string }[] } }) =>
  json.errors?.map(({ pointer }) => pointer);
const OK = { status: 200 };

/** An order of 20 April, due on 8 May, judged 未履行 on 11 May; a statement until 22 May. */
const disobeyed = async (more: object = {}) => {
  const play = await begin();
  const { story, orders, caseId } = play;
  const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
  await story.until('2026-05-11T09:00');
  const judged = { result: 'disobeyed', reason: '手順が定められていない。', statementDueOn: '2026-05-22' };
  expect(await orders.judge(caseId, findingId, { ...judged, ...more })).toMatchObject(OK);
  return { ...play, findingId };
};
const referred = async (more: object = {}) => {
  const play = await disobeyed(more);
  expect(await play.orders.receiveNoncompliance(play.caseId, play.findingId)).toMatchObject(OK);
  return play;
};
const stages = async ({ orders, caseId }: Play, findingId: string, by = TAX) =>
  (await orders.viewed(by, caseId, findingId)).questions.map(({ stage }: { stage: string }) => stage);
const paperOf = async ({ orders, caseId }: Play, findingId: string, type: string) =>
  (await orders.viewed(TAX, caseId, findingId)).papers
    .map(({ paper }: { paper: { type: string } }) => paper)
    .findLast((paper: { type: string }) => paper.type === type);

describe('第7条: 相当な期間', () => {
  test('履行期限は、命令の翌日から5開庁日を置く。5開庁日目から、その前日は受け付けない', async () => {
    const { story, orders, caseId } = await begin();
    const { findingId } = (await orders.find(caseId)).json;
    // From Monday 20 April: 21, 22, 23, 24, 27.
    for (const dueOn of ['2026-04-20', '2026-04-24', '2026-04-26']) {
      const early = await orders.order(caseId, findingId, { dueOn, dayOff: true });
      expect(pointers(early), dueOn).toEqual(['/dueOn']);
      expect(early.text).toContain('5開庁日を置き、令和8年4月27日以後');
    }
    expect(await orders.order(caseId, findingId, { dueOn: '2026-04-27' })).toMatchObject(OK);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('市の休日を履行期限とするときは、確認を求める。土曜日・祝日のほか市独自の休日も同じ', async () => {
    const { story, orders, caseId } = await begin();
    const { settings } = (await (await story.as(CHIEF))('GET', '/v1/settings')).json;
    const changed = { ...settings, extraHolidays: ['2026-05-11'] };
    await story.decree('PUT', '/v1/settings', { settings: changed, reason: '市制記念日' });
    const { findingId } = (await orders.find(caseId)).json;
    for (const [dueOn, day] of [
      ['2026-05-09', '土曜日'],
      ['2026-05-04', '月曜日'],
      ['2026-05-11', '月曜日'],
    ] as const) {
      const warned = await orders.order(caseId, findingId, { dueOn, dayOff: false });
      expect(pointers(warned), dueOn).toEqual(['/dayOff']);
      expect(warned.text).toContain(day);
    }
    // On the page: what was typed stays, and the box to confirm it is there.
    const at = `/permits/${caseId}/findings/${findingId}/order`;
    expect((await (await browse(story, TAX))(at)).text).toContain('期限を市の休日とする');
    expect(await orders.order(caseId, findingId, { dueOn: '2026-05-09', dayOff: true })).toMatchObject(OK);
    expect((await orders.viewed(TAX, caseId, findingId)).dueOn).toBe('2026-05-09');
  });

  test('未履行・一部履行の判断は、履行期限の日の終わり（日本時間）から。履行は、報告があればその前でも認める', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    const other = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await orders.reply(caseId, findingId);
    await orders.reply(caseId, other);
    const judge = (result: string) =>
      orders.judge(caseId, findingId, { result, dueOn: '2026-05-29', statementDueOn: '2026-05-22' });
    for (const time of ['2026-04-27T10:00', '2026-05-08T08:00', '2026-05-08T23:59']) {
      await story.until(time);
      for (const result of ['disobeyed', 'partial'])
        expect(pointers(await judge(result)), `${time} ${result}`).toEqual(['/result']);
    }
    expect(await orders.judge(caseId, other)).toMatchObject({ json: { status: 'fulfilled' } });
    // Midnight in Japan, when it is still the day before in UTC.
    await story.until('2026-05-09T00:00');
    expect(await judge('disobeyed')).toMatchObject({ json: { status: 'disobeyed' } });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('履行期限の前に、履行期限変更通知書により、後の日に変更できる。二度でもできる。期限の後はできない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    const beside = await orders.ordered(caseId, { dueOn: '2026-05-15' });
    expect(pointers(await orders.extend(caseId, findingId, '2026-05-08'))).toEqual(['/dueOn']);
    expect(pointers(await orders.extend(caseId, findingId, '2026-05-16'))).toEqual(['/dayOff']);
    expect(await orders.extend(caseId, findingId, '2026-05-15')).toMatchObject(OK);
    expect(story.subjectsTo(VENDOR)[0]).toContain('是正命令の履行期限の変更');
    // The manager who was asked about the reply sees the extension before judging.
    await orders.reply(caseId, findingId);
    const [{ hash }] = (await orders.viewed(TAX, caseId, findingId)).questions;
    await story.until('2026-05-15T23:59');
    expect(await orders.extend(caseId, findingId, '2026-05-29')).toMatchObject(OK);
    expect((await orders.judge(caseId, findingId, { hash })).status).toBe(409);
    expect(await paperOf(play, findingId, 'due-extended')).toMatchObject({
      ...{ formerDueOn: '2026-05-15', dueOn: '2026-05-29', orderedOn: '2026-04-20' },
      documentNo: expect.stringMatching(/^苫税第\d+号$/),
    });
    await story.until('2026-05-18T09:00');
    expect((await orders.viewed(TAX, caseId, findingId)).dueOn).toBe('2026-05-29');
    expect(pointers(await orders.judge(caseId, findingId, { result: 'disobeyed' }))).toEqual(['/result']);
    // The other order has passed its own deadline: nothing of it was put off.
    const late = await orders.extend(caseId, beside, '2026-06-05');
    expect([late.status, late.json.type]).toEqual([409, expect.stringContaining('deadline-passed')]);
    expect(await orders.judge(caseId, beside, { result: 'disobeyed' })).toMatchObject(OK);
    const notices = (await orders.viewed(TAX, caseId, findingId)).papers.filter(
      ({ paper }: { paper: { type: string } }) => paper.type === 'due-extended',
    );
    const numbers = notices.map(({ paper }: { paper: { documentNo: string } }) => paper.documentNo);
    expect(new Set(numbers).size).toBe(2);
    const page = await browse(story, VENDOR);
    const a4 = await page(`/permits/${caseId}/findings/${findingId}/papers/${notices[1].seq}`);
    expect(a4.text).toContain('履行期限変更通知書');
    expect(a4.text).toContain('令和8年5月29日');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('一部履行の新たな履行期限も、履行期限変更通知書により通知し、5開庁日を置く', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await orders.reply(caseId, findingId);
    await story.until('2026-05-11T09:00');
    const partial = (dueOn: string) =>
      orders.judge(caseId, findingId, { result: 'partial', reason: '手順書が未了', dueOn });
    // From 11 May: 12, 13, 14, 15, 18.
    expect(pointers(await partial('2026-05-15'))).toEqual(['/dueOn']);
    expect(await partial('2026-05-18')).toMatchObject({ json: { status: 'ordered' } });
    expect(await paperOf(play, findingId, 'due-extended')).toMatchObject({
      ...{ formerDueOn: '2026-05-08', dueOn: '2026-05-18', reason: '手順書が未了' },
    });
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('変更後の履行期限');
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('第7条・第8条: 遅れた履行', () => {
  test('未履行とした後の是正報告は、決定の前に読まれ、改めて履行と判断できる', async () => {
    const play = await referred();
    const { story, orders, caseId, findingId } = play;
    const asked = (await orders.viewed(TAX, caseId, findingId)).questions[0].hash;
    expect((await orders.vendorFinding(caseId, findingId)).json.can.reply).toBe(true);
    expect(await orders.reply(caseId, findingId)).toMatchObject(OK);
    await story.until('2026-05-25T09:00');
    // Whoever decides has read the reply.
    expect((await orders.sanction(caseId, findingId, { hash: asked })).status).toBe(409);
    expect((await orders.judgeAnew(caseId, findingId, { hash: asked })).status).toBe(409);
    expect(await orders.judgeAnew(caseId, findingId)).toMatchObject({ json: { status: 'fulfilled' } });
    expect(await stages(play, findingId)).toEqual([]);
    expect(story.subjectsTo(VENDOR)[0]).toContain('是正命令の履行の確認');
    expect((await orders.sanction(caseId, findingId)).status).toBe(409);
    expect(await orders.status(caseId)).toBe('active');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('統括の受領の前でも、改めて一部履行とできる。再び未履行とすると、報告も弁明の機会も改めて行う', async () => {
    const play = await disobeyed();
    const { story, orders, caseId, findingId } = play;
    await orders.reply(caseId, findingId);
    const partial = { result: 'partial', reason: '手順書が未了', dueOn: '2026-05-29' };
    expect(await orders.judgeAnew(caseId, findingId, partial)).toMatchObject({ json: { status: 'ordered' } });
    expect(await stages(play, findingId, CHIEF)).not.toContain('noncompliance');
    await story.until('2026-06-01T09:00');
    const again = { result: 'disobeyed', reason: '手順書がない。', statementDueOn: '2026-06-12' };
    expect(await orders.judge(caseId, findingId, again)).toMatchObject(OK);
    expect(await stages(play, findingId, CHIEF)).toEqual(['noncompliance']);
    await orders.receiveNoncompliance(caseId, findingId);
    await story.until('2026-06-12T23:59');
    expect(pointers(await orders.sanction(caseId, findingId))).toEqual(['/sanction']);
    await story.until('2026-06-13T00:00');
    expect(await orders.sanction(caseId, findingId)).toMatchObject(OK);
    expect((await orders.reply(caseId, findingId)).status).toBe(409);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('措置をとらないことは、弁明の期限の前でも決定でき、保守事業者に知らせる', async () => {
    const play = await referred();
    const { story, orders, caseId, findingId } = play;
    await orders.reply(caseId, findingId);
    const none = { sanction: 'none', reason: '遅れて措置がとられた。', weighing: undefined };
    const decided = await orders.sanction(caseId, findingId, none);
    expect(decided.json).toMatchObject({ status: 'sanctioned', permitStatus: 'active' });
    expect(story.subjectsTo(VENDOR)[0]).toContain('措置をとらないことの決定');
    expect(await stages(play, findingId)).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('第8条: 弁明を聴いてから決める', () => {
  test('弁明の機会は、番号のある通知書で、予定する措置・根拠・事実・方法・提出先・期限を示して与える', async () => {
    const play = await disobeyed({ intended: 'suspend' });
    const { story, orders, caseId, findingId } = play;
    const { papers } = (await orders.vendorFinding(caseId, findingId)).json;
    const { seq, paper } = papers.find(
      (one: { paper: { type: string } }) => one.paper.type === 'statement-invited',
    );
    expect(paper).toMatchObject({
      documentNo: expect.stringMatching(/^苫税第\d+号$/),
      ...{ intended: 'suspend', facts: '手順が定められていない。', dueOn: '2026-05-22', clause: 1 },
    });
    const a4 = (await (await browse(story, VENDOR))(`/permits/${caseId}/findings/${findingId}/papers/${seq}`))
      .text;
    for (const words of [
      '弁明の機会の付与について（通知）',
      '利用許可の停止',
      '同要領第8条',
      '手順が定められていない。',
      '又は口頭。代理人によることができます。',
      '財政部税務課（電話',
      '令和8年5月22日',
    ])
      expect(a4).toContain(words);
    const sent = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('未履行'));
    const mail = sent?.text.replace(/\s/g, '');
    expect(mail).toContain('弁明の方法');
    expect(mail).toContain('代理人によることができます');
    // Where the statement is sent to can be copied: the city's own address stays whole.
    expect(sent?.text).toContain('・弁明の提出先（メール）：zeimu@city.example.jp\n');
    expect(sent?.text).not.toContain('＠');
  });

  test('通知より重い措置は、改めて弁明の機会を与えてからでなければ、決定できない', async () => {
    const play = await referred({ intended: 'suspend' });
    const { story, orders, caseId, findingId } = play;
    await story.until('2026-05-25T09:00');
    const heavier = await orders.sanction(caseId, findingId);
    expect(pointers(heavier)).toEqual(['/sanction']);
    expect(heavier.text).toContain('利用許可の停止');
    const anew = {
      result: 'disobeyed',
      reason: '悪質である。',
      intended: 'revoke',
      statementDueOn: '2026-06-01',
    };
    expect(await orders.judgeAnew(caseId, findingId, anew)).toMatchObject(OK);
    await orders.receiveNoncompliance(caseId, findingId);
    expect(pointers(await orders.sanction(caseId, findingId))).toEqual(['/sanction']);
    await story.until('2026-06-02T00:00');
    expect(await orders.sanction(caseId, findingId)).toMatchObject(OK);
    expect(await orders.status(caseId)).toBe('revoked');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('弁明の期限は、通知の翌日から5開庁日を置き、休日なら確認を求める', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await story.until('2026-05-11T09:00');
    const judge = (statementDueOn: string, more = {}) =>
      orders.judge(caseId, findingId, { result: 'disobeyed', statementDueOn, ...more });
    expect(pointers(await judge('2026-05-15'))).toEqual(['/statementDueOn']);
    expect(pointers(await judge('2026-05-23'))).toEqual(['/dayOff']);
    expect(await judge('2026-05-18')).toMatchObject(OK);
  });

  test('はじめの弁明があっても、期限の日の終わりまで決定しない。どの弁明にも答え、すべて通知書に記す', async () => {
    const play = await referred();
    const { story, orders, caseId, findingId } = play;
    // Before nine in the morning it is still the day before in UTC.
    await story.until('2026-05-12T08:15');
    await orders.state(caseId, findingId, '担当者が退職した。');
    // Nobody is urged to decide before the day.
    expect((await orders.viewed(TAX, caseId, findingId)).questions[0].dueOn > '2026-05-22').toBe(true);
    await story.until('2026-05-22T23:58');
    expect(pointers(await orders.sanction(caseId, findingId))).toEqual(['/sanction']);
    await orders.state(caseId, findingId, '後任を定めた。');
    await story.until('2026-05-23T00:00');
    const { statementRefs: statements } = await orders.viewed(TAX, caseId, findingId);
    expect(statements).toHaveLength(2);
    const one = [{ ...statements[0], answer: '退職は理由とならない。' }];
    expect(pointers(await orders.sanction(caseId, findingId, { answers: one }))).toEqual(['/answers']);
    const weighing = await orders.sanction(caseId, findingId, { weighing: undefined });
    expect(pointers(weighing)).toEqual(['/weighing']);
    expect(await orders.sanction(caseId, findingId)).toMatchObject(OK);
    const [{ seq, paper }] = (await orders.list(VENDOR, caseId)).notices;
    expect(paper.heard.statements).toMatchObject([
      { how: 'screen', on: '2026-05-12', text: '担当者が退職した。', answer: '措置の必要は変わらない。' },
      { how: 'screen', on: '2026-05-22', text: '後任を定めた。', answer: '措置の必要は変わらない。' },
    ]);
    const a4 = (await (await browse(story, VENDOR))(`/permits/${caseId}/notices/${seq}`)).text;
    for (const words of [
      '担当者が退職した。',
      '後任を定めた。',
      '（市の考え方）',
      '考慮した事情',
      '残る義務',
    ])
      expect(a4).toContain(words);
    expect(a4).toContain('承認済みの作業申請は、効力を失います。');
    expect(a4).toContain('同要領第8条の規定による報告の日');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('「以上で弁明を終える」との申出があれば、期限を待たずに決定できる', async () => {
    const play = await referred();
    const { story, orders, caseId, findingId } = play;
    await orders.state(caseId, findingId, '担当者が退職した。');
    expect(pointers(await orders.sanction(caseId, findingId))).toEqual(['/sanction']);
    await orders.close(caseId, findingId);
    expect((await orders.viewed(TAX, caseId, findingId)).statementClosed).toBe(true);
    expect(await orders.sanction(caseId, findingId)).toMatchObject(OK);
    expect(await orders.status(caseId)).toBe('revoked');
    const [{ paper }] = (await orders.list(VENDOR, caseId)).notices;
    expect(paper.heard).toMatchObject({ closed: true, statements: [{}, {}] });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('口頭の弁明は、いつ誰が聴いたかを記し、保守事業者に確認を求める。確認のないことも通知書に記す', async () => {
    const play = await referred();
    const { story, orders, caseId, findingId } = play;
    expect(pointers(await orders.hear(caseId, findingId, { heardOn: '2026-05-10' }))).toEqual(['/heardOn']);
    expect(pointers(await orders.hear(caseId, findingId, { heardOn: '2026-05-12' }))).toEqual(['/heardOn']);
    for (const statement of ['人員が不足していた。', '部品が届かなかった。', '手順は定めた。'])
      expect(await orders.hear(caseId, findingId, { statement })).toMatchObject(OK);
    expect(story.subjectsTo(VENDOR)[0]).toContain('弁明の記録の確認（お願い）');
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('手順は定めた。');
    const shown = (await orders.vendorFinding(caseId, findingId)).json;
    const [first, second] = shown.statementRefs;
    expect(shown.hearingRef).toEqual(first);
    // A program that knows the numbers only goes on.
    expect(shown.hearing).toBe(first.seq);
    expect(shown.statements).toEqual(shown.statementRefs.map(({ seq }: { seq: number }) => seq));
    const strange = { heard: first.seq + 1000, answer: 'confirmed' };
    expect(pointers(await orders.answerHearing(caseId, findingId, strange))).toEqual(['/answer']);
    const empty = { heard: first.seq, answer: 'corrected' };
    expect(pointers(await orders.answerHearing(caseId, findingId, empty))).toEqual(['/statement']);
    const confirmed = { heard: first.seq, answer: 'confirmed' };
    expect(await orders.answerHearing(caseId, findingId, confirmed)).toMatchObject(OK);
    expect(pointers(await orders.answerHearing(caseId, findingId, confirmed))).toEqual(['/answer']);
    // After the day what was said cannot be added to, but the record of it can still be set right.
    await story.until('2026-05-25T09:00');
    expect((await orders.state(caseId, findingId, '加える。')).status).toBe(409);
    const corrected = { heard: second.seq, answer: 'corrected', statement: '部品は4月30日に届いた。' };
    expect(await orders.answerHearing(caseId, findingId, corrected)).toMatchObject(OK);
    expect(await orders.sanction(caseId, findingId)).toMatchObject(OK);
    const [{ seq, paper }] = (await orders.list(VENDOR, caseId)).notices;
    const heardBy = '税務 補佐';
    expect(paper.heard.statements).toMatchObject([
      { how: 'spoken', on: '2026-05-11', by: '北斗 一郎', heardBy, confirmed: 'confirmed' },
      { how: 'spoken', heardBy, confirmed: 'corrected', correction: '部品は4月30日に届いた。' },
      { how: 'spoken', heardBy },
    ]);
    const a4 = (await (await browse(story, VENDOR))(`/permits/${caseId}/notices/${seq}`)).text;
    for (const words of [
      '口頭（弁明した者　北斗 一郎、聴取した職員　税務 補佐）',
      '（保守事業者は、この記録のとおりであることを確認した。）',
      '（保守事業者による訂正）部品は4月30日に届いた。',
      '（この記録について、保守事業者の確認は得られていない。）',
    ])
      expect(a4).toContain(words);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('職員が聞いた「以上で弁明を終える」は、保守事業者が記録を確認するまで、効力がない', async () => {
    const play = await referred();
    const { story, orders, caseId, findingId } = play;
    await orders.hear(caseId, findingId, { closing: true });
    expect(pointers(await orders.sanction(caseId, findingId))).toEqual(['/sanction']);
    const { hearingRef: hearing } = (await orders.vendorFinding(caseId, findingId)).json;
    expect(
      await orders.answerHearing(caseId, findingId, { heard: hearing.seq, answer: 'confirmed' }),
    ).toMatchObject(OK);
    expect(await orders.sanction(caseId, findingId)).toMatchObject(OK);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('記録を訂正したときは、その記録にある「以上で弁明を終える」は、効力がない。訂正とともに自ら終えることはできる', async () => {
    const play = await referred();
    const { story, orders, caseId, findingId } = play;
    const isClosed = async () => (await orders.viewed(TAX, caseId, findingId)).statementClosed;
    const correct = async (more: object = {}) => {
      const { hearingRef: hearing } = (await orders.vendorFinding(caseId, findingId)).json;
      const corrected = {
        heard: hearing.seq,
        answer: 'corrected',
        statement: '弁明を終えるとは言っていない。',
      };
      expect(await orders.answerHearing(caseId, findingId, { ...corrected, ...more })).toMatchObject(OK);
    };
    await orders.hear(caseId, findingId, { closing: true });
    await correct();
    expect(await isClosed()).toBe(false);
    expect(pointers(await orders.sanction(caseId, findingId))).toEqual(['/sanction']);
    // A record without it that is confirmed ends nothing either.
    await orders.hear(caseId, findingId);
    const { hearingRef: hearing } = (await orders.vendorFinding(caseId, findingId)).json;
    const confirmed = { heard: hearing.seq, answer: 'confirmed' };
    expect(await orders.answerHearing(caseId, findingId, confirmed)).toMatchObject(OK);
    expect(await isClosed()).toBe(false);
    await orders.hear(caseId, findingId);
    await correct({ closing: true });
    expect(await isClosed()).toBe(true);
    expect(await orders.sanction(caseId, findingId)).toMatchObject(OK);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('画面でも、記録し、確認し、考え方を答えて決定できる', async () => {
    const play = await referred();
    const { story, orders, caseId, findingId } = play;
    const at = `/permits/${caseId}/findings/${findingId}`;
    const city = await browse(story, TAX);
    const sent = await city(`${at}/hearing`, {
      ...{ how: 'spoken', heardOn: '令和8年5月11日', speaker: '北斗 一郎（代理人）', heardBy: '税務 補佐' },
      ...{ statement: '人員が不足していた。', 'closing:boolean': 'true' },
    });
    expect(sent.status).toBe(303);
    const vendor = await browse(story, VENDOR);
    expect((await vendor(at)).text).toContain('弁明の記録を確認する');
    expect((await vendor(`${at}/statement`)).text).toContain('市が記録した弁明の確認');
    const { hearingRef: hearing } = (await orders.vendorFinding(caseId, findingId)).json;
    await vendor(`${at}/statement`, { 'heard:number': `${hearing.seq}`, answer: 'confirmed', statement: '' });
    expect((await orders.viewed(TAX, caseId, findingId)).statementClosed).toBe(true);
    const form = (await city(`${at}/sanction`)).text;
    expect(form).toContain('弁明1（令和8年5月11日　北斗 一郎（代理人））に対する考え方');
    const { hash } = (await orders.viewed(TAX, caseId, findingId)).questions[0];
    const decide = (answer: string) =>
      city(`${at}/sanction`, {
        ...{ hash, sanction: 'suspend', facts: '履行がない。', reason: '第8条', weighing: '軽微でない。' },
        ...{ 'answers.0.seq:number': `${hearing.seq}`, 'answers.0.answer': answer, conditions: '手順書' },
      });
    const blank = await decide('');
    expect(blank.text).toContain('弁明のそれぞれに対する考え方を入力してください');
    const look = await decide('人員の不足は理由とならない。');
    for (const text of ['最終確認', '停止', '人員の不足は理由とならない。'])
      expect(look.text).toContain(text);
    await city(`${at}/sanction`, pressedLast(look));
    expect(await orders.status(caseId)).toBe('suspended');
    expect(await story.violations(caseId)).toEqual([]);
  });
});

test('第8条: 一つの命令に記録できる口頭・書面の弁明は30件まで。どれも通知書に載る', async () => {
  const { story, orders, caseId, findingId } = await disobeyed();
  for (let n = 1; n <= 30; n += 1)
    expect((await orders.hear(caseId, findingId, { statement: `弁明 ${n}` })).status, `${n}`).toBe(200);
  const more = await orders.hear(caseId, findingId, { statement: '弁明 31' });
  expect([more.status, more.json.type]).toEqual([409, 'urn:remote-maintenance-permits:too-many-papers']);
  expect(more.text).toContain('30件まで');
  expect((await orders.viewed(TAX, caseId, findingId)).statementRefs).toHaveLength(30);
  expect(await story.violations(caseId)).toEqual([]);
});
