import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { browse, hiddenFields, pressedLast } from '../support/browse.ts';
import { createOrders, FOUND, ORDER, SANCTION } from '../support/orders.ts';
import { CARE, CHIEF, createStory, OTHER_VENDOR, TAX, VENDOR } from '../support/story.ts';

/** 第7条, 第8条 by page alone: everything needed is in sight, a GET decides nothing, nothing typed is lost. */

const pathOf = (headers: Readonly<Record<string, string>>) => (headers['location'] ?? '').split('?')[0] ?? '';

const begin = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit();
  await orders.child('R8-P0001');
  await story.until('2026-04-20T09:00');
  return { story, orders, caseId, permit: `/permits/${caseId}` };
};

test('第7条: 事業者が是正報告をする画面は、同じことを二度示さない', async () => {
  const { story, orders, caseId, permit } = await begin();
  const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
  const vendor = await browse(story, VENDOR);
  const termsOf = async (path: string) => {
    const { document } = parseHTML((await vendor(path)).text);
    return [...document.querySelectorAll('main > dl dt, main > section dl dt')].map((one) => one.textContent);
  };
  for (const path of [`${permit}/findings/${findingId}`, `${permit}/findings/${findingId}/reply`]) {
    const terms = await termsOf(path);
    expect(terms).toContain('履行期限');
    expect(terms).not.toContain('保守事業者');
    expect(new Set(terms).size, terms.join()).toBe(terms.length);
  }
  // The city reads whom it is about.
  const city = await (await browse(story, TAX))(`${permit}/findings/${findingId}`);
  expect(city.text).toContain('<dt>保守事業者</dt>');
});

describe('画面: 認知から取消まで', () => {
  test('認知 → 受領 → 命令 → 未履行 → 受領 → 弁明 → 取消を、画面だけで行う', async () => {
    const { story, orders, caseId, permit } = await begin();
    let manager = await browse(story, TAX);
    const form = await manager(`${permit}/new-finding`);
    // The words of the rule, to choose from.
    expect(form.text).toContain('第6条第1号　事前に作業内容を説明の上、書面により申請・報告すること。');
    const found = { ...FOUND, clause: '', 'clause:number': '1' };
    const mistake = await manager(`${permit}/new-finding`, { ...without(found, 'clause'), facts: '' });
    expect(mistake.status).toBe(422);
    expect(mistake.text).toContain('「違反の事実」を入力してください');
    expect(mistake.text).toContain(FOUND.howFound);
    const recorded = await manager(`${permit}/new-finding`, without(found, 'clause'));
    expect(pathOf(recorded.headers)).toBe(permit);
    const [{ findingId }] = (await orders.list(TAX, caseId)).findings;
    const finding = `${permit}/findings/${findingId}`;

    const chief = await browse(story, CHIEF);
    const inbox = await chief('/inbox');
    expect(inbox.text).toContain(`${finding}/receipt`);
    const receipt = await chief(`${finding}/receipt`);
    for (const word of [FOUND.facts, FOUND.opinion, '財政部税務課長 税務 三郎'])
      expect(receipt.text).toContain(word);
    const received = await chief(`${finding}/receipt`, { ...hiddenFields(receipt), remark: '急ぐこと' });
    expect(received.status).toBe(303);
    expect((await chief(received.headers['location'] ?? '')).text).toContain('違反報告を受領しました');

    const order = await manager(`${finding}/order`);
    expect(order.text).toContain('急ぐこと');
    // A last look follows: nothing is recorded by the first button.
    expect(order.text).toContain('「是正命令を発する」を押すと、次の画面で確かめてから記録します');
    expect(order.text).toContain('令和8年5月8日');
    const { violation, measures, reporting, consequence } = ORDER;
    const issuedLook = await manager(`${finding}/order`, {
      ...{ ...hiddenFields(order), violation, measures, reporting, consequence, dueOn: '令和8年5月8日' },
    });
    const issued = await manager(`${finding}/order`, pressedLast(issuedLook));
    expect(pathOf(issued.headers)).toBe(finding);
    expect((await manager(issued.headers['location'] ?? '')).text).toContain('是正命令を発しました');
    // A second press decides nothing again.
    const again = await manager(`${finding}/order`, {
      ...{ ...hiddenFields(order), violation, measures, reporting, consequence, dueOn: '令和8年5月8日' },
    });
    expect([again.status, pathOf(again.headers)]).toEqual([303, finding]);
    const changed = await manager(`${finding}/order`, {
      ...{ ...hiddenFields(order), violation, measures: '別の措置', reporting, consequence },
      dueOn: '令和8年5月8日',
    });
    expect([changed.status, changed.text.includes('別の措置')]).toEqual([409, true]);

    await story.until('2026-05-11T09:00');
    manager = await browse(story, TAX);
    const judge = await manager(`${finding}/judge`);
    expect(judge.text).toContain('是正報告が提出されていません');
    const judged = await manager(`${finding}/judge`, {
      ...{ ...hiddenFields(judge), result: 'disobeyed', reason: '報告がない。', statementDueOn: 'R8.5.22' },
    });
    expect(judged.status).toBe(303);
    expect((await manager(judged.headers['location'] ?? '')).text).toContain('未履行と判断し、');
    const printed = `${finding}/noncompliance-report`;
    expect((await manager(finding)).text).toContain(`href="${printed}"`);
    for (const word of [
      '未履行報告',
      '報告がない。',
      '提出されていない',
      '第8条の規定により、下記のとおり報告します',
    ])
      expect((await manager(printed)).text).toContain(word);
    expect((await manager(printed)).text).not.toContain('受領');
    const late = await browse(story, CHIEF);
    const report = await late(`${finding}/noncompliance`);
    expect(report.text).toContain('報告がない。');
    await late(`${finding}/noncompliance`, hiddenFields(report));
    expect((await late(printed)).text).toMatch(/受領<\/dt><dd>.*総務部ICT推進室長 統括 太郎/);

    const vendor = await browse(story, VENDOR);
    const shown = await vendor(finding);
    expect(shown.text).toContain('弁明を作成する');
    // What the city's people say among themselves is not for the vendor.
    expect(shown.text).not.toContain('急ぐこと');
    expect((await vendor(printed)).status).toBe(403);
    const closing = { statement: '人員が足りなかった。', 'closing:boolean': 'true' };
    expect((await vendor(`${finding}/statement`, closing)).status).toBe(303);

    const sanction = await manager(`${finding}/sanction`);
    for (const word of ['人員が足りなかった', 'R8-P0002', '再委託システム株式会社'])
      expect(sanction.text).toContain(word);
    const decidedLook = await manager(`${finding}/sanction`, {
      ...{ ...hiddenFields(sanction), sanction: 'revoke', ...SANCTION },
      'answers.0.answer': '人員の不足は理由とならない。',
    });
    const decided = await manager(`${finding}/sanction`, pressedLast(decidedLook));
    expect(decided.status).toBe(303);
    expect(await orders.status(caseId)).toBe('revoked');
    const [{ seq }] = (await orders.list(TAX, caseId)).notices;
    const notice = await vendor(`${permit}/notices/${seq}`);
    for (const word of [
      '取消通知書',
      '公印省略',
      '問合せ先',
      '0144-00-0200',
      SANCTION.facts,
      '人員が足りなかった',
    ])
      expect(notice.text).toContain(word);
    const seen = await vendor(`${permit}?part=all`);
    expect(seen.text).toContain('リモートメンテナンス利用許可取消通知書');
    const trail = (await manager(`${permit}/events`)).text;
    for (const said of [
      `履行の判断（第7条）<br><span class="soft">未履行、弁明の期限 令和8年5月22日</span>`,
      `取消・停止等の決定（第8条）<br><span class="soft">取消</span>`,
      `<a href="${finding}">是正命令 `,
    ])
      expect(trail).toContain(said);
    expect(seen.text).not.toContain('次回の再確認');
    const ended = (await vendor(`${permit}/findings/${findingId}`)).text;
    expect(ended).toMatch(/第8条による決定<\/dt>\s*<dd>取消/);
    expect(ended).toContain(`href="${permit}/notices/${seq}"`);
    expect(ended, 'the header').toContain('<span class="roles">北斗情報システム株式会社</span>');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('候補は、不問とするか認知するかを一つの画面で選び、見えないところの入力は求められない', async () => {
    const { story, orders, caseId, permit } = await begin();
    await orders.instruct(caseId, { dueOn: '2026-04-21' });
    await story.until('2026-04-22T09:00');
    const [{ findingId }] = (await orders.list(TAX, caseId)).findings;
    const manager = await browse(story, TAX);
    for (const list of ['/inbox', `${permit}?part=all`])
      expect((await manager(list)).text).toContain('指示に従っていない');
    expect((await manager(`${permit}/findings/${findingId}`)).text).toMatch(
      /候補の元の記録<\/dt>\s*<dd><a href="[^"]+\/instructions\/[^"]+">指示 苫税第/,
    );
    const page = await manager(`${permit}/findings/${findingId}/candidate`);
    expect(page.text).toContain('候補は、それだけでは違反ではありません');
    expect(page.text).toContain('指示（苫税第3号）の履行の確認</textarea>');
    const typed = { ...hiddenFields(page), 'clause:number': '6', facts: 'x', howFound: 'x' };
    const without = await manager(`${permit}/findings/${findingId}/candidate`, {
      ...typed,
      choice: 'dismiss',
    });
    expect(without.status).toBe(422);
    expect(without.text).toContain('「不問とする理由」を入力してください');
    const done = await manager(`${permit}/findings/${findingId}/candidate`, {
      ...{ ...typed, choice: 'dismiss', reason: '行き違いであった。' },
    });
    expect(done.status).toBe(303);
    expect((await manager(`${permit}/findings/${findingId}`)).text).toContain('行き違いであった。');
  });

  test('判断を選ばないときの誤りは、画面の言葉で書く', async () => {
    const { story, orders, caseId, permit } = await begin();
    await orders.instruct(caseId, { dueOn: '2026-04-21' });
    await story.until('2026-04-22T09:00');
    const [{ findingId }] = (await orders.list(TAX, caseId)).findings;
    const manager = await browse(story, TAX);
    const path = `${permit}/findings/${findingId}/candidate`;
    const refused = await manager(path, hiddenFields(await manager(path)));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('「判断」を選択してください');
    expect(refused.text).not.toContain('dismiss（');
  });

  test('事業者の画面: 提出した後は、待っていることを示す。停止中は、解除の条件と、報告したことを示す', async () => {
    const { story, orders, caseId, permit } = await begin();
    const findingId = await orders.ordered(caseId);
    const finding = `${permit}/findings/${findingId}`;
    let vendor = await browse(story, VENDOR);
    expect((await vendor(finding)).text).toContain('是正報告を提出してください');
    await orders.reply(caseId, findingId);
    const replied = (await vendor(finding)).text;
    expect(replied).toContain('是正報告を提出しました');
    expect(replied).not.toContain('是正報告を提出してください');
    expect(replied).not.toContain('候補の種類');
    // Due on 4 May, a holiday as the 5th and the 6th are.
    await story.until('2026-05-07T09:00');
    const partial = { result: 'partial', reason: '一部のみである。', dueOn: '2026-05-21' };
    expect((await orders.judge(caseId, findingId, partial)).status).toBe(200);
    vendor = await browse(story, VENDOR);
    expect((await vendor(finding)).text).toContain('是正報告を提出してください');

    await story.until('2026-05-22T09:00');
    vendor = await browse(story, VENDOR);
    const disobeyed = { result: 'disobeyed', reason: '報告がない。', statementDueOn: '2026-05-29' };
    expect((await orders.judge(caseId, findingId, disobeyed)).status).toBe(200);
    expect((await vendor(finding)).text).toContain('弁明を提出できます');
    await orders.state(caseId, findingId);
    expect((await vendor(finding)).text).toContain('弁明を提出しました');
    await orders.receiveNoncompliance(caseId, findingId);
    // What was announced is waited for (ADR 33).
    await story.until('2026-05-30T09:00');
    const suspension = { sanction: 'suspend', conditions: '手順書の提出' };
    expect((await orders.sanction(caseId, findingId, suspension)).status).toBe(200);
    vendor = await browse(story, VENDOR);
    for (const path of [finding, `${finding}/conditions`])
      expect((await vendor(path)).text).toContain('手順書の提出');
    await orders.conditions(caseId, findingId);
    expect((await vendor(finding)).text).toContain('解除条件の充足を報告しました');
  });

  test('第12条: 公印を省略しない設定の後に発した書面は公印の場所を空け、前の書面は変わらない', async () => {
    const { story, orders, caseId } = await begin();
    const chief = await story.as(CHIEF);
    const { settings } = (await chief('GET', '/v1/settings')).json;
    const changed = { settings: { ...settings, sealOmitted: false }, reason: '公印を押すこととした' };
    expect((await story.decree('PUT', '/v1/settings', changed)).status).toBe(200);
    const findingId = await orders.ordered(caseId);
    const [order] = (await orders.vendorFinding(caseId, findingId)).json.papers;
    const vendor = await browse(story, VENDOR);
    const printed = (await vendor(`/permits/${caseId}/findings/${findingId}/papers/${order.seq}`)).text;
    expect(printed).toContain('<span class="paper-seal">印</span>');
    expect(printed).not.toContain('公印省略');
    expect((await vendor(`/applications/${caseId}/notice`)).text).toContain('（公印省略）');
    expect((await (await browse(story, CHIEF))('/settings?part=history')).text).toContain(
      '公印を省略すること：いいえ',
    );
  });

  test('A4の書面: 違反報告は市だけ、命令書と是正報告は双方。他社・他課には、ないものと同じ', async () => {
    const { story, orders, caseId, permit } = await begin();
    const findingId = await orders.ordered(caseId);
    await orders.reply(caseId, findingId);
    const { papers } = await orders.viewed(TAX, caseId, findingId);
    const seqOf = (type: string) =>
      papers.find(({ paper }: { paper: { type: string } }) => paper.type === type).seq;
    const path = (type: string) => `${permit}/findings/${findingId}/papers/${seqOf(type)}`;
    const [manager, vendor] = [await browse(story, TAX), await browse(story, VENDOR)];
    expect((await manager(path('violation-found'))).text).toContain(
      '第7条の規定により、下記のとおり報告します',
    );
    expect((await manager(path('violation-found'))).text).toContain('総務部ICT推進室長 統括 太郎');
    expect((await vendor(path('violation-found'))).status).toBe(404);
    // In the trail: in the words of the form, and as it is kept.
    const kept = (await manager(`${permit}/papers/${seqOf('order-issued')}`)).text;
    for (const word of [
      '<dt>命ずる措置</dt>',
      `<a href="${permit}/findings/${findingId}">是正命令 `,
      '&quot;measures&quot;',
    ])
      expect(kept).toContain(word);
    const { orderNo } = await orders.viewed(TAX, caseId, findingId);
    for (const reader of [manager, vendor]) {
      expect((await reader(path('order-issued'))).text).toContain('必要な措置をとることを命じます');
      const reply = (await reader(path('order-replied'))).text;
      expect(reply).toContain(`付け${orderNo}により命じられた措置`);
      expect(reply).toContain('下記のとおり行いましたので、報告します');
    }
    for (const address of [OTHER_VENDOR, CARE]) {
      const stranger = await browse(story, address);
      const foreign = await stranger(`${permit}/findings/${findingId}`);
      expect(foreign.status).toBe(404);
      expect(foreign.text).toBe((await stranger(`/permits/01ARZ3NDEKTSV4RRFFQ69G5FAV/findings/x`)).text);
    }
  });
});

const without = (fields: Readonly<Record<string, string>>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
