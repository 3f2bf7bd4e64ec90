import type { Route } from '../contract.ts';

/**
 * The HTTP functions: what anybody on the Internet can call without signing in, what programs call, what people
 * see. A flood on one leaves the others their share (docs/adr/0011).
 */
export type Group = 'public' | 'api' | 'pages';

export const groupOf = ({ who, kind }: Pick<Route, 'who' | 'kind'>): Group => {
  if (who === 'public') return 'public';
  return kind === 'api' ? 'api' : 'pages';
};
