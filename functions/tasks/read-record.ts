import { z } from 'zod';
import { readRecord } from '../../core/use-cases/read-record.ts';
import type { AppPorts } from '../contract.ts';
import { orThrow, taskHandler } from '../middleware.ts';

export const readRecordTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await readRecord(ports)(caseId)),
  }));
