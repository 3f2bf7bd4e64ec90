import { z } from 'zod';
import { actAll, type Step } from '../case.ts';
import type { CaseState } from '../case-state.ts';
import { actWrites } from '../case-store.ts';
import { INSTRUCTIONS, type InstructionHead } from '../instruction.ts';
import type { News } from '../outbox.ts';
import type { Ports, Write } from '../ports.ts';
import type { LoadedRecord } from '../records.ts';
import type { Authorized } from './answer.ts';
import { newsMails } from './permit-news-mail.ts';

/** What all acts on an instruction have in common (第6条第6号): one transaction, the same receipt. */

export const instructedSchema = z.object({
  caseId: z.string(),
  instructionId: z.string(),
  /** State of the instruction after the act. */
  status: z.string(),
  version: z.int(),
});
export type Instructed = z.infer<typeof instructedSchema>;

export type LoadedInstruction = LoadedRecord & { readonly head: InstructionHead };
export type Done = {
  readonly ok: true;
  /** The first is about the instruction. */
  readonly steps: readonly Step[];
  readonly writes?: readonly Write[];
  readonly news?: News;
};

/** The state, events, papers, heads and questions of an act, and the vendor's mail. */
export const recordInstruction = async (
  { store, clock, ids }: Ports,
  { state, by, guard }: { state: CaseState; by: Authorized['by']; guard?: Write },
  instructionId: string,
  instruction: LoadedInstruction | undefined,
  { steps, writes = [], news }: Done,
) => {
  const now = clock();
  const outcome = actAll(state, steps, by, now, instruction ? [instruction] : []);
  if (!outcome.ok) return outcome;
  const { after, records } = outcome.value;
  const { caseId } = state;
  return {
    ok: true as const,
    value: {
      caseId,
      instructionId,
      status: INSTRUCTIONS.head.parse(records[0]?.head).status,
      version: after.version,
    },
    writes: [
      ...actWrites(outcome.value),
      ...(guard ? [guard] : []),
      ...writes,
      ...(news ? await newsMails({ store, ids }, after, news, now, instructionId) : []),
    ],
  };
};
