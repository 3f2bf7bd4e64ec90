import { sameKey } from './identity.ts';
import { canonicalAddress } from './ip-range.ts';

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
