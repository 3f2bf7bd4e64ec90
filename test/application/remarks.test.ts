import { describe, expect, test } from 'vitest';
import { placeOf, remarksOn } from '../../core/application/application-remarks.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { browse } from '../support/browse.ts';
import { encodeForm } from '../support/encode-form.ts';
import { fillDraft, sendDraft } from '../support/fill-draft.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, type Story, TAX, VENDOR } from '../support/story.ts';

/** 別表1: what the form gives reason to look at is pointed out to the vendor before it is sent, and to the manager at the item. */

describe('別表1 1-1: 作業場所の所在地と「市外であること」の食い違い', () => {
  test.each([
    ['北海道苫小牧市旭町4丁目5番6号', 'inside'],
    ['〒053-8722　苫小牧市旭町4-5-6', 'inside'],
    ['北海道　苫小牧市　旭町', 'inside'],
    ['北海道札幌市中央区北一条西99丁目', 'outside'],
    ['東京都千代田区丸の内', 'outside'],
    ['北海道白老郡白老町大町1丁目', 'outside'],
    ['北海道むかわ町文京1丁目', 'outside'],
    ['旭町4丁目5番6号', undefined],
    ['札幌市苫小牧市場ビル', 'outside'],
    ['', undefined],
  ])('%s は %s', (address, place) => {
    expect(placeOf(address, '苫小牧市')).toBe(place);
  });

  test.each([
    ['北海道苫小牧市旭町4丁目', true, '苫小牧市内と読めますが、「市外であること」は「はい」'],
    ['北海道札幌市中央区', false, '苫小牧市の外と読めますが、「市外であること」は「いいえ」'],
    ['北海道苫小牧市旭町4丁目', false, undefined],
    ['北海道札幌市中央区', true, undefined],
    ['旭町4丁目', true, undefined],
  ])('%s、市外 %s', (address, outsideCity, message) => {
    const found = remarksOn({ originSites: [{ name: 'x', address, outsideCity }] }, tomakomaiR50401);
    expect(found.map((remark) => [remark.item, remark.pointer])).toEqual(
      message === undefined ? [] : [['1-1', '/originSites/0/outsideCity']],
    );
    if (message !== undefined) expect(found[0]?.message).toContain(message);
  });
});

test('いくつもあるうちの、どの作業場所・どの項目かを示す。空白だけの説明や資料は、ないのと同じ', () => {
  const site = (address: string, outsideCity: boolean) => ({ name: 'x', address, outsideCity });
  const sites = [
    site('北海道札幌市中央区', true),
    site('北海道苫小牧市旭町', true),
    site('東京都千代田区', true),
    site('北海道千歳市', false),
  ];
  const answers = [
    { item: '2-1', answer: 'conforming', statement: '施錠' },
    { item: '2-2', answer: 'conforming', statement: ' ', evidence: '　' },
    { item: '3-1', answer: 'conforming', evidence: '別添' },
    { item: '3-4', answer: 'conforming', statement: '\n', evidence: '' },
  ];
  const pointers = remarksOn({ originSites: sites, checklist: answers }, tomakomaiR50401).map(
    ({ item, pointer }) => [item, pointer],
  );
  expect(pointers).toEqual([
    ['1-1', '/originSites/1/outsideCity'],
    ['1-1', '/originSites/3/outsideCity'],
    ['2-2', '/checklist/1/statement'],
    ['3-4', '/checklist/3/statement'],
  ]);
});

test('別表1 2-1〜3-4: 適には説明か確認資料が要る。4-2: 回線種別「その他」。1-2や5-1、例外・不適は対象でない', () => {
  const checklist = tomakomaiR50401.checklist.map(({ id }) => ({ item: id, answer: 'conforming' }));
  const found = remarksOn({ lineType: 'other', checklist }, tomakomaiR50401);
  expect(found.map(({ item }) => item).sort()).toEqual(
    ['2-1', '2-2', '2-3', '2-4', '3-1', '3-2', '3-3', '3-4', '4-2'].sort(),
  );
  const shown = checklist.map((entry, index) =>
    index % 2 === 0 ? { ...entry, statement: '説明' } : { ...entry, evidence: '別添資料' },
  );
  expect(remarksOn({ lineType: 'ip-vpn', checklist: shown }, tomakomaiR50401)).toEqual([]);
  const blank = checklist.map((entry) => ({ ...entry, statement: ' 　 ', answer: 'exception' }));
  expect(remarksOn({ checklist: blank }, tomakomaiR50401)).toEqual([]);
  for (const rubbish of [undefined, null, 'x', { checklist: 'x', originSites: [1], lineType: 3 }])
    expect(remarksOn(rubbish, tomakomaiR50401)).toEqual([]);
});

const odd = (story: Story) => {
  const { terminals: _, ...application } = story.application();
  return {
    ...story.application(),
    lineType: 'other' as const,
    originSites: [{ name: '苫小牧センター', address: '北海道苫小牧市旭町4丁目', outsideCity: true }],
    checklist: application.checklist.map((entry) =>
      entry.item === '2-1' ? { item: '2-1', answer: 'conforming' as const } : entry,
    ),
  };
};
const WORDS = ['苫小牧市内と読めます', '2-1 を適としていますが', '回線種別が「その他」です'];

test('第4条第1項: 画面では確認の画面で、申請の前に示し、見たうえで押せば受け付ける', async () => {
  const story = await createStory();
  const vendor = await browse(story, VENDOR);
  const path = (await vendor('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
  const { text } = await fillDraft(vendor, path, odd(story));
  for (const word of [...WORDS, '提出の前に確かめてください']) expect(text, word).toContain(word);
  const links = [
    ...text.matchAll(/href="([^"#]*)\?check=1#f-(?:originSites\.0|lineType|checklist\.4)[^"]*"/g),
  ];
  expect(links.map(([, at]) => at?.split('/').at(-1))).toEqual(['origin', 'origin', 'checklist-2']);
  // Where the link leads, it is told again.
  expect((await vendor(`${path}/sections/origin?check=1`)).text).toContain(WORDS[0]);
  const sent = await sendDraft(vendor, path);
  expect(sent.status, sent.text).toBe(303);

  await story.settle();
  const caseId = /applications\/([^?]+)/.exec(sent.headers['location'] ?? '')?.[1] ?? '';
  const manager = await browse(story, TAX);
  const decision = await manager(`/applications/${caseId}/decision`);
  for (const word of [...WORDS, '確認を要する点']) expect(decision.text, word).toContain(word);
});

test('第4条第1項・G11: 同じ内容での継続も、引き継ぐ内容について、提出の前に示す', async () => {
  const story = await createStory();
  const [usual, caseId] = [await story.submit(), await story.submit(odd(story))];
  expect((await story.confirm(usual)).status).toBe(200);
  // 適 of what nobody has shown asks for what the manager has seen.
  expect((await story.confirm(caseId)).json.errors).toEqual([
    { pointer: '/checklist/4/note', detail: expect.stringContaining('別表1 2-1 は、保守事業者の説明も') },
  ]);
  const checklist = story
    .checklist()
    .map((entry) => (entry.item === '2-1' ? { ...entry, evidence: '現地の写真' } : entry));
  const confirming = { stage: 'confirm', choice: 'ask-chief', checklist, opinion: '適当と認める。' };
  expect((await story.decide(TAX, caseId, confirming)).status).toBe(200);
  for (const id of [usual, caseId]) await story.approve(id);
  const vendor = await browse(story, VENDOR);
  const page = (await vendor(`/permits/${caseId}/renewal`)).text;
  for (const word of [...WORDS, '提出の前に確かめてください']) expect(page, word).toContain(word);
  expect((await vendor(`/permits/${usual}/renewal`)).text).not.toContain('提出の前に確かめてください');
});

test('第4条第2項: APIで届いた申請も、管理者の確認の画面の項目に示す', async () => {
  const story = await createStory();
  const caseId = await story.submit(odd(story));
  const manager = await browse(story, TAX);
  const page = (await manager(`/applications/${caseId}/decision`)).text;
  for (const word of WORDS) expect(page, word).toContain(word);
  const usual = await story.submit();
  expect((await manager(`/applications/${usual}/decision`)).text).not.toContain('確認を要する点');
});

describe('第12条（G11）: 変更届', () => {
  const SITE = { name: '苫小牧センター', address: '北海道苫小牧市旭町4丁目', outsideCity: true };
  const after = { originSites: [SITE], lineType: 'other' };
  const CHANGE_WORDS = [
    '苫小牧市内と読めます',
    '回線種別が「その他」です',
    '「変更の理由」に入力してください',
  ];
  const started = async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    return { story, caseId };
  };
  const file = (story: Story, caseId: string, key: string, changed: object) =>
    story.vendorApi(
      'POST',
      `/v1/permits/${caseId}/changes`,
      { changedOn: '2026-05-01', reason: '拠点の移転', after: changed },
      { 'idempotency-key': key },
    );

  test('画面では、入力を確かめても届け出ても、届け出る前に示し、見たうえで押せば受け付ける。管理者にも画面とメールで示す', async () => {
    const { story, caseId } = await started();
    const vendor = await browse(story, VENDOR);
    const path = `/permits/${caseId}/changes`;
    const form = await vendor(`${path}/new?about=origin`);
    expect(form.text).not.toContain('提出の前に確かめてください');
    const typed = { about: 'origin', ...after, originIps: story.application().originIps };
    const fields = {
      ...Object.fromEntries(new URLSearchParams(encodeForm(typed))),
      ...{ changedOn: '2026-05-01', reason: '拠点の移転' },
    };
    for (const action of ['show', 'file', 'file-other']) {
      const shown = await vendor(path, { ...fields, _action: action });
      expect(shown.status, action).toBe(200);
      for (const word of [...CHANGE_WORDS, '提出の前に確かめてください'])
        expect(shown.text, word).toContain(word);
    }
    const seen = await vendor(path, { ...fields, _action: 'file' });
    const action = /value="(file-[\w-]+)"/.exec(seen.text)?.[1] ?? '';
    // What is wrong comes first, and what has been seen beside it does not count as seen.
    const wrong = await vendor(path, { ...fields, changedOn: '2025-01-01', _action: action });
    expect([wrong.status, wrong.text.includes('提出の前に確かめてください')]).toEqual([422, false]);
    const filed = await vendor(path, { ...fields, _action: action });
    expect(filed.status, filed.text).toBe(303);
    await story.settle();
    const at = (filed.headers['location'] ?? '').split('?')[0] ?? '';
    const manager = await browse(story, TAX);
    const page = (await manager(`${at}/answer`)).text;
    for (const word of [...CHANGE_WORDS, '確認を要する点']) expect(page, word).toContain(word);
    const mail = story.mailsTo(TAX).findLast(({ subject }) => subject.includes('変更'));
    expect(mail?.text.replaceAll(/\n */g, '')).toContain('確認を要する点：作業場所の所在地');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('APIの受領にも示す。許可されたままの事項と、指摘のない届出には示さない', async () => {
    const { story, caseId } = await started();
    const filed = await file(story, caseId, 'a', after);
    expect(filed.status, filed.text).toBe(201);
    expect(filed.json.remarks).toEqual([
      {
        ...{ item: '1-1', pointer: '/after/originSites/0/outsideCity' },
        message: expect.stringContaining('苫小牧市内と読めます'),
      },
      { item: '4-2', pointer: '/after/lineType', message: expect.stringContaining('その他') },
    ]);
    // Sent again, the same is answered.
    expect((await file(story, caseId, 'a', after)).json).toEqual(filed.json);
    const view = await (await story.as(TAX))('GET', `/v1/permits/${caseId}/changes/${filed.json.changeId}`);
    expect(view.json.remarks).toEqual(filed.json.remarks);
    const other = await permitIn(story, { lineType: 'other', originSites: [SITE] });
    const rest = await file(story, other.caseId, 'b', { ...after, originIps: ['203.0.113.77'] });
    expect([rest.status, rest.json.remarks]).toEqual([201, undefined]);
  });
});

test('第4条第1項: 申請・補正のAPIの受領にも示す。指摘がなければ欄はない', async () => {
  const story = await createStory();
  const post = (key: string, application: object) =>
    story.vendorApi('POST', '/v1/applications', application, { 'idempotency-key': key });
  const usual = await post('a', story.application());
  expect([usual.status, 'remarks' in usual.json]).toEqual([201, false]);
  const received = await post('b', odd(story));
  const told = received.json.remarks.map(({ item, pointer }: Record<string, string>) => [item, pointer]);
  expect(told).toEqual([
    ['1-1', '/originSites/0/outsideCity'],
    ['4-2', '/lineType'],
    ['2-1', expect.stringMatching(/^\/checklist\/\d+\/statement$/)],
  ]);
  expect((await post('b', odd(story))).json).toEqual(received.json);
  await story.settle();
  expect((await story.returnItems(received.json.caseId)).status).toBe(200);
  const again = await story.resubmit(received.json.caseId, odd(story));
  expect(again.json.remarks).toEqual(received.json.remarks);
});
