import { describe, expect, test } from 'vitest';
import { createOrders } from '../support/orders.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';

/** 第11条: papers name the subcontractor as who uses and violates, the vendor as the one through whom; 失効 is a paper of its own. */

const SUB = '再委託システム株式会社';
const begin = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const parent = await orders.permit();
  const child = await orders.child('R8-P0001');
  const page = async (path: string) =>
    (await (await story.as(TAX))('GET', path)).text.replace(/<[^>]+>/g, '').replace(/\s+/g, '');
  return { story, orders, parent, child, page };
};

describe('第11条: 再委託者の申請・命令・通知', () => {
  test('様式1・通知書・命令書・違反報告・メールは、再委託者を利用し違反した者、保守事業者を通じた者とする', async () => {
    const { story, orders, parent, child, page } = await begin();
    const form = await page(`/applications/${child}/form`);
    expect(form).toContain(`申請者（再委託者）${SUB}申請を行う保守事業者`);
    expect(form).toContain(
      `再委託者である${SUB}について、保守事業者を通じて（第11条）、次のとおり申請します。`,
    );
    expect(await page(`/applications/${child}/notice`)).toContain(
      `再委託者である${SUB}から保守事業者である北斗情報システム株式会社を通じて申請のあった`,
    );
    const findingId = await orders.ordered(child);
    const { papers } = await orders.viewed(TAX, child, findingId);
    const seqOf = (type: string) =>
      papers.find(({ paper }: { paper: { type: string } }) => paper.type === type).seq;
    const a4 = (type: string) => page(`/permits/${child}/findings/${findingId}/papers/${seqOf(type)}`);
    const order = await a4('order-issued');
    expect(order).toContain(`違反した者再委託者${SUB}`);
    expect(await a4('violation-found')).toContain(
      `保守事業者である北斗情報システム株式会社を通じて許可を受けた再委託者である${SUB}が、`,
    );
    for (const mark of ['【結果通知】許可 リモート接続申請 R8-0002', '【是正命令']) {
      const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.startsWith(mark));
      expect(mail?.text, mark).toContain(`・利用する者：${SUB}（再委託者）`);
    }
    // The vendor's own papers name no subcontractor.
    const own = await orders.ordered(parent);
    const found = (await orders.viewed(TAX, parent, own)).papers;
    expect(JSON.stringify(found)).not.toContain(SUB);
    const issued = found.find(({ paper }: { paper: { type: string } }) => paper.type === 'order-issued');
    expect(await page(`/permits/${parent}/findings/${own}/papers/${issued.seq}`)).not.toContain('再委託者');
  });
});

describe('第11条: 保守事業者の許可が取り消されたときの、再委託者の許可の失効', () => {
  test('失効通知書は自らの番号と文面を持つ。出されていない命令による取消ではない', async () => {
    const { story, orders, parent, child, page } = await begin();
    await story.until('2026-04-20T09:00');
    const findingId = await orders.disobeyed(parent);
    const { statementDueOn } = await orders.viewed(TAX, parent, findingId);
    await story.until(`${statementDueOn}T23:59`);
    await story.until('2026-06-12T09:00');
    const decided = await orders.sanction(parent, findingId);
    expect(decided.status, decided.text).toBe(200);
    expect([await orders.status(parent), await orders.status(child)]).toEqual(['revoked', 'expired']);
    const [own] = (await orders.list(TAX, parent)).notices;
    const { notices } = await orders.list(VENDOR, child);
    expect(notices).toHaveLength(1);
    const { paper, seq } = notices[0];
    expect(paper).toMatchObject({
      type: 'lapse-notice',
      permitNo: 'R8-P0002',
      parentPermitNo: 'R8-P0001',
      subcontractor: SUB,
      revocationNo: own.paper.documentNo,
    });
    expect(paper.documentNo).not.toBe(own.paper.documentNo);
    expect(JSON.stringify(paper)).not.toContain(own.paper.orderNo);
    const text = await page(`/permits/${child}/notices/${seq}`);
    expect(text).toContain('リモートメンテナンス利用許可失効通知書');
    expect(text).toContain(
      `保守事業者の許可（許可番号R8-P0001）が取り消されたことに伴い、苫小牧市リモートメンテナンスの許可等に関する要領第12条の定めにより、再委託者である${SUB}のリモートメンテナンスの利用許可（許可番号R8-P0002）は、下記のとおり効力を失いました`,
    );
    expect(text).not.toContain('元請');
    const mails = story.mailsTo(VENDOR).filter(({ subject }) => subject.includes('R8-P0002'));
    expect(mails.filter(({ subject }) => subject.includes('【許可の失効】'))).toHaveLength(1);
    expect(mails.some(({ subject }) => /取消|期間満了/.test(subject))).toBe(false);
    const events = await story.eventsOf(child);
    expect(events).toContain('lapsed');
    expect(events).not.toContain('revoked');
    // It holds no more from that moment.
    const view = (await story.vendorApi('GET', `/v1/permits/${child}`)).json;
    expect([view.status, view.overOn]).toEqual(['expired', story.today().add({ days: 1 }).toString()]);
    for (const id of [parent, child]) expect(await story.violations(id)).toEqual([]);
    expect(story.failures).toEqual([]);
  });
});

describe('第11条: 保守事業者の許可の期間の満了', () => {
  test('再委託者の許可は、保守事業者の最終日までしか受けられない。ともに満了し、失効通知書は要らない', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const parent = await orders.permit({ period: { from: '2026-04-20', to: '2026-06-30' } });
    const subcontracting = { parentPermitNo: 'R8-P0001', company: SUB, cityConsentNo: '苫情推第9号' };
    const until = (to: string) => story.application({ subcontracting, period: { from: '2026-04-20', to } });
    const longer = await story.vendorApi('POST', '/v1/applications', until('2026-07-01'), {
      'idempotency-key': 'longer',
    });
    expect([longer.status, longer.json.errors[0].pointer]).toEqual([422, '/period/to']);
    const same = await orders.child('R8-P0001', { period: { from: '2026-04-20', to: '2026-06-30' } });
    const shorter = await orders.child('R8-P0001', { period: { from: '2026-04-20', to: '2026-06-29' } });
    const all = [parent, same, shorter];
    await story.until('2026-06-29T23:59');
    expect(await Promise.all(all.map(orders.status))).toEqual(['active', 'active', 'active']);
    await story.until('2026-06-30T23:59');
    expect(await Promise.all(all.map(orders.status))).toEqual(['active', 'active', 'expired']);
    await story.until('2026-07-01T10:00');
    expect(await Promise.all(all.map(orders.status))).toEqual(['expired', 'expired', 'expired']);
    for (const id of all) {
      const events = await story.eventsOf(id);
      expect([events.includes('expired'), events.includes('lapsed')]).toEqual([true, false]);
      expect((await orders.list(TAX, id)).notices).toEqual([]);
      expect(await story.violations(id)).toEqual([]);
    }
    const subjects = story.subjectsTo(VENDOR);
    expect(subjects.filter((subject) => subject.includes('【期間満了】'))).toHaveLength(3);
    expect(subjects.filter((subject) => subject.includes('失効'))).toEqual([]);
  });
});

describe('第11条: 保守事業者の許可の停止に伴う、再委託者の許可の書面', () => {
  const numbersIn = (notices: readonly { paper: { documentNo: string } }[]) =>
    notices.map(({ paper }) => paper.documentNo);

  test('停止・期間の変更・解除の通知書は、どれも自らの番号を持つ。番号は一度しか使わない', async () => {
    const { story, orders, parent, child, page } = await begin();
    await story.until('2026-04-20T09:00');
    const findingId = await orders.suspended(parent, { until: '2026-07-31' });
    const kept = await orders.lift(parent, findingId, { choice: 'keep', until: '2026-08-31' });
    expect(kept.status, kept.text).toBe(200);
    expect((await orders.lift(parent, findingId)).status).toBe(200);
    const own = (await orders.list(TAX, parent)).notices;
    const theirs = (await orders.list(TAX, child)).notices;
    const numbers = [...numbersIn(own), ...numbersIn(theirs)];
    expect(numbers).toHaveLength(6);
    expect(new Set(numbers).size).toBe(6);
    const [suspension, extension, lifting] = theirs.map(({ paper }: { paper: object }) => paper);
    // It names the vendor's suspension as its cause, and itself in what follows.
    expect(suspension.suspendedBy.documentNo).toBe(own[0].paper.documentNo);
    for (const paper of [extension, lifting]) {
      expect(paper.suspensionNo).toBe(suspension.documentNo);
      expect(paper.suspendedOn).toBe(suspension.issuedOn);
    }
    for (const { paper } of own.slice(1)) expect(paper.suspensionNo).toBe(own[0].paper.documentNo);
    // Nothing was ordered of it, so no condition is its own: each paper says that it goes and comes with the vendor's.
    const rule = '苫小牧市リモートメンテナンスの許可等に関する要領';
    const extended = await page(`/permits/${child}/notices/${theirs[1].seq}`);
    const mapped = `${rule}第11条において準用する第8条の規定によるリモートメンテナンスの利用許可の停止`;
    expect(extended).toContain(
      `保守事業者の許可（許可番号R8-P0001）の停止の期間が変更されたことに伴い、${mapped}（`,
    );
    expect(extended).toContain(`停止の解除保守事業者の許可の停止が解除されたときは`);
    expect(extended).toContain(`利用する者${SUB}（再委託者）`);
    const lifted = await page(`/permits/${child}/notices/${theirs[2].seq}`);
    expect(lifted).toContain(`保守事業者の許可（許可番号R8-P0001）の停止が解除されたことに伴い、${mapped}（`);
    const first = await page(`/permits/${child}/notices/${theirs[0].seq}`);
    for (const text of [first, extended, lifted])
      expect(text).not.toMatch(/停止を解除する条件|条件を満たさない/);
    // The vendor's own go on saying what its condition is.
    for (const { seq } of own.slice(0, 2))
      expect(await page(`/permits/${parent}/notices/${seq}`)).toMatch(/停止を解除する条件.*手順書の提出/);
    for (const id of [parent, child]) expect(await story.violations(id)).toEqual([]);
  });

  test('後の日に効力を生ずる停止: 通知書の番号は一つずつ。通知の後に許可された者にも、その日に自らの番号で通知する', async () => {
    const { story, orders, parent, child } = await begin();
    await story.until('2026-04-20T09:00');
    const effectiveOn = '2026-06-15';
    await orders.suspended(parent, { effectiveOn });
    const late = await orders.child('R8-P0001', { period: { from: '2026-06-10', to: '2027-03-31' } });
    const told = () => story.mailsTo(VENDOR).filter(({ subject }) => subject.startsWith('【許可の停止】'));
    expect(told()).toEqual([]);
    await story.until('2026-06-14T23:59');
    expect(await Promise.all([parent, child].map(orders.status))).toEqual(['active', 'active']);
    await story.until('2026-06-15T10:00');
    const all = [parent, child, late];
    expect(await Promise.all(all.map(orders.status))).toEqual(all.map(() => 'suspended'));
    const noticesOfAll = async () => {
      const lists = [];
      for (const id of all) lists.push((await orders.list(TAX, id)).notices);
      return lists;
    };
    const lists = await noticesOfAll();
    expect(lists.map((notices) => notices.length)).toEqual([1, 1, 1]);
    expect(new Set(lists.flatMap(numbersIn)).size).toBe(3);
    expect(lists.map(([{ paper }]) => paper.issuedOn)).toEqual([
      lists[0][0].paper.issuedOn,
      lists[0][0].paper.issuedOn,
      effectiveOn,
    ]);
    // On the day each is told, by its own number.
    for (const [{ paper }] of lists) {
      const mails = told().filter(({ subject }) => subject.includes(paper.permitNo));
      expect(mails, paper.permitNo).toHaveLength(1);
      expect(mails[0]?.text).toContain(paper.documentNo);
    }
    for (const id of all) expect(await story.violations(id)).toEqual([]);
    const findingId = (await orders.list(TAX, parent)).findings[0].findingId;
    expect((await orders.lift(parent, findingId)).status).toBe(200);
    const lifted = await noticesOfAll();
    expect(new Set(lifted.flatMap(numbersIn)).size).toBe(6);
    for (const [first, second] of lifted) expect(second.paper.suspensionNo).toBe(first.paper.documentNo);
    for (const id of all) expect(await story.violations(id)).toEqual([]);
  });
});

describe('第11条: 自ら接続しない保守事業者', () => {
  const alone = { subcontracting: { company: SUB, cityConsentNo: '苫情推第9号' } };

  test('許可を受けなくても、再委託者の申請を通じることができる。許可は再委託者のもので、命令も及ぶ', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit(alone);
    const view = await story.vendorView(caseId);
    expect([view.permitNo, view.subcontractor]).toEqual(['R8-P0001', SUB]);
    const page = async (path: string) => (await (await story.as(TAX))('GET', path)).text;
    expect(await page(`/applications/${caseId}/form`)).toContain('なし（保守事業者は接続しない）');
    expect(await page(`/applications/${caseId}/notice`)).toContain(`再委託者である${SUB}から`);
    const findingId = await orders.ordered(caseId);
    const { papers } = await orders.viewed(TAX, caseId, findingId);
    expect(papers.at(-1).paper.violator).toBe(`再委託者　${SUB}`);
    await story.until('2026-04-20T09:00');
    expect(await orders.status(caseId)).toBe('active');
    // It is nobody's parent: below a subcontractor there is nothing.
    const below = story.application({
      subcontracting: { parentPermitNo: 'R8-P0001', company: '再々委託', cityConsentNo: '第1号' },
      period: { from: '2026-05-01', to: '2027-03-31' },
    });
    const no = await story.vendorApi('POST', '/v1/applications', below, { 'idempotency-key': 'below' });
    expect(no.json.errors[0].pointer).toBe('/subcontracting/parentPermitNo');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('保守事業者も許可を受けているときは、その番号が要る。停止中でも省けない', async () => {
    const { story, orders, parent } = await begin();
    const post = (key: string) =>
      story.vendorApi('POST', '/v1/applications', story.application(alone), { 'idempotency-key': key });
    const no = await post('a');
    expect(no.status).toBe(422);
    expect(no.json.errors).toEqual([
      {
        pointer: '/subcontracting/parentPermitNo',
        detail:
          '保守事業者がこのシステムの許可（R8-P0001）を受けているため、再委託者の申請には、その「保守事業者の許可番号」を入力してください（第11条）',
      },
    ]);
    // Suspended, it must still be named, and then says why it does not do.
    await story.until('2026-04-20T09:00');
    await orders.suspended(parent);
    expect((await post('c')).json.errors[0].detail).toContain('R8-P0001');
    const named = story.application({
      ...alone,
      subcontracting: { ...alone.subcontracting, parentPermitNo: 'R8-P0001' },
      period: { from: '2026-06-01', to: '2027-03-31' },
    });
    const stopped = await story.vendorApi('POST', '/v1/applications', named, { 'idempotency-key': 'd' });
    expect(stopped.json.errors[0].detail).toContain('停止中');
    // Another system is another matter.
    const other = { ...story.application(alone), systemId: 'network' };
    expect(
      (await story.vendorApi('POST', '/v1/applications', other, { 'idempotency-key': 'b' })).status,
    ).toBe(201);
  });

  test('審査の間に保守事業者が許可を受けたときは、その許可の下で申請し直すまで、承認に進めない', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const pending = await story.submit(alone);
    await orders.permit();
    const no = await story.confirm(pending);
    expect([no.status, no.json.type]).toEqual([409, 'urn:remote-maintenance-permits:parent-needed']);
    expect((await story.returnItems(pending)).status).toBe(200);
    const period = { from: '2026-04-20', to: '2027-03-31' };
    const again = await story.resubmit(pending, {
      period,
      subcontracting: { ...alone.subcontracting, parentPermitNo: 'R8-P0001' },
    });
    expect(again.status, again.text).toBe(200);
    expect((await story.confirm(pending)).status).toBe(200);
    await story.approve(pending);
    expect((await story.vendorView(pending)).permitNo).toBe('R8-P0002');
    expect(await story.violations(pending)).toEqual([]);
  });
});
