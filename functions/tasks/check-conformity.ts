import { z } from 'zod';
import { checkConformity } from '../../core/use-cases/check-conformity.ts';
import type { AppPorts } from '../contract.ts';
import { orThrow, taskHandler } from '../middleware.ts';

export const checkConformityTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await checkConformity(ports)(caseId)),
  }));
