import { describe, expect, test } from 'vitest';
import { loadSettings, systemWrite } from '../../core/directory/directory-store.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../core/directory/settings.ts';
import { settingsDifferences } from '../../core/directory/settings-words.ts';
import { SYSTEMS } from '../../local/seed.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { setSettings } from '../support/other-settings.ts';
import { askToReconfirm, permitIn } from '../support/permit.ts';
import { CHIEF, CLERK, createStory, TAX, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** 第12条: what the chief reads into the rule is written down, with day and name; nothing is read into it otherwise. */

const FIXED = {
  text: '届出をもって別表1 5-1の承認とする。',
  decidedOn: '2026-04-01',
  decidedBy: '統括 太郎',
};

describe('第6条第7号は「許可申請時」: 後から欠いた要件は、まず指示（第6条第6号）による', () => {
  test('再確認の不適は、指示の案となる。従わなければ候補となり、違反は管理者が認める', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const { caseId } = await permitIn(story);
    await askToReconfirm(story, caseId);
    const manager = await story.as(TAX);
    const [asked] = (await manager('GET', `/v1/permits/${caseId}/reconfirmations`)).json.reconfirmations;
    const answered = await manager(
      'POST',
      `/v1/permits/${caseId}/reconfirmations/${asked.reconfirmationId}/answer`,
      {
        hash: asked.request.hash,
        checklist: story
          .checklist()
          .map((entry) =>
            entry.item === '2-3' ? { ...entry, result: 'fail', note: '施錠されていない' } : entry,
          ),
      },
    );
    expect([answered.status, answered.json]).toEqual([200, { nonconforming: ['2-3'] }]);
    await story.settle();
    const events = await story.eventsOf(caseId);
    expect(events).toContain('instruction-prepared');
    expect(events).not.toContain('candidate-raised');

    const [prepared] = (await manager('GET', orders.instructions(caseId))).json.instructions;
    const draft = await orders.instruction(TAX, caseId, prepared.instructionId);
    const { kind, title, text, ground, dueOn } = draft.papers[0].paper;
    expect([kind, title]).toEqual(['correction', '要件への適合']);
    expect(text).toContain('別表1 2-3：施錠されていない');
    const given = await orders.onInstruction(TAX, caseId, prepared.instructionId, 'answer', {
      choice: 'issue',
      ...{ kind, title, text, ground, dueOn },
    });
    expect(given.status, given.text).toBe(200);
    expect(story.subjectsTo(VENDOR).some((subject) => subject.startsWith('【指示'))).toBe(true);
    await story.until('2026-05-20T09:00');
    const raised = (await (await story.as(TAX))('GET', `/v1/permits/${caseId}/events`)).json.events
      .map(({ fact }: { fact: { type: string; kind?: string; clause?: number } }) => fact)
      .filter(({ type }: { type: string }) => type === 'candidate-raised');
    expect(raised).toMatchObject([{ kind: 'instruction-not-followed', clause: 6 }]);
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('別表1 5-1: 届出は、統括が文言をもって定めたときに限り承認となる', () => {
  const noticeOnly = async () => {
    const story = await createWorkStory();
    const system = SYSTEMS.find(({ systemId }) => systemId === 'tax-system');
    if (!system) throw new Error('no system');
    await story.store.transact([systemWrite({ ...system, priorWorkMode: 'notice' })]);
    return story;
  };

  test('定めがなければ、届出のシステムでも承認を求める。画面もそう示す', async () => {
    const story = await noticeOnly();
    const vendor = await browse(story, VENDOR);
    const form = await vendor(`/permits/${story.caseId}/works/new`);
    expect(form.text).toContain('承認を受けてから作業を行います');
    const workId = await story.announced('2026-05-11');
    expect(await story.workView(workId)).toMatchObject({ mode: 'approve', statusLabel: '回答待ち' });
    await story.until('2026-05-11T15:00');
    expect((await story.report(workId, '2026-05-11')).json.flags).toEqual(['unapproved']);
  });

  test('定めた後の申請から届出で足りる。定める前の申請は承認を待ったまま。やめれば元に戻る', async () => {
    const story = await noticeOnly();
    const before = await story.announced('2026-05-11');
    await setSettings(story.store, { ...DEFAULT_SETTINGS, readings: { noticeIsApproval: FIXED } });
    const after = await story.announced('2026-05-12');
    expect((await story.workView(before)).statusLabel).toBe('回答待ち');
    expect((await story.workView(after)).statusLabel).toBe('届出済');
    await setSettings(story.store, DEFAULT_SETTINGS);
    expect((await story.workView(await story.announced('2026-05-13'))).statusLabel).toBe('回答待ち');
    expect((await story.workView(after)).statusLabel).toBe('届出済');
  });
});

test('第12条: 解釈は文言・日付・氏名がそろって初めて、準備と確認の二人で定まり、履歴に残る', async () => {
  const story = await createStory();
  const clerk = await story.as(CLERK);
  const put = (reading: object) =>
    clerk('PUT', '/v1/settings', {
      settings: { ...DEFAULT_SETTINGS, readings: { noticeIsApproval: reading } },
      version: 0,
      reason: '書面による決定',
    });
  const partly = await put({ text: FIXED.text });
  expect(partly.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/settings/readings/noticeIsApproval/decidedOn',
    '/settings/readings/noticeIsApproval/decidedBy',
  ]);
  const waiting = await put(FIXED);
  expect(waiting.status, waiting.text).toBe(202);
  expect((await loadSettings(story.store)).readings).toEqual({});
  const { proposalId } = waiting.json;
  const chief = await story.as(CHIEF);
  const proposal = (await chief('GET', `/v1/proposals/${proposalId}`)).json;
  expect(JSON.stringify(proposal)).toContain('届出を、別表1 5-1の承認とみなすこと');
  expect(JSON.stringify(proposal)).toContain(FIXED.text);
  const page = await browse(story, CLERK);
  expect((await page('/settings')).text).toContain(
    '許可の後に要件を欠いたことを、第6条第7号の違反とみなすこと',
  );
});

test('以前の版の設定には解釈がなく、そのまま読める', () => {
  const { readings: _, doubtDays: __, ...older } = DEFAULT_SETTINGS;
  expect(settingsSchema.parse(older)).toEqual(DEFAULT_SETTINGS);
  expect(
    settingsDifferences({ ...DEFAULT_SETTINGS, readings: { lossIsViolation: FIXED } }, DEFAULT_SETTINGS),
  ).toEqual([
    '解釈「許可の後に要件を欠いたことを、第6条第7号の違反とみなすこと」：なし → 届出をもって別表1 5-1の承認とする。（令和8年4月1日、統括 太郎）',
  ]);
});
