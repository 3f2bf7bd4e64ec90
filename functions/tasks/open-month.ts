import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { SHARDS } from '../../core/case/case-store.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { AppPorts } from '../http/contract.ts';
import { taskHandler } from '../http/middleware.ts';

/** 第10条: the month before the business date, and the shards to look through. The month is for whoever reads the log. */
export const openMonthTask = ({ clock }: AppPorts) =>
  taskHandler(z.strictObject({ businessDate: z.iso.date().optional() }), async ({ businessDate }) => {
    const today = businessDate === undefined ? dateOf(clock()) : Temporal.PlainDate.from(businessDate);
    return {
      businessDate: today.toString(),
      month: today.toPlainYearMonth().subtract({ months: 1 }).toString(),
      shards: SHARDS,
    };
  });
