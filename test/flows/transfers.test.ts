import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { makeCaller } from '../../core/directory/caller.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { regulationSchema } from '../../core/regulation/regulation.ts';
import { regulations } from '../../core/regulation/regulations.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { askToReconfirm, permitIn } from '../support/permit.ts';
import { CARE, CHIEF, CLERK, createStory, type Story, TAX } from '../support/story.ts';

const TERMINAL = { assetNo: 'PC-777', os: 'Windows 11', antivirus: '最新版', dedicated: true };
const fileChange = (story: Story, caseId: string) =>
  story.vendorApi(
    'POST',
    `/v1/permits/${caseId}/changes`,
    { changedOn: '2026-05-01', reason: '更新', after: { terminals: [TERMINAL] } },
    { 'idempotency-key': `change-${caseId}` },
  );
const inboxOf = async (story: Story, address: string): Promise<string[]> =>
  (await (await story.as(address))('GET', '/v1/inbox')).json.entries.map(
    ({ stage }: { stage: string }) => stage,
  );

describe('人事異動（4月1日）', () => {
  test('すべての段階の未処理の依頼が、新しい管理者に引き継がれる。前任者は何もできない', async () => {
    const story = await createStory();
    const permits = [];
    for (let n = 0; n < 4; n++) permits.push(await permitIn(story));
    for (const { caseId } of permits) {
      await fileChange(story, caseId);
      await askToReconfirm(story, caseId);
    }
    const waiting = await story.submit();
    await story.settle();
    expect((await inboxOf(story, TAX)).sort()).toEqual([
      'change',
      'change',
      'change',
      'change',
      'confirm',
      'reconfirm',
      'reconfirm',
      'reconfirm',
      'reconfirm',
    ]);
    const appointed = await story.decree('POST', '/v1/appointments', {
      role: 'manager:tax',
      personId: 'p-care',
      kind: 'principal',
      title: '財政部税務課長',
      from: '2026-04-07',
      reason: '人事異動',
    });
    expect(appointed.status).toBe(201);
    await story.until('2026-04-07T09:00');
    expect(await inboxOf(story, CARE)).toHaveLength(9);
    const handed = story.subjectsOfCases(CARE).filter((subject) => !subject.includes('確認コード'));
    // All of them in one mail, by name (docs/adr/0047).
    expect(handed).toEqual([expect.stringMatching(/^【まとめてお知らせ】9件/)]);
    for (const stage of ['変更届の確認', '再確認'])
      expect(story.timesTold(CARE, stage), stage).toBeGreaterThanOrEqual(4);
    expect(story.timesTold(CARE, '情報セキュリティ管理者の確認')).toBe(1);
    expect((await (await story.as(TAX))('GET', '/v1/inbox')).status).toBe(401);
    for (const { caseId } of [...permits, { caseId: waiting }])
      expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('システムの所管替え', () => {
  const move = async (story: Story) => {
    const answer = await story.decree('PUT', '/v1/systems/tax-system', {
      name: '税務総合システム',
      sectionId: 'welfare',
      priorWorkMode: 'approve',
      reason: '所管替え',
    });
    expect(answer.status, answer.text).toBe(200);
    await story.settle();
  };

  test('有効な許可は、未処理の依頼とともに新しい課が監督する。審査中の申請は、受け付けた課が続ける', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await fileChange(story, caseId);
    const waiting = await story.submit();
    await story.settle();
    await move(story);
    expect(await inboxOf(story, CARE)).toEqual(['change']);
    expect(await inboxOf(story, TAX)).toEqual(['confirm']);
    await story.gathered();
    const told = story.subjectsOfCases(CARE);
    expect(told.join()).toContain('所管の変更');
    expect(told.join()).toContain('変更届の確認');
    expect((await (await story.as(TAX))('GET', `/v1/permits/${caseId}`)).status).toBe(404);
    const view = (await (await story.as(CARE))('GET', `/v1/permits/${caseId}`)).json;
    expect(view.sectionName).toBe('福祉部介護福祉課');
    const register = (await (await story.as(CARE))('GET', '/v1/permits')).json.permits;
    expect(register.map((entry: { caseId: string }) => entry.caseId)).toEqual([caseId]);
    expect((await (await story.as(TAX))('GET', '/v1/permits')).json.permits).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
    await story.confirm(waiting);
    await story.approve(waiting);
    await story.settle();
    const later = (await (await story.as(CARE))('GET', `/v1/permits/${waiting}`)).json;
    expect([later.status, later.sectionName]).toEqual(['upcoming', '福祉部介護福祉課']);
    expect(await story.violations(waiting)).toEqual([]);
  });

  test('終わった許可は、そのとき監督していた課に残る', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: { from: '2026-04-20', to: '2026-04-30' } });
    await story.until('2026-05-01T09:00');
    await move(story);
    expect((await (await story.as(TAX))('GET', `/v1/permits/${caseId}`)).status).toBe(200);
  });
});

describe('G15: 要領の改正', () => {
  /** Another version, in force from the day; an item of 別表1 more. */
  const amended: Regulation = regulationSchema.parse({
    ...tomakomaiR50401,
    id: 'tomakomai/R8.5.1',
    effectiveFrom: '2026-05-01',
    history: [
      ...tomakomaiR50401.history,
      { date: '2026-05-01', text: 'この規定は、令和8年5月1日から施行する。' },
    ],
    checklist: [
      ...tomakomaiR50401.checklist,
      {
        id: '5-3',
        group: { number: 5, title: '運用要件' },
        text: '多要素認証を行うこと',
        exceptionAllowed: false,
        answerKind: 'tick',
        help: '方式を記入してください。',
      },
    ],
  });
  /** The list is data of the installation; here it grows for the length of a test. */
  const withAmendment = async (run: () => Promise<void>) => {
    const versions = regulations as Regulation[];
    versions.push(amended);
    try {
      await run();
    } finally {
      versions.pop();
    }
  };

  test('有効な許可は審査したときの版のまま。台帳は版で絞り込め、新しい申請は新しい版で審査する', () =>
    withAmendment(async () => {
      const story = await createStory();
      const { caseId, permitNo } = await permitIn(story);
      await story.until('2026-05-01T09:00');
      const view = (await story.vendorApi('GET', `/v1/permits/${caseId}`)).json;
      expect([view.status, view.regulationId]).toEqual(['active', 'tomakomai/R5.4.1']);
      const chief = await story.as(CHIEF);
      const under = async (rule: string) =>
        (await chief('GET', `/v1/permits?rule=${rule}`)).json.permits.map(
          (entry: { permitNo: string }) => entry.permitNo,
        );
      expect(await under('tomakomai/R5.4.1')).toEqual([permitNo]);
      expect(await under('tomakomai/R8.5.1')).toEqual([]);
      const old = await story.vendorApi('POST', '/v1/applications', story.application(), {
        'idempotency-key': 'old',
      });
      expect(old.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain(
        '/pledge/ruleVersion',
      );
    }));

  test('統括が決めれば、新しい版の全項目で再確認を依頼する。適合すれば、その版で確認済みとなる', () =>
    withAmendment(async () => {
      const story = await createStory();
      const { caseId } = await permitIn(story);
      await story.until('2026-05-07T09:00');
      const body = { from: 'tomakomai/R5.4.1', reason: '多要素認証の追加' };
      const pageOf = async (address: string) =>
        (await (await story.as(address))('GET', '/rule-renewal')).text;
      expect(await pageOf(CHIEF)).toContain('再確認を依頼する</button>');
      expect(await pageOf(CLERK)).not.toContain('<form method="post" action="/rule-renewal"');
      expect(await pageOf(CLERK)).toContain('統括情報セキュリティ管理者が行います（第12条）');
      const deputy = await (await story.as(TAX))('POST', '/v1/rule-renewal', body);
      expect(deputy.status).toBe(403);
      const chief = await story.as(CHIEF);
      const same = await chief('POST', '/v1/rule-renewal', { ...body, from: 'tomakomai/R8.5.1' });
      expect(same.status).toBe(422);
      const asked = await chief('POST', '/v1/rule-renewal', body);
      expect(asked.json).toEqual({ asked: 1, left: 0 });
      expect((await chief('POST', '/v1/rule-renewal', body)).json).toEqual({ asked: 0, left: 0 });
      await story.settle();
      const manager = await story.as(TAX);
      const path = `/v1/permits/${caseId}/reconfirmations`;
      const [one] = (await manager('GET', path)).json.reconfirmations;
      expect(one).toMatchObject({ why: 'rule', regulationId: 'tomakomai/R8.5.1' });
      const checklist = [
        ...story.checklist(),
        { item: '5-3', result: 'pass', method: 'document', confirmedOn: '2026-05-07' },
      ];
      const answer = (list: object[]) =>
        manager('POST', `${path}/${one.reconfirmationId}/answer`, {
          hash: one.request.hash,
          checklist: list,
        });
      const sixteen = await answer(story.checklist());
      expect(sixteen.json.errors[0].detail).toContain('17項目すべて');
      expect((await answer(checklist)).status).toBe(200);
      const view = (await story.vendorApi('GET', `/v1/permits/${caseId}`)).json;
      expect([view.regulationId, view.reconfirmedUnder]).toEqual(['tomakomai/R5.4.1', 'tomakomai/R8.5.1']);
      expect(await story.violations(caseId)).toEqual([]);
    }));

  test('ほかの市の要領も、データとして同じ形で読める', () => {
    const kitami = regulationSchema.parse({
      ...tomakomaiR50401,
      id: 'kitami/R6.4.1',
      city: '北見市',
      title: '北見市リモートメンテナンスの許可等に関する要領',
      effectiveFrom: '2024-04-01',
      history: [{ date: '2024-04-01', text: 'この要領は、令和6年4月1日から施行する。' }],
      roles: {
        ...tomakomaiR50401.roles,
        chief: { title: '最高情報セキュリティ責任者', holder: '副市長' },
      },
    });
    expect(kitami.roles.chief.title).toBe('最高情報セキュリティ責任者');
  });
});

test('G15: 知らない版についての再確認の依頼は断る', async () => {
  const { renewRule } = await import('../../core/reconfirmation/list-reconfirmations.ts');
  const story = await createStory();
  await permitIn(story);
  const chief = await loadPerson(story.store, 'p-chief');
  if (!chief) throw new Error('no chief');
  const caller = await makeCaller(story.store, chief, Temporal.PlainDate.from('2026-04-06'), 'screen');
  const unknown = await renewRule(story.ports)(caller, { from: 'tomakomai/R1.1.1', reason: '理由' });
  expect(unknown.ok).toBe(false);
});
