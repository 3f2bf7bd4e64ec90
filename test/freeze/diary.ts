import { Temporal } from 'temporal-polyfill';
import type { Store } from '../../core/store/ports.ts';
import { createOrders } from '../support/orders.ts';
import { createStory } from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/** A city whose people keep one diary: each life enters what happens on its days, and the days are played in order. */

/** Before the city opens: what is old enough to be disposed of when it does. */
const LONG_AGO = '2025-03-10T10:00+09:00';
/** The diary ends, and the city is frozen. */
const LAST_DAY = '2026-08-04';

/** @throws Error with the answer, when it was a refusal */
export const done = (answer: Answer): Answer => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
};

type Entry = { readonly on: string; readonly act: () => Promise<unknown> };

/**
 * @param options where the city is kept
 */
export const createCity = async (options: Parameters<typeof createStory>[0]) => {
  /** The event whose act is to fail, and how. */
  let fault: { readonly event: string; readonly error: Error } | undefined;
  const decorateStore = (store: Store): Store => ({
    ...store,
    transact: async (writes) => {
      if (fault && JSON.stringify(writes).includes(`"type":"${fault.event}"`)) throw fault.error;
      return store.transact(writes);
    },
  });
  const story = await createStory({ ...options, start: LONG_AGO, decorateStore });
  const entries: Entry[] = [];
  const cases: Record<string, string> = {};
  let keys = 0;

  /** The case that the diary calls so. */
  const caseOf = (name: string): string => {
    const caseId = cases[name];
    if (caseId === undefined) throw new Error(`no case ${name} yet`);
    return caseId;
  };
  const post = async (address: string, path: string, body: object, method: 'POST' | 'PUT' = 'POST') => {
    keys += 1;
    const client = await story.as(address);
    const answer = done(await client(method, path, body, { 'idempotency-key': `diary-${keys}` }));
    await story.settle();
    return answer.json;
  };
  const get = async (address: string, path: string) =>
    done(await (await story.as(address))('GET', path)).json;
  return {
    story,
    orders: createOrders(story),
    cases,
    caseOf,
    get,
    post,
    put: (address: string, path: string, body: object) => post(address, path, body, 'PUT'),
    /** On that day at ten. */
    on: (on: string, act: Entry['act']): void => {
      entries.push({ on, act });
    },
    /** What is done meanwhile fails where it makes this event. */
    withFault: async (event: string, error: Error, act: () => Promise<unknown>): Promise<void> => {
      fault = { event, error };
      await act();
      fault = undefined;
    },
    /** Plays the days in their order; of one day, as they were entered. What went wrong: a diary is long to play. */
    play: async (): Promise<readonly string[]> => {
      const faults: string[] = [];
      for (const { on, act } of entries.toSorted((a, b) => a.on.localeCompare(b.on))) {
        await story.until(`${on}T10:00`);
        await act().catch((error: unknown) => {
          faults.push(`on ${on}: ${error instanceof Error ? error.stack : String(error)}`);
        });
      }
      await story.until(`${LAST_DAY}T10:00`);
      return faults;
    },
    /** Years of which nobody remembers anything. */
    skipTo: async (time: string): Promise<void> => {
      story.clock.moveTo(Temporal.Instant.from(time));
      await story.settle();
    },
  };
};
export type City = Awaited<ReturnType<typeof createCity>>;
