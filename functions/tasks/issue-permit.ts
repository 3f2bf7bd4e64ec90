import { z } from 'zod';
import { issuePermit } from '../../core/decision/issue-permit.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

export const issuePermitTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await issuePermit(ports)(caseId)),
  }));
