import { expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { CARE, CHIEF, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';

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
    const page = await open(`/permits/${caseId}`);
    expect(page.status).toBe(200);
    for (const part of ['有効（開始前）', '許可の範囲', '月次利用状況報告', '違反・是正命令', '結果通知書'])
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
