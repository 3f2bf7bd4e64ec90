import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { CaseEvent } from '../../core/case/case-event.ts';
import type { CaseState, Supervised } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import type { SanctionNotice } from '../../core/case/records/finding-papers.ts';
import { fallLate } from '../../core/finding/fall-under.ts';
import type { Write } from '../../core/store/ports.ts';
import { noticeA4 } from '../../functions/finding/notice-sheet.ts';
import type { PageContext } from '../../functions/ui/layout.ts';
import { createOrders, SANCTION } from '../support/orders.ts';
import { createStory, type Story, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/** 第11条: what befalls a permit befalls the subcontractors' permits under it, in one transaction (INV-23). */

const begin = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const parent = await orders.permit();
  return { story, orders, parent };
};
const ok = async (story: Story, ...ids: string[]) => {
  for (const id of ids) expect(await story.violations(id)).toEqual([]);
};

describe('第8条・第11条: 再委託者の許可', () => {
  test('元請の停止とともに停止し、その解除とともに解除される。通知書は命令とともに', async () => {
    const { story, orders, parent } = await begin();
    const active = await orders.child('R8-P0001');
    const later = await orders.child('R8-P0001', { period: { from: '2026-08-01', to: '2027-03-31' } });
    await story.until('2026-04-20T09:00');
    const findingId = await orders.disobeyed(parent);
    const shown = await orders.viewed(TAX, parent, findingId);
    expect(shown.cascade.map(({ permitNo }: { permitNo: string }) => permitNo)).toEqual([
      'R8-P0002',
      'R8-P0003',
    ]);
    const page = await (await story.as(TAX))('GET', `/permits/${parent}/findings/${findingId}/sanction`);
    expect(page.text).toContain('R8-P0002');
    await orders.sanction(parent, findingId, { sanction: 'suspend', conditions: '手順書の提出' });
    expect(await Promise.all([parent, active, later].map(orders.status))).toEqual([
      'suspended',
      'suspended',
      'suspended',
    ]);
    const own = (await orders.list(TAX, parent)).notices[0].paper;
    const fallen = (await orders.list(TAX, active)).notices[0].paper;
    expect(fallen).toMatchObject({ permitNo: 'R8-P0002', parentPermitNo: 'R8-P0001', orderNo: own.orderNo });
    expect(own.cascade).toEqual(['R8-P0002', 'R8-P0003']);
    const told = story.mailsTo(VENDOR).filter(({ subject }) => subject.includes('許可の停止'));
    const textOf = (permitNo: string) =>
      told.find(({ subject }) => subject.includes(permitNo))?.text.replaceAll(/\n */g, '') ?? '';
    expect(told).toHaveLength(3);
    expect(textOf('R8-P0001')).toContain('「解除条件の充足」を報告してください');
    expect(textOf('R8-P0001')).not.toContain('保守事業者の許可');
    expect(textOf('R8-P0002')).toContain('保守事業者の許可 R8-P0001 を停止したため');
    expect(textOf('R8-P0002')).not.toContain('「解除条件の充足」');
    expect(textOf('R8-P0002').match(/利用する者/g)).toHaveLength(1);
    // Its cause is the vendor's suspension, and no order that it never had.
    expect(textOf('R8-P0002')).toContain(
      `付け${own.documentNo}による保守事業者の許可（許可番号 R8-P0001）の停止`,
    );
    for (const foreign of [own.orderNo, SANCTION.facts, '違反した規定'])
      expect(textOf('R8-P0002')).not.toContain(foreign);
    expect(textOf('R8-P0001')).toContain(own.orderNo);
    await ok(story, parent, active, later);

    await orders.lift(parent, findingId);
    // 開始日の前に停止された許可は、有効（開始前）に戻る。
    expect(await Promise.all([parent, active, later].map(orders.status))).toEqual([
      'active',
      'active',
      'upcoming',
    ]);
    await story.until('2026-08-01T00:00');
    expect(await orders.status(later)).toBe('active');
    await ok(story, parent, active, later);
  });

  test('再委託者自身の停止は、元請の解除では終わらず、元請が停止中のあいだは解除できない', async () => {
    const { story, orders, parent } = await begin();
    const child = await orders.child('R8-P0001');
    await story.until('2026-04-20T09:00');
    const own = await orders.suspended(child);
    const findingId = await orders.suspended(parent);
    expect((await orders.lift(child, own)).json.type).toContain('parent-not-in-force');
    await orders.lift(parent, findingId);
    expect(await orders.status(child)).toBe('suspended');
    expect((await orders.lift(child, own)).json.permitStatus).toBe('active');
    await ok(story, parent, child);
  });

  const asked = async (story: Story, caseId: string) => {
    const { items } = await story.store.query({ hash: `CASE#${caseId}`, prefix: 'REQUEST#' });
    return items.map(({ sk }) => sk.slice('REQUEST#'.length));
  };

  test('10件の再委託者の許可に、終わりとともに閉じる問いがいくつあっても、元請の取消は一度に及び、決裁待ちから消える', async () => {
    const { story, orders, parent } = await begin();
    const all = [parent];
    for (let n = 0; n < 10; n += 1) all.push(await orders.child('R8-P0001'));
    await story.until('2026-04-20T09:00');
    // Each opens two: the chief receives the report (which stays), the manager issues the order (which goes).
    for (const caseId of all)
      for (let n = 0; n < 5; n += 1) expect((await orders.find(caseId)).status).toBe(201);
    const findingId = await orders.disobeyed(parent);
    expect((await asked(story, all[1] ?? '')).length).toBeGreaterThanOrEqual(10);
    expect((await orders.sanction(parent, findingId)).status).toBe(200);
    expect(await Promise.all(all.map(orders.status))).toEqual(
      all.map((caseId) => (caseId === parent ? 'revoked' : 'expired')),
    );
    for (const caseId of all) {
      const state = await loadCase(story.store, caseId);
      const open = state && 'questions' in state ? state.questions : [];
      expect(open.filter(({ stage }) => stage === 'receipt')).toHaveLength(5);
      expect(open.some(({ stage }) => stage === 'order')).toBe(false);
      // Whether what is left ends with the permit is asked anew (第7条, 第8条).
      expect(open.filter(({ stage }) => stage === 'closing')).toHaveLength(5);
      expect((await asked(story, caseId)).toSorted()).toEqual(
        open.map(({ requestId }) => requestId).toSorted(),
      );
    }
    expect(story.failures).toEqual([]);
    await ok(story, ...all);
  });

  test('取消は、停止中・開始前・審査中のどの再委託者にも及ぶ', async () => {
    const { story, orders, parent } = await begin();
    const suspended = await orders.child('R8-P0001');
    const upcoming = await orders.child('R8-P0001', { period: { from: '2026-12-01', to: '2027-03-31' } });
    const pending = await story.submit({
      subcontracting: {
        parentPermitNo: 'R8-P0001',
        company: '再委託システム株式会社',
        cityConsentNo: '第9号',
      },
      period: { from: '2026-04-20', to: '2027-03-31' },
    });
    await story.until('2026-04-20T09:00');
    await orders.suspended(suspended);
    const findingId = await orders.disobeyed(parent);
    expect((await orders.sanction(parent, findingId)).status).toBe(200);
    expect(await Promise.all([parent, suspended, upcoming].map(orders.status))).toEqual([
      'revoked',
      'expired',
      'expired',
    ]);
    // 元請の許可が取り消された後は、審査中の再委託者の申請を承認に進めることはできない。
    expect((await story.confirm(pending)).json.type).toContain('parent-not-in-force');
    await ok(story, parent, suspended, upcoming);
  });

  test('元請の取消と入れ違いに許可された再委託者は、次の点検で、自らの通知書により失効する', async () => {
    const { story, orders, parent } = await begin();
    await story.until('2026-04-20T09:00');
    const findingId = await orders.disobeyed(parent);
    expect((await orders.sanction(parent, findingId)).status).toBe(200);
    const other = await orders.permit({ period: { from: story.today().toString(), to: '2027-03-31' } });
    const state = await loadCase(story.store, other);
    if (!state) throw new Error('no case');
    // As if the permit had been given while the parent's was revoked.
    const child: CaseState = { ...state, parentCaseId: parent };
    const plan = await fallLate(story.ports, child as Supervised);
    if (!plan?.ok) throw new Error('it did not fall');
    const [event] = plan.writes.flatMap((write) =>
      'put' in write && write.put['event'] ? [write.put['event']] : [],
    );
    expect(event).toMatchObject({
      fact: { type: 'lapsed', parent, documentNo: expect.stringMatching(/^苫税第\d+号$/) },
    });
    const [paper] = plan.writes.flatMap((write) =>
      'put' in write && write.put.sk.startsWith('PAPER#') ? [write.put['content']] : [],
    );
    expect(paper).toMatchObject({
      type: 'lapse-notice',
      permitNo: 'R8-P0002',
      parentPermitNo: 'R8-P0001',
      revocationNo: expect.stringMatching(/^苫税第\d+号$/),
    });
    expect(JSON.stringify(paper)).not.toContain(SANCTION.facts);
    expect(JSON.stringify(plan.writes)).toContain('"news":"lapsed"');

    // Nobody is in office to issue it: the permit falls all the same, its notice is held, and the office is told.
    const leave = { role: 'manager:tax', reason: '退職', on: story.today().toString() };
    for (const appointmentId of ['a-tax', 'a-tax2'])
      await story.decree('POST', '/v1/appointments/end', { ...leave, appointmentId });
    const held = await fallLate(story.ports, child as Supervised);
    if (!held?.ok) throw new Error('it did not fall');
    const facts = held.writes.flatMap((write) =>
      'put' in write && write.put['event'] ? [(write.put['event'] as CaseEvent).fact] : [],
    );
    expect(facts).toEqual([{ type: 'lapsed', parent }, { type: 'paper-held' }]);
    expect(JSON.stringify(held.writes)).toContain('"why":"paper-held"');
    expect(JSON.stringify(held.writes)).not.toContain('"news":"lapsed"');
  });

  test.each([
    ['expired', '2026-04-30', 'の期間が満了したことに伴い'],
    ['ended', '2026-04-30', 'が廃止されたことに伴い'],
    ['expired', '2026-03-31', 'の期間が満了したことに伴い'],
    // On the very day on which the subcontractor's was notified: it falls from that midnight on, too.
    ['expired', '2026-04-19', 'の期間が満了したことに伴い'],
  ] as const)(
    '第11条: 元請の許可の終わり（%s、最終日 %s）も、自らの失効通知書に原因として示す',
    async (status, to, words) => {
      const { story, orders, parent } = await begin();
      const other = await orders.permit();
      await story.until('2026-05-01T09:00');
      const [state, over] = await Promise.all([loadCase(story.store, other), loadCase(story.store, parent)]);
      if (!state || !over) throw new Error('no case');
      const overOn = Temporal.PlainDate.from(to).add({ days: 1 }).toString();
      const ended = { ...over, status, overOn, period: { ...over.period, to } };
      const get: typeof story.store.get = async (key, ...rest) => {
        const row = await story.store.get(key, ...rest);
        return key.pk.endsWith(parent) && key.sk === 'STATE' && row ? { ...row, state: ended } : row;
      };
      // As if the permit had been given under one that has ended meanwhile.
      const child = { ...state, parentCaseId: parent, notice: { documentNo: '', issuedOn: '2026-04-20' } };
      const plan = await fallLate({ ...story.ports, store: { ...story.store, get } }, child as Supervised);
      if (!plan?.ok) throw new Error('it did not fall');
      const puts = plan.writes.flatMap((write) => ('put' in write ? [write.put] : []));
      const fact = puts.map((put) => put['event'] as CaseEvent | undefined).find((event) => event)?.fact;
      // One that was notified of after that day falls when it is found.
      const from = overOn >= '2026-04-20' ? { effectiveOn: overOn } : {};
      expect(fact).toEqual({
        ...{ type: 'lapsed', parent, cause: status, documentNo: expect.any(String), ...from },
      });
      const paper = puts.find((put) => put.sk.startsWith('PAPER#'))?.['content'] as SanctionNotice;
      expect(paper).toMatchObject({ cause: status, parentLastDay: to });
      expect(paper).toMatchObject({ effectiveFrom: from.effectiveOn ?? '2026-05-01' });
      const context = { csrf: '', nonce: '', today: story.today(), now: story.ports.clock(), path: '' };
      const a4 = String(
        noticeA4(context as unknown as PageContext, paper, state.regulationId, { href: '/', label: '' }),
      );
      expect(a4).toContain(`保守事業者の許可（許可番号 R8-P0001）${words}、`);
    },
  );

  test('確認の後に再委託者の許可が増えれば、その内容を読み直してからでなければ決定できない', async () => {
    const { story, orders, parent } = await begin();
    await story.until('2026-04-20T09:00');
    const findingId = await orders.disobeyed(parent);
    const { hash } = (await orders.viewed(TAX, parent, findingId)).questions[0];
    const child = await orders.child('R8-P0001', {
      period: { from: story.today().toString(), to: '2027-03-31' },
    });
    const stale = await orders.sanction(parent, findingId, { hash });
    expect(stale.status).toBe(409);
    expect(stale.json.type).toContain('changed-since-shown');
    expect((await orders.sanction(parent, findingId)).status).toBe(200);
    expect(await Promise.all([parent, child].map(orders.status))).toEqual(['revoked', 'expired']);
    await ok(story, parent, child);
  });

  test('元請が停止中のあいだに許可された再委託者は、開始日が来ても有効にならない', async () => {
    const { story, orders, parent } = await begin();
    const child = await story.submit({
      subcontracting: {
        parentPermitNo: 'R8-P0001',
        company: '再委託システム株式会社',
        cityConsentNo: '第9号',
      },
      period: { from: '2026-06-15', to: '2027-03-31' },
    });
    await story.until('2026-04-20T09:00');
    const findingId = await orders.suspended(parent);
    await story.confirm(child);
    await story.approve(child);
    await story.until('2026-06-16T09:00');
    expect(await orders.status(child)).toBe('upcoming');
    // It has waited for this alone, and begins with it.
    expect((await orders.lift(parent, findingId)).json.permitStatus).toBe('active');
    expect(await orders.status(child)).toBe('active');
    await ok(story, parent, child);
  });
});

describe('第11条: 一つの許可の下の10件が、作業・次の月次報告とともに終わる', () => {
  test.each([
    ['取消', '2026-04-20T09:00'],
    ['取消（月初の9時の後）', '2026-05-01T10:00'],
  ])('%s: 一つの取引に収まり、すべてが取り消される', async (_name, when) => {
    const { story, orders, parent } = await begin();
    const all = [parent];
    for (let n = 0; n < 10; n += 1)
      all.push(
        await orders.child('R8-P0001', n === 0 ? { period: { from: '2026-12-01', to: '2027-03-31' } } : {}),
      );
    await story.until(when);
    const findingId = await orders.disobeyed(parent);
    const [, upcoming] = all;
    for (const caseId of all) {
      const day = caseId === upcoming ? '2026-12-07' : '2026-07-06';
      const said = await worksOf(story, caseId).announce(day, { explainedOn: when.slice(0, 10) });
      expect(said.status, said.text).toBe(201);
    }
    let most = 0;
    const { transact } = story.store;
    Object.assign(story.ports.store, {
      transact: (writes: readonly Write[]) => {
        most = Math.max(most, writes.length);
        return transact(writes);
      },
    });
    await orders.sanction(parent, findingId);
    await story.settle();
    const statuses = await Promise.all(all.map(orders.status));
    expect(statuses[0]).toBe('revoked');
    expect(new Set(statuses.slice(1))).toEqual(new Set(['expired']));
    process.stdout.write(`      N = ${all.length} permits: ${most} rows in one transaction (at most 100)\n`);
    expect(most).toBeGreaterThan(80);
    expect(most).toBeLessThanOrEqual(100);
    // Each stands in the list of what has changed in its section as it is now.
    for (const caseId of all) {
      const state = await loadCase(story.store, caseId);
      const row = await story.store.get({ pk: `CASE#${caseId}`, sk: 'CHANGED' });
      expect(row?.registerSort).toBe(`${state?.changedAt}#${caseId}`);
    }
    expect(story.failures).toEqual([]);
  });
});
