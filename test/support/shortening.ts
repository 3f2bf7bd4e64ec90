import { expect } from 'vitest';
import { isSupervised } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { CHIEF, type Story, TAX, VENDOR } from './story.ts';

/** 許可の期間の短縮 (第4条第3項, docs/adr/0062), as its tests go through it. */

export const PERIOD = { from: '2026-04-20', to: '2027-03-31' };
const WHY = {
  ground: 'contract-ended',
  facts: '令和8年7月31日をもって契約を解除する旨を通知した。',
  evidence: '契約解除通知書（苫税契第5号）',
  lastDay: '2026-07-31',
};
let keys = 0;
export const post = async (story: Story, by: string, path: string, body: object) => {
  const key = { 'idempotency-key': `shortening-${++keys}` };
  const answered =
    by === VENDOR
      ? await story.vendorApi('POST', path, body, key)
      : await (await story.as(by))('POST', path, body, key);
  await story.settle();
  return answered;
};
export const propose = (story: Story, caseId: string, overrides: object = {}, by = TAX) =>
  post(story, by, `/v1/permits/${caseId}/shortenings`, { ...WHY, ...overrides });
export const answer = async (
  story: Story,
  by: string,
  caseId: string,
  id: string,
  way: 'answer' | 'approval',
  body: object,
) => {
  const path = `/v1/permits/${caseId}/shortenings/${id}`;
  const shown = await (await story.as(by))('GET', path);
  return post(story, by, `${path}/${way}`, { hash: shown.json.request?.hash ?? 'nothing', ...body });
};
export const stateOf = async (story: Story, caseId: string) => {
  const state = await loadCase(story.store, caseId);
  if (!state || !isSupervised(state)) throw new Error('no permit');
  return state;
};
/** Proposed on 4 May, heard to the end, weighed; the chief is asked. */
export const weighed = async (story: Story, caseId: string, overrides: object = {}) => {
  await story.until('2026-05-07T10:00');
  const { json } = await propose(story, caseId, overrides);
  const path = `/v1/permits/${caseId}/shortenings/${json.shorteningId}`;
  await post(story, VENDOR, `${path}/statement`, { statement: '異議はない。', closing: true });
  const done = await answer(story, TAX, caseId, json.shorteningId, 'answer', {
    choice: 'shorten',
    reason: '契約が終わるため。',
    consideration: '弁明を踏まえ、短縮する。',
    returns: '専用端末を返却すること。',
  });
  expect(done.json, done.text).toMatchObject({ status: 'approving' });
  return json.shorteningId as string;
};
export const approve = (story: Story, caseId: string, id: string, by = CHIEF) =>
  answer(story, by, caseId, id, 'approval', { choice: 'approve' });
