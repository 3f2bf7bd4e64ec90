import type { Action } from './story.ts';

/** Chance, always from a generator that is passed in. */

export type Random = () => number;
export type Draft = Omit<Action, 'id' | 'at'>;

export const among = <T>(random: Random, choices: readonly (readonly [T, number])[]): T => {
  let left = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  const [first] = choices;
  if (!first) throw new Error('no choice');
  return first[0];
};

export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
