import { openReportsDue } from '../monthly-report/open-monthly-reports.ts';
import type { Ports } from '../store/ports.ts';
import { sweepDue } from './sweep-due.ts';

type Input = Parameters<ReturnType<typeof sweepDue>>[0];
type Page = Awaited<ReturnType<ReturnType<typeof sweepDue>>>;

const REPORTS = 'reports:';

/**
 * One page of what the daily run asks of a shard: first which cases and records are due, and at the end which monthly
 * reports should have been asked for by the day before: what the monthly run has missed (第10条).
 */
export const sweepDay =
  (ports: Ports) =>
  async (input: Input): Promise<Page> => {
    const { cursor = '' } = input;
    if (cursor.startsWith(REPORTS)) return missedReports(ports, input, cursor.slice(REPORTS.length));
    const page = await sweepDue(ports)(input);
    if (page.cursor !== undefined) return page;
    const missed = await missedReports(ports, input);
    return {
      attended: page.attended + missed.attended,
      failed: [...page.failed, ...missed.failed],
      cursor: missed.cursor,
    };
  };

const missedReports = async (ports: Ports, input: Input, cursor?: string): Promise<Page> => {
  const businessDate = input.businessDate.subtract({ days: 1 });
  const page = await openReportsDue(ports)({ ...input, businessDate, cursor });
  return {
    attended: page.opened,
    failed: page.failed,
    cursor: page.cursor === undefined ? undefined : `${REPORTS}${page.cursor}`,
  };
};
