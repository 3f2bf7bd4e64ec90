import { z } from 'zod';
import { checkConformity } from '../../core/application/check-conformity.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

export const checkConformityTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await checkConformity(ports)(caseId)),
  }));
