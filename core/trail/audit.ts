import { firstBreak } from '../case/case.ts';
import type { CaseEvent } from '../case/case-event.ts';
import type { CaseState } from '../case/case-state.ts';
import { evolve } from '../case/evolve-case.ts';
import { onceFor } from '../values/frozen.ts';
import { canonicalJson, sha256 } from '../values/hash.ts';

/**
 * Proof that nobody has rewritten the trails. Each event carries the hash of the one before; once a day the heads of all
 * trails are written down where nothing can be overwritten (an anchor), and each anchor carries the hash of the one
 * before. Whoever edits, removes or inserts an event breaks the chain; whoever re-hashes the chain breaks with the
 * anchors. That an anchor was written stands in the directory's trail, so none can go unseen (docs/adr/0030).
 */

/** Where a trail stood: `seq` is the last event's number. */
export type Head = { readonly caseId: string; readonly seq: number; readonly hash: string };

export const headOf = (state: CaseState): Head => ({
  caseId: state.caseId,
  seq: state.version,
  hash: state.headHash,
});

/** How many mails about cases were sent on a day, and the digest of their list (core/trail/mail-list.ts). */
export type MailDay = { readonly date: string; readonly count: number; readonly hash: string };

export type Anchor = {
  /** ISO date in Japan; also its name. */
  readonly date: string;
  /** SHA-256 of the text of the anchor before, '' for the first. */
  readonly previousHash: string;
  /** Its date; undefined for the first, and in anchors of the versions before. */
  readonly previousDate?: string | undefined;
  /** Of the directory's trail; undefined in anchors of the versions before. */
  readonly directory?: Pick<Head, 'seq' | 'hash'> | undefined;
  readonly mails?: readonly MailDay[];
  readonly heads: readonly Head[];
};

const HEADER = /^anchor (\d{4}-\d{2}-\d{2}) previous ([A-Za-z0-9_-]{43}|-)(?: (\d{4}-\d{2}-\d{2}|-))?$/;
const DIRECTORY = /^DIRECTORY (\d+) ([A-Za-z0-9_-]{43}|-)$/;
const MAILS = /^MAILS (\d{4}-\d{2}-\d{2}) (\d+) ([A-Za-z0-9_-]{43})$/;
const LINE = /^([0-9A-Z]{26}) (\d+) ([A-Za-z0-9_-]{43})$/;

/** One line a trail, cases in the order of their ids: text that a person can read and any tool can hash. */
export const anchorText = ({
  date,
  previousHash,
  previousDate,
  directory,
  mails = [],
  heads,
}: Anchor): string =>
  [
    `anchor ${date} previous ${previousHash || '-'} ${previousDate ?? '-'}`,
    ...(directory ? [`DIRECTORY ${directory.seq} ${directory.hash || '-'}`] : []),
    ...mails.map((day) => `MAILS ${day.date} ${day.count} ${day.hash}`),
    ...[...heads]
      .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
      .map(({ caseId, seq, hash }) => `${caseId} ${seq} ${hash}`),
    '',
  ].join('\n');

const orNone = (text: string | undefined): string => (text === undefined || text === '-' ? '' : text);

/** Undefined when the text is no anchor. */
export const parseAnchor = (text: string): Anchor | undefined => {
  const [first = '', ...lines] = text.split('\n');
  const [, date, previous, previousDate] = HEADER.exec(first) ?? [];
  if (date === undefined || previous === undefined || lines.at(-1) !== '') return undefined;
  const heads: Head[] = [];
  const mails: MailDay[] = [];
  let directory: Anchor['directory'];
  for (const line of lines.slice(0, -1)) {
    const [, caseId, seq, hash = ''] = LINE.exec(line) ?? [];
    const [, last, end] = DIRECTORY.exec(line) ?? [];
    const [, day, count, digest = ''] = MAILS.exec(line) ?? [];
    if (caseId !== undefined) heads.push({ caseId, seq: Number(seq), hash });
    else if (last !== undefined && !directory) directory = { seq: Number(last), hash: orNone(end) };
    else if (day !== undefined) mails.push({ date: day, count: Number(count), hash: digest });
    else return undefined;
  }
  return {
    date,
    previousHash: orNone(previous),
    previousDate: orNone(previousDate) || undefined,
    directory,
    mails,
    heads,
  };
};

export const anchorHash = (text: string): string => sha256(text);

/** What is wrong with one case's trail, in words; undefined when it is whole and gives the stored state (INV-13, 14). */
export const trailFault: (
  events: readonly CaseEvent[],
  /** As it is stored. */
  state: unknown,
) => string | undefined = onceFor((events, state) => {
  const broken = firstBreak(events);
  if (broken !== undefined) return `event ${broken} does not follow from the one before`;
  if (!state) return events.length > 0 ? 'the state is missing' : undefined;
  const folded = events.reduce<CaseState | undefined>(evolve, undefined);
  return canonicalJson(folded) === canonicalJson(state)
    ? undefined
    : 'the stored state is not what the events give';
});

/** What an anchor says against the trail as it is now. */
export const headFault = (
  { seq, hash }: Pick<Head, 'seq' | 'hash'>,
  events: readonly { readonly hash: string }[],
): string | undefined => {
  if (seq === 0) return undefined;
  const event = events[seq - 1];
  if (!event) return `event ${seq}, which an anchor knows, is missing`;
  return event.hash === hash ? undefined : `event ${seq} is not the one that an anchor knows`;
};
