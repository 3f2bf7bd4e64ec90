import { act } from '../case/case.ts';
import { type CaseState, openRequest } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase } from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { actorOf, type Caller, vendorOf } from '../directory/caller.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { NOT_FOUND } from '../values/errors.ts';
import { explainConflict } from './examine-application.ts';
import { draftKey } from './save-draft.ts';

/** 取下げ: at any time before the decision. It kills the open question, and tells whoever had been asked. */
export const withdrawApplication =
  ({ store, clock, ids }: Ports) =>
  (caller: Caller, caseId: string) =>
    commit<CaseState>({ store }, async ({ store }) => {
      const state = await loadCase(store, caseId);
      if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
      const now = clock();
      const outcome = act(state, { type: 'withdrawn' }, actorOf(caller), now);
      if (!outcome.ok) return explainConflict(store, state, 'withdrawn', 'vendor');
      return {
        ok: true,
        value: outcome.value.after,
        writes: [
          ...actWrites(outcome.value),
          ...(state.status === 'returned' ? [{ delete: draftKey(caseId) }] : []),
          outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
          ...(openRequest(state)?.issuedTo ?? []).map((personId) =>
            outboxWrite(caseKey(caseId), ids.next(), now, {
              kind: 'mail',
              mail: { template: 'withdrawn', personId, caseId },
            }),
          ),
        ],
      };
    });
