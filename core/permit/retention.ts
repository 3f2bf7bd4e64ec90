import { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../case/case-state.ts';
import { dateOf } from '../values/calendar.ts';
import { fiscalYearOf } from '../values/fiscal-year.ts';

/**
 * 保存期間 (第12条; the setting `retentionYears`): counted from the 1 April that follows the day on which a case ended,
 * as a city counts the retention of its documents. What is under way is kept, however old.
 */

/** The last day of retention: the 31 March, `years` fiscal years after the one in which it ended. */
export const keptUntil = (endedOn: Temporal.PlainDate, years: number): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year: fiscalYearOf(endedOn) + 1 + years, month: 3, day: 31 });

export const isRetentionOver = (
  endedOn: Temporal.PlainDate,
  years: number,
  today: Temporal.PlainDate,
): boolean => Temporal.PlainDate.compare(today, keptUntil(endedOn, years)) > 0;

/**
 * The day on which the case ended; undefined as long as the procedure goes on, or when it is erased already. Questions that
 * nobody has answered since do not prolong the retention: the list of disposal shows them.
 */
export const endedOn = (state: CaseState): Temporal.PlainDate | undefined => {
  if (state.erasedAt !== undefined || state.parked !== undefined) return undefined;
  switch (state.status) {
    case 'withdrawn':
      return dateOf(Temporal.Instant.from(state.changedAt));
    case 'refused':
      return state.notice && Temporal.PlainDate.from(state.notice.issuedOn);
    case 'expired':
      // Fallen with the vendor's permit, and not yet told so: the procedure goes on.
      return state.lapse === undefined ? lastDay(state.overOn) : undefined;
    case 'ended':
    case 'revoked':
      return lastDay(state.overOn);
    default:
      return undefined;
  }
};

/** The case has ended, and has been kept for all its years. What is not, a disposal spares. */
export const mayBeErased = (state: CaseState, years: number, today: Temporal.PlainDate): boolean => {
  const ended = endedOn(state);
  return ended !== undefined && isRetentionOver(ended, years, today);
};

/** The last day on which the permit held. */
const lastDay = (overOn: string) => Temporal.PlainDate.from(overOn).subtract({ days: 1 });
