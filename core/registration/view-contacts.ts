import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { CaseState } from '../case/case-state.ts';
import { stateOf } from '../case/case-store.ts';
import { type Caller, isOffice, vendorOf } from '../directory/caller.ts';
import type { Consultation } from '../directory/consultation.ts';
import { type Contact, hasLeft } from '../directory/directory.ts';
import {
  addressHash,
  listConsultations,
  listContacts,
  loadNameAt,
  loadSettings,
  loadVendor,
} from '../directory/directory-store.ts';
import { type Ports, queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';

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
const administratorsAmong = async (
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

/** 利用管理者: `named` counts from the next permit of the vendor on, or once a second person has confirmed it. */
const ADMINISTRATOR = ['no', 'named', 'yes'] as const;

export const contactViewSchema = z.object({
  personId: z.string(),
  name: z.string(),
  email: z.string(),
  /** Absent where a version before has admitted them. */
  admittedAt: z.string().optional(),
  admittedBy: z.string().optional(),
  /** By which they came (第4条第1項). */
  consultation: z.object({ consultationId: z.string(), heldOn: z.string() }).optional(),
  administrator: z.enum(ADMINISTRATOR),
  /** First day on which they are a contact no longer. */
  to: z.string().optional(),
  hasLeft: z.boolean(),
  /** To send back with a change. */
  hash: z.string(),
});
export type ContactView = z.infer<typeof contactViewSchema>;

/** Those who have left last; otherwise in the order in which they were admitted. Of a vendor not one's own: not found. */
export const viewContacts =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, vendorId: string): Promise<Outcome<readonly ContactView[]>> => {
    const { store, clock } = ports;
    const isOwn = vendorOf(caller) === vendorId;
    if (!isOwn && !isOffice(caller, await loadSettings(store))) return NOT_FOUND;
    if (!(await loadVendor(store, vendorId))) return NOT_FOUND;
    const today = dateOf(clock());
    const contacts = await listContacts(store, vendorId);
    const present = contacts.filter((contact) => !hasLeft(contact, today));
    const administrators = new Set(await administratorsAmong(store, vendorId, present));
    const consultations = (await listConsultations(store, vendorId)).toReversed();
    const views = await Promise.all(
      contacts.map(async (contact): Promise<ContactView> => {
        const { personId, name, email, affiliation } = contact;
        const { admitted, administrator, to } = affiliation;
        const consultation = consultationOf(contact, consultations);
        return {
          personId,
          name,
          email,
          ...(admitted === undefined
            ? {}
            : { admittedAt: admitted.at, admittedBy: await loadNameAt(store, admitted.by, admitted.at) }),
          ...(consultation === undefined
            ? {}
            : { consultation: { consultationId: consultation.consultationId, heldOn: consultation.heldOn } }),
          administrator: administrators.has(contact) ? 'yes' : administrator === undefined ? 'no' : 'named',
          ...(to === undefined ? {} : { to }),
          hasLeft: hasLeft(contact, today),
          hash: hashOf(contact),
        };
      }),
    );
    return accepted(views.toSorted((a, b) => Number(a.hasLeft) - Number(b.hasLeft)));
  };

/** So many are offered to be chosen on a form. */
const MOST_KNOWN = 60;

/**
 * The contacts of a day whom a clerk can choose where a consultation is recorded, vendor by vendor, at most 60: for the office all, for
 * others those of consultations about their own systems.
 *
 * @param systemIds those of the clerk
 */
export const contactsToChoose =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (
    caller: Caller,
    vendors: readonly { readonly vendorId: string; readonly name: string }[],
    systemIds: ReadonlySet<string>,
  ): Promise<
    readonly { readonly id: string; readonly label: string; readonly name: string; readonly email: string }[]
  > => {
    const all = isOffice(caller, await loadSettings(store));
    const found = await Promise.all(
      vendors.map(async ({ vendorId, name: company }) => {
        const contacts = await contactsOn(store, vendorId, dateOf(clock()));
        const consulted = all ? [] : await listConsultations(store, vendorId);
        const known = new Set(
          consulted
            .filter((one) => one.systemIds.some((id) => systemIds.has(id)))
            .map(({ contact }) => addressHash(contact.email)),
        );
        return contacts
          .filter(({ email }) => all || known.has(addressHash(email)))
          .map(({ personId, name, email }) => ({
            id: `${vendorId}/${personId}`,
            label: `${company}　${name}（${email}）`,
            ...{ name, email },
          }));
      }),
    );
    return found.flat().slice(0, MOST_KNOWN);
  };

/** Of those whom a version before has admitted, the first that names their address. */
const consultationOf = (
  { email, affiliation: { admitted } }: Contact,
  consultations: readonly Consultation[],
): Consultation | undefined =>
  admitted
    ? consultations.find(({ consultationId }) => consultationId === admitted.consultationId)
    : consultations.find(({ contact }) => addressHash(contact.email) === addressHash(email));
