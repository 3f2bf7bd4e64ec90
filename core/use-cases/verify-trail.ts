import { parseAnchor } from '../audit.ts';
import { caseKey, queryAll } from '../case-store.ts';
import type { Anchors, Store } from '../ports.ts';
import { allFaults } from './anchor-audit.ts';

/** Anchors to read: whoever only looks can write none. */
export type AnchorReader = Pick<Anchors, 'get' | 'list'>;

export type Verification = {
  /** Chain, stored state, papers, revisions, decisions and records fit together, and with the newest anchor. */
  readonly intact: boolean;
  readonly faults: readonly string[];
  /** The newest anchor: its day, and up to which event it knows the case; undefined when it is younger than all anchors. */
  readonly anchor: { readonly date: string; readonly seq: number; readonly hash: string } | undefined;
};

/** One case, as it stands now (INV-13, INV-14). `npm run audit:verify` measures all cases against all anchors. */
export const verifyTrail =
  ({ store, anchors }: { readonly store: Store; readonly anchors: AnchorReader }) =>
  async (caseId: string): Promise<Verification> => {
    const date = (await anchors.list()).at(-1);
    const anchor = date === undefined ? undefined : parseAnchor((await anchors.get(date)) ?? '');
    const head = anchor?.heads.find((one) => one.caseId === caseId);
    const faults = [
      ...(date === undefined || anchor?.date === date ? [] : [`anchor ${date}: not readable`]),
      ...allFaults(await queryAll(store, { hash: caseKey(caseId) }), head ? [head] : []),
    ];
    return {
      intact: faults.length === 0,
      faults,
      anchor: head && date !== undefined ? { date, seq: head.seq, hash: head.hash } : undefined,
    };
  };
