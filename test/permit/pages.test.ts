import { expect, test } from 'vitest';
import { parkCase } from '../../core/daily/park-case.ts';
import { browse } from '../support/browse.ts';
import { CARE, CHIEF, CLERK, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';

const permitted = async (): Promise<{ story: Story; caseId: string }> => {
  const story = await createStory();
  const caseId = await story.submit();
  await story.confirm(caseId);
  await story.approve(caseId);
  await story.settle();
  return { story, caseId };
};

test('許可の画面: 事業者と市が、状態・期間・範囲・次に行うことを見る（第6条第3号）', async () => {
  const { story, caseId } = await permitted();
  for (const address of [VENDOR, TAX]) {
    const open = await browse(story, address);
    const page = await open(`/permits/${caseId}?part=all`);
    expect(page.status).toBe(200);
    for (const part of [
      '有効（開始前）',
      '許可の範囲',
      '月次利用状況報告',
      '違反・是正命令',
      'リモートメンテナンス利用許可通知書',
    ])
      expect(page.text, part).toContain(part);
    expect(page.text.includes('監査証跡')).toBe(address === TAX);
    expect((await open('/permits')).text).toContain(`/permits/${caseId}`);
    expect((await open(`/applications/${caseId}`)).text).toContain(`/permits/${caseId}`);
  }
});

test('INV-17: 他社と他課には、許可の画面も一覧も証跡も見えない', async () => {
  const { story, caseId } = await permitted();
  for (const address of [OTHER_VENDOR, CARE]) {
    const open = await browse(story, address);
    expect((await open(`/permits/${caseId}`)).status).toBe(404);
    expect((await open('/permits')).text).not.toContain(caseId);
  }
  expect((await (await browse(story, VENDOR))(`/permits/${caseId}/events`)).status).toBe(403);
});

test('許可の通知の前は、許可の画面はない（第5条）', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  const answer = await story.vendorApi('GET', `/v1/permits/${caseId}`);
  expect([answer.status, answer.json.type]).toEqual([409, 'urn:remote-maintenance-permits:no-permit']);
});

test('指示と違反の認知の入力は、行うことのできる情報セキュリティ管理者だけに示す（第6条第6号、第7条）', async () => {
  const { story, caseId } = await permitted();
  const permit = `/permits/${caseId}`;
  const clerkship = {
    ...{ role: 'clerk:tax', personId: 'p-care', kind: 'principal', title: '税務課主事' },
    ...{ from: '2026-04-06', reason: '兼務' },
  };
  expect((await story.decree('POST', '/v1/appointments', clerkship)).status).toBe(201);
  for (const [address, isManager] of [
    [TAX, true],
    [CHIEF, false],
    [CLERK, false],
    [CARE, false],
  ] as const) {
    const open = await browse(story, address);
    const page = (await open(`${permit}?part=all`)).text;
    for (const [path, who] of [
      ['new-finding', '違反の認知は、この許可の情報セキュリティ管理者が行います（第7条）'],
      ['new-instruction', '指示は、この許可の情報セキュリティ管理者が行います（第6条第6号）'],
    ] as const) {
      expect(page.includes(`${permit}/${path}`), `${address} ${path}`).toBe(isManager);
      const form = await open(`${permit}/${path}`);
      expect([form.status, form.text.includes(who)]).toEqual(isManager ? [200, false] : [409, true]);
      // What was typed while the role was held is not lost.
      const posted = await open(`${permit}/${path}`, { facts: '夜間の接続', text: '夜間の接続' });
      expect([posted.status, posted.text.includes('夜間の接続')]).toEqual([isManager ? 422 : 409, true]);
    }
  }
});

test('処理の中断: 市の画面に、原因と、統括部門が再開することを示す。事業者には示さない', async () => {
  const { story, caseId } = await permitted();
  const parked = await parkCase(story.ports)({ caseId, error: 'Retryable', taskToken: 'token' });
  expect(parked.ok).toBe(true);
  const seen = async (address: string) => (await (await browse(story, address))(`/permits/${caseId}`)).text;
  for (const word of ['処理が中断しています', '一時的な障害', `href="/applications/${caseId}"`])
    expect(await seen(TAX), word).toContain(word);
  expect(await seen(VENDOR)).not.toContain('処理が中断しています');
});

test('監査証跡: 誰が、いつ、何を決めたかを、市の職員が読む', async () => {
  const { story, caseId } = await permitted();
  const page = await (await browse(story, CHIEF))(`/permits/${caseId}/events`);
  expect(page.status).toBe(200);
  for (const word of ['16項目の確認・承認伺', '許可番号の付番', 'システム', '第4条第2項'])
    expect(page.text, word).toContain(word);
  // The names of states and functions are the program's own.
  expect(page.text).not.toContain('NotifyResult');
  const { json } = await (await story.as(CHIEF))('GET', `/v1/permits/${caseId}/events`);
  expect(json.events.at(-1).fact.type).toBe('permit-notified');
});

test('様式1: 事業者にも市にも、予めの協議と要領の施行日を示し、記号は示さない', async () => {
  const { story, caseId } = await permitted();
  for (const address of [VENDOR, CHIEF]) {
    const { text } = await (await browse(story, address))(`/applications/${caseId}/form`);
    expect(text).toContain('市の担当者');
    expect(text).toContain('令和5年4月1日施行');
    expect(text).not.toContain('c-hokuto');
    expect(text).not.toContain('tomakomai/R5.4.1');
  }
});
