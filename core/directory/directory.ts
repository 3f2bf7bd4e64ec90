import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Settings } from './settings.ts';

/** People, sections, systems, vendors and who holds which role when (第2条). Dates are half-open: [from, to). */

/** What it was called before, oldest first, each until an instant: papers of then say so. */
const formerNames = z.array(z.object({ name: z.string(), until: z.string() })).optional();

export const sectionSchema = z.object({
  sectionId: z.string(),
  name: z.string(),
  /** Title line of the section's head as it is printed on notices. */
  headTitle: z.string(),
  /** Prefix of document numbers, e.g. 苫情推. */
  documentPrefix: z.string(),
  /** Under which it has issued notices before; no other section may. */
  formerPrefixes: z.array(z.string()).optional(),
  former: formerNames,
  email: z.string(),
  tel: z.string(),
});
export type Section = z.infer<typeof sectionSchema>;

export const PRIOR_WORK_MODES = { notice: '届出', acknowledge: '受理', approve: '承認' } as const;

export const systemSchema = z.object({
  systemId: z.string(),
  name: z.string(),
  sectionId: z.string(),
  /** 第6条第1号, 別表1 5-1. */
  priorWorkMode: z.enum(['notice', 'acknowledge', 'approve']),
  from: z.string(),
  to: z.string().optional(),
  former: formerNames,
});
export type System = z.infer<typeof systemSchema>;

export const vendorSchema = z.object({
  vendorId: z.string(),
  name: z.string(),
  kana: z.string(),
  corporateNumber: z.string(),
  postalCode: z.string(),
  address: z.string(),
  representative: z.object({ title: z.string(), name: z.string() }),
  former: formerNames,
});
export type Vendor = z.infer<typeof vendorSchema>;

export const personSchema = z.object({
  personId: z.string(),
  name: z.string(),
  email: z.string(),
  affiliation: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('city'), sectionId: z.string() }),
    z.object({
      kind: z.literal('vendor'),
      vendorId: z.string(),
      /** Absent in the rows of the versions before. */
      admitted: z
        .object({ at: z.string(), by: z.string(), consultationId: z.string().optional() })
        .optional(),
      administrator: z
        .object({
          namedAt: z.string(),
          namedBy: z.string(),
          /** The second person who has confirmed it; otherwise the chief does by the next permit. */
          confirmedBy: z.string().optional(),
        })
        .optional(),
      /** First day on which they are the vendor's contact no longer. */
      to: z.string().optional(),
    }),
  ]),
  /** Names and addresses that were changed, oldest first, each until an instant. */
  former: z.array(z.object({ name: z.string(), email: z.string(), until: z.string() })).optional(),
});
export type Person = z.infer<typeof personSchema>;

/** Somebody of a vendor. */
export type Contact = Person & { readonly affiliation: Extract<Person['affiliation'], { kind: 'vendor' }> };
export const isContact = (person: Person): person is Contact => person.affiliation.kind === 'vendor';

/** A vendor's contact who was ended by that day: signs in no longer, is written to no longer. */
export const hasLeft = (person: Person, on: Temporal.PlainDate): boolean =>
  isContact(person) &&
  person.affiliation.to !== undefined &&
  Temporal.PlainDate.compare(person.affiliation.to, on) <= 0;

/** Records tell the name of then: of a person, of a section, a system, a vendor. */
export const nameAt = (
  {
    name,
    former = [],
  }: {
    readonly name: string;
    readonly former?: readonly { readonly name: string; readonly until: string }[] | undefined;
  },
  at: Temporal.Instant,
): string => former.find(({ until }) => Temporal.Instant.compare(at, until) < 0)?.name ?? name;

/** The names that an entry has had, with the one that it has until now where it gets another. */
export const formerWith = (
  before: Pick<System, 'name' | 'former'>,
  { name }: Pick<System, 'name'>,
  now: Temporal.Instant,
): Pick<System, 'former'> => {
  const former = [
    ...(before.former ?? []),
    ...(name === before.name ? [] : [{ name: before.name, until: now.toString() }]),
  ];
  return former.length > 0 ? { former } : {};
};

/** `chief`, `manager:<sectionId>` or `clerk:<sectionId>`. */
export type Role = 'chief' | `manager:${string}` | `clerk:${string}`;
export const roleSchema = z.custom<Role>(
  (value) => typeof value === 'string' && /^(chief|(manager|clerk):[A-Za-z0-9_-]{1,40})$/.test(value),
  { error: '役割が正しくありません' },
);

export const APPOINTMENT_KINDS = { principal: '本人', deputy: '代決' } as const;

export const appointmentSchema = z.object({
  appointmentId: z.string(),
  role: roleSchema,
  personId: z.string(),
  kind: z.enum(['principal', 'deputy']),
  /** Title as it is printed on records, e.g. 総務部ICT推進室長. */
  title: z.string(),
  from: z.string(),
  to: z.string().optional(),
});
export type Appointment = z.infer<typeof appointmentSchema>;

export const isInForce = (a: { from: string; to?: string | undefined }, on: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(a.from, on) <= 0 &&
  (a.to === undefined || Temporal.PlainDate.compare(on, a.to) < 0);

/**
 * Deputies of one role at a time. Whoever is asked is written to in the transaction that opens the question, and a log that
 * is compared may open nine: all must fit 100 writes.
 */
export const MOST_DEPUTIES = 4;

/** Who holds `role` on that day; principals first. */
export const holdersOf = (
  appointments: readonly Appointment[],
  role: Role,
  on: Temporal.PlainDate,
): readonly Appointment[] =>
  appointments
    .filter((a) => a.role === role && isInForce(a, on))
    .sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'principal' ? -1 : 1));

export const sectionOf = (role: Role): string | undefined =>
  role === 'chief' ? undefined : role.slice(role.indexOf(':') + 1);

/** The rule's words for the roles (第2条). */
export const CITY_ROLES = {
  chief: '統括情報セキュリティ管理者',
  manager: '情報セキュリティ管理者',
  clerk: '担当者',
} as const;

/** A contact who adds, corrects and ends the contacts of their own company. Not the rule's word. */
export const VENDOR_ADMINISTRATOR = '利用管理者';

/** The rule's word for a role (第2条). */
export const roleLabel = (role: Role): string =>
  role === 'chief' ? CITY_ROLES.chief : role.startsWith('manager:') ? CITY_ROLES.manager : CITY_ROLES.clerk;

/**
 * What is asked for before each work under a system (G4). 別表1 5-1 wants the city's approval: that a mere notice (届出) is
 * one, only the chief can say, in writing (第12条); until then the manager approves.
 */
export const priorWorkModeOf = (
  system: Pick<System, 'priorWorkMode'> | undefined,
  { readings }: Settings,
): System['priorWorkMode'] => {
  const mode = system?.priorWorkMode ?? 'approve';
  return mode === 'notice' && readings.noticeIsApproval === undefined ? 'approve' : mode;
};
