import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { sweepDue } from '../../core/use-cases/sweep-due.ts';
import type { AppPorts } from '../contract.ts';
import { taskHandler } from '../middleware.ts';

/** One page of one shard; the answer is the next input, without `cursor` when the shard is done. */
export const askWhatIsDueTask = (ports: AppPorts) =>
  taskHandler(
    z.strictObject({
      businessDate: z.iso.date(),
      shard: z.string(),
      cursor: z.string().optional(),
      attended: z.int().optional(),
    }),
    async ({ businessDate, shard, cursor, attended = 0 }) => {
      const page = await sweepDue(ports)({
        businessDate: Temporal.PlainDate.from(businessDate),
        shard,
        cursor,
      });
      return {
        shard,
        attended: attended + page.attended,
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
      };
    },
  );
