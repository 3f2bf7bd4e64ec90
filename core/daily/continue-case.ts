import { clearInbox, loadCase } from '../case/case-store.ts';
import { nextStep, standOf, unaskedOrders } from '../case/next-step.ts';
import { OVER } from '../case/permit-statuses.ts';
import { loadTask, taskDone } from '../case/task-store.ts';
import type { Ports, Workflows } from '../store/ports.ts';

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
    if (!waiting || !state) return;
    const next = nextStep(state);
    const stillParked = waiting.task === 'operator' && state.parked !== undefined && next !== 'closed';
    const stands = standOf(state) === `${waiting.task} ${waiting.about ?? ''}`.trim();
    // Where a further order must be asked about, the task is entered again to ask.
    if (stillParked || (stands && unaskedOrders(state).length === 0)) return;
    await workflows.sendTaskSuccess(waiting.taskToken, { next });
    await store.transact([taskDone(caseId, waiting)]);
  };
