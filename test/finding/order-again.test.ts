import { describe, expect, test } from 'vitest';
import { browse, hiddenFields } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';

/** 第7条, 第8条, docs/adr/0058: what was sent and written about an order that was withdrawn says nothing about the one made anew. */

const begin = async (more: object = {}) => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(more);
  await story.until('2026-04-20T09:00');
  /** The order is withdrawn, and another one is to follow. */
  const withdrawAgain = async (findingId: string) => {
    const path = `/v1/permits/${caseId}/findings/${findingId}/withdrawal`;
    const { status, text } = await orders.post(TAX, path, { reason: '命令の内容を誤った。', again: true });
    expect(status, text).toBe(200);
  };
  const orderAnew = async (findingId: string) => {
    await withdrawAgain(findingId);
    const { status, text } = await orders.order(caseId, findingId);
    expect(status, text).toBe(200);
  };
  /** Its deadline has passed, and nothing was done. */
  const judgedDisobeyed = async (findingId: string) => {
    await story.until(`${orders.inDays(18)}T09:00`);
    const judged = await orders.judge(caseId, findingId, { result: 'disobeyed', reason: '報告がない。' });
    expect(judged.status, judged.text).toBe(200);
  };
  return { story, orders, caseId, withdrawAgain, orderAnew, judgedDisobeyed };
};

describe('第8条: 弁明の終わりの申出は、その判断についてのものに限る', () => {
  const confirmed = async ({ orders, caseId }: Awaited<ReturnType<typeof begin>>, findingId: string) => {
    const { hearingRef } = (await orders.vendorFinding(caseId, findingId)).json;
    const answer = { heard: hearingRef.seq, answer: 'confirmed' };
    const answered = await orders.answerHearing(caseId, findingId, answer);
    expect(answered.status, answered.text).toBe(200);
    const { statementClosed } = (await orders.vendorFinding(caseId, findingId)).json;
    const decided = await orders.sanction(caseId, findingId, { sanction: 'revoke' });
    return [statementClosed, decided.status, await orders.status(caseId)];
  };

  test('撤回した命令についての記録を確認しても、改めて発した命令についての弁明の機会は終わらない', async () => {
    const play = await begin();
    const { story, orders, caseId, orderAnew, judgedDisobeyed } = play;
    const findingId = await orders.disobeyed(caseId);
    expect((await orders.hear(caseId, findingId, { closing: true })).status).toBe(200);
    await orderAnew(findingId);
    await judgedDisobeyed(findingId);
    expect((await orders.receiveNoncompliance(caseId, findingId)).status).toBe(200);
    expect(await confirmed(play, findingId)).toEqual([false, 422, 'active']);
    // What is said about the new order ends its hearing.
    expect((await orders.hear(caseId, findingId, { closing: true })).status).toBe(200);
    expect(await confirmed(play, findingId)).toEqual([true, 200, 'revoked']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('改めて未履行と判断した後に、前の判断についての記録を確認しても、弁明の機会は終わらない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await orders.disobeyed(caseId);
    expect((await orders.hear(caseId, findingId, { closing: true })).status).toBe(200);
    const anew = { result: 'disobeyed', reason: '予定する措置を改める。' };
    expect((await orders.judgeAnew(caseId, findingId, anew)).status).toBe(200);
    expect((await orders.receiveNoncompliance(caseId, findingId)).status).toBe(200);
    expect(await confirmed(play, findingId)).toEqual([false, 422, 'active']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('判断が一つのときは、確認により弁明の機会が終わる', async () => {
    const play = await begin();
    const findingId = await play.orders.disobeyed(play.caseId);
    expect((await play.orders.hear(play.caseId, findingId, { closing: true })).status).toBe(200);
    expect(await confirmed(play, findingId)).toEqual([true, 200, 'revoked']);
    expect(await play.story.violations(play.caseId)).toEqual([]);
  });
});

describe('第8条: 撤回した命令についての弁明', () => {
  test('決定はそれにも答え、通知書は、どの命令についての弁明かを示す。記録の数は、その命令について数える', async () => {
    const { story, orders, caseId, orderAnew, judgedDisobeyed } = await begin();
    const findingId = await orders.ordered(caseId);
    const { orderNo } = await orders.viewed(TAX, caseId, findingId);
    await judgedDisobeyed(findingId);
    expect((await orders.receiveNoncompliance(caseId, findingId)).status).toBe(200);
    const recorded = async () => {
      const all = [];
      for (let n = 0; n < 31; n += 1)
        all.push((await orders.hear(caseId, findingId, { statement: `記録${n}` })).status);
      return all;
    };
    const thirty = [...Array.from({ length: 30 }, () => 200), 409];
    expect(await recorded()).toEqual(thirty);
    for (let n = 0; n < 20; n += 1)
      expect((await orders.state(caseId, findingId, `先の弁明${n}`)).status).toBe(200);
    await orderAnew(findingId);
    await judgedDisobeyed(findingId);
    expect((await orders.receiveNoncompliance(caseId, findingId)).status).toBe(200);
    expect(await recorded()).toEqual(thirty);
    expect((await orders.state(caseId, findingId, '後の弁明', { closing: true })).status).toBe(200);
    const { statementRefs } = await orders.viewed(TAX, caseId, findingId);
    expect(statementRefs).toHaveLength(81);
    const decided = await orders.sanction(caseId, findingId);
    expect(decided.status, decided.text).toBe(200);
    const [{ seq, paper }] = (await orders.list(VENDOR, caseId)).notices;
    const about = paper.heard.statements.map((one: { orderNo?: string }) => one.orderNo);
    expect(about).toEqual([
      ...Array.from({ length: 50 }, () => orderNo),
      ...Array.from({ length: 31 }, () => undefined),
    ]);
    const notice = (await (await browse(story, VENDOR))(`/permits/${caseId}/notices/${seq}`)).text;
    expect(notice.split(`（撤回した命令　${orderNo}について）`)).toHaveLength(51);
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('第7条: 是正報告は、それが提出されたときの命令についてのもの', () => {
  test('保守事業者の画面は、改めて発した命令に是正報告が出ていないことを示し、出せば受け付けたことを示す', async () => {
    const { story, orders, caseId, orderAnew } = await begin();
    const findingId = await orders.ordered(caseId);
    const page = async () =>
      (await (await browse(story, VENDOR))(`/permits/${caseId}/findings/${findingId}`)).text;
    expect((await orders.reply(caseId, findingId)).status).toBe(200);
    expect(await page()).toContain('是正報告を提出しました');
    await orderAnew(findingId);
    expect(await page()).toContain('是正報告を提出してください');
    expect(await page()).not.toContain('是正報告を提出しました');
    // For the vendor the record goes back to the first order, of which it has the papers, in the list as on its page.
    const [listed] = (await orders.list(VENDOR, caseId)).findings;
    expect(listed.openedAt).toBe((await orders.vendorFinding(caseId, findingId)).json.openedAt);
    expect((await orders.reply(caseId, findingId)).status).toBe(200);
    expect(await page()).toContain('是正報告を提出しました');
    // Twice withdrawn is once more nothing.
    await orderAnew(findingId);
    expect(await page()).toContain('是正報告を提出してください');
  });

  test('撤回した命令に出した報告の数は、改めて発した命令への是正報告を妨げない。その数は、その命令について数える', async () => {
    const { story, orders, caseId, orderAnew } = await begin();
    const findingId = await orders.ordered(caseId);
    const answers = async () => {
      const all = [];
      for (let n = 0; n < 31; n += 1)
        all.push((await orders.reply(caseId, findingId, { cause: `原因${n}` })).status);
      return all;
    };
    const thirty = [...Array.from({ length: 30 }, () => 200), 409];
    expect(await answers()).toEqual(thirty);
    await orderAnew(findingId);
    expect(await answers()).toEqual(thirty);
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('第8条: 未履行報告は、その判断のときのことを示す', () => {
  type Play = Awaited<ReturnType<typeof begin>>;
  const sheetAt = async ({ story }: Play, path: string) => {
    const { status, text } = await (await browse(story, TAX))(path);
    expect(status, path).toBe(200);
    return text.slice(text.indexOf('<article'), text.indexOf('</article'));
  };
  const reportOf = ({ caseId }: Play, findingId: string) =>
    `/permits/${caseId}/findings/${findingId}/noncompliance-report`;
  const rowOf = (sheet: string, label: string) =>
    new RegExp(`>${label}</(?:th|dt)><(td|dd)[^>]*>(.*?)</\\1>`, 's')
      .exec(sheet)?.[2]
      ?.replace(/<[^>]+>/g, '');

  test('撤回した命令への是正報告とその受領は、改めて発した命令の報告に表れない', async () => {
    const play = await begin();
    const { story, orders, caseId, orderAnew, judgedDisobeyed } = play;
    const findingId = await orders.ordered(caseId);
    expect((await orders.reply(caseId, findingId)).status).toBe(200);
    await judgedDisobeyed(findingId);
    expect((await orders.receiveNoncompliance(caseId, findingId)).status).toBe(200);
    const first = await sheetAt(play, reportOf(play, findingId));
    expect(rowOf(first, '是正報告')).toContain('に提出');
    expect(first).toContain('統括 太郎');
    await orderAnew(findingId);
    await judgedDisobeyed(findingId);
    // The chief has not received this one: it is asked for.
    const { questions, status, dueOn } = await orders.viewed(TAX, caseId, findingId);
    expect([status, questions.map(({ stage }: { stage: string }) => stage)]).toEqual([
      'disobeyed',
      ['noncompliance'],
    ]);
    const second = await sheetAt(play, reportOf(play, findingId));
    expect(rowOf(second, '是正報告')).toBe('提出されていない');
    expect(second).not.toContain('統括 太郎');
    // The first is still there, as it was: each judgement leads to its own.
    const links = [
      ...(await (await browse(story, TAX))(`/permits/${caseId}/findings/${findingId}`)).text.matchAll(
        /href="([^"]*noncompliance-report[^"]*)"/g,
      ),
    ].map(([, href = '']) => href);
    expect(links).toHaveLength(2);
    expect(await sheetAt(play, links[0] ?? '')).toBe(first);
    expect(await sheetAt(play, links[1] ?? '')).toBe(second);
    expect(dueOn).toBeDefined();
    const nothing = await (await browse(story, TAX))(`${reportOf(play, findingId)}?judged=1`);
    expect(nothing.status).toBe(404);
  });

  test('撤回の後も、改めて命令した後も、作られたときのとおりに印刷される', async () => {
    const play = await begin();
    const { orders, caseId, withdrawAgain } = play;
    const findingId = await orders.disobeyed(caseId);
    const sheet = () => sheetAt(play, reportOf(play, findingId));
    const before = await sheet();
    expect(rowOf(before, '履行期限')).toBe('令和8年5月4日');
    await withdrawAgain(findingId);
    expect(await sheet()).toBe(before);
    expect((await orders.order(caseId, findingId)).status).toBe(200);
    expect(await sheet()).toBe(before);
  });

  test('期限の変更・一部履行の後の報告は最後の期限を示し、報告の後の遅れた是正報告は、その報告に加わらない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
    expect((await orders.extend(caseId, findingId, '2026-05-15')).status).toBe(200);
    await story.until('2026-05-18T09:00');
    const partial = { result: 'partial', reason: '手順書が未了', dueOn: '2026-05-29' };
    expect((await orders.judge(caseId, findingId, partial)).status).toBe(200);
    await story.until('2026-06-01T09:00');
    const disobeyed = { result: 'disobeyed', reason: '手順書がない。' };
    expect((await orders.judge(caseId, findingId, disobeyed)).status).toBe(200);
    const first = await sheetAt(play, reportOf(play, findingId));
    expect(rowOf(first, '履行期限')).toBe('令和8年5月29日');
    expect(rowOf(first, '是正報告')).toBe('提出されていない');
    expect((await orders.reply(caseId, findingId)).status).toBe(200);
    expect(await sheetAt(play, reportOf(play, findingId))).toBe(first);
    // Judged anew, it has been handed in.
    expect((await orders.judgeAnew(caseId, findingId, disobeyed)).status).toBe(200);
    expect(rowOf(await sheetAt(play, reportOf(play, findingId)), '是正報告')).toContain(
      '令和8年6月1日に提出',
    );
  });
});

describe('第7条: 撤回した命令は、命令として引き継がれず、示されず、終結としない', () => {
  const UNTIL_MAY = { period: { from: '2026-04-20', to: '2026-05-29' } };
  const NEXT = { period: { from: '2026-05-30', to: '2027-03-31' } };
  type Play = Awaited<ReturnType<typeof begin>>;
  const renewed = async ({ story, caseId }: Play) => {
    const previousPermitNo = (await story.vendorView(caseId)).permitNo as string;
    return story.submit({ applicationType: 'renewal', previousPermitNo, ...NEXT });
  };
  const flat = (text = '') => text.replace(/<[^>]+>/g, '').replace(/\s+/g, '');

  test('許可が終わり、次の許可に引き継がれるとき、命じた措置と期限が続くとは知らせない', async () => {
    const play = await begin(UNTIL_MAY);
    const { story, orders, withdrawAgain, caseId } = play;
    const findingId = await orders.ordered(caseId);
    const stands = await orders.ordered(caseId, { dueOn: '2026-06-30' });
    const { orderNo } = await orders.viewed(TAX, caseId, stands);
    const next = await renewed(play);
    expect((await story.confirm(next)).status).toBe(200);
    expect((await story.approve(next)).status).toBe(200);
    await withdrawAgain(findingId);
    await story.until('2026-06-01T10:00');
    expect((await orders.viewed(TAX, next, findingId)).status).toBe('reported');
    const told = story.subjectsTo(VENDOR).filter((subject) => subject.includes('引継ぎ'));
    expect(told.map((subject) => subject.includes(orderNo))).toEqual([true]);
    // Under the next permit it is what it was: the manager is asked for the order, and the vendor is told of it when it is there.
    expect((await orders.order(next, findingId)).status).toBe(200);
    expect(story.subjectsTo(VENDOR)[0]).toContain('是正命令 苫税第');
  });

  test('次の申請を判断する者には、画面でも依頼のメールでも、撤回済みの命令として示す。許可が終わり終結とした後も', async () => {
    const play = await begin(UNTIL_MAY);
    const { story, orders, caseId, withdrawAgain } = play;
    const findingId = await orders.ordered(caseId);
    const { orderNo } = await orders.viewed(TAX, caseId, findingId);
    const stands = (await orders.viewed(TAX, caseId, await orders.ordered(caseId))).orderNo;
    await withdrawAgain(findingId);
    const next = await renewed(play);
    const page = async () => flat((await (await browse(story, TAX))(`/applications/${next}/decision`)).text);
    const mail = story.mailsTo(TAX).find(({ subject }) => subject.startsWith('【要決定】リモート接続申請'));
    for (const text of [await page(), flat(mail?.text)]) {
      expect(text).toContain(flat(`違反の記録（是正命令 ${orderNo} は撤回済み）`));
      expect(text).toContain(flat(`是正命令 ${stands}（`));
      expect(text).not.toContain(flat(`是正命令 ${orderNo}（`));
    }
    await story.until('2026-06-01T10:00');
    const [{ hash }] = (await orders.viewed(TAX, caseId, findingId)).questions;
    const path = `/v1/permits/${caseId}/findings/${findingId}/closing`;
    expect((await orders.post(TAX, path, { hash, reason: '許可の終了による。' })).status).toBe(200);
    expect(await page()).not.toContain(flat(`是正命令 ${orderNo}（`));
  });

  test('許可が終わり終結とするとき、代わる命令を行わないことを知らせ、撤回した命令を終結としたとは言わない', async () => {
    const { story, orders, caseId, withdrawAgain } = await begin(UNTIL_MAY);
    const findingId = await orders.ordered(caseId);
    const { orderNo } = await orders.viewed(TAX, caseId, findingId);
    await withdrawAgain(findingId);
    await story.until('2026-06-01T10:00');
    const [{ hash, stage }] = (await orders.viewed(TAX, caseId, findingId)).questions;
    expect(stage).toBe('closing');
    const asked = story.mailsTo(TAX).find(({ subject }) => subject.includes('終結の判断'));
    expect(flat(asked?.text)).toContain(flat(`撤回した是正命令：${orderNo}`));
    const path = `/v1/permits/${caseId}/findings/${findingId}/closing`;
    expect((await orders.post(TAX, path, { hash, reason: '許可の終了による。' })).status).toBe(200);
    const [mail] = story.mailsTo(VENDOR);
    expect(mail?.subject).toContain('違反についての手続の終結');
    expect(flat(mail?.text)).toContain(flat(`撤回した是正命令 ${orderNo} に代わる命令は行いません`));
    expect(flat(mail?.text)).not.toContain('を終結としました');
  });
});

describe('前の命令・判断について開いた画面は、改めて出された命令・判断についてのものとして送られない', () => {
  test('是正報告: 入力を残して、内容が変わったことを示す。読み直して送れば、受け付ける', async () => {
    const { story, orders, caseId, orderAnew } = await begin();
    const findingId = await orders.ordered(caseId);
    const visit = await browse(story, VENDOR);
    const path = `/permits/${caseId}/findings/${findingId}/reply`;
    const before = hiddenFields(await visit(path));
    const typed = {
      ...{ cause: '確認の漏れ。', measures: '前の命令についての措置。' },
      ...{ doneOn: '2026-04-20', prevention: '再発防止策。' },
    };
    await orderAnew(findingId);
    const stale = await visit(path, { ...before, ...typed });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('表示した後に内容が変わりました');
    expect(stale.text).toContain('前の命令についての措置。');
    const replies = async (): Promise<number> =>
      (await orders.vendorFinding(caseId, findingId)).json.papers.filter(
        ({ paper }: { paper: { type: string } }) => paper.type === 'order-replied',
      ).length;
    expect(await replies()).toBe(0);
    const sent = await visit(path, { ...hiddenFields(stale), ...typed });
    expect(sent.status, sent.text).toBe(303);
    expect(await replies()).toBe(1);
  });

  test('弁明: 「以上で弁明を終える」も、前の判断についてのものは受け付けない', async () => {
    const { story, orders, caseId, judgedDisobeyed } = await begin();
    const findingId = await orders.ordered(caseId);
    await judgedDisobeyed(findingId);
    const receive = () => orders.receiveNoncompliance(caseId, findingId);
    expect((await receive()).status).toBe(200);
    const visit = await browse(story, VENDOR);
    const path = `/permits/${caseId}/findings/${findingId}/statement`;
    const first = await visit(path);

    expect(first.status).toBe(200);
    const before = hiddenFields(first);
    const anew = { result: 'disobeyed', reason: '予定する措置を改める。' };
    expect((await orders.judgeAnew(caseId, findingId, anew)).status).toBe(200);
    expect((await receive()).status).toBe(200);
    const again = await browse(story, VENDOR);
    const typed = { statement: '前の判断についての弁明。', 'closing:boolean': 'true' };
    const stale = await again(path, { hash: before['hash'] ?? '', ...typed });
    expect(stale.status).toBe(409);
    expect((await orders.vendorFinding(caseId, findingId)).json.statementClosed).toBeFalsy();
    const last = await again(path, { ...hiddenFields(stale), ...typed });
    expect(last.status, last.text).not.toBe(409);
  });

  test('一時保存した是正報告は、改めて命令された後に開くと、変わったことを示す', async () => {
    const { story, orders, caseId, orderAnew } = await begin();
    const findingId = await orders.ordered(caseId);
    const visit = await browse(story, VENDOR);
    const path = `/permits/${caseId}/findings/${findingId}/reply`;
    const saved = await visit(path, {
      ...hiddenFields(await visit(path)),
      ...{ measures: '途中まで。', _action: 'save' },
    });
    expect(saved.status, saved.text).toBe(303);
    await orderAnew(findingId);
    const opened = await visit(`${path}?saved=1`);
    expect(opened.text).toContain('途中まで。');
    expect(opened.text).toContain('表示した後に内容が変わりました');
  });
});
