import { Temporal } from 'temporal-polyfill';
import { Fatal } from '../values/errors.ts';
import { formatWarekiShort } from '../values/wareki.ts';
import type { Regulation } from './regulation.ts';
import { tomakomaiR50401 } from './tomakomai-r5-04-01.ts';

/** All versions of the city's rule that this installation knows. Another city puts its own files here. */
export const regulations: readonly Regulation[] = [tomakomaiR50401];

/**
 * Every version that permits may have been given under: those whose text is registered, and before the first of them those
 * that its 附則 names. Of these only the day of effect is known; they are shown in the words of the text that came after,
 * which `textOf` names. A text that is registered later takes their place.
 */
export const allVersions = (versions: readonly Regulation[] = regulations): readonly Regulation[] => {
  const registered = versions.toSorted(byEffect);
  const first = new Map(registered.toReversed().map((version) => [version.city, version]));
  return [...[...first.values()].flatMap(namedBefore), ...registered].toSorted(byEffect);
};

const byEffect = (a: Regulation, b: Regulation) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1);

const namedBefore = (version: Regulation): readonly Regulation[] =>
  version.history.slice(0, -1).map(({ date }, index) => ({
    ...version,
    id: version.id.replace(/[^/]+$/, formatWarekiShort(Temporal.PlainDate.from(date))),
    effectiveFrom: date,
    history: version.history.slice(0, index + 1),
    textOf: version.id,
  }));

/** The version in force on a day in Japan. Throws `Fatal` before the rule itself came into effect. */
export function regulationOn(
  date: Temporal.PlainDate,
  versions: readonly Regulation[] = regulations,
): Regulation {
  const found = allVersions(versions).findLast(({ effectiveFrom }) => effectiveFrom <= date.toString());
  if (!found) throw new Fatal(`no version of the rule is in force on ${date}`);
  return found;
}

/** The version an application was judged by, e.g. 'tomakomai/R5.4.1'. Throws `Fatal` when it is not known. */
export function regulationById(id: string, versions: readonly Regulation[] = regulations): Regulation {
  const found =
    versions.find((regulation) => regulation.id === id) ??
    allVersions(versions).find((regulation) => regulation.id === id);
  if (!found) throw new Fatal(`unknown version of the rule: ${id}`);
  return found;
}
