import type { z } from 'zod';
import { type Refusal, refused } from '../values/errors.ts';
import { parsed } from '../values/frozen.ts';
import type { Actor } from '../values/identity.ts';
import type { Status } from './permit-statuses.ts';

/**
 * A kind of record within a case: a work, a monthly report, an instruction, a finding. Its head is the fold of the
 * case's events that name it, kept in a row beside the state, with its own states and its own table of what may
 * happen when. What people wrote is no part of it: that stands in papers, and the head knows their numbers.
 *
 * Each kind declares itself in one place, core/case/records/<kind>.ts; a column that is left out does not compile
 * (docs/adding-a-record.md).
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
  /**
   * Whether a vendor is told of it, in timelines, papers and lists. What the city weighs and drops, reports to the chief and
   * questions are its own matter; of a violation a vendor learns by the order (第7条).
   */
  readonly told: boolean;
};

/** The people whom the application names (保守責任者, 連絡担当者). */
export const COPIES = ['responsible', 'contact'] as const;
export type Copy = (typeof COPIES)[number];
export const NOBODY: readonly Copy[] = [];

type Fact = { readonly type: string };

/** What a kind of record says of itself. */
type Declaration<
  K extends string,
  P extends string,
  S extends string,
  HS extends z.ZodType<{ status: S }>,
  FS extends z.ZodType<Fact>,
  N extends string,
  C extends string,
> = {
  readonly kind: K;
  /** 作業, 月次利用状況報告 … */
  readonly noun: string;
  /** The row is `<prefix>#<id>`. */
  readonly prefix: string;
  /** Its pages are /permits/<case>/<page>/<id>. */
  readonly page: P;
  readonly statuses: Readonly<Record<S, string>>;
  readonly transitions: Readonly<Record<z.infer<FS>['type'], RecordTransition<S>>>;
  readonly head: HS;
  readonly fact: FS;
  readonly idOf: (fact: z.infer<FS>) => string;
  /** Head after one more event about it. */
  readonly evolve: (head: z.infer<HS> | undefined, fact: z.infer<FS>, mark: Mark) => z.infer<HS>;
  /** Instant (ISO) at which the daily run must look at it; undefined: never. */
  readonly dueAt: (head: z.infer<HS>) => string | undefined;
  /** Mails to the vendor, and who has a copy: those whom the permit names (保守責任者, 連絡担当者). */
  readonly news: Readonly<Record<N, readonly Copy[]>>;
  /** Mails to the manager that ask for no answer. */
  readonly cityNews: readonly C[];
  /**
   * The number, month or name by which people know what they are asked; undefined: the question says it all.
   *
   * @param stage of the question
   */
  readonly askedAbout: ((head: z.infer<HS>, stage: string) => string | undefined) | undefined;
  /** As people know it, by its number, month or day. @param of all that is known of it, from its first fact on */
  readonly labelOf: (id: string, of: readonly z.infer<FS>[]) => string;
  /**
   * What the trail says of a fact beside its name: what was decided, by when. From the facts alone, so that it still
   * stands when everything written is erased.
   *
   * @param of the facts about the same record, up to and with this one
   */
  readonly detailsOf: (fact: z.infer<FS>, of: readonly z.infer<FS>[]) => readonly string[];
  /**
   * What is told by the table, and is the city's own matter in this one case: a step of something of which the vendor never
   * knew.
   *
   * @param what the fact, or the paper to it
   * @param of the facts about the same record; absent where a paper alone is judged
   */
  readonly keepsBack?: (
    what: Pick<z.infer<FS>, 'type'> & { readonly sanction?: string | undefined },
    of: readonly z.infer<FS>[] | undefined,
  ) => boolean;
};

/** What can be said of any record, whatever its kind, of facts that name it. */
type OfAnyKind = {
  readonly isAbout: (fact: Fact) => boolean;
  readonly sk: (fact: Fact) => string;
  readonly refuse: (head: unknown, fact: Fact) => Refusal | undefined;
  readonly evolve: (head: unknown, fact: Fact, mark: Mark) => unknown;
  readonly dueAt: (head: unknown) => string | undefined;
  readonly askedAbout: ((head: unknown, stage: string) => string | undefined) | undefined;
  readonly id: (fact: Fact) => string;
  /** @param facts of the case */
  readonly label: (id: string, facts: readonly Fact[]) => string;
  /** @param facts of the case, up to and with this one */
  readonly details: (fact: Fact, facts: readonly Fact[]) => readonly string[];
  /** @param facts of the case; absent where a paper alone is judged */
  readonly isTold: (
    what: Fact & { readonly sanction?: string | undefined },
    facts?: readonly Fact[],
  ) => boolean;
};

export type RecordKind<
  K extends string,
  P extends string,
  S extends string,
  HS extends z.ZodType<{ status: S }>,
  FS extends z.ZodType<Fact>,
  N extends string,
  C extends string,
> = Declaration<K, P, S, HS, FS, N, C> & { readonly any: OfAnyKind };

export const recordKind = <
  const K extends string,
  const P extends string,
  S extends string,
  HS extends z.ZodType<{ status: S }>,
  FS extends z.ZodType<Fact>,
  N extends string,
  const C extends string,
>(
  declared: Declaration<K, P, S, HS, FS, N, C>,
): RecordKind<K, P, S, HS, FS, N, C> => {
  type F = z.infer<FS>;
  const { prefix, transitions, statuses, noun, askedAbout } = declared;
  const headOf = (head: unknown) =>
    head === undefined ? undefined : parsed<z.infer<HS>>(declared.head, head);
  const factOf = (fact: unknown): F => parsed<F>(declared.fact, fact);
  const isAbout = (fact: Fact): fact is F => Object.hasOwn(transitions, fact.type);
  const id = (fact: Fact) => declared.idOf(factOf(fact));
  const about = (facts: readonly Fact[], of: string): F[] =>
    facts.filter(isAbout).filter((fact) => declared.idOf(fact) === of);
  return {
    ...declared,
    any: {
      isAbout,
      id,
      sk: (fact) => `${prefix}#${id(fact)}`,
      refuse: (head, fact) => {
        const type: F['type'] = factOf(fact).type;
        const status = headOf(head)?.status;
        const { from, label } = transitions[type];
        return from.includes(status ?? 'none')
          ? undefined
          : refused(
              'conflict',
              'wrong-state',
              status === undefined
                ? `${noun}の記録がないため、「${label}」はできません`
                : `この${noun}は「${statuses[status]}」のため、「${label}」はできません`,
            );
      },
      evolve: (head, fact, mark) => declared.evolve(headOf(head), factOf(fact), mark),
      dueAt: (head) => declared.dueAt(declared.head.parse(head)),
      askedAbout: askedAbout && ((head, stage) => askedAbout(declared.head.parse(head), stage)),
      label: (of, facts) => declared.labelOf(of, about(facts, of)),
      details: (fact, facts) => {
        const known = factOf(fact);
        return declared.detailsOf(known, about(facts, declared.idOf(known)));
      },
      isTold: (what, facts) => {
        const type: F['type'] = what.type;
        return (
          transitions[type].told && !declared.keepsBack?.({ ...what, type }, facts && about(facts, id(what)))
        );
      },
    },
  };
};
