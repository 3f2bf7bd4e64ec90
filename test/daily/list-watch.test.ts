import { parseHTML } from 'linkedom';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { loadCase } from '../../core/case/case-store.ts';
import { listOpenFindings } from '../../core/daily/list-open-findings.ts';
import { makeCaller } from '../../core/directory/caller.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import type { Store } from '../../core/store/ports.ts';
import { createOrders } from '../support/orders.ts';
import { permitIn } from '../support/permit.ts';
import { CARE, CHIEF, CLERK, createStory, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/** The front page of a section and of a vendor: what others have to do next. */

const IN_FORCE = { period: { from: '2026-04-20', to: '2027-03-31' } };
const homeOf = async (story: Awaited<ReturnType<typeof createStory>>, address: string) =>
  (await (await story.as(address))('GET', '/home')).text;

test('第6条第1号・第10条: 管理者のトップページに、7日以内の作業と、期限を過ぎた月次報告が出る。ほかの課には出ない', async () => {
  const story = await createStory();
  const { caseId, permitNo } = await permitIn(story, IN_FORCE);
  await story.until('2026-04-21T09:00');
  const works = worksOf(story, caseId);
  await works.announced('2026-04-24');
  expect(await homeOf(story, TAX)).toContain('本日から7日間の作業（1件）');
  expect(await homeOf(story, TAX)).toContain(permitNo);
  expect(await homeOf(story, CARE)).not.toContain(permitNo);
  await story.until('2026-05-12T12:00');
  expect(await homeOf(story, TAX)).not.toContain('保守事業者の提出・是正を待っているもの');
  await story.until('2026-05-13T12:00');
  const late = await homeOf(story, TAX);
  expect(late).toContain('保守事業者の提出・是正を待っているもの（1件）');
  expect(late).toContain('令和8年4月分の月次利用状況報告');
  expect(late).not.toContain('本日から7日間の作業');
});

test('第7条: 出した是正命令は、片付くまで管理者のトップページに期限とともに出る', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(IN_FORCE);
  await story.until('2026-04-20T09:00');
  const { findingId } = (await orders.find(caseId)).json;
  await orders.receive(caseId, findingId);
  await orders.order(caseId, findingId, { dueOn: '2026-05-08' });
  const text = await homeOf(story, TAX);
  expect(text).toContain('保守事業者の提出・是正を待っているもの（1件）');
  expect(text).toContain('令和8年5月8日');
  // Answered, it waits for the manager and no longer for the vendor.
  expect((await orders.reply(caseId, findingId)).status).toBe(200);
  expect(await homeOf(story, TAX)).not.toContain('保守事業者の提出・是正を待っているもの');
  expect(await homeOf(story, TAX)).toContain('是正命令の履行の判断');
});

test('第6条第6号・第8条: 緊急接続停止指示と、終わりの日のない停止は、解除するまで管理者のトップページに出る', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(IN_FORCE);
  await story.until('2026-04-21T09:00');
  const STANDING = '解除するまで続く停止・緊急接続停止（';
  expect(await homeOf(story, TAX)).not.toContain(STANDING);
  const { instructionId } = (await orders.instruct(caseId, { kind: 'cut-off', dueOn: undefined })).json;
  expect(await homeOf(story, TAX)).toContain(`${STANDING}1件`);
  expect(await homeOf(story, TAX)).toContain('緊急接続停止指示 苫税第2号');
  expect(await homeOf(story, CARE)).not.toContain(STANDING);
  // The vendor's report does not end it: nobody would be asked any more.
  const report = { done: '接続を止めた。', doneOn: '2026-04-21' };
  const path = `${orders.instructions(caseId)}/${instructionId}`;
  const sent = await story.vendorApi('POST', `${path}/report`, report, { 'idempotency-key': 'report' });
  expect(sent.status, sent.text).toBe(200);
  await story.settle();
  expect(await homeOf(story, TAX)).toContain(`${STANDING}1件`);
  const tax = await story.as(TAX);
  expect((await tax('POST', `${path}/lifting`, { reason: '原因が除かれた。' })).status).toBe(200);
  expect(await homeOf(story, TAX)).not.toContain(STANDING);
});

test('第8条: 終わりの日のある停止は、その日に終わるので出ない。ない停止は、解除するまで出る', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(IN_FORCE);
  await story.until('2026-04-21T09:00');
  await orders.suspended(caseId, { until: undefined });
  expect((await loadCase(story.store, caseId))?.status).toBe('suspended');
  expect(await homeOf(story, TAX)).toContain('解除するまで続く停止・緊急接続停止（1件）');
  const ends = await createStory();
  const others = createOrders(ends);
  const other = await others.permit(IN_FORCE);
  await ends.until('2026-04-21T09:00');
  await others.suspended(other, { until: '2026-12-28' });
  expect((await loadCase(ends.store, other))?.status).toBe('suspended');
  expect(await homeOf(ends, TAX)).not.toContain('解除するまで続く停止');
});

test('事業者のトップページに、市の回答を待っている申請と作業が出て、回答されると消える', async () => {
  const story = await createStory();
  const pending = await story.submit();
  expect(await homeOf(story, VENDOR)).toContain('市の回答を待っているもの（1件）');
  await story.withdraw(pending);
  expect(await homeOf(story, VENDOR)).not.toContain('市の回答を待っているもの');
  const { caseId } = await permitIn(story, IN_FORCE);
  await story.until('2026-04-21T09:00');
  const works = worksOf(story, caseId);
  const workId = await works.announced('2026-04-24');
  expect(await homeOf(story, VENDOR)).toContain('作業申請への回答');
  await works.answer(workId, { choice: 'accept' });
  expect(await homeOf(story, VENDOR)).not.toContain('市の回答を待っているもの');
});

test('第7条: 履行期限を過ぎて市が判断を求められていても、事業者が何も提出していなければ、市の回答待ちではない', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(IN_FORCE);
  await story.until('2026-04-20T09:00');
  const findingId = await orders.ordered(caseId, { dueOn: '2026-05-08' });
  await story.until('2026-05-11T10:00');
  expect(await homeOf(story, TAX)).toContain('是正命令の履行の判断');
  expect(await homeOf(story, VENDOR)).toContain('期限超過');
  expect(await homeOf(story, VENDOR)).not.toContain('市の回答を待っているもの');
  // Late, but handed in: now it waits for the city.
  expect((await orders.reply(caseId, findingId)).status).toBe(200);
  expect(await homeOf(story, VENDOR)).toContain('市の回答を待っているもの（1件）');
});

const FINDINGS = '終わっていない違反・是正命令';
/** 記録, 状態, 次に行うこと, 期限, 許可番号, as they stand in the chief's list; each line leads to its page. */
const findingsOf = async (story: Awaited<ReturnType<typeof createStory>>, address = CHIEF) => {
  const { document } = parseHTML(await homeOf(story, address));
  const section = [...document.querySelectorAll('section')].find((one) =>
    one.querySelector('h2')?.textContent?.startsWith(FINDINGS),
  );
  if (!section) return undefined;
  const rows = [...section.querySelectorAll('tbody tr')];
  for (const row of rows)
    expect(row.querySelector('a')?.getAttribute('href')).toMatch(/^\/permits\/\w+\/findings\/\w+$/);
  return rows.map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
  );
};

test('第7条・第8条: 統括のトップページに、全課の終わっていない違反が、状態・次に行う者・期限とともに、終わるまで出る', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(IN_FORCE);
  await story.until('2026-04-20T09:00');
  expect(await findingsOf(story)).toEqual([]);
  expect(await homeOf(story, CHIEF)).toContain('是正・措置が終わっていない違反はありません');
  const { findingId } = (await orders.find(caseId)).json;
  const next = async () => (await findingsOf(story))?.map(([, status, step]) => [status, step]);
  expect(await next()).toEqual([['認知', '違反報告の受領（統括情報セキュリティ管理者）']]);
  await orders.receive(caseId, findingId);
  expect(await next()).toEqual([['統括報告済', '是正命令の発出（情報セキュリティ管理者）']]);
  await orders.order(caseId, findingId, { dueOn: '2026-05-08' });
  const [[what, status, step, by, no] = []] = (await findingsOf(story)) ?? [];
  expect([status, step, by]).toEqual(['命令中', '是正報告（保守事業者）', '令和8年5月8日']);
  expect(what).toMatch(/^是正命令 /);
  expect(no).toMatch(/^R8-P/);
  // The office sees what the chief sees; a section has its own boxes.
  expect(await findingsOf(story, CLERK)).toHaveLength(1);
  expect(await findingsOf(story, TAX)).toBeUndefined();
  expect(await findingsOf(story, VENDOR)).toBeUndefined();
  await orders.reply(caseId, findingId);
  expect(await next()).toEqual([['命令中', '是正命令の履行の判断（情報セキュリティ管理者）']]);
  await orders.judge(caseId, findingId);
  expect(await findingsOf(story)).toEqual([]);
});

test('統括の一覧は、許可がいくつあっても、終わっていない違反とその許可だけを読む', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(IN_FORCE);
  await story.until('2026-04-20T09:00');
  await orders.find(caseId);
  const chief = await loadPerson(story.store, 'p-chief');
  if (!chief) throw new Error('there is no chief');
  const readsOfList = async () => {
    let reads = 0;
    const counting: Store = {
      ...story.store,
      get: (key) => {
        reads += 1;
        return story.store.get(key);
      },
      query: (query) => {
        reads += 1;
        return story.store.query(query);
      },
    };
    const caller = await makeCaller(story.store, chief, story.today(), 'screen');
    const listed = await listOpenFindings({ store: counting, clock: story.clock.now })(caller);
    return { reads, findings: listed?.findings.length };
  };
  // Settings, the list, the permit, and the names of systems, vendors and sections.
  expect(await readsOfList()).toEqual({ reads: 6, findings: 1 });
  for (const _ of [1, 2, 3]) await permitIn(story, IN_FORCE);
  expect(await readsOfList()).toEqual({ reads: 6, findings: 1 });
});

test('第4条第1項: 担当者のトップページに、申請がまだない自課の事前協議が出て、申請されると消える。統括部門の担当者には全課のもの', async () => {
  const story = await createStory();
  const boxOf = async (address: string) =>
    (await homeOf(story, address))
      .split('<section>')
      .find((part) => part.includes('申請を待っている事前協議'));
  // The two that the demo city begins with.
  expect(await boxOf(CLERK)).toContain('（2件）');
  // Neither the chief nor a manager records them; a vendor sees none.
  for (const address of [CHIEF, TAX, VENDOR]) expect(await boxOf(address)).toBeUndefined();
  const recorded = await (await story.as(CLERK))('POST', '/v1/consultations', {
    ...{ heldOn: '2026-04-03', cityStaff: '担当 次郎', summary: '協議した。', vendorId: 'hokuto' },
    systemIds: ['tax-system'],
    contract: { name: '保守', number: '15', kind: 'maintenance', from: '2026-04-01', to: '2027-03-31' },
    contact: { name: '保守 五郎', email: VENDOR },
  });
  expect(recorded.status, recorded.text).toBe(201);
  const { consultationId } = recorded.json;
  const box = await boxOf(CLERK);
  expect(box).toContain('（3件）');
  expect(box).toContain(`/consultations#${consultationId}`);
  expect(box).toContain('税務総合システム');
  expect((await (await story.as(CLERK))('GET', '/consultations')).text).toContain(`id="${consultationId}"`);
  // An application on another consultation leaves it there.
  await story.submit();
  expect(await boxOf(CLERK)).toContain('（2件）');
  expect(await boxOf(CLERK)).toContain(`/consultations#${consultationId}`);
  await story.submit({ consultationId });
  expect(await boxOf(CLERK)).toContain('（1件）');
  expect(await boxOf(CLERK)).not.toContain(`/consultations#${consultationId}`);
});

test('統括部門のトップページから、全課の未提出の月と、満了の近い許可の台帳へ。ほかの人には示さない', async () => {
  const story = await createStory();
  const { permitNo } = await permitIn(story, { period: { from: '2026-04-20', to: '2026-07-31' } });
  const long = await permitIn(story, { period: { from: '2026-04-20', to: '2027-03-31' } });
  const chief = async (path: string) => (await (await story.as(CHIEF))('GET', path)).text;
  const link = async (label: RegExp) => {
    const [, href = '', days] =
      new RegExp(`href="(/permits\\?[^"]*)">${label.source}`).exec(await chief('/home')) ?? [];
    return { href: href.replaceAll('&amp;', '&'), days };
  };
  const [missing, soon] = [/月次報告の期限を過ぎた月がある許可/, /(\d+)日以内に満了し、継続の申請がない許可/];
  expect(await chief((await link(missing)).href)).toContain('条件に合う許可はありません');
  expect(await chief((await link(soon)).href)).not.toContain(permitNo);
  await story.until('2026-07-15T10:00');
  expect(await chief((await link(missing)).href)).toContain(permitNo);
  const ending = await chief((await link(soon)).href);
  expect(ending).toContain(permitNo);
  expect(ending).not.toContain(long.permitNo);
  const renewal = { applicationType: 'renewal' as const, previousPermitNo: permitNo };
  const applied = await story.submit({ ...renewal, period: { from: '2026-08-01', to: '2027-03-31' } });
  expect(await chief((await link(soon)).href)).not.toContain(permitNo);
  await story.withdraw(applied);
  expect(await chief((await link(soon)).href)).toContain(permitNo);
  for (const address of [TAX, VENDOR])
    expect(await homeOf(story, address)).not.toContain('全課の許可で確かめること');
});

/** 確かめること → 件数 and 所管課別, as the box says it; undefined: there is none. */
const boxOf = async (story: Awaited<ReturnType<typeof createStory>>, address: string) => {
  const { document } = parseHTML(await homeOf(story, address));
  const section = [...document.querySelectorAll('section')].find((one) =>
    one.querySelector('h2')?.textContent?.endsWith('許可で確かめること'),
  );
  if (!section) return undefined;
  const rows = [...section.querySelectorAll('tbody tr')].map((row) => {
    const [what = '', ...cells] = [...row.querySelectorAll('th, td')].map((cell) =>
      (cell.textContent ?? '').replace(/\s+/g, ' ').trim(),
    );
    const hrefs = [...row.querySelectorAll('a')].map((a) => a.getAttribute('href') ?? '');
    return [what, { cells, hrefs }] as const;
  });
  return new Map(rows);
};
const MONTHS = '月次報告の期限を過ぎた月がある許可（第10条）';
const INSTRUCTED = '終わっていない指示（第6条第6号）';

test('統括のトップページに、期限を過ぎた月・満了・指示・決定の件数が所管課別に出て、件数は台帳と同じ。課には自課のもの', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const period = { from: '2026-04-20', to: '2026-07-31' };
  const { caseId } = await permitIn(story, { period });
  await permitIn(story, { period });
  await permitIn(story, { period: { ...period, to: '2027-03-31' } });
  const none = await boxOf(story, CHIEF);
  expect(none?.get(MONTHS)?.cells).toEqual(['0件', '―']);
  expect(none?.get(INSTRUCTED)).toEqual({ cells: ['0件', '―'], hrefs: [] });
  await story.until('2026-05-13T12:00');
  await orders.instruct(caseId, { dueOn: '2026-05-20' });
  const chief = await boxOf(story, CHIEF);
  expect(chief?.get(MONTHS)?.cells).toEqual(['3件', '財政部税務課 3件']);
  expect(chief?.get(INSTRUCTED)?.cells).toEqual(['1件', '財政部税務課 1件']);
  const own = await boxOf(story, TAX);
  expect(own?.get(MONTHS)?.cells).toEqual(['3件']);
  expect(own?.get(INSTRUCTED)?.cells).toEqual(['1件']);
  expect((await boxOf(story, CARE))?.get(MONTHS)?.cells).toEqual(['0件']);
  expect((await boxOf(story, CARE))?.get(INSTRUCTED)?.cells).toEqual(['0件']);
  expect(await boxOf(story, VENDOR)).toBeUndefined();
  // Each way leads to as many lines as are counted.
  for (const href of chief?.get(MONTHS)?.hrefs ?? []) {
    const { document } = parseHTML((await (await story.as(CHIEF))('GET', href)).text);
    expect(document.querySelectorAll('tbody tr'), href).toHaveLength(3);
  }
  expect(chief?.get(MONTHS)?.hrefs).toHaveLength(2);
  const page = await homeOf(story, CHIEF);
  expect(page).toContain('履行の報告（保守事業者）');
  expect(page).toMatch(/id="instructions"/);
  // The end comes near: of both that end, not of the third.
  await story.until('2026-07-15T10:00');
  const later = await boxOf(story, CHIEF);
  const [ending] = [...(later ?? [])].filter(([what]) => what.includes('継続の申請がない'));
  expect(ending?.[1].cells).toEqual(['2件', '財政部税務課 2件']);
  expect(later?.get('期限を過ぎた決定・回答')?.hrefs).toEqual(['#attention']);
  expect(await homeOf(story, CHIEF)).toContain('id="attention"');
});

test('第6条第6号: 指示は、履行を確認するか解除するまで、統括と所管課のトップページに次に行うこととともに出る', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const { caseId } = await permitIn(story, IN_FORCE);
  await story.until('2026-04-21T09:00');
  const { instructionId } = (await orders.instruct(caseId, { dueOn: '2026-04-30' })).json;
  const count = async () => [
    (await boxOf(story, CHIEF))?.get(INSTRUCTED)?.cells[0],
    (await boxOf(story, TAX))?.get(INSTRUCTED)?.cells[0],
  ];
  expect(await count()).toEqual(['1件', '1件']);
  const path = `${orders.instructions(caseId)}/${instructionId}`;
  const report = { done: '実施した。', doneOn: '2026-04-21' };
  const sent = await story.vendorApi('POST', `${path}/report`, report, { 'idempotency-key': 'report' });
  expect(sent.status, sent.text).toBe(200);
  await story.settle();
  expect(await homeOf(story, CHIEF)).toContain('指示の履行の確認（情報セキュリティ管理者）');
  const judgement = { result: 'followed', reason: '確認した。' };
  const judged = await orders.onInstruction(TAX, caseId, instructionId, 'judgement', judgement);
  expect(judged.status, judged.text).toBe(200);
  expect(await count()).toEqual(['0件', '0件']);
});

test('第2条: 期限切れとなった登録伺いは、30日の間、統括部門のトップページに出る', async () => {
  const story = await createStory();
  const LAPSED = '30日以内に期限切れとなった登録伺い';
  const from = story.today().toString();
  const proposed = await (await story.as(CLERK))('POST', '/v1/appointments', {
    ...{
      role: 'manager:tax',
      personId: 'p-care',
      kind: 'deputy',
      title: '税務課長代理',
      from,
      reason: '兼務',
    },
  });
  expect(proposed.status, proposed.text).toBe(202);
  expect((await boxOf(story, CHIEF))?.get(LAPSED)).toEqual({ cells: ['0件', '―'], hrefs: [] });
  const { lapsesOn } = (await (await story.as(CLERK))('GET', `/v1/proposals/${proposed.json.proposalId}`))
    .json;
  await story.until(`${Temporal.PlainDate.from(lapsesOn).add({ days: 7 })}T12:00`);
  await story.settle();
  expect((await boxOf(story, CHIEF))?.get(LAPSED)).toEqual({ cells: ['1件', '―'], hrefs: ['/proposals'] });
  expect((await boxOf(story, TAX))?.get(LAPSED)).toBeUndefined();
});

test('第4条第1項: ほかの課の古い協議が50件あっても、自分の課の協議は担当者のトップページに出る', async () => {
  const story = await createStory();
  const clerk = { role: 'clerk:tax', personId: 'p-care', kind: 'principal', title: '税務課主事' };
  const from = story.today().toString();
  expect((await story.decree('POST', '/v1/appointments', { ...clerk, from, reason: '兼務' })).status).toBe(
    201,
  );
  const office = await story.as(CLERK);
  const consult = async (n: number, systemId: string) => {
    const body = {
      ...{ vendorId: 'hokuto', systemIds: [systemId], heldOn: '2026-04-03', summary: `協議 ${n}` },
      cityStaff: '担当 次郎',
      contact: { name: `担当 ${systemId}`, email: 'kyuko@hokuto.example.com' },
      contract: {
        ...{ name: '契約', number: `第${n}号`, from: '2026-04-01', to: '2027-03-31' },
        kind: 'maintenance',
      },
    };
    const answer = await office('POST', '/v1/consultations', body, { 'idempotency-key': `c-${n}` });
    expect(answer.status, answer.text).toBe(201);
  };
  for (let n = 0; n < 51; n += 1) await consult(n, 'network');
  await consult(99, 'tax-system');
  const own = await homeOf(story, CARE);
  expect(own).toContain('担当 tax-system');
  expect(own).not.toContain('担当 network');
  // The office has more than stand on its front page: it says so.
  expect(await homeOf(story, CLERK)).toContain('件以上');
});

test('第6条第1号: 事業者のトップページに、申請できる許可ごとに「作業を申請する」が立つ。終わった許可・停止中の許可・市の職員には出ない', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(IN_FORCE);
  const { caseId: other } = await permitIn(story, { period: { from: '2026-04-20', to: '2026-06-30' } });
  const shown = async (address = VENDOR) => {
    const text = await homeOf(story, address);
    return [caseId, other].filter((id) => text.includes(`href="/permits/${id}/works/new"`));
  };
  await story.until('2026-04-21T09:00');
  expect(await shown()).toEqual([caseId, other]);
  expect(await shown(TAX)).toEqual([]);
  await story.vendorApi(
    'POST',
    `/v1/permits/${other}/ending`,
    { lastDay: '2026-04-30', reason: '統合', returnAndErasure: '返却する', lastReport: true },
    { 'idempotency-key': 'end-workable' },
  );
  await story.until('2026-04-30T23:00');
  expect(await shown()).toEqual([caseId, other]);
  // The day after, before anything has been run.
  await story.until('2026-05-01T00:05');
  expect(await shown()).toEqual([caseId]);
  await orders.suspended(caseId);
  await story.until(`${story.today().add({ days: 2 })}T09:00`);
  expect(await shown()).toEqual([]);
});
