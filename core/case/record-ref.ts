import { z } from 'zod';
import { RECORDS, type RecordName } from './records.ts';

const kinds = RECORDS.map(({ kind }) => kind) as [RecordName, ...RecordName[]];

/** A record of a permit as people know it: what it is, and its number, month or date. */
export const recordRefSchema = z.object({ kind: z.enum(kinds), id: z.string(), label: z.string() });
export type RecordRef = z.infer<typeof recordRefSchema>;
