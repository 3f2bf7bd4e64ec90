import type { Route } from './contract.ts';

/**
 * Which entry of the contract table a request is for. Asked by the function itself, on AWS and on one machine: what
 * stands before it (API Gateway, local/server.ts) chooses a function, and its parameters of the path are not read.
 */

type Routed = { readonly route: Pick<Route, 'method' | 'path'> };
export type Found<E extends Routed> = {
  readonly endpoint: E;
  readonly params: Readonly<Record<string, string>>;
};

/** A slash at the end makes no difference. */
const segmentsOf = (path: string): readonly string[] => path.replace(/\/$/, '').split('/');
const isOpen = (segment: string): boolean => segment.startsWith('{');

/** `/works/new` before `/works/{workId}`, wherever they stand in the table. */
const moreExactFirst = (a: readonly string[], b: readonly string[]): number => {
  const at = a.findIndex((segment, n) => isOpen(segment) !== isOpen(b[n] ?? ''));
  return at < 0 ? 0 : Number(isOpen(a[at] ?? '')) - Number(isOpen(b[at] ?? ''));
};

/** An open part, in braces, is anything but nothing. */
const fits = (template: readonly string[], given: readonly string[]): boolean =>
  template.every((segment, n) => (isOpen(segment) ? given[n] !== '' : segment === given[n]));

const paramsOf = (template: readonly string[], given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    template.flatMap((segment, n) => (isOpen(segment) ? [[segment.slice(1, -1), given[n] ?? '']] : [])),
  );

/** All entries that a path fits, of whatever method, the most exact first. */
export const routeFinder = <E extends Routed>(
  table: readonly E[],
): ((path: string) => readonly Found<E>[]) => {
  const ofLength = Map.groupBy(
    table.map((endpoint) => ({ endpoint, template: segmentsOf(endpoint.route.path) })),
    ({ template }) => template.length,
  );
  for (const entries of ofLength.values()) entries.sort((a, b) => moreExactFirst(a.template, b.template));
  return (path) => {
    const given = segmentsOf(path);
    return (ofLength.get(given.length) ?? []).flatMap(({ endpoint, template }) =>
      fits(template, given) ? [{ endpoint, params: paramsOf(template, given) }] : [],
    );
  };
};

/** The contract's name of a route, for the log: it tells what was asked for, and no id or secret of the path. */
export const routeKeyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

const ORDER = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'] as const;

/**
 * The methods of a path, for `Allow` (RFC 9110, 10.2.1): read from the contract table alone, so that it tells nothing
 * of what is there or whose it is. None: there is no such path.
 */
export const allowedMethods = (found: readonly Found<Routed>[]): readonly string[] => {
  const methods = new Set<string>(found.map(({ endpoint }) => endpoint.route.method));
  if (methods.size === 0) return [];
  methods.add('OPTIONS');
  if (methods.has('GET')) methods.add('HEAD');
  return ORDER.filter((method) => methods.has(method));
};
