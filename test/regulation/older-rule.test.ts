import { expect, test } from 'vitest';
import { appointmentWrites } from '../../core/directory/directory-store.ts';
import { openDirectoryTrail } from '../../core/directory/directory-trail.ts';
import { APPOINTMENTS } from '../../local/seed.ts';
import { browse } from '../support/browse.ts';
import { CHIEF, createStory, TAX, VENDOR } from '../support/story.ts';

/** 附則: permits from before 1 April 2023, under the versions of the rule whose text nobody has registered (G15). */

/** A city of then, with the offices held since the rule came into effect. */
const inTheYear = async (start: string) => {
  const story = await createStory({ start });
  const held = APPOINTMENTS.map((appointment) => ({ ...appointment, from: '2020-09-01' }));
  const { store, ids } = story.ports;
  const trail = await openDirectoryTrail(store);
  const act = { act: 'bootstrap', subject: '就任の日', by: 'operator' } as const;
  const writes = held.flatMap((appointment) => appointmentWrites(appointment));
  expect((await store.transact(trail.record({ ids, at: story.clock.now() }, act, writes))).ok).toBe(true);
  return story;
};

test.each([
  ['2022-04-05T15:10:00Z', 'tomakomai/R3.4.1', '令和3年4月1日施行'],
  // 00:10 in Japan on the day before the amendment, and on the day itself.
  ['2023-03-30T15:10:00Z', 'tomakomai/R3.4.1', '令和3年4月1日施行'],
  ['2023-03-31T15:10:00Z', 'tomakomai/R5.4.1', '令和5年4月1日施行'],
])('附則: %s の申請は %s により審査し、許可は後からも示し、印刷できる', async (start, id, shown) => {
  const story = await inTheYear(start);
  const caseId = await story.submit({ pledge: { accepted: true, ruleVersion: id } });
  await story.confirm(caseId);
  await story.approve(caseId);
  await story.settle();
  expect((await story.vendorView(caseId)).regulationId).toBe(id);
  await story.until(`${start.slice(0, 4)}-05-11T09:00`);
  const [vendor, manager, chief] = [
    await browse(story, VENDOR),
    await browse(story, TAX),
    await browse(story, CHIEF),
  ];
  for (const read of [vendor, manager]) {
    const page = await read(`/permits/${caseId}?part=all`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(shown);
    expect(page.text.includes('本文は登録されていない')).toBe(id !== 'tomakomai/R5.4.1');
    expect((await read(`/applications/${caseId}/notice`)).status).toBe(200);
    expect((await read(`/applications/${caseId}/form`)).status).toBe(200);
  }
  expect((await chief(`/permits?rule=${encodeURIComponent(id)}`)).status).toBe(200);
  expect(await story.violations(caseId)).toEqual([]);
});
