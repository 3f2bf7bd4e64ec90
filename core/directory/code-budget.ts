import type { Item } from '../store/ports.ts';
import { Fatal } from '../values/errors.ts';

/**
 * How often a code may be asked for, over windows that slide (docs/adr/0027). Whoever asks pays from what is his own: a
 * source, a device, a mailed link. Of what is the person's, a stranger can use up nothing.
 */

/** When a code was asked for (epoch ms), and who or what it is counted for within the row. */
export type Asked = readonly (readonly [at: number, by: string])[];

const isAsk = (entry: unknown): entry is Asked[number] =>
  Array.isArray(entry) && typeof entry[0] === 'number' && typeof entry[1] === 'string';
/** By hand: a source's row has a thousand entries, and whoever is refused reads them all. */
export const askedOf = (row: Item | undefined): Asked => {
  const asked = row?.['asked'] ?? [];
  if (!Array.isArray(asked) || !asked.every(isAsk)) throw new Fatal('a row of codes that cannot be read');
  return asked;
};

type Limit = {
  readonly count: number;
  readonly hours: number;
  /** For each `by` apart. */
  readonly each?: true;
};
export type Budget = readonly Limit[];

/** From one source, counted by address: a city hall leaves by one source, and each of its people may ask four times. */
export const SOURCE_BUDGET: Budget = [
  { count: 4, hours: 1, each: true },
  { count: 1000, hours: 1 },
];
/** To one address from devices that are not known, counted by source: what strangers can send to a mailbox at most. */
export const ADDRESS_BUDGET: Budget = [
  { count: 8, hours: 1 },
  { count: 24, hours: 24 },
];
/** By mailed links of one person, counted by source: a scanner that presses the button is another source than the person. */
export const LINK_BUDGET: Budget = [
  { count: 4, hours: 1, each: true },
  { count: 12, hours: 1 },
];
/** From one known device for one person. */
export const DEVICE_BUDGET: Budget = [{ count: 10, hours: 1 }];

const HOUR = 3_600_000;

/** Hours after which nothing of a row of this budget counts any more. */
export const longestOf = (budget: Budget): number => Math.max(...budget.map(({ hours }) => hours));

/**
 * Epoch ms from which one more is possible; not after now when it is possible now. What was asked for by a clock that was
 * ahead by more than the window counts no more: it would keep the person out until that day comes.
 */
export const freeFrom = (asked: Asked, budget: Budget, by: string, now: number): number =>
  Math.max(
    ...budget.map(({ count, hours, each }) => {
      const counted = asked.filter(([at, other]) => at <= now + hours * HOUR && (!each || other === by));
      const oldest = counted.at(-count);
      return oldest && counted.length >= count ? oldest[0] + hours * HOUR : 0;
    }),
  );

/** With this one, and without what counts no more. */
export const withAsked = (asked: Asked, budget: Budget, by: string, now: number): Asked => [
  ...asked.filter(([at]) => Math.abs(at - now) < longestOf(budget) * HOUR),
  [now, by],
];
