import { z } from 'zod';
import { actAll, type Step } from '../case/case.ts';
import type { CaseState } from '../case/case-state.ts';
import { actWrites } from '../case/case-store.ts';
import type { News } from '../case/outbox.ts';
import { INSTRUCTIONS, type InstructionHead } from '../case/records/instruction.ts';
import type { LoadedRecord } from '../case/records.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import type { Authorized } from '../question/answer.ts';
import type { Ports, Write } from '../store/ports.ts';

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
