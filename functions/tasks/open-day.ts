import { z } from 'zod';
import { SHARDS } from '../../core/case/case-store.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { AppPorts } from '../http/contract.ts';
import { taskHandler } from '../http/middleware.ts';

export const openDayTask = ({ clock }: AppPorts) =>
  taskHandler(z.strictObject({ businessDate: z.iso.date().optional() }), async ({ businessDate }) => ({
    businessDate: businessDate ?? dateOf(clock()).toString(),
    shards: SHARDS,
  }));
