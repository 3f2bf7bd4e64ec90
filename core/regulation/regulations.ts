import { Temporal } from 'temporal-polyfill';
import type { Regulation } from './regulation.ts';
import { tomakomaiR50401 } from './tomakomai-r5-04-01.ts';

/** All versions of the city's rule that this installation knows. Another city puts its own files here. */
export const regulations: readonly Regulation[] = [tomakomaiR50401];

/** The version in force on a day in Japan; undefined before the first version known. */
export function regulationOn(
  date: Temporal.PlainDate,
  versions: readonly Regulation[] = regulations,
): Regulation | undefined {
  const compare = (a: Regulation, b: Regulation) =>
    Temporal.PlainDate.compare(a.effectiveFrom, b.effectiveFrom);
  return versions
    .filter(({ effectiveFrom }) => Temporal.PlainDate.compare(effectiveFrom, date) <= 0)
    .toSorted(compare)
    .at(-1);
}

/** The version an application was judged by, e.g. 'tomakomai/R5.4.1'. */
export function regulationById(
  id: string,
  versions: readonly Regulation[] = regulations,
): Regulation | undefined {
  return versions.find((regulation) => regulation.id === id);
}
