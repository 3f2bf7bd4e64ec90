import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { createStory, type Story, VENDOR } from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/** What goes wrong is told to people on a page and to programs in a problem document, always in the same form. */

let story: Story;
beforeAll(async () => {
  story = await createStory();
});

const big = 'x'.repeat(300 * 1024);
const foreign = { 'sec-fetch-site': 'cross-site' };

const isPage = (answer: Answer) => {
  const { document } = parseHTML(answer.text);
  return {
    status: answer.status,
    type: answer.headers['content-type'],
    lang: document.documentElement.getAttribute('lang'),
    headings: document.querySelectorAll('h1').length,
    wayOn: document.querySelectorAll('main a').length > 0,
    sniffed: answer.headers['x-content-type-options'] !== 'nosniff',
    framed: answer.headers['content-security-policy']?.includes("frame-ancestors 'none'"),
  };
};
const PAGE = {
  type: 'text/html; charset=utf-8',
  lang: 'ja',
  headings: 1,
  wayOn: true,
  sniffed: false,
  framed: true,
};

describe('画面', () => {
  const calls: [number, string, () => Promise<Answer>][] = [
    [404, 'ない頁', () => story.send({ path: '/nothing' })],
    [413, '大きすぎる送信', () => story.send({ path: '/sign-in', form: { address: big } })],
    [
      403,
      '他のサイトからの送信',
      () => story.send({ path: '/sign-in', form: { address: VENDOR }, headers: foreign }),
    ],
    [415, '形式の違う送信', () => story.send({ path: '/sign-in', body: { address: VENDOR } })],
    [400, '受け付けない名前の項目', () => story.send({ path: '/sign-in', form: { '<script>': 'x' } })],
    [403, '市だけの頁', async () => (await browse(story, VENDOR))('/directory')],
    [
      404,
      '他人の申請',
      async () => (await browse(story, VENDOR))('/applications/01ARZ3NDEKTSV4RRFFQ69G5FAV'),
    ],
    [403, '古い画面からの送信', async () => (await browse(story, VENDOR))('/drafts', { _csrf: 'old' })],
  ];
  test.each(calls)('%i %s', async (status, _, call) => {
    expect(isPage(await call())).toEqual({ status, ...PAGE });
  });
});

describe('API', () => {
  const calls: [number, string, () => Promise<Answer>][] = [
    [404, 'ない経路', () => story.send({ path: '/v1/nothing' })],
    [413, '大きすぎる本文', () => story.send({ path: '/v1/sign-in', body: { address: big } })],
    [403, '他のサイトからの送信', () => story.send({ path: '/v1/sign-in', body: {}, headers: foreign })],
    [401, 'サインインしていない', () => story.send({ path: '/v1/applications' })],
    [422, '誤った内容', () => story.send({ path: '/v1/sign-in', body: {} })],
  ];
  test.each(calls)('%i %s', async (status, _, call) => {
    const { headers, json, ...answer } = await call();
    expect([answer.status, headers['content-type'], json.status]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
      status,
    ]);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(json.type).toMatch(/^urn:remote-maintenance-permits:[a-z-]+$/);
  });
});
