import { Temporal } from 'temporal-polyfill';
import type { Write } from '../store/ports.ts';
import { startOfDay } from '../values/calendar.ts';
import { type CaseState, openQuestions, type Supervised } from './case-state.ts';
import { waitsForOther } from './open-orders.ts';
import { type Stop, stopsOf } from './stops.ts';

/** When the daily run must look at a case: the instant under which its row stands in the index of what is due. */

const earliest = (...times: readonly (string | undefined)[]): string | undefined =>
  times
    .filter((time) => time !== undefined)
    .sort()
    .at(0);
const midnight = (date: string | undefined, days = 0): string | undefined =>
  date === undefined ? undefined : startOfDay(Temporal.PlainDate.from(date).add({ days })).toString();

/** When the daily run must look at the case; see daily/attend-case.ts. */
export const dueAtOf = (state: CaseState): string | undefined => {
  const asked = openQuestions(state).length > 0 ? state.changedAt : undefined;
  switch (state.status) {
    case 'confirming':
    case 'approving':
    case 'returned':
      return state.changedAt;
    case 'upcoming':
      return earliest(asked, midnight(state.period.from), ...supervisedDue(state));
    case 'active':
    case 'suspended':
      return earliest(asked, ...supervisedDue(state));
    default:
      return earliest(asked, state.held);
  }
};

/** Days before the last day of a suspension from which the daily run looks whether the manager is to be asked. */
const REVIEW_WINDOW = 60;
const stopDue = ({ until, ends }: Stop): string | undefined => midnight(until, ends ? -REVIEW_WINDOW : 1);

/** A sanction that is notified takes effect on its day; a further suspension when the first has ended. */
const effectDue = (state: Supervised): string | undefined =>
  earliest(
    ...state.orders
      .filter((order) => order.stage === 'notified' && !waitsForOther(state.status, order))
      .map(({ effectiveOn }) => midnight(effectiveOn)),
  );

/** Days before the end from which the daily run looks whether a reminder is due; more than any setting asks for. */
const RENEWAL_WINDOW = 130;
const RENEWAL_STAGES = 3;

const supervisedDue = (state: Supervised): readonly (string | undefined)[] => [
  state.held,
  midnight(state.period.to, 1),
  midnight(state.ending?.lastDay, 1),
  effectDue(state),
  ...stopsOf(state).map(stopDue),
  midnight(state.reconfirmOn),
  (state.renewalReminded ?? 0) < RENEWAL_STAGES ? midnight(state.period.to, -RENEWAL_WINDOW) : undefined,
];

/** What the daily run found to be due for a case. */
export type Attended =
  | 'nothing-due'
  | 'reissued'
  | 'reminded'
  | 'started'
  | 'expired'
  | 'ended'
  | 'moved'
  | 'took-effect'
  | 'suspension-ended'
  | 'asked'
  | 'released';
export type Plan = { readonly ok: true; readonly value: Attended; readonly writes: readonly Write[] };
export const NOTHING: Plan = { ok: true, value: 'nothing-due', writes: [] };
