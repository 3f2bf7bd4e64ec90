import { z } from 'zod';
import { judgeConformity } from '../application/conformity.ts';
import { loadDecision } from '../application/decision.ts';
import { loadRevision } from '../application/revision-store.ts';
import { act } from '../case/case.ts';
import { type CaseState, openRequest } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase, stillAt } from '../case/case-store.ts';
import type { Stage } from '../case/decision-request.ts';
import { nextStep } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { taskWrite } from '../case/task-store.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { ask } from '../question/ask.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { Fatal, NOT_FOUND, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { system } from '../values/identity.ts';
import { confirmationDraftKey } from './decide.ts';

/**
 * What the decider is shown, as one hash: the revision, for the chief the manager's confirmation with it, and for
 * the manager the chief's reason for sending it back: an answer to an earlier round cannot pass for a new one.
 */
type AskedByWorkflow = Exclude<Stage, 'correction'>;
const applicationHash = async (store: Store, stage: AskedByWorkflow, state: CaseState): Promise<string> => {
  if (stage === 'confirm') {
    if (state.round === 1) return state.revHash;
    const sentBack = await loadDecision(store, state.caseId, 'approve', state.rev, state.round - 1);
    if (!sentBack) throw new Fatal('the decision that sent the case back is missing');
    return hashOf({ revision: state.revHash, sentBack: hashOf(sentBack) });
  }
  const confirmation = await loadDecision(store, state.caseId, 'confirm', state.rev, state.round);
  if (!confirmation) throw new Fatal('the confirmation of an approving case is missing');
  return hashOf({ revision: state.revHash, confirmation: hashOf(confirmation) });
};

/**
 * The states ConfirmByManager and ApproveByChief: ask the role (第4条第2項). Asked again for a question that is
 * open (retry, time-out, redrive), only the task token is re-bound, no second mail goes out; asked about a case
 * that has moved on, the workflow is told where the record stands.
 */
export const openDecisionRequest =
  ({ store, clock, ids }: Ports) =>
  (input: { readonly caseId: string; readonly stage: AskedByWorkflow; readonly taskToken: string }) =>
    commit<'asked' | 'rebound' | 'moved-on'>({ store }, async ({ store }) => {
      const { caseId, stage, taskToken } = input;
      const state = await loadCase(store, caseId);
      if (!state) return NOT_FOUND;
      const now = clock();
      const rebind = taskWrite(caseId, { task: stage, taskToken });
      const stands = state.status === 'received' && stage === 'confirm' ? 'confirm' : nextStep(state);
      if (stands !== stage) {
        const goOn = outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId });
        return { ok: true, value: 'moved-on', writes: [rebind, goOn] };
      }
      if (openRequest(state)) return { ok: true, value: 'rebound', writes: [rebind, stillAt(state)] };
      const settings = await loadSettings(store);
      const revision = await loadRevision(store, caseId, state.rev);
      if (!revision || judgeConformity(revision.application).nonconforming.length > 0)
        return refused('conflict', 'nonconforming', '別表1に不適の項目がある申請は確認に進めません');
      const hash = await applicationHash(store, stage, state);
      const { request, mails } = await ask({ store, clock, ids }, state, { stage, hash }, settings);
      const outcome = act(
        state,
        { type: stage === 'confirm' ? 'confirmation-requested' : 'approval-requested', request },
        system(stage === 'confirm' ? 'ConfirmByManager' : 'ApproveByChief'),
        now,
      );
      if (!outcome.ok) return outcome;
      return {
        ok: true,
        value: 'asked',
        writes: [...actWrites(outcome.value), rebind, ...mails],
      };
    });

const draftSchema = z.object({ requestId: z.string(), content: z.record(z.string(), z.json()) });

/** What was saved of a confirmation by the versions before one's own form was saved (docs/adr/0051); it goes with the decision. */
export const loadConfirmation = async (store: Store, caseId: string, requestId: string) => {
  const row = await store.get(confirmationDraftKey(caseId));
  const draft = row && draftSchema.parse(row);
  return draft?.requestId === requestId ? draft.content : undefined;
};
