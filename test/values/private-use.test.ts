import { describe, expect, test } from 'vitest';
import { applicationSchema } from '../../core/application/inputs.ts';
import { loadRevision } from '../../core/application/revision-store.ts';
import { submitApplication } from '../../core/application/submit-application.ts';
import { makeCaller } from '../../core/directory/caller.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { browse } from '../support/browse.ts';
import { CLERK, createStory, type Story, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** 外字: what stands on a paper as an empty box is pointed out where it is typed, with the field and the place. */

const BOX = '\uE000';
const workerNamed = (story: Story, name: string) => {
  const [worker] = story.application().workers;
  if (!worker) throw new Error('an application without a worker');
  return { ...worker, name };
};

describe('第4条第1項・様式1: 外字は、入力した項目と文字の位置を示して直してもらう', () => {
  test('API: 作業者の氏名の3文字目', async () => {
    const story = await createStory();
    const typed = story.application({ workers: [workerNamed(story, `作業${BOX}郎`)] });
    const answer = await story.vendorApi('POST', '/v1/applications', typed, { 'idempotency-key': 'k' });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([
      {
        pointer: '/workers/0/name',
        detail: expect.stringMatching(/「作業者 氏名」の3文字目は外字.*表示されません.*常用の字体又は仮名/),
      },
    ]);
  });

  test('同じ名前に2つ、また補助面の外字も。ほかの誤りと合わせて一度に示す', () => {
    const parsed = parseTyped(applicationSchema, {
      vendor: { name: `${BOX}株式会社\u{F0000}`, representative: { name: 'x', title: '' } },
    });
    const messages = parsed.error?.issues.map(({ message }) => message) ?? [];
    expect(messages.some((text) => text.startsWith('「申請者 名称」の1、6文字目は外字'))).toBe(true);
    expect(messages.some((text) => text.includes('「代表者 職名」'))).toBe(true);
  });

  test('髙、﨑、異体字セレクタ付きの葛は外字ではない', () => {
    const text = '髙﨑 葛\u{E0100}';
    const parsed = parseTyped(applicationSchema, { vendor: { name: text } });
    expect(parsed.error?.issues.some(({ message }) => message.includes('外字'))).toBe(false);
  });

  test('画面: 下書きは残り、次の項目へ進むときに示す', async () => {
    const story = await createStory();
    const vendor = await browse(story, VENDOR);
    const started = await vendor('/drafts', { consultationId: 'c-hokuto' });
    const path = `${started.headers['location']}/sections/applicant`;
    const sent = await vendor(path, { _action: 'next', _version: '1', 'vendor.name': `北斗${BOX}` });
    expect(sent.status).toBe(422);
    expect(sent.text).toContain('「申請者 名称」の3文字目は外字');
    expect(sent.text).toContain('href="#f-vendor.name"');
  });
});

test('第6条第1号: 作業申請でも、後から打った2件目でも同じ', async () => {
  const story = await createWorkStory();
  const sent = await story.announce('2026-05-11', { workers: ['作業 八郎', `臨時 ${BOX}`] });
  expect(sent.status).toBe(422);
  expect(sent.json.errors).toContainEqual({
    pointer: '/workers/1',
    detail: expect.stringContaining('「作業者 氏名」の4文字目は外字'),
  });
});

test('職員の登録と協議の記録でも、氏名の外字を示す', async () => {
  const story = await createStory();
  const office = await story.as(CLERK);
  const person = await office('POST', '/v1/people', {
    name: `${BOX}田 太郎`,
    email: 'x@city.example.jp',
    sectionId: 'ict',
  });
  expect([person.status, person.json.errors?.[0]?.detail]).toEqual([
    422,
    expect.stringContaining('1文字目は外字'),
  ]);
  const clerk = await browse(story, CLERK);
  const page = await clerk('/consultations', { cityStaff: `税務${BOX}` });
  expect(page.status).toBe(422);
  expect(page.text).toContain('3文字目は外字');
});

test('外字のある名前で記録済みの申請は、そのまま読める', async () => {
  const story = await createStory();
  const person = await loadPerson(story.store, 'p-vendor');
  if (!person) throw new Error('no such person');
  const caller = await makeCaller(story.store, person, story.today(), 'screen');
  const application = applicationSchema.parse(
    story.application({ workers: [workerNamed(story, `作業${BOX}郎`)] }),
  );
  const outcome = await submitApplication(story.ports)(caller, { application, draftId: undefined });
  if (!outcome.ok) throw new Error(outcome.message);
  const { caseId } = outcome.value;
  expect((await loadRevision(story.store, caseId, 1))?.application.workers[0]?.name).toBe(`作業${BOX}郎`);
  expect((await story.vendorView(caseId)).application.workers[0].name).toBe(`作業${BOX}郎`);
});
