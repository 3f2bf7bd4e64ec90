import { Temporal } from 'temporal-polyfill';
import { type Appointment, isInForce } from '../directory/directory.ts';
import { type DirectoryEvent, directoryEventOf } from '../directory/directory-trail.ts';
import type { Item } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { onceEach } from '../values/frozen.ts';
import { canonicalJson, hashOf } from '../values/hash.ts';

/** The directory's trail measured against itself, its anchors, the rows it covers and what was decided (INV-14). */

type Chain = { readonly events: readonly DirectoryEvent[]; readonly faults: readonly string[] };

/** The rows TRAIL#…, in their order. What cannot be read is a fault; so is everything after it that does not follow. */
export const directoryChain = (rows: readonly Item[]): Chain => {
  const events: DirectoryEvent[] = [];
  let previousHash = '';
  for (const [index, row] of rows.entries()) {
    const event = directoryEventOf(row);
    if (!event) return { events, faults: [`directory: ${row.sk} is not readable`] };
    if (event.seq !== index + 1 || event.previousHash !== previousHash || !isWhole(row))
      return { events, faults: [`directory: event ${index + 1} does not follow from the one before`] };
    previousHash = event.hash;
    events.push(event);
  }
  return { events, faults: [] };
};
/** It is what its hash says, stands under its number, and says nothing else. */
const isWhole = onceEach((row: Item): boolean => {
  const event = directoryEventOf(row);
  if (!event) return false;
  const { hash, ...body } = event;
  return hashOf(body) === hash && canonicalJson(row) === canonicalJson({ ...keyOf(event.seq), event });
});
const keyOf = (seq: number) => ({ pk: 'DIRECTORY', sk: `TRAIL#${String(seq).padStart(6, '0')}` });

export type CoveredRow = {
  /** Undefined: the trail names its removal. */
  readonly hash: string | undefined;
  /** Of the newest event that names the row, and of the first. */
  readonly seq: number;
  readonly since: DirectoryEvent;
};

/** What each covered row should be, by the newest event that names it. */
export const coveredRows = (events: readonly DirectoryEvent[]): ReadonlyMap<string, CoveredRow> => {
  const rows = new Map<string, CoveredRow>();
  for (const event of events)
    for (const { key, hash } of event.rows)
      rows.set(key, { hash, seq: event.seq, since: rows.get(key)?.since ?? event });
  return rows;
};

/** @param found hash of every covered row that is there, by its key */
export const coverFaults = (
  covered: ReadonlyMap<string, CoveredRow>,
  found: ReadonlyMap<string, string>,
): string[] => [
  ...[...found].flatMap(([key, hash]) => {
    const row = covered.get(key);
    if (!row) return [`${key}: no event of the directory's trail knows of it`];
    if (row.hash === undefined)
      return [`${key}: is there, although event ${row.seq} says that it was removed`];
    return row.hash === hash ? [] : [`${key}: is not what event ${row.seq} of the directory's trail says`];
  }),
  ...[...covered].flatMap(([key, { hash, seq }]) =>
    hash === undefined || found.has(key) ? [] : [`${key}: is missing, and event ${seq} knows of it`],
  ),
];

export type NamedAnchor = {
  readonly date: string;
  readonly hash: string;
  /** How many cases it knows. */
  readonly cases: number;
  /** Of the event. */
  readonly seq: number;
};
export const anchoredSubject = ({ date, hash, cases }: Omit<NamedAnchor, 'seq'>): string =>
  `${date} ${hash} ${cases}`;

/** The anchors of which the trail tells: an anchor that vanishes is missed. */
export const namedAnchors = (events: readonly DirectoryEvent[]): readonly NamedAnchor[] =>
  events.flatMap(({ act, subject, seq }) => {
    const [date = '', hash = '', cases] = subject.split(' ');
    return act === 'anchored' ? [{ date, hash, cases: Number(cases), seq }] : [];
  });

/** @param hashes of the anchors that are there, by their date; undefined: not looked at */
export const anchorFaults = (
  named: readonly NamedAnchor[],
  hashes: ReadonlyMap<string, string | undefined>,
): string[] => {
  const first = named[0]?.date ?? '9999';
  const newest = [...hashes.keys()].sort().at(-1);
  const known = new Set(named.map(({ date }) => date));
  return [
    ...named.flatMap(({ date, hash, seq }) => {
      if (!hashes.has(date))
        return [`anchor ${date}: is missing, and event ${seq} of the directory knows of it`];
      const is = hashes.get(date);
      return is === undefined || is === hash
        ? []
        : [`anchor ${date}: is not the one that event ${seq} of the directory knows`];
    }),
    // The newest may have been written by a run that was broken off before it said so; the next one says it.
    ...[...hashes.keys()].flatMap((date) =>
      date > first && date !== newest && !known.has(date)
        ? [`anchor ${date}: no event of the directory's trail knows of it`]
        : [],
    ),
  ];
};

/** Somebody acted in an office of the city. */
export type OfficeAct = {
  readonly personId: string;
  readonly role: string;
  readonly as: 'principal' | 'deputy' | undefined;
  readonly at: string;
  /** Entered later by a clerk: the office was held on a day before. */
  readonly onPaper: boolean;
};

/** By how much clocks of machines may differ. */
const SKEW = { minutes: 5 };

/**
 * Whether the trail bears out that the office was held: an appointment that it knew of by then, that had begun, and, where
 * it has not been changed since, that had not ended.
 */
export const heldOffice = (
  { personId, role, as, at, onPaper }: OfficeAct,
  appointments: readonly Appointment[],
  covered: ReadonlyMap<string, CoveredRow>,
  events: readonly DirectoryEvent[],
): boolean => {
  const instant = Temporal.Instant.from(at);
  const day = dateOf(instant);
  return appointments.some((held) => {
    const row = covered.get(`ROLE#${held.role}/APPOINTMENT#${held.appointmentId}`);
    if (held.role !== role || held.personId !== personId || (as !== undefined && held.kind !== as) || !row)
      return false;
    const isBefore = (event: DirectoryEvent | undefined) =>
      event !== undefined &&
      Temporal.Instant.compare(Temporal.Instant.from(event.at).subtract(SKEW), instant) <= 0;
    const wasKnown = row.since.act === 'covered' || isBefore(row.since);
    // Changed since, or about then: when it ended is not what counted.
    const changed = events[row.seq - 1];
    const hasChanged =
      changed !== undefined &&
      Temporal.Instant.compare(Temporal.Instant.from(changed.at).add(SKEW), instant) > 0;
    const { to: _, ...begun } = held;
    return wasKnown && isInForce(onPaper || hasChanged ? begun : held, day);
  });
};
