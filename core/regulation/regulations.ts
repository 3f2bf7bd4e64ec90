import { Temporal } from 'temporal-polyfill';
import { Fatal } from '../errors.ts';
import type { Regulation } from './regulation.ts';
import { tomakomaiR50401 } from './tomakomai-r5-04-01.ts';

/** All versions of the city's rule that this installation knows. Another city puts its own files here. */
export const regulations: readonly Regulation[] = [tomakomaiR50401];

/** The version in force on a day in Japan. Throws `Fatal` before the first version known. */
export function regulationOn(
  date: Temporal.PlainDate,
  versions: readonly Regulation[] = regulations,
): Regulation {
  const compare = (a: Regulation, b: Regulation) =>
    Temporal.PlainDate.compare(a.effectiveFrom, b.effectiveFrom);
  const found = versions
    .filter(({ effectiveFrom }) => Temporal.PlainDate.compare(effectiveFrom, date) <= 0)
    .toSorted(compare)
    .at(-1);
  if (!found) throw new Fatal(`no version of the rule is in force on ${date}`);
  return found;
}

/** The version an application was judged by, e.g. 'tomakomai/R5.4.1'. Throws `Fatal` when it is not known. */
export function regulationById(id: string, versions: readonly Regulation[] = regulations): Regulation {
  const found = versions.find((regulation) => regulation.id === id);
  if (!found) throw new Fatal(`unknown version of the rule: ${id}`);
  return found;
}
