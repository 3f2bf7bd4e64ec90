import { OUTBOX_SHARD } from '../../core/case/outbox-write.ts';
import type { Clock, Item, Store } from '../../core/store/ports.ts';
import { createLanes } from './deliver.ts';

/** Younger rows are the stream's. */
const PATIENCE_MINUTES = 2;
const AT_ONCE = 4;

export type Sweep = {
  readonly delivered: number;
  readonly failed: number;
  /** Age of the oldest row that could not be delivered, in minutes; 0 when none is left. */
  readonly oldestMinutes: number;
};

/**
 * Deliver what the stream could not: rows stay in the table until they are delivered, so a stream that gave up
 * loses nothing. One row that fails or takes long holds nobody else up.
 *
 * @param isTimeLeft asked before each row
 */
export const sweepOutbox =
  (options: {
    readonly store: Store;
    readonly clock: Clock;
    readonly deliverRow: (row: Item) => Promise<void>;
    readonly onFailure: (row: string, error: unknown) => void;
  }) =>
  async (isTimeLeft: () => boolean): Promise<Sweep> => {
    const { store, clock, deliverRow, onFailure } = options;
    const now = clock();
    const to = now.subtract({ minutes: PATIENCE_MINUTES }).toString({ smallestUnit: 'millisecond' });
    let delivered = 0;
    const stuck: string[] = [];
    const lanes = createLanes(AT_ONCE);
    const attempt = async (row: Item): Promise<void> => {
      const at = row.dueAt?.split('#')[0] ?? to;
      if (!isTimeLeft()) {
        stuck.push(at);
        return;
      }
      try {
        await deliverRow(row);
        delivered += 1;
      } catch (error) {
        stuck.push(at);
        onFailure(`${row.pk}/${row.sk}`, error);
      }
    };
    let cursor: string | undefined;
    do {
      const page = await store.query({
        index: 'due',
        hash: OUTBOX_SHARD,
        to,
        limit: 100,
        ...(cursor ? { cursor } : {}),
      });
      await Promise.all(page.items.map((row) => lanes(row.pk, () => attempt(row))));
      cursor = page.cursor;
    } while (cursor && isTimeLeft());
    const [oldest] = stuck.sort();
    const milliseconds = oldest === undefined ? 0 : now.epochMilliseconds - Date.parse(oldest);
    return { delivered, failed: stuck.length, oldestMinutes: milliseconds / 60_000 };
  };
