import { OUTBOX_SHARD } from '../core/outbox.ts';
import type { Clock, Item, Store } from '../core/ports.ts';

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 15 * 60_000;

/**
 * Delivers outbox rows after the commit, oldest first, each until it works: what DynamoDB Streams and the outbox
 * Lambda do on AWS. A row that fails waits (2 s, doubling, 15 min at most) and holds nobody else up.
 */
export const createDispatcher = (options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly deliver: (row: Item) => Promise<void>;
  readonly onFailure: (row: Item, error: unknown) => void;
}) => {
  const { store, clock, deliver } = options;
  /** Row → tries so far and when to try again, epoch ms. */
  const waiting = new Map<string, { tries: number; at: number }>();
  const idOf = (row: Item) => `${row.pk}/${row.sk}`;

  const tryOne = async (row: Item): Promise<boolean> => {
    const state = waiting.get(idOf(row));
    if (state && state.at > clock().epochMilliseconds) return false;
    try {
      await deliver(row);
      waiting.delete(idOf(row));
      return true;
    } catch (error) {
      const tries = (state?.tries ?? 0) + 1;
      const pause = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE);
      waiting.set(idOf(row), { tries, at: clock().epochMilliseconds + pause });
      options.onFailure(row, error);
      return false;
    }
  };

  return {
    /** One pass over everything undelivered; how many were delivered. */
    pass: async (): Promise<number> => {
      let delivered = 0;
      let cursor: string | undefined;
      const seen = new Set<string>();
      do {
        const page = await store.query({
          index: 'due',
          hash: OUTBOX_SHARD,
          limit: 200,
          ...(cursor ? { cursor } : {}),
        });
        for (const row of page.items) {
          seen.add(idOf(row));
          if (await tryOne(row)) delivered += 1;
        }
        cursor = page.cursor;
      } while (cursor);
      // A delivery that failed may have removed its row all the same (its answer was lost): nothing waits for it.
      for (const id of waiting.keys()) if (!seen.has(id)) waiting.delete(id);
      return delivered;
    },
    /** When the next failed row is tried again, epoch ms. */
    nextDueAt: (): number | undefined => {
      const times = [...waiting.values()].map(({ at }) => at);
      return times.length > 0 ? Math.min(...times) : undefined;
    },
  };
};
