import { z } from 'zod';
import { carryOutSanction } from '../../core/use-cases/carry-out-sanction.ts';
import type { AppPorts } from '../contract.ts';
import { orThrow, taskHandler } from '../middleware.ts';

export const revokeTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await carryOutSanction(ports)(caseId, 'revoke')),
  }));
