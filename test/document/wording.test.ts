import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { setSettings } from '../support/other-settings.ts';
import { childOf, permitIn } from '../support/permit.ts';
import { CHIEF, createStory, TAX, VENDOR } from '../support/story.ts';

/** What the papers of 第5条, 第7条, 第8条 say, and that what is decided goes out under a number. */

const DOUBTS = '疑義があるときは、通知を受けた日から30日以内に問合せ先に申し出ることができます。';
const textOf = (page: string) => page.replaceAll(/<[^>]+>/g, '');

describe('第5条: 結果の通知', () => {
  test('不許可のメールは、通知書のとおりのことだけを、別表1の項目を示して伝える', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const checklist = story
      .checklist()
      .map((entry) => (entry.item === '3-4' ? { ...entry, result: 'fail', note: 'USBを使用できる' } : entry));
    const refused = await story.decide(TAX, caseId, {
      stage: 'confirm',
      choice: 'refuse',
      checklist,
      reason: '外部媒体への書出しを止められないため。',
    });
    expect(refused.status, refused.text).toBe(200);
    await story.settle();
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('不許可'));
    const text = mail?.text.replaceAll(/\n */g, '') ?? '';
    for (const word of [
      '許可しない理由：外部媒体への書出しを止められないため。',
      '適合しない要件：別表1 3-4　データ入出力を不可にすること',
      '申請のあった利用期間',
      '利用目的',
      DOUBTS,
    ])
      expect(text, word).toContain(word);
    for (const courtesy of ['改めて申請', 'ご相談', 'ご不明', '遺憾', '慎重'])
      expect(text, courtesy).not.toContain(courtesy);
    const vendor = await browse(story, VENDOR);
    const paper = textOf((await vendor(`/applications/${caseId}/notice`)).text);
    for (const word of ['別表1 3-4', DOUBTS]) expect(paper, word).toContain(word);
  });

  test('条件を付す理由は、通知書とメールに同じく記す。条件のない承認に添えた理由は、市の内部に留める', async () => {
    const story = await createStory();
    const decided = async (more: object) => {
      const caseId = await story.submit();
      await story.confirm(caseId);
      const answer = await story.approve(caseId, CHIEF, more);
      expect(answer.status, answer.text).toBe(200);
      await story.settle();
      const vendor = await browse(story, VENDOR);
      const paper = textOf((await vendor(`/applications/${caseId}/notice`)).text);
      return { paper, mail: story.mailsTo(VENDOR).find(({ subject }) => subject.includes('結果通知'))?.text };
    };
    const conditions = { choice: 'approve-with-conditions', conditions: '平日に限る。' };
    const limited = await decided({ ...conditions, reason: '夜間は立ち会えないため。' });
    expect(limited.paper).toMatch(/条件を付す理由\s*夜間は立ち会えないため。/);
    expect(limited.mail).toContain('条件を付す理由：夜間は立ち会えないため。');
    const plain = await decided({ reason: '前任から特に指示があったため。' });
    expect(plain.paper).toContain('リモートメンテナンス利用許可通知書');
    for (const told of [plain.paper, plain.mail]) expect(told).not.toContain('前任');
  });

  test('第12条: 疑義の申出は設定による。日数・文言を変え、0なら記さない。発行済みの通知書は変わらない', async () => {
    const story = await createStory();
    const notice = async () => {
      const { caseId } = await permitIn(story);
      return async () => textOf((await (await browse(story, VENDOR))(`/applications/${caseId}/notice`)).text);
    };
    const standard = await notice();
    await setSettings(story.store, { ...DEFAULT_SETTINGS, doubtDays: 14 });
    const shorter = await notice();
    await setSettings(story.store, { ...DEFAULT_SETTINGS, doubtText: '疑義は{日数}日以内に申し出ること。' });
    const own = await notice();
    await setSettings(story.store, { ...DEFAULT_SETTINGS, doubtDays: 0 });
    const none = await notice();
    expect(await standard()).toContain(DOUBTS);
    expect(await shorter()).toContain(DOUBTS.replace('30日', '14日'));
    expect(await own()).toContain('疑義は30日以内に申し出ること。');
    expect(await none()).not.toContain('疑義');
  });
});

describe('第7条: 是正命令書', () => {
  test('違反した号をその文言で、日時と違反した者を示し、応じないときは第8条による', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    const { findingId } = (await orders.find(caseId)).json;
    const manager = await browse(story, TAX);
    const form = await manager(`/permits/${caseId}/findings/${findingId}/order`);
    expect(form.text).toContain(
      '弁明の機会を設けた上で、同要領第8条の規定により利用許可を取り消し、又は停止することがあります。',
    );
    const issued = await orders.order(caseId, findingId, { when: '令和8年5月11日 10時05分から12時40分まで' });
    expect(issued.status, issued.text).toBe(200);
    const paper = await paperOf(story, caseId, findingId, 'order-issued');
    for (const word of [
      '第6条第1号（事前に作業内容を説明の上、書面により申請・報告すること。）の規定に違反したと認めたので',
      '令和8年5月11日 10時05分から12時40分まで',
      '北斗情報システム株式会社',
      'この命令について疑義があるときは、命令を受けた日から30日以内',
    ])
      expect(paper, word).toContain(word);
    const report = await paperOf(story, caseId, findingId, 'violation-found');
    expect(report).toContain('保守事業者である北斗情報システム株式会社が、');
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.startsWith('【是正命令'));
    expect(mail?.text).toMatch(/文書番号：苫税\S+第1号（令和8年|文書番号：\S+第\d+号（令和8年/);
  });

  test('再委託者の許可では、違反した者は再委託者', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const { permitNo } = await permitIn(story);
    const child = await childOf(story, permitNo);
    const findingId = await orders.ordered(child.caseId);
    const paper = await paperOf(story, child.caseId, findingId, 'order-issued');
    expect(paper).toContain('再委託者　再委託システム株式会社');
  });
});

describe('第6条第6号: 緊急接続停止指示', () => {
  test('期限ではなく「実施の時期　直ちに」', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    const given = await orders.instruct(caseId, { kind: 'cut-off', dueOn: undefined });
    const { papers } = await orders.instruction(TAX, caseId, given.json.instructionId);
    const manager = await browse(story, TAX);
    const [{ seq }] = papers;
    const page = await manager(`/permits/${caseId}/instructions/${given.json.instructionId}/papers/${seq}`);
    expect(textOf(page.text)).toMatch(/実施の時期\s*直ちに/);
  });
});

describe('第8条: その他の措置', () => {
  test('措置決定通知書は番号のある文書で、二度目は次の番号', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    const measure = async () => {
      const findingId = await orders.disobeyed(caseId);
      await story.until(`${orders.inDays(2)}T09:00`);
      const decided = await orders.sanction(caseId, findingId, {
        sanction: 'other',
        measures: '3か月の間、立会いのもとで行うこと。',
      });
      expect(decided.status, decided.text).toBe(200);
      return paperOf(story, caseId, findingId, 'sanction-decided');
    };
    const first = await measure();
    for (const word of [
      '措置決定通知書',
      '立会いのもとで',
      '第7条の規定による命令に応じないので、同要領第8条の規定により',
      DOUBTS,
      '情報セキュリティ管理者',
    ])
      expect(first, word).toContain(word);
    const second = await measure();
    const numberOf = (paper: string) => Number(/第(\d+)号/.exec(paper)?.[1]);
    expect(numberOf(second)).toBeGreaterThan(numberOf(first));
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.startsWith('【措置の決定'));
    expect(mail?.text).toMatch(/文書番号：\S+第\d+号（令和8年/);
    expect(await orders.status(caseId)).toBe('active');
    expect(await story.violations(caseId)).toEqual([]);
  });
});

const paperOf = async (
  story: Awaited<ReturnType<typeof createStory>>,
  caseId: string,
  findingId: string,
  type: string,
): Promise<string> => {
  const base = `/v1/permits/${caseId}/findings/${findingId}`;
  const { papers } = (await (await story.as(TAX))('GET', base)).json;
  const filed = papers.findLast((one: { paper: { type: string } }) => one.paper.type === type);
  const page = await (await browse(story, TAX))(
    `/permits/${caseId}/findings/${findingId}/papers/${filed.seq}`,
  );
  expect(page.status, type).toBe(200);
  return textOf(page.text);
};

describe('第12条（G11）: 変更を認める', () => {
  const changed = async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const filed = await story.vendorApi(
      'POST',
      `/v1/permits/${caseId}/changes`,
      {
        changedOn: story.today().toString(),
        reason: '端末の入替え',
        after: {
          terminals: [{ assetNo: 'HK-0002', os: 'Windows 11', antivirus: 'Defender', dedicated: true }],
        },
      },
      { 'idempotency-key': 'change' },
    );
    expect(filed.status, filed.text).toBe(201);
    await story.settle();
    return { story, caseId, changeId: filed.json.changeId as string };
  };
  type Changed = Awaited<ReturnType<typeof changed>>;
  const answer = async ({ story, caseId, changeId }: Changed, by: string, path: string, body: object) => {
    const client = await story.as(by);
    const { changes } = (await client('GET', `/v1/permits/${caseId}/changes`)).json;
    const hash = changes[0].request?.hash ?? 'none';
    const answered = await client('POST', `/v1/permits/${caseId}/changes/${changeId}/${path}`, {
      hash,
      ...body,
    });
    await story.settle();
    return answered;
  };

  test('許可事項変更通知書は、統括の承認で番号を得て発出され、変更後の許可事項を印刷できる', async () => {
    const on = await changed();
    const { story, caseId, changeId } = on;
    const vendor = await browse(story, VENDOR);
    const notice = `/permits/${caseId}/changes/${changeId}/notice`;
    expect((await answer(on, TAX, 'answer', { choice: 'accept', conforming: true })).status).toBe(200);
    expect((await vendor(notice)).status).toBe(404);
    expect((await answer(on, CHIEF, 'approval', { choice: 'accept' })).status).toBe(200);
    const paper = textOf((await vendor(notice)).text);
    for (const word of ['許可事項変更通知書', 'HK-0001', 'HK-0002', '財政部税務課長', '税務 三郎', DOUBTS])
      expect(paper, word).toContain(word);
    const terms = textOf((await vendor(`/permits/${caseId}/terms`)).text);
    for (const word of ['許可事項（令和8年', 'HK-0002', '許可事項変更通知書', '結果通知書'])
      expect(terms, word).toContain(word);
    expect(terms).not.toContain('HK-0001');
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.startsWith('【変更を認めました'));
    expect(mail?.text).toMatch(/許可事項変更通知書：\S+第2号（令和8年/);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('認めない変更に通知書の番号は使わない', async () => {
    const on = await changed();
    const declined = await answer(on, TAX, 'answer', { choice: 'decline', reason: '端末が専用でない' });
    expect(declined.status).toBe(200);
    expect(
      (await (await browse(on.story, TAX))(`/permits/${on.caseId}/changes/${on.changeId}/notice`)).status,
    ).toBe(404);
    const orders = createOrders(on.story);
    const given = await orders.instruct(on.caseId);
    expect((await orders.instruction(TAX, on.caseId, given.json.instructionId)).documentNo).toMatch(/第2号/);
  });
});

describe('第6条第6号・第7条・第8条: 命じ、又は決める書面', () => {
  test('どれも情報セキュリティ管理者として発し、不利益となるものには疑義の申出先を記す', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const { caseId, permitNo } = await permitIn(story);
    const child = await childOf(story, permitNo);
    const vendor = await browse(story, VENDOR);
    const notices = async (id: string) => {
      const { notices: filed } = await orders.list(VENDOR, id);
      const pages: [string, string][] = [];
      for (const { seq, paper } of filed)
        pages.push([
          paper.type,
          textOf((await (await browse(story, VENDOR))(`/permits/${id}/notices/${seq}`)).text),
        ]);
      return pages;
    };
    const given = await orders.instruct(caseId, { kind: 'cut-off', dueOn: undefined });
    const { papers } = await orders.instruction(TAX, caseId, given.json.instructionId);
    const instruction = await vendor(
      `/permits/${caseId}/instructions/${given.json.instructionId}/papers/${papers[0].seq}`,
    );
    const withdrawn = await orders.ordered(caseId);
    const { orderNo } = await orders.viewed(TAX, caseId, withdrawn);
    await orders.post(TAX, `/v1/permits/${caseId}/findings/${withdrawn}/withdrawal`, {
      reason: '事実の誤認',
    });
    const taken = await paperOf(story, caseId, withdrawn, 'order-withdrawn');
    expect(taken).toMatch(new RegExp(`撤回する命令\\s*令和8年4月6日付け${orderNo}`));
    const stopped = await orders.disobeyed(caseId);
    await orders.close(caseId, stopped);
    const until = story.today().add({ days: 30 });
    const suspension = { sanction: 'suspend', conditions: '手順書の提出', until: until.toString() };
    expect(await orders.sanction(caseId, stopped, suspension)).toMatchObject({ status: 200 });
    const later = {
      choice: 'keep',
      reason: '条件を満たしていない。',
      until: until.add({ days: 9 }).toString(),
    };
    expect(await orders.lift(caseId, stopped, later)).toMatchObject({ status: 200 });
    expect(await orders.lift(caseId, stopped)).toMatchObject({ status: 200 });
    const revoked = await orders.disobeyed(caseId);
    await orders.close(caseId, revoked);
    expect(await orders.sanction(caseId, revoked)).toMatchObject({ status: 200 });
    const papersOfAll: [string, string][] = [
      ['instruction', textOf(instruction.text)],
      ['order', await paperOf(story, caseId, revoked, 'order-issued')],
      ['withdrawn', taken],
      ['invited', await paperOf(story, caseId, revoked, 'statement-invited')],
      ...(await notices(caseId)),
      ...(await notices(child.caseId)),
    ];
    expect(papersOfAll.map(([type]) => type).toSorted()).toEqual(
      [
        ...['instruction', 'order', 'withdrawn', 'invited'],
        ...['sanction-notice', 'extension-notice', 'lifting-notice', 'sanction-notice'],
        ...['sanction-notice', 'extension-notice', 'lifting-notice', 'lapse-notice'],
      ].toSorted(),
    );
    for (const [type, text] of papersOfAll)
      expect(text, type).toMatch(/苫小牧市\s*情報セキュリティ管理者\s*財政部税務課長\s*税務 三郎/);
    for (const [type, text] of papersOfAll.filter(([type]) => /sanction|extension|lapse/.test(type)))
      expect(text, type).toContain(DOUBTS);
    for (const [type, text] of papersOfAll.filter(([type]) => type === 'lifting-notice'))
      expect(text, type).not.toContain('疑義');
  });
});
