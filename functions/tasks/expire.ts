import { z } from 'zod';
import { closeOut } from '../../core/permit/close-out.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

/** Both Expire and End: the record says which it is. */
export const expireTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await closeOut(ports)(caseId)),
  }));
