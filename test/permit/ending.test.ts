import { describe, expect, test } from 'vitest';
import { loadCase } from '../../core/case/case-store.ts';
import { noticesOf } from '../../core/finding/finding-papers-of.ts';
import { endedOn } from '../../core/permit/ending.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { childOf, permitIn } from '../support/permit.ts';
import { createStory, type Story, TAX, VENDOR } from '../support/story.ts';

const INPUT = {
  lastDay: '2026-06-30',
  reason: '契約の終了',
  returnAndErasure: '端末は返却し、データは消去する',
  lastReport: true,
};
let keys = 0;
const file = (story: Story, caseId: string, overrides: object = {}) =>
  story.vendorApi(
    'POST',
    `/v1/permits/${caseId}/ending`,
    { ...INPUT, ...overrides },
    { 'idempotency-key': `end-${++keys}` },
  );
const statusOf = async (story: Story, caseId: string) =>
  (await story.vendorApi('GET', `/v1/permits/${caseId}`)).json.status;
const typesOf = async (story: Story, caseId: string) => (await story.eventsOf(caseId)).slice(-3);

describe('画面は、廃止届の後のことを、そのとおりに示す', () => {
  test('満了・継続とは書かず、最後の月の報告を数え、終わった後の再確認の日は示さない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await story.until('2026-05-20T10:00');
    const vendor = await browse(story, VENDOR);
    const form = (await vendor(`/permits/${caseId}/ending`)).text;
    const { accounts, data } = story.application().atEnd ?? {};
    expect(accounts && data && form.includes('終了時のアカウントの措置（申請書）')).toBe(true);
    expect(/name="returnAndErasure"[^>]*>([^<]*)</.exec(form)?.[1]).toContain(`${accounts}\n${data}`);
    expect((await vendor(`/permits/${caseId}`)).text).toContain('期間が満了します');
    expect((await file(story, caseId)).status).toBe(201);
    await story.settle();
    const { text } = await vendor(`/permits/${caseId}`);
    expect(text).toContain('廃止届により、令和8年6月30日の翌日0時に終了します');
    expect(text).not.toContain('満了します');
    const register = async () => (await (await browse(story, TAX))('/permits')).text;
    const cells = async () =>
      [...(await register()).matchAll(/data-label="次回の再確認">([^<]*)</g)].map(([, day]) => day);
    expect(await cells()).toEqual(['―']);
    await story.until('2026-07-01T00:05');
    const later = await browse(story, VENDOR);
    const over = (await later(`/permits/${caseId}`)).text;
    expect(over).toContain('月次利用状況報告');
    const works = (await later(`/permits/${caseId}/works/new`)).text;
    expect(works).toContain('この許可は終了しています（令和8年7月1日から）');
    expect(works).toContain('name="unannounced:boolean" value="true"');
    expect(await register()).toContain('<option value="">すべて</option>');
  });

  test('最後の日の後、まだ求められていない最後の月の報告があることを示す', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await story.until('2026-05-20T10:00');
    await file(story, caseId, { lastDay: '2026-06-10' });
    await story.until('2026-06-11T10:00');
    for (const month of ['2026-04', '2026-05']) {
      const path = `/v1/permits/${caseId}/reports/${month}`;
      const { usageHash } = (await story.vendorApi('GET', path)).json;
      const report = { usageHash, used: false };
      expect((await story.vendorApi('PUT', path, report)).status, month).toBe(200);
    }
    const { text } = await (await browse(story, VENDOR))(`/permits/${caseId}`);
    expect(text).toContain('廃止の届出により');
    expect(text).toContain(
      '現在、提出・報告していただくものはありません。令和8年6月分の月次利用状況報告は、月が終わった後に提出していただきます（第10条）',
    );
  });
});

describe('廃止届（F10, G11）', () => {
  test('最終日までは有効、翌日0時に終わり、終了の整理まで行う。管理者と事業者に知らせる', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await story.until('2026-05-20T10:00');
    expect((await file(story, caseId)).status).toBe(201);
    await story.settle();
    expect(story.mailsTo(TAX)[0]?.subject).toContain('廃止届');
    await story.until('2026-06-30T23:59');
    expect(await statusOf(story, caseId)).toBe('active');
    await story.until('2026-07-01T00:05');
    expect(await statusOf(story, caseId)).toBe('ended');
    expect(await typesOf(story, caseId)).toEqual(expect.arrayContaining(['ended', 'closed-out']));
    expect((await story.vendorApi('GET', `/v1/permits/${caseId}`)).json.overOn).toBe('2026-07-01');
    expect(story.subjectsTo(VENDOR)[0]).toContain('廃止');
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('・利用の最終日：令和8年6月30日');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('INV-11: 最後の月の報告は求め、その後の月は求めない（第10条）', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await story.until('2026-05-20T10:00');
    await file(story, caseId);
    await story.until('2026-08-10T10:00');
    const { json } = await (await story.as(TAX))('GET', `/v1/permits/${caseId}/events`);
    const months = json.events
      .filter(({ fact }: { fact: { type: string } }) => fact.type === 'report-requested')
      .map(({ fact }: { fact: { yearMonth: string } }) => fact.yearMonth);
    expect(months).toEqual(['2026-04', '2026-05', '2026-06']);
  });

  test('日次の実行がなくても、最終日の翌日には「廃止」と示す', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await file(story, caseId);
    const { statusOn } = await import('../../core/application/list-cases.ts');
    const { loadCase } = await import('../../core/case/case-store.ts');
    const { Temporal } = await import('temporal-polyfill');
    const state = await loadCase(story.store, caseId);
    if (!state) throw new Error('no case');
    expect(statusOn(state, Temporal.PlainDate.from('2026-06-30'))).toBe('active');
    expect(statusOn(state, Temporal.PlainDate.from('2026-07-01'))).toBe('ended');
  });

  test('最終日までは取り下げられる。取り下げれば、許可は続く', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await file(story, caseId);
    const second = (await file(story, caseId)).json;
    expect(second.type).toBe('urn:remote-maintenance-permits:ending-filed');
    expect(second.detail).toContain('最終日 令和8年6月30日');
    const withdrawn = await story.vendorApi('POST', `/v1/permits/${caseId}/ending/withdrawal`, {});
    expect(withdrawn.status).toBe(200);
    await story.until('2026-07-01T09:00');
    expect(await statusOf(story, caseId)).toBe('active');
    const again = await story.vendorApi('POST', `/v1/permits/${caseId}/ending/withdrawal`, {});
    expect(again.json.type).toBe('urn:remote-maintenance-permits:no-ending');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test.each([
    ['届出の日より前', { lastDay: '2026-04-05' }, '/lastDay'],
    ['期間の満了の日', { lastDay: '2027-04-06' }, '/lastDay'],
    ['最後の報告を約束しない', { lastReport: false }, '/lastReport'],
    ['返却・消去がない', { returnAndErasure: '' }, '/returnAndErasure'],
  ])('%sときは断る', async (_name, change, pointer) => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const { status, json } = await file(story, caseId, change);
    expect([status, json.errors[0].pointer]).toEqual([422, pointer]);
  });

  test('INV-23: 再委託者の許可を示して確かめ、同時に終わる（第11条）', async () => {
    const story = await createStory();
    const parent = await permitIn(story);
    const child = await childOf(story, parent.permitNo);
    const unseen = await file(story, parent.caseId);
    expect([unseen.status, unseen.json.type]).toEqual([
      409,
      'urn:remote-maintenance-permits:cascade-changed',
    ]);
    expect(unseen.json.detail).toContain(child.permitNo);
    expect((await file(story, parent.caseId, { cascade: [child.permitNo] })).status).toBe(201);
    await story.until('2026-07-01T00:05');
    expect(await statusOf(story, parent.caseId)).toBe('ended');
    expect(await statusOf(story, child.caseId)).toBe('expired');
    expect(await story.violations(child.caseId)).toEqual([]);
  });

  test('再委託者の許可は、廃止を原因とする自らの失効通知書により失効する。是正命令のことは言わない（第11条）', async () => {
    const story = await createStory();
    const parent = await permitIn(story);
    const children = [await childOf(story, parent.permitNo), await childOf(story, parent.permitNo)];
    // 自らの最終日がその日までに来るものは、自ら終わる。
    const [child, own] = children as [(typeof children)[0], (typeof children)[0]];
    expect((await file(story, own.caseId)).status).toBe(201);
    const cascade = children.map(({ permitNo }) => permitNo);
    expect((await file(story, parent.caseId, { cascade })).status).toBe(201);
    await story.until('2026-06-30T23:59');
    expect(await statusOf(story, child.caseId)).toBe('active');
    await story.until('2026-07-01T00:05');
    expect(await statusOf(story, child.caseId)).toBe('expired');
    expect(await statusOf(story, own.caseId)).toBe('ended');
    const notices = (id: string) => noticesOf(story.store, id);
    expect(await notices(own.caseId)).toEqual([]);
    const [notice] = await notices(child.caseId);
    expect(notice?.paper).toMatchObject({
      ...{ type: 'lapse-notice', permitNo: child.permitNo, parentPermitNo: parent.permitNo },
      ...{ cause: 'ended', parentLastDay: '2026-06-30', effectiveFrom: '2026-07-01' },
      documentNo: expect.stringMatching(/^苫税第\d+号$/),
    });
    const a4 = (
      await (
        await browse(story, VENDOR)
      )(`/permits/${child.caseId}/notices/${notice?.seq}`)
    ).text.replaceAll(/<[^>]+>/g, '');
    expect(a4).toContain(`保守事業者の許可（許可番号 ${parent.permitNo}）が廃止されたことに伴い、`);
    expect(a4).toContain('保守事業者の許可の廃止（最終日　令和8年6月30日）');
    expect(a4).not.toContain('取消');
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('許可の失効'))?.text ?? '';
    const text = mail.replaceAll('\n', '');
    expect(text).toContain(`保守事業者の許可 ${parent.permitNo} が廃止されたことに伴い、`);
    expect(text).not.toContain('是正命令');
    const page = (await (await browse(story, VENDOR))(`/permits/${child.caseId}?part=all`)).text;
    expect(page).toContain('保守事業者の許可が終わったことに伴い、許可は効力を失っています');
    expect(page).not.toContain('利用期間が満了し');
    // Once, by its notice, and not once more when its workflow ends.
    await story.settle();
    const told = story.subjectsTo(VENDOR).filter((subject) => subject.includes(child.permitNo));
    expect(told.filter((subject) => /失効|満了|廃止/.test(subject))).toHaveLength(1);
    const { json } = await (await story.as(TAX))('GET', `/v1/permits/${child.caseId}/reports`);
    expect(json.reports.map(({ yearMonth }: { yearMonth: string }) => yearMonth)).not.toContain('2026-07');
    for (const { caseId } of [parent, ...children]) expect(await story.violations(caseId)).toEqual([]);
    expect(story.failures).toEqual([]);
  });

  test('発信する者がいなくても再委託者の許可はその日に失効し、通知書だけが待つ。出るまで廃棄の対象とならない', async () => {
    const story = await createStory();
    const parent = await permitIn(story);
    const child = await childOf(story, parent.permitNo);
    await file(story, parent.caseId, { cascade: [child.permitNo] });
    const tax = { role: 'manager:tax', reason: '退職' };
    for (const appointmentId of ['a-tax', 'a-tax2'])
      await story.decree('POST', '/v1/appointments/end', { ...tax, appointmentId, on: '2026-07-01' });
    await story.until('2026-07-03T10:00');
    expect(await statusOf(story, child.caseId)).toBe('expired');
    const state = () => loadCase(story.store, child.caseId);
    const held = await state();
    expect(held && endedOn(held)).toBeUndefined();
    expect(await noticesOf(story.store, child.caseId)).toEqual([]);
    const successor = { personId: 'p-care', kind: 'principal', title: '財政部税務課長', from: '2026-07-06' };
    await story.decree('POST', '/v1/appointments', { ...tax, ...successor });
    await story.until('2026-07-07T10:00');
    expect((await noticesOf(story.store, child.caseId)).map(({ paper }) => paper)).toMatchObject([
      { type: 'lapse-notice', cause: 'ended', issuedOn: '2026-07-06', effectiveFrom: '2026-07-01' },
    ]);
    const issued = await state();
    expect(issued && endedOn(issued)?.toString()).toBe('2026-06-30');
    for (const { caseId } of [parent, child]) expect(await story.violations(caseId)).toEqual([]);
    expect(story.executions().filter(({ status }) => status === 'RUNNING')).toEqual([]);
  });

  test('画面: 再委託者の許可を示し、届け出て、取り下げる', async () => {
    const story = await createStory();
    const parent = await permitIn(story);
    const child = await childOf(story, parent.permitNo);
    const vendor = await browse(story, VENDOR);
    const path = `/permits/${parent.caseId}/ending`;
    const form = await vendor(path);
    expect(form.text).toContain(child.permitNo);
    const empty = await vendor(path, hiddenFields(form));
    expect(empty.status).toBe(422);
    const filed = await vendor(path, {
      ...hiddenFields(form),
      lastDay: '令和8年6月30日',
      reason: '終了',
      returnAndErasure: '返却',
      'lastReport:boolean': 'true',
    });
    expect(filed.status).toBe(303);
    expect((await vendor(`/permits/${parent.caseId}?part=all`)).text).toContain('廃止届が出ています');
    expect((await vendor(`${path}/paper`)).text).toContain('リモートメンテナンス廃止届');
    expect((await vendor(path)).status).toBe(409);
    const unsure = await vendor(`${path}/withdraw`, {});
    expect(unsure.status).toBe(422);
    expect(unsure.text).toContain('href="#f-confirmed"');
    expect(unsure.text).toContain('<details open><summary>廃止届を取り下げる');
    expect((await vendor(`${path}/withdraw`, { 'confirmed:boolean': 'true' })).status).toBe(303);
    expect((await vendor(`/permits/${parent.caseId}?part=all`)).text).not.toContain('廃止届が出ています');
  });
});

describe('第11条: 元請の許可がなければ、再委託者の申請は承認できない', () => {
  const subcontracting = (parentPermitNo: string) => ({
    subcontracting: { parentPermitNo, company: '再委託システム株式会社', cityConsentNo: '苫情推第9号' },
  });

  test('申請の後に元請が廃止になれば、確認も承認も断る', async () => {
    const story = await createStory();
    const parent = await permitIn(story);
    const waiting = await story.submit(subcontracting(parent.permitNo));
    const confirmed = await story.submit(subcontracting(parent.permitNo));
    await story.confirm(confirmed);
    await file(story, parent.caseId, { lastDay: '2026-04-06' });
    await story.until('2026-04-07T09:00');
    expect(await statusOf(story, parent.caseId)).toBe('ended');
    for (const refused of [await story.confirm(waiting), await story.approve(confirmed)]) {
      expect([refused.status, refused.json.type]).toEqual([
        409,
        'urn:remote-maintenance-permits:parent-not-in-force',
      ]);
      expect(refused.json.detail).toContain('第11条');
    }
  });

  test('一つの許可の下の再委託者の許可は10件まで: 同時に終わることが一つの取引に収まる（INV-23）', async () => {
    const story = await createStory();
    const parent = await permitIn(story);
    const children = [];
    for (let n = 0; n < 10; n++) children.push(await childOf(story, parent.permitNo));
    const eleventh = await story.submit(subcontracting(parent.permitNo));
    const refused = await story.confirm(eleventh);
    expect(refused.json.type).toBe('urn:remote-maintenance-permits:too-many-subcontractors');
    const cascade = children.map(({ permitNo }) => permitNo);
    await file(story, parent.caseId, { lastDay: '2026-04-30', cascade });
    await story.until('2026-05-01T00:05');
    for (const { caseId } of children) expect(await statusOf(story, caseId)).toBe('expired');
  });
});
