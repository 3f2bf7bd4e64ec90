import type { IncomingMessage } from 'node:http';
import { isWithin } from '../core/values/ip-range.ts';

/**
 * Who may use mailbox, clock and demo pages. They let anybody read the mailed codes, so they are for one person at this
 * machine: nobody else may reach them, not even through a proxy that runs here.
 */

/**
 * `closed`: nobody. `here`: whoever sits at this machine, as long as the request came through no proxy. `everybody`: by
 * `--tools`.
 */
export type Doors = 'closed' | 'here' | 'everybody';

export type Setup = {
  /** `--host`, or the address that was bound. */
  readonly listens: string;
  /** Every name that is answered, with its port. */
  readonly hosts: readonly string[];
  readonly baseUrl: string | undefined;
  readonly smtpUrl: string | undefined;
  /** Whoever names a proxy has one. */
  readonly trustedProxies: readonly string[];
  readonly noDemo: boolean;
  readonly toolsFlag: boolean;
};

const LOOPBACK = ['127.0.0.0/8', '::1'];
const isLoopbackAddress = (address: string | undefined): boolean => isWithin(address ?? '', LOOPBACK);

/** By its spelling alone: no resolver is asked, and `localhost.` or `x.localhost` is somebody's to point elsewhere. */
export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || isLoopbackAddress(name.replace(/^\[(.*)\]$/, '$1'));

const isLoopbackUrl = (url: string): boolean => {
  const { hostname } = URL.parse(url) ?? {};
  return hostname !== undefined && isLoopbackName(hostname);
};

export const doorsOf = (setup: Setup): Doors => {
  // A city of its own has none at all: its codes are real ones.
  if (setup.noDemo) return 'closed';
  if (setup.toolsFlag) return 'everybody';
  const isOurs =
    isLoopbackName(setup.listens) &&
    setup.hosts.every((host) => isLoopbackUrl(`http://${host}`)) &&
    (setup.baseUrl === undefined || isLoopbackUrl(setup.baseUrl)) &&
    setup.smtpUrl === undefined &&
    setup.trustedProxies.length === 0;
  return isOurs ? 'here' : 'closed';
};

/** What proxies, tunnels and load balancers write about where a request came from. */
const FORWARDED =
  /^(?:forwarded|via|x-forwarded(?:-.*)?|x-original-.*|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-.*|fly-.*|fastly-.*)$/;

type Asked = Pick<IncomingMessage, 'rawHeaders' | 'httpVersion'> & {
  readonly socket: Pick<IncomingMessage['socket'], 'localAddress' | 'remoteAddress'>;
};

export const mayUseTools = (doors: Doors, { rawHeaders, httpVersion, socket }: Asked): boolean => {
  if (doors !== 'here') return doors === 'everybody';
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  return (
    isLoopbackAddress(socket.localAddress) &&
    isLoopbackAddress(socket.remoteAddress) &&
    !names.some((name) => FORWARDED.test(name.toLowerCase())) &&
    // nginx with nothing but a proxy_pass forwards without a word, but in HTTP/1.0. No browser speaks that any more.
    httpVersion === '1.1'
  );
};
