import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { loadDraft, saveDraft, startDraft } from '../../core/application/save-draft.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { createCity } from '../support/city.ts';
import { createStory, VENDOR } from '../support/story.ts';

/** 下書き (第4条第1項): what was typed stays as it was typed, the day of the application (申請年月日) too. */

test('保存した下書きの申請年月日は、日が変わっても、ほかの欄を書き足しても、入力したとおりに残る', async () => {
  const { ports, person, clock } = await createCity();
  clock.moveTo(Temporal.Instant.from('2026-04-07T08:30+09:00'));
  const vendor = await person('p-vendor');
  const started = await startDraft(ports)(vendor, 'c-hokuto');
  if (!started.ok) throw new Error(started.message);
  const { draftId } = started.value;
  const { version = 0, content = {} } = (await loadDraft(ports.store, vendor, draftId)) ?? {};
  // The day in Japan, also before 9:00.
  expect(content['appliedOn']).toBe('2026-04-07');

  const typed = { ...content, appliedOn: '令和8年4月3日', purpose: '' };
  const saved = await saveDraft(ports)(vendor, draftId, version, typed);
  expect(saved).toMatchObject({ ok: true, value: { version: version + 1, content: typed } });
  clock.moveTo(Temporal.Instant.from('2026-04-09T00:10+09:00'));
  const again = { ...typed, purpose: '障害の復旧' };
  await saveDraft(ports)(vendor, draftId, version + 1, again);
  const kept = await loadDraft(ports.store, vendor, draftId);
  expect(kept?.content).toEqual(again);
  // Emptied, it stays empty: nobody fills it in behind the vendor's back.
  const { appliedOn: _, ...without } = again;
  await saveDraft(ports)(vendor, draftId, version + 2, without);
  expect((await loadDraft(ports.store, vendor, draftId))?.content).toEqual(without);
});

test('画面から一時保存しても、申請年月日は翌日に同じ値で示される', async () => {
  const story = await createStory();
  const open = await browse(story, VENDOR);
  const started = await open('/drafts', { consultationId: 'c-hokuto' });
  const path = started.headers['location'] ?? '';
  const basics = `${path}/sections/basics`;
  const form = await open(basics);
  await open(basics, { ...hiddenFields(form), appliedOn: '令和8年4月3日', _action: 'save' });
  await story.until('2026-04-07T08:30');
  const { text } = await (await browse(story, VENDOR))(basics);
  expect(/name="appliedOn"[^>]* value="([^"]*)"/.exec(text)?.[1]).toBe('令和8年4月3日');
});

test('補正の下書きの申請年月日は、始めた日（日本時間）。開き直しても、それは変わらない', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  await story.returnItems(caseId);
  await story.until('2026-04-08T08:30');
  const open = await browse(story, VENDOR);
  const path = (await open(`/applications/${caseId}/correct`, {})).headers['location'] ?? '';
  const valueIn = (text: string) => /name="appliedOn"[^>]* value="([^"]*)"/.exec(text)?.[1];
  const first = valueIn((await open(`${path}/sections/basics`)).text);
  expect(first).toBe('令和8年4月8日');
  await story.until('2026-04-09T08:30');
  const later = await browse(story, VENDOR);
  expect((await later(`/applications/${caseId}/correct`, {})).headers['location']).toBe(path);
  expect(valueIn((await later(`${path}/sections/basics`)).text)).toBe(first);
});
