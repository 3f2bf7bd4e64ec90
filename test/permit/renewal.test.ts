import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { subtractBusinessDays } from '../../core/values/calendar.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { childOf, permitIn } from '../support/permit.ts';
import { CHIEF, createStory, type Story, TAX, VENDOR } from '../support/story.ts';

const NEXT = { from: '2026-10-01', to: '2027-03-31' };
const inputOf = (story: Story, overrides: object = {}) => {
  const { consultationId, contract, pledge } = story.application();
  return { consultationId, contract, pledge, period: NEXT, ...overrides };
};
let keys = 0;
const renew = async (story: Story, caseId: string, overrides: object = {}) => {
  const answer = await story.vendorApi('POST', `/v1/permits/${caseId}/renewal`, inputOf(story, overrides), {
    'idempotency-key': `renew-${++keys}`,
  });
  await story.settle();
  return answer;
};
const halfYear = { period: { from: '2026-04-20', to: '2026-09-30' } };

describe('継続申請（F10, G11）', () => {
  test('同じ内容: 期間・契約・協議・誓約だけを尋ね、「同じ内容」であることはサーバーが判定する', async () => {
    const story = await createStory();
    const { caseId, permitNo } = await permitIn(story, halfYear);
    await story.until('2026-08-03T10:00');
    const renewed = await renew(story, caseId);
    expect(renewed.status).toBe(201);
    const view = await story.view(TAX, renewed.json.caseId);
    expect(view).toMatchObject({
      applicationType: '継続',
      period: NEXT,
      renewal: { permitNo, identical: true, differences: [], last: { checklist: expect.any(Array) } },
    });
    expect(view.renewal.last.checklist).toHaveLength(16);
    expect(view.application.previousPermitNo).toBe(permitNo);
    expect(await story.violations(renewed.json.caseId)).toEqual([]);
  });

  test('継続した許可が始まる前に廃止されれば、元の許可はまた、継続の申請がない許可になる', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, halfYear);
    await story.until('2026-08-03T10:00');
    const uncontinued = async () =>
      (await (await story.as(CHIEF))('GET', '/v1/permits?uncontinued=yes')).json.permits.map(
        (permit: { caseId: string }) => permit.caseId,
      );
    const canRenew = async () => (await story.vendorApi('GET', `/v1/permits/${caseId}`)).json.can.renew;
    expect([await uncontinued(), await canRenew()]).toEqual([[caseId], true]);
    const next = (await renew(story, caseId)).json.caseId;
    await story.confirm(next);
    await story.approve(next);
    await story.settle();
    // The one that follows would itself have to be continued one day.
    expect([await uncontinued(), await canRenew()]).toEqual([[next], false]);
    const given = {
      ...{ lastDay: '2026-08-10', reason: '統合のため。', lastReport: true },
      returnAndErasure: '端末は返却し、データは消去する。',
    };
    const ended = await story.vendorApi('POST', `/v1/permits/${next}/ending`, given, {
      'idempotency-key': 'end',
    });
    expect(ended.status, ended.text).toBeLessThan(300);
    await story.until('2026-08-12T10:00');
    expect([await uncontinued(), await canRenew()]).toEqual([[caseId], true]);
  });

  test('変更届で反映された内容を引き継ぐ', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, halfYear);
    const tel = '011-777-7777';
    await story.vendorApi(
      'POST',
      `/v1/permits/${caseId}/changes`,
      { changedOn: '2026-04-06', reason: '変更', after: { emergencyContact: { name: '夜間窓口', tel } } },
      { 'idempotency-key': 'change' },
    );
    const renewed = await renew(story, caseId);
    const view = await story.view(TAX, renewed.json.caseId);
    expect(view.application.emergencyContact.tel).toBe(tel);
    expect(view.renewal.identical).toBe(true);
  });

  test('違う内容の継続: どこが違うかを、管理者に示す', async () => {
    const story = await createStory();
    const { permitNo } = await permitIn(story, halfYear);
    const caseId = await story.submit({
      applicationType: 'renewal',
      previousPermitNo: permitNo,
      period: NEXT,
      authMethod: '別の方法',
    });
    const { renewal } = await story.view(TAX, caseId);
    expect(renewal).toMatchObject({
      identical: false,
      differences: [expect.objectContaining({ pointer: '/authMethod', after: '別の方法' })],
    });
    const page = await (await browse(story, TAX))(`/applications/${caseId}/decision`);
    expect(page.text).toContain('従前の許可と異なるところがあります（1項目）');
  });

  test('短い道でも、16項目すべてを一つの画面で確認し、統括が承認する。前回の結果は資料として示す', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, halfYear);
    const { json } = await renew(story, caseId);
    const page = await (await browse(story, TAX))(`/applications/${json.caseId}/decision`);
    expect(page.text).toContain('従前の許可と同じ内容です');
    expect(page.text).toContain('前回の確認（令和8年4月6日 適）');
    expect(page.text).not.toMatch(/value="pass" checked/);
    const partly = await story.decide(TAX, json.caseId, {
      stage: 'confirm',
      choice: 'ask-chief',
      checklist: [],
    });
    expect(partly.json.errors[0].detail).toContain('16項目すべて');
    await story.confirm(json.caseId);
    await story.approve(json.caseId);
    const view = await story.vendorView(json.caseId);
    expect(view).toMatchObject({ status: 'upcoming', permitNo: 'R8-P0002' });
    await story.until('2026-10-01T00:05');
    const status = async (id: string) => (await story.vendorApi('GET', `/v1/permits/${id}`)).json.status;
    expect([await status(caseId), await status(json.caseId)]).toEqual(['expired', 'active']);
  });

  test('再委託者の継続: 元請の新しい許可番号を入れても、同じ内容', async () => {
    const story = await createStory();
    const parent = await permitIn(story);
    const child = await childOf(story, parent.permitNo, halfYear);
    const renewed = await renew(story, child.caseId, { parentPermitNo: parent.permitNo });
    const { renewal } = await story.view(TAX, renewed.json.caseId);
    expect(renewal.identical).toBe(true);
  });

  test('停止・取消・廃止の許可や他社の許可は、短い道で継続できない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const end = { lastDay: '2026-04-06', reason: '終了', returnAndErasure: '返却', lastReport: true };
    await story.vendorApi('POST', `/v1/permits/${caseId}/ending`, end, { 'idempotency-key': 'end' });
    await story.until('2026-04-07T09:00');
    expect((await renew(story, caseId)).json.type).toBe('urn:remote-maintenance-permits:not-renewable');
  });

  test('画面: 今の契約を入れてあり、足りないところは欄ごとに示す', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, halfYear);
    const vendor = await browse(story, VENDOR);
    expect((await vendor(`/permits/${caseId}?part=all`)).text).toContain('同じ内容で継続を申請する');
    const form = await vendor(`/permits/${caseId}/renewal`);
    expect(form.text).toContain('value="令和8年10月1日"');
    const { contract, consultationId } = story.application();
    const fields = {
      ...hiddenFields(form),
      consultationId,
      'contract.name': contract.name,
      'contract.number': contract.number,
      'contract.from': contract.from,
      'contract.to': contract.to,
      'contract.kind': contract.kind,
      'contract.confidentialityClause:boolean': 'true',
      'period.from': NEXT.from,
      'period.to': '2030-03-31',
    };
    const wrong = await vendor(`/permits/${caseId}/renewal`, fields);
    expect([wrong.status, wrong.text.includes('誓約')]).toEqual([422, true]);
    const beyond = await vendor(`/permits/${caseId}/renewal`, {
      ...fields,
      'pledge.accepted:boolean': 'true',
    });
    expect(beyond.text).toContain('利用期間は契約期間内としてください');
    const done = await vendor(`/permits/${caseId}/renewal`, {
      ...fields,
      'pledge.accepted:boolean': 'true',
      'period.to': NEXT.to,
    });
    expect(done.status).toBe(303);
    expect((await vendor(`/permits/${caseId}?part=all`)).text).toContain('継続の申請');
  });
});

describe('期間満了の予告', () => {
  const reminders = (story: Story) =>
    story.subjectsTo(VENDOR).filter((subject) => subject.includes('期間満了の予告')).length;

  /** So many business days before the end of 30 September 2026, at noon. */
  const before = (days: number) =>
    `${subtractBusinessDays(Temporal.PlainDate.from('2026-09-30'), days, DEFAULT_SETTINGS)}T12:00`;

  test('60・40・20開庁日前に一度ずつ。終わりまでの日数を書く', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, halfYear);
    for (const [days, count] of [
      [61, 0],
      [60, 1],
      [41, 1],
      [40, 2],
      [21, 2],
      [20, 3],
      [1, 3],
    ] as const) {
      await story.until(before(days));
      expect(reminders(story), `${days}開庁日前`).toBe(count);
    }
    expect(story.mailsTo(VENDOR).find(({ subject }) => subject.includes('期間満了の予告'))?.text).toContain(
      'あと20開庁日',
    );
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('継続を申請すれば、もう知らせない。取り下げれば、また知らせる', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, halfYear);
    await story.until(before(60));
    const { json } = await renew(story, caseId);
    await story.until(before(40));
    expect(reminders(story)).toBe(1);
    await story.withdraw(json.caseId);
    await story.until(before(38));
    expect(reminders(story)).toBe(2);
  });

  test('INV-9: 設定で0とした回は送らず、止まっていた間の回はまとめて一度だけ', async () => {
    const story = await createStory();
    const chief = await story.as(CHIEF);
    const settings = (await chief('GET', '/v1/settings')).json.settings;
    await story.decree('PUT', '/v1/settings', {
      settings: { ...settings, renewalSecondDays: 0 },
      reason: '予告は2回とする',
    });
    await permitIn(story, halfYear);
    await story.until(before(40));
    expect(reminders(story)).toBe(1);
    await story.until(before(20));
    expect(reminders(story)).toBe(2);
  });
});
