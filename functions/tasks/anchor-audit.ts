import { z } from 'zod';
import { type AnchorPorts, anchorAudit } from '../../core/trail/anchor-audit.ts';
import type { AppPorts } from '../http/contract.ts';
import { taskHandler } from '../http/middleware.ts';

export const anchorAuditTask = (ports: AppPorts & AnchorPorts) =>
  taskHandler(z.strictObject({}), () => anchorAudit(ports)());
