import { Temporal } from 'temporal-polyfill';
import type { Supervised } from '../case/case-state.ts';

/** The last day on which a permit holds, or held: it may have ended before its period (第8条, 廃止). */
export const lastDayOf = (state: Supervised): Temporal.PlainDate => {
  const end = Temporal.PlainDate.from(state.period.to);
  const over = 'overOn' in state ? Temporal.PlainDate.from(state.overOn).subtract({ days: 1 }) : end;
  return Temporal.PlainDate.compare(over, end) < 0 ? over : end;
};
