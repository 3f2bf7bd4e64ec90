import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/values/hash.ts';
import { isWorkingDay, startOfJapaneseDay } from '../support/calendar-oracle.ts';
import { CITY_ACTS } from './acts-city.ts';
import { CONTACT_ACTS } from './acts-contacts.ts';
import { FILE_ACTS } from './acts-files.ts';
import { NATURE_ACTS } from './acts-nature.ts';
import { PERMIT_ACTS } from './acts-permit.ts';
import { type ActFn, VENDOR_ACTS } from './acts-vendor.ts';
import { type Bite, createFaults, type FaultKind, randomFor } from './faults.ts';
import { judgeEnd, judgeExecutions, judgeWaiting } from './invariants/at-end.ts';
import { isInForce } from './invariants/lifecycle-oracle.ts';
import { createPeople, planCity } from './people.ts';
import type { Action, Story } from './story.ts';
import { jstDay } from './ticks.ts';
import { type CityWorld, createCityWorld, type Violation } from './world.ts';

const ACTS: Readonly<Record<string, ActFn>> = {
  ...VENDOR_ACTS,
  ...CITY_ACTS,
  ...CONTACT_ACTS,
  ...PERMIT_ACTS,
  ...FILE_ACTS,
  ...NATURE_ACTS,
};
const DAY = 86_400_000;
const HOUR = 3_600_000;

export type Played = {
  readonly story: Story;
  readonly violations: readonly Violation[];
  readonly permitYears: number;
  readonly cases: number;
  readonly permits: number;
  readonly acts: number;
  readonly lives: number;
  readonly mails: number;
  readonly mailDays: number;
  readonly counts: ReadonlyMap<FaultKind, number>;
  /** SHA-256 over all rows: the same story gives the same (INV-22). */
  readonly hash: () => string;
  /** Kind and status of each answer, for looking at what the people really reach. */
  readonly answers: ReadonlyMap<string, number>;
};

const nextMorning = (at: number): number => {
  let day = jstDay(at);
  while (!isWorkingDay(day) || startOfJapaneseDay(day) + 10 * HOUR < at) day += 1;
  return startOfJapaneseDay(day);
};

const hashOfRows = (world: CityWorld): string => {
  const rows = [...world.store.rows()].map((row) => `${row.pk} ${row.sk} ${canonicalJson(row)}`);
  return createHash('sha256').update(rows.sort().join('\n')).digest('hex');
};

/** Time in force, from the notice to the end of the permit or of the story. */
const permitYearsOf = (world: CityWorld, end: number): { years: number; permits: number } => {
  let time = 0;
  let permits = 0;
  for (const { state } of world.judge.trails.values()) {
    if (!state || !('permitNo' in state)) continue;
    permits += 1;
    const events = world.store.partition(`CASE#${state.caseId}`).flatMap((row) => {
      const event = row['event'] as { at: string; fact: { type: string } } | undefined;
      return event ? [event] : [];
    });
    const from = events.find(({ fact }) => fact.type === 'permit-notified')?.at;
    const closed = isInForce(state.status)
      ? undefined
      : events.find(({ fact }) => ['expired', 'revoked', 'lapsed', 'ended'].includes(fact.type))?.at;
    if (from !== undefined) time += (closed === undefined ? end : Date.parse(closed)) - Date.parse(from);
  }
  return { years: time / (365.25 * DAY), permits };
};

/** Up to so many turns late, mostly few (a request takes some fifty): where it meets what else is under way. */
const MOST_TURNS = 400;
const turns = async (random: () => number): Promise<void> => {
  for (let left = Math.floor(random() * random() * MOST_TURNS); left > 0; left -= 1) await undefined;
};

/** Plays a city: a new one from a seed, or a story that was written down. */
export const play = async (
  source: { readonly seed: number } | { readonly story: Story },
): Promise<Played> => {
  const told = 'story' in source ? source.story : undefined;
  const plan = told ?? planCity('seed' in source ? source.seed : 0);
  const faults = createFaults(told ? { bites: told.bites } : { seed: plan.seed, rate: 0.35 });
  const world = await createCityWorld(plan, faults);
  const people = told ? undefined : createPeople(world, plan);
  const done: Action[] = [];
  const answers = new Map<string, number>();
  const queue = told ? [...told.actions] : [];
  let checked = world.now();

  const perform = async (action: Action): Promise<void> => {
    const act = ACTS[action.kind];
    if (!act) throw new Error(`no act ${action.kind}`);
    const answer = await act(world, action);
    const key = `${action.kind} ${answer?.status ?? '-'}`;
    answers.set(key, (answers.get(key) ?? 0) + 1);
    people?.heard(action, answer?.status);
  };
  const performAll = async (batch: readonly Action[]): Promise<void> => {
    const [first] = batch;
    if (!first) return;
    await world.advanceTo(first.overlap ? first.at - 1 : first.at);
    if (world.violations.length > 0) return;
    if (first.overlap) world.moveTo(first.at);
    world.enter(`${first.overlap ? 'meet' : 'act'}:${first.id}`);
    done.push(...batch);
    if (batch.length > 1 || first.overlap) world.faults.note('race');
    const acting = batch.map(async (action) => {
      if (first.overlap || batch.length > 1) await turns(randomFor(plan.seed, `turns ${action.id}`));
      await perform(action);
    });
    await Promise.all([...acting, ...(first.overlap ? [world.settle()] : [])]);
    await world.settle();
    if (first.overlap) judgeWaiting(world);
  };
  const nextBatch = (): readonly Action[] => {
    if (people) return people.next();
    const batch = queue.splice(0, 1);
    while (queue[0]?.race && batch.length > 0) batch.push(...queue.splice(0, 1));
    return batch;
  };

  while (world.violations.length === 0) {
    const batch = nextBatch();
    const [first] = batch;
    if (!first || first.at > plan.end) break;
    await performAll(batch);
    if (world.now() - checked > 45 * DAY) {
      checked = world.now();
      judgeExecutions(world);
    }
  }
  if (world.violations.length === 0) await world.advanceTo(plan.end);
  if (world.violations.length === 0) {
    await world.calm();
    // The next morning on which the office works, 24 hours from now at least.
    await world.advanceTo(nextMorning(world.now() + 24 * HOUR) + 10 * HOUR);
  }
  if (world.violations.length === 0) await judgeEnd(world);
  const bites: Bite[] = faults.log;
  const { years, permits } = permitYearsOf(world, plan.end);
  const { seed, start, end, tickRate } = plan;
  const [violation] = world.violations;
  return {
    story: {
      seed,
      start,
      end,
      tickRate,
      actions: done,
      bites,
      ...(violation ? { violation: `${violation.invariant}: ${violation.message}` } : {}),
    },
    violations: world.violations,
    permitYears: years,
    cases: world.judge.trails.size,
    permits,
    acts: done.length,
    lives: world.lives(),
    ...world.judge.mailCounts(),
    counts: faults.counts,
    hash: () => hashOfRows(world),
    answers,
  };
};
