import { z } from 'zod';
import { openDecisionRequest } from '../../core/decision/open-decision-request.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

export const confirmByManagerTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string(), taskToken: z.string() }), async ({ caseId, taskToken }) =>
    orThrow(await openDecisionRequest(ports)({ caseId, stage: 'confirm', taskToken })),
  );
