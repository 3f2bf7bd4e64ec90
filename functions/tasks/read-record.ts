import { z } from 'zod';
import { readRecord } from '../../core/daily/read-record.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

export const readRecordTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await readRecord(ports)(caseId)),
  }));
