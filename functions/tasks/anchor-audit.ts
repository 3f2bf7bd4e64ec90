import { z } from 'zod';
import type { Anchors } from '../../core/ports.ts';
import { anchorAudit } from '../../core/use-cases/anchor-audit.ts';
import type { AppPorts } from '../contract.ts';
import { taskHandler } from '../middleware.ts';

export const anchorAuditTask = (ports: AppPorts & { readonly anchors: Anchors }) =>
  taskHandler(z.strictObject({}), () => anchorAudit(ports)());
