import { z } from 'zod';
import { type AnchorPorts, anchorAudit } from '../../core/use-cases/anchor-audit.ts';
import type { AppPorts } from '../contract.ts';
import { taskHandler } from '../middleware.ts';

export const anchorAuditTask = (ports: AppPorts & AnchorPorts) =>
  taskHandler(z.strictObject({}), () => anchorAudit(ports)());
