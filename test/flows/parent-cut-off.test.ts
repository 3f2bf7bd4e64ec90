import { expect, test } from 'vitest';
import { isSupervised } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { scopeOfPermit } from '../../core/permit/scope-of-permit.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/** 第6条第6号・第11条: an emergency cut-off of the vendor's permit reaches the subcontractor's connections, in every place. */

const begin = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const parent = await orders.permit();
  const child = await orders.child('R8-P0001');
  await story.until('2026-04-21T09:00');
  const works = worksOf(story, child);
  const cut = async (caseId: string): Promise<string> => {
    const answer = await orders.instruct(caseId, { kind: 'cut-off', dueOn: undefined });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.json.instructionId;
  };
  const lift = (caseId: string, id: string) =>
    orders.post(TAX, `${orders.instructions(caseId)}/${id}/lifting`, { reason: '解消した' });
  const done = async (on: string): Promise<string> => {
    const workId = await works.announced(on);
    expect((await works.answer(workId, { choice: 'accept' })).status).toBe(200);
    return workId;
  };
  return { story, orders, parent, child, works, cut, lift, done };
};
const typeOf = ({ status, json }: { status: number; json: { type?: string } }) => [
  status,
  json.type?.split(':').at(-1),
];

test('元請の緊急接続停止の間、再委託者の作業は申請も承認もできず、していた接続は違反の候補となる', async () => {
  const { story, parent, child, works, cut, lift, done } = await begin();
  const [before, during, after] = [
    await done('2026-05-11'),
    await done('2026-05-12'),
    await done('2026-05-13'),
  ];
  const waiting = await works.announced('2026-05-20');
  await story.until('2026-05-12T10:30');
  const id = await cut(parent);
  expect(typeOf(await works.announce('2026-05-21'))).toEqual([409, 'cut-off']);
  expect(typeOf(await works.answer(waiting, { choice: 'accept' }))).toEqual([409, 'cut-off']);
  expect((await (await browse(story, VENDOR))(`/permits/${child}`)).text).toContain(
    '保守事業者の許可が緊急接続停止中です',
  );
  await story.until('2026-05-12T13:00');
  expect((await lift(parent, id)).status).toBe(200);
  expect((await works.answer(waiting, { choice: 'accept' })).status).toBe(200);
  await story.until('2026-05-13T13:00');
  const flags = [];
  for (const [workId, on] of [
    [before, '2026-05-11'],
    [during, '2026-05-12'],
    [after, '2026-05-13'],
  ] as const)
    flags.push((await works.report(workId, on)).json.flags);
  expect(flags).toEqual([[], ['cut-off'], []]);
  expect(await works.candidates()).toMatchObject([{ kind: 'cut-off', clause: 6, about: during }]);
});

test('二つの緊急接続停止のうち一つを解除しても、もう一つが続く。自らのものと元請のものも同じ', async () => {
  const { parent, child, works, cut, lift } = await begin();
  const [first, second, own] = [await cut(parent), await cut(parent), await cut(child)];
  const announced = async () => (await works.announce('2026-05-11')).status;
  const seen: number[] = [];
  for (const [caseId, id] of [
    [parent, first],
    [child, own],
    [parent, second],
  ] as const) {
    seen.push(await announced());
    expect((await lift(caseId, id)).status).toBe(200);
  }
  expect([...seen, await announced()]).toEqual([409, 409, 409, 201]);
});

test('許可の範囲の「接続できない時間」は、自らのものと元請のものをすべて含む', async () => {
  const { story, parent, child, cut, lift } = await begin();
  const scope = async (caseId: string) => {
    const state = await loadCase(story.store, caseId);
    if (!state || !isSupervised(state)) throw new Error('no permit');
    const { cutOffs } = await (await scopeOfPermit(story.store, state))('2026-04-21');
    return cutOffs.map(({ from, to }) => [from.slice(0, 16), to.slice(0, 16)]);
  };
  const own = await cut(child);
  await story.until('2026-04-21T10:00');
  await cut(parent);
  await story.until('2026-04-21T11:00');
  await lift(child, own);
  expect(await scope(child)).toEqual([
    ['2026-04-21T00:00', '2026-04-21T02:00'],
    ['2026-04-21T01:00', '9999-12-31T00:00'],
  ]);
  expect(await scope(parent)).toEqual([['2026-04-21T01:00', '9999-12-31T00:00']]);
});
