import { describe, expect, test } from 'vitest';
import { CHIEF, createStory, TAX, VENDOR } from '../support/story.ts';

describe('第5条: 結果の通知', () => {
  test('通知書の発信者は発信した日のまま: 後から日付をさかのぼって異動を登録しても変わらない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.confirm(caseId);
    await story.approve(caseId);
    const issuer = { title: '財政部税務課長', name: '税務 三郎' };
    const notice = () => story.vendorApi('GET', `/v1/applications/${caseId}/notice`);
    expect((await notice()).json.issuer).toMatchObject(issuer);
    const appointed = await story.decree('POST', '/v1/appointments', {
      role: 'manager:tax',
      personId: 'p-care',
      kind: 'principal',
      title: '財政部税務課長',
      from: '2026-04-01',
      reason: '登録漏れの訂正',
    });
    expect(appointed.status).toBe(201);
    expect((await notice()).json.issuer).toMatchObject(issuer);
  });

  test('発行者は証跡に連なる: 書き換えられ、又は失われた通知書は表示しない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.confirm(caseId);
    await story.approve(caseId);
    const client = await story.as(TAX);
    const notice = () => client('GET', `/v1/applications/${caseId}/notice`);
    expect((await notice()).json.issuer.name).toBe('税務 三郎');
    const { items } = await story.store.query({ hash: `CASE#${caseId}`, prefix: 'PAPER#' });
    const [paper] = items;
    if (!paper) throw new Error('no paper');
    const { pk, sk } = paper;
    await story.behind.transact([{ put: JSON.parse(JSON.stringify(paper).replace('税務 三郎', '別人')) }]);
    expect((await notice()).status).toBe(500);
    await story.behind.transact([
      { delete: { pk, sk } },
      { put: { pk, sk: 'NOTICE', issuer: { title: '課長', name: '別人' } } },
    ]);
    expect((await notice()).status).toBe(500);
    await story.behind.transact([{ put: paper }]);
    expect((await notice()).json.issuer.name).toBe('税務 三郎');
  });

  test('通知の前に、申請者の画面に結果は出ない', async () => {
    let isBroken = false;
    const story = await createStory({
      decorateStore: (store) => ({
        ...store,
        transact: async (writes) => {
          const notifies = writes.some(
            (write) => 'put' in write && JSON.stringify(write.put).includes('"permit-notified"'),
          );
          if (isBroken && notifies) throw new Error('down');
          return store.transact(writes);
        },
      }),
    });
    const caseId = await story.submit();
    await story.confirm(caseId);
    isBroken = true;
    await story.approve(caseId);
    const before = await story.vendorView(caseId);
    expect(before.permitNo).toBe('R8-P0001');
    expect(before.result).toBeUndefined();
    expect(story.subjectsTo(VENDOR).join()).not.toContain('結果通知');
    isBroken = false;
    await (await story.as(CHIEF))('POST', `/v1/applications/${caseId}/resumption`);
    await story.settle();
    expect((await story.vendorView(caseId)).result).toMatchObject({ label: '承認' });
  });

  test('第4条第3項: 利用期間を過ぎた申請は、承認伺も承認もできない', async () => {
    const story = await createStory();
    const period = { from: '2026-04-20', to: '2026-04-30' };
    const early = await story.submit({ period });
    const late = await story.submit({ period });
    await story.confirm(late);
    await story.until('2026-05-07T10:00');
    const confirmed = await story.confirm(early);
    expect(confirmed.status).toBe(422);
    expect(confirmed.json.errors[0]).toMatchObject({ pointer: '/choice' });
    expect((await story.approve(late)).status).toBe(422);
    expect((await story.approve(late, CHIEF, { choice: 'send-back', reason: '期間の経過' })).status).toBe(
      200,
    );
    expect((await story.returnItems(early)).status).toBe(200);
  });

  test('G12: 設定により確認者が承認したことは、記録の紙に明示される', async () => {
    const story = await createStory();
    const chief = await story.as(CHIEF);
    const { settings } = (await chief('GET', '/v1/settings')).json;
    await story.decree('PUT', '/v1/settings', {
      settings: { ...settings, selfApproval: 'allow' },
      reason: '代決者の不在',
    });
    const own = await story.submit({ systemId: 'network' });
    await story.confirm(own, CHIEF);
    await story.approve(own, CHIEF);
    expect((await chief('GET', `/applications/${own}/record`)).text).toContain('確認した者が承認もしたもの');
    const other = await story.submit();
    await story.confirm(other);
    await story.approve(other);
    expect((await chief('GET', `/applications/${other}/record`)).text).not.toContain(
      '確認した者が承認もしたもの',
    );
  });

  test('APIキーで画面は使えない', async () => {
    const story = await createStory();
    const page = await story.vendorApi('GET', '/applications');
    expect([page.status, page.headers['location']]).toEqual([303, '/sign-in?next=%2Fapplications']);
  });

  test('APIキーからAPIキーは作れない', async () => {
    const story = await createStory();
    const made = await story.vendorApi('POST', '/v1/api-keys', { label: '二つ目' });
    expect(made.status).toBe(403);
    const person = await (await story.as(VENDOR))('POST', '/v1/api-keys', { label: '二つ目' });
    expect(person.status).toBe(201);
  });
});
