import { z } from 'zod';
import { openRequest } from '../case/case-state.ts';
import { asOfNow, type Caller, holds } from '../directory/caller.ts';
import { stillAppointed } from '../directory/directory-store.ts';
import { roleOf } from '../question/addressees.ts';
import { seenByCity } from '../question/gate.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { refused } from '../values/errors.ts';
import { confirmationDraftKey } from './decide.ts';

const draftSchema = z.object({ requestId: z.string(), content: z.record(z.string(), z.json()) });

/** 一時保存: the manager's checklist in the making; it decides nothing. It goes when the question goes. */
export const saveConfirmation =
  (ports: Ports) =>
  (caller: Caller, caseId: string, content: Record<string, z.infer<ReturnType<typeof z.json>>>) =>
    commit<undefined>(ports, async (ports) => {
      const { store } = ports;
      const seen = await seenByCity(store, caller, caseId);
      if (!seen.ok) return seen;
      const { state } = seen;
      const request = openRequest(state);
      const held = request && holds(await asOfNow(ports, caller), roleOf(request.stage, state));
      if (!request || !held)
        return refused('conflict', 'no-open-request', 'この申請について求められている決定はありません');
      return {
        ok: true,
        value: undefined,
        writes: [
          { put: { ...confirmationDraftKey(caseId), requestId: request.requestId, content } },
          { check: { pk: confirmationDraftKey(caseId).pk, sk: 'STATE' }, when: { version: state.version } },
          stillAppointed(held),
        ],
      };
    });

export const loadConfirmation = async (store: Store, caseId: string, requestId: string) => {
  const row = await store.get(confirmationDraftKey(caseId));
  const draft = row && draftSchema.parse(row);
  return draft?.requestId === requestId ? draft.content : undefined;
};
