import type { Temporal } from 'temporal-polyfill';
import { startOfDay } from '../calendar.ts';
import { stateOf } from '../case-store.ts';
import type { Ports } from '../ports.ts';
import { attendCase } from './attend-case.ts';

/** One page of one shard of the due index: attend to each case, say how many moved and where to go on. */
export const sweepDue =
  (ports: Ports) =>
  async (input: {
    readonly businessDate: Temporal.PlainDate;
    readonly shard: string;
    readonly cursor?: string | undefined;
    readonly limit?: number;
  }): Promise<{ attended: number; cursor: string | undefined }> => {
    const attend = attendCase(ports);
    const page = await ports.store.query({
      index: 'due',
      hash: input.shard,
      to: startOfDay(input.businessDate.add({ days: 1 })).toString(),
      limit: input.limit ?? 25,
      ...(input.cursor ? { cursor: input.cursor } : {}),
    });
    let attended = 0;
    for (const row of page.items) {
      const outcome = await attend(stateOf(row).caseId, input.businessDate);
      if (outcome.ok && outcome.value !== 'nothing-due') attended += 1;
    }
    return { attended, cursor: page.cursor };
  };
