import { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../case/case-state.ts';
import { stateOf } from '../case/case-store.ts';
import { type Contact, hasLeft } from '../directory/directory.ts';
import { listContacts } from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';

/** A vendor's people of a day: who is there, who is the administrator (docs/adr/0031), who is written to. */

export const contactsOn = async (
  store: Store,
  vendorId: string,
  on: Temporal.PlainDate,
): Promise<readonly Contact[]> =>
  (await listContacts(store, vendorId)).filter((person) => !hasLeft(person, on));

/** The moments at which the chief decided that the vendor is permitted something. */
const permittedAt = async (store: Store, vendorId: string): Promise<readonly Temporal.Instant[]> =>
  (await queryAll(store, { index: 'vendor', hash: vendorId }))
    .map(stateOf)
    .flatMap((state: CaseState) => ('permitNo' in state ? [Temporal.Instant.from(state.decision.at)] : []));

export const isPermitted = async (store: Store, vendorId: string): Promise<boolean> =>
  (await permittedAt(store, vendorId)).length > 0;

/**
 * Of these contacts of a vendor, whose naming counts: a second person has confirmed it, or the chief, who has decided a
 * permit of the vendor since.
 */
export const administratorsAmong = async (
  store: Store,
  vendorId: string,
  contacts: readonly Contact[],
): Promise<readonly Contact[]> => {
  const isOpen = ({ affiliation: { administrator } }: Contact) =>
    administrator !== undefined && administrator.confirmedBy === undefined;
  const permits = contacts.some(isOpen) ? await permittedAt(store, vendorId) : [];
  return contacts.filter(({ affiliation: { administrator } }) => {
    if (!administrator) return false;
    const since = Temporal.Instant.from(administrator.namedAt);
    const isPermittedSince = permits.some((at) => Temporal.Instant.compare(since, at) < 0);
    return administrator.confirmedBy !== undefined || isPermittedSince;
  });
};

export const administratorsOn = async (
  store: Store,
  vendorId: string,
  on: Temporal.PlainDate,
): Promise<readonly Contact[]> => administratorsAmong(store, vendorId, await contactsOn(store, vendorId, on));

/** Rows of one transaction are limited, and so are people. */
const MOST_SUCCESSORS = 20;

/**
 * Who is written to in the place of a contact who has left: the administrators, or else the other contacts. Empty: nobody
 * is there, and the office must be told.
 */
export const successorsOn = async (
  store: Store,
  vendorId: string,
  on: Temporal.PlainDate,
): Promise<readonly Contact[]> => {
  const contacts = await contactsOn(store, vendorId, on);
  const administrators = await administratorsAmong(store, vendorId, contacts);
  return (administrators.length > 0 ? administrators : contacts).slice(0, MOST_SUCCESSORS);
};
