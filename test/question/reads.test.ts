import { afterAll, describe, expect, test, vi } from 'vitest';
import type { Store } from '../../core/store/ports.ts';
import { createAnswers, openQuestionsOf } from '../support/answer-questions.ts';
import { EARLIER_CITIES, factsOf, openEarlier } from '../support/earlier-city.ts';

/** Reads of each attempt at an act: what it asked for, and what went to the store. */
const { attempts } = vi.hoisted(() => ({ attempts: [] as { asked: string[]; read: string[] }[] }));
vi.mock('../../core/store/read-once.ts', async (original) => {
  const { readOnce } = await original<typeof import('../../core/store/read-once.ts')>();
  const noting = (store: Store, note: (what: string) => void): Store => ({
    ...store,
    get: (key) => {
      note(`${key.pk} ${key.sk}`);
      return store.get(key);
    },
    query: (query) => {
      note(JSON.stringify(query));
      return store.query(query);
    },
  });
  return {
    readOnce: (store: Store): Store => {
      const attempt = { asked: [] as string[], read: [] as string[] };
      attempts.push(attempt);
      return noting(readOnce(noting(store, (what) => attempt.read.push(what))), (what) =>
        attempt.asked.push(what),
      );
    },
  };
});

const NEWEST = EARLIER_CITIES.toSorted((a, b) => factsOf(b).now.localeCompare(factsOf(a).now))[0] ?? '';

describe('回答の1回に読む行 (docs/adr/0043)', async () => {
  const city = await openEarlier(NEWEST);
  afterAll(city.close);

  test('どの種類の依頼に回答しても、同じ行を二度は読まない', async () => {
    const { story } = city;
    await story.settle();
    const caseIds = Object.values(factsOf(NEWEST).cases).map(({ caseId }) => caseId);
    const answer = createAnswers(story);
    const reads = new Map<string, { readonly asked: number; readonly read: number }>();
    for (const each of await openQuestionsOf(story, caseIds)) {
      const { stage, role } = each.question;
      if (reads.has(stage) || role === 'manager:ict') continue;
      attempts.length = 0;
      const { status, text } = await answer(each);
      expect(status, `${stage}: ${text}`).toBe(200);
      for (const { read } of attempts) expect(read, stage).toEqual([...new Set(read)]);
      const own = attempts.find(({ asked }) => asked[0] === `CASE#${each.caseId} STATE`);
      expect(own, stage).toBeDefined();
      reads.set(stage, { asked: own?.asked.length ?? 0, read: own?.read.length ?? 0 });
    }
    expect(reads.size).toBe(18);
    process.stdout.write(
      `${[...reads].map(([stage, { asked, read }]) => `${stage}: ${read} rows and lists, asked for ${asked} times`).join('\n')}\n`,
    );
    expect(reads.get('work')?.read).toBeLessThanOrEqual(9);
  });
});
