import { describe, expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, createStory, TAX, VENDOR } from '../support/story.ts';

/** 第6条第6号: instructions and what comes of them. */

const begin = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit();
  await story.until('2026-04-20T09:00');
  return { story, orders, caseId };
};

describe('第6条第6号: 指示', () => {
  test('指示し、受領され、報告され、履行を確認して終わる', async () => {
    const { story, orders, caseId } = await begin();
    const given = await orders.instruct(caseId);
    expect(given.status).toBe(201);
    const id = given.json.instructionId;
    expect(story.subjectsTo(VENDOR)[0]).toContain('指示 苫税第');
    const told = story.mailsTo(VENDOR)[0]?.text.replaceAll('\n', '');
    expect(told).toContain('期限までに指示の内容を実施し、その結果を画面から報告してください');
    // The manager's own names no month: no monthly report meets it by itself.
    expect(told).not.toContain('履行となります');
    const path = `${orders.instructions(caseId)}/${id}`;
    expect((await orders.vendor(`${path}/acknowledgement`, {})).json.status).toBe('acknowledged');
    const reported = await orders.vendor(`${path}/report`, { done: '報告した。', doneOn: '2026-04-20' });
    expect(reported.status).toBe(200);
    expect(story.subjectsTo(TAX)[0]).toContain('指示の履行の確認');
    expect(story.mailsTo(TAX)[0]?.text).toContain('4月分の利用状況を報告すること');
    const judged = await orders.onInstruction(TAX, caseId, id, 'judgement', {
      result: 'followed',
      reason: '確認した。',
    });
    expect(judged.json.status).toBe('followed');
    expect(story.subjectsTo(VENDOR)[0]).toContain('指示の履行の確認');
    expect((await orders.list(TAX, caseId)).findings).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('報告は30件まで: 送り続けて、履行の確認を妨げることはできない', async () => {
    const { orders, caseId } = await begin();
    const id = (await orders.instruct(caseId)).json.instructionId;
    const path = `${orders.instructions(caseId)}/${id}/report`;
    const answers: number[] = [];
    for (let n = 0; n < 31; n += 1)
      answers.push((await orders.vendor(path, { done: '報告した。', doneOn: '2026-04-20' })).status);
    expect([new Set(answers.slice(0, 30)), answers[30]]).toEqual([new Set([200]), 409]);
    const judged = await orders.onInstruction(TAX, caseId, id, 'judgement', {
      result: 'not-followed',
      reason: '報告が足りない。',
    });
    expect(judged.status).toBe(200);
  });

  test.each([
    ['土曜日', '2026-05-09', '土曜日'],
    ['祝日', '2026-05-05', '火曜日'],
    ['年末', '2026-12-29', '火曜日'],
  ])(
    '第6条第6号: 期限を市の休日（%s）とするときは、命令と同じく確認を求める',
    async (_name, dueOn, weekday) => {
      const { orders, caseId } = await begin();
      const asked = await orders.instruct(caseId, { dueOn, dayOff: undefined });
      expect([asked.status, asked.json.errors]).toEqual([
        422,
        [{ pointer: '/dayOff', detail: expect.stringContaining(`（${weekday}）は、市の休日です`) }],
      ]);
      expect((await orders.instruct(caseId, { dueOn, dayOff: true })).status).toBe(201);
      expect((await orders.instruct(caseId, { dueOn: '2026-05-08', dayOff: undefined })).status).toBe(201);
      // 緊急接続停止指示に期限はない。
      const cutOff = { kind: 'cut-off', dueOn, dayOff: undefined };
      expect((await orders.instruct(caseId, cutOff)).status).toBe(201);
    },
  );

  test('指示できるのは、その課の情報セキュリティ管理者だけ。期限のない指示はできない', async () => {
    const { orders, caseId } = await begin();
    expect((await orders.instruct(caseId, {}, CHIEF)).status).toBe(403);
    expect((await orders.instruct(caseId, { dueOn: undefined })).json.errors).toEqual([
      { pointer: '/dueOn', detail: expect.stringContaining('第6条第6号') },
    ]);
    expect((await orders.instruct(caseId, { dueOn: '2026-04-20' })).status).toBe(422);
  });

  test('G18: 期限を過ぎても報告がなければ、翌開庁日に、第6条第6号の違反の候補となる（違反ではない）', async () => {
    const { story, orders, caseId } = await begin();
    const id = (await orders.instruct(caseId, { dueOn: '2026-05-08' })).json.instructionId;
    await story.until('2026-05-10T12:00');
    expect((await orders.list(TAX, caseId)).findings).toEqual([]);
    await story.until('2026-05-11T09:00');
    const [candidate] = (await orders.list(TAX, caseId)).findings;
    expect(candidate).toMatchObject({ status: 'candidate', kind: 'instruction-not-followed', clause: 6 });
    expect((await orders.instruction(TAX, caseId, id)).overdue).toBe(true);
    // Late, but not lost: the vendor may still report.
    const path = `${orders.instructions(caseId)}/${id}/report`;
    expect((await orders.vendor(path, { done: '報告した。', doneOn: '2026-05-11' })).status).toBe(200);
    const dismissed = await orders.judgeCandidate(caseId, candidate.findingId, {
      ...{ choice: 'dismiss', reason: '遅れて報告があった。' },
      ...{
        clause: undefined,
        facts: undefined,
        howFound: undefined,
        evidence: undefined,
        opinion: undefined,
      },
    });
    expect(dismissed.json.status).toBe('dismissed');
    await story.until('2026-05-20T09:00');
    expect((await orders.list(TAX, caseId)).findings).toHaveLength(1);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('期限までに報告がなくても、確かめたことにより、履行・未履行を記録できる。期限の前は、報告を待つ', async () => {
    const { story, orders, caseId } = await begin();
    const id = (await orders.instruct(caseId, { dueOn: '2026-05-08' })).json.instructionId;
    const judge = async (result: string, by = TAX) => {
      const { judgeHash: hash } = await orders.instruction(by, caseId, id);
      return orders.onInstruction(by, caseId, id, 'judgement', { hash, result, reason: '電話で確認した。' });
    };
    expect((await judge('followed')).status).toBe(409);
    await story.until('2026-05-11T09:00');
    const shown = await (await story.as(TAX))('GET', `/permits/${caseId}/instructions/${id}`);
    expect(shown.text).toContain('期限までに、履行の報告がありません');
    expect((await orders.instruction(CHIEF, caseId, id)).can.judge).toBe(false);
    expect((await judge('followed', CHIEF)).status).toBe(403);
    expect((await judge('followed')).json.status).toBe('followed');
    expect((await judge('followed')).status).toBe(409);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('候補としない設定では、期限を過ぎた指示の履行の確認を管理者に求める（第12条）', async () => {
    const { story, orders, caseId } = await begin();
    const chief = await story.as(CHIEF);
    const { settings } = (await chief('GET', '/v1/settings')).json;
    const candidates = { ...settings.candidates, 'instruction-not-followed': false };
    const changed = { settings: { ...settings, candidates }, reason: '運用の見直し' };
    expect((await story.decree('PUT', '/v1/settings', changed)).status).toBeLessThan(300);
    const id = (await orders.instruct(caseId, { dueOn: '2026-05-08' })).json.instructionId;
    await story.until('2026-05-11T09:00');
    expect(story.subjectsTo(TAX)[0]).toContain('指示の履行の確認');
    expect((await orders.list(TAX, caseId)).findings).toEqual([]);
    const judged = await orders.onInstruction(TAX, caseId, id, 'judgement', {
      ...{ result: 'not-followed', reason: '報告がない。' },
    });
    expect(judged.json.status).toBe('not-followed');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('不問とした後でも、未履行と確認すれば、改めて候補となる', async () => {
    const { story, orders, caseId } = await begin();
    const id = (await orders.instruct(caseId, { dueOn: '2026-05-08' })).json.instructionId;
    await story.until('2026-05-11T09:00');
    const [first] = (await orders.list(TAX, caseId)).findings;
    const none = {
      clause: undefined,
      facts: undefined,
      howFound: undefined,
      evidence: undefined,
      opinion: undefined,
    };
    await orders.judgeCandidate(caseId, first.findingId, {
      ...none,
      choice: 'dismiss',
      reason: '遅れて行う。',
    });
    const path = `${orders.instructions(caseId)}/${id}/report`;
    await orders.vendor(path, { done: '検討中', doneOn: '2026-05-11' });
    await orders.onInstruction(TAX, caseId, id, 'judgement', {
      result: 'not-followed',
      reason: '行っていない。',
    });
    const { findings } = await orders.list(TAX, caseId);
    expect(findings.map(({ status }: { status: string }) => status).toSorted()).toEqual([
      'candidate',
      'dismissed',
    ]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('未履行と確認した指示は候補となり、認知・命令に進む', async () => {
    const { story, orders, caseId } = await begin();
    const id = (await orders.instruct(caseId)).json.instructionId;
    await orders.vendor(`${orders.instructions(caseId)}/${id}/report`, {
      done: '検討中',
      doneOn: '2026-04-20',
    });
    const judged = await orders.onInstruction(TAX, caseId, id, 'judgement', {
      result: 'not-followed',
      reason: '報告の内容がない。',
    });
    expect(judged.json.status).toBe('not-followed');
    const [candidate] = (await orders.list(TAX, caseId)).findings;
    const found = await orders.judgeCandidate(caseId, candidate.findingId, { clause: 6 });
    expect(found.json.status).toBe('found');
    expect((await orders.order(caseId, candidate.findingId)).json.status).toBe('ordered');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('G9: 緊急接続停止指示は直ちに効き、第8条の停止ではなく、解除は管理者が行う', async () => {
    const { story, orders, caseId } = await begin();
    const cutOff = await orders.instruct(caseId, { kind: 'cut-off', dueOn: undefined });
    const id = cutOff.json.instructionId;
    const state = async () => (await story.row(caseId, 'STATE'))?.['state'];
    expect(await state()).toMatchObject({ status: 'active', cutOffs: [id] });
    expect(story.subjectsTo(VENDOR)[0]).toContain('緊急接続停止指示');
    const ordered = story.mailsTo(VENDOR)[0]?.text.replaceAll('\n', '');
    expect(ordered).toContain('直ちに接続を止めてください');
    expect(ordered).toContain('接続を止めたこと及び講じた措置を画面から報告してください');
    // Whoever applied may have left: those whom the permit names are told too.
    expect(story.subjectsTo('sekinin@hokuto.example.com')[0]).toContain('緊急接続停止指示');
    const page = await (await story.as(VENDOR))('GET', `/permits/${caseId}?part=all`);
    expect(page.text).toContain('緊急接続停止中です');
    const path = `${orders.instructions(caseId)}/${id}`;
    // The vendor's word does not end it: the manager is told, and lifts.
    await orders.vendor(`${path}/report`, { done: '止めた。', doneOn: '2026-04-20' });
    expect(story.subjectsTo(TAX)[0]).toContain('緊急接続停止への報告');
    expect((await orders.instruction(TAX, caseId, id)).questions).toEqual([]);
    expect((await orders.post(CHIEF, `${path}/lifting`, { reason: 'x' })).status).toBe(403);
    expect((await orders.post(TAX, `${path}/lifting`, { reason: '原因を取り除いた。' })).status).toBe(200);
    expect(await state()).toMatchObject({ status: 'active', cutOffs: [], questions: [] });
    expect(story.subjectsTo(VENDOR)[0]).toContain('緊急接続停止の解除');
    // The notice names what it lifts, on paper and in the mail.
    const lifted = await orders.instruction(VENDOR, caseId, id);
    const vendor = await story.as(VENDOR);
    const { seq } = lifted.papers.at(-1);
    const notice = await vendor('GET', `/permits/${caseId}/instructions/${id}/papers/${seq}`);
    for (const word of [
      '緊急接続停止指示解除通知書',
      `${lifted.documentNo}（令和8年4月20日）`,
      '4月分の報告',
    ])
      expect(notice.text).toContain(word);
    expect(story.mailsTo(VENDOR)[0]?.text).toContain(`${lifted.documentNo}（令和8年4月20日）`);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('G9・第11条: 再委託者も、元請とともに接続を止められる', async () => {
    const { story, orders, caseId } = await begin();
    const child = await orders.child('R8-P0001', {
      period: { from: story.today().toString(), to: '2027-03-31' },
    });
    const works = async () => (await story.vendorApi('GET', `/v1/permits/${child}/works`)).json.canAnnounce;
    expect(await works()).toBe(true);
    const cutOff = await orders.instruct(caseId, { kind: 'cut-off', dueOn: undefined });
    expect(await works()).toBe(false);
    const page = await (await story.as(VENDOR))('GET', `/permits/${child}?part=all`);
    expect(page.text).toContain('保守事業者の許可が緊急接続停止中です');
    const path = `${orders.instructions(caseId)}/${cutOff.json.instructionId}`;
    await orders.post(TAX, `${path}/lifting`, { reason: '原因を取り除いた。' });
    expect(await works()).toBe(true);
  });

  test('画面: 指示を入力し、受領し、A4で印刷できる', async () => {
    const { story, orders, caseId } = await begin();
    const manager = await story.as(TAX);
    const empty = await manager('GET', `/permits/${caseId}/new-instruction`);
    expect(empty.status).toBe(200);
    expect(empty.text).toContain('令和8年4月27日');
    const id = (await orders.instruct(caseId)).json.instructionId;
    const vendor = await story.as(VENDOR);
    const shown = await vendor('GET', `/permits/${caseId}/instructions/${id}`);
    expect(shown.text).toContain('指示を受領する');
    const { papers } = await orders.instruction(TAX, caseId, id);
    const paper = await vendor('GET', `/permits/${caseId}/instructions/${id}/papers/${papers[0].seq}`);
    expect(paper.text).toContain('第6条第6号の規定により、下記のとおり指示します');
    expect((await vendor('GET', `/permits/${caseId}/instructions/${id}/papers/1`)).status).toBe(404);
  });

  test('画面: 受領とともに連絡事項を伝えられる。断られても、入力は残る', async () => {
    const { story, orders, caseId } = await begin();
    const id = (await orders.instruct(caseId)).json.instructionId;
    const path = `/permits/${caseId}/instructions/${id}`;
    const vendor = await browse(story, VENDOR);
    const long = 'あ'.repeat(1001);
    const refused = await vendor(`${path}/acknowledgement`, { note: long });
    expect(refused.status).toBe(422);
    for (const word of [long, 'href="#f-note"']) expect(refused.text).toContain(word);
    expect((await vendor(`${path}/acknowledgement`, { note: '本日中に報告する' })).status).toBe(303);
    expect((await (await browse(story, TAX))(path)).text).toContain('本日中に報告する');
    expect((await vendor(`${path}/acknowledgement`, {})).status).toBe(409);
  });
});
