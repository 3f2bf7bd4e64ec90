import type { PageContext } from '../ui/layout.ts';
import type { Endpoint, PageRoute, Who } from './contract.ts';

/** The pages above a page are those whose address its own begins with: the contract table says it, nothing else does. */

export const withAbove = (endpoints: readonly Endpoint[]): readonly Endpoint[] => {
  const pages = endpoints.flatMap(({ route }) =>
    route.kind === 'page' && route.method === 'GET' && !route.isForm ? [route] : [],
  );
  return endpoints.map((endpoint) => {
    const { route } = endpoint;
    if (route.kind === 'api') return endpoint;
    const above = pages
      .filter(({ path }) => path !== '/' && route.path.startsWith(`${path}/`))
      .sort((a, b) => a.path.length - b.path.length);
    return { ...endpoint, route: { ...route, above } };
  }) as readonly Endpoint[];
};

/** Those that the reader may open, each with its address in the page that is asked for. */
export const aboveOf = (
  { above = [] }: PageRoute,
  rawPath: string,
  reader: PageContext['reader'],
): NonNullable<PageContext['above']> =>
  above
    .filter(({ who }) => mayOpen(who, reader))
    .map(({ path, summary }) => ({
      href: rawPath.split('/').slice(0, path.split('/').length).join('/'),
      label: summary.replace(/（.*）$/, ''),
    }));

const mayOpen = (who: Who, reader: PageContext['reader']): boolean => {
  if (who === 'public') return true;
  if (who === 'clerk') return reader?.isClerk === true || reader?.isOffice === true;
  return who === 'office' ? reader?.isOffice === true : who === 'anyone' || who === reader?.kind;
};
