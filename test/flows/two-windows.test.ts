import { describe, expect, test } from 'vitest';
import { compareTyped } from '../../core/application/compare-revisions.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { createStory, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** Two windows of one form: who saves second sees what was saved meanwhile, field by field, against what he has typed. */

const HEADING = /保存されている内容と、この画面の入力の違い（(\d+)項目）/;
const rowOf = (text: string, label: string) =>
  new RegExp(`>${label}<[\\s\\S]*?</tr>`)
    .exec(text)?.[0]
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

test('様式1：同じページを二つの画面で保存すると、後の画面に違いを示し、次の保存で置き換わる', async () => {
  const story = await createStory();
  const visit = await browse(story, VENDOR);
  const draft = (await visit('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
  const section = `${draft}/sections/attachments`;
  const { _version = '' } = hiddenFields(await visit(section));
  const first = await visit(section, { _version, remarks: '先の画面の備考', _action: 'save' });
  expect(first.status).toBe(303);
  const second = await visit(section, { _version, remarks: '後の画面の備考', _action: 'save' });
  expect(second.status).toBe(409);
  expect(HEADING.exec(second.text)?.[1]).toBe('1');
  expect(rowOf(second.text, '備考')).toContain('先の画面の備考 後の画面の備考');
  const again = await visit(section, {
    _version: hiddenFields(second)['_version'] ?? '',
    remarks: '後の画面の備考',
    _action: 'save',
  });
  expect(again.status).toBe(303);
  expect((await visit(section)).text).toContain('後の画面の備考');
});

test('様式1：他方と同じ入力なら、違いはない。別表1の回答は項目で比べ、添付は件数で比べる', () => {
  const checklist = [{ item: '2-1', answer: 'conforming', statement: '' }];
  expect(
    compareTyped({ remarks: '', checklist }, { checklist: [{ item: '2-1', answer: 'conforming' }] }),
  ).toEqual([]);
  const changes = compareTyped(
    { checklist, attachments: [{ fileId: 'a' }] },
    { checklist: [{ item: '2-1', answer: 'exception' }], attachments: [] },
  );
  expect(changes.map(({ label, before, after }) => [label, before, after])).toEqual([
    [expect.stringContaining('（2-1）'), '適', '例外'],
    ['添付資料', '1件', '0件'],
  ]);
});

describe('一時保存', () => {
  test('作業申請書：後の画面に違いを示す', async () => {
    const story = await createWorkStory();
    const visit = await browse(story, VENDOR);
    const works = `/permits/${story.caseId}/works`;
    const save = (saved: string, typed: Readonly<Record<string, string>>) =>
      visit(works, { _saved: saved, ...typed, _action: 'save' });
    expect((await save('0', { purpose: '先の目的', workKind: 'read' })).status).toBe(303);
    const second = await save('0', { purpose: '後の目的', workKind: 'update' });
    expect([second.status, HEADING.exec(second.text)?.[1]]).toEqual([409, '2']);
    expect(rowOf(second.text, '作業の目的')).toContain('先の目的 後の目的');
    expect(rowOf(second.text, '作業の種別')).toContain('参照のみ 更新あり');
    const again = await save(hiddenFields(second)['_saved'] ?? '', { purpose: '後の目的' });
    expect(again.status, again.text).toBe(303);
  });

  test('月次報告：後の画面に違いを示す', async () => {
    const story = await createWorkStory();
    await story.until('2026-05-06T10:00');
    const visit = await browse(story, VENDOR);
    const at = `/permits/${story.caseId}/reports/2026-04`;
    const hidden = hiddenFields(await visit(at));
    const save = (incidents: string) => visit(at, { ...hidden, incidents, _action: 'save' });
    const hiddenOnly = await save('端末の故障');
    expect(hiddenOnly.status).toBe(303);
    const second = await save('');
    expect([second.status, HEADING.exec(second.text)?.[1]]).toEqual([409, '1']);
    expect(rowOf(second.text, '事故・障害等')).toContain('端末の故障 （空欄）');
  });
});
