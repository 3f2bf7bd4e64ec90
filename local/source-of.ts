import { canonicalAddress, isWithin } from '../core/values/ip-range.ts';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An address or a range in CIDR that {@link sourceOf} can use: it holds its own first address. */
export const isAddressOrRange = (text: string): boolean => {
  const [address = '', ...prefix] = text.split('/');
  return prefix.length < 2 && isWithin(address, [text]);
};

/**
 * From which address a request comes: the socket's, or, where that is one of our own proxies, the nearest one in
 * X-Forwarded-For that is not. Each proxy appends whom it heard, so what stands further left was written by strangers;
 * from anybody but a proxy of ours the header says nothing.
 *
 * @param trusted addresses and ranges (CIDR) of our proxies, as `TRUSTED_PROXY` names them
 * @returns one spelling for one address; '' when the socket has none any more
 */
export const sourceOf = (
  socketAddress: string | undefined,
  headers: Headers,
  trusted: readonly string[],
): string => {
  // A scope (fe80::1%eth0) names our interface, not the sender.
  let source = canonicalAddress(socketAddress?.split('%')[0] ?? '') ?? '';
  const given = headers['x-forwarded-for'];
  const hops = (typeof given === 'string' ? [given] : (given ?? [])).join(',').split(',');
  while (isWithin(source, trusted)) {
    const hop = canonicalAddress(hops.pop() ?? '');
    // The end of the line, or no address: the last one that somebody answers for.
    if (hop === undefined) return source;
    source = hop;
  }
  return source;
};
