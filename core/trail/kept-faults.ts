import { z } from 'zod';
import { decisionSchema, decisionSortKey } from '../application/decision.ts';
import type { CaseEvent } from '../case/case-event.ts';
import { pad } from '../case/case-store.ts';
import { foldRecords, recordPrefixes } from '../case/records.ts';
import type { Item } from '../store/ports.ts';
import { canonicalJson, hashOf } from '../values/hash.ts';

/**
 * What is kept beside a trail, measured against it: papers, revisions and decisions by the hashes that the events carry,
 * heads of records by the fold (INV-13). After `erased` all of it may be missing, and what is still there must be right.
 */
export const keptFaults = (events: readonly CaseEvent[], rows: readonly Item[]): string[] => {
  const erased = events.at(-1)?.fact.type === 'erased';
  return [
    ...paperFaults(events, rows, erased),
    ...revisionFaults(events, rows, erased),
    ...decisionFaults(events, rows, erased),
    ...(erased ? [] : headFaults(events, rows)),
  ];
};

const under = (rows: readonly Item[], prefix: string) => rows.filter(({ sk }) => sk.startsWith(`${prefix}#`));
/** The number that a row bears, where it is spelled as it is written; else the whole key, which no event knows. */
const numbered = (sk: string, digits: number) => {
  const [prefix, text = ''] = sk.split('#');
  return sk === `${prefix}#${pad(Number(text), digits)}` ? `${Number(text)}` : sk;
};

/** Every expected thing by its name, every thing found by its name: what is missing, what is another, what is extra. */
const compare = (
  what: string,
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
  mayBeMissing: boolean,
): string[] => [
  ...[...expected].flatMap(([name, hash]) => {
    const is = found.get(name);
    if (is === undefined) return mayBeMissing ? [] : [`${what} ${name} is missing`];
    return is === hash ? [] : [`${what} ${name} is not the one that the trail knows`];
  }),
  ...[...found.keys()]
    .filter((name) => !expected.has(name))
    .map((name) => `no event knows of ${what} ${name}`),
];

const paperFaults = (events: readonly CaseEvent[], rows: readonly Item[], erased: boolean): string[] =>
  compare(
    'paper',
    new Map(events.flatMap(({ seq, paper }) => (paper === undefined ? [] : [[`${seq}`, paper]]))),
    new Map(under(rows, 'PAPER').map((row) => [numbered(row.sk, 6), hashOf(row['content'])])),
    erased,
  );

const revisionSchema = z.looseObject({ hash: z.string(), application: z.unknown() });
/** A revision is what its hash says, handed in when and by whom its event says. */
const revisionFaults = (events: readonly CaseEvent[], rows: readonly Item[], erased: boolean): string[] =>
  compare(
    'revision',
    new Map(
      events.flatMap(({ fact, at, by }) => {
        if (!('rev' in fact && 'hash' in fact)) return [];
        const submittedBy = by.kind === 'person' ? by.personId : by.name;
        return [[`${fact.rev}`, hashOf({ rev: fact.rev, hash: fact.hash, submittedAt: at, submittedBy })]];
      }),
    ),
    new Map(
      under(rows, 'REV').map((row) => {
        const { application, ...rest } = revisionSchema.parse(row['revision']);
        return [numbered(row.sk, 4), hashOf(application) === rest.hash ? hashOf(rest) : 'changed'];
      }),
    ),
    erased,
  );

const whereSchema = decisionSchema.pick({ stage: true, rev: true, round: true });
/** Decisions have no number in the trail: their hash is their name, and each stands where its stage, revision and round say. */
const decisionFaults = (events: readonly CaseEvent[], rows: readonly Item[], erased: boolean): string[] => {
  const known = events.flatMap(({ fact }) => ('decisionHash' in fact ? [fact.decisionHash] : []));
  const found = under(rows, 'DECISION').map((row) => {
    const hash = hashOf(row['decision']);
    const at = whereSchema.safeParse(row['decision']).data;
    return [at && decisionSortKey(at.stage, at.rev, at.round) === row.sk ? hash : row.sk, hash] as const;
  });
  return compare('decision', new Map(known.map((hash) => [hash, hash])), new Map(found), erased);
};

const headFaults = (events: readonly CaseEvent[], rows: readonly Item[]): string[] => {
  const expected = [...foldRecords(events)].map(([sk, head]) => [sk, canonicalJson(head)] as const);
  const found = recordPrefixes
    .flatMap((prefix) => under(rows, prefix))
    .map((row) => [row.sk, canonicalJson(row['head'])] as const);
  return compare('record', new Map(expected), new Map(found), false);
};
