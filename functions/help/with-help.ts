import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { regulations } from '../../core/regulation/regulations.ts';
import type { Endpoint } from '../http/contract.ts';
import { handbooks } from './handbooks.ts';

/** The pages of the contract table, each with where in the handbooks it is explained. */
export const withHelp = (endpoints: readonly Endpoint[]): readonly Endpoint[] => {
  // Which pages belong to a procedure depends on neither the rule nor the settings.
  const books = regulations.slice(-1).flatMap((rule) => Object.entries(handbooks(rule, DEFAULT_SETTINGS)));
  const helpOf = (path: string) =>
    books.flatMap(([book, { procedures }]) =>
      procedures.filter(({ pages }) => pages.includes(path)).map(({ id }) => ({ book, procedure: id })),
    );
  return endpoints.map((endpoint) =>
    endpoint.route.kind === 'page'
      ? { handler: endpoint.handler, route: { ...endpoint.route, help: helpOf(endpoint.route.path) } }
      : endpoint,
  ) as readonly Endpoint[];
};
