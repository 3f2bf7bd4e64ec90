import { z } from 'zod';
import { openDecisionRequest } from '../../core/use-cases/open-decision-request.ts';
import type { AppPorts } from '../contract.ts';
import { orThrow, taskHandler } from '../middleware.ts';

export const confirmByManagerTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string(), taskToken: z.string() }), async ({ caseId, taskToken }) =>
    orThrow(await openDecisionRequest(ports)({ caseId, stage: 'confirm', taskToken })),
  );
