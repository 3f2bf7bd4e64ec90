import { describe, expect, test } from 'vitest';
import { createOrders } from '../support/orders.ts';
import { createStory, TAX } from '../support/story.ts';

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
