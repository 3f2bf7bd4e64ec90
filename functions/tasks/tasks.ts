import type { AppPorts } from '../http/contract.ts';
import type { TaskHandler } from '../http/middleware.ts';
import { CASE_STEPS } from './case-steps.ts';
import { SCHEDULES } from './schedules.ts';

/** ASL state → Lambda. The names are the `${…}` substitutions of statemachines/*.asl.json. */
export const TASKS = { ...CASE_STEPS, ...SCHEDULES } satisfies Record<
  string,
  (ports: AppPorts) => TaskHandler
>;
