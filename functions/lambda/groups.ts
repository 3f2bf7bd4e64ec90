import type { Route } from '../http/contract.ts';
import { routeFinder, routeKeyOf } from '../http/middleware.ts';

/**
 * The HTTP functions: what anybody on the Internet can call without signing in, what programs call, what people
 * see. A flood on one leaves the others their share (docs/adr/0011).
 */
export type Group = 'public' | 'api' | 'pages';

export const groupOf = ({ who, kind }: Pick<Route, 'who' | 'kind'>): Group => {
  if (who === 'public') return 'public';
  return kind === 'api' ? 'api' : 'pages';
};

/**
 * What the function of a group answers. API Gateway sends to the pages' function, by `$default`, whatever is no route of
 * its own: HEAD of any page or resource among it, for which that function needs the GETs of all.
 */
export const isServedBy = (group: Group, route: Pick<Route, 'who' | 'kind' | 'method'>): boolean =>
  groupOf(route) === group || (group === 'pages' && route.method === 'GET');

/** How freely a route of the gateway may be called (infra/http-api.ts). */
export type Limit = 'read' | 'write' | 'public-write';
/** A route of API Gateway: it chooses the function and the limit, the function finds the entry of the contract table. */
export type EdgeRoute = { readonly key: string; readonly group: Group; readonly limit: Limit };

type Entry = Pick<Route, 'method' | 'path' | 'who' | 'kind'>;

/**
 * Below each of these a method has one route and one limit; the longest that fits counts. Applications and permits have
 * their own, so that who asks for what there never was takes nothing from decisions.
 */
const PREFIXES = ['/v1', '/applications', '/permits', ''] as const;

const edgeRouteOf = (entry: Entry): EdgeRoute => {
  const { method, path } = entry;
  const group = groupOf(entry);
  // What anybody may call keeps a route for each: one cannot use up what another may.
  if (group === 'public')
    return { key: routeKeyOf(entry), group, limit: method === 'GET' ? 'read' : 'public-write' };
  const prefix = PREFIXES.find((each) => path.startsWith(`${each}/`) && path.length > each.length + 1);
  if (prefix === undefined)
    throw new Error(`${routeKeyOf(entry)}: there is no route of the gateway above it`);
  return { key: `${method} ${prefix}/{proxy+}`, group, limit: method === 'GET' ? 'read' : 'write' };
};

/**
 * The routes of API Gateway: a few, however many entries the contract table has (docs/adr/0037).
 *
 * @throws {Error} when an entry would come to the function of another group
 */
export const edgeRoutes = (table: readonly Entry[]): readonly EdgeRoute[] => {
  const routes = new Map<string, EdgeRoute>();
  for (const entry of table) {
    const route = edgeRouteOf(entry);
    const other = routes.get(route.key) ?? route;
    if (other.group !== route.group)
      throw new Error(`${routeKeyOf(entry)}: ${route.key} goes to ${other.group}, not to ${route.group}`);
    routes.set(route.key, route);
  }
  const ofPublic = routeFinder(
    table.filter((entry) => groupOf(entry) === 'public').map((route) => ({ route })),
  );
  for (const entry of table.filter((each) => groupOf(each) !== 'public')) {
    const taken = ofPublic(entry.path).find(({ endpoint }) => endpoint.route.method === entry.method);
    if (taken)
      throw new Error(
        `${routeKeyOf(entry)}: ${routeKeyOf(taken.endpoint.route)} is taken for it, and goes to public`,
      );
  }
  return [...routes.values()];
};
