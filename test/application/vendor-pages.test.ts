import { expect, test } from 'vitest';
import { applicationSchema } from '../../core/application/inputs.ts';
import { submitApplication } from '../../core/application/submit-application.ts';
import { makeCaller } from '../../core/directory/caller.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { createStory, OTHER_VENDOR, VENDOR } from '../support/story.ts';

/** The vendor's list and drafts. */

const start = async (address = VENDOR) => {
  const story = await createStory();
  const visit = await browse(story, address);
  const consultationId = address === VENDOR ? 'c-hokuto' : 'c-minami';
  const { headers } = await visit('/drafts', { consultationId });
  return { story, visit, draft: headers['location'] ?? '' };
};

test('下書きは、確認の画面でボタンを押したときだけ削除される', async () => {
  const { visit, draft } = await start();
  expect((await visit(draft)).text).toContain(`<a href="${draft}/delete">この下書きを削除する</a>`);
  const question = await visit(`${draft}/delete`);
  expect(question.text).toContain('削除した下書きは元に戻せません');
  expect(question.text).not.toMatch(/<input type="(?:text|checkbox)"/);
  expect((await visit('/applications')).text).toContain(`href="${draft}"`);
  const { headers } = await visit(draft, { ...hiddenFields(question), _action: 'delete' });
  expect(headers['location']).toBe('/applications?done=deleted');
  expect((await visit('/applications?done=deleted')).text).toContain('下書きを削除しました');
  expect([(await visit(draft)).status, (await visit(`${draft}/delete`)).status]).toEqual([404, 404]);
});

test('様式1でEnterキーを押しても、削除も提出もされない', async () => {
  const { visit, draft } = await start();
  const { text } = await visit(`${draft}/sections/work`);
  const [first] = [...text.matchAll(/<button type="submit"[^>]*name="_action" value="([^"]+)"/g)];
  expect(first?.[1]).toBe('save');
  for (const path of ['', '/check'])
    expect((await visit(`${draft}${path}`)).text, path).not.toMatch(/value="(?:delete|submit)"/);
});

test('INV-17: 他社の下書きは、削除の画面も開けない', async () => {
  const { story, draft } = await start();
  const other = await browse(story, OTHER_VENDOR);
  expect((await other(`${draft}/delete`)).status).toBe(404);
  expect((await other(draft, { _action: 'delete' })).status).toBe(404);
});

test('申請が50件を超えると、ページの番号が付き、変更の新しいものから並ぶ', async () => {
  const story = await createStory();
  const person = await loadPerson(story.store, 'p-vendor');
  if (!person) throw new Error('no vendor');
  const caller = await makeCaller(story.store, person, story.today(), 'screen');
  const application = applicationSchema.parse(story.application());
  for (let count = 0; count < 51; count += 1) await submitApplication(story.ports)(caller, { application });
  const visit = await browse(story, VENDOR);
  const first = (await visit('/applications')).text;
  expect(first).toContain('全51件のうち1件目から50件目まで');
  const next = /<a href="(\/applications\?page=2)">次のページ/.exec(first)?.[1];
  const second = (await visit(next ?? '')).text;
  expect(second).toContain('全51件のうち51件目から51件目まで');
  const numbers = (text: string) => new Set(text.match(/R8-\d{4}/g));
  expect([numbers(first).size, numbers(second).size]).toEqual([50, 1]);
  // The first that was sent is the one that has changed longest ago.
  expect(second).toContain('R8-0001');
  expect(second).not.toContain('次のページ');
  // What is no page is the first; nobody is shown all of them at once.
  for (const page of ['all', '0', '3', 'x'])
    expect(numbers((await visit(`/applications?page=${page}`)).text).size).toBe(50);
});
