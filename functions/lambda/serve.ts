import type { Endpoint, HttpPorts } from '../http/contract.ts';
import { httpHandler, logServed } from '../http/middleware.ts';
import { httpEnvironment } from '../wiring/environment.ts';
import { httpPorts } from '../wiring/wiring-http.ts';
import { type Group, isServedBy } from './groups.ts';

/** The function of one group of routes; `endpoints` has them all, and perhaps others (docs/adr/0011). */
export const serve = (group: Group, endpoints: (ports: HttpPorts) => readonly Endpoint[]) => {
  const ports = httpPorts(httpEnvironment.parse(process.env));
  const table = endpoints(ports);
  return httpHandler(
    ports,
    table.filter(({ route }) => isServedBy(group, route)),
    { table, served: logServed },
  );
};
