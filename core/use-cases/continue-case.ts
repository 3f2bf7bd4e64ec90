import { clearInbox, loadCase } from '../case-store.ts';
import { OVER } from '../permit-statuses.ts';
import type { Ports, Workflows } from '../ports.ts';
import { loadTask, taskDone } from '../task-store.ts';
import { nextStep, standOf, unaskedOrders } from './next-step.ts';

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
