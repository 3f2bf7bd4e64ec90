import { z } from 'zod';
import type { Workflows } from '../core/ports.ts';
import type { StateMachines } from './asl/state-machines.ts';

const inputSchema = z.object({ caseId: z.string(), generation: z.int() });

/**
 * A new definition meets running cases (docs/upgrade.md): an execution keeps the one it was started with and does not
 * know the new one's words, so its case goes on as its next generation, which reads the record. The old execution
 * waits for nothing any more and ends by its own hand-over. Doing it again does nothing.
 */
export const renewPermits = async (machines: StateMachines, workflows: Workflows): Promise<void> => {
  for (const { executionArn, input } of machines.listExecutions('permit', 'RUNNING')) {
    if (machines.runsCurrentDefinition(executionArn)) continue;
    const { caseId, generation } = inputSchema.parse(input);
    const next = { caseId, generation: generation + 1 };
    await workflows.startExecution('permit', `permit-${caseId}-${next.generation}`, next);
  }
};
