import { endpoints } from '../api/endpoints.ts';
import { httpEnvironment } from '../environment.ts';
import { httpHandler } from '../middleware.ts';
import { httpPorts } from '../wiring-http.ts';
import { groupOf } from './groups.ts';

const environment = httpEnvironment.parse(process.env);
const ports = httpPorts(environment);

/** One function per group of routes, all of this code (docs/adr/0011). */
export const handler = httpHandler(
  ports,
  endpoints(ports).filter(({ route }) => groupOf(route) === environment.GROUP),
);
