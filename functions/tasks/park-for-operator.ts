import { z } from 'zod';
import { parkCase } from '../../core/daily/park-case.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

export const parkForOperatorTask = (ports: AppPorts) =>
  taskHandler(
    z.strictObject({ caseId: z.string(), taskToken: z.string(), error: z.string() }),
    async (input) => orThrow(await parkCase(ports)(input)),
  );
