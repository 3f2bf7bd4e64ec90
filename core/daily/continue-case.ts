import { caseKey, clearInbox, loadCase, stillAt } from '../case/case-store.ts';
import { focusOf, type NextStep, nextStep, standOf, unaskedOrders } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { OVER } from '../case/permit-statuses.ts';
import { loadTask, taskDone, taskWrite, type WaitingTask } from '../case/task-store.ts';
import { noteChanged } from '../case/under-parent.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Workflows } from '../store/ports.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';

/**
 * Delivery of `continue-case`: tell the waiting workflow where the record stands. Harmless when it comes late,
 * twice, or before the workflow has asked: then the next task to ask reads the record itself. A permit that has ended
 * leaves the inboxes.
 */
export const continueCase =
  ({ store, workflows }: Pick<Ports, 'store'> & { readonly workflows: Workflows }) =>
  async (caseId: string): Promise<void> => {
    const waiting = await loadTask(store, caseId);
    const state = await loadCase(store, caseId);
    if (state && OVER.includes(state.status)) await clearInbox(store, caseId);
    if (state) await noteChanged(store, state);
    if (!waiting || !state) return;
    const next = nextStep(state);
    const stillParked = waiting.task === 'operator' && state.parked !== undefined && next !== 'closed';
    const stands = standOf(state) === `${waiting.task} ${waiting.about ?? ''}`.trim();
    // Where a further order must be asked about, the task is entered again to ask.
    if (stillParked || (stands && unaskedOrders(state).length === 0)) return;
    await workflows.sendTaskSuccess(waiting.taskToken, { next });
    await store.transact([taskDone(caseId, waiting)]);
  };

/**
 * The state ReadRecord: where the record stands. A case that is parked stays so until the chief's office resumes it,
 * and a workflow ends only when its case has, whatever somebody answered in its name.
 */
export const readRecord =
  ({ store }: Pick<Ports, 'store'>) =>
  async (caseId: string): Promise<Outcome<NextStep | 'parked'>> => {
    const state = await loadCase(store, caseId);
    if (!state) return NOT_FOUND;
    const next = nextStep(state);
    return accepted(state.parked !== undefined && next !== 'closed' ? 'parked' : next);
  };

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
