import { describe, expect, test } from 'vitest';
import { loadEvents } from '../../core/case/case-store.ts';
import type { DocumentView } from '../../core/permit/documents.ts';
import { pathOf } from '../../functions/permit/documents-page.ts';
import { createOrders } from '../support/orders.ts';
import { permitIn } from '../support/permit.ts';
import { CARE, CHIEF, createStory, type Story, TAX, VENDOR } from '../support/story.ts';

/** 第12条 (docs/adr/0063): a clerical error is corrected by a paper of its own; a lost paper is issued again as it was. */

const WRONG = {
  place: '違反の日時',
  wrong: '令和8年4月',
  right: '令和8年3月',
  reason: '月の誤記',
};
let keys = 0;
const post = async (story: Story, by: string, path: string, body: object) => {
  const key = { 'idempotency-key': `documents-${++keys}` };
  const answered = await (await story.as(by))('POST', path, body, key);
  await story.settle();
  return answered;
};
const documentsOf = async (story: Story, caseId: string, by = TAX): Promise<DocumentView[]> =>
  (await (await story.as(by))('GET', `/v1/permits/${caseId}/documents`)).json.documents;
const documentOf = async (story: Story, caseId: string, type: string) => {
  const found = (await documentsOf(story, caseId)).find((one) => one.type === type);
  if (!found) throw new Error(`no ${type}`);
  return found;
};
/** Without the marks, and what a page has anew each time. */
const withoutMarks = (text: string): string =>
  /<article class="paper">[\s\S]*<\/article>/
    .exec(text)?.[0]
    .replaceAll(/<p class="paper-mark">[^<]*<\/p>/g, '') ?? '';
const ordered = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit();
  await story.until('2026-04-21T09:00');
  const findingId = await orders.ordered(caseId, { dueOn: '2026-06-01' });
  return { story, caseId, findingId };
};

describe('訂正', () => {
  test('新しい番号の訂正通知書が元の番号を示し、元の文書は残って「訂正済」となる。命令は変わらない', async () => {
    const { story, caseId, findingId } = await ordered();
    const order = await documentOf(story, caseId, 'order-issued');
    const path = `/permits/${caseId}/findings/${findingId}/papers/${order.seq}`;
    const before = (await (await story.as(VENDOR))('GET', path)).text;
    const done = await post(story, TAX, `/v1/permits/${caseId}/documents/${order.seq}/correction`, WRONG);
    expect(done.status, done.text).toBe(201);
    expect(done.json.documentNo).not.toBe(order.documentNo);
    expect(story.subjectsTo(VENDOR)[0]).toContain('文書の訂正');
    const mail = story.mailsTo(VENDOR)[0]?.text ?? '';
    for (const words of [order.documentNo, '令和8年4月', '令和8年3月', '月の誤記'])
      expect(mail).toContain(words);
    const sheet = await (await story.as(VENDOR))('GET', `/permits/${caseId}/documents/${done.json.seq}`);
    for (const words of [
      done.json.documentNo,
      '是正命令書の訂正について（通知）',
      `付け${order.documentNo}により通知した是正命令書`,
      '要領第12条の定めにより、下記のとおり訂正します。',
      '月の誤記',
    ])
      expect(sheet.text).toContain(words);
    const after = (await (await story.as(VENDOR))('GET', path)).text;
    expect(after).toContain(`訂正済　${done.json.documentNo}`);
    expect(withoutMarks(after)).toBe(withoutMarks(before));
    const finding = (await (await story.as(TAX))('GET', `/v1/permits/${caseId}/findings/${findingId}`)).json;
    expect([finding.status, finding.dueOn]).toEqual(['ordered', '2026-06-01']);
    // The second time, and of the correction itself
    const again = await post(story, TAX, `/v1/permits/${caseId}/documents/${order.seq}/correction`, {
      ...WRONG,
      place: '別の箇所',
    });
    const own = await post(story, TAX, `/v1/permits/${caseId}/documents/${done.json.seq}/correction`, WRONG);
    expect([again.status, own.status]).toEqual([201, 201]);
    expect(new Set([done, again, own].map(({ json }) => json.documentNo)).size).toBe(3);
    const listed = (await story.vendorApi('GET', `/v1/permits/${caseId}/documents`)).json.documents;
    const corrected = listed.find(({ seq }: DocumentView) => seq === order.seq);
    expect(corrected.corrections.map(({ documentNo }: { documentNo: string }) => documentNo)).toEqual([
      ...[done.json.documentNo, again.json.documentNo],
    ]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('結果通知書は、承認した統括が訂正し、許可台帳に示す。ほかの者はできない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const notice = await documentOf(story, caseId, 'permit-notified');
    const path = `/v1/permits/${caseId}/documents/${notice.seq}/correction`;
    expect((await post(story, TAX, path, WRONG)).status).toBe(403);
    expect((await post(story, CARE, path, WRONG)).status).toBe(404);
    const same = await post(story, CHIEF, path, { ...WRONG, right: WRONG.wrong });
    expect(same.json.errors[0].pointer).toBe('/right');
    const done = await post(story, CHIEF, path, WRONG);
    expect(done.status, done.text).toBe(201);
    const { permits } = (await (await story.as(CHIEF))('GET', '/v1/permits')).json;
    expect(permits[0]).toMatchObject({ documentNo: notice.documentNo, correctedBy: done.json.documentNo });
    expect((await (await story.as(CHIEF))('GET', `/permits/${caseId}`)).text).toContain(
      `訂正済（${done.json.documentNo}）`,
    );
    const sheet = (await (await story.as(VENDOR))('GET', `/applications/${caseId}/notice`)).text;
    expect(sheet).toContain(`訂正済　${done.json.documentNo}`);
    // So is the correction itself, and the correction of that; to be issued again too.
    const mayOf = async (by: string) =>
      (await documentsOf(story, caseId, by)).map(({ can }) => [can.correct, can.reissue]);
    let last = done.json.seq;
    for (const expected of [2, 3]) {
      const own = `/v1/permits/${caseId}/documents/${last}`;
      expect((await post(story, TAX, `${own}/correction`, WRONG)).status).toBe(403);
      expect((await post(story, TAX, `${own}/reissue`, { reason: '紛失' })).status).toBe(403);
      const closed = await (await story.as(TAX))('GET', `/permits/${caseId}/documents/correction/${last}`);
      expect(closed.text).toContain('その文書を決定した役職に就いている者が行います');
      const more = await post(story, CHIEF, `${own}/correction`, WRONG);
      expect(more.status, more.text).toBe(201);
      last = more.json.seq;
      expect(await mayOf(CHIEF)).toHaveLength(expected + 1);
    }
    expect(new Set((await mayOf(CHIEF)).flat())).toEqual(new Set([true]));
    expect(new Set((await mayOf(TAX)).flat())).toEqual(new Set([false]));
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('文書の名称は、その文書の見出しのとおり', () => {
  const headings = async (story: Story, caseId: string): Promise<Record<string, string>> => {
    const vendor = await story.as(VENDOR);
    const found: Record<string, string> = {};
    for (const one of await documentsOf(story, caseId)) {
      const { text } = await vendor('GET', pathOf(caseId, one));
      expect(/<h1>([^<]*)<\/h1>/.exec(text)?.[1], one.type).toBe(one.title);
      found[one.type] = one.title;
    }
    return found;
  };

  test.each([
    [{}, 'リモートメンテナンス利用許可通知書'],
    [
      { choice: 'approve-with-conditions', conditions: '平日の日中に限る。', reason: '立会いのため' },
      'リモートメンテナンス利用許可（条件付）通知書',
    ],
  ])('許可 %j', async (how, title) => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.confirm(caseId);
    await story.approve(caseId, CHIEF, how);
    await story.settle();
    expect(await headings(story, caseId)).toEqual({ 'permit-notified': title });
  });

  test('是正命令、停止とその解除、緊急接続停止とその解除、指示の解除', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-21T09:00');
    const lifts = async (kind: string) => {
      const { instructionId } = (
        await orders.instruct(caseId, { kind, ...(kind === 'cut-off' ? { dueOn: undefined } : {}) })
      ).json;
      await orders.post(TAX, `${orders.instructions(caseId)}/${instructionId}/lifting`, {
        reason: '済んだ。',
      });
    };
    await lifts('report');
    expect((await headings(story, caseId))['instruction-lifted']).toBe('指示解除通知書');
    await lifts('cut-off');
    expect((await documentOf(story, caseId, 'instruction-lifted')).title).toBe('緊急接続停止指示解除通知書');
    const findingId = await orders.suspended(caseId);
    await orders.lift(caseId, findingId);
    expect(await headings(story, caseId)).toMatchObject({
      suspended: 'リモートメンテナンス利用許可停止通知書',
      'suspension-lifted': 'リモートメンテナンス利用許可停止解除通知書',
    });
  });

  test.each([
    ['suspend', 'リモートメンテナンス利用許可停止通知書'],
    ['revoke', 'リモートメンテナンス利用許可取消通知書'],
  ])('後の日に効力の生ずる%s', async (sanction, title) => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-21T09:00');
    const findingId = await orders.disobeyed(caseId);
    const effectiveOn = story.today().add({ days: 5 }).toString();
    const more = sanction === 'suspend' ? { conditions: '手順書の提出' } : {};
    const decided = await orders.sanction(caseId, findingId, { sanction, effectiveOn, ...more });
    expect(decided.status, decided.text).toBe(200);
    expect((await headings(story, caseId))['sanction-notified']).toBe(title);
  });
});

describe('再交付', () => {
  test('同じ番号の同じ文書に、「再交付」とその日付だけが加わり、証跡に残る', async () => {
    const { story, caseId, findingId } = await ordered();
    const order = await documentOf(story, caseId, 'order-issued');
    const path = `/permits/${caseId}/findings/${findingId}/papers/${order.seq}`;
    const vendor = await story.as(VENDOR);
    const before = (await vendor('GET', path)).text;
    // 00:30 on 8 May in Japan is 7 May in UTC.
    await story.until('2026-05-08T00:30');
    const body = { reason: '紛失の申出', requestedBy: '北斗 一郎' };
    const done = await post(story, TAX, `/v1/permits/${caseId}/documents/${order.seq}/reissue`, body);
    expect([done.status, done.json.documentNo]).toEqual([201, order.documentNo]);
    const again = (await (await story.as(VENDOR))('GET', `${path}?reissued=${done.json.seq}`)).text;
    expect(again).toContain('再交付　令和8年5月8日');
    expect(withoutMarks(again)).toBe(withoutMarks(before));
    expect((await (await story.as(VENDOR))('GET', path)).text).not.toContain('再交付　');
    expect(story.subjectsTo(VENDOR).join()).toContain('文書の再交付');
    const events = await loadEvents(story.store, caseId);
    expect(events.find(({ seq }) => seq === done.json.seq)?.fact).toEqual({
      ...{ type: 'paper-reissued', of: order.seq, documentNo: order.documentNo, on: '2026-05-08' },
    });
    expect((await (await story.as(TAX))('GET', `/permits/${caseId}/events`)).text).toContain('文書の再交付');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('許可が終わった後もでき、二人が同時に押してもそれぞれ残る', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: { from: '2026-04-20', to: '2026-05-31' } });
    await story.until('2026-06-10T10:00');
    const notice = await documentOf(story, caseId, 'permit-notified');
    await story.as(CHIEF);
    const path = `/v1/permits/${caseId}/documents/${notice.seq}/reissue`;
    const both = await Promise.all([
      post(story, CHIEF, path, { reason: '紛失' }),
      post(story, CHIEF, path, { reason: '汚損' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    const [listed] = (await documentsOf(story, caseId)).filter(({ seq }) => seq === notice.seq);
    expect(listed).toMatchObject({ reissued: [{ on: '2026-06-10' }, { on: '2026-06-10' }] });
    expect(await story.violations(caseId)).toEqual([]);
  });
});
