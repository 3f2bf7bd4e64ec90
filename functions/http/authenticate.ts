import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Temporal } from 'temporal-polyfill';
import { type Caller, isClerk, isOffice, vendorOf } from '../../core/directory/caller.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import { callerOfApiKey } from '../../core/registration/api-keys.ts';
import { browserName, loadSession, type Visitor } from '../../core/sign-in/sign-in.ts';
import type { Store } from '../../core/store/ports.ts';
import { networkOf } from '../../core/values/ip-range.ts';
import type { AppPorts, Config, Who } from './contract.ts';

/** Who sent a request, by session cookie or API key. */
export type Identity = {
  readonly caller: Caller | undefined;
  readonly csrf: string;
  /** Of a session: when it ends, if nothing is asked for before. */
  readonly until?: Temporal.Instant;
  readonly viaCookie: boolean;
  readonly cookie: string | undefined;
  readonly cookies: Readonly<Record<string, string>>;
  readonly visitor: Visitor;
  /** The session cookie with its new idle time. */
  readonly setCookies: readonly string[];
};

/** `__Host-` needs https; on one machine without it the plain name is used. */
const cookieName = (name: string, config: Config) =>
  config.baseUrl.startsWith('https:') ? `__Host-${name}` : name;

export const setCookie = (
  config: Config,
  name: 'session' | 'attempt' | 'device',
  value: string,
  seconds: number,
): string =>
  [
    `${cookieName(name, config)}=${value}`,
    'Path=/',
    'HttpOnly',
    // Lax: the link in a mail must find the session; every POST has a CSRF token besides.
    'SameSite=Lax',
    `Max-Age=${seconds}`,
    ...(config.baseUrl.startsWith('https:') ? ['Secure'] : []),
  ].join('; ');

const SESSION_SECONDS = 12 * 3600;
export const sessionCookie = (config: Config, value: string) =>
  setCookie(config, 'session', value, SESSION_SECONDS);

/** As long as the server knows the device without another sign-in. */
const DEVICE_SECONDS = 180 * 24 * 3600;
/** Stays when its person signs out: it is the device's. */
export const deviceCookie = (config: Config, value: string) =>
  setCookie(config, 'device', value, DEVICE_SECONDS);

const parseCookies = (event: APIGatewayProxyEventV2, config: Config): Record<string, string> => {
  const prefix = cookieName('', config);
  const pairs = (event.cookies ?? []).flatMap((cookie) => cookie.split(';')).map((pair) => pair.trim());
  return Object.fromEntries(
    pairs.flatMap((pair) => {
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      return at > 0 && name.startsWith(prefix) ? [[name.slice(prefix.length), pair.slice(at + 1)]] : [];
    }),
  );
};

/**
 * `sourceIp` is who API Gateway was called by, and on one machine who called the server or, where it may say so, the proxy
 * in front of it. A CDN in front of API Gateway would have to be asked here.
 */
const visitorOf = (event: APIGatewayProxyEventV2, device: string | undefined): Visitor => ({
  source: networkOf(event.requestContext.http.sourceIp),
  device,
  browser: browserName(event.headers['user-agent'] ?? ''),
});

export const authenticate = async (ports: AppPorts, event: APIGatewayProxyEventV2): Promise<Identity> => {
  const cookies = parseCookies(event, ports.config);
  const visitor = visitorOf(event, cookies['device']);
  const nobody = {
    caller: undefined,
    csrf: '',
    viaCookie: false,
    cookie: undefined,
    cookies,
    visitor,
    setCookies: [],
  };
  const bearer = /^Bearer (rmp_[A-Za-z0-9_-]{43})$/.exec(event.headers['authorization'] ?? '')?.[1];
  if (bearer) return { ...nobody, caller: await callerOfApiKey(ports)(bearer) };
  const cookie = cookies['session'];
  const session = cookie === undefined ? undefined : await loadSession(ports)(cookie);
  if (!session) return nobody;
  return {
    caller: session.caller,
    csrf: session.csrf,
    until: session.until,
    viaCookie: true,
    cookie,
    cookies,
    visitor,
    setCookies: [sessionCookie(ports.config, session.cookie)],
  };
};

/** The coarse gate of the contract table. */
export const isAllowed = async (who: Who, caller: Caller, store: Store): Promise<boolean> => {
  const city = caller.appointments.length > 0;
  switch (who) {
    case 'public':
    case 'anyone':
      return true;
    case 'vendor':
      return vendorOf(caller) !== undefined;
    case 'city':
      return city;
    case 'clerk':
      return isClerk(caller) || isOffice(caller, await loadSettings(store));
    case 'office':
      return isOffice(caller, await loadSettings(store));
  }
};

/** Browsers say where a POST comes from; one from another site is refused. Programs say nothing. */
export const isSameOrigin = (event: APIGatewayProxyEventV2, config: Config): boolean => {
  const { origin } = event.headers;
  const site = event.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === 'null' || origin === new URL(config.baseUrl).origin;
};

/**
 * A browser said so itself. Whoever says nothing may be anybody: our pages send no referrer, so that `Origin` is `null` in
 * browsers that know no `Sec-Fetch-Site`.
 */
export const isSurelySameOrigin = (event: APIGatewayProxyEventV2, config: Config): boolean =>
  isSameOrigin(event, config) &&
  (event.headers['sec-fetch-site'] === 'same-origin' ||
    event.headers['origin'] === new URL(config.baseUrl).origin);
