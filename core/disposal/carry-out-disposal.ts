import { loadCase } from '../case/case-store.ts';
import { everyCase } from '../case/every-case.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { isDisposable } from '../finding/raise-candidate.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import {
  type Disposal,
  disposalEntryWrite,
  disposalWrite,
  isToErase,
  listDisposalEntries,
  loadDisposal,
} from './disposal.ts';
import { type ErasurePorts, eraseCase } from './erase-case.ts';
import { eraseProposals, eraseReasons, eraseStaff, eraseVendor, stringsInUse } from './erase-unreferenced.ts';

/** Cases of one delivery: it ends well within the time that the outbox's function has. */
const CASES = 10;

/**
 * Delivery of `dispose`: erase the next cases of an approved list, then the people whom nothing names any more.
 * Late, doubled and broken-off deliveries do no harm: what is done is marked, what is not is done again.
 *
 * @returns true when there is more to do
 */
export const carryOutDisposal =
  (ports: ErasurePorts) =>
  async (disposalId: string): Promise<boolean> => {
    const { store, clock, ids, copies } = ports;
    /** What has been done to the list, in the directory's trail. */
    const note = async (subject: string, writesOf: () => readonly Write[] | Promise<readonly Write[]>) =>
      carriedOut(
        await commit<undefined>({ store }, async ({ store }) => {
          const trail = await openDirectoryTrail(store);
          const writes = await writesOf();
          const act = { act: 'carry-out-disposal', subject, by: 'disposal' } as const;
          const recorded = writes.length === 0 ? [] : trail.record({ ids, at: clock() }, act, writes);
          return { ok: true, value: undefined, writes: recorded };
        }),
      );
    const disposal = await loadDisposal(store, disposalId);
    if (disposal?.status !== 'approved') return false;
    const all = await listDisposalEntries(store, disposalId);
    const entries = all.filter(isToErase);
    // Of today, for the cases and for whatever goes with them: it may have been prolonged since the list was made.
    const { retentionYears } = await loadSettings(store);
    const today = dateOf(clock());
    // What is spared still needs its papers, also those that it shares with what goes.
    const states = await Promise.all(entries.map(({ caseId }) => loadCase(store, caseId)));
    const going = new Set<string>();
    for (const state of states)
      if (state && (await isDisposable(store, state, retentionYears, today))) going.add(state.caseId);
    const used = new Map<string, ReadonlySet<string>>();
    const inUse = async (vendorId: string): Promise<ReadonlySet<string>> => {
      const strings = used.get(vendorId) ?? (await stringsInUse(store, vendorId, going));
      used.set(vendorId, strings);
      return strings;
    };
    const pending = entries.filter(({ erasedAt, spared }) => erasedAt === undefined && !spared);
    for (const entry of pending.slice(0, CASES)) {
      const result = await eraseCase(ports)(entry.caseId, disposal, { retentionYears, inUse });
      const done = result === 'erased' ? { erasedAt: clock().toString() } : { spared: true };
      await note(entry.caseId, () => [disposalEntryWrite(disposalId, { ...entry, ...done })]);
    }
    if (pending.length > CASES) return true;
    for (const vendorId of new Set(entries.map((entry) => entry.vendorId)))
      await eraseVendor(ports)(vendorId, retentionYears);
    const kept = (await everyCase(store)).filter(({ erasedAt }) => erasedAt === undefined);
    await eraseStaff(ports)(kept, retentionYears);
    await eraseProposals(ports)(retentionYears);
    await eraseReasons(ports)(retentionYears);
    await copies.scrub();
    await note(disposal.disposalNo, async () => {
      const now = await loadDisposal(store, disposalId);
      // Another delivery was faster.
      if (now?.status !== 'approved') return [];
      const { version } = now;
      const executed: Disposal = {
        ...now,
        version: version + 1,
        status: 'executed',
        executedAt: clock().toString(),
      };
      return [disposalWrite(executed)];
    });
    return false;
  };
