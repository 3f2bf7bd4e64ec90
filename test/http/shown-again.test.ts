import { expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';

/** docs/adr/0059: what a browser may keep for going back, and what it may not. */

test('誤りのあったフォームは、戻れるように本人のブラウザーに残る。ほかは残さない', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story);
  const manager = await browse(story, TAX);
  const form = `/permits/${caseId}/new-instruction`;
  const cacheOf = async (answer: ReturnType<typeof manager>) => {
    const { status, headers } = await answer;
    return [status, headers['cache-control']];
  };
  expect(await cacheOf(manager(form))).toEqual([200, 'no-store']);
  expect(await cacheOf(manager(form, { text: '報告してください', _action: 'submit' }))).toEqual([
    422,
    'private, no-cache',
  ]);
  expect(await cacheOf(manager('/inbox'))).toEqual([200, 'no-store']);
  // Nobody is signed in: neither a mistake at the sign-in nor what came with an ended session.
  expect(await cacheOf(story.send({ path: '/sign-in', form: { address: 'x' } }))).toEqual([422, 'no-store']);
  // Shown once, and nowhere again.
  const vendor = await browse(story, VENDOR);
  const label = { label: '夜間', lastDay: '2026-12-31' };
  const key = await vendor('/api-keys', label);
  expect(key.text).toMatch(/rmp_/);
  expect(await cacheOf(Promise.resolve(key))).toEqual([201, 'no-store']);
  // /v1 keeps nothing either.
  const refused = await (await story.as(VENDOR))('POST', '/v1/api-keys', {});
  expect([refused.status, refused.headers['cache-control']]).toEqual([422, 'no-store']);
  const out = await vendor('/sign-out', {});
  expect([out.status, out.headers['clear-site-data']]).toEqual([303, '"cache"']);
});
