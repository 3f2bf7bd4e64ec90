import { expect, test } from 'vitest';
import { CHIEF, createStory, DEPUTY, TAX, TAX_DEPUTY } from '../support/story.ts';

/** Whoever was represented hears what was decided in his name, and the manager what the chief has decided. */

test('第4条第2項: 統括の承認は管理者に知らされ、代決は本人にも知らされる。自分の決定は知らされない', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  expect((await story.confirm(caseId, TAX_DEPUTY)).status).toBe(200);
  await story.gathered();
  expect(story.subjectsOfCases(TAX)[0]).toContain('【代決の連絡】');
  expect(story.mailsTo(TAX)[0]?.text).toContain('代決者が次の件について決定・回答しました');
  expect(story.subjectsOfCases(TAX_DEPUTY).filter((subject) => subject.includes('連絡'))).toEqual([]);
  expect((await story.approve(caseId, DEPUTY)).status).toBe(200);
  await story.gathered();
  expect(story.subjectsOfCases(CHIEF)[0]).toContain('【代決の連絡】');
  expect(story.subjectsOfCases(TAX)[0]).toContain('【決定の連絡】');
  expect(story.mailsTo(TAX)[0]?.text).not.toContain('/d/');
  expect(await story.violations(caseId)).toEqual([]);
});

test('第4条第2項: 統括本人が決定すれば、管理者にだけ知らされる', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  await story.confirm(caseId);
  await story.approve(caseId);
  await story.gathered();
  expect(story.timesTold(CHIEF, 'の連絡')).toBe(0);
  expect(story.timesTold(TAX, '決定の連絡')).toBe(1);
});
