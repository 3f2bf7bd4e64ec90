import { z } from 'zod';
import type { Store, Write } from '../store/ports.ts';
import { caseKey } from './case-store.ts';

/** Row `TASK` of a case: what its workflow waits for. */

/** The workflow task that waits for this case. At most one: an execution stands in one state. */
const TASKS = [
  ...(['correct', 'confirm', 'approve', 'monitor', 'order', 'judge', 'report', 'sanction', 'lift'] as const),
  'operator',
] as const;
export const waitingTaskSchema = z.object({
  task: z.enum(TASKS),
  /** The finding whose order it waits for. */
  about: z.string().optional(),
  taskToken: z.string(),
});
export type WaitingTask = z.infer<typeof waitingTaskSchema>;
const taskKey = (caseId: string) => ({ pk: caseKey(caseId), sk: 'TASK' });

export const taskWrite = (caseId: string, waiting: WaitingTask): Write => ({
  put: {
    ...taskKey(caseId),
    ...waiting,
    ...(waiting.task === 'operator' ? { registerKey: PARKED, registerSort: caseId } : {}),
  },
});
/** Hash of the register index under which the tasks stand that wait for an operator. */
export const PARKED = 'PARKED';
export const taskDone = (caseId: string, waiting: WaitingTask): Write => ({
  delete: taskKey(caseId),
  when: { equals: { taskToken: waiting.taskToken } },
});
export const loadTask = async (store: Store, caseId: string): Promise<WaitingTask | undefined> => {
  const row = await store.get(taskKey(caseId));
  return row && waitingTaskSchema.parse(row);
};
