import { z } from 'zod';
import { summarize } from '../application/list-cases.ts';
import { caseKey, listRecords, loadRecord } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import {
  INSTRUCTION_KINDS,
  INSTRUCTION_STATUSES,
  INSTRUCTIONS,
  type InstructionHead,
  mayBeJudgedUnasked,
} from '../case/records/instruction.ts';
import { isTold } from '../case/told-to-vendor.ts';
import { type Caller, holds } from '../directory/caller.ts';
import { questionsAbout } from '../finding/view-finding.ts';
import { filed, openQuestionSchema } from '../finding/views.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { roleOf } from '../question/ask.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { writtenAt } from '../values/signed.ts';
import { type InstructionPaper, instructionPaperSchema } from './papers.ts';

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

type Reading = Pick<Ports, 'store' | 'clock'>;

/** A vendor sees what was given to it; drafts are the city's own. */
const isShownTo = (sees: 'vendor' | 'city', head: InstructionHead): boolean =>
  sees === 'city' || head.documentNo !== undefined;

/** 指示 (第6条第6号) of a permit, newest first. */
export const listInstructions =
  ({ store }: Reading) =>
  async (
    caller: Caller,
    caseId: string,
  ): Promise<Outcome<{ readonly instructions: InstructionSummary[] }>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found;
    const heads = await listRecords(store, caseId, INSTRUCTIONS);
    const shown = heads.filter((head) => isShownTo(found.value.sees, head));
    return accepted({
      instructions: shown.map((head) => summaryOf(found.value.sees, head)).toReversed(),
    });
  };

const summaryOf = (sees: 'vendor' | 'city', head: InstructionHead): InstructionSummary =>
  instructionSummarySchema.parse({
    ...head,
    kindLabel: INSTRUCTION_KINDS[head.kind],
    statusLabel: INSTRUCTION_STATUSES[head.status],
    // That it was drafted before it was given is the city's own.
    openedAt: sees === 'city' ? head.openedAt : (head.issuedAt ?? head.openedAt),
    overdue: head.overdue ?? false,
  });

export const viewInstruction =
  ({ store, clock }: Reading) =>
  async (caller: Caller, caseId: string, instructionId: string): Promise<Outcome<InstructionView>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found.kind === 'conflict' ? NOT_FOUND : found;
    const { state, sees } = found.value;
    const instruction = await loadRecord(store, caseId, INSTRUCTIONS, instructionId);
    if (!instruction || !isShownTo(sees, instruction.head)) return NOT_FOUND;
    const { head } = instruction;
    const [summary, filed, questions] = await Promise.all([
      summarize(store, state, dateOf(clock())),
      instructionPapersOf(store, caseId, head),
      sees === 'city' ? questionsAbout({ store, clock }, caller, state, instructionId) : [],
    ]);
    const may = (event: keyof typeof INSTRUCTIONS.transitions): boolean =>
      INSTRUCTIONS.transitions[event].from.includes(head.status);
    return accepted({
      ...summaryOf(sees, head),
      caseId,
      permitNo: state.permitNo,
      systemName: summary.systemName,
      vendorName: summary.vendorName,
      regulationId: state.regulationId,
      papers: filed
        .filter(({ paper }) => sees === 'city' || isTold(paper))
        .map(({ seq, paper }) => ({ seq, at: writtenAt(paper, head), paper })),
      questions,
      judgeHash: dossierHash('follow', instructionId, head.papers),
      can: {
        acknowledge: sees === 'vendor' && may('instruction-acknowledged'),
        answer: sees === 'vendor' && may('instruction-answered'),
        judge:
          holds(caller, roleOf('follow', state)) !== undefined &&
          mayBeJudgedUnasked(head) &&
          questions.length === 0,
        lift: holds(caller, roleOf('instruct', state)) !== undefined && may('instruction-lifted'),
      },
    });
  };
