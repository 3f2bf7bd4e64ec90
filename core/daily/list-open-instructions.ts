import { isSupervised, type Supervised } from '../case/case-state.ts';
import { loadCase } from '../case/case-store.ts';
import { stageLabel } from '../case/decision-request.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import {
  INSTRUCTION_KINDS,
  INSTRUCTIONS,
  type InstructionHead,
  OPEN_INSTRUCTIONS,
} from '../case/records/instruction.ts';
import { type Caller, canSee } from '../directory/caller.ts';
import { CITY_ROLES, roleLabel } from '../directory/directory.ts';
import { listSections, listSystems, listVendors, loadSettings } from '../directory/directory-store.ts';
import type { Ports } from '../store/ports.ts';
import { parsed } from '../values/frozen.ts';
import type { OpenFinding } from './list-open-findings.ts';

/** An instruction that has been given, and neither confirmed as followed nor lifted (第6条第6号). */
export type OpenInstruction = Omit<OpenFinding, 'statusLabel'>;
const MOST = 50;

/**
 * For the managers and clerks of a section its instructions that are not settled, for the chief's office those of all sections; the first
 * due first. At most 50, the oldest, and the permits that they are of; reads the list of the city until it has them. `more`: there are others.
 */
export const listOpenInstructions =
  ({ store }: Pick<Ports, 'store'>) =>
  async (
    caller: Caller,
  ): Promise<{ readonly instructions: readonly OpenInstruction[]; readonly more: boolean }> => {
    const [settings, systems, vendors, sections] = await Promise.all([
      loadSettings(store),
      listSystems(store),
      listVendors(store),
      listSections(store),
    ]);
    const instructions: OpenInstruction[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.query({
        index: 'register',
        hash: OPEN_INSTRUCTIONS,
        limit: MOST,
        ...(cursor && { cursor }),
      });
      const found = await Promise.all(
        page.items.map(async (row): Promise<OpenInstruction[]> => {
          const state = await loadCase(store, row.pk.slice('CASE#'.length));
          // What was told under a permit that is over needs no longer be followed: nobody connects.
          if (!state || !isSupervised(state) || !IN_FORCE.includes(state.status)) return [];
          if (canSee(caller, state, settings) === undefined) return [];
          const head = parsed(INSTRUCTIONS.head, row['head']);
          const what = `${INSTRUCTION_KINDS[head.kind]} ${head.documentNo ?? ''}`;
          return [
            {
              what,
              no: state.permitNo,
              systemName: systems.find(({ systemId }) => systemId === state.systemId)?.name ?? '',
              vendorName: vendors.find(({ vendorId }) => vendorId === state.vendorId)?.name ?? '',
              sectionName: sections.find(({ sectionId }) => sectionId === state.sectionId)?.name ?? '',
              ...nextOf(state, head),
              at: {
                caseId: state.caseId,
                record: { kind: 'instruction', id: head.instructionId, label: what },
              },
            },
          ];
        }),
      );
      instructions.push(...found.flat());
      cursor = page.cursor;
    } while (cursor !== undefined && instructions.length < MOST);
    return {
      instructions: instructions.sort((a, b) => (a.by ?? '9999').localeCompare(b.by ?? '9999')),
      more: cursor !== undefined,
    };
  };

const MANAGER = CITY_ROLES.manager;

/** What is asked of the manager comes first; then what the vendor has to do. */
const nextOf = (
  { questions }: Supervised,
  { instructionId, kind, dueOn, answeredAt, overdue }: InstructionHead,
): Pick<OpenInstruction, 'next' | 'by'> => {
  const question = questions.find(({ about }) => about === instructionId);
  if (question)
    return { next: `${stageLabel(question.stage)}（${roleLabel(question.role)}）`, by: question.dueOn };
  if (kind === 'cut-off') return { next: `解除（${MANAGER}）`, by: undefined };
  if (answeredAt !== undefined || overdue) return { next: `履行の確認（${MANAGER}）`, by: dueOn };
  return { next: '履行の報告（保守事業者）', by: dueOn };
};
