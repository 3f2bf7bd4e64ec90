import { z } from 'zod';
import type { Step } from '../case/case.ts';
import type { CaseState } from '../case/case-state.ts';
import type { News } from '../case/outbox.ts';
import { INSTRUCTIONS, type InstructionHead } from '../case/records/instruction.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { type Done, perform } from '../question/answer.ts';
import type { OnRecord } from '../question/gate.ts';
import type { Ports, Write } from '../store/ports.ts';
import type { Refusal } from '../values/errors.ts';

/** What all acts on an instruction have in common (第6条第6号): one transaction, the same receipt. */

export const instructedSchema = z.object({
  caseId: z.string(),
  instructionId: z.string(),
  /** State of the instruction after the act. */
  status: z.string(),
  version: z.int(),
});
export type Instructed = z.infer<typeof instructedSchema>;

export type OnInstruction = OnRecord<InstructionHead>;
export type Judged = {
  readonly ok: true;
  /** The first is about the instruction. */
  readonly steps: readonly Step[];
  readonly writes?: readonly Write[];
  readonly news?: News;
};

/** The act as it is recorded, and the vendor's mail. */
export const done = async (
  { store, clock, ids }: Ports,
  state: CaseState,
  instructionId: string,
  { steps, writes = [], news }: Judged,
): Promise<Done<Instructed>> => ({
  ok: true,
  steps,
  writes: [...writes, ...(news ? await newsMails({ store, ids }, state, news, clock(), instructionId) : [])],
  value: ({ caseId, version }, [record]) => {
    const { status } = INSTRUCTIONS.head.parse(record?.head);
    return { caseId, instructionId, status, version };
  },
});

export const recordInstruction = async (
  ports: Ports,
  on: Parameters<typeof perform>[1],
  instructionId: string,
  judged: Refusal | Judged,
) => (judged.ok ? perform(ports, on, await done(ports, on.state, instructionId, judged)) : judged);
