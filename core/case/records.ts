import type { Actor } from '../values/actor.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { parsed } from '../values/frozen.ts';
import type { Aggregate, Mark } from './aggregate.ts';
import { CHANGES } from './records/change.ts';
import { FINDINGS } from './records/finding.ts';
import { INSTRUCTIONS } from './records/instruction.ts';
import { REPORTS } from './records/monthly-report.ts';
import { RECONCILIATIONS } from './records/reconciliation.ts';
import { RECONFIRMATIONS } from './records/reconfirmation.ts';
import { WORKS } from './records/work.ts';

/** All records that a case can have, and the fold of a case's events into their heads. */

type Erased = {
  readonly prefix: string;
  readonly types: ReadonlySet<string>;
  readonly idOf: (fact: unknown) => string;
  readonly refuse: (head: unknown, fact: unknown) => Refusal | undefined;
  readonly evolve: (head: unknown, fact: unknown, mark: Mark) => unknown;
  readonly dueAt: (head: unknown) => string | undefined;
};

const erased = <S extends string, H extends { status: S }, F extends { type: string }>(
  aggregate: Aggregate<S, H, F>,
): Erased => {
  const { prefix, transitions, statuses, noun, idOf, evolve, dueAt } = aggregate;
  const headOf = (head: unknown): H | undefined =>
    head === undefined ? undefined : parsed(aggregate.head, head);
  const factOf = (fact: unknown): F => parsed(aggregate.fact, fact);
  return {
    prefix,
    types: new Set(Object.keys(transitions)),
    idOf: (fact) => idOf(factOf(fact)),
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
    evolve: (head, fact, mark) => evolve(headOf(head), factOf(fact), mark),
    dueAt: (head) => dueAt(aggregate.head.parse(head)),
  };
};

/** What docs/lifecycle.md draws, and the tests walk through. */
export const RECORDS = [
  CHANGES,
  FINDINGS,
  INSTRUCTIONS,
  RECONCILIATIONS,
  RECONFIRMATIONS,
  REPORTS,
  WORKS,
] as const;
const AGGREGATES: readonly Erased[] = [
  erased(CHANGES),
  erased(FINDINGS),
  erased(INSTRUCTIONS),
  erased(RECONCILIATIONS),
  erased(RECONFIRMATIONS),
  erased(REPORTS),
  erased(WORKS),
];

/** Rows of heads begin with one of these and `#`. */
export const recordPrefixes: readonly string[] = AGGREGATES.map(({ prefix }) => prefix);

export type LoadedRecord = { readonly sk: string; readonly head: unknown; readonly version: number };
export type RecordChange = {
  readonly sk: string;
  readonly head: unknown;
  /** Version of the row before; undefined when there was none. */
  readonly was: number | undefined;
  readonly version: number;
  readonly dueAt: string | undefined;
};

type Event = Omit<Mark, 'by'> & { readonly by: Actor; readonly fact: { readonly type: string } };

/** The heads that a sequence of events is about, folded one event after the other. */
export const createRecordFolder = (loaded: readonly LoadedRecord[] = []) => {
  const was = new Map(loaded.map(({ sk, version }) => [sk, version]));
  const heads = new Map(loaded.map(({ sk, head }) => [sk, head]));
  const touched = new Map<string, { version: number; dueAt: string | undefined }>();
  const aggregateOf = ({ fact }: Event) => AGGREGATES.find(({ types }) => types.has(fact.type));
  return {
    /** The refusal, when the record's own table does not allow the event. */
    add: (event: Event): Refusal | undefined => {
      if (event.fact.type === 'erased') {
        heads.clear();
        touched.clear();
      }
      const aggregate = aggregateOf(event);
      if (!aggregate) return undefined;
      const sk = `${aggregate.prefix}#${aggregate.idOf(event.fact)}`;
      const no = aggregate.refuse(heads.get(sk), event.fact);
      if (no) return no;
      const head = aggregate.evolve(heads.get(sk), event.fact, event);
      heads.set(sk, head);
      touched.set(sk, { version: event.seq, dueAt: aggregate.dueAt(head) });
      return undefined;
    },
    changes: (): RecordChange[] =>
      [...touched].map(([sk, { version, dueAt }]) => ({
        sk,
        head: heads.get(sk),
        was: was.get(sk),
        version,
        dueAt,
      })),
  };
};

/** Every head that the events give, by the key of its row (INV-13). */
export const foldRecords = (events: readonly Event[]): ReadonlyMap<string, unknown> => {
  const folder = createRecordFolder();
  for (const event of events) folder.add(event);
  return new Map(folder.changes().map(({ sk, head }) => [sk, head]));
};
