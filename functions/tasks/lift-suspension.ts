import { z } from 'zod';
import { awaitRecord } from '../../core/daily/await-record.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

export const liftSuspensionTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string(), taskToken: z.string() }), async ({ caseId, taskToken }) =>
    orThrow(await awaitRecord(ports)({ caseId, waiting: { task: 'lift', taskToken } })),
  );
