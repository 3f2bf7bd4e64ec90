import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { listDisposalEntries, listDisposals } from '../../core/disposal/disposal.ts';
import { eraseCase } from '../../core/disposal/erase-case.ts';
import { prepareYearlyDisposal } from '../../core/disposal/prepare-disposal.ts';
import { browse } from '../support/browse.ts';
import { noErasure } from '../support/no-erasure.ts';
import { createOrders } from '../support/orders.ts';
import { CHIEF, createStory, DEPUTY, type Story, TAX, VENDOR } from '../support/story.ts';

/** 第7条, 第8条: an order outlives the permit that it was about. 第4条: whoever decides on the next permit knows of it. */

/** The chief's own section looks after the network: its deputy approves what the chief has confirmed. */
const OF_NETWORK: [string, string] = [CHIEF, DEPUTY];
const HALF = { period: { from: '2026-04-20', to: '2026-05-29' } };
const NEXT = { period: { from: '2026-05-30', to: '2027-03-31' } };

const setUp = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(HALF);
  return { story, orders, caseId, permitNo: (await story.vendorView(caseId)).permitNo as string };
};
type Set = Awaited<ReturnType<typeof setUp>>;

const apply = async ({ story, permitNo }: Set, more: object = {}) =>
  story.submit({ applicationType: 'renewal', previousPermitNo: permitNo, ...NEXT, ...more });
const permitted = async (set: Set, more: object = {}) => {
  const caseId = await apply(set, more);
  await set.story.confirm(caseId);
  await set.story.approve(caseId);
  return caseId;
};
const findingOf = async ({ orders }: Set, caseId: string, findingId: string) =>
  orders.viewed(TAX, caseId, findingId);
/** The cases on the list of disposal that a run in April of that year would make. */
const listedIn = async (story: Story, year: number): Promise<string[]> => {
  const clock = () => Temporal.Instant.from(`${year}-04-10T01:00:00Z`);
  await prepareYearlyDisposal({ ...story.ports, clock })(Temporal.PlainDate.from(`${year}-04-10`));
  const lists = await listDisposals(story.store);
  const entries = await Promise.all(
    lists.map(({ disposalId }) => listDisposalEntries(story.store, disposalId)),
  );
  return entries.flat().map(({ caseId }) => caseId);
};
/** A case of which the retention is over is erased, as a disposal does it. */
const erase = async (story: Story, caseId: string, year: number): Promise<void> => {
  const [disposal] = await listDisposals(story.store);
  if (!disposal) throw new Error('no list');
  const clock = () => Temporal.Instant.from(`${year}-04-10T01:00:00Z`);
  const copies = { forgetMails: async () => {}, scrub: async () => {} };
  const ports = { ...story.ports, clock, files: noErasure.files, copies };
  const inUse = async () => new Set<string>();
  const { retentionYears } = disposal;
  const decidedBy = { personId: 'p-chief', name: '統括 花子', title: '室長' };
  const approval = {
    shownHash: '',
    count: 1,
    excluded: 0,
    reason: '満了',
    decidedBy,
    decidedAs: 'principal',
    channel: 'screen',
    decidedAt: `${clock()}`,
  } as const;
  const approved = { ...disposal, approval };
  expect(await eraseCase(ports)(caseId, approved, { retentionYears, inUse })).toBe('erased');
};
const clean = async (story: Story, ...cases: readonly string[]) => {
  for (const id of cases) expect(await story.violations(id)).toEqual([]);
  expect(story.failures).toEqual([]);
};

describe('第7条・第8条: 継続・新規の判断の前に、前の許可の命令等を示す', () => {
  test('管理者にも統括にも、画面とメールの最初に示す', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const findingId = await orders.disobeyed(caseId);
    const { orderNo } = await findingOf(set, caseId, findingId);
    const next = await apply(set);
    const page = async (by: string) =>
      (await (await story.as(by))('GET', `/applications/${next}/decision`)).text;
    const first = (text: string, mark: string) =>
      text.indexOf('命令・取消・停止等の記録があります') > 0 &&
      text.indexOf('命令・取消・停止等の記録があります') < text.indexOf(mark);
    expect(first(await page(TAX), '申請の概要')).toBe(true);
    expect(await page(TAX)).toContain(`是正命令 ${orderNo}（第6条第1号）　未履行報告済`);
    await story.confirm(next);
    expect(first(await page(CHIEF), '申請の概要')).toBe(true);
    for (const by of [TAX, CHIEF]) {
      const mail = story
        .mailsTo(by)
        .find(({ subject }) => subject.includes('【要決定】リモート接続申請 R8-0002'));
      expect(first(mail?.text ?? '', '申請の概要')).toBe(true);
      expect(mail?.text).toContain(orderNo);
    }
    // The vendor is not told what the city weighs.
    expect((await story.vendorApi('GET', `/v1/applications/${next}`)).json.earlier).toBeUndefined();
  });

  test('停止中の許可を、後の許可で済んだ命令より先に示す', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const suspended = await orders.permit();
    await story.until('2026-04-21T09:00');
    const settled = await orders.permit({ period: { from: '2026-04-22', to: '2027-03-31' } });
    const findingId = await orders.ordered(settled);
    await orders.reply(settled, findingId);
    expect((await orders.judge(settled, findingId)).json.status).toBe('fulfilled');
    await orders.suspended(suspended);
    const next = await story.submit({ period: { from: story.today().toString(), to: '2027-03-31' } });
    const { earlier } = await story.view(TAX, next);
    expect(earlier.map(({ caseId, status }: { caseId: string; status: string }) => [caseId, status])).toEqual(
      [
        [suspended, 'suspended'],
        [settled, 'active'],
      ],
    );
  });

  test('候補と不問は記録ではない。ほかのシステムの許可のことは示さない', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const other = await orders.permit({ systemId: 'network' }, OF_NETWORK);
    const view = (await orders.list(TAX, caseId)).findings;
    expect(view).toEqual([]);
    const raised = await orders.post(TAX, `/v1/permits/${caseId}/candidates`, { clause: 1, facts: '疑い' });
    expect(raised.status).toBe(201);
    expect((await orders.find(other, {}, CHIEF)).status).toBe(201);
    const next = await apply(set);
    expect((await story.view(TAX, next)).earlier).toEqual([]);
  });
});

describe('第7条・第8条: 命令は、次の許可について続く', () => {
  test('未履行の命令: 満了で引き継がれ、次の許可について弁明・決定・取消となる', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    await story.until('2026-05-11T09:00');
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-25' });
    const next = await permitted(set);
    await story.until('2026-06-01T09:00');
    expect([await orders.status(caseId), await orders.status(next)]).toEqual(['expired', 'active']);
    const [before, after] = [await findingOf(set, caseId, findingId), await findingOf(set, next, findingId)];
    expect([before.status, before.laterPermit.caseId]).toEqual(['handed-on', next]);
    expect([after.status, after.earlierPermit.caseId]).toEqual(['ordered', caseId]);
    expect(after.papers.map(({ paper }: { paper: { type: string } }) => paper.type)).toEqual([
      'violation-found',
      'report-received',
      'order-issued',
    ]);
    // 第12条: the papers of the order are kept while it goes on, though the retention of their permit is over.
    expect(await listedIn(story, 2040)).not.toContain(caseId);
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('の引継ぎ'));
    expect(mail?.subject).toContain('是正命令 苫税第2号');
    const judged = await orders.judge(next, findingId, { result: 'disobeyed', reason: '報告がない。' });
    expect(judged.status, judged.text).toBe(200);
    await orders.receiveNoncompliance(next, findingId);
    const { statementDueOn } = await findingOf(set, next, findingId);
    expect((await orders.state(next, findingId)).status).toBe(200);
    await story.until(`${Temporal.PlainDate.from(statementDueOn).add({ days: 1 })}T09:00`);
    const decided = await orders.sanction(next, findingId);
    expect(decided.status, decided.text).toBe(200);
    expect(await orders.status(next)).toBe('revoked');
    const { notices } = await orders.list(TAX, next);
    expect(notices[0].paper.orderNo).toBe('苫税第2号');
    const paper = after.papers.find(({ caseId: kept }: { caseId?: string }) => kept === caseId);
    const link = `/permits/${caseId}/findings/${findingId}/papers/${paper.seq}`;
    const page = await (await story.as(TAX))('GET', `/permits/${next}/findings/${findingId}`);
    expect(page.text).toContain(link);
    expect((await (await story.as(TAX))('GET', link)).status).toBe(200);
    await clean(story, caseId, next);
    // Settled: the later permit's records still rest on the papers, and quote them. They go when those are gone.
    const listed = await listedIn(story, 2041);
    expect([listed.includes(next), listed.includes(caseId)]).toEqual([true, false]);
    await erase(story, next, 2041);
    expect(await listedIn(story, 2042)).toContain(caseId);
  });

  test('第8条: 前の許可で記録した弁明も、案件と番号により、次の許可で確認し、それぞれに答える', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    await story.until('2026-05-08T09:00');
    const findingId = await orders.ordered(caseId, { dueOn: '2026-05-25' });
    const next = await permitted(set);
    await story.until('2026-05-26T09:00');
    expect((await orders.judge(caseId, findingId, { result: 'disobeyed', reason: 'x' })).status).toBe(200);
    expect((await orders.hear(caseId, findingId, { statement: '前の許可での弁明' })).status).toBe(200);
    await orders.receiveNoncompliance(caseId, findingId);
    await story.until('2026-06-01T09:00');
    expect((await orders.state(next, findingId, 'この許可での弁明')).status).toBe(200);
    const shown = (await orders.vendorFinding(next, findingId)).json;
    const { hearingRef: hearing } = shown;
    expect(hearing).toMatchObject({ caseId });
    expect(shown.statementRefs).toMatchObject([{ caseId }, {}]);
    // The number alone would be that of an event of this permit.
    const unnamed = { heard: hearing.seq, answer: 'confirmed' };
    expect((await orders.answerHearing(next, findingId, unnamed)).status).toBe(422);
    const confirmed = { ...unnamed, heardIn: caseId };
    expect((await orders.answerHearing(next, findingId, confirmed)).status).toBe(200);
    await story.until(`${Temporal.PlainDate.from(shown.statementDueOn).add({ days: 1 })}T09:00`);
    const decided = await orders.sanction(next, findingId);
    expect(decided.status, decided.text).toBe(200);
    const { notices } = await orders.list(TAX, next);
    expect(notices[0].paper.heard.statements).toMatchObject([
      { text: '前の許可での弁明', confirmed: 'confirmed', answer: expect.any(String) },
      { text: 'この許可での弁明', answer: expect.any(String) },
    ]);
    await clean(story, caseId, next);
  });

  test('命令の前の違反も、報告の受領と命令が、次の許可について求められる', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const next = await permitted(set);
    await story.until('2026-05-29T10:00');
    const { findingId } = (await orders.find(caseId)).json;
    await story.until('2026-06-01T09:00');
    expect((await findingOf(set, next, findingId)).status).toBe('found');
    expect((await orders.receive(next, findingId)).status).toBe(200);
    expect((await orders.order(next, findingId)).status).toBe(200);
    expect((await orders.reply(next, findingId)).status).toBe(200);
    expect((await orders.judge(next, findingId)).status).toBe(200);
    expect((await findingOf(set, next, findingId)).status).toBe('fulfilled');
    await clean(story, caseId, next);
  });

  test('満了の後に認めた違反も、次の許可に引き継がれる', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const raised = await orders.post(TAX, `/v1/permits/${caseId}/candidates`, { clause: 1, facts: '疑い' });
    const next = await permitted(set);
    await story.until('2026-06-01T09:00');
    const { findingId } = raised.json;
    expect((await orders.judgeCandidate(caseId, findingId)).status).toBe(200);
    expect((await findingOf(set, next, findingId)).status).toBe('found');
    await clean(story, caseId, next);
  });

  test('G12: 引き継がれた違反報告も、報告した本人は受領できない', async () => {
    const set = await setUp();
    const { story, orders } = set;
    const network = { systemId: 'network', period: { from: '2026-04-20', to: '2026-05-08' } };
    const caseId = await orders.permit(network, OF_NETWORK);
    await story.until('2026-04-27T09:00');
    const { findingId } = (await orders.find(caseId, {}, CHIEF)).json;
    const later = { systemId: 'network', period: { from: '2026-05-09', to: '2027-03-31' } };
    const next = await orders.permit(later, OF_NETWORK);
    await story.until('2026-05-11T09:00');
    expect((await orders.viewed(CHIEF, next, findingId)).status).toBe('found');
    expect((await orders.receive(next, findingId, {}, CHIEF)).json.type).toContain('drafter-cannot-decide');
    expect((await orders.receive(next, findingId, {}, DEPUTY)).status).toBe(200);
    await clean(story, caseId, next);
  });

  test('停止のまま満了した許可: 次の許可について、取消・停止の決定が改めて求められる', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const next = await permitted(set);
    const findingId = await orders.disobeyed(caseId);
    const { statementDueOn } = await findingOf(set, caseId, findingId);
    await story.until('2026-05-21T09:00');
    expect(statementDueOn < '2026-05-21').toBe(true);
    const stopped = await orders.sanction(caseId, findingId, { sanction: 'suspend', conditions: '手順書' });
    expect(stopped.status, stopped.text).toBe(200);
    await story.until('2026-06-01T09:00');
    const after = await findingOf(set, next, findingId);
    expect([after.status, after.questions.map(({ stage }: { stage: string }) => stage)]).toEqual([
      'referred',
      ['sanction'],
    ]);
    expect((await orders.sanction(next, findingId)).status).toBe(200);
    expect(await orders.status(next)).toBe('revoked');
    await clean(story, caseId, next);
  });

  test('前の許可の停止についての解除条件の報告は、次の許可の停止についての報告として示さない', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const next = await permitted(set);
    const findingId = await orders.disobeyed(caseId);
    const suspend = { sanction: 'suspend', conditions: '手順書' };
    await story.until('2026-05-21T09:00');
    expect((await orders.sanction(caseId, findingId, suspend)).status).toBe(200);
    const shown = async (of: string) =>
      (await (await browse(story, VENDOR))(`/permits/${of}/findings/${findingId}`)).text;
    expect((await orders.conditions(caseId, findingId)).status).toBe(200);
    expect(await shown(caseId)).toContain('解除条件の充足を報告しました');
    await story.until('2026-06-01T09:00');
    expect((await orders.sanction(next, findingId, suspend)).status).toBe(200);
    expect(await orders.status(next)).toBe('suspended');
    expect(await shown(next)).toContain('解除の条件を満たしたときは、報告してください');
    expect((await orders.conditions(next, findingId)).status).toBe(200);
    expect(await shown(next)).toContain('解除条件の充足を報告しました');
    await clean(story, caseId, next);
  });

  test('二度の継続でも続く。新規として申請しても同じ', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const findingId = await orders.ordered(caseId, { dueOn: '2026-08-31' });
    const second = await permitted(set, { period: { from: '2026-05-30', to: '2026-06-12' } });
    await story.until('2026-06-01T09:00');
    const third = await permitted(set, {
      applicationType: 'new',
      previousPermitNo: undefined,
      period: { from: '2026-06-13', to: '2026-09-30' },
    });
    await story.until('2026-06-15T09:00');
    expect((await findingOf(set, second, findingId)).status).toBe('handed-on');
    const last = await findingOf(set, third, findingId);
    expect([last.status, last.papers.length]).toEqual(['ordered', 3]);
    expect((await orders.reply(third, findingId)).status).toBe(200);
    expect((await orders.judge(third, findingId)).status).toBe(200);
    await clean(story, caseId, second, third);
  });

  test('違反の前から並んでいた別の許可には、引き継がない', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const beside = await orders.permit();
    await story.until('2026-04-27T09:00');
    const findingId = await orders.ordered(caseId, { dueOn: '2026-12-01' });
    await story.until('2026-06-01T09:00');
    expect((await findingOf(set, caseId, findingId)).status).toBe('ordered');
    expect((await orders.viewed(TAX, beside, findingId)).findingId).toBeUndefined();
    await clean(story, caseId, beside);
  });
});

describe('第7条・第8条: 引き継がれた違反は、その許可のものと同じに進む', () => {
  /** By hand: where each stands when its permit ends, and what is asked about it in the next one, until when. */
  const AT_END = {
    found: { status: 'found', asked: ['order 2026-06-05', 'receipt 2026-06-05'] },
    ordered: { status: 'ordered', asked: [] },
    // Nobody is urged to judge before the deadline, 12 June, is over.
    replied: { status: 'ordered', asked: ['judge 2026-06-19'] },
    overdue: { status: 'ordered', asked: ['judge 2026-06-05'] },
    disobeyed: { status: 'disobeyed', asked: ['noncompliance 2026-06-05'] },
    // Its day for a statement is 5 June; five business days after it.
    referred: { status: 'referred', asked: ['sanction 2026-06-12'] },
  } as const;
  type Stage = keyof typeof AT_END;

  test('満了の時のどの段階からも、次の依頼が、土曜日の引継ぎから5開庁日後を期限に開かれる', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    await story.until('2026-05-11T09:00');
    const order = (dueOn: string) => orders.ordered(caseId, { dueOn });
    const ids: Record<Stage, string> = {
      found: (await orders.find(caseId)).json.findingId,
      ordered: await order('2026-06-12'),
      replied: await order('2026-06-12'),
      overdue: await order('2026-05-27'),
      disobeyed: await order('2026-05-27'),
      referred: await order('2026-05-27'),
    };
    const next = await permitted(set);
    await story.until('2026-05-28T10:00');
    await orders.reply(caseId, ids.replied);
    for (const id of [ids.disobeyed, ids.referred])
      await orders.judge(caseId, id, {
        ...{ result: 'disobeyed', reason: '報告がない。', statementDueOn: '2026-06-05' },
      });
    await orders.receiveNoncompliance(caseId, ids.referred);
    await story.until('2026-05-30T10:00');
    const asked = async (id: string): Promise<string[]> =>
      (await findingOf(set, next, id)).questions.map(
        ({ stage, dueOn }: { stage: string; dueOn: string }) => `${stage} ${dueOn}`,
      );
    for (const [stage, { status, asked: questions }] of Object.entries(AT_END)) {
      const id = ids[stage as Stage];
      const found = await findingOf(set, next, id);
      expect([stage, found.status, (await asked(id)).toSorted()]).toEqual([stage, status, [...questions]]);
    }
    // The deadline of the order passes as that of one of its own does.
    const own = await orders.ordered(next, { dueOn: '2026-06-12' });
    for (const [time, overdue, questions] of [
      ['2026-06-12T23:59', false, []],
      ['2026-06-15T10:00', true, ['judge 2026-06-22']],
    ] as const) {
      await story.until(time);
      for (const id of [ids.ordered, own]) {
        const found = await findingOf(set, next, id);
        expect([time, found.overdue, await asked(id)]).toEqual([time, overdue, questions]);
      }
    }
    // All of them to their end: nothing of them stands still.
    const none = { sanction: 'none', reason: '措置がとられた。', weighing: undefined };
    for (const id of [ids.replied, ids.overdue, ids.ordered, own])
      expect((await orders.judge(next, id)).json).toMatchObject({ status: 'fulfilled' });
    expect((await orders.receiveNoncompliance(next, ids.disobeyed)).status).toBe(200);
    for (const id of [ids.disobeyed, ids.referred])
      expect((await orders.sanction(next, id, none)).json).toMatchObject({ status: 'sanctioned' });
    expect((await orders.receive(next, ids.found)).status).toBe(200);
    expect((await orders.order(next, ids.found)).status).toBe(200);
    await clean(story, caseId, next);
  });
});

describe('第7条・第8条: どの許可に引き継ぐか', () => {
  const SUB = '再委託システム株式会社';
  const under = (company: string) => ({
    subcontracting: { parentPermitNo: 'R8-P0002', company, cityConsentNo: '苫情推第9号' },
  });
  /** A permit of the vendor, one beside it from before the violation, and under that two of subcontractors. */
  const beside = async (whose: object) => {
    const set = await setUp();
    await set.orders.permit();
    const caseId = whose === HALF ? set.caseId : await set.orders.permit({ ...HALF, ...whose });
    await set.story.until('2026-04-27T09:00');
    const findingId = await set.orders.ordered(caseId, { dueOn: '2026-12-01' });
    return { ...set, caseId, findingId };
  };

  test.each([
    ['保守事業者の命令は、再委託者の許可に引き継がない', HALF, under(SUB), false],
    ['再委託者の命令は、保守事業者の許可に引き継がない', under(SUB), {}, false],
    ['再委託者の命令は、ほかの再委託者の許可に引き継がない', under(SUB), under('別会社株式会社'), false],
    ['再委託者の命令は、同じ再委託者の許可に引き継ぐ', under(SUB), under(SUB), true],
    ['商号の表記が違っても同じ', under(SUB), under('再委託ｼｽﾃﾑ　㈱'), true],
    ['同じシステムの許可に引き継ぐ', HALF, {}, true],
  ] as const)('%s', async (_, whose, later, follows) => {
    const set = await beside(whose);
    const { story, orders, caseId, findingId } = set;
    const next = await orders.permit({ ...later, period: { from: '2026-05-11', to: '2027-03-31' } });
    await story.until('2026-06-01T09:00');
    expect(await orders.status(caseId)).toBe('expired');
    const found = await findingOf(set, caseId, findingId);
    expect([found.status, found.laterPermit?.caseId]).toEqual(
      follows ? ['handed-on', next] : ['ordered', undefined],
    );
    expect((await orders.viewed(TAX, next, findingId)).findingId).toBe(follows ? findingId : undefined);
    await clean(story, caseId, next);
  });

  test('ほかのシステムの許可に引き継がない', async () => {
    const set = await beside(HALF);
    const { story, orders, caseId, findingId } = set;
    const period = { from: '2026-05-11', to: '2027-03-31' };
    const next = await orders.permit({ systemId: 'network', period }, OF_NETWORK);
    await story.until('2026-06-01T09:00');
    expect(await Promise.all([caseId, next].map(orders.status))).toEqual(['expired', 'active']);
    expect((await findingOf(set, caseId, findingId)).status).toBe('ordered');
    expect((await orders.viewed(CHIEF, next, findingId)).findingId).toBeUndefined();
    await clean(story, caseId, next);
  });

  test.each([
    ['違反が認められたその日に通知された許可には、引き継ぐ', '2026-05-11', true],
    ['その前日に通知された許可には、引き継がない。違反を認めたのは朝の8時半', '2026-05-10', false],
  ] as const)('%s', async (_, notifiedOn, follows) => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    await story.until(`${notifiedOn}T15:00`);
    const next = await orders.permit({ period: { from: '2026-05-12', to: '2027-03-31' } });
    if (!follows) await story.until('2026-05-11T08:30');
    const { findingId } = (await orders.find(caseId)).json;
    await story.until('2026-06-01T09:00');
    expect((await findingOf(set, caseId, findingId)).status).toBe(follows ? 'handed-on' : 'found');
    await clean(story, caseId, next);
  });

  test('継続の許可には、違反の前に通知されていても引き継ぐ。同じシステムの別の許可が後からあっても', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const renewed = await permitted(set);
    await story.until('2026-05-11T09:00');
    const { findingId } = (await orders.find(caseId)).json;
    await story.until('2026-05-12T09:00');
    const other = await orders.permit({ period: { from: '2026-05-13', to: '2027-03-31' } });
    await story.until('2026-06-01T09:00');
    expect((await findingOf(set, caseId, findingId)).laterPermit.caseId).toBe(renewed);
    await clean(story, caseId, renewed, other);
  });
});

describe('第7条・第8条: 次の許可がないとき、命令は、理由を付した決定で終わる', () => {
  test('満了の後、管理者が判断する。事業者には理由を知らせる。何もしなければ次の許可を待つ', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const [first, second] = [
      await orders.ordered(caseId, { dueOn: '2026-12-01' }),
      await orders.ordered(caseId, { dueOn: '2026-12-01' }),
    ];
    await story.until('2026-06-01T09:00');
    const asked = (await findingOf(set, caseId, first)).questions;
    expect(asked.map(({ stage }: { stage: string }) => stage)).toEqual(['closing']);
    const page = (await (await story.as(TAX))('GET', `/permits/${caseId}/findings/${first}/closing`)).text;
    expect(page).toContain('命令等の終結の判断');
    const body = { hash: asked[0].hash, reason: '接続が終わり、措置の対象がなくなったため。' };
    const closing = `/v1/permits/${caseId}/findings/${first}/closing`;
    expect((await orders.post(TAX, closing, { ...body, hash: 'x' })).status).toBe(409);
    expect((await orders.post(TAX, closing, body)).status).toBe(200);
    expect((await orders.post(TAX, closing, body)).status).toBe(409);
    expect((await findingOf(set, caseId, first)).status).toBe('closed');
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('是正命令の終結'));
    expect(mail?.text).toContain('措置の対象がなくなったため');
    const ended = (await (await story.as(VENDOR))('GET', `/permits/${caseId}/findings/${first}`)).text;
    expect(ended).toContain('措置の対象がなくなったため');
    // What was ended is not taken up again; the other one goes on against the permit that is given later.
    const next = await permitted(set, { period: { from: '2026-06-15', to: '2027-03-31' } });
    expect((await findingOf(set, caseId, second)).status).toBe('handed-on');
    expect((await findingOf(set, next, second)).status).toBe('ordered');
    expect((await orders.viewed(TAX, next, first)).findingId).toBeUndefined();
    expect((await story.view(TAX, next)).earlier[0].findings).toHaveLength(2);
    await clean(story, caseId, next);
  });

  test('統括の受領が遅れて届けば、終結の判断は、それを読んでからでなければできない', async () => {
    const set = await setUp();
    const { story, orders, caseId } = set;
    const { findingId } = (await orders.find(caseId)).json;
    expect((await orders.order(caseId, findingId, { dueOn: '2026-12-01' })).status).toBe(200);
    await story.until('2026-06-01T09:00');
    const [{ hash }] = (await findingOf(set, caseId, findingId)).questions.filter(
      ({ stage }: { stage: string }) => stage === 'closing',
    );
    expect((await orders.receive(caseId, findingId, { remark: '次の許可で確認すること' })).status).toBe(200);
    const path = `/v1/permits/${caseId}/findings/${findingId}/closing`;
    const reason = '接続が終わった。';
    expect((await orders.post(TAX, path, { hash, reason })).status).toBe(409);
    const [again] = (await findingOf(set, caseId, findingId)).questions;
    expect((await orders.post(TAX, path, { hash: again.hash, reason })).status).toBe(200);
    await clean(story, caseId);
  });
});

describe('第4条第1項: 停止・取消の後の申請', () => {
  test('停止中・取消の許可の継続は、欄を示して断る。新規の申請は受け付け、最初に示す', async () => {
    const set = await setUp();
    const { story, orders, caseId, permitNo } = set;
    const findingId = await orders.disobeyed(caseId);
    const { statementDueOn } = await findingOf(set, caseId, findingId);
    await story.until(`${Temporal.PlainDate.from(statementDueOn).add({ days: 1 })}T09:00`);
    await orders.sanction(caseId, findingId, { sanction: 'suspend', conditions: '手順書' });
    const renewal = story.application({ applicationType: 'renewal', previousPermitNo: permitNo, ...NEXT });
    const post = (body: object, key: string) =>
      story.vendorApi('POST', '/v1/applications', body, { 'idempotency-key': key });
    const no = await post(renewal, 'a');
    expect(no.status).toBe(422);
    expect(no.json.errors).toEqual([
      {
        pointer: '/previousPermitNo',
        detail:
          '「従前の許可番号」の許可は「停止中」のため、継続できません。「申請区分」を「新規」として申請してください（第4条第1項）',
      },
    ]);
    const fresh = await story.submit(NEXT);
    expect((await story.view(TAX, fresh)).earlier).toMatchObject([
      { permitNo, status: 'suspended', findings: [{ sanctionLabel: '停止' }] },
    ]);
    const mail = story.mailsTo(TAX).find(({ subject }) => subject.includes('R8-0002'));
    expect(mail?.text).toMatch(/命令・取消・停止等の記録があります[\s\S]*停止中[\s\S]*申請の概要/);
    await orders.lift(caseId, findingId);
    expect((await post(renewal, 'b')).status).toBe(201);
  });
});
