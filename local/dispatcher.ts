import { OUTBOX_SHARD, waitsUntil } from '../core/case/outbox-write.ts';
import type { Clock, Item, Store } from '../core/store/ports.ts';
import { createLanes } from '../functions/outbox/deliver.ts';

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 15 * 60_000;
/** What a mail server takes from one sender without a word. */
const BESIDE_AT_ONCE = 8;

/**
 * Delivers outbox rows after the commit, oldest first, each until it works: what DynamoDB Streams and the outbox
 * Lambda do on AWS. A row that fails waits (2 s, doubling, 15 min at most) and holds nobody else up; neither does one
 * that is delivered beside the rest, however long that takes.
 */
export const createDispatcher = (options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly deliver: (row: Item) => Promise<void>;
  readonly onFailure: (row: Item, error: unknown) => void;
  /** What goes out of this machine, to somebody who may be slow. */
  readonly beside?: (row: Item) => boolean;
}) => {
  const { store, clock, deliver, beside = () => false } = options;
  /** Row → tries so far and when to try again, epoch ms. */
  const waiting = new Map<string, { tries: number; at: number }>();
  const idOf = (row: Item) => `${row.pk}/${row.sk}`;
  const lanes = createLanes(BESIDE_AT_ONCE);
  /** Rows that are being delivered beside the rest, or will be soon. */
  const underWay = new Map<string, Promise<void>>();

  const isDue = (row: Item): boolean =>
    !underWay.has(idOf(row)) &&
    Math.max(waiting.get(idOf(row))?.at ?? 0, waitsUntil(row)) <= clock().epochMilliseconds;
  /** When the next row that waits for others is to be delivered, epoch ms. */
  let nextGathered = Number.POSITIVE_INFINITY;

  const tryOne = async (row: Item): Promise<boolean> => {
    const state = waiting.get(idOf(row));
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

  const launch = (row: Item): void => {
    const id = idOf(row);
    const delivery = lanes(row.pk, async () => {
      await tryOne(row);
      underWay.delete(id);
    });
    underWay.set(id, delivery);
  };

  return {
    /** One pass over everything undelivered; how many were delivered, apart from what goes on beside it. */
    pass: async (): Promise<number> => {
      let delivered = 0;
      let cursor: string | undefined;
      const seen = new Set<string>();
      let next = Number.POSITIVE_INFINITY;
      do {
        const page = await store.query({
          index: 'due',
          hash: OUTBOX_SHARD,
          limit: 200,
          ...(cursor ? { cursor } : {}),
        });
        for (const row of page.items) {
          seen.add(idOf(row));
          if (!isDue(row)) {
            if (waitsUntil(row) > clock().epochMilliseconds) next = Math.min(next, waitsUntil(row));
            continue;
          }
          if (beside(row)) launch(row);
          else if (await tryOne(row)) delivered += 1;
        }
        cursor = page.cursor;
      } while (cursor);
      nextGathered = next;
      // A delivery that failed may have removed its row all the same (its answer was lost): nothing waits for it.
      for (const id of waiting.keys()) if (!seen.has(id) && !underWay.has(id)) waiting.delete(id);
      return delivered;
    },
    /** Until the next delivery beside the rest has ended; undefined when there is none. */
    nextEnd: (): Promise<void> | undefined =>
      underWay.size === 0 ? undefined : Promise.race(underWay.values()),
    /** When the next failed row is tried again, or one that waits has waited long enough, epoch ms. */
    nextDueAt: (): number | undefined => {
      const times = [...waiting].flatMap(([id, { at }]) => (underWay.has(id) ? [] : [at]));
      const at = Math.min(...times, nextGathered);
      return Number.isFinite(at) ? at : undefined;
    },
  };
};
