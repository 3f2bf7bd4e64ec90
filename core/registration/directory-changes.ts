import { z } from 'zod';
import type { Author, ChangeKind, Judged } from '../directory/directory-change.ts';
import type { DirectoryActName } from '../directory/directory-trail.ts';
import type { Ports } from '../store/ports.ts';
import { Fatal, type Refusal } from '../values/errors.ts';
import { group, list } from '../values/fields.ts';
import { line } from '../values/text.ts';
import { appointing, endingAppointment } from './appoint.ts';
import { settingsChange } from './change-settings.ts';
import { contactAdmission, contactChange } from './contact-changes.ts';
import { MOST_CHANGES } from './proposal.ts';
import { personChange, personRegistration } from './register-person.ts';
import { sectionChange, sectionRegistration } from './register-section.ts';
import { systemChange, systemRegistration } from './register-system.ts';
import { vendorChange, vendorRegistration } from './register-vendor.ts';

/** Everything that the chief's office changes in the directory and the settings. A new kind is one more entry. */
const CHANGES = {
  appoint: appointing,
  'end-appointment': endingAppointment,
  'change-settings': settingsChange,
  'register-person': personRegistration,
  'change-person': personChange,
  'register-section': sectionRegistration,
  'change-section': sectionChange,
  'register-system': systemRegistration,
  'change-system': systemChange,
  'register-vendor': vendorRegistration,
  'change-vendor': vendorChange,
  'add-contact': contactAdmission,
  'change-contact': contactChange,
} satisfies Partial<Record<DirectoryActName, ChangeKind>>;
export type ChangeName = keyof typeof CHANGES;

/** What is asked for: the name of the kind, and its fields. */
export type Change = {
  [K in ChangeName]: { readonly act: K } & z.infer<(typeof CHANGES)[K]['schema']>;
}[ChangeName];

const named = (act: string): act is ChangeName => Object.hasOwn(CHANGES, act);
const kindOf = (act: string): ChangeKind => CHANGES[actOf(act)];
/** The act of the trail. */
export const actOf = (act: string): ChangeName => {
  if (!named(act)) throw new Fatal('an unknown kind of change');
  return act;
};
export const changeLabel = (act: string): string => kindOf(act).label;

export const judgeChange = (
  ports: Ports,
  { act, ...fields }: { readonly act: string },
  author: Author,
): Promise<Judged | Refusal> => kindOf(act).judge(ports, fields, author);

/** Of one change, as it comes by the API. */
const changeSchema = z.discriminatedUnion(
  'act',
  // The entries of the table above: there is at least one.
  Object.entries<ChangeKind>(CHANGES).map(([act, { schema }]) =>
    schema.extend({ act: z.literal(act) }),
  ) as unknown as [z.ZodObject<{ act: z.ZodLiteral<string> }>],
) as unknown as z.ZodType<Change>;

export const proposalInputSchema = group('登録伺い', {
  changes: list('変更', changeSchema, 1, MOST_CHANGES),
  reason: line('理由', 500),
});
