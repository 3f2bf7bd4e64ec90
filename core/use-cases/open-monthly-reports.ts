import type { Temporal } from 'temporal-polyfill';
import type { Ports } from '../ports.ts';

type Failed = { readonly pk: string; readonly error: unknown };
type Page = {
  readonly opened: number;
  readonly failed: readonly Failed[];
  readonly cursor: string | undefined;
};

/** One page of one shard of the permits whose next monthly report is due on a business date (第10条). */
export const openReportsDue =
  (_ports: Ports) =>
  async (_input: {
    readonly businessDate: Temporal.PlainDate;
    readonly shard: string;
    readonly cursor?: string | undefined;
    readonly limit?: number;
  }): Promise<Page> => ({ opened: 0, failed: [], cursor: undefined });
