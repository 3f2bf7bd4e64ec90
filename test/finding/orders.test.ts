import { describe, expect, test } from 'vitest';
import { loadCase } from '../../core/case/case-store.ts';
import { browse } from '../support/browse.ts';
import { createOrders, FOUND, ORDER, SANCTION } from '../support/orders.ts';
import { CARE, CHIEF, CLERK, createStory, DEPUTY, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';

/** 第7条, 第8条 on the real machine: from what was found to what becomes of the permit. */

const begin = async (start = '2026-04-06', from = '2026-04-20') => {
  const story = await createStory({ start: `${start}T09:00+09:00` });
  const orders = createOrders(story);
  const caseId = await orders.permit({ period: { from, to: '2027-03-31' } });
  await story.until(`${from}T09:00`);
  return { story, orders, caseId };
};

describe('第7条: 認知・報告・是正命令', () => {
  test('管理者が違反を認め、統括が受領し、命令し、保守事業者が是正し、履行で終わる', async () => {
    const { story, orders, caseId } = await begin();
    const found = await orders.find(caseId);
    expect(found.status).toBe(201);
    const { findingId } = found.json;
    expect(found.json.status).toBe('found');
    // The vendor learns of it by the order.
    expect((await orders.vendorFinding(caseId, findingId)).status).toBe(404);
    const registered = async (address: string) =>
      (await (await story.as(address))('GET', '/v1/permits')).json.permits[0].violations;
    expect([await registered(TAX), await registered(VENDOR)]).toEqual([1, 0]);
    expect(story.subjectsTo(CHIEF)[0]).toContain('違反報告の受領');
    expect(story.mailsTo(CHIEF)[0]?.text).toContain(FOUND.facts);

    expect((await orders.receive(caseId, findingId, { remark: '速やかに命ずること' })).json.status).toBe(
      'reported',
    );
    // What the chief says is part of what the manager is shown and confirms.
    expect(story.mailsTo(TAX)[0]?.text).toContain('速やかに命ずること');
    const issued = await orders.order(caseId, findingId);
    expect(issued.json.status).toBe('ordered');
    expect([await registered(TAX), await registered(VENDOR)]).toEqual([1, 1]);
    expect(story.subjectsTo(VENDOR)[0]).toContain('是正命令 苫税第');
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('手順を定め、提出すること');

    const shown = (await orders.vendorFinding(caseId, findingId)).json;
    expect(shown.papers.map(({ paper }: { paper: { type: string } }) => paper.type)).toEqual([
      'order-issued',
    ]);
    expect(shown.can).toMatchObject({ reply: true, state: false });
    const replied = await orders.reply(caseId, findingId);
    expect(replied.status).toBe(200);
    expect(story.subjectsTo(TAX)[0]).toContain('是正命令の履行の判断');
    expect(story.mailsTo(TAX)[0]?.text).toContain('手順書を改めた');
    expect((await orders.judge(caseId, findingId)).json.status).toBe('fulfilled');
    expect(story.subjectsTo(VENDOR)[0]).toContain('【是正命令の履行の確認】');
    expect(await orders.status(caseId)).toBe('active');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('命令の前のこと（候補・不問・認知・統括への報告）は、保守事業者の経過にも一覧にも表れない', async () => {
    const { story, orders, caseId } = await begin();
    await orders.instruct(caseId, { dueOn: '2026-04-21' });
    await story.until('2026-04-22T09:00');
    const [candidate] = (await orders.list(TAX, caseId)).findings;
    const [{ hash }] = (await orders.viewed(TAX, caseId, candidate.findingId)).questions;
    const dismissal = { hash, choice: 'dismiss', reason: '行き違いであった。' };
    await orders.post(TAX, `/v1/permits/${caseId}/findings/${candidate.findingId}/judgement`, dismissal);
    const { findingId } = (await orders.find(caseId)).json;
    await orders.receive(caseId, findingId);
    const labels = async () =>
      (await story.vendorView(caseId)).timeline.map(({ label }: { label: string }) => label);
    expect((await labels()).slice(-2)).toEqual(['指示', '指示の期限の経過']);
    for (const page of [`/applications/${caseId}?part=all`, `/permits/${caseId}?part=all`])
      expect((await (await browse(story, VENDOR))(page)).text, page).not.toMatch(/違反の|不問|違反報告/);

    await orders.order(caseId, findingId);
    expect((await labels()).slice(-2)).toEqual(['指示の期限の経過', '是正命令']);
    const ordered = (await orders.viewed(TAX, caseId, findingId)).papers.at(-1);
    const [listed] = (await orders.list(VENDOR, caseId)).findings;
    expect(listed.openedAt).toBe(ordered.at);
    expect((await orders.vendorFinding(caseId, findingId)).json.openedAt).toBe(ordered.at);
    for (const each of (await story.vendorView(caseId)).timeline)
      expect(each.by, each.label).not.toMatch(/税務|統括 太郎/);
  });

  test('候補から認知された違反でも、保守事業者には、候補の種類と候補となった日を示さない', async () => {
    const { story, orders, caseId } = await begin();
    await orders.instruct(caseId, { dueOn: '2026-04-21' });
    await story.until('2026-04-22T09:00');
    const [candidate] = (await orders.list(TAX, caseId)).findings;
    await story.until('2026-04-24T09:00');
    await orders.judgeCandidate(caseId, candidate.findingId, { clause: 6 });
    await orders.order(caseId, candidate.findingId);
    const [listed] = (await orders.list(VENDOR, caseId)).findings;
    expect(listed.kind ?? listed.kindLabel).toBeUndefined();
    expect(listed.openedAt > candidate.openedAt).toBe(true);
  });

  const change = async (at: Awaited<ReturnType<typeof begin>>, after: object) => {
    const filed = await at.story.vendorApi(
      'POST',
      `/v1/permits/${at.caseId}/changes`,
      { changedOn: at.story.today().toString(), reason: '人事異動のため', after },
      { 'idempotency-key': 'contacts' },
    );
    expect([filed.status, filed.json.status]).toEqual([201, 'effective']);
  };

  test('命令と判断は、変更届の後の保守責任者と連絡担当者にも届く。前の責任者には届かない', async () => {
    const at = await begin();
    const { story, orders, caseId } = at;
    const { responsiblePerson, contactPerson } = story.application();
    await change(at, {
      responsiblePerson: { ...responsiblePerson, name: '後任 花子', email: 'kouninsha@hokuto.example.com' },
      contactPerson: { ...contactPerson, name: '窓口 一郎', email: 'madoguchi@hokuto.example.com' },
    });
    const findingId = await orders.ordered(caseId);
    await orders.reply(caseId, findingId);
    expect((await orders.judge(caseId, findingId)).json.status).toBe('fulfilled');
    for (const address of [VENDOR, 'kouninsha@hokuto.example.com', 'madoguchi@hokuto.example.com'])
      expect(story.subjectsTo(address).filter((subject) => subject.includes('是正命令'))).toHaveLength(2);
    expect(story.mailsTo('kouninsha@hokuto.example.com').at(-1)?.text).toContain('後任 花子 様');
    expect(story.subjectsTo(responsiblePerson.email)).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('申請した者が保守責任者でも連絡担当者でもあれば、命令は一通だけ届く', async () => {
    const at = await begin();
    const { responsiblePerson } = at.story.application();
    await change(at, {
      responsiblePerson: { ...responsiblePerson, email: VENDOR.replace('hoshu', 'Hoshu') },
    });
    await at.orders.ordered(at.caseId);
    expect(at.story.subjectsTo(VENDOR).filter((subject) => subject.includes('是正命令'))).toHaveLength(1);
    expect(at.story.subjectsTo(VENDOR.replace('hoshu', 'Hoshu'))).toEqual([]);
  });

  test('認知できるのは、その課の情報セキュリティ管理者だけ', async () => {
    const { story, orders, caseId } = await begin();
    expect((await orders.find(caseId, {}, CHIEF)).status).toBe(403);
    expect((await orders.find(caseId, {}, CARE)).status).toBe(404);
    expect((await orders.find(caseId, { clause: 9 })).status).toBe(422);
    expect((await orders.list(TAX, caseId)).findings).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('G10: 履行期限のない命令、過去の期限の命令はできない', async () => {
    const { story, orders, caseId } = await begin();
    const { findingId } = (await orders.find(caseId)).json;
    const without = await orders.order(caseId, findingId, { dueOn: '' });
    expect(without.json.errors).toEqual([{ pointer: '/dueOn', detail: expect.stringContaining('履行期限') }]);
    const past = await orders.order(caseId, findingId, { dueOn: story.today().toString() });
    expect(past.json.errors).toEqual([{ pointer: '/dueOn', detail: expect.stringContaining('第7条') }]);
    // 統括の受領を待たずに命令できる（報告は済んでいる）。
    expect((await orders.order(caseId, findingId)).status).toBe(200);
    expect((await orders.receive(caseId, findingId)).json.status).toBe('ordered');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('一部履行は新たな期限を伴い、期限を過ぎるまで未履行とはできない', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId);
    await orders.reply(caseId, findingId);
    const early = await orders.judge(caseId, findingId, { result: 'disobeyed' });
    expect(early.json.errors).toEqual([{ pointer: '/result', detail: expect.stringContaining('第8条') }]);
    // Due on 4 May; judged on the 7th, the next business day.
    await story.until('2026-05-07T09:00');
    const without = await orders.judge(caseId, findingId, { result: 'partial' });
    expect(without.json.errors).toEqual([{ pointer: '/dueOn', detail: expect.any(String) }]);
    // 6 June is a Saturday: it stands when it is confirmed (ADR 33).
    const saturday = { result: 'partial', dueOn: '2026-06-06' };
    const unconfirmed = await orders.judge(caseId, findingId, saturday);
    expect(unconfirmed.json.errors).toEqual([
      { pointer: '/dayOff', detail: expect.stringContaining('令和8年6月6日（土曜日）') },
    ]);
    const partial = await orders.judge(caseId, findingId, { ...saturday, dayOff: true });
    expect(partial.json.status).toBe('ordered');
    expect(story.subjectsTo(VENDOR)[0]).toBe('【是正命令の一部履行】期限6/6 許可 R8-P0001');
    expect((await orders.vendorFinding(caseId, findingId)).json).toMatchObject({ dueOn: '2026-06-06' });
    expect((await orders.reply(caseId, findingId, { measures: '残りも終えた。' })).status).toBe(200);
    expect((await orders.judge(caseId, findingId)).json.status).toBe('fulfilled');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('期限の翌開庁日に判断が求められ、その後に届いた是正報告は、読んでからでなければ判断できない', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await story.until('2026-05-10T12:00');
    // A weekend: nobody is written to.
    expect((await orders.viewed(TAX, caseId, findingId)).questions).toEqual([]);
    await story.until('2026-05-11T09:00');
    const [question] = (await orders.viewed(TAX, caseId, findingId)).questions;
    expect(question.stage).toBe('judge');
    expect(story.mailsTo(TAX).some(({ text }) => text.includes('までに報告がありません'))).toBe(true);
    expect((await orders.reply(caseId, findingId)).status).toBe(200);
    const stale = await orders.judge(caseId, findingId, {
      hash: question.hash,
      result: 'disobeyed',
      reason: '報告がない。',
    });
    expect(stale.status).toBe(409);
    expect(stale.json.type).toContain('changed-since-shown');
    expect(story.mailsTo(TAX)[0]?.text).toContain('手順書を改めた');
    expect((await orders.judge(caseId, findingId)).json.status).toBe('fulfilled');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('誤った命令は、理由を示して撤回でき、求められていた判断も消える', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId);
    await orders.reply(caseId, findingId);
    const path = `/v1/permits/${caseId}/findings/${findingId}/withdrawal`;
    expect((await orders.post(TAX, path, {})).status).toBe(422);
    const withdrawn = await orders.post(TAX, path, { reason: '別の事業者の接続であった。' });
    expect(withdrawn.json.status).toBe('withdrawn');
    expect(story.subjectsTo(VENDOR)[0]).toContain('是正命令の撤回');
    expect((await orders.viewed(TAX, caseId, findingId)).questions).toEqual([]);
    expect((await orders.reply(caseId, findingId)).status).toBe(409);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('第7条: 命令だけを誤ったときは、撤回し、同じ違反について改めて命令する。番号は別で、どちらの書面も残る', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId);
    const first = (await orders.viewed(TAX, caseId, findingId)).orderNo;
    await orders.reply(caseId, findingId);
    const path = `/v1/permits/${caseId}/findings/${findingId}/withdrawal`;
    const withdrawn = await orders.post(TAX, path, { reason: '命ずる措置を誤った。', again: true });
    // What was found, and received by the chief, stands.
    expect(withdrawn.json.status, withdrawn.text).toBe('reported');
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('改めて命令します');
    // It stands on the manager's list at once, and the vendor still sees the old order.
    const [asked, ...others] = (await orders.viewed(TAX, caseId, findingId)).questions;
    expect([asked?.stage, others]).toEqual(['order', []]);
    const shown = await (await browse(story, TAX))(`/permits/${caseId}/findings/${findingId}`);
    expect(shown.text).toContain(`違反の記録（是正命令 ${first} は撤回済み）`);
    expect((await (await browse(story, VENDOR))(`/permits/${caseId}?part=all`)).text).toContain(
      `是正命令 ${first}</a>`,
    );
    expect((await orders.vendorFinding(caseId, findingId)).json).toMatchObject({
      orderNo: first,
      status: 'withdrawn',
    });
    expect((await orders.reply(caseId, findingId)).status).toBe(409);
    const issued = await orders.order(caseId, findingId, { measures: '手順を定め、所管課に提出すること。' });
    expect(issued.status, issued.text).toBe(200);
    const view = await orders.viewed(TAX, caseId, findingId);
    expect(view).toMatchObject({ status: 'ordered' });
    expect(view.orderNo).not.toBe(first);
    const page = await browse(story, VENDOR);
    const papers = view.papers.filter(({ paper }: { paper: { type: string } }) =>
      ['order-issued', 'order-replied', 'order-withdrawn'].includes(paper.type),
    );
    const texts = await Promise.all(
      papers.map(
        async ({ seq }: { seq: number }) =>
          (await page(`/permits/${caseId}/findings/${findingId}/papers/${seq}`)).text,
      ),
    );
    expect(papers.map(({ paper }: { paper: { type: string } }) => paper.type)).toEqual([
      ...['order-issued', 'order-replied', 'order-withdrawn', 'order-issued'],
    ]);
    const sheets = texts.map((text) => text.slice(text.indexOf('<article')));
    // Each paper names the order that it is about; the new one names both that go before it.
    expect(sheets.map((text) => text.includes(first))).toEqual([true, true, true, true]);
    expect(sheets[3]).toContain('この命令に先立つ命令');
    expect(sheets[1]).not.toContain(view.orderNo);
    // From here on as after any order, from the beginning.
    expect((await orders.judge(caseId, findingId)).status).toBe(409);
    expect((await orders.reply(caseId, findingId)).status).toBe(200);
    expect((await orders.judge(caseId, findingId)).json.status).toBe('fulfilled');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('第7条: 改めて命令する前に許可が満了しても、違反は消えず、終結の判断が求められる', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit({ period: { from: '2026-04-20', to: '2026-05-29' } });
    await story.until('2026-04-20T09:00');
    const findingId = await orders.ordered(caseId);
    const path = `/v1/permits/${caseId}/findings/${findingId}/withdrawal`;
    expect((await orders.post(TAX, path, { reason: '期限を誤った。', again: true })).status).toBe(200);
    await story.until('2026-06-01T10:00');
    const view = await orders.viewed(TAX, caseId, findingId);
    expect(view.status).toBe('reported');
    expect(view.questions.map(({ stage }: { stage: string }) => stage)).toEqual(['closing']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('第8条: 改めて発した命令に応じないときは、その命令により停止される。撤回した命令についての弁明は引き継がない', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.disobeyed(caseId);
    const path = `/v1/permits/${caseId}/findings/${findingId}/withdrawal`;
    expect((await orders.post(TAX, path, { reason: '期限を誤った。', again: true })).status).toBe(200);
    expect((await orders.state(caseId, findingId)).status).toBe(409);
    expect((await orders.order(caseId, findingId)).status).toBe(200);
    const { orderNo } = await orders.viewed(TAX, caseId, findingId);
    expect(
      (await orders.judge(caseId, findingId, { result: 'disobeyed', reason: '報告がない。' })).status,
    ).toBe(409);
    await story.until(`${orders.inDays(18)}T09:00`);
    const judged = await orders.judge(caseId, findingId, { result: 'disobeyed', reason: '報告がない。' });
    expect(judged.status, judged.text).toBe(200);
    await orders.receiveNoncompliance(caseId, findingId);
    await story.until(`${orders.inDays(20)}T09:00`);
    const decided = await orders.sanction(caseId, findingId, {
      sanction: 'suspend',
      conditions: '手順書の提出',
    });
    expect(decided.status, decided.text).toBe(200);
    const state = await loadCase(story.store, caseId);
    expect(state?.status === 'suspended' && state.suspension.orderNo).toBe(orderNo);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('第7条: 違反の疑いを伝えられるのは、許可を見ることのできる職員: 統括・代決者・統括部門、その課の管理者・代決者・担当', async () => {
    const { story, orders, caseId } = await begin();
    const clerk = { role: 'clerk:tax', personId: 'p-care', kind: 'principal', title: '税務課主事' };
    const told = (by: string) =>
      orders.post(by, `/v1/permits/${caseId}/candidates`, { clause: 2, facts: `${by}が見た。` });
    // The head of another section, until he is the clerk of this one.
    expect((await told(CARE)).status).toBe(404);
    const from = story.today().toString();
    const made = await story.decree('POST', '/v1/appointments', { ...clerk, from, reason: '兼務' });
    expect(made.status, made.text).toBe(201);
    const answers = [];
    for (const by of [CHIEF, DEPUTY, CLERK, TAX, TAX_DEPUTY, CARE]) answers.push((await told(by)).status);
    expect(answers).toEqual([201, 201, 201, 201, 201, 201]);
    const { status } = await story.vendorApi(
      'POST',
      `/v1/permits/${caseId}/candidates`,
      { clause: 2, facts: '自ら' },
      { 'idempotency-key': 'own' },
    );
    expect([401, 403, 404]).toContain(status);
    expect((await orders.list(TAX, caseId)).findings).toHaveLength(6);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('第7条: 職員は違反の疑いを管理者に伝え、管理者が認知か不問を判断する。保守事業者には伝わらない', async () => {
    const { story, orders, caseId } = await begin();
    const path = `/v1/permits/${caseId}/candidates`;
    const facts = '4月21日の夜、届出のない者が電話で接続を告げた。';
    const before = (await story.mailsTo(VENDOR)).length;
    const told = await orders.post(CLERK, path, { clause: 2, facts });
    expect([told.status, told.json.status]).toEqual([201, 'candidate']);
    expect(story.mailsTo(TAX)[0]?.text.replaceAll(/\s/g, '')).toContain(facts);
    // Another fact of the same clause is another candidate.
    expect((await orders.post(CLERK, path, { clause: 2, facts: '翌日も同様であった。' })).status).toBe(201);
    const { findings } = await orders.list(TAX, caseId);
    expect(findings).toMatchObject([
      { kind: 'reported', clause: 2, status: 'candidate' },
      { kind: 'reported', clause: 2, status: 'candidate' },
    ]);
    const found = await orders.judgeCandidate(caseId, told.json.findingId, { clause: 2 });
    expect(found.json.status).toBe('found');
    expect((await story.mailsTo(VENDOR)).length).toBe(before);
    expect((await orders.post(CLERK, path, { clause: 9, facts })).status).toBe(422);
    expect((await story.vendorApi('POST', path, { clause: 1, facts })).status).toBe(403);
    const page = await (await story.as(CLERK))('GET', `/permits/${caseId}?part=all`);
    expect(page.text).toContain('違反の疑いを情報セキュリティ管理者に伝える');
    expect(page.text).not.toContain('違反の認知を入力する');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('二重の是正報告（同じ Idempotency-Key）は一つとして扱う', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId);
    const body = { cause: 'a', measures: 'b', prevention: 'c', doneOn: story.today().toString() };
    const send = () =>
      story.vendorApi('POST', `/v1/permits/${caseId}/findings/${findingId}/reply`, body, {
        'idempotency-key': 'same',
      });
    const [first, second] = [await send(), await send()];
    expect(second.json).toEqual(first.json);
    expect((await story.eventsOf(caseId)).filter((type) => type === 'order-replied')).toHaveLength(1);
  });

  test('二重の弁明・解除条件の充足の報告・指示への報告（同じ Idempotency-Key）は一つとして扱う', async () => {
    const { story, orders, caseId } = await begin();
    const twice = async (path: string, body: object, event: string) => {
      const key = { 'idempotency-key': event };
      const send = () => story.vendorApi('POST', `/v1/permits/${caseId}${path}`, body, key);
      const [first, second] = [await send(), await send()];
      expect([first.status, second.json]).toEqual([200, first.json]);
      expect((await story.eventsOf(caseId)).filter((type) => type === event)).toHaveLength(1);
    };
    const today = story.today().toString();
    const { instructionId } = (await orders.instruct(caseId)).json;
    await twice(
      `/instructions/${instructionId}/report`,
      { done: '報告した。', doneOn: today },
      'instruction-answered',
    );
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await story.until('2026-05-11T09:00');
    await orders.judge(caseId, findingId, { result: 'disobeyed', statementDueOn: '2026-05-22' });
    await twice(`/findings/${findingId}/statement`, { statement: '人員が不足していた。' }, 'statement-made');
    await orders.receiveNoncompliance(caseId, findingId);
    await story.until('2026-05-23T00:00');
    await orders.sanction(caseId, findingId, { sanction: 'suspend', conditions: '手順書の提出' });
    const done = { done: '手順を改めた。', doneOn: today };
    await twice(`/findings/${findingId}/conditions`, done, 'conditions-reported');
  });
});

describe('第8条: 取消・停止', () => {
  test('第8条: 未履行の命令がなければ取消できない', async () => {
    const { story, orders, caseId } = await begin();
    const tryAll = async (findingId: string) => {
      for (const sanction of ['revoke', 'suspend', 'other'])
        for (const by of [TAX, CHIEF, DEPUTY]) {
          const answer = await orders.sanction(
            caseId,
            findingId,
            { sanction, conditions: 'x', measures: 'x' },
            by,
          );
          expect([403, 404, 409], answer.text).toContain(answer.status);
        }
      expect(await orders.status(caseId)).toBe('active');
    };
    await tryAll('01ARZ3NDEKTSV4RRFFQ69G5FAV');
    const { findingId } = (await orders.find(caseId)).json;
    await tryAll(findingId);
    await orders.receive(caseId, findingId);
    await tryAll(findingId);
    await orders.order(caseId, findingId, { dueOn: '2026-05-08' });
    await tryAll(findingId);
    await story.until('2026-05-11T09:00');
    await tryAll(findingId);
    await orders.judge(caseId, findingId, { result: 'disobeyed' });
    // 未履行と判断しても、統括への報告の受領までは決定できない。
    await tryAll(findingId);
    await orders.receiveNoncompliance(caseId, findingId);
    expect(await orders.status(caseId)).toBe('active');
    expect(
      (await orders.viewed(TAX, caseId, findingId)).questions.map((q: { stage: string }) => q.stage),
    ).toEqual(['sanction']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('INV-24: 弁明があっても、弁明の期限が過ぎるまで、決定できない', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await story.until('2026-05-11T09:00');
    await orders.judge(caseId, findingId, { result: 'disobeyed', statementDueOn: '2026-05-22' });
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('弁明の期限');
    await orders.receiveNoncompliance(caseId, findingId);
    const early = await orders.sanction(caseId, findingId);
    expect(early.json.errors).toEqual([
      {
        pointer: '/sanction',
        detail: expect.stringContaining('弁明の期限（令和8年5月22日）の日が終わるまで'),
      },
    ]);
    const { hash } = (await orders.viewed(TAX, caseId, findingId)).questions[0];
    expect((await orders.state(caseId, findingId, '担当者が退職した。')).status).toBe(200);
    const stale = await orders.sanction(caseId, findingId, { hash });
    expect(stale.json.type).toContain('changed-since-shown');
    expect(story.mailsTo(TAX)[0]?.text).toContain('担当者が退職した');
    expect((await orders.sanction(caseId, findingId)).json.errors).toHaveLength(1);
    await story.until('2026-05-23T00:00');
    expect((await orders.sanction(caseId, findingId)).status).toBe(200);
    expect(await orders.status(caseId)).toBe('revoked');
    const { notices } = await orders.list(TAX, caseId);
    expect(notices[0].paper).toMatchObject({
      type: 'sanction-notice',
      sanction: 'revoke',
      heard: { kind: 'statements', statements: [{ text: '担当者が退職した。' }] },
      facts: SANCTION.facts,
      issuer: { title: '財政部税務課長', name: '税務 三郎' },
      contact: { section: '財政部税務課', tel: '0144-00-0200' },
    });
    expect(story.subjectsTo(VENDOR)[0]).toContain('許可の取消');
    expect(story.executions().at(-1)?.status).toBe('SUCCEEDED');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('弁明は、期限の日の終わりまで。期限の後に続けて送り、決定を妨げることはできない', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    await story.until('2026-05-11T09:00');
    await orders.judge(caseId, findingId, { result: 'disobeyed', statementDueOn: '2026-05-22' });
    await story.until('2026-05-22T23:59');
    expect((await orders.state(caseId, findingId)).status).toBe(200);
    await story.until('2026-05-23T00:00');
    const late = await orders.state(caseId, findingId);
    expect([late.status, late.json.type]).toEqual([409, expect.stringContaining('statement-too-late')]);
    expect(late.json.detail).toContain('弁明の期限（令和8年5月22日）');
    expect((await orders.vendorFinding(caseId, findingId)).json.can.state).toBe(false);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('是正報告は30件まで: 送り続けて、履行の判断を妨げることはできない', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.ordered(caseId);
    const answers: number[] = [];
    for (let n = 0; n < 31; n += 1) answers.push((await orders.reply(caseId, findingId)).status);
    expect([new Set(answers.slice(0, 30)), answers[30]]).toEqual([new Set([200]), 409]);
    expect((await orders.judge(caseId, findingId)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('停止は、条件の充足の報告により管理者が解除する', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.suspended(caseId, { until: '2026-06-30' });
    expect(await orders.status(caseId)).toBe('suspended');
    expect(story.subjectsTo(VENDOR)[0]).toContain('許可の停止');
    expect((await orders.conditions(caseId, findingId)).status).toBe(200);
    expect(story.subjectsTo(TAX)[0]).toContain('停止の解除の判断');
    const kept = await orders.lift(caseId, findingId, { choice: 'keep', reason: '不十分' });
    expect(kept.json.permitStatus).toBe('suspended');
    expect((await orders.conditions(caseId, findingId)).status).toBe(200);
    expect((await orders.lift(caseId, findingId)).json.permitStatus).toBe('active');
    expect(story.subjectsTo(VENDOR)[0]).toContain('停止の解除');
    const types = (await orders.list(TAX, caseId)).notices.map(
      ({ paper }: { paper: { type: string } }) => paper.type,
    );
    expect(types).toEqual(['sanction-notice', 'lifting-notice']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('その他の措置では、許可は変わらない', async () => {
    const { story, orders, caseId } = await begin();
    const findingId = await orders.disobeyed(caseId);
    const without = await orders.sanction(caseId, findingId, { sanction: 'other' });
    expect(without.json.errors).toEqual([{ pointer: '/measures', detail: expect.any(String) }]);
    const other = await orders.sanction(caseId, findingId, {
      sanction: 'other',
      measures: '立会いを求める。',
    });
    expect(other.json).toMatchObject({ status: 'sanctioned', permitStatus: 'active' });
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('立会いを求める');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('いくつもの命令が同時にあり、停止中にも別の命令が進む', async () => {
    const { story, orders, caseId } = await begin();
    const first = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    const second = await orders.ordered(caseId, { dueOn: '2026-05-15' });
    await orders.reply(caseId, second);
    expect((await orders.extend(caseId, second, '2026-05-29')).status).toBe(200);
    await story.until('2026-05-11T09:00');
    await orders.judge(caseId, first, { result: 'disobeyed', statementDueOn: '2026-05-18' });
    await orders.receiveNoncompliance(caseId, first);
    await story.until('2026-05-19T09:00');
    await orders.sanction(caseId, first, { sanction: 'suspend', conditions: '手順書' });
    expect(await orders.status(caseId)).toBe('suspended');
    await story.until('2026-06-01T09:00');
    await orders.judge(caseId, second, { result: 'disobeyed', statementDueOn: '2026-06-08' });
    await orders.receiveNoncompliance(caseId, second);
    await story.until('2026-06-09T09:00');
    expect((await orders.sanction(caseId, second)).status).toBe(200);
    expect(await orders.status(caseId)).toBe('revoked');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('ある命令の決定を待つあいだも、ほかの命令の報告は滞りなく判断される', async () => {
    const { story, orders, caseId } = await begin();
    const first = await orders.disobeyed(caseId);
    const second = await orders.ordered(caseId);
    const third = await orders.ordered(caseId);
    await orders.reply(caseId, second);
    await orders.reply(caseId, third);
    const stagesOf = async (id: string) =>
      (await orders.viewed(TAX, caseId, id)).questions.map((q: { stage: string }) => q.stage);
    expect(await Promise.all([first, second, third].map(stagesOf))).toEqual([
      ['sanction'],
      ['judge'],
      ['judge'],
    ]);
    expect((await orders.judge(caseId, third)).json.status).toBe('fulfilled');
    expect((await orders.judge(caseId, second)).json.status).toBe('fulfilled');
    await orders.sanction(caseId, first, { sanction: 'suspend', conditions: '手順書' });
    const fourth = await orders.disobeyed(caseId);
    const fifth = await orders.disobeyed(caseId);
    // Suspended already: of the second suspension the vendor is notified; it goes on when the first is lifted, and holds up nothing else.
    await orders.sanction(caseId, fourth, { sanction: 'suspend', conditions: '手順書' });
    expect(await stagesOf(fifth)).toEqual(['sanction']);
    expect((await orders.lift(caseId, first)).json.permitStatus).toBe('suspended');
    expect((await orders.sanction(caseId, fifth)).status).toBe(200);
    expect(await orders.status(caseId)).toBe('revoked');
    expect(story.executions().at(-1)?.status).toBe('SUCCEEDED');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('命令の途中で許可の期間が満了すると、履行の問いに代わって、終結の判断を管理者に求める', async () => {
    const { story, orders, caseId } = await begin('2027-03-08', '2027-03-25');
    const findingId = await orders.ordered(caseId, { dueOn: '2027-04-09' });
    await orders.reply(caseId, findingId);
    const asked = async () =>
      (await orders.viewed(TAX, caseId, findingId)).questions.map(
        ({ stage, dueOn }: { stage: string; dueOn: string }) => [stage, dueOn],
      );
    expect(await asked()).toEqual([['judge', expect.any(String)]]);
    await story.until('2027-04-01T09:00');
    expect(await orders.status(caseId)).toBe('expired');
    // No permit follows (ADR 34). Five business days from 1 April: 2, 5, 6, 7, 8.
    expect(await asked()).toEqual([['closing', '2027-04-08']]);
    expect((await orders.judge(caseId, findingId)).status).toBe(409);
    expect((await orders.reply(caseId, findingId)).status).toBe(409);
    const [{ hash }] = (await orders.viewed(TAX, caseId, findingId)).questions;
    const closing = `/v1/permits/${caseId}/findings/${findingId}/closing`;
    expect((await orders.post(TAX, closing, { hash, reason: '' })).status).toBe(422);
    expect((await orders.post(TAX, closing, { hash, reason: '許可を更新しない。' })).json.status).toBe(
      'closed',
    );
    expect(await asked()).toEqual([]);
    expect(story.executions().at(-1)?.status).toBe('SUCCEEDED');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('許可が終われば、命令の期限は毎日の点検の対象から消える。統括の受領があっても、また消える', async () => {
    const { story, orders, caseId } = await begin('2027-03-08', '2027-03-25');
    const { findingId } = (await orders.find(caseId)).json;
    expect((await orders.order(caseId, findingId, { dueOn: '2027-04-09' })).status).toBe(200);
    const due = async () => (await story.row(caseId, `FINDING#${findingId}`))?.dueAt;
    expect(await due()).toBe('2027-04-09T15:00:00Z');
    await story.until('2027-04-09T12:00');
    expect(await orders.status(caseId)).toBe('expired');
    await story.until('2027-04-12T12:00');
    expect(await due()).toBeUndefined();
    expect((await orders.receive(caseId, findingId)).status).toBe(200);
    await story.until('2027-04-13T12:00');
    expect(await due()).toBeUndefined();
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('許可が終わった後の認知は、統括に報告され、命令ではなく終結の判断が求められる', async () => {
    const { story, orders, caseId } = await begin('2027-03-08', '2027-03-25');
    await story.until('2027-04-01T09:00');
    const { findingId } = (await orders.find(caseId)).json;
    const stages = async (by: string) =>
      (await orders.viewed(by, caseId, findingId)).questions.map((q: { stage: string }) => q.stage);
    expect(await stages(TAX)).toEqual(['receipt', 'closing']);
    expect((await orders.receive(caseId, findingId)).json.status).toBe('reported');
    expect(await stages(TAX)).toEqual(['closing']);
    expect((await orders.order(caseId, findingId, { dueOn: '2027-04-30' })).status).toBe(409);
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('人の交代と兼務', () => {
  test('4月1日の異動の後は、後任が判断する', async () => {
    const story = await createStory({ start: '2027-03-10T09:00+09:00' });
    const orders = createOrders(story);
    const caseId = await orders.permit({ period: { from: '2027-03-24', to: '2028-03-31' } });
    await story.until('2027-03-24T09:00');
    const findingId = await orders.ordered(caseId, { dueOn: '2027-04-09' });
    await orders.reply(caseId, findingId);
    const { hash } = (await orders.viewed(TAX, caseId, findingId)).questions[0];
    await story.decree('POST', '/v1/appointments', {
      ...{ role: 'manager:tax', personId: 'p-care', kind: 'principal', title: '財政部税務課長' },
      ...{ from: '2027-04-01', reason: '人事異動' },
    });
    await story.until('2027-04-01T09:00');
    expect(story.subjectsOfCases(CARE)[0]).toContain('引継ぎ');
    const path = `/v1/permits/${caseId}/findings/${findingId}/compliance`;
    expect([401, 403, 404]).toContain(
      (
        await orders
          .post(TAX, path, { hash, result: 'fulfilled', reason: '前任' })
          .catch(() => ({ status: 401 }))
      ).status,
    );
    expect((await orders.judge(caseId, findingId, {}, CARE)).json.status).toBe('fulfilled');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('G12: 統括と管理者が同じ人のとき、報告は代決者が受領する', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await story.submit({
      systemId: 'network',
      period: { from: '2026-04-20', to: '2027-03-31' },
    });
    await story.confirm(caseId, CHIEF);
    await story.approve(caseId, DEPUTY);
    await story.until('2026-04-20T09:00');
    const { findingId } = (await orders.find(caseId, {}, CHIEF)).json;
    expect(story.subjectsTo(DEPUTY)[0]).toContain('違反報告の受領');
    const self = await orders.receive(caseId, findingId, {}, CHIEF);
    expect(self.json.type).toContain('drafter-cannot-decide');
    expect(self.text).toContain('報告した本人は受領できません');
    expect((await orders.receive(caseId, findingId, {}, DEPUTY)).status).toBe(200);
    expect((await orders.order(caseId, findingId, { ...ORDER, dueOn: '2026-05-08' }, CHIEF)).status).toBe(
      200,
    );
    await story.until('2026-05-11T09:00');
    expect((await orders.judge(caseId, findingId, { result: 'disobeyed' }, CHIEF)).status).toBe(200);
    expect((await orders.receiveNoncompliance(caseId, findingId, {}, CHIEF)).status).toBe(403);
    expect((await orders.receiveNoncompliance(caseId, findingId, {}, DEPUTY)).json.status).toBe('referred');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('G12: 設定で認めれば、報告した本人が受領でき、そのことが記録に残る', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const chief = await story.as(CHIEF);
    const { settings } = (await chief('GET', '/v1/settings')).json;
    await story.decree('PUT', '/v1/settings', {
      settings: { ...settings, selfApproval: 'allow' },
      reason: '兼務',
    });
    const caseId = await story.submit({
      systemId: 'network',
      period: { from: '2026-04-20', to: '2027-03-31' },
    });
    await story.confirm(caseId, CHIEF);
    await story.approve(caseId, CHIEF);
    await story.until('2026-04-20T09:00');
    const { findingId } = (await orders.find(caseId, {}, CHIEF)).json;
    expect((await orders.receive(caseId, findingId, {}, CHIEF)).status).toBe(200);
    const page = await (await story.as(CHIEF))('GET', `/permits/${caseId}/findings/${findingId}`);
    expect(page.text).toContain('報告した者が、統括情報セキュリティ管理者として受領した');
    expect(await story.violations(caseId)).toEqual([]);
  });
});
