import { STATUSES } from '../case/permit-statuses.ts';
import { type Caller, isOffice } from '../directory/caller.ts';
import { holdersOf } from '../directory/directory.ts';
import {
  appointmentsOfRole,
  loadSection,
  loadSettings,
  loadSystem,
  loadVendor,
} from '../directory/directory-store.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, type Outcome, refused } from '../values/errors.ts';
import { NOT_FOUND } from '../values/refusals.ts';
import { type Disposal, type DisposalEntry, disposalHash } from './disposal.ts';
import { listDisposalEntries, listDisposals, loadDisposal } from './disposal-store.ts';

type Reading = Pick<Ports, 'store' | 'clock'>;

const NOT_OFFICE = refused('forbidden', 'not-office', '廃棄リストは統括部門が扱います');

/** 廃棄リストの一覧, newest first. */
export const viewDisposals =
  ({ store }: Reading) =>
  async (caller: Caller): Promise<Outcome<{ disposals: Disposal[] }>> =>
    isOffice(caller, await loadSettings(store))
      ? accepted({ disposals: await listDisposals(store) })
      : NOT_OFFICE;

export type DisposalLine = DisposalEntry & {
  readonly statusLabel: string;
  readonly vendorName: string;
  readonly systemName: string;
  readonly sectionName: string;
};
export type DisposalView = Disposal & {
  /** Of what is shown: to be posted back with the approval. */
  readonly hash: string;
  readonly entries: readonly DisposalLine[];
  readonly can: { readonly change: boolean; readonly approve: boolean };
};

/** One list. Names are those of the directory today: what is erased has none any more. */
export const viewDisposal =
  ({ store, clock }: Reading) =>
  async (caller: Caller, disposalId: string): Promise<Outcome<DisposalView>> => {
    if (!isOffice(caller, await loadSettings(store))) return NOT_OFFICE;
    const disposal = await loadDisposal(store, disposalId);
    if (!disposal) return NOT_FOUND;
    const entries = await listDisposalEntries(store, disposalId);
    const chiefs = holdersOf(await appointmentsOfRole(store, 'chief'), 'chief', dateOf(clock()));
    const isOpen = disposal.status === 'proposed';
    return accepted({
      ...disposal,
      hash: disposalHash(disposal, entries),
      can: {
        change: isOpen,
        approve: isOpen && chiefs.some(({ personId }) => personId === caller.person.personId),
      },
      entries: await Promise.all(
        entries.map(async (entry) => {
          const [vendor, system, section] = await Promise.all([
            loadVendor(store, entry.vendorId),
            loadSystem(store, entry.systemId),
            loadSection(store, entry.sectionId),
          ]);
          return {
            ...entry,
            statusLabel: STATUSES[entry.status],
            vendorName: vendor?.name ?? '（削除済み）',
            systemName: system?.name ?? '（削除済み）',
            sectionName: section?.name ?? '（削除済み）',
          };
        }),
      ),
    });
  };
