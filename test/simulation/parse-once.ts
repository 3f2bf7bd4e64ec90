import { apiKeySchema } from '../../core/api-key.ts';
import { caseEventSchema } from '../../core/case-event.ts';
import { caseStateSchema } from '../../core/case-state.ts';
import { consultationSchema } from '../../core/consultation.ts';
import {
  appointmentSchema,
  personSchema,
  sectionSchema,
  systemSchema,
  vendorSchema,
} from '../../core/directory.ts';
import { mailRecordSchema } from '../../core/mail-record.ts';
import { messageSchema } from '../../core/outbox.ts';
import { proposalSchema } from '../../core/proposal.ts';
import { RECORDS } from '../../core/records.ts';
import { revisionSchema } from '../../core/revision-store.ts';
import { settingsVersionSchema } from '../../core/settings.ts';
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
