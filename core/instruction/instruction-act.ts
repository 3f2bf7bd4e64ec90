import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Step } from '../case/case.ts';
import { type CaseState, openQuestions } from '../case/case-state.ts';
import { listRecords, loadRecord } from '../case/case-store.ts';
import type { News } from '../case/outbox.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import { INSTRUCTIONS, type InstructionHead, type InstructionStatus } from '../case/records/instruction.ts';
import type { LoadedRecord } from '../case/records.ts';
import type { Settings } from '../directory/settings.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { type Done, perform } from '../question/answer.ts';
import { ask } from '../question/ask.ts';
import type { OnRecord } from '../question/gate.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { addBusinessDays } from '../values/calendar.ts';
import type { Refusal } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import type { InstructionDraft } from './papers.ts';

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

/** Until when an instruction that is issued today is to be followed, where the manager sets no other date. */
export const usualDueOn = (today: Temporal.PlainDate, settings: Settings): string =>
  addBusinessDays(today, settings.instructionDays, settings).toString();

/**
 * 指示の案 (第6条第6号, G18): drafted by the system for the manager, who sends it as it stands, changes it, or drops it
 * with a reason. It names no deadline: the vendor's time begins when it is issued. The step goes into the caller's own act, the mails into the same transaction.
 */
export const prepareInstruction = async (
  ports: Ports,
  state: CaseState,
  draft: InstructionDraft,
  settings: Settings,
): Promise<{ readonly instructionId: string; readonly step: Step; readonly mails: readonly Write[] }> => {
  const instructionId = ports.ids.next();
  const paper = { type: 'instruction-prepared', ...draft } as const;
  const { request, mails } = await ask(
    ports,
    state,
    {
      stage: 'instruct',
      about: instructionId,
      hash: dossierHash('instruct', instructionId, [{ hash: hashOf(paper) }]),
    },
    settings,
  );
  const { kind, about } = draft;
  const fact = {
    type: 'instruction-prepared',
    instructionId,
    kind,
    ...(about === undefined ? {} : { about }),
    request,
  } as const;
  return { instructionId, step: { fact, paper }, mails };
};

/**
 * A monthly report has come in: what was prepared or given to call for it is met. Steps and records for the act that
 * takes the report in.
 */
export const meetInstructions = async (
  store: Store,
  state: CaseState,
  yearMonth: string,
): Promise<{ readonly steps: readonly Step[]; readonly records: readonly LoadedRecord[] }> => {
  const open = (await listRecords(store, state.caseId, INSTRUCTIONS)).filter(
    ({ kind, about, status }) => kind === 'report' && about === yearMonth && MET_FROM.includes(status),
  );
  const records = await Promise.all(
    open.map(({ instructionId }) => loadRecord(store, state.caseId, INSTRUCTIONS, instructionId)),
  );
  const steps = open.map(({ instructionId }): Step => {
    const question = openQuestions(state).find(({ about }) => about === instructionId);
    return {
      fact: {
        type: 'instruction-met',
        instructionId,
        ...(question === undefined ? {} : { closes: question.requestId }),
      },
    };
  });
  return { steps, records: records.filter((record) => record !== undefined) };
};

const MET_FROM: readonly (InstructionStatus | 'none')[] = INSTRUCTIONS.transitions['instruction-met'].from;
