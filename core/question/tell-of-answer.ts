import type { CaseState } from '../case/case-state.ts';
import { caseKey } from '../case/case-store.ts';
import type { QuestionStage, Stage } from '../case/decision-request.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Settings } from '../directory/settings.ts';
import type { Ports, Write } from '../store/ports.ts';
import type { Actor } from '../values/actor.ts';
import { informed } from './tell-manager.ts';

/** What the chief decides on the manager's word, and asks nothing of the manager afterwards. */
const TOLD_TO_MANAGER: ReadonlySet<Stage | QuestionStage> = new Set(['approve', 'change-approval'] as const);

/** Who hears of an answer, in the same transaction: whoever was represented (代決), and of the chief's decision the manager. */
export const tellOfAnswer = async (
  ports: Ports,
  on: { readonly state: CaseState; readonly settings: Settings; readonly by: Actor },
  { stage, about }: { readonly stage: Stage | QuestionStage; readonly about?: string | undefined },
): Promise<readonly Write[]> => {
  const { state, settings, by } = on;
  if (by.kind !== 'person') return [];
  const { personId: answeredBy, principalId } = by;
  const managers = TOLD_TO_MANAGER.has(stage) ? await informed(ports, state, settings) : [];
  const readers = new Set([...(principalId === undefined ? [] : [principalId]), ...managers]);
  return [...readers]
    .filter((personId) => personId !== answeredBy)
    .map((personId) =>
      outboxWrite(caseKey(state.caseId), ports.ids.next(), ports.clock(), {
        kind: 'mail',
        mail: {
          template: 'answered',
          personId,
          caseId: state.caseId,
          stage,
          ...(about === undefined ? {} : { about }),
          answeredBy,
          inPlace: personId === principalId,
        },
      }),
    );
};
