import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { isCorrected, uncorrectedIn } from '../../core/application/corrected-items.ts';
import { type RecordedApplication, recordedApplicationSchema } from '../../core/application/inputs.ts';
import { tomakomaiR50401 as regulation } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { browse } from '../support/browse.ts';
import { fillDraft, saveSection, sendDraft } from '../support/fill-draft.ts';
import { CHIEF, createStory, type Story, TAX, VENDOR } from '../support/story.ts';

/** 補正 (第4条第2項): what comes back as it was is told to the vendor before it is sent, and to the city at the item. */

const stored = async (): Promise<RecordedApplication> => {
  const { attachments: _, ...application } = (await createStory()).application();
  return recordedApplicationSchema.parse(application);
};

describe('項目が変わったか', () => {
  const file = (kind: 'diagram' | 'camera' | 'consent', fileId = 'f1') => ({
    ...{ fileId, kind, name: '図面.pdf', type: 'application/pdf', size: 1, sha256: '0' },
  });
  const answered = (application: RecordedApplication, item: string, more: object) => ({
    ...application,
    checklist: application.checklist.map((entry) => (entry.item === item ? { ...entry, ...more } : entry)),
  });

  test('回答・説明・確認資料が変われば変わった。ほかの項目や、空白・空欄の違いでは変わらない', async () => {
    const before = await stored();
    const is = (after: object) => isCorrected('2-2', before, { ...after }, regulation);
    expect(is(before)).toBe(false);
    for (const more of [{ answer: 'nonconforming' }, { statement: '書き改めた説明' }, { evidence: '図面2' }])
      expect(is(answered(before, '2-2', more)), JSON.stringify(more)).toBe(true);
    expect(is(answered(before, '2-3', { statement: '書き改めた説明' }))).toBe(false);
    const own = before.checklist.find(({ item }) => item === '2-2');
    const blank = { statement: `${own?.statement ?? ''} `, exceptionReason: '' };
    expect(is(answered(before, '2-2', blank))).toBe(false);
    expect(
      is({
        ...before,
        appliedOn: '2026-12-01',
        purpose: '書き改めた目的',
        checklist: [...before.checklist].reverse(),
      }),
    ).toBe(false);
  });

  test('加えた添付資料は、それが示しうる項目だけを変える。外した資料、前からある資料は変えない', async () => {
    const before = await stored();
    const changed = (kind: 'diagram' | 'camera' | 'consent') =>
      regulation.checklist
        .filter(({ id }) => isCorrected(id, before, { ...before, attachments: [file(kind)] }, regulation))
        .map(({ id }) => id);
    expect(changed('camera')).toEqual(['2-1', '2-2', '2-3', '2-4']);
    expect(changed('diagram')).toHaveLength(16);
    expect(changed('consent')).toEqual([]);
    const had = { ...before, attachments: [file('diagram')] };
    expect(isCorrected('2-2', had, had, regulation)).toBe(false);
    // As a draft names it.
    const named = { ...before, attachments: [{ fileId: 'f1', kind: 'diagram' }] };
    expect(isCorrected('2-2', had, named, regulation)).toBe(false);
    expect(isCorrected('2-2', had, before, regulation)).toBe(false);
    expect(isCorrected('2-2', had, { ...had, attachments: [file('diagram', 'f2')] }, regulation)).toBe(true);
  });

  test.each([
    ['1-1', 'originSites', [{ name: '新拠点', address: '北海道札幌市', outsideCity: true }]],
    ['4-2', 'lineType', 'other'],
    ['3-2', 'terminals', []],
  ])('%s は、様式の %s を直しても変わったものとする', async (item, field, value) => {
    const before = await stored();
    expect(isCorrected(item, before, { ...before, [field]: value }, regulation)).toBe(true);
    expect(isCorrected('5-1', before, { ...before, [field]: value }, regulation)).toBe(false);
  });

  test('理由だけのときは全体。日付と誓約だけの違いは変更でなく、項目を求めたときは項目だけをいう', async () => {
    const before = await stored();
    const on = (items: readonly string[], recorded: RecordedApplication) =>
      uncorrectedIn(items, before, { content: recorded, recorded }, regulation).map(({ message }) => message);
    const same = { ...before, appliedOn: '2026-12-01' };
    expect(on([], same)).toEqual(['申請の内容は、前回から変わっていません']);
    expect(on([], { ...same, purpose: '書き改めた目的' })).toEqual([]);
    expect(on(['2-2', '5-1'], answered(same, '5-1', { statement: '書き改めた説明' }))).toEqual([
      '別表1 2-2 は、前回から変わっていません',
    ]);
  });
});

const correcting = async (story: Story, more: object = {}) => {
  const caseId = await story.submit();
  await story.decide(TAX, caseId, {
    ...{
      stage: 'confirm',
      choice: 'return',
      checklist: [{ item: '2-2', result: 'fail', note: '図面が要ります' }],
    },
    ...more,
  });
  const visit = await browse(story, VENDOR);
  const draft = (await visit(`/applications/${caseId}/correct`, {})).headers['location'] ?? '';
  return { caseId, visit, draft };
};
const UNCHANGED = '2-2 は、前回から変わっていません';
const stateOf = (text: string, section: string): string =>
  new RegExp(`sections/${section}">[^<]*</a><span>.*?([^>]+)</span></span></li>`, 's').exec(text)?.[1] ?? '';
const corrected = (story: Story) => ({
  checklist: story
    .application()
    .checklist.map((entry) => (entry.item === '2-2' ? { ...entry, statement: '図面のとおり直した' } : entry)),
});

test('目次: 求められた項目のページは直すまで「要補正」で、最初のボタンはその欄へ。直すと「完了」になる', async () => {
  const story = await createStory();
  const { visit, draft } = await correcting(story);
  const list = (await visit(draft)).text;
  expect(stateOf(list, 'checklist-2')).toBe('要補正');
  expect(stateOf(list, 'checklist-3')).toBe('完了');
  expect(list).toContain('2ページが残っています');
  expect(/<a class="button primary" href="([^"]+)">([^<]+)/.exec(list)?.slice(1)).toEqual([
    `${draft}/sections/checklist-2#f-checklist.5`,
    '補正する：別表1 2-2',
  ]);
  expect(list).toContain(`href="${draft}/sections/attachments"`);
  const field = (await visit(`${draft}/sections/checklist-2`)).text;
  expect(field).toContain('id="f-checklist.5"');
  expect([...field.matchAll(/value="attach"/g)]).toHaveLength(1);
  const files = await saveSection(visit, draft, 'checklist-2', story.application(), 'attach');
  expect(files.headers['location']).toBe(`${draft}/attachments`);
  await saveSection(visit, draft, 'checklist-2', corrected(story));
  const later = (await visit(draft)).text;
  expect(stateOf(later, 'checklist-2')).toBe('完了');
  expect(/<a class="button primary" href="([^"]+)"/.exec(later)?.[1]).toBe(`${draft}/sections/pledge`);
});

test('確認の画面: 変わっていない項目を、その欄への案内とともに示し、それでも再提出できる。直せば示さない', async () => {
  const story = await createStory();
  const { caseId, visit, draft } = await correcting(story);
  await saveSection(visit, draft, 'pledge', story.application());
  const check = (await visit(`${draft}/check`)).text;
  expect(check).toContain(`href="${draft}/sections/checklist-2?check=1#f-checklist.5">別表1 ${UNCHANGED}`);
  expect(check).toContain('このままでよいときは、「補正して再提出する」を押すと提出されます');
  expect((await visit(`${draft}/sections/checklist-2?check=1`)).text).toContain(UNCHANGED);
  expect((await visit(`${draft}/sections/checklist-3?check=1`)).text).not.toContain(UNCHANGED);
  await saveSection(visit, draft, 'checklist-2', corrected(story));
  expect((await visit(`${draft}/check`)).text).not.toContain('前回から変わっていません');
  await saveSection(visit, draft, 'checklist-2', story.application());
  expect((await sendDraft(visit, draft)).headers['location']).toBe(
    `/applications/${caseId}?done=resubmitted`,
  );
});

test('確認の画面: 理由だけを示されたときは、何も変えていないことを示す。新しい申請には示さない', async () => {
  const story = await createStory();
  const { visit, draft } = await correcting(story, { checklist: [], reason: '記載が足りません' });
  await saveSection(visit, draft, 'pledge', story.application());
  expect((await visit(`${draft}/check`)).text).toContain('申請の内容は、前回から変わっていません');
  await saveSection(visit, draft, 'ground', { ...story.application(), purpose: '書き改めた目的' });
  expect((await visit(`${draft}/check`)).text).not.toContain('前回から変わっていません');
});

const resubmitted = async (more: object, returned: object = {}) => {
  const story = await createStory();
  const { caseId } = await correcting(story, returned);
  expect((await story.resubmit(caseId, more)).status).toBe(200);
  const [mail] = story.mailsTo(TAX);
  return { story, caseId, subject: mail?.subject, text: (mail?.text ?? '').replace(/\s/g, '') };
};

describe('再提出を、求めた者に知らせる', () => {
  test('依頼のメール: 件名に「再提出」、本文に求めた項目ごとの変更の有無', async () => {
    const same = await resubmitted({});
    expect(same.subject).toContain('【要決定・再提出】');
    expect(same.text).toMatch(/別表12-2[^：]*：変更なし/);
    expect(same.text).toContain('図面が要ります');
    expect(same.text).toContain('前回からの変更：ありません');
    const story = await createStory();
    const changed = await resubmitted(corrected(story));
    expect(changed.text).toMatch(/別表12-2[^：]*：変更あり/);
    await story.submit();
    expect(story.mailsTo(TAX)[0]?.subject).toMatch(/^【要決定】/);
    expect(story.mailsTo(TAX)[0]?.text).not.toContain('前回からの変更');
  });

  test('理由だけで求めたときは、申請の内容の変更の有無', async () => {
    const reason = { checklist: [], reason: '記載が足りません' };
    expect((await resubmitted({}, reason)).text).toContain('申請の内容：変更なし');
    expect((await resubmitted({ purpose: '書き改めた目的' }, reason)).text).toContain('申請の内容：変更あり');
  });

  test('管理者の確認の画面の項目、これまでの判断、統括の画面に示し、2回目はその回の後の変更をいう', async () => {
    const { story, caseId } = await resubmitted({});
    const manager = await browse(story, TAX);
    const asked = (await manager(`/applications/${caseId}/decision`)).text;
    expect(asked).toContain('補正を求めた項目（変更なし）</span> 図面が要ります');
    expect(asked).toContain('別表1 2-2：図面が要ります（変更なし）');
    await story.decide(TAX, caseId, {
      ...{ stage: 'confirm', choice: 'return' },
      checklist: [{ item: '5-1', result: 'fail', note: '記録の方法が要ります' }],
    });
    await story.resubmit(caseId, corrected(story));
    const again = (await manager(`/applications/${caseId}/decision`)).text;
    expect(again).toContain('補正を求めた項目（変更あり）</span> 図面が要ります');
    expect(again).toContain('補正を求めた項目（変更なし）</span> 記録の方法が要ります');
    expect(again).not.toContain('補正で変わった項目');
    await story.confirm(caseId);
    const chief = await browse(story, CHIEF);
    const { text } = await chief(`/applications/${caseId}/decision`);
    expect(text).toContain('別表1 2-2：図面が要ります（変更あり）');
    expect(text).toContain('別表1 5-1：記録の方法が要ります（変更なし）');
    // The sheet says what was decided, as it printed on the day.
    const sheet = (await chief(`/applications/${caseId}/record`)).text;
    expect(sheet).toContain('別表1 2-2：図面が要ります');
    expect(sheet).not.toMatch(/変更あり|変更なし/);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('統括が差し戻した後の依頼は、再提出ではない', async () => {
    const { story, caseId } = await resubmitted({});
    await story.confirm(caseId);
    await story.decide(CHIEF, caseId, { stage: 'approve', choice: 'send-back', reason: '再確認のこと' });
    expect(story.mailsTo(TAX)[0]?.subject).toMatch(/^【要決定】/);
  });
});

test('確認の画面: 前回から変わったページと指摘のあるページは開き、変わらないものは閉じる。初めての申請は、すべて開く', async () => {
  const story = await createStory();
  const { visit, draft } = await correcting(story);
  const parts = async (at: string) => {
    const { document } = parseHTML((await visit(`${at}/check`)).text);
    const found = [...document.querySelectorAll('main details.part')];
    const links = [...document.querySelectorAll('nav[aria-label="申請内容の目次"] a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(found.map(({ id }) => `#${id}`));
    return found.map((part) => ({
      id: part.id,
      isOpen: part.hasAttribute('open'),
      tag: part.querySelector('summary .tag')?.textContent,
    }));
  };
  await saveSection(visit, draft, 'checklist-2', corrected(story));
  await saveSection(visit, draft, 'pledge', story.application());
  const shown = await parts(draft);
  expect(shown.length).toBeGreaterThan(10);
  const of = (id: string) => shown.find((part) => part.id === `s-${id}`);
  expect(of('checklist-2')).toMatchObject({ isOpen: true, tag: '変更あり' });
  expect(of('checklist-3')).toMatchObject({ isOpen: false, tag: '変更なし' });
  expect(of('terminals')).toMatchObject({ isOpen: false, tag: '変更なし' });
  const first = (await visit('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
  await fillDraft(visit, first, story.application());
  const all = await parts(first);
  expect(all.every(({ isOpen, tag }) => isOpen && tag === undefined)).toBe(true);
  expect(all).toHaveLength(shown.length);
});
