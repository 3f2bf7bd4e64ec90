import { describe, expect, test } from 'vitest';
import { childOf, permitIn } from '../support/permit.ts';
import { answer, approve, PERIOD, post, propose, stateOf, weighed } from '../support/shortening.ts';
import { CHIEF, createStory, type Story, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/** 第4条第3項, 第11条: how long a permit holds when it was shortened, given up (廃止届), or both. */

const giveUp = async (story: Story, caseId: string, lastDay: string) => {
  const filed = await post(story, VENDOR, `/v1/permits/${caseId}/ending`, {
    ...{ lastDay, reason: '更改', returnAndErasure: '返却する', lastReport: true },
  });
  expect(filed.status, filed.text).toBeLessThan(300);
};
const shorten = async (story: Story, caseId: string, lastDay: string) => {
  const id = await weighed(story, caseId, { lastDay });
  const approved = await approve(story, caseId, id);
  expect(approved.json.status, approved.text).toBe('shortened');
};
const begun = async (period = PERIOD) => {
  const story = await createStory();
  const permit = await permitIn(story, { period });
  await story.until('2026-05-07T10:00');
  return { story, ...permit };
};
const under = (parentPermitNo: string) => ({
  ...{ parentPermitNo, company: '再委託システム株式会社', cityConsentNo: '苫情推第9号' },
});

describe('再委託者の許可は、保守事業者の許可の末日を超えない（第11条）', () => {
  test.each([
    ['末日まで', '2026-07-31', undefined],
    ['末日の翌日まで', '2026-08-01', 'urn:remote-maintenance-permits:beyond-parent'],
  ])('審査の間に短縮されたとき、管理者も統括も: %s', async (_name, to, type) => {
    const { story, caseId, permitNo } = await begun();
    const period = { from: '2026-05-10', to };
    const [first, second] = [
      await story.submit({ period, subcontracting: under(permitNo) }),
      await story.submit({ period, subcontracting: under(permitNo) }),
    ];
    await story.confirm(first);
    await shorten(story, caseId, '2026-07-31');
    expect((await story.approve(first)).json.type).toBe(type);
    expect((await story.confirm(second)).json.type).toBe(type);
  });

  test('廃止届の日より前に短縮されれば、申請できるのはその末日まで', async () => {
    const { story, caseId, permitNo } = await begun();
    await giveUp(story, caseId, '2026-09-30');
    await shorten(story, caseId, '2026-05-31');
    const child = (to: string) => childOf(story, permitNo, { period: { from: '2026-05-10', to } });
    await expect(child('2026-06-01')).rejects.toThrow('令和8年5月31日');
    expect((await stateOf(story, (await child('2026-05-31')).caseId)).period.to).toBe('2026-05-31');
  });
});

describe('短縮と廃止届', () => {
  test('廃止届の日より前に短縮された許可は、満了までの日数の絞込みに出る', async () => {
    const { story, caseId, permitNo } = await begun();
    await giveUp(story, caseId, '2026-09-30');
    await shorten(story, caseId, '2026-05-20');
    const { json } = await (await story.as(TAX))('GET', '/v1/permits?state=in-force&within=30');
    expect(json.permits.map((one: { permitNo: string }) => one.permitNo)).toContain(permitNo);
    await story.until('2026-05-21T00:10');
    expect((await stateOf(story, caseId)).status).toBe('expired');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test.each([
    ['最終日の前日', '2026-06-29', 201],
    ['最終日', '2026-06-30', 422],
    ['最終日の後', '2026-07-31', 422],
  ])('廃止届の日が先にあれば、短縮はその前の日までしか予定できない: %s', async (_name, lastDay, status) => {
    const { story, caseId } = await begun();
    await giveUp(story, caseId, '2026-06-30');
    const proposed = await propose(story, caseId, { lastDay });
    expect(proposed.status, proposed.text).toBe(status);
    if (status === 422) expect(proposed.text).toContain('廃止届による利用の最終日（令和8年6月30日');
  });

  test('承認を待つ間に、それより早い廃止届が出れば、承認しないものとする', async () => {
    const { story, caseId } = await begun();
    const id = await weighed(story, caseId);
    await giveUp(story, caseId, '2026-06-30');
    const approved = await approve(story, caseId, id);
    expect(approved.json.type).toBe('urn:remote-maintenance-permits:not-shorter');
    const declined = { choice: 'decline', reason: '廃止届による。' };
    expect((await answer(story, CHIEF, caseId, id, 'approval', declined)).json.status).toBe('dropped');
  });
});

describe('まだ始まっていない許可', () => {
  const LATER = { from: '2026-06-01', to: '2027-03-31' };

  test.each([
    ['初日', '2026-06-01', 201],
    ['初日の前日', '2026-05-31', 422],
  ])('末日は期間の初日以後: %s', async (_name, lastDay, status) => {
    const { story, caseId } = await begun(LATER);
    const proposed = await propose(story, caseId, { lastDay });
    expect(proposed.status, proposed.text).toBe(status);
    if (status === 422) expect(proposed.text).toContain('廃止届');
  });

  test.each([
    ['初日', '2026-06-01', 201],
    ['初日の前日', '2026-05-31', 422],
  ])('契約が始まる前に終わるときは、変更届ではなく廃止届による: %s', async (_name, to, status) => {
    const { story, caseId } = await begun(LATER);
    const { filed } = await fileContract(story, caseId, to);
    expect(filed.status, filed.text).toBe(status);
    if (status === 422) expect(filed.text).toContain('廃止届を提出してください');
  });
});

describe('契約の変更届の変更日', () => {
  test.each([
    ['契約の末日', '2026-05-31', 201],
    ['契約の末日の翌日', '2026-06-01', 422],
  ])('変更後の契約の末日まで: %s', async (_name, changedOn, status) => {
    const { story, caseId } = await begun();
    const { filed } = await fileContract(story, caseId, '2026-05-31', changedOn);
    expect(filed.status, filed.text).toBe(status);
    if (status === 422) expect(filed.json.errors[0].pointer).toBe('/changedOn');
  });

  test('認めるのが遅れても、効力の生ずる日は許可の末日より後にならない', async () => {
    const { story, caseId } = await begun();
    const { accept } = await fileContract(story, caseId, '2026-05-31', '2026-05-31');
    await story.until('2026-06-03T10:00');
    await accept();
    const [change] = (await story.vendorApi('GET', `/v1/permits/${caseId}/changes`)).json.changes;
    expect([change.effectiveOn, change.lastDay]).toEqual(['2026-06-03', '2026-06-03']);
    expect((await stateOf(story, caseId)).period.to).toBe('2026-06-03');
  });
});

/** A 変更届 of the contract, filed; the page on which it is answered, and its request. */
const fileContract = async (story: Story, caseId: string, to: string, changedOn = '2026-05-07') => {
  const { contract: was } = story.application();
  const after = { contract: { ...was, number: '契第99号', to } };
  const filed = await post(story, VENDOR, `/v1/permits/${caseId}/changes`, {
    ...{ changedOn, reason: '契約の変更', after },
  });
  const path = `/permits/${caseId}/changes/${filed.json.changeId}`;
  const shown = async () => (await (await story.as(TAX))('GET', `/v1${path}`)).json;
  const accept = async (hash?: string) =>
    post(story, TAX, `/v1${path}/answer`, {
      ...{ hash: hash ?? (await shown()).request.hash, choice: 'accept', conforming: true },
    });
  return { filed, path, shown, accept };
};

describe('契約の変更届を認めると許可が終わること', () => {
  test('認める前に、画面と依頼のメールが末日・再委託者の許可・作業申請を示し、通知書も示す', async () => {
    const { story, caseId, permitNo } = await begun();
    const child = await childOf(story, permitNo, { period: { ...PERIOD, from: '2026-05-07' } });
    const short = await childOf(story, permitNo, { period: { from: '2026-05-07', to: '2026-06-30' } });
    const works = worksOf(story, caseId);
    await works.answer(await works.announced('2026-08-03'), { choice: 'accept' });
    const { path, shown, accept } = await fileContract(story, caseId, '2026-07-31');
    const { end } = await shown();
    const asked = (await (await story.as(TAX))('GET', `${path}/answer`)).text;
    const mail = story.mailsTo(TAX).find(({ subject }) => subject.includes('変更届'))?.text ?? '';
    const request = mail.replace(/\n */g, '');
    for (const text of [asked, request]) {
      expect(text).toContain('この許可は、令和8年7月31日の終わりに終わります（第4条第3項）');
      expect(text).toContain(child.permitNo);
      // It has ended of itself by then.
      expect(text).not.toContain(short.permitNo);
      expect(text).toContain(end.works[0]);
    }
    expect((await accept()).json.status).toBe('effective');
    const notice = (await (await story.as(VENDOR))('GET', `${path}/notice`)).text;
    const told = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('変更を認めました'))?.text;
    for (const text of [notice, told]) {
      expect(text).toContain(child.permitNo);
      expect(text).not.toContain(short.permitNo);
    }
    // It is the city's own to read what it would do.
    expect((await story.vendorApi('GET', `/v1${path}`)).json.end).toBeUndefined();
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('示した末日が変われば、読み直してからでなければ認められない（INV-4）', async () => {
    const { story, caseId } = await begun();
    const { shown, accept } = await fileContract(story, caseId, '2026-05-07');
    const { hash } = (await shown()).request;
    await story.until('2026-05-08T00:10');
    expect((await accept(hash)).json.type).toBe('urn:remote-maintenance-permits:changed-since-shown');
    expect((await accept()).json.status).toBe('effective');
    expect((await stateOf(story, caseId)).period.to).toBe('2026-05-08');
  });

  test('許可の期間が変わらない契約の変更では、何も言わない', async () => {
    const { story, caseId } = await begun();
    const { path, shown } = await fileContract(story, caseId, '2028-03-31');
    expect((await shown()).end).toBeUndefined();
    expect((await (await story.as(TAX))('GET', `${path}/answer`)).text).not.toContain('に終わります');
    expect(story.mailsTo(TAX)[0]?.text).not.toContain('許可の期間の末日');
  });
});

describe('短縮の通知書の再委託者の許可', () => {
  test.each([
    ['短縮後の末日に自ら満了する', '2026-07-31', false],
    ['その翌日に満了する', '2026-08-01', true],
  ])('%s', async (_name, to, falls) => {
    const { story, caseId, permitNo } = await begun();
    const child = await childOf(story, permitNo, { period: { from: '2026-05-07', to } });
    const id = await weighed(story, caseId);
    const read = async () => (await story.vendorApi('GET', `/v1/permits/${caseId}/shortenings/${id}`)).json;
    expect((await read()).cascade).toHaveLength(falls ? 1 : 0);
    await approve(story, caseId, id);
    expect((await read()).papers.at(-1).paper.cascade).toEqual(falls ? [child.permitNo] : []);
  });
});

test('INV-4: 見た後に加わった再委託者の許可があれば、承認する前に見直す', async () => {
  const story = await createStory();
  const { caseId, permitNo } = await permitIn(story, { period: PERIOD });
  const id = await weighed(story, caseId);
  const path = `/v1/permits/${caseId}/shortenings/${id}`;
  const { hash } = (await (await story.as(CHIEF))('GET', path)).json.request;
  await childOf(story, permitNo, { period: { from: '2026-05-11', to: '2026-12-31' } });
  const stale = await post(story, CHIEF, `${path}/approval`, { hash, choice: 'approve' });
  expect(stale.json.type, stale.text).toBe('urn:remote-maintenance-permits:changed-since-shown');
  expect((await approve(story, caseId, id)).json.status).toBe('shortened');
});
