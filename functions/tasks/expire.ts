import { z } from 'zod';
import { closeOut } from '../../core/use-cases/close-out.ts';
import type { AppPorts } from '../contract.ts';
import { orThrow, taskHandler } from '../middleware.ts';

/** Both Expire and End: the record says which it is. */
export const expireTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await closeOut(ports)(caseId)),
  }));
