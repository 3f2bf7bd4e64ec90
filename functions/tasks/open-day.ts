import { z } from 'zod';
import { dateOf } from '../../core/calendar.ts';
import { SHARDS } from '../../core/case-store.ts';
import type { AppPorts } from '../contract.ts';
import { taskHandler } from '../middleware.ts';

export const openDayTask = ({ clock }: AppPorts) =>
  taskHandler(z.strictObject({ businessDate: z.iso.date().optional() }), async ({ businessDate }) => ({
    businessDate: businessDate ?? dateOf(clock()).toString(),
    shards: SHARDS,
  }));
