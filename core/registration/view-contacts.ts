import { z } from 'zod';
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
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, type Outcome } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { NOT_FOUND } from '../values/refusals.ts';
import { administratorsAmong } from './vendor-contacts.ts';

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

/** Of those whom a version before has admitted, the first that names their address. */
const consultationOf = (
  { email, affiliation: { admitted } }: Contact,
  consultations: readonly Consultation[],
): Consultation | undefined =>
  admitted
    ? consultations.find(({ consultationId }) => consultationId === admitted.consultationId)
    : consultations.find(({ contact }) => addressHash(contact.email) === addressHash(email));
