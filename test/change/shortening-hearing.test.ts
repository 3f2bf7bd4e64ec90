import { describe, expect, test } from 'vitest';
import { permitIn } from '../support/permit.ts';
import { answer, approve, PERIOD, post, propose } from '../support/shortening.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';

/** What is said before a permit is shortened (第4条第3項, docs/adr/0062): all of it is kept, and none of it stands in the way of the decision. */

const begun = async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story, { period: PERIOD });
  await story.until('2026-05-07T10:00');
  const { json } = await propose(story, caseId);
  const id: string = json.shorteningId;
  return { story, caseId, id, path: `/v1/permits/${caseId}/shortenings/${id}` };
};
const SHORTEN = { choice: 'shorten', reason: '契約が終わるため。', consideration: '検討した。' };

describe('弁明の分量', () => {
  // Four bytes a letter: what a row holds is counted in bytes.
  test('長い弁明が30件あっても決定でき、通知書に載らない分は弁明書による', { timeout: 60_000 }, async () => {
    const { story, caseId, id, path } = await begun();
    const text = '𠮷'.repeat(2000) + '弁'.repeat(2000);
    for (let nth = 1; nth <= 30; nth++) {
      const stated = await post(story, VENDOR, `${path}/statement`, { statement: text, closing: nth === 30 });
      expect(stated.status, stated.text).toBe(200);
    }
    expect((await answer(story, TAX, caseId, id, 'answer', SHORTEN)).json.status).toBe('approving');
    const approved = await approve(story, caseId, id);
    expect(approved.json.status, approved.text).toBe('shortened');
    const { papers } = (await story.vendorApi('GET', path)).json;
    const { statements } = papers.at(-1).paper.heard;
    expect(statements).toHaveLength(30);
    expect([statements[0].text, statements[29].text]).toEqual([text, '（弁明書のとおり）']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('弁明が30件に達しても、市は記録でき、弁明を終えることもできる', { timeout: 60_000 }, async () => {
    const { story, caseId, path } = await begun();
    const state = (body: object) => post(story, VENDOR, `${path}/statement`, body);
    for (let nth = 1; nth <= 30; nth++) expect((await state({ statement: `${nth}` })).status).toBe(200);
    expect((await state({ statement: '31' })).json.type).toBe(
      'urn:remote-maintenance-permits:too-many-papers',
    );
    const heard = await post(story, TAX, `${path}/hearing`, {
      ...{ how: 'written', heardOn: '2026-05-07', heardBy: '税務 太郎', speaker: '破産管財人' },
      statement: '事業は譲渡する。',
    });
    expect(heard.status, heard.text).toBe(200);
    const closed = await state({ closing: true });
    expect(closed.json.status, closed.text).toBe('weighing');
    expect(await story.violations(caseId)).toEqual([]);
  });
});
