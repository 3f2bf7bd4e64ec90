import { dayNumber, startOfJapaneseDay } from '../support/calendar-oracle.ts';
import { randomFor } from './faults.ts';
import { dayOf } from './invariants/working-days.ts';
import type { Desk } from './people-supervision.ts';
import { among, between } from './random.ts';
import { AMENDED_ON } from './rule.ts';

/** What the chief's office does about all permits at once: 廃棄 (第12条), and the amended rule (G15). */

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Shorter cities end before anything is over. */
const LONG = 700 * DAY;

export const planOffice = (
  { put, hours }: Pick<Desk, 'put' | 'hours'>,
  { seed, end }: { readonly seed: number; readonly end: number },
  begin: number,
): void => {
  const random = randomFor(seed, 'office');
  const within = (at: number): boolean => at >= begin && at <= end;

  // A short retention, so that cases are erased within the years of the city; now and then it is prolonged.
  const keep = (at: number, retentionYears: number) =>
    put(at, () => ({ who: 'chief', kind: 'settings', args: { retentionYears } }));
  if (end - begin > LONG) keep(hours(begin + between(random, 1, 90) * DAY, random), 1);
  for (let year = 2027; end - begin > LONG && year < 2034; year += 1)
    for (const most of [30, 200, 200]) {
      const april = startOfJapaneseDay(dayNumber(year, 4, 1));
      const at = hours(april + between(random, 0, most) * DAY, random);
      const args = {
        by: among(random, [
          ['holder', 6],
          ['deputy', 2],
          ['stranger', 1],
          ['former', 1],
        ]),
        ...(random() < 0.3 ? { exclude: true } : {}),
        ...(random() < 0.3 ? { prepare: true } : {}),
        ...(random() < 0.2 ? { twice: true } : {}),
        ...(random() < 0.1 ? { stale: true } : {}),
      };
      if (!within(at)) continue;
      put(at, () => ({ who: 'chief', kind: 'dispose', args }));
      if (random() < 0.1) keep(at + 2 * MINUTE, 3);
    }

  // Permits in force are to be confirmed under the new version; pressed again, it goes on where it was.
  for (const days of [-30, 0, 20, 90, 200]) {
    const amended = startOfJapaneseDay(dayOf(AMENDED_ON));
    const at = hours(amended + (days + between(random, 0, 15)) * DAY, random);
    const by = among(random, [
      ['holder', 5],
      ['deputy', 1],
      ['stranger', 1],
    ]);
    if (within(at)) put(at, () => ({ who: 'chief', kind: 'renew-rule', args: { by } }));
  }
};
