import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { SHARDS } from '../../core/case/case-store.ts';
import { sweepDay } from '../../core/daily/sweep-due.ts';
import { openReportsDue } from '../../core/monthly-report/open-monthly-reports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { AppPorts } from '../http/contract.ts';
import { logFailure, taskHandler } from '../http/middleware.ts';

/** The states of the daily and the monthly machine: which shards there are, and one page of one shard after the other. */

const begun = z.strictObject({ businessDate: z.iso.date().optional() });
const page = {
  businessDate: z.iso.date(),
  shard: z.string(),
  cursor: z.string().optional(),
  failed: z.int().optional(),
};

const openDay = ({ clock }: AppPorts) =>
  taskHandler(begun, async ({ businessDate }) => ({
    businessDate: businessDate ?? dateOf(clock()).toString(),
    shards: SHARDS,
  }));

/** 第10条: the month before the business date, and the shards to look through. The month is for whoever reads the log. */
const openMonth = ({ clock }: AppPorts) =>
  taskHandler(begun, async ({ businessDate }) => {
    const today = businessDate === undefined ? dateOf(clock()) : Temporal.PlainDate.from(businessDate);
    return {
      businessDate: today.toString(),
      month: today.toPlainYearMonth().subtract({ months: 1 }).toString(),
      shards: SHARDS,
    };
  });

/** The answer is the next input, without `cursor` when the shard is done. */
const askWhatIsDue = (ports: AppPorts) =>
  taskHandler(
    z.strictObject({ ...page, attended: z.int().optional() }),
    async ({ businessDate, shard, cursor, attended = 0, failed = 0 }) => {
      const on = Temporal.PlainDate.from(businessDate);
      const done = await sweepDay(ports)({ businessDate: on, shard, cursor });
      for (const { pk, error } of done.failed) logFailure(error, { pk });
      return {
        shard,
        attended: attended + done.attended,
        failed: failed + done.failed.length,
        ...(done.cursor === undefined ? {} : { cursor: done.cursor }),
      };
    },
  );

/** Likewise. */
const openReports = (ports: AppPorts) =>
  taskHandler(
    z.strictObject({ ...page, opened: z.int().optional() }),
    async ({ businessDate, shard, cursor, opened = 0, failed = 0 }) => {
      const on = Temporal.PlainDate.from(businessDate);
      const done = await openReportsDue(ports)({ businessDate: on, shard, cursor });
      for (const { pk, error } of done.failed) logFailure(error, { pk });
      return {
        shard,
        opened: opened + done.opened,
        failed: failed + done.failed.length,
        ...(done.cursor === undefined ? {} : { cursor: done.cursor }),
      };
    },
  );

export const SCHEDULES = {
  OpenDay: openDay,
  AskWhatIsDue: askWhatIsDue,
  OpenMonth: openMonth,
  OpenReports: openReports,
};
