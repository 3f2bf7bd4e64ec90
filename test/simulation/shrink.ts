import { play } from './play.ts';
import type { Story } from './story.ts';
import type { Violation } from './world.ts';

/** A story that violates, made smaller as long as it still violates the same invariant. */

/** Splits into halves, quarters …: at each size every part is left out once. */
const parts = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => [
    ...items.slice(0, n * size),
    ...items.slice((n + 1) * size),
  ]);

export const shrink = async (
  story: Story,
  violation: Violation,
  limit: { readonly replays: number; readonly until: () => boolean },
): Promise<Story> => {
  let best = story;
  let left = limit.replays;
  const holds = async (candidate: Story): Promise<boolean> => {
    if (left <= 0 || limit.until()) return false;
    left -= 1;
    const played = await play({ story: candidate });
    const same = played.violations.find(({ invariant }) => invariant === violation.invariant);
    if (!same) return false;
    best = { ...candidate, violation: `${same.invariant}: ${same.message}` };
    return true;
  };
  const without = async <T>(
    items: readonly T[],
    make: (kept: readonly T[]) => Story,
  ): Promise<readonly T[]> => {
    let kept = items;
    for (let size = Math.ceil(kept.length / 2); size >= 1 && kept.length > 0; size = Math.floor(size / 2)) {
      for (let again = true; again && kept.length > 0; ) {
        again = false;
        for (const fewer of parts(kept, size))
          if (fewer.length < kept.length && (await holds(make(fewer)))) {
            kept = fewer;
            again = true;
            break;
          }
        if (left <= 0 || limit.until()) return kept;
      }
    }
    return kept;
  };

  // Nobody acts after the violation; unless it shows at the end only, the city may end a day later.
  const soon = story.actions.filter(({ at }) => at <= violation.at);
  if (soon.length < story.actions.length) await holds({ ...best, actions: soon });
  await holds({ ...best, end: Math.min(best.end, violation.at + 60_000) });
  const permits = [...new Set(best.actions.flatMap(({ permit }) => (permit === undefined ? [] : [permit])))];
  await without(permits, (kept) => ({
    ...best,
    actions: best.actions.filter(({ permit }) => permit === undefined || kept.includes(permit)),
  }));
  const bare = best.actions.filter(({ who }) => who !== 'nature' && who !== 'stranger');
  await holds({ ...best, actions: bare, bites: [] });
  await holds({ ...best, bites: [] });
  await without(best.actions, (actions) => ({ ...best, actions: [...actions] }));
  await without(best.bites, (bites) => ({ ...best, bites: [...bites] }));
  await without(best.actions, (actions) => ({ ...best, actions: [...actions] }));
  // Only what bites in the story that is left.
  const played = await play({ story: best });
  return { ...best, bites: [...played.story.bites] };
};
