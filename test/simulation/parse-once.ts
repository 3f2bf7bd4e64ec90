import { revisionSchema } from '../../core/application/revision-store.ts';
import { caseEventSchema } from '../../core/case/case-event.ts';
import { caseStateSchema } from '../../core/case/case-state.ts';
import { mailRecordSchema } from '../../core/case/mail-record.ts';
import { messageSchema } from '../../core/case/outbox.ts';
import { RECORDS } from '../../core/case/records.ts';
import { apiKeySchema } from '../../core/directory/api-key.ts';
import { consultationSchema } from '../../core/directory/consultation.ts';
import {
  appointmentSchema,
  personSchema,
  sectionSchema,
  systemSchema,
  vendorSchema,
} from '../../core/directory/directory.ts';
import { settingsVersionSchema } from '../../core/directory/settings.ts';
import { proposalSchema } from '../../core/registration/proposal.ts';
import { freeze } from '../support/memory-store.ts';

/**
 * Rows of the memory store are frozen and shared, and a handler reads the same ones again and again: what a schema has
 * made of a row it makes of it again. So parsing takes half of the time; whoever changed what was parsed would fail.
 */
export const parseOnce = (): void => {
  const heads = RECORDS.map(({ head }) => head);
  const directory = [
    ...[personSchema, appointmentSchema, sectionSchema, systemSchema, vendorSchema, consultationSchema],
    ...[apiKeySchema, settingsVersionSchema, proposalSchema],
  ];
  const mails = [messageSchema, mailRecordSchema];
  for (const schema of [
    ...[caseStateSchema, caseEventSchema, revisionSchema, ...heads, ...directory, ...mails],
  ]) {
    const known = new WeakMap<object, unknown>();
    const parse = schema.parse.bind(schema) as (value: unknown) => unknown; // one schema out of several types
    const once = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return parse(value);
      if (!known.has(value)) known.set(value, freeze(parse(value)));
      return known.get(value);
    };
    Object.assign(schema, { parse: once });
  }
};
