import { caseKey, loadCase, stillAt } from '../case/case-store.ts';
import { focusOf, nextStep } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { taskWrite, type WaitingTask } from '../case/task-store.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { NOT_FOUND } from '../values/refusals.ts';

/**
 * The states that wait without asking anybody (AwaitCorrection, Monitor, CorrectiveOrder, LiftSuspension): keep the task token, and if the record
 * has moved meanwhile, answer at once.
 */
export const awaitRecord =
  ({ store, clock, ids }: Ports) =>
  (input: { readonly caseId: string; readonly waiting: WaitingTask }) =>
    commit<'waiting' | 'moved-on'>({ store }, async ({ store }) => {
      const { caseId, waiting } = input;
      const state = await loadCase(store, caseId);
      if (!state) return NOT_FOUND;
      const about = focusOf(state);
      const rebind = taskWrite(caseId, { ...waiting, ...(about === '' ? {} : { about }) });
      if (nextStep(state) === waiting.task)
        return { ok: true, value: 'waiting', writes: [rebind, stillAt(state)] };
      const goOn = outboxWrite(caseKey(caseId), ids.next(), clock(), { kind: 'continue-case', caseId });
      return { ok: true, value: 'moved-on', writes: [rebind, goOn] };
    });
