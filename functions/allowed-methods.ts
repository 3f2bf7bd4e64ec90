import type { Route } from './contract.ts';

const ORDER = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'] as const;

/** As the router reads it: a part in braces is anything but a slash, and a slash at the end makes no difference. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.+*?^$()[\]\\|]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}/?$`);

/**
 * The methods of a path, for `Allow` (RFC 9110, 10.2.1): read from the contract table alone, so that it tells nothing
 * of what is there or whose it is. None: there is no such path.
 */
export const allowedMethods = (
  routes: readonly Pick<Route, 'method' | 'path'>[],
): ((path: string) => readonly string[]) => {
  const patterns = [...new Set(routes.map(({ path }) => path))].map((path) => ({
    pattern: patternOf(path),
    methods: routes.filter((route) => route.path === path).map(({ method }) => method),
  }));
  return (path) => {
    const found = new Set<string>(
      patterns.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : [])),
    );
    if (found.size === 0) return [];
    found.add('OPTIONS');
    if (found.has('GET')) found.add('HEAD');
    return ORDER.filter((method) => found.has(method));
  };
};
