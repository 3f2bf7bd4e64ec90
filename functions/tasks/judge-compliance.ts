import { z } from 'zod';
import { superviseOrder } from '../../core/finding/supervise-order.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

export const judgeComplianceTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string(), taskToken: z.string() }), async ({ caseId, taskToken }) =>
    orThrow(await superviseOrder(ports)({ caseId, task: 'judge', taskToken })),
  );
