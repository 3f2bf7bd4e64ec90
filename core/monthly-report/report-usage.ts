import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { yearMonthOf } from '../values/calendar.ts';

/**
 * What the session records (F6) of a month say (第9条): the part of the monthly report that is derived, shown and hashed,
 * never typed. A session belongs to the month in Japan in which it began.
 */

const sessionSchema = z.object({
  workId: z.string(),
  /** Of the notice (F5). */
  noticeNo: z.string(),
  connectedAt: z.string(),
  disconnectedAt: z.string(),
  /** Begun minutes. */
  minutes: z.int(),
  emergency: z.boolean(),
  personalDataAccessed: z.boolean(),
  /** What was conspicuous about it (work.ts). */
  flags: z.array(z.string()),
});
const plannedSchema = z.object({
  workId: z.string(),
  noticeNo: z.string(),
  plannedStart: z.string(),
  plannedEnd: z.string(),
});

export const usageSchema = z.object({
  sessions: z.array(sessionSchema),
  minutes: z.int(),
  /** Sessions without a notice that was answered in the affirmative. */
  unmatched: z.int(),
  overruns: z.int(),
  personalDataAccesses: z.int(),
  emergencies: z.int(),
  /** Notices of works that did not take place (未実施取下げ). */
  unused: z.array(plannedSchema),
  /** Works whose planned end has passed, and of which nothing has been reported. */
  unreported: z.array(plannedSchema),
});
export type Usage = z.infer<typeof usageSchema>;

/** What is read of a work. */
type Work = {
  readonly workId: string;
  readonly noticeNo: string;
  readonly status: string;
  readonly emergency: boolean;
  readonly plannedStart: string;
  readonly plannedEnd: string;
  readonly session?:
    | {
        readonly connectedAt: string;
        readonly disconnectedAt: string;
        readonly personalDataAccessed: boolean;
        readonly flags: readonly string[];
      }
    | undefined;
};

/** @param until works that were planned to end later are still to come */
export const usageOf = (works: readonly Work[], yearMonth: string, until: Temporal.Instant): Usage => {
  const isOfMonth = (instant: string) => yearMonthOf(Temporal.Instant.from(instant)).toString() === yearMonth;
  const sessions = works
    .flatMap(({ session, workId, noticeNo, emergency }) =>
      session !== undefined && isOfMonth(session.connectedAt)
        ? [
            {
              workId,
              noticeNo,
              connectedAt: session.connectedAt,
              disconnectedAt: session.disconnectedAt,
              minutes: minutesOf(session.connectedAt, session.disconnectedAt),
              emergency,
              personalDataAccessed: session.personalDataAccessed,
              flags: [...session.flags],
            },
          ]
        : [],
    )
    .sort((a, b) => (a.connectedAt < b.connectedAt ? -1 : 1));
  const planned = works.filter(({ session, plannedStart }) => !session && isOfMonth(plannedStart));
  const isOver = ({ plannedEnd }: Work) =>
    Temporal.Instant.compare(Temporal.Instant.from(plannedEnd), until) < 0;
  const flagged = (flag: string) => sessions.filter(({ flags }) => flags.includes(flag)).length;
  return {
    sessions,
    minutes: sessions.reduce((sum, { minutes }) => sum + minutes, 0),
    unmatched: flagged('unapproved'),
    overruns: flagged('overrun'),
    personalDataAccesses: sessions.filter(({ personalDataAccessed }) => personalDataAccessed).length,
    emergencies: sessions.filter(({ emergency }) => emergency).length,
    unused: planned.filter(({ status }) => UNUSED.includes(status)).map(noticeOf),
    unreported: planned.filter((work) => !UNUSED.includes(work.status) && isOver(work)).map(noticeOf),
  };
};

/** Withdrawn, or not possible any more since the permit stopped. */
const UNUSED: readonly string[] = ['withdrawn', 'lapsed'];

const noticeOf = ({ workId, noticeNo, plannedStart, plannedEnd }: Work) => ({
  workId,
  noticeNo,
  plannedStart,
  plannedEnd,
});

const minutesOf = (from: string, to: string): number =>
  Math.ceil(Temporal.Instant.from(from).until(Temporal.Instant.from(to)).total('minutes'));
