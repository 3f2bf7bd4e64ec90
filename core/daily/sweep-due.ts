import type { Temporal } from 'temporal-polyfill';
import { SHARDS } from '../case/case-store.ts';
import { RECORDS, type RecordName } from '../case/records.ts';
import { attendShortening } from '../change/shorten-permit.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { prepareYearlyDisposal } from '../disposal/prepare-disposal.ts';
import { attendFinding } from '../finding/settle-ended.ts';
import { attendInstruction } from '../instruction/attend-instruction.ts';
import { attendReport } from '../monthly-report/attend-report.ts';
import { openReportsDue } from '../monthly-report/open-monthly-reports.ts';
import { remindOfKeys } from '../registration/api-keys.ts';
import { attendProposal } from '../registration/apply-proposal.ts';
import { tellAnchors } from '../registration/tell-directory.ts';
import { carriedOut } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { isOfficeHour, startOfDay } from '../values/calendar.ts';
import { Retryable } from '../values/errors.ts';
import { attendWork } from '../work/attend-work.ts';
import { attendCase } from './attend-case.ts';
import { remindDeadlines } from './remind-deadlines.ts';

/** What is due for the record in a row, by the kind of row; true when something moved. */
type Attend = (
  ports: Ports,
) => (caseId: string, id: string, businessDate: Temporal.PlainDate) => Promise<boolean>;
/** Of records, by their kind; undefined: nothing of it ever falls due. */
const OF_RECORDS: Readonly<Record<RecordName, Attend | undefined>> = {
  change: undefined,
  finding: attendFinding,
  instruction: attendInstruction,
  reconciliation: undefined,
  reconfirmation: undefined,
  report: attendReport,
  shortening: attendShortening,
  work: attendWork,
};
const ATTEND: Readonly<Record<string, Attend | undefined>> = {
  ...Object.fromEntries(RECORDS.map(({ prefix, kind }) => [prefix, OF_RECORDS[kind]])),
  STATE: (ports) => async (caseId, _id, businessDate) =>
    carriedOut(await attendCase(ports)(caseId, businessDate)) !== 'nothing-due',
  // Belongs to no case: the id stands where theirs does.
  PROPOSAL: (ports) => (proposalId, _id, businessDate) => attendProposal(ports)(proposalId, businessDate),
};

/** What is asked once for the whole city, and under which name a failure is told. */
const ONCE_A_DAY: readonly (readonly [
  pk: string,
  attend: (ports: Ports) => (businessDate: Temporal.PlainDate) => Promise<unknown>,
])[] = [
  ['DISPOSAL', prepareYearlyDisposal],
  ['VENDOR', remindOfKeys],
  ['DEADLINE', remindDeadlines],
  ['DIRECTORY', tellAnchors],
];

type Failed = { readonly pk: string; readonly error: unknown };

/**
 * One page of one shard of the due index: attend to each case and record, say how many moved and where to go on. A case that
 * cannot be attended to (a corrupt row) is named and holds up no other.
 *
 * @throws {Retryable} when the store fails for now; the whole page is then asked for again
 */
export const sweepDue =
  (ports: Ports) =>
  async (input: {
    readonly businessDate: Temporal.PlainDate;
    readonly shard: string;
    readonly cursor?: string | undefined;
    readonly limit?: number;
  }): Promise<{ attended: number; failed: readonly Failed[]; cursor: string | undefined }> => {
    const failed: Failed[] = [];
    const isFirst = input.shard === SHARDS[0] && input.cursor === undefined;
    if (isFirst && isOfficeHour(ports.clock(), input.businessDate, await loadSettings(ports.store)))
      // Look at every case or vendor: what fails must not keep the others from being asked what is due.
      for (const [pk, attend] of ONCE_A_DAY)
        try {
          await attend(ports)(input.businessDate);
        } catch (error) {
          if (error instanceof Retryable) throw error;
          failed.push({ pk, error });
        }
    const page = await ports.store.query({
      index: 'due',
      hash: input.shard,
      to: startOfDay(input.businessDate.add({ days: 1 })).toString(),
      limit: input.limit ?? 25,
      ...(input.cursor ? { cursor: input.cursor } : {}),
    });
    let attended = 0;
    for (const row of page.items)
      try {
        const [kind = '', id = ''] = row.sk.split('#');
        const caseId = row.pk.slice(row.pk.indexOf('#') + 1);
        if (await ATTEND[kind]?.(ports)(caseId, id, input.businessDate)) attended += 1;
      } catch (error) {
        if (error instanceof Retryable) throw error;
        failed.push({ pk: row.pk, error });
      }
    return { attended, failed, cursor: page.cursor };
  };

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
