import { beforeEach, describe, expect, test } from 'vitest';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { browse, hiddenFields, pressedLast } from '../support/browse.ts';
import { CARE, CHIEF, CLERK, createStory, OFFICE, type Story, TAX, TAX_DEPUTY } from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/** 紙による決定の記録 (F3), with INV-2 and INV-3. */

let story: Story;
let caseId: string;
beforeEach(async () => {
  story = await createStory();
  caseId = await story.submit();
});

const PAPER = {
  decidedBy: 'p-tax',
  decidedOn: '令和8年4月6日',
  original: '庶務文書つづり第12号（税務課書庫）',
};
const checklist = () =>
  tomakomaiR50401.checklist.map(({ id }) => ({
    item: id,
    result: 'pass',
    method: 'document',
    confirmedOn: '2026-04-06',
  }));
const confirmation = () => ({
  stage: 'confirm',
  choice: 'ask-chief',
  checklist: checklist(),
  opinion: '適当と認める。',
});
const APPROVAL = { stage: 'approve', choice: 'approve', paper: { ...PAPER, decidedBy: 'p-chief' } };

const record = async (body: object, who = CLERK): Promise<Answer> => {
  const client = await story.as(who);
  const { json } = await client('GET', `/v1/applications/${caseId}`);
  const answer = await client('POST', `/v1/applications/${caseId}/paper-decisions`, {
    hash: json?.request?.hash ?? 'nothing-shown',
    paper: PAPER,
    ...body,
  });
  await story.settle();
  return answer;
};
const mistakes = ({ json }: Answer) =>
  (json.errors ?? []).map(
    ({ pointer, detail }: { pointer: string; detail: string }) => `${pointer} ${detail}`,
  );
const status = async () => (await story.view(CLERK, caseId)).status;

test('担当者が確認と承認を紙のとおりに記録し、許可まで進む', async () => {
  const confirmed = await record(confirmation());
  expect(confirmed.status).toBe(200);
  expect(confirmed.json.decision).toMatchObject({
    channel: 'paper',
    decidedBy: { personId: 'p-tax', name: '税務 三郎', title: '財政部税務課長' },
    decidedAs: 'principal',
    paper: {
      decidedOn: '2026-04-06',
      original: PAPER.original,
      recordedBy: { personId: 'p-clerk', name: '担当 次郎', title: '総務部ICT推進室主事' },
    },
  });
  expect((await record(APPROVAL)).status).toBe(200);
  expect(await status()).toBe('upcoming');
  expect(await story.violations(caseId)).toEqual([]);
  expect(story.failures).toEqual([]);
});

test('記録（A4）と経過に、紙による決定と記録者を表示する', async () => {
  const page = async (path: string) => (await (await story.as(CLERK))('GET', path)).text;
  expect(await page(`/applications/${caseId}/record`)).toContain('紙で決定するとき');
  await record(confirmation());
  await record({
    ...APPROVAL,
    choice: 'approve-with-conditions',
    conditions: '立会い',
    reason: '特定個人情報',
  });
  const paper = await page(`/applications/${caseId}/record`);
  expect(paper.match(/紙による決定（記録者 総務部ICT推進室主事 担当 次郎）/g)).toHaveLength(2);
  expect(paper).toContain(PAPER.original);
  const shown = await page(`/applications/${caseId}?part=timeline`);
  expect(shown).toContain('総務部ICT推進室長 統括 太郎（紙による決定、記録者 担当 次郎）');
  expect((await story.vendorView(caseId)).result).toMatchObject({
    label: '条件付承認',
    decidedOn: '2026-04-06',
  });
  expect(JSON.stringify(await story.vendorView(caseId))).not.toContain('担当 次郎');
});

test('決定した職員に、事実と、異なるときの連絡先をメールで知らせる', async () => {
  await record({ ...confirmation(), choice: 'refuse', reason: '要件を満たさないため。', checklist: [] });
  const [mail] = story.mailsTo(TAX).filter(({ subject }) => subject.includes('紙による決定'));
  for (const fact of [
    'R8-0001',
    '不承認（情報セキュリティ管理者の確認）',
    '令和8年4月6日',
    '財政部税務課長 税務 三郎',
    '要件を満たさないため。',
    PAPER.original,
    '総務部ICT推進室主事 担当 次郎',
    OFFICE,
  ])
    expect(mail?.text).toContain(fact);
});

test('代決: 代決した職員と本人の両方に知らせ、両名を記録する', async () => {
  await record({ ...confirmation(), paper: { ...PAPER, decidedBy: 'p-tax2' } });
  const [decision] = (await story.view(CLERK, caseId)).decisions;
  expect(decision).toMatchObject({ decidedAs: 'deputy', principal: { personId: 'p-tax' } });
  for (const address of [TAX, TAX_DEPUTY])
    expect(story.subjectsTo(address).filter((subject) => subject.includes('紙による決定'))).toHaveLength(1);
  expect(await story.violations(caseId)).toEqual([]);
});

describe('INV-2: 決定は一つ', () => {
  test('画面で決定された後は記録できず、紙の記録の後は画面で決定できない', async () => {
    await story.confirm(caseId);
    const late = await record(confirmation());
    expect([late.status, late.json.detail]).toEqual([
      409,
      expect.stringContaining('すでに決定済みです（16項目の確認・承認伺・税務 三郎'),
    ]);
    await record(APPROVAL);
    const second = await story.approve(caseId);
    expect([second.status, second.json.detail]).toEqual([409, expect.stringContaining('統括 太郎')]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('画面の決定と同時に記録しても、一つだけが残る', async () => {
    const [paper, screen] = await Promise.all([record(confirmation()), story.confirm(caseId)]);
    expect([paper.status, screen.status].sort()).toEqual([200, 409]);
    expect((await story.view(CLERK, caseId)).decisions).toHaveLength(1);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('表示した後に変わった内容には記録できない', async () => {
    const answer = await record({ ...confirmation(), hash: 'of-something-else' });
    expect([answer.status, answer.json.type]).toEqual([409, expect.stringContaining('changed-since-shown')]);
    expect(await status()).toBe('confirming');
  });
});

describe('INV-3: 決定できる者', () => {
  test('決定日は、依頼の日から今日まで', async () => {
    const before = await record({ ...confirmation(), paper: { ...PAPER, decidedOn: '2026-04-05' } });
    const future = await record({ ...confirmation(), paper: { ...PAPER, decidedOn: '2026-04-07' } });
    expect([...mistakes(before), ...mistakes(future)]).toEqual([
      '/paper/decidedOn 「決定日」は、決定を依頼した日（令和8年4月6日）以後としてください',
      '/paper/decidedOn 「決定日」に未来の日付は指定できません',
    ]);
    expect(await status()).toBe('confirming');
  });

  test('決定日に役職にいた前任者の決定は記録でき、いなかった者の決定は記録できない', async () => {
    await story.until('2026-04-08T09:00');
    await story.decree('POST', '/v1/appointments', {
      role: 'manager:tax',
      personId: 'p-care',
      kind: 'principal',
      title: '財政部税務課長',
      from: '2026-04-08',
      reason: '人事異動',
    });
    await story.settle();
    const tooEarly = await record({
      ...confirmation(),
      paper: { ...PAPER, decidedBy: 'p-care', decidedOn: '2026-04-07' },
    });
    const tooLate = await record({ ...confirmation(), paper: { ...PAPER, decidedOn: '2026-04-08' } });
    const stranger = await record({ ...confirmation(), paper: { ...PAPER, decidedBy: 'p-vendor' } });
    for (const answer of [tooEarly, tooLate, stranger])
      expect(mistakes(answer)).toEqual([
        '/paper/decidedBy 決定日にこの役職に就いていた職員を選択してください',
      ]);
    expect((await record({ ...confirmation(), paper: { ...PAPER, decidedOn: '2026-04-07' } })).status).toBe(
      200,
    );
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('確認した者の承認は、紙でも記録できない', async () => {
    await story.decree('POST', '/v1/appointments', {
      role: 'chief',
      personId: 'p-tax',
      kind: 'deputy',
      title: '統括代理',
      from: '2026-04-06',
      reason: '試験',
    });
    await record(confirmation());
    const answer = await record({ ...APPROVAL, paper: { ...PAPER, decidedBy: 'p-tax' } });
    expect(mistakes(answer)).toEqual([
      '/paper/decidedBy 確認を行った本人は承認できません（設定「確認した者が承認もすること」、第12条）',
    ]);
  });

  test('確認・承認を行う者と、他課の職員は記録できない', async () => {
    for (const [who, expected] of [
      [CHIEF, 403],
      [TAX, 403],
      [CARE, 403],
    ] as const)
      expect([who, (await record(confirmation(), who)).status]).toEqual([who, expected]);
    expect(await status()).toBe('confirming');
    expect(story.subjectsTo(TAX).some((subject) => subject.includes('紙による決定'))).toBe(false);
  });

  test('規則は画面での決定と同じ: 16項目の確認が揃わなければ承認を求められない', async () => {
    const answer = await record({ ...confirmation(), checklist: checklist().slice(1) });
    expect(mistakes(answer)).toEqual([
      '/checklist 別表1の16項目すべてを確認してください（未確認 1-1）（第4条第2項）',
    ]);
  });
});

describe('画面', () => {
  const form = async (extra: Record<string, string>): Promise<Answer> => {
    const visit = await browse(story, CLERK);
    const path = `/applications/${caseId}/paper-decision`;
    return visit(path, {
      ...hiddenFields(await visit(path)),
      'paper.decidedBy': 'p-tax',
      'paper.decidedOn': 'R8.4.6',
      'paper.original': '第12号',
      ...extra,
    });
  };
  const REFUSAL = { choice: 'refuse', reason: '要件を満たさないため。', 'confirmed:boolean': 'true' };

  test('「記録する」を押したときだけ記録し、Enterキーでは何も記録しない', async () => {
    const client = await story.as(CLERK);
    const entered = await form({ ...REFUSAL, _action: 'show' });
    expect([entered.status, await status()]).toEqual([200, 'confirming']);
    expect(entered.text).toContain('要件を満たさないため。');
    const look = await form({ ...REFUSAL, _action: 'record' });
    expect([look.text.includes('不承認の最終確認'), await status()]).toEqual([true, 'confirming']);
    const visit = await browse(story, CLERK);
    const pressed = await visit(`/applications/${caseId}/paper-decision`, pressedLast(look));
    expect(pressed.headers['location']).toBe(`/applications/${caseId}?done=decided-on-paper`);
    expect(await status()).toBe('refused');
    expect((await client('GET', `/applications/${caseId}/paper-decision`)).status).toBe(409);
  });

  test('原本と照合していなければ記録せず、入力した内容を示す', async () => {
    const { 'confirmed:boolean': _, ...rest } = REFUSAL;
    const answer = await form({ ...rest, 'paper.original': '', _action: 'record' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(
      '<a href="#f-paper.original">「原本の文書番号・保管場所」を入力してください</a>',
    );
    expect(answer.text).toContain('<a href="#f-confirmed">');
    expect(answer.text).toContain('value="R8.4.6"');
    expect(await status()).toBe('confirming');
  });

  test('確認・承認を行う者の画面には、記録への入口がない', async () => {
    expect((await (await story.as(CLERK))('GET', `/applications/${caseId}`)).text).toContain(
      '紙による決定を記録する',
    );
    expect((await (await story.as(TAX))('GET', `/applications/${caseId}`)).text).not.toContain(
      '紙による決定を記録する',
    );
    expect((await (await story.as(CHIEF))('GET', `/applications/${caseId}/paper-decision`)).status).toBe(409);
  });
});
