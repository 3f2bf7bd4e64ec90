import type { IncomingMessage } from 'node:http';

/**
 * What a request is for, before anything looks at it: under which of our names, and at which path. There is one spelling
 * of each path; what another program between us and the sender could read in another way is refused, not tidied up.
 */

export type Target = { readonly host: string; readonly path: string; readonly search: string };
type Refused = { readonly refusal: string; readonly status: 400 | 421 };

const UNKNOWN_HOST: Refused = { status: 421, refusal: 'unknown host' };
const TWO_HOSTS: Refused = { status: 400, refusal: 'more than one Host' };
const MALFORMED: Refused = { status: 400, refusal: 'malformed request target' };

/** RFC 3986: characters of a path segment, without `;`, which some servers take for the end of it. */
const SEGMENT = /^(?:[\w.~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})*$/;
/** What must not come out of an escape: another separator, another escape, a control character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are looked for
const HIDDEN = /[/\\;%\u0000-\u001f\u007f]/;

const isPlain = (segment: string): boolean => {
  if (!SEGMENT.test(segment)) return false;
  try {
    const text = decodeURIComponent(segment);
    return text !== '.' && text !== '..' && !HIDDEN.test(text);
  } catch {
    return false;
  }
};

/** `/`, `/a/b`, also `/a/b/`; not `//`, `/a//b`, `/./a`, `/a/..`, however they are written. */
const isPath = (path: string): boolean => {
  const [first, ...segments] = path.split('/');
  const last = segments.length - 1;
  return (
    first === '' && segments.every((segment, index) => isPlain(segment) && (segment !== '' || index === last))
  );
};

export const targetOf = (
  { rawHeaders, url = '' }: Pick<IncomingMessage, 'rawHeaders' | 'url'>,
  hosts: readonly string[],
): Target | Refused => {
  const named = rawHeaders.flatMap((text, index) =>
    index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host' ? [text.toLowerCase()] : [],
  );
  if (named.length > 1) return TWO_HOSTS;
  const [host] = named;
  // Every other name is refused (DNS rebinding).
  if (host === undefined || !hosts.includes(host)) return UNKNOWN_HOST;
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  // Only a path: neither `*` nor another site's address.
  if (!isPath(path) || url.includes('#')) return MALFORMED;
  return { host, path, search: at < 0 ? '' : url.slice(at) };
};
