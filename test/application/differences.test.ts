import { describe, expect, test } from 'vitest';
import { missingAttachments } from '../../core/application/missing-attachments.ts';
import type { ATTACHMENT_KINDS } from '../../core/attachment/attachments.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { browse } from '../support/browse.ts';
import { exampleApplication } from '../support/example-application.ts';
import { fillDraft, sendDraft } from '../support/fill-draft.ts';
import { childOf, permitIn } from '../support/permit.ts';
import { CHIEF, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';

/** An application against what is attached (別表1) and what is permitted (第4条, 第6条第3号): pointed out, never refused. */

const ATTACHMENT = '申請書に書かれた資料が、添付資料に見つかりません';
const PERMIT = '同じシステムについて、期間の重なる有効な許可があります';

describe('別表1の回答にある資料と、添付資料', () => {
  const file = (name: string, kind: keyof typeof ATTACHMENT_KINDS = 'other') => ({
    ...{
      fileId: '01K9ZQ4X7T8V5M2N3P6R9S0ABC',
      kind,
      name,
      type: 'application/pdf',
      size: 1,
    },
    sha256: 'a'.repeat(64),
  });
  const missing = (evidence: string, ...names: readonly string[]) =>
    missingAttachments(
      {
        checklist: [{ item: '2-1', answer: 'conforming', evidence }],
        attachments: names.map((name) => file(name)),
      },
      tomakomaiR50401,
    ).map((one) => (one.kind === 'attachment' ? one.named : ''));

  test.each([
    ['別紙3', [], ['別紙3']],
    ['別紙３のとおり', ['構成図.pdf'], ['別紙3']],
    ['添付2、別添 4 参照', ['構成図.pdf'], ['添付2', '別添4']],
    ['添付資料No.5', ['構成図.pdf'], ['添付資料5']],
    ['保守契約書.pdf', [], ['保守契約書.pdf']],
    ['詳細は保守契約書.PDFを参照', ['構成図.pdf'], ['保守契約書.PDF']],
    ['別紙3-1及び別紙3-2', [], ['別紙3']],
    // Whichever paper is meant: there is none.
    ['別添資料', [], ['別添資料']],
    ['別添のとおり', [], ['別添']],
    ['別紙参照', [], ['別紙']],
    ['別添図面及び添付書類', [], ['別添図面', '添付書類']],
    ['添付の写真を参照', [], ['添付の写真']],
    ['添付のとおり', [], ['添付']],
    ['添付ファイルを参照', [], ['添付ファイル']],
    ['参照資料', [], ['参照資料']],
    ['資料を参照', [], ['資料']],
    ['添付2枚', [], ['添付']],
    ['添付', [], ['添付']],
    ['別添資料、別紙4', [], ['別紙4', '別添資料']],
  ] as const)('見つからない: %s', (evidence, names, expected) => {
    expect(missing(evidence, ...names)).toEqual(expected);
  });

  test.each([
    ['別紙3', ['別紙3.pdf']],
    ['別紙3', ['03_カメラ配置図.pdf']],
    ['別紙3', ['別紙一式.pdf']],
    ['別紙3', ['別紙.pdf']],
    ['添付2', ['構成図.pdf', '端末.png']],
    ['保守契約書.pdf', ['01_保守契約書.docx']],
    ['詳細は保守契約書.pdfを参照', ['保守契約書.pdf']],
    // Neither a paper of this application nor a number of one.
    ['構成図', []],
    ['別添資料', ['構成図.pdf']],
    ['添付のとおり', ['構成図.pdf']],
    ['添付2枚、資料3部', ['構成図.pdf']],
    ['別添資料なし', []],
    ['添付資料はありません', []],
    ['添付不要', []],
    ['添付を省略', []],
    ['メールの添付ファイルを受信できない設定', []],
    ['メール添付による持ち出しを禁止', []],
    ['事前協議の資料', []],
    ['契約書の別紙', []],
    ['契約書の別紙3', []],
    ['仕様書別紙2', []],
    ['資料3部', []],
    ['資料2026年版', []],
    ['別表1の2-1', []],
    ['第3条の資料', []],
    ['', []],
  ] as const)('指摘しない: %s（%j）', (evidence, names) => {
    expect(missing(evidence, ...names)).toEqual([]);
  });

  test('同じ資料は一度だけ、項目を並べて示す。説明にあるものも見る', () => {
    const checklist = exampleApplication().checklist.map(({ item }) => ({
      ...{ item, answer: 'conforming' as const },
      ...(item === '2-1' || item === '3-1' ? { evidence: '別紙9' } : { statement: '資料はない。' }),
      ...(item === '5-1' ? { statement: '別紙9による。' } : {}),
    }));
    expect(missingAttachments({ checklist, attachments: [] }, tomakomaiR50401)).toEqual([
      {
        ...{ kind: 'attachment', named: '別紙9', checklistName: '別表1', items: ['2-1', '3-1', '5-1'] },
        attached: 0,
        pointer: `/checklist/${checklist.findIndex(({ item }) => item === '2-1')}/evidence`,
      },
    ]);
  });

  test('「別添資料」は、その項目を示すことのできる資料が添付されていなければ指摘する', () => {
    const missingWith = (...kinds: readonly (keyof typeof ATTACHMENT_KINDS)[]) =>
      missingAttachments(
        {
          checklist: tomakomaiR50401.checklist.map(({ id }) => ({
            ...{ item: id, answer: 'conforming' as const, evidence: '別添資料' },
          })),
          attachments: kinds.map((kind) => file('資料.pdf', kind)),
        },
        tomakomaiR50401,
      ).flatMap((one) => (one.kind === 'attachment' ? one.items : []));
    const all = tomakomaiR50401.checklist.map(({ id }) => id);
    expect(missingWith()).toEqual(all);
    expect(missingWith('consent')).toEqual(all);
    expect(missingWith('camera')).toEqual(all.filter((id) => !id.startsWith('2-')));
    expect(missingWith('terminal')).toEqual(all.filter((id) => id.startsWith('1-') || id.startsWith('5-')));
    expect(missingWith('consent', 'other')).toEqual([]);
    for (const kind of ['diagram', 'contract', 'other'] as const) expect(missingWith(kind)).toEqual([]);
  });

  test('接続方法や備考など、項目のほかに書かれた資料も見る', () => {
    const found = missingAttachments(
      {
        checklist: [{ item: '2-1', answer: 'conforming', evidence: '別添' }],
        connectionMethod: '別添のとおり',
        emergencyCutOff: { method: '別紙の手順による。', by: '当番' },
        remarks: '特になし',
      },
      tomakomaiR50401,
    );
    expect(found).toEqual([
      {
        ...{ kind: 'attachment', named: '別添', checklistName: '別表1', items: ['2-1'], attached: 0 },
        ...{ pointer: '/checklist/0/evidence', fields: ['接続方法'] },
      },
      {
        ...{ kind: 'attachment', named: '別紙', checklistName: '別表1', items: [], attached: 0 },
        ...{ pointer: '/emergencyCutOff/method', fields: ['緊急時の切断 切断の方法'] },
      },
    ]);
  });

  test('16項目とも「別添資料」で、添付がない申請：項目と添付資料のページへのリンクを示し、送ることはできる', async () => {
    const story = await createStory();
    const visit = await browse(story, VENDOR);
    const draft = (await visit('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
    const application = story.application();
    const checklist = application.checklist.map((answer) => ({ ...answer, evidence: '別添資料' }));
    const check = (await fillDraft(visit, draft, { ...application, checklist })).text;
    expect(check).toContain('添付資料は、1件も添付されていません。');
    expect(check).toContain(`別表1 ${application.checklist.map(({ item }) => item).join('、')}`);
    const href = new RegExp(`href="(${draft}/sections/attachments[^"]*)"[^>]*>添付資料のページへ`).exec(
      check,
    )?.[1];
    expect((await visit(href ?? '')).status).toBe(200);
    const sent = await sendDraft(visit, draft);
    expect(sent.status, sent.text).toBe(303);
    await story.settle();
    const caseId = /applications\/([^?]+)/.exec(sent.headers['location'] ?? '')?.[1] ?? '';
    const page = (await (await story.as(TAX))('GET', `/applications/${caseId}/decision`)).text;
    expect(page).toContain('「別添資料」');
    expect(page).toContain('添付資料は、1件も添付されていません。');
  });

  test('申請の前の確認の画面・受付のメール・確認の依頼・16項目の画面で示す。申請はできる', async () => {
    const story = await createStory();
    const visit = await browse(story, VENDOR);
    const draft = (await visit('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
    const application = story.application();
    const checklist = application.checklist.map((answer) =>
      answer.item === '2-1' ? { ...answer, evidence: '別紙3' } : answer,
    );
    const check = (await fillDraft(visit, draft, { ...application, checklist })).text;
    expect(check).toContain(ATTACHMENT);
    expect(check).toMatch(
      new RegExp(
        `「別紙3」（<a href="${draft}/sections/checklist-2\\?check=1#f-checklist\\.\\d+\\.evidence">別表1 2-1</a>`,
      ),
    );
    expect((await visit(`${draft}/sections/checklist-2?check=1`)).text).toContain(ATTACHMENT);
    expect((await visit(`${draft}/sections/checklist-3?check=1`)).text).not.toContain(ATTACHMENT);
    const sent = await sendDraft(visit, draft);
    expect(sent.status, sent.text).toBe(303);
    await story.settle();
    const caseId = /applications\/([^?]+)/.exec(sent.headers['location'] ?? '')?.[1] ?? '';
    const page = (await (await story.as(TAX))('GET', `/applications/${caseId}/decision`)).text;
    const receipt = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('【受付】'))?.text;
    const request = story.mailsTo(TAX).find(({ subject }) => subject.includes('要決定'))?.text;
    for (const text of [page, receipt, request]) {
      expect(text).toContain(ATTACHMENT);
      expect(text).toContain('別紙3');
    }
  });
});

describe('第4条・第6条第3号: 同じシステムの有効な許可', () => {
  const permitsOf = (view: { differences: { kind: string; permitNo?: string }[] }) =>
    view.differences.flatMap(({ kind, permitNo }) => (kind === 'permit' ? [permitNo] : []));
  const ask = async (story: Story, overrides: Parameters<Story['submit']>[0]) => {
    const caseId = await story.submit(overrides);
    return {
      caseId,
      vendor: permitsOf(await story.vendorView(caseId)),
      city: permitsOf(await story.view(TAX, caseId)),
    };
  };

  test('期間が1日でも重なれば、番号と期間を示し、継続・変更届でないかを尋ねる。決定の後は示さない', async () => {
    const story = await createStory();
    const { permitNo } = await permitIn(story, { period: { from: '2026-05-01', to: '2026-12-31' } });
    const none = await ask(story, { period: { from: '2027-01-01', to: '2027-03-31' } });
    expect([none.vendor, none.city]).toEqual([[], []]);
    const last = await ask(story, { period: { from: '2026-12-31', to: '2027-03-31' } });
    expect([last.vendor, last.city]).toEqual([[permitNo], [permitNo]]);
    const page = (await (await story.as(TAX))('GET', `/applications/${last.caseId}/decision`)).text;
    const own = (await (await story.as(VENDOR))('GET', `/applications/${last.caseId}?part=all`)).text;
    const request = story.mailsTo(TAX).find(({ subject }) => subject.includes('要決定'))?.text;
    for (const text of [page, own, request]) {
      expect(text).toContain(PERMIT);
      expect(text).toContain(permitNo);
      expect(text).toContain('令和8年12月31日');
    }
    for (const text of [page, own])
      for (const word of ['継続', '変更届', '第4条', '第12条']) expect(text).toContain(word);
    await story.confirm(last.caseId);
    expect(story.mailsTo(CHIEF).find(({ subject }) => subject.includes('要決定'))?.text).toContain(PERMIT);
    await story.approve(last.caseId);
    expect((await story.vendorView(last.caseId)).differences).toEqual([]);
  });

  test('その許可の継続の申請は指摘しない。別の許可の継続は指摘する', async () => {
    const story = await createStory();
    const first = await permitIn(story);
    const renewal = { applicationType: 'renewal' as const, previousPermitNo: first.permitNo };
    expect((await ask(story, renewal)).vendor).toEqual([]);
    const second = await permitIn(story);
    expect((await ask(story, renewal)).city).toEqual([second.permitNo]);
  });

  test('廃止届のある許可は、その最後の日まで', async () => {
    const story = await createStory();
    const { caseId, permitNo } = await permitIn(story);
    await story.until('2026-05-01T10:00');
    const vendor = await story.as(VENDOR);
    const filed = await vendor(
      'POST',
      `/v1/permits/${caseId}/ending`,
      {
        ...{ lastDay: '2026-06-30', reason: '契約の終了', lastReport: true },
        returnAndErasure: '端末は返却し、データは消去する',
      },
      { 'idempotency-key': 'ending' },
    );
    expect(filed.status, filed.text).toBeLessThan(300);
    expect((await ask(story, { period: { from: '2026-07-01', to: '2026-09-30' } })).vendor).toEqual([]);
    expect((await ask(story, { period: { from: '2026-06-30', to: '2026-09-30' } })).vendor).toEqual([
      permitNo,
    ]);
  });

  test('第11条: 保守事業者と再委託者の許可は並んで立つ。同じ再委託者の2件目は指摘する', async () => {
    const story = await createStory();
    const parent = await permitIn(story);
    const subcontracting = {
      ...{ parentPermitNo: parent.permitNo, company: '再委託システム株式会社', cityConsentNo: '苫情推第9号' },
    };
    expect((await ask(story, { subcontracting })).city).toEqual([]);
    const child = await childOf(story, parent.permitNo);
    expect((await ask(story, { subcontracting })).vendor).toEqual([child.permitNo]);
    expect((await ask(story, {})).vendor).toEqual([parent.permitNo]);
  });

  test('他社の許可は市の職員だけに示す', async () => {
    const story = await createStory();
    const { permitNo } = await permitIn(story);
    const held = await (await story.as('clerk@city.example.jp'))('POST', '/v1/consultations', {
      ...{ heldOn: '2026-04-03', cityStaff: '担当 次郎', summary: '税務も保守する。', vendorId: 'minami' },
      ...{ systemIds: ['tax-system'], contract: contractOf(story) },
      contact: { name: '南星 六郎', email: OTHER_VENDOR },
    });
    expect(held.status, held.text).toBe(201);
    const other = await story.as(OTHER_VENDOR);
    const posted = await other(
      'POST',
      '/v1/applications',
      {
        ...story.application(),
        consultationId: held.json.consultationId,
        vendor: { ...story.application().vendor, corporateNumber: '8000020130001' },
      },
      { 'idempotency-key': 'other' },
    );
    expect(posted.status, posted.text).toBe(201);
    await story.settle();
    const caseId: string = posted.json.caseId;
    const seen = (await story.view(TAX, caseId)).differences;
    expect(permitsOf({ differences: seen })).toEqual([permitNo]);
    expect(seen.at(-1).vendorName).toBe('北斗情報システム株式会社');
    const own = await other('GET', `/v1/applications/${caseId}`);
    expect(permitsOf(own.json)).toEqual([]);
    for (const text of [(await other('GET', `/applications/${caseId}`)).text, own.text])
      expect(text).not.toContain(permitNo);
    expect(story.mailsTo(OTHER_VENDOR).some(({ text }) => text.includes(permitNo))).toBe(false);
    // The permit goes with its system to another section; the application is still the old one's, which may no longer see it.
    const moved = await story.decree('PUT', '/v1/systems/tax-system', {
      ...{ name: '税務総合システム', sectionId: 'welfare', priorWorkMode: 'approve', reason: '所管替え' },
    });
    expect(moved.status, moved.text).toBeLessThan(300);
    await story.settle();
    expect(permitsOf({ differences: (await story.view(TAX, caseId)).differences })).toEqual([]);
  });
});

const contractOf = (story: Story) => {
  const { confidentialityClause: _, ...contract } = story.application().contract;
  return contract;
};
