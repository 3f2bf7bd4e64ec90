import { Temporal } from 'temporal-polyfill';
import { type Key, queryAll, type Store, type Write } from '../store/ports.ts';
import { parsed } from '../values/frozen.ts';
import { sha256 } from '../values/hash.ts';
import { type Consultation, consultationSchema } from './consultation.ts';
import {
  type Appointment,
  appointmentSchema,
  type Contact,
  hasLeft,
  isContact,
  nameAt,
  type Person,
  personSchema,
  type Role,
  roleLabel,
  type Section,
  type System,
  sectionOf,
  sectionSchema,
  systemSchema,
  type Vendor,
  vendorSchema,
} from './directory.ts';
import { DEFAULT_SETTINGS, type SettingsVersion, settingsVersionSchema } from './settings.ts';

/** Rows of the directory: CATALOG (sections, systems, vendors), PERSON#…, ADDRESS#…, ROLE#…, SETTINGS, VENDOR#…. */

const catalogue = { section: 'SECTION#', system: 'SYSTEM#', vendor: 'VENDOR#' } as const;

export const sectionWrite = (section: Section): Write => ({
  put: { pk: 'CATALOG', sk: catalogue.section + section.sectionId, section },
});
export const systemWrite = (system: System): Write => ({
  put: { pk: 'CATALOG', sk: catalogue.system + system.systemId, system },
});
export const vendorKey = (vendorId: string): Key => ({ pk: 'CATALOG', sk: catalogue.vendor + vendorId });
export const vendorWrite = (vendor: Vendor): Write => ({ put: { ...vendorKey(vendor.vendorId), vendor } });
/** A new entry: nobody else has taken its id in the meantime. */
export const asNew = (write: Write): Write => ('put' in write ? { ...write, when: { absent: true } } : write);

/** What a system was until `to`: the section that owned it, and how works were announced. */
export const formerSystemWrite = (id: string, system: System): Write => ({
  put: { pk: 'CATALOG', sk: `FORMER-SYSTEM#${system.systemId}#${id}`, system },
  when: { absent: true },
});
/** In the order of the changes. */
export const listFormerSystems = async (store: Store, systemId: string): Promise<System[]> =>
  (await queryAll(store, { hash: 'CATALOG', prefix: `FORMER-SYSTEM#${systemId}#` })).map((row) =>
    parsed(systemSchema, row['system']),
  );

export const loadSection = async (store: Store, id: string): Promise<Section | undefined> => {
  const row = await store.get({ pk: 'CATALOG', sk: catalogue.section + id });
  return row && parsed(sectionSchema, row['section']);
};
export const loadSystem = async (store: Store, id: string): Promise<System | undefined> => {
  const row = await store.get({ pk: 'CATALOG', sk: catalogue.system + id });
  return row && parsed(systemSchema, row['system']);
};
export const loadVendor = async (store: Store, id: string): Promise<Vendor | undefined> => {
  const row = await store.get(vendorKey(id));
  return row && parsed(vendorSchema, row['vendor']);
};
export const listSections = async (store: Store): Promise<Section[]> =>
  (await queryAll(store, { hash: 'CATALOG', prefix: catalogue.section })).map((row) =>
    parsed(sectionSchema, row['section']),
  );
export const listSystems = async (store: Store): Promise<System[]> =>
  (await queryAll(store, { hash: 'CATALOG', prefix: catalogue.system })).map((row) =>
    parsed(systemSchema, row['system']),
  );
export const listVendors = async (store: Store): Promise<Vendor[]> =>
  (await queryAll(store, { hash: 'CATALOG', prefix: catalogue.vendor })).map((row) =>
    parsed(vendorSchema, row['vendor']),
  );

/** Mail addresses are compared in lower case. */
export const addressHash = (email: string): string => sha256(email.toLowerCase());
const addressKey = (email: string): Key => ({ pk: `ADDRESS#${addressHash(email)}`, sk: 'PERSON' });

/** The row that lists a person with their vendor, or with the city's staff. */
const listingKey = ({ personId, affiliation }: Person): Key =>
  affiliation.kind === 'vendor'
    ? { pk: `VENDOR#${affiliation.vendorId}`, sk: `CONTACT#${personId}` }
    : { pk: 'STAFF', sk: `PERSON#${personId}` };
const profileKey = (personId: string): Key => ({ pk: `PERSON#${personId}`, sk: 'PROFILE' });

/** The address becomes this person's: nobody has it, or only `leaver`, whose it was. */
const addressWrite = ({ email, personId }: Person, leaver?: Person): Write => ({
  put: { ...addressKey(email), personId },
  when: leaver ? { equals: { personId: leaver.personId } } : { absent: true },
});
export const personWrites = (person: Person, leaver?: Person): Write[] => [
  { put: { ...profileKey(person.personId), person } },
  addressWrite(person, leaver),
  { put: listingKey(person) },
];
/** Nobody else has the new address, and the person is still there. */
export const personChangeWrites = (before: Person, after: Person, leaver?: Person): Write[] => {
  const { personId } = before;
  const own = { when: { equals: { personId } } } as const;
  return [
    { put: { ...profileKey(personId), person: after } },
    ...(addressHash(before.email) === addressHash(after.email)
      ? [{ check: addressKey(before.email), ...own }]
      : [addressWrite(after, leaver), { delete: addressKey(before.email), ...own }]),
  ];
};
/** What a person is registered by; the listing last, by which they are found. */
export const personKeys = (person: Person): Key[] => [
  addressKey(person.email),
  profileKey(person.personId),
  listingKey(person),
];
export const loadPerson = async (store: Store, personId: string): Promise<Person | undefined> => {
  const row = await store.get(profileKey(personId));
  return row && parsed(personSchema, row['person']);
};
/** The name a person had at that moment, as it stands on the record of an act. */
export const loadNameAt = async (store: Store, personId: string, at: string): Promise<string> => {
  const person = await loadPerson(store, personId);
  return person ? nameAt(person, Temporal.Instant.from(at)) : '（削除済み）';
};
/**
 * Whose the address is on that day. A vendor's contact who has left keeps no hold on it: it is nobody's, and goes from the
 * `leaver` to whoever is registered by it next.
 */
export const lookUpAddress = async (
  store: Store,
  email: string,
  on: Temporal.PlainDate,
): Promise<{ readonly person?: Person; readonly leaver?: Person }> => {
  const row = await store.get(addressKey(email));
  const personId = row?.['personId'];
  const found = typeof personId === 'string' ? await loadPerson(store, personId) : undefined;
  if (!found) return {};
  return hasLeft(found, on) ? { leaver: found } : { person: found };
};
export const findPersonByAddress = async (
  store: Store,
  email: string,
  on: Temporal.PlainDate,
): Promise<Person | undefined> => (await lookUpAddress(store, email, on)).person;
/** The vendor's people, those who have left too, in the order they were admitted. */
export const listContacts = async (store: Store, vendorId: string): Promise<Contact[]> => {
  const rows = await queryAll(store, { hash: `VENDOR#${vendorId}`, prefix: 'CONTACT#' });
  const people = await Promise.all(rows.map((row) => loadPerson(store, row.sk.slice('CONTACT#'.length))));
  return people.filter((person) => person !== undefined).filter(isContact);
};

/** The city's people, in the order they were registered. */
export const listStaff = async (store: Store): Promise<Person[]> => {
  const rows = await queryAll(store, { hash: 'STAFF', prefix: 'PERSON#' });
  const people = await Promise.all(rows.map((row) => loadPerson(store, row.sk.slice('PERSON#'.length))));
  return people.filter((person) => person !== undefined);
};

const roleKey = ({ role, appointmentId }: Appointment) => ({
  pk: `ROLE#${role}`,
  sk: `APPOINTMENT#${appointmentId}`,
});
const untilOf = ({ to }: Appointment) => ({ until: to ?? '' });

/** An appointment stands under its role and under its person. With `was`: nobody has ended it since it was read. */
export const appointmentWrites = (appointment: Appointment, was?: Appointment): Write[] => [
  {
    put: { ...roleKey(appointment), ...untilOf(appointment), appointment },
    ...(was ? { when: { equals: untilOf(was) } } : {}),
  },
  {
    put: {
      pk: `PERSON#${appointment.personId}`,
      sk: `APPOINTMENT#${appointment.appointmentId}`,
      appointment,
    },
  },
];
/** Nobody has ended the appointment since it was read: for the transaction of an act that needs it. */
export const stillAppointed = (appointment: Appointment): Write => ({
  check: roleKey(appointment),
  when: { equals: untilOf(appointment) },
});
const appointmentsUnder = async (store: Store, pk: string): Promise<Appointment[]> =>
  (await queryAll(store, { hash: pk, prefix: 'APPOINTMENT#' })).map((row) =>
    parsed(appointmentSchema, row['appointment']),
  );
export const appointmentsOfRole = (store: Store, role: Role) => appointmentsUnder(store, `ROLE#${role}`);
export const appointmentsOfPerson = (store: Store, personId: string) =>
  appointmentsUnder(store, `PERSON#${personId}`);
/** 情報セキュリティ管理者（財政部税務課） */
export const roleInWords = async (store: Store, role: Role): Promise<string> => {
  const sectionId = sectionOf(role);
  if (sectionId === undefined) return roleLabel(role);
  return `${roleLabel(role)}（${(await loadSection(store, sectionId))?.name ?? sectionId}）`;
};

export const consultationKey = (vendorId: string, consultationId: string): Key => ({
  pk: `VENDOR#${vendorId}`,
  sk: `CONSULTATION#${consultationId}`,
});
export const consultationWrite = (consultation: Consultation): Write => ({
  put: { ...consultationKey(consultation.vendorId, consultation.consultationId), consultation },
  when: { absent: true },
});
export const loadConsultation = async (
  store: Store,
  vendorId: string,
  consultationId: string,
): Promise<Consultation | undefined> => {
  const row = await store.get(consultationKey(vendorId, consultationId));
  return row && parsed(consultationSchema, row['consultation']);
};
export const listConsultations = async (store: Store, vendorId: string): Promise<Consultation[]> =>
  (await queryAll(store, { hash: `VENDOR#${vendorId}`, prefix: 'CONSULTATION#', descending: true })).map(
    (row) => parsed(consultationSchema, row['consultation']),
  );

/** Hash of the register index under which the consultations stand to which no application has come, the oldest first. */
export const CONSULTED = 'CONSULTED';
const consultedKey = (vendorId: string, consultationId: string): Key => ({
  pk: `VENDOR#${vendorId}`,
  sk: `CONSULTED#${consultationId}`,
});
export const consultedWrite = ({ vendorId, consultationId, recordedAt }: Consultation): Write => ({
  put: {
    ...consultedKey(vendorId, consultationId),
    registerKey: CONSULTED,
    registerSort: `${recordedAt}#${consultationId}`,
  },
});
/** Of a vendor, those to which no application has come, the oldest first. */
export const listUnapplied = async (store: Store, vendorId: string): Promise<Consultation[]> => {
  const rows = await queryAll(store, { hash: `VENDOR#${vendorId}`, prefix: 'CONSULTED#' });
  const found = await Promise.all(
    rows.map(({ sk }) => loadConsultation(store, vendorId, sk.slice('CONSULTED#'.length))),
  );
  return found.filter((one) => one !== undefined);
};
/** An application names it. */
export const appliedForWrite = (vendorId: string, consultationId: string): Write => ({
  delete: consultedKey(vendorId, consultationId),
});

const padVersion = (version: number) => String(version).padStart(6, '0');
export const settingsWrite = (version: SettingsVersion): Write => ({
  put: { pk: 'SETTINGS', sk: `V#${padVersion(version.version)}`, settings: version },
  when: { absent: true },
});
export const listSettings = async (store: Store): Promise<SettingsVersion[]> =>
  (await queryAll(store, { hash: 'SETTINGS', prefix: 'V#', descending: true })).map((row) =>
    parsed(settingsVersionSchema, row['settings']),
  );
/** The settings in force: the newest version, or the defaults. */
export const loadSettings = async (store: Store) => {
  const { items } = await store.query({ hash: 'SETTINGS', prefix: 'V#', descending: true, limit: 1 });
  return items[0] ? parsed(settingsVersionSchema, items[0]['settings']).settings : DEFAULT_SETTINGS;
};
