import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { loadEvents, SHARDS } from '../../core/case/case-store.ts';
import { attendCase } from '../../core/daily/attend-case.ts';
import { sweepDue } from '../../core/daily/sweep-due.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import type { Store } from '../../core/store/ports.ts';
import { subtractBusinessDays } from '../../core/values/calendar.ts';
import { Retryable } from '../../core/values/errors.ts';
import { createCity } from '../support/city.ts';
import { violationsOf } from '../support/invariants.ts';
import { permitIn } from '../support/permit.ts';
import { createStory } from '../support/story.ts';

test('the daily run does not take for done what could not be written', async () => {
  const city = await createCity();
  await city.confirming();
  city.clock.moveTo(Temporal.Instant.from('2026-06-01T09:00+09:00'));
  const sweep = async (store: Store) => {
    const input = { businessDate: Temporal.PlainDate.from('2026-06-01') };
    const pages = SHARDS.map((shard) => sweepDue({ ...city.ports, store })({ ...input, shard }));
    return (await Promise.all(pages)).reduce((sum, { attended }) => sum + attended, 0);
  };
  const busy: Store = { ...city.store, transact: async () => ({ ok: false, failed: [] }) };
  await expect(sweep(busy)).rejects.toThrow(Retryable);
  expect(await sweep(city.store)).toBe(1);
});

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
    const day = subtractBusinessDays(Temporal.PlainDate.from(request.dueOn), 1, DEFAULT_SETTINGS);
    await story.until(`${day}T07:59`);
    expect(await attendCase(story.ports)(caseId)).toEqual({ ok: true, value: 'nothing-due' });
  });

  test('第12条: メールを送り始める時刻は、設定で早められる', async () => {
    const story = await createStory();
    const changed = { ...DEFAULT_SETTINGS, officeOpensHour: 7 };
    await story.decree('PUT', '/v1/settings', { settings: changed, reason: '早番の開始' });
    const caseId = await story.submit();
    const { request } = await story.view('tax-manager@city.example.jp', caseId);
    const day = subtractBusinessDays(Temporal.PlainDate.from(request.dueOn), 1, changed);
    await story.until(`${day}T06:59`);
    expect(await attendCase(story.ports)(caseId)).toEqual({ ok: true, value: 'nothing-due' });
    await story.until(`${day}T07:00`);
    expect(await attendCase(story.ports)(caseId)).toEqual({ ok: true, value: 'reissued' });
  });

  test('点検を始めた時計が少し進んでいても、夜中に催促をしない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const { request } = await story.view('tax-manager@city.example.jp', caseId);
    const due = Temporal.PlainDate.from(request.dueOn);
    await story.until(`${due.subtract({ days: 1 })}T23:59:59`);
    expect(await attendCase(story.ports)(caseId, due)).toEqual({ ok: true, value: 'nothing-due' });
  });

  test.each([
    ['始めない', '2026-04-19', '2026-04-20'],
    ['満了させない', '2026-05-31', '2026-06-01'],
  ])(
    '第4条第3項: その日になる前は、許可を%s。点検を始めた時計や、日付を入れた人が先でも',
    async (_name, day, next) => {
      const story = await createStory();
      const { caseId } = await permitIn(story, { period: { from: '2026-04-20', to: '2026-05-31' } });
      await story.until(`${day}T12:00`);
      const before = await loadEvents(story.store, caseId);
      await story.until(`${day}T23:59:59`);
      await attendCase(story.ports)(caseId, Temporal.PlainDate.from(next));
      expect((await loadEvents(story.store, caseId)).slice(before.length)).toEqual([]);
      await story.until(`${next}T00:00:00`);
      await attendCase(story.ports)(caseId, Temporal.PlainDate.from(next));
      expect((await loadEvents(story.store, caseId)).length).toBeGreaterThan(before.length);
      expect(await violationsOf(story.store, caseId)).toEqual([]);
    },
  );
});
