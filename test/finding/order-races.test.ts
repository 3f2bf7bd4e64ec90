import { expect, test } from 'vitest';
import { createOrders, FOUND, REPLY } from '../support/orders.ts';
import { createStory, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';

/** 第7条, 第8条: two people at once lead to one act; nobody's word is passed over. */

const begin = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit();
  await story.until('2026-04-20T09:00');
  const [manager, deputy, vendor] = [await story.as(TAX), await story.as(TAX_DEPUTY), await story.as(VENDOR)];
  const path = (findingId: string, act: string) => `/v1/permits/${caseId}/findings/${findingId}/${act}`;
  return { story, orders, caseId, manager, deputy, vendor, path };
};
const statuses = (answers: readonly { readonly status: number }[]) =>
  answers.map(({ status }) => status).sort();

test('本人と代決者が同時に判断すれば、一方だけが通り、もう一方には済んだことが伝わる', async () => {
  const { story, orders, caseId, manager, deputy, path } = await begin();
  for (let round = 0; round < 5; round += 1) {
    const findingId = await orders.ordered(caseId);
    await orders.reply(caseId, findingId);
    const { hash } = (await orders.viewed(TAX, caseId, findingId)).questions[0];
    const other = { hash, result: 'fulfilled', reason: '足りている' };
    const answers = await Promise.all([
      manager('POST', path(findingId, 'compliance'), { hash, result: 'fulfilled', reason: '確認した' }),
      deputy('POST', path(findingId, 'compliance'), other),
    ]);
    await story.settle();
    expect(statuses(answers)).toEqual([200, 409]);
    expect(await story.violations(caseId)).toEqual([]);
  }
});

test('是正報告と判断が重なれば、報告を読まずに判断したことにはならない', async () => {
  const { story, orders, caseId, manager, vendor, path } = await begin();
  const findingId = await orders.ordered(caseId, { dueOn: '2026-04-27' });
  await story.until('2026-04-28T09:00');
  const { hash } = (await orders.viewed(TAX, caseId, findingId)).questions[0];
  const fresh = { manager: await story.as(TAX), vendor: await story.as(VENDOR) };
  expect([manager, vendor]).toHaveLength(2);
  const [judged, replied] = await Promise.all([
    fresh.manager('POST', path(findingId, 'compliance'), { hash, result: 'disobeyed', reason: '報告がない' }),
    fresh.vendor(
      'POST',
      path(findingId, 'reply'),
      { ...REPLY, doneOn: '2026-04-28' },
      { 'idempotency-key': 'r' },
    ),
  ]);
  await story.settle();
  // Whichever came first: never both as if the other were not there.
  expect(statuses([judged, replied])).toEqual([200, 409]);
  expect(await story.violations(caseId)).toEqual([]);
});

test('同じ命令への取消と停止が重なれば、一つだけが行われる', async () => {
  const { story, orders, caseId, path } = await begin();
  const findingId = await orders.disobeyed(caseId);
  const { hash } = (await orders.viewed(TAX, caseId, findingId)).questions[0];
  const [manager, deputy] = [await story.as(TAX), await story.as(TAX_DEPUTY)];
  const common = { hash, facts: '措置がない', reason: '第8条', weighing: '軽くない' };
  const answers = await Promise.all([
    manager('POST', path(findingId, 'sanction'), { ...common, sanction: 'revoke' }),
    deputy('POST', path(findingId, 'sanction'), { ...common, sanction: 'suspend', conditions: '手順書' }),
  ]);
  await story.settle();
  expect(statuses(answers)).toEqual([200, 409]);
  expect(['revoked', 'suspended']).toContain(await orders.status(caseId));
  expect((await orders.list(TAX, caseId)).notices).toHaveLength(1);
  expect(await story.violations(caseId)).toEqual([]);
});

test('文書番号は、同時に発しても重ならない', async () => {
  const { story, orders, caseId, manager, path } = await begin();
  const ids: string[] = [];
  for (let n = 0; n < 4; n += 1) ids.push((await orders.find(caseId, FOUND)).json.findingId);
  const shown = await Promise.all(ids.map((id) => orders.viewed(TAX, caseId, id)));
  const hashes = shown.map(
    ({ questions }) => questions.find(({ stage }: { stage: string }) => stage === 'order').hash,
  );
  const text = { violation: 'a', measures: 'b', reporting: 'c', consequence: 'd', dueOn: '2026-05-08' };
  const answers = await Promise.all(
    ids.map((id, index) => manager('POST', path(id, 'order'), { ...text, hash: hashes[index] })),
  );
  await story.settle();
  expect(statuses(answers)).toEqual([200, 200, 200, 200]);
  const numbers = (await orders.list(TAX, caseId)).findings.map(
    ({ orderNo }: { orderNo: string }) => orderNo,
  );
  expect(new Set(numbers).size).toBe(4);
  expect(await story.violations(caseId)).toEqual([]);
});
