import type { Caller } from '../../core/directory/caller.ts';
import { Fatal, refused } from '../../core/values/errors.ts';
import type { PageCall } from './contract.ts';

/** The one answer for what does not exist and for what is not yours. */
export const NOT_FOUND = refused('not-found', 'not-found', '見つかりません');

/** The caller of a route that is not public; the middleware has seen to it that there is one. */
export const signedIn = (call: PageCall): Caller => {
  if (!call.caller) throw new Fatal('a route without `who` has no caller');
  return call.caller;
};
