import { Temporal } from 'temporal-polyfill';
import { isEarlier, startOfDay } from '../values/calendar.ts';
import type { WorkHead, WorkStatus } from './records/work-facts.ts';

/**
 * What becomes of announced works when the permit stops: suspended, revoked, expired, ended (第6条第3号, 第8条). Nobody may
 * do them any more, so nobody is asked or accused for them. What began before lasted lawfully until that instant.
 */

/** From which instant nobody may connect, and the number of the event that says so. */
export type Stopped = { readonly from: string; readonly seq: number };

/** @param overOn first day on which the permit holds no more; absent with 停止 and 取消, which hold at once */
export const stoppedBy = (
  { at, seq }: { readonly at: string; readonly seq: number },
  overOn?: string,
): Stopped => ({
  from: overOn === undefined ? at : startOfDay(Temporal.PlainDate.from(overOn)).toString(),
  seq,
});

/** Applied for, allowed or returned; nobody has said that it took place. */
const ANNOUNCED: readonly WorkStatus[] = ['submitted', 'accepted', 'returned'];

/**
 * A work that was announced before the permit stopped, and would have gone on after. An emergency that had begun is none:
 * it took place, and is reported and approved afterwards.
 */
export const lapses = (stopped: Stopped | undefined, work: WorkHead): boolean => {
  if (stopped === undefined) return false;
  const { status, plannedStart, plannedEnd, papers } = work;
  const filed = papers['work-revised'] ?? papers['work-announced'] ?? 0;
  if (filed > stopped.seq) return false;
  if (status === 'emergency') return isEarlier(stopped.from, plannedStart);
  return ANNOUNCED.includes(status) && isEarlier(stopped.from, plannedEnd);
};

/**
 * A work that nobody has said took place; an emergency only while it was told before: one that is told afterwards has taken
 * place, and is reported and approved as it was.
 */
export const mayLapse = ({ status, announcedAt, plannedStart }: WorkHead): boolean =>
  ANNOUNCED.includes(status) || (status === 'emergency' && isEarlier(announcedAt, plannedStart));

/** A work during all of which nobody could lawfully connect: a suspension or a cut-off covers it. */
export const isForbiddenThroughout = (
  { status, plannedStart, plannedEnd }: WorkHead,
  spans: readonly { readonly from: string; readonly to: string }[],
): boolean =>
  ANNOUNCED.includes(status) &&
  spans.some(({ from, to }) => !isEarlier(plannedStart, from) && !isEarlier(to, plannedEnd));

/** Whether a work may be going on, or is still to come, at an instant: read before a permit is stopped. */
export const isAhead = ({ status, plannedEnd }: WorkHead, now: Temporal.Instant): boolean =>
  (status === 'accepted' || status === 'emergency') && isEarlier(now.toString(), plannedEnd);
