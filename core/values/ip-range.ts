import { halfWidth } from './characters.ts';
import { sameKey } from './identity.ts';

/** IP addresses and ranges as the application names them (接続元IPアドレス): IPv4 and IPv6, single or CIDR. */

type Address = { readonly bits: 32 | 128; readonly value: bigint };

/** One spelling for one address; undefined when the text is none. A port behind it is dropped. */
export const canonicalAddress = (text: string): string | undefined => {
  const folded = halfWidth(text).trim().toLowerCase();
  const bracketed = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$/.exec(folded)?.[1];
  const address = parseAddress(bracketed ?? folded.replace(/^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/, '$1'));
  return address && format(address);
};

/**
 * The network that a request is counted for: an IPv4 address, or the /64 of an IPv6 address, of which everybody has
 * 2^64. What cannot be read is one network.
 */
export const networkOf = (text: string): string => {
  const canonical = canonicalAddress(text);
  const address = canonical === undefined ? undefined : parseAddress(canonical);
  if (!address || address.bits === 32) return canonical ?? 'unknown';
  return `${format({ bits: 128, value: (address.value >> 64n) << 64n })}/64`;
};

/** Whether the address is one of these addresses or lies in one of these ranges. What cannot be read holds nothing. */
export const isWithin = (address: string, ranges: readonly string[]): boolean => {
  const canonical = canonicalAddress(address);
  const sought = canonical === undefined ? undefined : parseAddress(canonical);
  return sought !== undefined && ranges.some((range) => holds(range, sought));
};

const holds = (range: string, sought: Address): boolean => {
  const [network = '', prefix] = halfWidth(range).trim().toLowerCase().split('/');
  const base = parseAddress(network);
  if (!base || base.bits !== sought.bits) return false;
  if (prefix === undefined) return base.value === sought.value;
  // A range that is written as ::ffff:192.0.2.0/120 counts its prefix from 128.
  const width = base.bits === 32 && network.includes(':') ? Number(prefix) - 96 : Number(prefix);
  if (!/^\d{1,3}$/.test(prefix) || width < 0 || width > base.bits) return false;
  const shift = BigInt(base.bits - width);
  return base.value >> shift === sought.value >> shift;
};

const parseAddress = (text: string): Address | undefined => {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { bits: 32, value: v4 };
  const v6 = parseV6(text);
  if (v6 === undefined) return undefined;
  // IPv4 in an IPv6 socket (::ffff:192.0.2.1, RFC 4291 2.5.5.2) is the IPv4 address that the paper names.
  return v6 >> 32n === 0xffffn ? { bits: 32, value: v6 & 0xffffffffn } : { bits: 128, value: v6 };
};

const parseV4 = (text: string): bigint | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
};

const parseV6 = (text: string): bigint | undefined => {
  if (text.length > 45) return undefined;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const embedded = tail?.[2] === undefined ? undefined : parseV4(tail[2]);
  if (tail && embedded === undefined) return undefined;
  const hex =
    embedded === undefined
      ? text
      : `${tail?.[1] ?? ''}${(embedded >> 16n).toString(16)}:${(embedded & 0xffffn).toString(16)}`;
  const halves = hex.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], rest] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (rest?.length ?? 0);
  if (rest === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...(rest ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
};

const format = ({ bits, value }: Address): string => {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const longest = groups
    .map((_, from) => {
      const until = groups.findIndex((group, index) => index >= from && group !== '0');
      return { from, length: (until === -1 ? 8 : until) - from };
    })
    .reduce((best, run) => (run.length > best.length ? run : best));
  if (longest.length < 2) return groups.join(':');
  const head = groups.slice(0, longest.from).join(':');
  return `${head}::${groups.slice(longest.from + longest.length).join(':')}`;
};

/**
 * One machine written otherwise: short or with its domain, with scheme, user, port, path or share, as a machine account
 * (CITY\tax-db01$) or a service of it (TERMSRV/tax-db01), a name with its address beside it.
 */

/** tax-db01(10.1.2.3) and tax-db01 / 10.1.2.3 name a host twice. */
export const hostParts = (text: string): readonly string[] => {
  const [, name, other] =
    /^([^()（）[\]［］]+)[(（[［]([^()（）[\]［］]+)[)）\]］]$/.exec(text.trim()) ??
    /^(.+?)(?:\s+[/／]\s+|[,、，]\s*)(.+)$/.exec(text.trim()) ??
    [];
  return name === undefined || other === undefined ? [text] : [name.trim(), other.trim()];
};

/** Whether two ways to name a host mean one: name or address, short or with its domain, with or without a port. */
export const sameHost = (a: string, b: string): boolean =>
  hostParts(a).some((one) => hostParts(b).some((other) => isSameKey(hostKey(one), hostKey(other))));

/** Whether a log means the terminal that is registered by this number or name. */
export const sameTerminal = (registered: string, seen: string): boolean => {
  if (sameKey(registered) === sameKey(seen)) return true;
  const named = hostParts(seen).filter((part) => canonicalAddress(part) === undefined);
  const known = terminalKey(registered);
  return named.length > 0 && named.every((part) => isSameKey(terminalKey(part), known));
};

/** Of a terminal the word before a backslash is its domain; of a server the word behind it is something of it. */
export const terminalKey = (text: string): string =>
  hostKey(text.replace(/^[^\\¥￥]+[\\¥￥](?=[^\\¥￥]+$)/, ''));

const isSameKey = (one: string, other: string): boolean =>
  one === other || isWithDomain(one, other) || isWithDomain(other, one);
/** A number behind a dot is no domain: PC.001 is not PC. */
const isWithDomain = (long: string, short: string): boolean =>
  short !== '' &&
  long.startsWith(`${short}.`) &&
  canonicalAddress(long) === undefined &&
  /^\.(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]+$/.test(long.slice(short.length));

const SERVICE = /^(?:termsrv|host|https?|cifs|rdp|ssh|wsman|restrictedkrbhost)\/(?!\/)/;
const MACHINE = /^(?:[^\\¥/@]+[\\¥])?([^\\¥/@$]+)\$(?:@.+)?$/;

const hostKey = (text: string): string => {
  const address = canonicalAddress(text);
  if (address !== undefined) return address;
  const key = sameKey(text.replace(/\s+\d{1,5}(?:\/(?:tcp|udp))?\s*$/i, ''));
  const machine = MACHINE.exec(key)?.[1];
  if (machine !== undefined) return machine;
  const host = key
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(SERVICE, '')
    .replace(/^[\\¥/]{2,}/, '')
    .replace(/^[^@/\\¥]+@/, '');
  const named = /^\[([^\]]+)\]/.exec(host)?.[1] ?? host.replace(/[:/\\¥].*$/, '').replace(/\.$/, '');
  return canonicalAddress(named) ?? named;
};
