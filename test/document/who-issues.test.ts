import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { notifyResult } from '../../core/decision/record-decision.ts';
import { loadVendor } from '../../core/directory/directory-store.ts';
import { browse } from '../support/browse.ts';
import { callerIn, decree } from '../support/decree.ts';
import { createOrders } from '../support/orders.ts';
import { CARE, CHIEF, CLERK, createStory, OFFICE, type Story, TAX, VENDOR } from '../support/story.ts';

/** 第2条第2号, 第5条, 第8条: in whose name a paper goes out, to whom, and when nobody may issue it. */

const TAX_DEPUTY = 'tax-deputy@city.example.jp';
const leave = async (story: Story, appointmentId: string, on: string) => {
  const answer = await story.decree('POST', '/v1/appointments/end', {
    role: 'manager:tax',
    appointmentId,
    on,
    reason: '退職',
  });
  expect(answer.status, answer.text).toBe(200);
};
const appoint = async (story: Story, more: object = {}) => {
  const answer = await story.decree('POST', '/v1/appointments', {
    role: 'manager:tax',
    personId: 'p-care',
    kind: 'principal',
    title: '財政部税務課長',
    from: story.today().toString(),
    reason: '後任',
    ...more,
  });
  expect(answer.status, answer.text).toBe(201);
};
const noticeOf = (story: Story, caseId: string) =>
  story.vendorApi('GET', `/v1/applications/${caseId}/notice`);
const moveTax = async (story: Story) => {
  const answer = await story.decree('PUT', '/v1/systems/tax-system', {
    name: '税務総合システム',
    sectionId: 'welfare',
    priorWorkMode: 'approve',
    reason: '所管替え',
  });
  expect(answer.status, answer.text).toBe(200);
  await story.settle();
};
/** Confirmed by the manager on the 6th; on the 7th nobody is in office any more. */
const vacant = async () => {
  const story = await createStory();
  const caseId = await story.submit();
  await story.confirm(caseId);
  await leave(story, 'a-tax', '2026-04-07');
  await leave(story, 'a-tax2', '2026-04-07');
  await story.until('2026-04-07T10:00');
  return { story, caseId };
};

describe('第5条・第2条第2号: 発信者が在任していないときは、通知を保留する', () => {
  test('空の氏名では発信しない。統括部門に知らせ、就任の登録で自動で発信する。期間は通知の日から', async () => {
    const { story, caseId } = await vacant();
    await story.approve(caseId);
    expect((await noticeOf(story, caseId)).status).toBe(409);
    // Run once more, as after a lost answer of its function, the task holds nothing anew.
    expect((await notifyResult(story.ports)(caseId)).ok).toBe(true);
    await story.settle();
    expect((await story.eventsOf(caseId)).filter((type) => type === 'paper-held')).toHaveLength(1);
    const alerts = () => story.subjectsTo(OFFICE).filter((subject) => subject.includes('通知を保留'));
    expect(alerts()).toHaveLength(1);
    const home = (await (await story.as(CHIEF))('GET', '/home')).text;
    expect(home).toContain('通知を保留しています（発信者の不在）');
    const page = (await (await story.as(CHIEF))('GET', `/applications/${caseId}`)).text;
    expect(page).toContain('令和8年4月7日から通知を保留しています');
    // The vendor is not told of the city's own matter, and nothing is in force.
    const told = (await story.vendorApi('GET', `/applications/${caseId}`)).text;
    expect(told).not.toContain('保留');
    await story.until('2026-04-09T10:00');
    expect(alerts()).toHaveLength(1);
    expect((await noticeOf(story, caseId)).status).toBe(409);
    await appoint(story);
    const { json } = await noticeOf(story, caseId);
    expect(json).toMatchObject({
      issuedOn: '2026-04-09',
      issuer: { title: '財政部税務課長', name: '介護 四郎' },
    });
    expect((await story.eventsOf(caseId)).slice(-3)).toEqual([
      'paper-held',
      'paper-released',
      'permit-notified',
    ]);
    expect(await story.store.get({ pk: `CASE#${caseId}`, sk: 'HELD' })).toBeUndefined();
    expect(await story.violations(caseId)).toEqual([]);
    expect(story.failures).toEqual([]);
  });

  test('先の日付の就任は、その日の点検で発信する。開庁前には送らない', async () => {
    const { story, caseId } = await vacant();
    await story.approve(caseId);
    await appoint(story, { from: '2026-04-10' });
    expect((await noticeOf(story, caseId)).status).toBe(409);
    await story.until('2026-04-10T07:30');
    expect((await noticeOf(story, caseId)).status).toBe(409);
    await story.until('2026-04-10T09:00');
    expect((await noticeOf(story, caseId)).json.issuedOn).toBe('2026-04-10');
  });

  test('不許可も同じ。二度目の不在でも保留する', async () => {
    const { story, caseId } = await vacant();
    await story.approve(caseId, CHIEF, { choice: 'refuse', reason: '要件を満たさない' });
    expect((await noticeOf(story, caseId)).status).toBe(409);
    await appoint(story, { to: '2026-04-08' });
    expect((await noticeOf(story, caseId)).json.result).toBe('不承認');
    const again = await story.submit();
    await story.decide(CARE, again, {
      stage: 'confirm',
      choice: 'ask-chief',
      checklist: story.checklist(),
      opinion: '適当',
    });
    await story.until('2026-04-08T10:00');
    await story.approve(again);
    expect((await noticeOf(story, again)).status).toBe(409);
    expect(story.subjectsTo(OFFICE).filter((subject) => subject.includes('通知を保留'))).toHaveLength(2);
    await appoint(story);
    expect((await noticeOf(story, again)).json.issuer.name).toBe('介護 四郎');
    for (const id of [caseId, again]) expect(await story.violations(id)).toEqual([]);
  });

  test('課がなくなり、システムがほかの課に移ったときは、その課の長が発信する', async () => {
    const { story, caseId } = await vacant();
    await story.approve(caseId);
    await moveTax(story);
    const { json } = await noticeOf(story, caseId);
    expect(json.issuer).toMatchObject({ title: '福祉部介護福祉課長', name: '介護 四郎' });
    expect(json.documentNo).toBe('苫介福第1号');
    expect(json.contact.section).toBe('福祉部介護福祉課');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test.each([
    ['停止', { sanction: 'suspend', conditions: '手順書の提出' }, 'suspended'],
    ['取消', { sanction: 'revoke' }, 'revoked'],
  ] as const)(
    '第8条: 決定した%sも、発信する者がいるまで保留し、就任の後に一度だけ発信する',
    async (_, sanction, status) => {
      const story = await createStory();
      const orders = createOrders(story);
      const caseId = await orders.permit();
      const findingId = await orders.disobeyed(caseId);
      const { statementDueOn } = await orders.viewed(TAX, caseId, findingId);
      await story.until(`${Temporal.PlainDate.from(statementDueOn).add({ days: 1 })}T10:00`);
      const tax = await story.as(TAX);
      const { questions } = await orders.viewed(TAX, caseId, findingId);
      const decided = await tax('POST', `/v1/permits/${caseId}/findings/${findingId}/sanction`, {
        hash: questions.find(({ stage }: { stage: string }) => stage === 'sanction').hash,
        ...sanction,
        facts: '措置がない。',
        reason: '命令に応じないため。',
        weighing: '違反は一度であるが、措置の見込みがない。',
      });
      expect(decided.status, decided.text).toBe(200);
      // The workflow stands still for a day, and whoever signed and the deputy are gone by then.
      const to = story.today().add({ days: 1 }).toString();
      const of = { ports: story.ports, person: callerIn(story.ports) };
      for (const appointmentId of ['a-tax', 'a-tax2'])
        await decree(of, { act: 'end-appointment', role: 'manager:tax', appointmentId, on: to });
      story.clock.moveTo(Temporal.Instant.from(`${to}T10:00+09:00`));
      await story.settle();
      expect(await orders.status(caseId)).toBe('active');
      expect(await story.eventsOf(caseId)).toContain('paper-held');
      const page = (await (await story.as(CHIEF))('GET', `/permits/${caseId}?part=all`)).text;
      expect(page).toContain('通知を保留しています');
      await story.until(`${to}T18:00`);
      const notices = async () => (await orders.list(VENDOR, caseId)).notices;
      expect(await notices()).toEqual([]);
      await appoint(story);
      expect(await orders.status(caseId)).toBe(status);
      await appoint(story, { kind: 'deputy', personId: 'p-tax2', title: '財政部税務課長補佐' });
      await story.until(`${story.today().add({ days: 4 })}T10:00`);
      expect((await notices()).map(({ paper }: { paper: { issuer: object } }) => paper.issuer)).toMatchObject(
        [{ title: '財政部税務課長', name: '介護 四郎' }],
      );
      const events = await story.eventsOf(caseId);
      for (const once of ['paper-held', 'paper-released', status])
        expect([once, events.filter((type) => type === once)]).toEqual([once, [once]]);
      expect(story.subjectsTo(OFFICE).filter((subject) => subject.includes('通知を保留'))).toHaveLength(1);
      expect(story.failures).toEqual([]);
      expect(await story.violations(caseId)).toEqual([]);
    },
  );

  test('第6条第3号: 統括の承認で発する許可事項変更通知書も、発信者がいなければ出ない。統括は、就任の後に承認できる', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    const path = `/v1/permits/${caseId}/changes`;
    const terminal = { assetNo: 'PC-777', os: 'Windows 11', antivirus: '最新版', dedicated: true };
    const change = { changedOn: '2026-05-01', reason: '更新', after: { terminals: [terminal] } };
    const filed = await story.vendorApi('POST', path, change, { 'idempotency-key': 'change' });
    await story.settle();
    const one = `${path}/${filed.json.changeId}`;
    const answer = async (by: string, way: string) => {
      const client = await story.as(by);
      const { hash } = (await client('GET', one)).json.request;
      const done = await client('POST', `${one}/${way}`, { hash, choice: 'accept', conforming: true });
      await story.settle();
      return done;
    };
    expect((await answer(TAX, 'answer')).json.status).toBe('confirmed');
    for (const appointmentId of ['a-tax', 'a-tax2']) await leave(story, appointmentId, '2026-04-07');
    await story.until('2026-04-07T10:00');
    const no = await answer(CHIEF, 'approval');
    expect([no.status, no.json.type]).toEqual([409, 'urn:remote-maintenance-permits:nobody-in-office']);
    expect(story.subjectsTo(VENDOR).filter((subject) => subject.includes('変更を認めました'))).toEqual([]);
    await appoint(story);
    expect((await answer(CHIEF, 'approval')).json.status).toBe('effective');
    const { text } = await (await story.as(CHIEF))(
      'GET',
      `/permits/${caseId}/changes/${filed.json.changeId}/notice`,
    );
    expect(text).toContain('介護 四郎');
    expect(story.failures).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('第2条第2号: 代決者だけが在任するときは、職務代理者として発信する', () => {
  const ACTING = '財政部税務課長職務代理者　財政部税務課長補佐';
  test('第6条–第8条の書面も、番号のない履行の判断・違反報告も、同じに記名する', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await leave(story, 'a-tax', '2026-04-21');
    await story.until('2026-04-21T10:00');
    const given = await orders.instruct(caseId, {}, TAX_DEPUTY);
    expect(given.status, given.text).toBe(201);
    const id = given.json.instructionId;
    await orders.onInstruction(TAX_DEPUTY, caseId, id, 'lifting', { reason: '要らなくなった。' });
    const { findingId } = (await orders.find(caseId, {}, TAX_DEPUTY)).json;
    await orders.receive(caseId, findingId);
    await orders.order(caseId, findingId, {}, TAX_DEPUTY);
    const dueOn = orders.inDays(20);
    const extended = { dueOn, reason: '納期による。', dayOff: true };
    const path = `/v1/permits/${caseId}/findings/${findingId}`;
    expect((await orders.post(TAX_DEPUTY, `${path}/extension`, extended)).status).toBe(200);
    await story.until(`${orders.inDays(21)}T09:00`);
    const judged = { result: 'disobeyed', reason: '報告がない。' };
    expect((await orders.judge(caseId, findingId, judged, TAX_DEPUTY)).status).toBe(200);
    const { papers } = await orders.viewed(TAX_DEPUTY, caseId, findingId);
    type Filed = { seq: number; paper: { type: string; issuer?: { title: string } } };
    const issued = papers.filter(({ paper }: Filed) => paper.issuer !== undefined);
    expect(issued.map(({ paper }: Filed) => paper.type)).toEqual([
      'order-issued',
      'due-extended',
      'statement-invited',
    ]);
    const instructions = (await orders.instruction(TAX_DEPUTY, caseId, id)).papers;
    for (const { paper } of [...issued, ...instructions])
      expect(paper.issuer, paper.type).toMatchObject({ title: ACTING, name: '税務 補佐' });
    const read = await browse(story, TAX_DEPUTY);
    for (const { seq, paper } of papers as Filed[]) {
      if (!['violation-found', 'compliance-judged'].includes(paper.type)) continue;
      const a4 = (await read(`/permits/${caseId}/findings/${findingId}/papers/${seq}`)).text;
      expect(a4, paper.type).toContain(ACTING);
      expect(a4, paper.type).toContain('税務 補佐');
    }
    // 本人が在任すれば代決で、職務代理者ではない。
    await appoint(story);
    const again = { result: 'disobeyed', reason: '報告がまだない。' };
    await orders.judgeAnew(caseId, findingId, again, TAX_DEPUTY);
    const last = (await orders.viewed(TAX_DEPUTY, caseId, findingId)).papers.findLast(
      ({ paper }: Filed) => paper.type === 'compliance-judged',
    );
    expect(last.paper.signed).toMatchObject({ decidedAs: 'deputy', principal: { title: '財政部税務課長' } });
    expect(last.paper.signed.actingFor).toBeUndefined();
  });

  test('職務代理者　職名　氏名。本人が在任すれば、本人の名で', async () => {
    const story = await createStory();
    const [first, second] = [await story.submit(), await story.submit()];
    for (const id of [first, second]) await story.confirm(id);
    await leave(story, 'a-tax', '2026-04-07');
    await story.until('2026-04-07T10:00');
    await story.approve(first);
    const { json } = await noticeOf(story, first);
    expect(json.issuer).toEqual({
      city: '苫小牧市',
      title: '財政部税務課長職務代理者　財政部税務課長補佐',
      name: '税務 補佐',
    });
    await appoint(story);
    await story.approve(second);
    expect((await noticeOf(story, second)).json.issuer.title).toBe('財政部税務課長');
  });
});

describe('宛先は、発信の日に登録されている名称と代表者', () => {
  test('申請の後に登録された変更は、通知書にもメールにも及ぶ。発信済みの通知書は変わらない', async () => {
    const story = await createStory();
    const [first, second] = [await story.submit(), await story.submit()];
    for (const id of [first, second]) await story.confirm(id);
    await story.approve(first);
    const vendor = await loadVendor(story.store, 'hokuto');
    const { vendorId: _, corporateNumber: __, ...entry } = vendor ?? { vendorId: '', corporateNumber: '' };
    const changed = await story.decree('PUT', '/v1/vendors/hokuto', {
      ...entry,
      name: '北斗デジタル株式会社',
      representative: { title: '代表取締役', name: '新任 九郎' },
      reason: '商号の変更',
    });
    expect(changed.status, changed.text).toBe(200);
    await story.approve(second);
    const addressee = async (id: string) => (await noticeOf(story, id)).json.addressee;
    expect(await addressee(second)).toEqual({
      name: '北斗デジタル株式会社',
      representative: '代表取締役 新任 九郎',
    });
    expect((await addressee(first)).name).toBe('北斗情報システム株式会社');
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('結果通知'));
    expect(mail?.text).toContain('北斗デジタル株式会社');
  });
});

describe('システムの所管替えの後', () => {
  test('新しい課が発信し、問合せ先となる。事業者にも知らせる', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    const waiting = await story.submit();
    await story.confirm(waiting);
    await moveTax(story);
    const told = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('所管課の変更'));
    expect(told?.text).toContain('福祉部介護福祉課');
    expect(story.subjectsTo('sekinin@hokuto.example.com').join()).toContain('所管課の変更');
    await story.approve(waiting);
    const { json } = await noticeOf(story, waiting);
    expect([json.issuer.name, json.contact.section, json.documentNo]).toEqual([
      '介護 四郎',
      '福祉部介護福祉課',
      '苫介福第1号',
    ]);
    const found = await orders.find(caseId, {}, CARE);
    await orders.receive(caseId, found.json.findingId);
    await orders.order(caseId, found.json.findingId, {}, CARE);
    const { papers } = await orders.viewed(CARE, caseId, found.json.findingId);
    const order = papers.find(
      ({ paper }: { paper: { type: string } }) => paper.type === 'order-issued',
    ).paper;
    expect([order.issuer.name, order.contact.section]).toEqual(['介護 四郎', '福祉部介護福祉課']);
    for (const id of [caseId, waiting]) expect(await story.violations(id)).toEqual([]);
  });
});

describe('第3条第2号: 統括が必要と認めるとき', () => {
  test('理由がなければ承認できない。理由は通知書と結果のメールに記す', async () => {
    const story = await createStory();
    const caseId = await story.submit({ ground: 'chief' });
    await story.confirm(caseId);
    const page = (await (await story.as(CHIEF))('GET', `/applications/${caseId}/decision`)).text;
    expect(page).toContain('必要と認める理由（第3条第2号）');
    const without = await story.approve(caseId);
    expect([without.status, without.json.errors[0].pointer]).toEqual([422, '/necessity']);
    const necessity = '災害時に庁舎に入れないときも、税務の窓口を止めないため。';
    expect((await story.approve(caseId, CHIEF, { necessity })).status).toBe(200);
    expect((await noticeOf(story, caseId)).json).toMatchObject({ ground: 'chief', necessity });
    const paper = (await (await story.as(CHIEF))('GET', `/applications/${caseId}/notice`)).text;
    expect(paper).toContain('統括情報セキュリティ管理者が必要と認める理由');
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('結果通知'));
    expect(mail?.text).toContain('災害時に庁舎に入れないときも');
    const record = (await (await story.as(CLERK))('GET', `/applications/${caseId}/record`)).text;
    expect(record).toContain(necessity);
  });

  test('第3条第1号の申請では、求めも残しもしない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.confirm(caseId);
    const page = (await (await story.as(CHIEF))('GET', `/applications/${caseId}/decision`)).text;
    expect(page).not.toContain('必要と認める理由');
    await story.approve(caseId, CHIEF, { necessity: '不要' });
    expect((await noticeOf(story, caseId)).json.necessity).toBeUndefined();
  });
});
