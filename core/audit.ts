import { firstBreak } from './case.ts';
import type { CaseEvent } from './case-event.ts';
import type { CaseState } from './case-state.ts';
import { evolve } from './evolve-case.ts';
import { canonicalJson, sha256 } from './hash.ts';

/**
 * Proof that nobody has rewritten the trail. Each event carries the hash of the one before; once a day the heads
 * of all trails are written down where nothing can be overwritten (an anchor), and each anchor carries the hash of
 * the one before. Whoever edits, removes or inserts an event breaks the chain; whoever re-hashes the chain breaks
 * with the anchors.
 */

/** Where a trail stood: `seq` is the last event's number. */
export type Head = { readonly caseId: string; readonly seq: number; readonly hash: string };

export const headOf = (state: CaseState): Head => ({
  caseId: state.caseId,
  seq: state.version,
  hash: state.headHash,
});

export type Anchor = {
  /** ISO date in Japan; also its name. */
  readonly date: string;
  /** SHA-256 of the text of the anchor before, '' for the first. */
  readonly previousHash: string;
  readonly heads: readonly Head[];
};

const HEADER = /^anchor (\d{4}-\d{2}-\d{2}) previous ([A-Za-z0-9_-]{43}|-)$/;
const LINE = /^([0-9A-Z]{26}) (\d+) ([A-Za-z0-9_-]{43})$/;

/** One line a case, in the order of the ids: text that a person can read and any tool can hash. */
export const anchorText = ({ date, previousHash, heads }: Anchor): string =>
  [
    `anchor ${date} previous ${previousHash || '-'}`,
    ...[...heads]
      .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
      .map(({ caseId, seq, hash }) => `${caseId} ${seq} ${hash}`),
    '',
  ].join('\n');

/** Undefined when the text is no anchor. */
export const parseAnchor = (text: string): Anchor | undefined => {
  const [first = '', ...lines] = text.split('\n');
  const [, date, previous] = HEADER.exec(first) ?? [];
  const rows = lines.slice(0, -1).map((line) => LINE.exec(line));
  if (date === undefined || previous === undefined || lines.at(-1) !== '' || rows.includes(null))
    return undefined;
  return {
    date,
    previousHash: previous === '-' ? '' : previous,
    heads: rows.flatMap((row) =>
      row ? [{ caseId: row[1] ?? '', seq: Number(row[2]), hash: row[3] ?? '' }] : [],
    ),
  };
};

export const anchorHash = (text: string): string => sha256(text);

/** What is wrong with one case's trail, in words; undefined when it is whole and gives the stored state (INV-13, 14). */
export const trailFault = (
  events: readonly CaseEvent[],
  /** As it is stored. */
  state: unknown,
): string | undefined => {
  const broken = firstBreak(events);
  if (broken !== undefined) return `event ${broken} does not follow from the one before`;
  if (!state) return events.length > 0 ? 'the state is missing' : undefined;
  const folded = events.reduce<CaseState | undefined>(evolve, undefined);
  return canonicalJson(folded) === canonicalJson(state)
    ? undefined
    : 'the stored state is not what the events give';
};

/** What an anchor says against the trail as it is now. */
export const headFault = (head: Head, events: readonly CaseEvent[]): string | undefined => {
  const event = events[head.seq - 1];
  if (!event) return `event ${head.seq}, which an anchor knows, is missing`;
  return event.hash === head.hash ? undefined : `event ${head.seq} is not the one that an anchor knows`;
};
