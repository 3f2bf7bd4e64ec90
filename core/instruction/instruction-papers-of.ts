import { caseKey } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import type { InstructionHead } from '../case/records/instruction.ts';
import type { Store } from '../store/ports.ts';
import { type InstructionPaper, instructionPaperSchema } from './papers.ts';

/** A paper of an instruction with the number of its event. */
export type FiledInstruction = { readonly seq: number; readonly paper: InstructionPaper };

/** Everything that was written about an instruction, in order. Papers that were erased (保存期間の満了) are left out. */
export const instructionPapersOf = async (
  store: Store,
  caseId: string,
  head: InstructionHead,
): Promise<FiledInstruction[]> => {
  const filed = await Promise.all(
    head.papers.map(async ({ seq }) => ({
      seq,
      paper: await loadPaper(store, caseKey(caseId), seq, instructionPaperSchema),
    })),
  );
  return filed.flatMap(({ seq, paper }) => (paper === undefined ? [] : [{ seq, paper }]));
};
