import { Temporal } from 'temporal-polyfill';
import { UNREPORTED } from '../case/records/work.ts';
import { WORK_STATUSES, type WorkHead } from '../case/records/work-facts.ts';

/** Where a work stands at an instant: what the record says, and what the clock adds to it. */

const ACCEPTED = { notice: '届出済', acknowledge: '受理', approve: '承認' } as const;

type Standing = 'not-yet' | 'going-on' | 'awaits-report' | 'settled';

/** Whether the planned time has come. */
const standingOf = (
  { status, plannedStart, plannedEnd }: Pick<WorkHead, 'status' | 'plannedStart' | 'plannedEnd'>,
  now: Temporal.Instant,
): Standing => {
  if (!UNREPORTED.includes(status)) return 'settled';
  const past = (at: string) => Temporal.Instant.compare(now, Temporal.Instant.from(at)) >= 0;
  return past(plannedEnd) ? 'awaits-report' : past(plannedStart) ? 'going-on' : 'not-yet';
};

/** e.g. 実施中, 報告待ち, 承認, 緊急（事後承認待ち）・報告待ち. */
export const workStatusLabel = (
  head: Pick<WorkHead, 'status' | 'plannedStart' | 'plannedEnd' | 'mode' | 'emergency' | 'answer'>,
  now: Temporal.Instant,
): string => {
  const { status, mode, emergency, answer } = head;
  const standing = standingOf(head, now);
  const clock = standing === 'going-on' ? '実施中' : standing === 'awaits-report' ? '報告待ち' : undefined;
  if (status === 'accepted') return clock ?? (emergency ? '事後承認済' : ACCEPTED[mode]);
  if (status === 'emergency') return clock ? `${WORK_STATUSES.emergency}・${clock}` : WORK_STATUSES.emergency;
  if (status === 'unannounced') return WORK_STATUSES.unannounced;
  if (status === 'submitted')
    return standing === 'awaits-report' ? '回答待ち（予定の日時を経過）' : '回答待ち';
  if (emergency && answer === undefined && (status === 'reported' || status === 'confirmed'))
    return `${WORK_STATUSES[status]}・事後承認待ち`;
  return WORK_STATUSES[status];
};
