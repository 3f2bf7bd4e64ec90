import { z } from 'zod';
import { CALL_FAULTS, type CallFault } from './faults.ts';

/** A story: who did what when, and what failed. Played again, it gives the same rows, hash for hash. */

const args = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const actionSchema = z.strictObject({
  id: z.string(),
  /** Epoch milliseconds on the virtual clock. */
  at: z.number(),
  who: z.string(),
  kind: z.string(),
  /** Number of the permit within the story. */
  permit: z.int().optional(),
  args: args.optional(),
  /** Starts together with the action before it. */
  race: z.boolean().optional(),
  /** Comes in while the workflow is at work, not after it has come to rest. */
  overlap: z.boolean().optional(),
});
export type Action = z.infer<typeof actionSchema>;

const isCallFault = (kind: unknown): kind is CallFault => typeof kind === 'string' && kind in CALL_FAULTS;
export const storySchema = z.strictObject({
  seed: z.number(),
  /** ISO date in Japan on which the city begins. */
  start: z.string(),
  /** Epoch milliseconds: nobody acts after this. */
  end: z.number(),
  /** Share of the quiet morning runs that take place. */
  tickRate: z.number(),
  actions: z.array(actionSchema),
  bites: z.array(
    z.strictObject({
      context: z.string(),
      port: z.string(),
      call: z.number(),
      kind: z.custom<CallFault>(isCallFault),
    }),
  ),
  /** What was violated, for the reader. */
  violation: z.string().optional(),
});
export type Story = z.infer<typeof storySchema>;
