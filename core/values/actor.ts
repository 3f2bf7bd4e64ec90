import { z } from 'zod';

/** Who did something, as the audit trail keeps it: ids and capacity, no names. */
export const actorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    personId: z.string(),
    /** Role and capacity in which a city official acted. */
    role: z.string().optional(),
    as: z.enum(['principal', 'deputy']).optional(),
    /** The holder on whose behalf a deputy decided (代決). */
    principalId: z.string().optional(),
    /** The clerk who entered a decision that was made on paper. */
    recordedBy: z.string().optional(),
    apiKeyId: z.string().optional(),
  }),
  z.object({ kind: z.literal('system'), name: z.string() }),
]);
export type Actor = z.infer<typeof actorSchema>;
export const system = (name: string): Actor => ({ kind: 'system', name });
