import { Temporal } from 'temporal-polyfill';
import type { CaseFact } from '../case/case-event.ts';
import type { Supervised } from '../case/case-state.ts';

/**
 * What ends a permit of itself before a day (第4条第3項, 廃止届): 満了, or 廃止 where it was given up earlier.
 *
 * @param day the first day on which it would have to hold still
 */
export const ownEndBefore = (
  { period, ending }: Pick<Supervised, 'period' | 'ending'>,
  day: string,
): Extract<CaseFact, { type: 'expired' | 'ended' }> | undefined => {
  if (ending && ending.lastDay < period.to && ending.lastDay < day)
    return { type: 'ended', on: Temporal.PlainDate.from(ending.lastDay).add({ days: 1 }).toString() };
  return period.to < day ? { type: 'expired' } : undefined;
};
