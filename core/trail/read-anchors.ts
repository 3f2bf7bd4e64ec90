import { Temporal } from 'temporal-polyfill';
import type { Anchors } from '../store/ports.ts';
import { type Anchor, anchorHash, type Head, type MailDay, parseAnchor } from './audit.ts';

/** Anchors to read: whoever only looks can write none. */
export type AnchorReader = Pick<Anchors, 'get' | 'list'>;

export type ReadAnchors = {
  readonly faults: readonly string[];
  /** SHA-256 of each anchor's text, by its date, in their order. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Where each trail stood, once for each place where it stood. */
  readonly known: ReadonlyMap<string, readonly Head[]>;
  readonly directory: readonly Pick<Head, 'seq' | 'hash'>[];
  readonly mails: readonly MailDay[];
  /** Whether an anchor has taken down the list of that day's mails, or that there was none. */
  readonly coversDay: (date: string) => boolean;
};

/** All anchors, each against the one before it. */
export const readAnchors = async (anchors: AnchorReader): Promise<ReadAnchors> => {
  const faults: string[] = [];
  const hashes = new Map<string, string>();
  const known = new Map<string, Head[]>();
  const directory: Pick<Head, 'seq' | 'hash'>[] = [];
  const mails: MailDay[] = [];
  const spans: (readonly [from: string, before: string])[] = [];
  let before: { readonly name: string; readonly hash: string; readonly cases: readonly string[] } | undefined;
  for (const name of await anchors.list()) {
    const text = (await anchors.get(name)) ?? '';
    const anchor = parseAnchor(text);
    if (!anchor || anchor.date !== name) faults.push(`anchor ${name}: not readable`);
    else {
      faults.push(...linkFaults(anchor, before).map((fault) => `anchor ${name}: ${fault}`));
      for (const head of anchor.heads) {
        const heads = known.get(head.caseId) ?? [];
        // Most cases do not move from one day to the next.
        if (heads.at(-1)?.seq !== head.seq || heads.at(-1)?.hash !== head.hash) heads.push(head);
        known.set(head.caseId, heads);
      }
      if (anchor.directory) {
        directory.push(anchor.directory);
        spans.push([anchor.previousDate ?? dayBefore(name), name]);
      }
      mails.push(...(anchor.mails ?? []));
    }
    const cases = anchor?.heads.map(({ caseId }) => caseId) ?? before?.cases ?? [];
    before = { name, hash: anchorHash(text), cases };
    hashes.set(name, before.hash);
  }
  return {
    faults,
    hashes,
    known,
    directory,
    mails,
    coversDay: (date) => spans.some(([from, end]) => from <= date && date < end),
  };
};

export const dayBefore = (date: string): string =>
  Temporal.PlainDate.from(date).subtract({ days: 1 }).toString();

const linkFaults = (
  { previousHash, previousDate, directory, heads }: Anchor,
  before: { readonly name: string; readonly hash: string; readonly cases: readonly string[] } | undefined,
): string[] => {
  // An anchor of the versions before names no date.
  const namesAnother = directory !== undefined && previousDate !== before?.name;
  if (previousHash !== (before?.hash ?? '') || namesAnother)
    return [
      `does not follow from the one before${before ? `, ${before.name}` : ''}${previousDate && namesAnother ? `: it names ${previousDate}` : ''}`,
    ];
  const own = new Set(heads.map(({ caseId }) => caseId));
  return (before?.cases ?? [])
    .filter((caseId) => !own.has(caseId))
    .map((caseId) => `has lost ${caseId}, which the one before knows`);
};
