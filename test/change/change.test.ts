import { describe, expect, test } from 'vitest';
import { applicationOn } from '../../core/application/revision-store.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { permitIn } from '../support/permit.ts';
import { CHIEF, createStory, DEPUTY, type Story, TAX, VENDOR } from '../support/story.ts';

const TERMINAL = { assetNo: 'PC-777', os: 'Windows 11', antivirus: '最新版', dedicated: true };
let keys = 0;
const file = (story: Story, caseId: string, after: object, changedOn = '2026-05-01') =>
  story.vendorApi(
    'POST',
    `/v1/permits/${caseId}/changes`,
    { changedOn, reason: '機器の更新のため', after },
    { 'idempotency-key': `change-${++keys}` },
  );
const answer = async (
  story: Story,
  by: string,
  caseId: string,
  changeId: string,
  way: 'answer' | 'approval',
  body: object,
) => {
  const client = await story.as(by);
  const shown = await client('GET', `/v1/permits/${caseId}/changes/${changeId}`);
  const done = await client('POST', `/v1/permits/${caseId}/changes/${changeId}/${way}`, {
    hash: shown.json.request?.hash ?? 'nothing',
    ...body,
  });
  await story.settle();
  return done;
};
const terminalsOn = async (story: Story, caseId: string, on: string) => {
  const state = await loadCase(story.store, caseId);
  if (!state) throw new Error('no case');
  return (await applicationOn(story.store, state, on)).terminals.map(({ assetNo }) => assetNo);
};

describe('変更届（F10, G11）', () => {
  test('軽微な変更: 届け出るとすぐに反映され、管理者に知らせる', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const filed = await file(
      story,
      caseId,
      { emergencyContact: { name: '新しい窓口', tel: '011-999-9999' } },
      '2026-04-06',
    );
    expect([filed.status, filed.json]).toEqual([
      201,
      { changeId: expect.any(String), kind: 'minor', status: 'effective' },
    ]);
    await story.settle();
    expect(story.subjectsTo(TAX)[0]).toContain('変更届');
    expect(story.mailsTo(TAX)[0]?.text).toContain('新しい窓口');
    const { json } = await story.vendorApi('GET', `/v1/permits/${caseId}/changes`);
    expect(json.changes[0]).toMatchObject({
      statusLabel: '反映済',
      aspects: ['contacts'],
      changes: expect.arrayContaining([
        expect.objectContaining({ label: '緊急連絡先 氏名・窓口', after: '新しい窓口' }),
      ]),
    });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('重要な変更: 管理者が確認し、端末は統括が承認して、変更日から許可の範囲になる（第6条第3号）', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const before = await terminalsOn(story, caseId, '2026-05-02');
    const { json } = await file(story, caseId, { terminals: [TERMINAL] });
    await story.settle();
    expect(json).toMatchObject({ kind: 'major', status: 'filed' });
    expect(story.mailsTo(TAX)[0]?.text).toContain('PC-777');
    const accept = { choice: 'accept', conforming: true, opinion: '支障なし' };
    expect((await answer(story, TAX, caseId, json.changeId, 'answer', accept)).json.status).toBe('confirmed');
    expect(await terminalsOn(story, caseId, '2026-05-02')).toEqual(before);
    expect(story.subjectsTo(CHIEF)[0]).toContain('変更の承認');
    const approved = await answer(story, CHIEF, caseId, json.changeId, 'approval', { choice: 'accept' });
    expect(approved.json.status).toBe('effective');
    expect(await terminalsOn(story, caseId, '2026-04-30')).toEqual(before);
    expect(await terminalsOn(story, caseId, '2026-05-01')).toEqual(['PC-777']);
    expect(story.subjectsTo(VENDOR)[0]).toContain('変更を認めました');
    const sooner = await file(story, caseId, { authMethod: '証明書' }, '2026-04-30');
    expect(sooner.json.errors[0].detail).toContain('先に届け出た変更の日（令和8年5月1日）');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('承認が変更日より後になれば、承認の日から。さかのぼらない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const { json } = await file(
      story,
      caseId,
      { workers: story.application().workers.map((worker) => ({ ...worker, role: '保守責任者' })) },
      '2026-04-10',
    );
    await story.until('2026-04-20T10:00');
    const done = await answer(story, TAX, caseId, json.changeId, 'answer', {
      choice: 'accept',
      conforming: true,
    });
    expect(done.json.status).toBe('effective');
    const { json: view } = await story.vendorApi('GET', `/v1/permits/${caseId}/changes/${json.changeId}`);
    expect(view.effectiveOn).toBe('2026-04-20');
  });

  test('認めないときは理由が要り、事業者に伝わる。範囲は変わらない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const { json } = await file(story, caseId, { terminals: [TERMINAL] });
    await story.settle();
    const without = await answer(story, TAX, caseId, json.changeId, 'answer', { choice: 'decline' });
    expect(without.json.errors[0].pointer).toBe('/reason');
    const unconfirmed = await answer(story, TAX, caseId, json.changeId, 'answer', { choice: 'accept' });
    expect(unconfirmed.json.errors[0]).toMatchObject({ pointer: '/conforming' });
    await answer(story, TAX, caseId, json.changeId, 'answer', {
      choice: 'decline',
      reason: '端末の管理方法が不明',
    });
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('端末の管理方法が不明');
    expect(await terminalsOn(story, caseId, '2026-12-01')).not.toContain('PC-777');
    const again = await answer(story, TAX, caseId, json.changeId, 'answer', {
      choice: 'accept',
      conforming: true,
    });
    expect([again.status, again.json.type]).toEqual([409, 'urn:remote-maintenance-permits:already-answered']);
  });

  test.each([
    ['変わっていない', {}, '2026-05-01', '/after'],
    ['範囲の変更をさかのぼる', { terminals: [TERMINAL] }, '2026-04-01', '/changedOn'],
    ['許可期間の後', { terminals: [TERMINAL] }, '2030-01-01', '/changedOn'],
    [
      '専用でない端末',
      { terminals: [{ ...TERMINAL, dedicated: false }] },
      '2026-05-01',
      '/after/terminals/0/dedicated',
    ],
  ])('%sときは断る', async (_name, after, changedOn, pointer) => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const { status, json } = await file(story, caseId, after, changedOn);
    expect([status, json.errors[0].pointer]).toEqual([422, pointer]);
  });

  test('確認が済むまで、次の重要な変更は届け出られない。取り下げれば届け出られる', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const { json } = await file(story, caseId, { terminals: [TERMINAL] });
    const second = await file(story, caseId, { authMethod: '証明書' });
    expect(second.json.type).toBe('urn:remote-maintenance-permits:change-pending');
    const withdrawn = await story.vendorApi(
      'POST',
      `/v1/permits/${caseId}/changes/${json.changeId}/withdrawal`,
      {},
    );
    expect(withdrawn.status).toBe(204);
    await story.settle();
    expect(story.subjectsTo(TAX)[0]).toContain('変更届の取下げ');
    expect((await (await story.as(TAX))('GET', '/v1/inbox')).json.entries).toEqual([]);
    expect((await file(story, caseId, { authMethod: '証明書' })).status).toBe(201);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('INV-15: 同じ Idempotency-Key と内容の届出は一件。違う内容なら断る', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const post = (overrides: object = {}) =>
      story.vendorApi(
        'POST',
        `/v1/permits/${caseId}/changes`,
        { changedOn: '2026-05-01', reason: '更新', after: { terminals: [TERMINAL] }, ...overrides },
        { 'idempotency-key': 'same' },
      );
    const first = await post();
    await story.vendorApi('POST', `/v1/permits/${caseId}/changes/${first.json.changeId}/withdrawal`, {});
    const again = await post();
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect((await post({ reason: '別の理由' })).json.type).toBe(
      'urn:remote-maintenance-permits:idempotency-key-reused',
    );
    expect((await story.vendorApi('GET', `/v1/permits/${caseId}/changes`)).json.changes).toHaveLength(1);
  });

  test('G12: 確認した者は承認できない。代決者が承認する', async () => {
    const story = await createStory();
    await story.decree('POST', '/v1/appointments', {
      role: 'manager:tax',
      personId: 'p-chief',
      kind: 'principal',
      title: '財政部税務課長事務取扱',
      from: '2026-04-06',
      reason: '兼務',
    });
    await story.settle();
    const caseId = await story.submit();
    await story.confirm(caseId, CHIEF);
    await story.approve(caseId, DEPUTY);
    const { json } = await file(story, caseId, { terminals: [TERMINAL] });
    await story.settle();
    const accept = { choice: 'accept', conforming: true };
    expect((await answer(story, CHIEF, caseId, json.changeId, 'answer', accept)).json.status).toBe(
      'confirmed',
    );
    const own = await answer(story, CHIEF, caseId, json.changeId, 'approval', { choice: 'accept' });
    expect([own.status, own.json.type]).toEqual([
      403,
      'urn:remote-maintenance-permits:drafter-cannot-decide',
    ]);
    expect(own.text).toContain('変更届を確認した本人は承認できません');
    expect(own.text).toContain('設定「確認した者が承認もすること」、第12条');
    expect(
      (await answer(story, DEPUTY, caseId, json.changeId, 'approval', { choice: 'accept' })).status,
    ).toBe(200);
  });

  test('許可が終わると、確認の依頼もなくなる', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, {
      period: { from: '2026-04-20', to: '2026-06-30' },
    });
    await story.until('2026-06-29T10:00');
    await file(story, caseId, { terminals: [TERMINAL] }, '2026-06-30');
    await story.settle();
    await story.until('2026-07-01T09:00');
    const { json } = await (await story.as(TAX))('GET', '/v1/inbox');
    expect(json.entries.map(({ stage }: { stage: string }) => stage)).not.toContain('change');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('そのまま送られた項目は変更ではない: 後で認められても、その間の軽微な変更を元に戻さない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const { emergencyContact } = story.application();
    const major = await file(story, caseId, { terminals: [TERMINAL], emergencyContact });
    expect(major.json.kind).toBe('major');
    const renamed = { name: '新しい窓口', tel: '011-999-9999' };
    expect((await file(story, caseId, { emergencyContact: renamed }, '2026-04-06')).json.status).toBe(
      'effective',
    );
    const { changeId } = major.json;
    await answer(story, TAX, caseId, changeId, 'answer', { choice: 'accept', conforming: true });
    await answer(story, CHIEF, caseId, changeId, 'approval', { choice: 'accept' });
    const state = await loadCase(story.store, caseId);
    if (!state) throw new Error('no case');
    const { emergencyContact: now, terminals } = await applicationOn(story.store, state, '2026-05-01');
    expect([now, terminals[0]?.assetNo]).toEqual([renamed, 'PC-777']);
  });

  test('画面: 事項を選び、現在の内容を書き換えて届け出る。行の追加・削除は保存せずに行う', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    const vendor = await browse(story, VENDOR);
    expect((await vendor(`/permits/${caseId}/changes/new`)).text).toContain('専用端末');
    const form = await vendor(`/permits/${caseId}/changes/new?about=terminals`);
    expect(form.text).toContain(`value="${story.application().terminals[0]?.assetNo}"`);
    const hidden = hiddenFields(form);
    const row = (index: number, assetNo: string) => ({
      [`terminals.${index}.assetNo`]: assetNo,
      [`terminals.${index}.os`]: 'Windows 11',
      [`terminals.${index}.antivirus`]: '最新',
      [`terminals.${index}.dedicated:boolean`]: 'true',
      [`terminals.${index}.maker`]: '架空電機',
      [`terminals.${index}.model`]: 'FN-15',
      [`terminals.${index}.serial`]: 'SN-777',
      [`terminals.${index}.osUpdatedOn`]: '令和8年4月1日',
      [`terminals.${index}.patternOn`]: '2026/4/2',
    });
    const post = (fields: Record<string, string>) =>
      vendor(`/permits/${caseId}/changes`, { ...hidden, ...fields });
    const added = await post({ ...row(0, 'PC-777'), _action: 'add:terminals' });
    expect([added.status, added.text.includes('terminals.1.assetNo')]).toEqual([200, true]);
    const missing = await post({ ...row(0, 'PC-777'), _action: 'file' });
    expect([missing.status, missing.text.includes('変更の理由')]).toEqual([422, true]);
    const filed = await post({ ...row(0, 'PC-777'), changedOn: 'R8.5.1', reason: '更新', _action: 'file' });
    expect(filed.status).toBe(303);
    const at = filed.headers['location']?.split('?')[0] ?? '';
    expect((await vendor(at)).text).toContain('PC-777');
    expect((await vendor(`${at}/paper`)).text).toContain('リモートメンテナンス変更届');
    const manager = await browse(story, TAX);
    const page = await manager(`${at}/answer`);
    expect(page.text).toContain('変更前');
    expect(page.text).toContain('統括情報セキュリティ管理者に承認を求めます。承認されるまで');
    const decided = await manager(`${at}/answer`, {
      ...hiddenFields(page),
      'conforming:boolean': 'true',
      choice: 'accept',
      _action: 'decide',
    });
    expect(decided.status).toBe(303);
    expect((await manager(`${at}/answer`)).status).toBe(409);
    const approval = await (await browse(story, CHIEF))(`${at}/approval`);
    expect(approval.text).not.toContain('承認を求めます');
  });
});
