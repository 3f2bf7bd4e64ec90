import { appointing, endingAppointment } from '../../core/registration/appoint.ts';
import { settingsChange } from '../../core/registration/directory-changes.ts';
import { personChange, personRegistration } from '../../core/registration/register-person.ts';
import { sectionChange, sectionRegistration } from '../../core/registration/register-section.ts';
import { systemChange, systemRegistration } from '../../core/registration/register-system.ts';
import { vendorChange, vendorRegistration } from '../../core/registration/register-vendor.ts';
import { line } from '../../core/values/text.ts';

/** The bodies of the routes that change one thing: what is changed stands in the path, and why in the body. */

const titled = <S extends { meta: (meta: { title: string }) => S }>(title: string, schema: S): S =>
  schema.meta({ title });
const reason = line('変更の理由', 300);

export const appointmentInputSchema = titled(
  '役職への就任',
  appointing.schema.extend({ reason: line('理由', 300) }),
);
export const endAppointmentSchema = titled(
  '退任',
  endingAppointment.schema.extend({ reason: line('理由', 300) }),
);
export const settingsInputSchema = titled(
  '設定の変更',
  settingsChange.schema.extend({ reason: line('変更の理由', 500) }),
);
export const personInputSchema = personRegistration.schema;
export const personChangeSchema = titled(
  '職員の変更',
  personChange.schema.omit({ personId: true }).extend({ reason }),
);
export const sectionInputSchema = sectionRegistration.schema;
export const sectionChangeSchema = titled(
  '課の変更',
  sectionChange.schema.omit({ sectionId: true }).extend({ reason }),
);
export const systemInputSchema = systemRegistration.schema;
export const systemChangeSchema = titled(
  'システムの変更',
  systemChange.schema.omit({ systemId: true }).extend({ reason }),
);
export const vendorInputSchema = vendorRegistration.schema;
export const vendorChangeSchema = titled(
  '保守事業者の変更',
  vendorChange.schema.omit({ vendorId: true }).extend({ reason }),
);
