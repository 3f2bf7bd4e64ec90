import { afterAll, describe, expect, test } from 'vitest';
import { applicationSchema, recordedApplicationSchema } from '../../core/application/inputs.ts';
import { draftKey } from '../../core/application/save-draft.ts';
import { hashOf } from '../../core/values/hash.ts';
import type { ApplicationInput } from '../../local/demo/sample-application.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { EARLIER_CITIES, type EarlierCity, openEarlier, wordsOfPaper } from '../support/earlier-city.ts';
import { fillDraft, saveSection, sendDraft } from '../support/fill-draft.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, type Story, TAX, VENDOR } from '../support/story.ts';

/** 様式1 and its versions (docs/adr/0056): what is asked for is what the form asked for on which it was filled in. */

/** As it was filled in on the first version. */
const onFirst = (application: ApplicationInput): ApplicationInput => {
  return {
    ...application,
    ...{ formVersion: undefined, emergencyCutOff: undefined, atEnd: undefined },
    terminals: application.terminals.map(({ assetNo, os, antivirus, dedicated }) => ({
      ...{ assetNo, os, antivirus, dedicated },
    })),
    workers: application.workers.map(({ name, kana, company, role, from }) => ({
      ...{ name, kana, company, role, from },
    })),
  };
};
const firstIn = (story: Story) => onFirst(story.application());
let keys = 0;
const apply = async (story: Story, application: object) => {
  const sent = await story.vendorApi('POST', '/v1/applications', application, {
    'idempotency-key': `form-${++keys}`,
  });
  await story.settle();
  return sent;
};
const ANNEX = '別紙 接続環境等明細書';
const ASKED = [
  ...['workers.0.account', 'workers.0.secrecyPledgedOn', 'emergencyCutOff.method', 'emergencyCutOff.by'],
  ...['atEnd.accounts', 'atEnd.data', 'terminals.0.maker', 'terminals.0.model', 'terminals.0.serial'],
  ...['terminals.0.osUpdatedOn', 'terminals.0.patternOn'],
];
const without = (application: object, path: string): object => {
  const copy = JSON.parse(JSON.stringify(application));
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  delete parts.reduce((at, part) => at[part], copy)[last];
  return copy;
};
const newDraft = async (story: Story) => {
  const visit = await browse(story, VENDOR);
  const draft = (await visit('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
  return { visit, draft };
};
const caseIdIn = (location: string | undefined) => /applications\/([^?]+)/.exec(location ?? '')?.[1] ?? '';

describe('様式1の第2版', () => {
  test.each(ASKED)('%s がなければ申請できない。/v1 では、版を付けない限り要らない', async (path) => {
    const story = await createStory();
    const pointer = `/${path.replaceAll('.', '/')}`;
    const refused = await apply(story, without(story.application(), path));
    expect(refused.status).toBe(422);
    expect(refused.json.errors.map((problem: { pointer: string }) => problem.pointer)).toEqual([pointer]);
    expect(refused.json.errors[0].detail ?? refused.json.errors[0].message).toMatch(
      /^「.+」を入力してください/,
    );
    const { formVersion: _, ...unversioned } = {
      formVersion: undefined,
      ...without(story.application(), path),
    };
    expect((await apply(story, unversioned)).status).toBe(201);
  });

  test('新しい下書きは第2版で、ほかの欄がまだ読めないうちから、欠けている欄を示す', async () => {
    const story = await createStory();
    const { visit, draft } = await newDraft(story);
    const wrong = await saveSection(visit, draft, 'work', firstIn(story), 'next');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('href="#f-workers.0.account"');
    expect(wrong.text).toContain('href="#f-workers.0.secrecyPledgedOn"');
    const cut = await saveSection(visit, draft, 'targets', firstIn(story), 'next');
    expect(cut.text).toContain('href="#f-emergencyCutOff.by"');
    await fillDraft(visit, draft, story.application());
    const sent = await sendDraft(visit, draft);
    expect(sent.status, sent.text).toBe(303);
    const kept = await story.vendorView(caseIdIn(sent.headers['location']));
    expect(kept.application).toMatchObject({ formVersion: '2', atEnd: { data: expect.any(String) } });
  });

  test('行った日に、明日はない。今日はよい', async () => {
    const story = await createStory();
    const dated = (day: string) => ({
      terminals: story.application().terminals.map((one) => ({ ...one, osUpdatedOn: day, patternOn: day })),
      workers: story.application().workers.map((one) => ({ ...one, secrecyPledgedOn: day })),
    });
    const ahead = await apply(story, { ...story.application(), ...dated('2026-04-07') });
    expect(ahead.json.errors.map((problem: { pointer: string }) => problem.pointer)).toEqual([
      ...['/terminals/0/osUpdatedOn', '/terminals/0/patternOn', '/workers/0/secrecyPledgedOn'],
    ]);
    expect((await apply(story, { ...story.application(), ...dated('2026-04-06') })).status).toBe(201);
  });

  test('申請書（A4）の別紙、決定する人の画面、版の違いに示す', async () => {
    const story = await createStory();
    const caseId = await story.submit(firstIn(story));
    const before = await browse(story, VENDOR);
    const first = wordsOfPaper((await before(`/applications/${caseId}/form`)).text) ?? '';
    expect(first).toContain('リモート接続申請書');
    await story.returnItems(caseId);
    expect((await story.resubmit(caseId, story.application())).status).toBe(200);
    const paper = wordsOfPaper((await before(`/applications/${caseId}/form`)).text) ?? '';
    expect(paper).toContain(ANNEX);
    for (const word of ['maint01', 'SN0012345', '令和8年4月5日', '24時間受付窓口の当番', '消去の証明書'])
      expect(paper).toContain(word);
    const shown = await story.view(TAX, caseId);
    const changed = Object.fromEntries(
      shown.changes.map(({ pointer, label, after }: Record<string, string>) => [pointer, [label, after]]),
    );
    expect(changed).toMatchObject({
      '/formVersion': ['様式の版', '2（別紙「接続環境等明細書」付き）'],
      '/workers/0/account': ['作業者 アカウント（1件目）', 'maint01'],
      '/terminals/0/patternOn': ['専用端末 パターンファイルの日付（1件目）', '2026-04-05'],
      '/emergencyCutOff/by': ['緊急時の切断 切断する者', '24時間受付窓口の当番'],
    });
    const decider = (await (await browse(story, TAX))(`/applications/${caseId}?part=content`)).text;
    for (const word of ['maint01', '24時間受付窓口の当番', '2（別紙「接続環境等明細書」付き）'])
      expect(decider).toContain(word);
  });
});

describe('第1版で始めたものは、第1版で続けられる', () => {
  test('前の版で作り始めた下書き', async () => {
    const story = await createStory();
    const { visit, draft } = await newDraft(story);
    const key = draftKey(draft.replace('/drafts/', ''));
    const row = await story.store.get(key);
    const kept = row?.['draft'] as { content: Record<string, unknown> };
    const { formVersion, ...content } = kept.content;
    expect(formVersion).toBe('2');
    await story.store.transact([
      { put: { ...key, ...row, draft: { ...kept, content } }, when: { version: 1 } },
    ]);
    await fillDraft(visit, draft, firstIn(story));
    const sent = await sendDraft(visit, draft);
    expect(sent.status, sent.text).toBe(303);
    const caseId = caseIdIn(sent.headers['location']);
    expect((await story.vendorView(caseId)).application).not.toHaveProperty('formVersion');
    expect((await visit(`/applications/${caseId}?part=content`)).text).toContain('1（別紙なし）');
    const paper = wordsOfPaper((await visit(`/applications/${caseId}/form`)).text);
    expect(paper).not.toContain('別紙');
  });

  test('補正', async () => {
    const story = await createStory();
    const caseId = await story.submit(firstIn(story));
    await story.returnItems(caseId);
    const visit = await browse(story, VENDOR);
    const draft = (await visit(`/applications/${caseId}/correct`, {})).headers['location'] ?? '';
    await saveSection(visit, draft, 'ground', { ...firstIn(story), purpose: '補正した目的' });
    await saveSection(visit, draft, 'pledge', firstIn(story));
    const sent = await sendDraft(visit, draft);
    expect(sent.status, sent.text).toBe(303);
    expect(await story.vendorView(caseId)).toMatchObject({
      rev: 2,
      application: { purpose: '補正した目的' },
    });
    expect((await story.vendorView(caseId)).application).not.toHaveProperty('formVersion');
  });

  test.each([
    ['第1版', onFirst, undefined],
    ['第2版', (application: ApplicationInput) => application, '2'],
  ] as const)('%s の許可の、同じ内容での継続と変更届', async (_, form, version) => {
    const story = await createStory();
    const { caseId } = await permitIn(story, form(story.application()));
    const visit = await browse(story, VENDOR);
    const about = async (aspect: string) =>
      hiddenFields(await visit(`/permits/${caseId}/changes/new?about=${aspect}`));
    const row = {
      ...{
        'workers.0.name': '新人 一郎',
        'workers.0.kana': 'シンジン イチロウ',
        'workers.0.company': '北斗',
      },
      ...{ 'workers.0.role': '技術者', 'workers.0.from': '令和8年5月1日' },
      ...{ changedOn: '令和8年5月1日', reason: '交代のため', _action: 'file' },
    };
    const filed = await visit(`/permits/${caseId}/changes`, { ...(await about('workers')), ...row });
    expect(filed.status).toBe(version === undefined ? 303 : 422);
    if (version !== undefined) {
      expect(filed.text).toContain('href="#f-workers.0.account"');
      // By /v1, which does not say a version, as before.
      const after = { terminals: firstIn(story).terminals.map((one) => ({ ...one, assetNo: 'PC-9' })) };
      const body = { changedOn: '2026-05-01', reason: '更新', after };
      const headers = { 'idempotency-key': `form-${++keys}` };
      const taken = await story.vendorApi('POST', `/v1/permits/${caseId}/changes`, body, headers);
      expect(taken.status).toBe(201);
    }
    const blank = await visit(`/permits/${caseId}/changes`, {
      ...(await about('safeguards')),
      ...{ changedOn: '令和8年5月1日', reason: '見直し', _action: 'file' },
    });
    expect(blank.status).toBe(422);
    expect(blank.text).toContain(
      version === undefined ? '変更されている項目がありません' : 'href="#f-emergencyCutOff.method"',
    );
    const { consultationId, contract, pledge } = story.application();
    const period = { from: '2027-04-20', to: '2028-03-31' };
    const renewed = await story.vendorApi(
      'POST',
      `/v1/permits/${caseId}/renewal`,
      { consultationId, period, contract, pledge },
      { 'idempotency-key': `form-${++keys}` },
    );
    expect(renewed.status).toBe(201);
    expect((await story.vendorView(renewed.json.caseId)).application.formVersion).toBe(version);
  });

  test('変更届で加えた措置は、許可の内容に重なり、管理者に示される', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, firstIn(story));
    const visit = await browse(story, VENDOR);
    const shown = await visit(`/permits/${caseId}/changes/new?about=safeguards`);
    const filed = await visit(`/permits/${caseId}/changes`, {
      ...hiddenFields(shown),
      ...{ 'emergencyCutOff.method': '回線を抜く', 'emergencyCutOff.by': '当番', changedOn: '令和8年5月1日' },
      ...{ reason: '定めたため', _action: 'file' },
    });
    expect(filed.status, filed.text).toBe(303);
    const at = filed.headers['location']?.split('?')[0] ?? '';
    const page = (await (await browse(story, TAX))(`${at}/answer`)).text;
    expect(page).toContain('緊急時の切断・終了時の措置');
    expect(page).toContain('回線を抜く');
  });
});

const opened: EarlierCity[] = [];
afterAll(() => {
  for (const city of opened) city.close();
});
describe.each(EARLIER_CITIES)('%s の版の申請書', (name) => {
  test('読んでも、内容の照合値は変わらない', async () => {
    const city = await openEarlier(name);
    opened.push(city);
    const revisions = city.before.flatMap((row) =>
      String(row['sk']).startsWith('REV#') ? [row['revision'] as { hash: string; application: object }] : [],
    );
    expect(revisions.length).toBeGreaterThan(10);
    for (const { hash, application } of revisions) {
      expect(application).not.toHaveProperty('formVersion');
      expect(hashOf(recordedApplicationSchema.parse(application))).toBe(hash);
      const { attachments: _, ...sent } = application as { attachments?: unknown };
      expect(applicationSchema.safeParse(sent).success).toBe(true);
    }
  });
});

test('第2版の許可の変更届: 画面から版を消しても、求められた欄は省けない', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story, story.application());
  const visit = await browse(story, VENDOR);
  const shown = hiddenFields(await visit(`/permits/${caseId}/changes/new?about=workers`));
  for (const formVersion of [undefined, '', '1']) {
    const filed = await visit(`/permits/${caseId}/changes`, {
      ...shown,
      ...(formVersion === undefined ? {} : { formVersion }),
      ...{
        'workers.0.name': '新人 一郎',
        'workers.0.kana': 'シンジン イチロウ',
        'workers.0.company': '北斗',
      },
      ...{ 'workers.0.role': '技術者', 'workers.0.from': '令和8年5月1日' },
      ...{ changedOn: '令和8年5月1日', reason: '交代のため', _action: 'file' },
    });
    expect(filed.status, formVersion).toBe(422);
    expect(filed.text).toContain('守秘誓約');
  }
});

test('第2版の申請を、補正で第1版に戻して、求められた欄を消すことはできない', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  await story.returnItems(caseId);
  const { formVersion: _, emergencyCutOff: __, atEnd: ___, ...first } = story.application();
  const sent = await story.vendorApi('PUT', `/v1/applications/${caseId}`, first);
  expect(sent.status, sent.text).toBe(422);
  expect(sent.text).toContain('/formVersion');
});

describe('許可の画面', () => {
  const overview = async (story: Story, caseId: string, address: string) =>
    (await (await story.as(address))('GET', `/permits/${caseId}`)).text;

  test('緊急時の切断と終了時の措置を、市にも保守事業者にも、許可の概要に示す', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    for (const address of [TAX, VENDOR]) {
      const page = await overview(story, caseId, address);
      for (const word of ['緊急時の切断の方法', '24時間受付窓口の当番', '終了時のデータの措置'])
        expect(page, address).toContain(word);
    }
  });

  test('第1版の様式の許可には、その欄がない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, firstIn(story));
    expect(await overview(story, caseId, TAX)).not.toContain('緊急時の切断');
  });
});
