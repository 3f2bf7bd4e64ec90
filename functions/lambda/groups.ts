import type { Route } from '../http/contract.ts';

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
