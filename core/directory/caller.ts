import type { Temporal } from 'temporal-polyfill';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import type { Actor } from '../values/identity.ts';
import { type Appointment, isInForce, type Person, type Role } from './directory.ts';
import { appointmentsOfPerson } from './directory-store.ts';
import type { Settings } from './settings.ts';

/** Who speaks: a person with the roles held today, through a page, a mailed link or an API key. */
export type Caller = {
  readonly person: Person;
  readonly appointments: readonly Appointment[];
  readonly channel: 'mail-link' | 'screen' | 'api';
  readonly apiKeyId?: string | undefined;
  /** The one-time value of the form whose button was pressed: the same press again makes nothing again (idempotency.ts). */
  readonly press?: string | undefined;
};

export const makeCaller = async (
  store: Store,
  person: Person,
  today: Temporal.PlainDate,
  channel: Caller['channel'],
  apiKeyId?: string,
): Promise<Caller> => ({
  person,
  channel,
  apiKeyId,
  appointments:
    person.affiliation.kind === 'city'
      ? (await appointmentsOfPerson(store, person.personId)).filter((a) => isInForce(a, today))
      : [],
});

/**
 * The caller with the roles of this moment, not of when the request came in: for an act, whose transaction then carries
 * `stillAppointed`.
 */
export const asOfNow = (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  { person, channel, apiKeyId }: Caller,
): Promise<Caller> => makeCaller(store, person, dateOf(clock()), channel, apiKeyId);

export const vendorOf = (caller: Caller): string | undefined =>
  caller.person.affiliation.kind === 'vendor' ? caller.person.affiliation.vendorId : undefined;

export const holds = (caller: Caller, role: Role): Appointment | undefined =>
  caller.appointments.find((a) => a.role === role && a.kind === 'principal') ??
  caller.appointments.find((a) => a.role === role);

/** By which one belongs to the chief's office: the chief, and the clerks of the chief's own section. */
export const officeAppointment = (caller: Caller, settings: Settings): Appointment | undefined =>
  holds(caller, 'chief') ?? holds(caller, `clerk:${settings.officeSectionId}`);
export const isOffice = (caller: Caller, settings: Settings): boolean =>
  officeAppointment(caller, settings) !== undefined;

/** 職名と氏名 of one of the city, as a paper names whoever handled it; of several offices the first. */
export const nameInOffice = ({ person, appointments }: Caller): string =>
  [appointments[0]?.title, person.name].filter(Boolean).join(' ');

export const isClerkship = ({ role }: Appointment): boolean => role.startsWith('clerk:');
export const isClerk = (caller: Caller): boolean => caller.appointments.some(isClerkship);

/**
 * May the caller know that the case exists? Everybody else is answered "not found", in the same bytes as for a
 * case that never was.
 */
export const canSee = (
  caller: Caller,
  state: { readonly vendorId: string; readonly sectionId: string },
  settings: Settings,
): 'vendor' | 'city' | undefined => {
  if (vendorOf(caller) !== undefined) return vendorOf(caller) === state.vendorId ? 'vendor' : undefined;
  return isOffice(caller, settings) ||
    holds(caller, `manager:${state.sectionId}`) ||
    holds(caller, `clerk:${state.sectionId}`)
    ? 'city'
    : undefined;
};

export const actorOf = (caller: Caller): Actor => ({
  kind: 'person',
  personId: caller.person.personId,
  apiKeyId: caller.apiKeyId,
});
