import { summarize } from '../application/list-cases.ts';
import { listRecords, loadRecord } from '../case/case-store.ts';
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
import { loadPermit } from '../permit/view-permit.ts';
import { roleOf } from '../question/addressees.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, type Outcome } from '../values/errors.ts';
import { NOT_FOUND } from '../values/refusals.ts';
import { writtenAt } from '../values/signed.ts';
import { instructionPapersOf } from './instruction-papers-of.ts';
import { type InstructionSummary, type InstructionView, instructionSummarySchema } from './views.ts';

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
