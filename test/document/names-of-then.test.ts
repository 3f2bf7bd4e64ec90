import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { createStory, TAX } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';
import type { Client } from '../support/world.ts';

/** A paper says what system, section and vendor were called when it was written (第2条): printed again, it says the same. */

const THEN = ['税務総合システム', '財政部税務課', '北斗情報システム株式会社'] as const;
const NOW = ['市税システム', '財政部市税課', '北斗クラウド株式会社'] as const;
const LOG = '利用者ID,接続日時,切断日時\nhokko01,2026/05/11 10:00:00,2026/05/11 11:30:00';

test('改称の後も、書面は作成したときの名称で印刷される。画面は今の名称', async () => {
  const story = await createWorkStory();
  const { caseId } = story;
  const orders = createOrders(story);
  const post = async (path: string, body: object, key = path) => {
    const answer = await story.vendorApi('POST', `/v1/permits/${caseId}/${path}`, body, {
      'idempotency-key': key,
    });
    expect(answer.status, answer.text).toBe(201);
    await story.settle();
    return answer.json;
  };
  const workId = await story.announced('2026-05-11');
  await story.answer(workId, { choice: 'accept' });
  const change = await post('changes', {
    ...{ changedOn: story.today().toString(), reason: '端末の入替え' },
    after: { terminals: [{ assetNo: 'HK-2', os: 'Windows 11', antivirus: 'Defender', dedicated: true }] },
  });
  // Weeks go by: each sign-in ends.
  const client: Client = async (...call) => (await story.as(TAX))(...call);
  const { changes } = (await client('GET', `/v1/permits/${caseId}/changes`)).json;
  const accepted = await client('POST', `/v1/permits/${caseId}/changes/${change.changeId}/answer`, {
    ...{ hash: changes[0].request.hash, choice: 'decline', reason: '端末が専用でない' },
  });
  expect(accepted.status, accepted.text).toBe(200);
  await story.until('2026-05-12T09:00');
  await story.report(workId, '2026-05-11');
  const findingId = await orders.disobeyed(caseId);
  const month = await client(
    'POST',
    `/v1/permits/${caseId}/reconciliations`,
    { yearMonth: '2026-05', text: LOG },
    { 'idempotency-key': 'log' },
  );
  expect(month.status, month.text).toBe(201);
  const usage = (await story.vendorApi('GET', `/v1/permits/${caseId}/reports/2026-05`)).json;
  const submitted = await story.vendorApi('PUT', `/v1/permits/${caseId}/reports/2026-05`, {
    ...{ usageHash: usage.usageHash, used: true, updates: 'applied' },
    ...{ entryRecords: 'kept', cameraRecords: 'kept' },
  });
  expect(submitted.status, submitted.text).toBe(200);
  await post('ending', {
    ...{ lastDay: '2026-12-31', reason: '契約の終了', returnAndErasure: '返却する', lastReport: true },
  });
  const { papers } = await orders.viewed(TAX, caseId, findingId);
  const seqOf = (type: string) =>
    papers.find(({ paper }: { paper: { type: string } }) => paper.type === type).seq;
  const permit = `/permits/${caseId}`;
  const finding = `${permit}/findings/${findingId}`;
  /** Which of the three names the paper carries. */
  const PAPERS: readonly (readonly [string, readonly number[]])[] = [
    [`/applications/${caseId}/form`, [0, 1, 2]],
    [`/applications/${caseId}/record`, [0, 1, 2]],
    [`/applications/${caseId}/notice`, [0, 1, 2]],
    [`${permit}/works/${workId}/notice-paper`, [0, 1, 2]],
    [`${permit}/works/${workId}/report-paper`, [0, 1, 2]],
    [`${permit}/reports/2026-05/paper`, [0, 1, 2]],
    [`${permit}/changes/${change.changeId}/paper`, [0, 1, 2]],
    [`${permit}/ending/paper`, [0, 1, 2]],
    [`${permit}/reconciliations/2026-05/paper`, [0, 1, 2]],
    [`${finding}/papers/${seqOf('violation-found')}`, [2]],
    [`${finding}/papers/${seqOf('order-issued')}`, [1, 2]],
    [`${finding}/noncompliance-report`, [2]],
  ];
  const tax = await browse(story, TAX);
  const texts = async () =>
    Promise.all(
      PAPERS.map(async ([path]) => {
        const page = await tax(path);
        expect(page.status, path).toBe(200);
        return parseHTML(page.text).document.querySelector('.paper')?.textContent ?? '';
      }),
    );
  const before = await texts();
  for (const [n, [path, carried]] of PAPERS.entries())
    for (const which of carried) expect(before[n], path).toContain(THEN[which]);

  await story.until(`${story.today()}T09:10`);
  const renamed = await story.decree('PUT', '/v1/systems/tax-system', {
    ...{ name: NOW[0], sectionId: 'tax', priorWorkMode: 'approve', reason: '改称' },
  });
  expect(renamed.status, renamed.text).toBe(200);
  const { sections } = (await client('GET', '/v1/sections')).json;
  const {
    sectionId,
    hash: _,
    ...section
  } = sections.find((one: { sectionId: string }) => one.sectionId === 'tax');
  const reformed = await story.decree('PUT', `/v1/sections/${sectionId}`, {
    ...{ ...section, name: NOW[1], headTitle: '財政部市税課長', reason: '機構改革' },
  });
  expect(reformed.status, reformed.text).toBe(200);
  const { vendors } = (await client('GET', '/v1/vendors')).json;
  const hokuto = vendors.find(({ name }: { name: string }) => name === THEN[2]);
  const { vendorId, corporateNumber: __, hash: ___, ...vendor } = hokuto;
  const merged = await story.decree('PUT', `/v1/vendors/${vendorId}`, {
    ...{ ...vendor, name: NOW[2], reason: '商号の変更' },
  });
  expect(merged.status, merged.text).toBe(200);

  expect(await texts()).toEqual(before);
  for (const text of before) for (const name of NOW) expect(text).not.toContain(name);
  const page = (await tax(`${permit}?part=all`)).text;
  for (const name of NOW) expect(page, name).toContain(name);
  expect(await story.violations(caseId)).toEqual([]);
});

test('二度目の申請・決定の書面は、その時の名称。確認と承認の間の改称は、承認の時による', async () => {
  const story = await createStory();
  const later = () => story.advanceTo(story.clock.now().add({ minutes: 10 }));
  const rename = async (name: string) => {
    await later();
    const renamed = await story.decree('PUT', '/v1/systems/tax-system', {
      ...{ name, sectionId: 'tax', priorWorkMode: 'approve', reason: '改称' },
    });
    expect(renamed.status, renamed.text).toBe(200);
    await later();
  };
  // Purpose and contract go on speaking of the first one.
  const names = ['第二税務システム', '第三税務システム', '第四税務システム'] as const;
  const caseId = await story.submit();
  await story.returnItems(caseId);
  await rename(names[0]);
  expect((await story.resubmit(caseId)).status).toBe(200);
  expect((await story.confirm(caseId)).status).toBe(200);
  await rename(names[1]);
  expect((await story.approve(caseId)).status).toBe(200);
  await rename(names[2]);
  const paperOf = async (path: string) =>
    parseHTML((await (await story.as(TAX))('GET', path)).text).document.querySelector('.paper')
      ?.textContent ?? '';
  for (const [path, named] of [
    [`/applications/${caseId}/form`, 0],
    [`/applications/${caseId}/record`, 1],
    [`/applications/${caseId}/notice`, 1],
  ] as const) {
    const text = await paperOf(path);
    for (const [index, name] of names.entries())
      expect([path, name, text.includes(name)]).toEqual([path, name, index === named]);
  }
});
