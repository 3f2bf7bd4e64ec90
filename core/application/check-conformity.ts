import { act } from '../case/case.ts';
import { actWrites, caseKey, loadCase } from '../case/case-store.ts';
import { type NextStep, nextStep } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { NOT_FOUND } from '../values/refusals.ts';
import { judgeConformity } from './conformity.ts';
import { loadRevision } from './revision-store.ts';

/**
 * The state CheckConformity (第4条第2項): an application that declares an item of 別表1 不適 goes back to the
 * vendor with the items named; the manager's time is for those that can pass. For a case that is further on
 * (a new generation of the workflow) it tells where the record stands.
 */
export const checkConformity =
  ({ store, clock, ids }: Ports) =>
  (caseId: string) =>
    commit<NextStep>({ store }, async ({ store }) => {
      const state = await loadCase(store, caseId);
      const revision = state && (await loadRevision(store, caseId, state.rev));
      if (!state || !revision) return NOT_FOUND;
      if (state.status !== 'received') return { ok: true, value: nextStep(state), writes: [] };
      const { nonconforming } = judgeConformity(revision.application);
      if (nonconforming.length === 0) return { ok: true, value: 'confirm', writes: [] };
      const now = clock();
      const outcome = act(
        state,
        { type: 'found-nonconforming', items: [...nonconforming], reasons: ['declared-nonconforming'] },
        system('CheckConformity'),
        now,
      );
      if (!outcome.ok) return outcome;
      return {
        ok: true,
        value: 'correct',
        writes: [
          ...actWrites(outcome.value),
          outboxWrite(caseKey(caseId), ids.next(), now, {
            kind: 'mail',
            mail: { template: 'returned', personId: revision.submittedBy, caseId },
          }),
        ],
      };
    });
