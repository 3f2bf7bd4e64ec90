import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { sweepDay } from '../../core/daily/sweep-day.ts';
import type { AppPorts } from '../http/contract.ts';
import { logFailure, taskHandler } from '../http/middleware.ts';

/** One page of one shard; the answer is the next input, without `cursor` when the shard is done. */
export const askWhatIsDueTask = (ports: AppPorts) =>
  taskHandler(
    z.strictObject({
      businessDate: z.iso.date(),
      shard: z.string(),
      cursor: z.string().optional(),
      attended: z.int().optional(),
      failed: z.int().optional(),
    }),
    async ({ businessDate, shard, cursor, attended = 0, failed = 0 }) => {
      const page = await sweepDay(ports)({
        businessDate: Temporal.PlainDate.from(businessDate),
        shard,
        cursor,
      });
      for (const { pk, error } of page.failed) logFailure(error, { pk });
      return {
        shard,
        attended: attended + page.attended,
        failed: failed + page.failed.length,
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
      };
    },
  );
