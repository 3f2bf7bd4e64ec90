import { z } from 'zod';
import type { Refusal } from '../values/errors.ts';
import type { Actor } from '../values/identity.ts';
import type { Mark } from './aggregate.ts';
import { CHANGES } from './records/change.ts';
import { FINDINGS } from './records/finding.ts';
import { INSTRUCTIONS } from './records/instruction.ts';
import { REPORTS } from './records/monthly-report.ts';
import { RECONCILIATIONS } from './records/reconciliation.ts';
import { RECONFIRMATIONS } from './records/reconfirmation.ts';
import { SHORTENINGS } from './records/shortening.ts';
import { WORKS } from './records/work.ts';

/** All records that a case can have, and the fold of a case's events into their heads. */

/**
 * The list of kinds: whoever adds one adds a line here. Events, transitions, what a vendor is told, the trail's words, the
 * audit, docs/lifecycle.md and the walks of the tests follow from it (docs/adding-a-record.md).
 */
export const RECORDS = [
  FINDINGS,
  CHANGES,
  SHORTENINGS,
  RECONFIRMATIONS,
  INSTRUCTIONS,
  WORKS,
  RECONCILIATIONS,
  REPORTS,
] as const;
type Kinds = typeof RECORDS;
export type RecordName = Kinds[number]['kind'];
export type RecordFact = z.infer<Kinds[number]['fact']>;

type FactsOf<T extends readonly { readonly fact: unknown }[]> = { [I in keyof T]: T[I]['fact'] };
/** Schemas of the facts, kind by kind. As `map` forgets that a list has a first, a second, a third. */
export const RECORD_FACTS = RECORDS.map(({ fact }) => fact) as unknown as FactsOf<Kinds>;

/** The kind that an event is about; undefined: the permit itself. */
export const kindOf = (fact: { readonly type: string }): Kinds[number] | undefined =>
  RECORDS.find((kind) => kind.any.isAbout(fact));

/** Rows of heads begin with one of these and `#`. */
export const recordPrefixes: readonly string[] = RECORDS.map(({ prefix }) => prefix);

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
  return {
    /** The refusal, when the record's own table does not allow the event. */
    add: (event: Event): Refusal | undefined => {
      if (event.fact.type === 'erased') {
        heads.clear();
        touched.clear();
      }
      const kind = kindOf(event.fact)?.any;
      if (!kind) return undefined;
      const sk = kind.sk(event.fact);
      const no = kind.refuse(heads.get(sk), event.fact);
      if (no) return no;
      const head = kind.evolve(heads.get(sk), event.fact, event);
      heads.set(sk, head);
      touched.set(sk, { version: event.seq, dueAt: kind.dueAt(head) });
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

const kinds = RECORDS.map(({ kind }) => kind) as [RecordName, ...RecordName[]];

/** A record of a permit as people know it: what it is, and its number, month or date. */
export const recordRefSchema = z.object({ kind: z.enum(kinds), id: z.string(), label: z.string() });
export type RecordRef = z.infer<typeof recordRefSchema>;
