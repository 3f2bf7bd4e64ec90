import { z } from 'zod';
import { filed, openQuestionSchema } from '../finding/views.ts';
import { instructionPaperSchema } from './papers.ts';

/** What people and vendors' systems are shown of instructions (第6条第6号). */

const instructionSummary = {
  instructionId: z.string(),
  kind: z.string(),
  kindLabel: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  about: z.string().optional(),
  openedAt: z.string(),
  documentNo: z.string().optional(),
  issuedAt: z.string().optional(),
  dueOn: z.string().optional(),
  overdue: z.boolean(),
};
export const instructionSummarySchema = z.object(instructionSummary);
export type InstructionSummary = z.infer<typeof instructionSummarySchema>;
export const instructionViewSchema = z.object({
  ...instructionSummary,
  caseId: z.string(),
  permitNo: z.string(),
  systemName: z.string(),
  vendorName: z.string(),
  regulationId: z.string(),
  papers: z.array(filed(instructionPaperSchema)),
  questions: z.array(openQuestionSchema),
  /** Of what is shown when the manager judges without being asked. */
  judgeHash: z.string(),
  can: z.object({
    acknowledge: z.boolean(),
    answer: z.boolean(),
    judge: z.boolean(),
    lift: z.boolean(),
  }),
});
export type InstructionView = z.infer<typeof instructionViewSchema>;
