import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { attendCase } from '../../../core/use-cases/attend-case.ts';
import { createStory } from '../../support/story.ts';

describe('the daily run of another day, which an operator asked for', () => {
  test('第12条: 先の日付で点検すると、その日に行う回付を行う', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const { request } = await story.view('tax-manager@city.example.jp', caseId);
    const later = Temporal.PlainDate.from(request.dueOn).add({ days: 3 });
    expect(await attendCase(story.ports)(caseId, later)).toEqual({ ok: true, value: 'reissued' });
  });

  test('執務時間の前には、その日の催促をしない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const { request } = await story.view('tax-manager@city.example.jp', caseId);
    await story.until(`${Temporal.PlainDate.from(request.dueOn).subtract({ days: 1 })}T07:59`);
    expect(await attendCase(story.ports)(caseId)).toEqual({ ok: true, value: 'nothing-due' });
  });

  test('点検を始めた時計が少し進んでいても、夜中に催促をしない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const { request } = await story.view('tax-manager@city.example.jp', caseId);
    const due = Temporal.PlainDate.from(request.dueOn);
    await story.until(`${due.subtract({ days: 1 })}T23:59:59`);
    expect(await attendCase(story.ports)(caseId, due)).toEqual({ ok: true, value: 'nothing-due' });
  });
});
