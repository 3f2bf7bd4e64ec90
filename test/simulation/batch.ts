import type { FaultKind } from './faults.ts';
import { play } from './play.ts';
import { shrink } from './shrink.ts';
import type { Story } from './story.ts';

/** Many cities, one after the other. */

export type Sums = {
  seeds: number;
  permitYears: number;
  cases: number;
  permits: number;
  acts: number;
  restarts: number;
  /** About works and months: first questions, answers, requests. */
  mails: number;
  /** Days on which somebody got something together or again: three mails at most (INV-29). */
  mailDays: number;
  /** Seeds that were played a second time with the same hash (INV-22). */
  repeated: number;
  counts: Partial<Record<FaultKind, number>>;
  answers: Record<string, number>;
};
export type Failure = {
  readonly seed: number;
  readonly invariant: string;
  readonly message: string;
  /** None when the city came to no end. */
  readonly story: Story | undefined;
};

export const noSums = (): Sums => ({
  seeds: 0,
  permitYears: 0,
  cases: 0,
  permits: 0,
  acts: 0,
  restarts: 0,
  mails: 0,
  mailDays: 0,
  repeated: 0,
  counts: {},
  answers: {},
});

export const addSums = (sums: Sums, more: Sums): void => {
  for (const name of [
    'seeds',
    'permitYears',
    'cases',
    'permits',
    'acts',
    'restarts',
    'mails',
    'mailDays',
    'repeated',
  ] as const)
    sums[name] += more[name];
  for (const kind of Object.keys(more.counts) as FaultKind[]) // the keys of counts
    sums.counts[kind] = (sums.counts[kind] ?? 0) + (more.counts[kind] ?? 0);
  for (const [key, count] of Object.entries(more.answers))
    sums.answers[key] = (sums.answers[key] ?? 0) + count;
};

/** One seed in so many is played twice, from its story, and must end in the same rows (INV-22). */
const REPEATED = 25;

/** A defect of the simulation itself says in which seed. */
const playOrNameSeed = async (seed: number) => {
  try {
    return await play({ seed });
  } catch (error) {
    throw new Error(`seed ${seed} broke the simulation`, { cause: error });
  }
};

export const runSeed = async (
  seed: number,
  options: { readonly shrinkMs: number },
): Promise<{ sums: Sums; failure: Failure | undefined }> => {
  const played = await playOrNameSeed(seed);
  const sums: Sums = {
    seeds: 1,
    permitYears: played.permitYears,
    cases: played.cases,
    permits: played.permits,
    acts: played.acts,
    restarts: played.lives - 1,
    mails: played.mails,
    mailDays: played.mailDays,
    repeated: 0,
    counts: Object.fromEntries(played.counts),
    answers: Object.fromEntries(played.answers),
  };
  let [violation] = played.violations;
  if (!violation && seed % REPEATED === 0) {
    const again = await play({ story: played.story });
    sums.repeated = 1;
    if (again.hash() !== played.hash())
      violation = {
        invariant: 'INV-22',
        message: 'the same story ended otherwise',
        caseId: undefined,
        at: 0,
      };
  }
  if (!violation) return { sums, failure: undefined };
  const { invariant, message } = violation;
  const until = performance.now() + options.shrinkMs;
  const small =
    invariant === 'INV-22' || options.shrinkMs === 0
      ? played.story
      : await shrink(played.story, violation, { replays: 1000, until: () => performance.now() > until });
  return { sums, failure: { seed, invariant, message, story: small } };
};
