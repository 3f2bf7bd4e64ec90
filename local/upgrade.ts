import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { refoldCase } from '../core/case/every-case.ts';
import { coverDirectory } from '../core/directory/directory-trail.ts';
import type { Ports, Workflows } from '../core/store/ports.ts';
import type { StateMachines } from './asl/state-machines.ts';

/** Raised with every version that folds events into other states, or lists rows in other indexes, than the one before. */
const FOLD = 5;

const inputSchema = z.object({ caseId: z.string(), generation: z.int() });
const versionSchema = z.object({ user_version: z.int() });

/**
 * Data of an earlier version meet this one (docs/upgrade.md). States are folded anew from their
 * events, and the directory's trail begins, once. Then each
 * case whose execution runs an older definition goes on as its next generation: the old execution does not know the new
 * words, waits for nothing any more and ends by its own hand-over. Doing it again does nothing.
 */
export const upgrade = async (
  database: DatabaseSync,
  ports: Ports,
  machines: StateMachines,
  workflows: Workflows,
): Promise<void> => {
  const { user_version: fold } = versionSchema.parse(database.prepare('PRAGMA user_version').get());
  if (fold < FOLD) {
    const refold = refoldCase(ports);
    for (const row of database.prepare("SELECT pk FROM items WHERE sk = 'STATE'").all())
      await refold(String(row['pk']).slice('CASE#'.length));
    const rows = database.prepare('SELECT json FROM items ORDER BY pk, sk').all();
    await coverDirectory(
      ports,
      rows.map(({ json }) => JSON.parse(String(json))),
    );
    database.exec(`PRAGMA user_version = ${FOLD}`);
  }
  for (const { executionArn, input } of machines.listExecutions('permit', 'RUNNING')) {
    if (machines.runsCurrentDefinition(executionArn)) continue;
    const { caseId, generation } = inputSchema.parse(input);
    const successor = { caseId, generation: generation + 1, next: 'read' };
    await workflows.startExecution('permit', `permit-${caseId}-${successor.generation}`, successor);
  }
};
