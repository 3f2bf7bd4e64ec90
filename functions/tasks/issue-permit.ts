import { z } from 'zod';
import { issuePermit } from '../../core/use-cases/issue-permit.ts';
import type { AppPorts } from '../contract.ts';
import { orThrow, taskHandler } from '../middleware.ts';

export const issuePermitTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await issuePermit(ports)(caseId)),
  }));
