import type { Temporal } from 'temporal-polyfill';
import type { Actor } from './actor.ts';
import type { CaseState } from './case-state.ts';
import { type Appointment, isInForce, type Person, type Role } from './directory.ts';
import { appointmentsOfPerson } from './directory-store.ts';
import type { Store } from './ports.ts';
import type { Settings } from './settings.ts';

/** Who speaks: a person with the roles held today, through a page, a mailed link or an API key. */
export type Caller = {
  readonly person: Person;
  readonly appointments: readonly Appointment[];
  readonly channel: 'mail-link' | 'screen' | 'api';
  readonly apiKeyId?: string | undefined;
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

export const vendorOf = (caller: Caller): string | undefined =>
  caller.person.affiliation.kind === 'vendor' ? caller.person.affiliation.vendorId : undefined;

export const holds = (caller: Caller, role: Role): Appointment | undefined =>
  caller.appointments.find((a) => a.role === role && a.kind === 'principal') ??
  caller.appointments.find((a) => a.role === role);

/** The chief, and the clerks of the chief's own section. */
export const isOffice = (caller: Caller, settings: Settings): boolean =>
  Boolean(holds(caller, 'chief') ?? holds(caller, `clerk:${settings.officeSectionId}`));

export const isClerk = (caller: Caller): boolean =>
  caller.appointments.some((a) => a.role.startsWith('clerk:'));

/**
 * May the caller know that the case exists? Everybody else is answered "not found", in the same bytes as for a
 * case that never was.
 */
export const canSee = (
  caller: Caller,
  state: CaseState,
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
