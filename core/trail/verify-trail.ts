import { caseKey } from '../case/case-store.ts';
import { loadDirectoryEvent } from '../directory/directory-trail.ts';
import type { Store } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { parseAnchor } from './audit.ts';
import { caseFaults } from './case-faults.ts';
import type { AnchorReader } from './read-anchors.ts';

export type Verification = {
  /** Chain, stored state, papers, revisions, decisions and records fit together, and with the newest anchor. */
  readonly intact: boolean;
  readonly faults: readonly string[];
  /** The newest anchor: its day, and up to which event it knows the case; undefined when it is younger than all anchors. */
  readonly anchor: { readonly date: string; readonly seq: number; readonly hash: string } | undefined;
};

/**
 * One case, as it stands now (INV-13, INV-14), and of the directory's trail the event that the newest anchor knows.
 * `npm run audit:verify` measures all cases and the whole directory against all anchors.
 */
export const verifyTrail =
  ({ store, anchors }: { readonly store: Store; readonly anchors: AnchorReader }) =>
  async (caseId: string): Promise<Verification> => {
    const date = (await anchors.list()).at(-1);
    const anchor = date === undefined ? undefined : parseAnchor((await anchors.get(date)) ?? '');
    const head = anchor?.heads.find((one) => one.caseId === caseId);
    const { directory } = anchor ?? {};
    const isKnown =
      !directory ||
      directory.seq === 0 ||
      (await loadDirectoryEvent(store, directory.seq))?.hash === directory.hash;
    const faults = [
      ...(date === undefined || anchor?.date === date ? [] : [`anchor ${date}: not readable`]),
      ...(isKnown ? [] : [`directory: event ${directory?.seq} is not the one that an anchor knows`]),
      ...caseFaults(await queryAll(store, { hash: caseKey(caseId) }), head ? [head] : []),
    ];
    return {
      intact: faults.length === 0,
      faults,
      anchor: head && date !== undefined ? { date, seq: head.seq, hash: head.hash } : undefined,
    };
  };
