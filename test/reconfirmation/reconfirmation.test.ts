import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { setSettings } from '../support/other-settings.ts';
import { askToReconfirm, permitIn } from '../support/permit.ts';
import { CHIEF, createStory, type Story, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';

const LONG = {
  period: { from: '2026-04-20', to: '2028-03-31' },
};
const results = (story: Story, overrides: Readonly<Record<string, object>> = {}) =>
  story.checklist().map((entry) => ({ ...entry, ...overrides[entry.item] }));
const listed = async (story: Story, caseId: string) =>
  (await (await story.as(TAX))('GET', `/v1/permits/${caseId}/reconfirmations`)).json.reconfirmations;
const answer = async (story: Story, caseId: string, body: object) => {
  const [latest] = await listed(story, caseId);
  const client = await story.as(TAX);
  const done = await client(
    'POST',
    `/v1/permits/${caseId}/reconfirmations/${latest.reconfirmationId}/answer`,
    { hash: latest.request?.hash ?? 'none', ...body },
  );
  await story.settle();
  return done;
};

describe('別表1の再確認（第6条第7号）', () => {
  test('確認から12か月（設定）で管理者に尋ね、適合なら次も同じ月数の後', async () => {
    const story = await createStory();
    const chief = await story.as(CHIEF);
    const { settings } = (await chief('GET', '/v1/settings')).json;
    expect(settings.reconfirmMonths).toBe(12);
    const changed = { settings: { ...settings, reconfirmMonths: 2 }, reason: '短くして試す' };
    expect((await story.decree('PUT', '/v1/settings', changed)).status).toBe(200);
    const { caseId } = await permitIn(story, LONG);
    await story.until('2026-06-05T12:00');
    expect(await listed(story, caseId)).toEqual([]);
    await story.until('2026-06-08T12:00');
    expect(await listed(story, caseId)).toMatchObject([{ why: 'yearly', statusLabel: '確認待ち' }]);
    expect(story.subjectsTo(TAX).join('\n')).toContain('別表1の再確認');
    expect((await answer(story, caseId, { checklist: results(story) })).json).toEqual({ nonconforming: [] });
    expect(await listed(story, caseId)).toMatchObject([{ statusLabel: '適合', nonconforming: [] }]);
    expect((await story.vendorApi('GET', `/v1/permits/${caseId}`)).json.nextReviewOn).toBe('2026-08-08');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('次回の確認日を付けた項目があれば、その日に尋ねる', async () => {
    const story = await createStory();
    const caseId = await story.submit(LONG);
    await story.decide(TAX, caseId, {
      stage: 'confirm',
      choice: 'ask-chief',
      checklist: results(story, { '2-1': { reviewOn: '2026-07-01' } }),
      opinion: '適当と認める。',
    });
    await story.approve(caseId);
    await story.until('2026-07-01T12:00');
    expect(await listed(story, caseId)).toMatchObject([{ why: 'review' }]);
  });

  test('不適から作られた指示の案は、受信箱にも期限超過の一覧にも並び、催促と代決者への回付もされる', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await story.until('2026-04-21T09:00');
    await askToReconfirm(story, caseId);
    const failed = { '2-3': { result: 'fail', note: '施錠されていない' } };
    expect((await answer(story, caseId, { checklist: results(story, failed) })).status).toBe(200);
    const { status, json } = await (await story.as(TAX))('GET', '/v1/inbox');
    expect(status).toBe(200);
    // An instruction that no month's report asks for has no month.
    expect(json.entries).toMatchObject([{ stage: 'instruct', caseId }]);
    expect(json.entries[0].aboutNo).toBeUndefined();
    expect((await (await browse(story, TAX))('/home')).status).toBe(200);
    // Due on 28 April; reminded, given to the deputy, and told to the office by then.
    await story.until('2026-05-20T12:00');
    const late = await (await story.as(CHIEF))('GET', '/v1/attention');
    expect([late.status, late.text.includes('指示の発出')]).toEqual([200, true]);
    expect((await (await browse(story, CHIEF))('/home')).status).toBe(200);
    expect(story.failures).toEqual([]);
  });

  test('不適から作られた指示の案を、代決者が報告を求める指示として発しても、本人に知らされる（どの月のものでもない）', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await story.until('2026-04-21T09:00');
    await askToReconfirm(story, caseId);
    const failed = { '2-3': { result: 'fail', note: '施錠されていない' } };
    expect((await answer(story, caseId, { checklist: results(story, failed) })).status).toBe(200);
    const deputy = await story.as(TAX_DEPUTY);
    const [{ instructionId }] = (await deputy('GET', `/v1/permits/${caseId}/instructions`)).json.instructions;
    const path = `/v1/permits/${caseId}/instructions/${instructionId}`;
    const issued = await deputy('POST', `${path}/answer`, {
      ...{ choice: 'issue', kind: 'report', title: '施錠の状況の報告', dueOn: '2026-05-08' },
      ...{ text: '期限までに報告すること。', ground: '再確認で不適とされたため。' },
      hash: (await deputy('GET', path)).json.questions[0].hash,
    });
    expect(issued.status, issued.text).toBe(200);
    await story.gathered();
    expect(story.timesTold(TAX, '指示の発出')).toBeGreaterThanOrEqual(1);
    expect(story.subjectsOfCases(TAX)[0]).toContain('代決の連絡');
    expect(story.failures).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('第6条第7号の解釈が定められていれば、不適は違反の候補になる。それだけでは違反ではない（第7条）', async () => {
    const story = await createStory();
    await setSettings(story.store, {
      ...DEFAULT_SETTINGS,
      readings: {
        lossIsViolation: {
          text: '許可の後も適合していること。',
          decidedOn: '2026-04-01',
          decidedBy: '統括 太郎',
        },
      },
    });
    const { caseId } = await permitIn(story);
    await askToReconfirm(story, caseId);
    const done = await answer(story, caseId, {
      checklist: results(story, { '2-3': { result: 'fail', note: '施錠されていない' } }),
    });
    expect(done.json).toEqual({ nonconforming: ['2-3'] });
    expect(await story.eventsOf(caseId)).toContain('candidate-raised');
    expect(await story.eventsOf(caseId)).not.toContain('violation-found');
    const { questions } = (await (await story.as(TAX))('GET', `/v1/permits/${caseId}`)).json;
    expect(questions.map(({ stage }: { stage: string }) => stage)).toEqual(['candidate']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test.each([
    ['15項目だけ', (all: object[]) => all.slice(1), '/checklist'],
    [
      '一つが保留',
      (all: object[]) => [{ ...all[0], result: 'hold' }, ...all.slice(1)],
      '/checklist/0/result',
    ],
    ['二重の項目', (all: object[]) => [...all, all[0]], '/checklist/16/item'],
    ['知らない項目', (all: object[]) => [...all, { ...all[0], item: '9-9' }], '/checklist/16/item'],
    [
      '不適に理由がない',
      (all: object[]) => [{ ...all[0], result: 'fail' }, ...all.slice(1)],
      '/checklist/0/note',
    ],
  ])('%sの回答は断る', async (_name, change, pointer) => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await askToReconfirm(story, caseId);
    const { status, json } = await answer(story, caseId, { checklist: change(results(story)) });
    expect([status, json.errors[0].pointer]).toEqual([422, pointer]);
  });

  test('一度に一つの依頼だけ。済んだ依頼にもう一度は答えられない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const id = await askToReconfirm(story, caseId);
    expect(await askToReconfirm(story, caseId)).toBe(id);
    expect(await listed(story, caseId)).toHaveLength(1);
    await answer(story, caseId, { checklist: results(story) });
    const again = await answer(story, caseId, { checklist: results(story) });
    expect(again.json.type).toBe('urn:remote-maintenance-permits:already-answered');
  });

  test('画面: 前回の結果と資料を示し、一項目ずつ答える。事業者には経過だけが見える', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const id = await askToReconfirm(story, caseId);
    await story.settle();
    const manager = await browse(story, TAX);
    const path = `/permits/${caseId}/reconfirmations/${id}/answer`;
    const form = await manager(path);
    expect(form.text).toContain('前回の確認（令和8年4月6日 適）');
    const incomplete = await manager(path, hiddenFields(form));
    expect(incomplete.status).toBe(422);
    const fields = Object.fromEntries(
      results(story).flatMap(({ item, result, method, confirmedOn }, index) => [
        [`checklist.${index}.item`, item],
        [`checklist.${index}.result`, result],
        [`checklist.${index}.method`, method],
        [`checklist.${index}.confirmedOn`, confirmedOn],
      ]),
    );
    const done = await manager(path, { ...hiddenFields(form), ...fields, _action: 'decide' });
    expect(done.status).toBe(303);
    const vendor = await browse(story, VENDOR);
    expect((await vendor(`/permits/${caseId}?part=all`)).text).toContain('適合');
    const seen = await vendor(`/permits/${caseId}/reconfirmations/${id}`);
    expect([seen.status, seen.text.includes('税務 三郎')]).toEqual([200, false]);
  });
});
