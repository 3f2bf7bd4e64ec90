import { describe, expect, test } from 'vitest';
import { act } from '../../core/case/case.ts';
import { actWrites, loadCase } from '../../core/case/case-store.ts';
import type { Store, Write } from '../../core/store/ports.ts';
import { system } from '../../core/values/identity.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, createStory, TAX } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';
import type { Answer } from '../support/world.ts';

/**
 * 第11条, INV-23: every act on a subcontractor's permit that is judged by the vendor's permit, against what befalls the
 * vendor's permit between the reading and the writing. Written by hand.
 */

const SUBCONTRACTING = {
  parentPermitNo: 'R8-P0001',
  company: '再委託システム株式会社',
  cityConsentNo: '苫情推第9号',
};

const eventsIn = (writes: readonly Write[]): { readonly caseId: string; readonly type: string }[] =>
  writes.flatMap((write) =>
    'put' in write && write.put['event'] && write.put.pk.startsWith('CASE#')
      ? [{ caseId: write.put.pk.slice('CASE#'.length), type: Object(write.put['event']).fact.type }]
      : [],
  );

/** A parent with one child, both in force, and something that happens just before an event of that type is written. */
const begin = async () => {
  let trap: { readonly type: string; readonly befall: () => Promise<void> } | undefined;
  /** How often an act with that event was to be written. */
  let tries = 0;
  const bare: Store[] = [];
  const story = await createStory({
    decorateStore: (store) => {
      bare.push(store);
      return {
        ...store,
        transact: async (writes) => {
          const caught = trap;
          if (caught && eventsIn(writes).some(({ type }) => type === caught.type)) {
            tries += 1;
            if (tries === 1) await caught.befall();
          }
          return store.transact(writes);
        },
      };
    },
  });
  const orders = createOrders(story);
  const parent = await orders.permit();
  const child = await orders.child('R8-P0001');
  await story.until('2026-04-21T09:00');
  const turn = async (type: 'suspended' | 'revoked') => {
    const [store] = bare;
    const state = await loadCase(story.store, parent);
    const fact = { type, findingId: 'F', orderNo: '苫情推第1号', documentNo: '苫情推第2号' };
    const outcome = act(state, fact, system('daily'), story.clock.now());
    if (!store || !outcome.ok) throw new Error('the parent does not turn');
    // The parent's own row alone: what the cascade would do to the child is not what is looked at.
    expect((await store.transact(actWrites(outcome.value))).ok).toBe(true);
  };
  let keys = 0;
  const cutOff = async () => {
    keys += 1;
    const tax = await story.as(TAX);
    const answer = await tax(
      'POST',
      orders.instructions(parent),
      { kind: 'cut-off', title: '停止', text: '接続を止めること。', ground: '不審な通信' },
      { 'idempotency-key': `cut-${keys}` },
    );
    if (answer.status !== 201) throw new Error(answer.text);
  };
  const befalls = { suspended: () => turn('suspended'), revoked: () => turn('revoked'), 'cut-off': cutOff };
  const during = async <T>(type: string, what: keyof typeof befalls, run: () => Promise<T>): Promise<T> => {
    trap = { type, befall: befalls[what] };
    const result = await run();
    await story.settle();
    trap = undefined;
    return result;
  };
  const works = worksOf(story, child);
  return { story, orders, parent, child, works, during, tries: () => tries };
};
type City = Awaited<ReturnType<typeof begin>>;
const outcomeOf = ({ status, json }: Answer): string =>
  `${status} ${json.type?.split(/[:/]/).at(-1) ?? ''}`.trim();
const pending = (city: City, from = city.story.today().toString()) =>
  city.story.submit({ subcontracting: SUBCONTRACTING, period: { from, to: '2027-03-31' } });
const applied = (city: City) =>
  city.story.vendorApi(
    'POST',
    '/v1/applications',
    city.story.application({
      subcontracting: SUBCONTRACTING,
      period: { from: city.story.today().toString(), to: '2027-03-31' },
    }),
    { 'idempotency-key': 'late' },
  );

const MAPPING = {
  'mapping.headerLine:number': '1',
  'mapping.columns.account': '利用者ID',
  'mapping.columns.connectedAt': '接続日時',
  'mapping.columns.disconnectedAt': '切断日時',
  'mapping.zone': 'jst',
  'mapping.durationUnit': 'seconds',
};

type Row = readonly [
  act: string,
  event: string,
  what: 'suspended' | 'revoked' | 'cut-off',
  /** Plays the act; what must not be so is prepared before. */
  play: (city: City) => Promise<(run: <T>(act: () => Promise<T>) => Promise<T>) => Promise<string>>,
  outcome: string,
];

const announce: Row[3] =
  async ({ works }) =>
  (race) =>
    race(() => works.announce('2026-05-11')).then(outcomeOf);
const accept: Row[3] = async ({ works }) => {
  const workId = await works.announced('2026-05-11');
  return (race) => race(() => works.answer(workId, { choice: 'accept' })).then(outcomeOf);
};
const confirm: Row[3] = async (city) => {
  const caseId = await pending(city);
  return (race) => race(() => city.story.confirm(caseId)).then(outcomeOf);
};
const approve: Row[3] = async (city) => {
  const caseId = await pending(city);
  await city.story.confirm(caseId);
  return (race) => race(() => city.story.approve(caseId)).then(outcomeOf);
};
const resubmit: Row[3] = async (city) => {
  const caseId = await pending(city);
  await city.story.returnItems(caseId);
  const again = { subcontracting: SUBCONTRACTING, period: { from: '2026-04-21', to: '2027-03-31' } };
  return (race) => race(() => city.story.resubmit(caseId, again)).then(outcomeOf);
};

const TABLE: readonly Row[] = [
  [
    '再委託の申請',
    'submitted',
    'revoked',
    async (city) => (race) => race(() => applied(city)).then(outcomeOf),
    '422 invalid-application',
  ],
  ['再委託の申請の補正', 'resubmitted', 'revoked', resubmit, '422 invalid-application'],
  ['管理者の確認', 'confirmed', 'revoked', confirm, '409 parent-not-in-force'],
  ['統括の承認', 'approved', 'revoked', approve, '409 parent-not-in-force'],
  // It may be approved, and starts only with its parent.
  ['統括の承認', 'approved', 'suspended', approve, '200'],
  ['作業の申請', 'work-announced', 'cut-off', announce, '409 cut-off'],
  [
    '作業の申請のし直し',
    'work-revised',
    'cut-off',
    async ({ works }) => {
      const workId = await works.announced('2026-05-11');
      await works.answer(workId, { choice: 'return', reason: '不足' });
      return (race) => race(() => works.revise(workId, '2026-05-12')).then(outcomeOf);
    },
    '409 cut-off',
  ],
  ['作業の承認', 'work-answered', 'cut-off', accept, '409 cut-off'],
  [
    '作業の差戻し',
    'work-answered',
    'cut-off',
    async ({ works }) => {
      const workId = await works.announced('2026-05-11');
      return (race) => race(() => works.answer(workId, { choice: 'return', reason: '不足' })).then(outcomeOf);
    },
    '200',
  ],
  // The connection was over before: it is judged anew, and is what it was.
  [
    '接続の報告',
    'session-reported',
    'cut-off',
    async ({ works, story }) => {
      const workId = await works.announced('2026-05-11');
      await works.answer(workId, { choice: 'accept' });
      await story.until('2026-05-11T13:00');
      await story.as(TAX);
      return (race) => race(() => works.report(workId, '2026-05-11')).then(outcomeOf);
    },
    '201',
  ],
  [
    '再委託者自身の停止の解除',
    'suspension-lifted',
    'suspended',
    async ({ orders, child }) => {
      const finding = await orders.suspended(child);
      await orders.conditions(child, finding);
      return (race) => race(() => orders.lift(child, finding)).then(outcomeOf);
    },
    '409 parent-not-in-force',
  ],
  [
    '利用開始',
    'started',
    'suspended',
    async (city) => {
      const later = await city.orders.child('R8-P0001', { period: { from: '2026-05-11', to: '2027-03-31' } });
      return async (race) => {
        await race(() => city.story.until('2026-05-11T09:00'));
        return city.orders.status(later);
      };
    },
    'upcoming',
  ],
  // Judged once more, it waits for its parent.
  [
    '再委託者自身の停止の満了',
    'suspension-ended',
    'suspended',
    async ({ orders, child, story }) => {
      await orders.suspended(child, { until: '2026-06-12' });
      return async (race) => {
        await race(() => story.until('2026-06-13T09:00'));
        return `2度目の判断で ${await orders.status(child)}`;
      };
    },
    '2度目の判断で upcoming',
  ],
  [
    '接続ログとの照合',
    'log-reconciled',
    'cut-off',
    async ({ story, child }) => {
      await story.until('2026-05-11T13:00');
      const open = await browse(story, TAX);
      const path = `/permits/${child}/reconciliations/2026-04/log`;
      const log = '接続日時,切断日時,利用者ID\n2026-04-22 10:00,2026-04-22 11:00,保守 五郎\n';
      const page = await open(path, { text: log, _action: 'read' });
      return (race) =>
        race(() => open(path, { ...hiddenFields(page), ...MAPPING, text: log, _action: 'reconcile' })).then(
          ({ status, text }) =>
            status === 303 ? '303' : `${status} ${/error-summary[\s\S]*?<\/section>/.exec(text)?.[0]}`,
        );
    },
    '303',
  ],
];

describe('第11条: 読んでから書くまでの間に、元請の許可が変わる', () => {
  test.each(TABLE.map(([name, event, what, play, outcome]) => ({ name, event, what, play, outcome })))(
    '$name の間に $what → $outcome',
    async ({ event, what, play, outcome }) => {
      const city = await begin();
      const run = await play(city);
      expect(await run((act) => city.during(event, what, act))).toBe(outcome);
      // What was written stands beside what has befallen the parent: judged anew, or refused.
      expect(city.tries()).toBe(/^(2|3)/.test(outcome) ? 2 : 1);
      expect(city.story.failures).toEqual([]);
    },
  );
});

describe('第11条: 一つの許可の下の再委託は10件まで', () => {
  const nine = async () => {
    const city = await begin();
    for (let n = 0; n < 8; n += 1)
      await city.orders.child('R8-P0001', { period: { from: '2026-04-21', to: '2027-03-31' } });
    const waiting = [await pending(city), await pending(city)] as const;
    for (const caseId of waiting) await city.story.confirm(caseId);
    const statuses = () => Promise.all(waiting.map(city.orders.status));
    return { ...city, waiting, statuses };
  };

  test('9件あるときに二つが同時に承認されても、許可されるのは一つ', async () => {
    const { story, waiting, statuses } = await nine();
    const answers = await Promise.all(waiting.map((caseId) => story.approve(caseId)));
    expect(answers.map(outcomeOf).toSorted()).toEqual(['200', '409 too-many-subcontractors']);
    await story.settle();
    expect((await statuses()).toSorted()).toEqual(['approving', 'upcoming']);
    expect(story.failures).toEqual([]);
  });

  test('どこで割り込まれても: 一方が書く直前に他方が承認される', async () => {
    let second: (() => Promise<Answer>) | undefined;
    const answers: Answer[] = [];
    const story = await createStory({
      decorateStore: (store) => ({
        ...store,
        transact: async (writes) => {
          const other = second;
          if (other && eventsIn(writes).some(({ type }) => type === 'approved')) {
            second = undefined;
            answers.push(await other());
          }
          return store.transact(writes);
        },
      }),
    });
    const orders = createOrders(story);
    await orders.permit();
    for (let n = 0; n < 9; n += 1) await orders.child('R8-P0001');
    const [one, two] = [
      await story.submit({
        subcontracting: SUBCONTRACTING,
        period: { from: '2026-04-20', to: '2027-03-31' },
      }),
      await story.submit({
        subcontracting: SUBCONTRACTING,
        period: { from: '2026-04-20', to: '2027-03-31' },
      }),
    ];
    await story.confirm(one);
    await story.confirm(two);
    const chief = await story.as(CHIEF);
    const shown = await chief('GET', `/v1/applications/${two}`);
    second = () =>
      chief('POST', `/v1/applications/${two}/decisions`, {
        ...{ hash: shown.json.request.hash, stage: 'approve', choice: 'approve' },
      });
    answers.push(await story.approve(one));
    expect(answers.map(outcomeOf)).toEqual(['200', '409 too-many-subcontractors']);
  });
});
