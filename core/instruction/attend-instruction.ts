import { Temporal } from 'temporal-polyfill';
import { actAll } from '../case/case.ts';
import { actWrites, loadCase, loadRecord } from '../case/case-store.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import { INSTRUCTION_KINDS, INSTRUCTIONS } from '../case/records/instruction.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { raiseCandidate } from '../finding/raise-candidate.ts';
import { ask } from '../question/ask.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { isOfficeHour } from '../values/calendar.ts';
import { system } from '../values/identity.ts';
import { formatWareki } from '../values/wareki.ts';

/**
 * The date of an instruction has passed without a word (第6条第6号): a candidate for the manager, no violation by itself;
 * where candidates of this kind are switched off (第12条), the question whether it was followed.
 */
export const attendInstruction =
  (ports: Ports) =>
  async (caseId: string, instructionId: string, businessDate: Temporal.PlainDate): Promise<boolean> => {
    const outcome = await commit<boolean>(ports, async (ports) => {
      const { store, clock } = ports;
      const nothing = { ok: true, value: false, writes: [] } as const;
      const state = await loadCase(store, caseId);
      const instruction = await loadRecord(store, caseId, INSTRUCTIONS, instructionId);
      if (!state || !instruction || INSTRUCTIONS.dueAt(instruction.head) === undefined) return nothing;
      const { dueOn, kind, documentNo } = instruction.head;
      if (dueOn === undefined || Temporal.PlainDate.compare(businessDate, dueOn) <= 0) return nothing;
      const settings = await loadSettings(store);
      if (!isOfficeHour(clock(), businessDate, settings)) return nothing;
      const raised = await raiseCandidate(
        ports,
        state,
        {
          kind: 'instruction-not-followed',
          about: instructionId,
          evidence: [
            `${INSTRUCTION_KINDS[kind]}（${documentNo ?? ''}）の期限（${formatWareki(Temporal.PlainDate.from(dueOn))}）までに、履行の報告がない。`,
          ],
        },
        settings,
      );
      const { papers } = instruction.head;
      const hash = dossierHash('follow', instructionId, papers);
      const asked = raised
        ? undefined
        : await ask(ports, state, { stage: 'follow', about: instructionId, hash }, settings);
      const request = asked && { request: asked.request };
      const done = actAll(
        state,
        [
          { fact: { type: 'instruction-overdue', instructionId, ...request } },
          ...(raised ? [{ fact: raised.fact, paper: raised.paper }] : []),
        ],
        system('daily'),
        clock(),
        [instruction],
      );
      if (!done.ok) return done;
      const { mails } = raised ?? asked ?? { mails: [] };
      return { ok: true, value: true, writes: [...actWrites(done.value), ...mails] };
    });
    return carriedOut(outcome);
  };
