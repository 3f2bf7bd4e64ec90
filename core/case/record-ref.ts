import { z } from 'zod';

/** A record of a permit as people know it: what it is, and its number, month or date. */
export const recordRefSchema = z.object({
  kind: z.enum(['change', 'finding', 'instruction', 'reconciliation', 'reconfirmation', 'report', 'work']),
  id: z.string(),
  label: z.string(),
});
export type RecordRef = z.infer<typeof recordRefSchema>;
