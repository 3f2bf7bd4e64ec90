import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadPaper, paperWrite } from '../../core/case/papers.ts';
import { hashOf } from '../../core/values/hash.ts';
import { createMemoryStore } from '../support/memory-store.ts';

const schema = z.object({ reason: z.string() });
const paper = { seq: 7, content: { reason: '周知が足りなかったため' } };
const stored = async (content = paper.content, hash = hashOf(content)) => {
  const store = createMemoryStore();
  await store.transact([
    paperWrite('CASE#a', paper),
    { put: { pk: 'CASE#a', sk: 'EVENT#000007', event: { seq: 7, paper: hashOf(paper.content) } } },
  ]);
  await store.transact([{ put: { pk: 'CASE#a', sk: 'PAPER#000007', content, hash } }]);
  return store;
};

test('書面は、書かれたとおりのときに限り示す', async () => {
  expect(await loadPaper(await stored(), 'CASE#a', 7, schema)).toEqual(paper.content);
  expect(await loadPaper(await stored(), 'CASE#a', 8, schema)).toBeUndefined();
  expect(await loadPaper(await stored(), 'CASE#a', undefined, schema)).toBeUndefined();
});

test('INV-14: 本文と、その行の照合値を揃えて書き換えても、事象の照合値と合わなければ示さない', async () => {
  const forged = await stored({ reason: '書き換えた理由' });
  await expect(loadPaper(forged, 'CASE#a', 7, schema)).rejects.toThrow('not what its event says');
});
