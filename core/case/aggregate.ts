import type { z } from 'zod';
import type { Actor } from '../values/actor.ts';
import type { Status } from './permit-statuses.ts';

/**
 * A record of its own within a case: a work, a monthly report, an instruction, a finding. Its head is the fold of the
 * case's events that name it, kept in a row beside the state, with its own states and its own table of what may
 * happen when. What people wrote is no part of it: that stands in papers, and the head knows their numbers.
 */

/** When, by whom and as which event of the case something happened. */
export type Mark = {
  readonly seq: number;
  readonly at: string;
  readonly by: Actor;
  /** Hash of the paper of this event. */
  readonly paper?: string | undefined;
};

export type RecordTransition<S extends string> = {
  /** 'none' = there is no such record yet. */
  readonly from: readonly (S | 'none')[];
  /** 'same' = the record's state stays; a list: the fold says which. */
  readonly to: S | 'same' | readonly S[];
  /** States of the permit in which it may happen. */
  readonly within: readonly Status[];
  readonly label: string;
  readonly who: 'vendor' | 'manager' | 'chief' | 'system' | 'operator' | 'clerk';
  readonly article: string;
};

export type Aggregate<S extends string, H extends { status: S }, F extends { type: string }> = {
  /** 作業, 月次利用状況報告 … */
  readonly noun: string;
  /** The row is `<prefix>#<id>`. */
  readonly prefix: string;
  readonly statuses: Readonly<Record<S, string>>;
  readonly transitions: Readonly<Record<F['type'], RecordTransition<S>>>;
  readonly head: z.ZodType<H>;
  readonly fact: z.ZodType<F>;
  readonly idOf: (fact: F) => string;
  /** Head after one more event about it. */
  readonly evolve: (head: H | undefined, fact: F, mark: Mark) => H;
  /** Instant (ISO) at which the daily run must look at it; undefined: never. */
  readonly dueAt: (head: H) => string | undefined;
};
