import type { TaskHandler } from '../http/middleware.ts';
import { TASKS } from '../tasks/tasks.ts';
import { taskEnvironment } from '../wiring/environment.ts';
import { appPorts } from '../wiring/wiring.ts';

/** One function per Task state, all of this code; the environment says which (docs/adr/0011). */
const environment = taskEnvironment.parse(process.env);
const make = new Map(Object.entries(TASKS)).get(environment.TASK);
if (!make) throw new Error(`no task ${environment.TASK}`);

export const handler: TaskHandler = make(appPorts(environment));
