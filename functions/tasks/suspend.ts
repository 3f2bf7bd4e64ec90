import { z } from 'zod';
import { carryOutSanction } from '../../core/finding/carry-out-sanction.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

export const suspendTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await carryOutSanction(ports)(caseId, 'suspend')),
  }));
