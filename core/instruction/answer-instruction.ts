import type { CaseState } from '../case/case-state.ts';
import { loadCase, loadRecord } from '../case/case-store.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import { INSTRUCTIONS } from '../case/records/instruction.ts';
import { actorOf, type Caller, vendorOf } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { type Replay, replayable } from '../directory/idempotency.ts';
import type { Settings } from '../directory/settings.ts';
import { ask, tellManager } from '../question/ask.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Refusal, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { instructedSchema, type Judged, type OnInstruction, recordInstruction } from './instruction-act.ts';
import type { InstructionAnswer, InstructionPaper } from './papers.ts';

/** 指示 (第6条第6号), the vendor's side: received, and answered with what was done. */

/** Each report asks the manager again: without an end, nobody could ever judge. */
const MOST_ANSWERS = 30;

/** The vendor's side: its own permit, and an instruction that was given. */
const byVendor = (
  ports: Ports,
  caller: Caller,
  caseId: string,
  instructionId: string,
  { key, request }: Pick<Replay<typeof instructedSchema>, 'key' | 'request'>,
  answer: (on: {
    readonly state: CaseState;
    readonly settings: Settings;
    readonly instruction: OnInstruction['record'];
    readonly fromVendor: { readonly by: string; readonly at: string };
  }) => Promise<Refusal | Judged>,
) =>
  replayable(ports, { caller, key, request, receipt: instructedSchema }, async (ports) => {
    const { store, clock } = ports;
    const settings = await loadSettings(store);
    const state = await loadCase(store, caseId);
    if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
    const instruction = await loadRecord(store, caseId, INSTRUCTIONS, instructionId);
    if (!instruction || instruction.head.documentNo === undefined) return NOT_FOUND;
    if (instruction.head.papers.filter(({ type }) => type === 'instruction-answered').length >= MOST_ANSWERS)
      return refused(
        'conflict',
        'too-many-papers',
        `一つの指示について提出できる報告は${MOST_ANSWERS}件までです。続きは、所管課に直接申し出てください`,
      );
    const at = clock().toString({ smallestUnit: 'millisecond' });
    const judged = await answer({ state, settings, instruction, fromVendor: { by: caller.person.name, at } });
    return recordInstruction(
      ports,
      { state, by: actorOf(caller), record: instruction },
      instructionId,
      judged,
    );
  });

/** What can be done only once needs no key. */
const ONCE = { key: undefined, request: undefined };

export const acknowledgeInstruction =
  (ports: Ports) =>
  (caller: Caller, caseId: string, instructionId: string, input: { readonly note?: string | undefined }) =>
    byVendor(ports, caller, caseId, instructionId, ONCE, async ({ fromVendor }) => ({
      ok: true,
      steps: [
        {
          fact: { type: 'instruction-acknowledged', instructionId },
          paper: {
            type: 'instruction-acknowledged',
            note: input.note,
            ...fromVendor,
          } satisfies InstructionPaper,
        },
      ],
    }));

/**
 * What the vendor says was done; the manager is asked whether the instruction was followed. An emergency cut-off is not
 * over with it: the same role lifts it.
 */
export const reportOnInstruction =
  (ports: Ports) =>
  (
    caller: Caller,
    caseId: string,
    instructionId: string,
    input: InstructionAnswer,
    idempotencyKey?: string,
  ) => {
    const sent = {
      key: idempotencyKey,
      request: { route: 'instruction-report', caseId, instructionId, input },
    };
    return byVendor(ports, caller, caseId, instructionId, sent, async (on) => {
      const { state, settings, instruction, fromVendor } = on;
      if (input.doneOn > dateOf(ports.clock()).toString())
        return refused('invalid', 'invalid-instruction', '入力内容に誤りがあります', [
          { pointer: '/doneOn', message: '「行った日」に、報告の日より後の日付は指定できません' },
        ]);
      const paper = { type: 'instruction-answered', ...input, ...fromVendor } satisfies InstructionPaper;
      const { papers, kind } = instruction.head;
      // Whether it is over, the manager says by lifting it.
      if (kind === 'cut-off')
        return {
          ok: true,
          steps: [{ fact: { type: 'instruction-answered', instructionId }, paper }],
          writes: await tellManager(ports, state, 'cut-off-answered', instructionId, settings),
        };
      const hash = dossierHash('follow', instructionId, [...papers, { hash: hashOf(paper) }]);
      const asked = { stage: 'follow', about: instructionId, hash } as const;
      const { request, mails } = await ask(ports, state, asked, settings);
      return {
        ok: true,
        steps: [{ fact: { type: 'instruction-answered', instructionId, request }, paper }],
        writes: mails,
      };
    });
  };
