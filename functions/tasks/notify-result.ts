import { z } from 'zod';
import { notifyResult } from '../../core/use-cases/notify-result.ts';
import type { AppPorts } from '../contract.ts';
import { orThrow, taskHandler } from '../middleware.ts';

/** Both NotifyResult and NotifyRefusal: the record says which notice it is. */
export const notifyResultTask = (ports: AppPorts) =>
  taskHandler(z.strictObject({ caseId: z.string() }), async ({ caseId }) => ({
    next: orThrow(await notifyResult(ports)(caseId)),
  }));
