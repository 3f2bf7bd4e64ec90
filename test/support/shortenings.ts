import { expect } from 'vitest';
import { type Story, TAX } from './story.ts';

/** 許可の期間の短縮 is younger than the frozen cities: one that is being heard, one that waits for the manager, one for the chief. */
export const shorteningsUnderWay = async (story: Story, cases: readonly string[]): Promise<void> => {
  const tax = await story.as(TAX);
  const made: string[] = [];
  for (const caseId of cases) {
    if (made.length === 3) break;
    const body = {
      ...{ ground: 'contract-ended', facts: '契約を解除した。', evidence: '契約解除通知書' },
      lastDay: story.today().add({ days: 60 }).toString(),
    };
    const path = `/v1/permits/${caseId}/shortenings`;
    const { status, json } = await tax('POST', path, body, { 'idempotency-key': `s-${caseId}` });
    if (status === 201) made.push(`${path}/${json.shorteningId}`);
  }
  expect(made).toHaveLength(3);
  const [, heard = '', weighed = ''] = made;
  for (const path of [heard, weighed]) {
    const stated = { statement: '異議はない。', closing: true };
    const said = await story.vendorApi('POST', `${path}/statement`, stated, { 'idempotency-key': path });
    expect(said.status, said.text).toBeLessThan(300);
  }
  await story.settle();
  const { hash } = (await tax('GET', weighed)).json.request;
  const answer = { hash, choice: 'shorten', reason: '契約が終わるため。', consideration: '短縮する。' };
  expect((await tax('POST', `${weighed}/answer`, answer)).json).toMatchObject({ status: 'approving' });
  await story.settle();
};
