import { z } from 'zod';
import { notifyResult } from '../../core/decision/notify-result.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

/** Both NotifyResult and NotifyRefusal: the record says which notice it is. */
export const notifyResultTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await notifyResult(ports)(caseId)),
  }));
