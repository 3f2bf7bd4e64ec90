import { Temporal } from 'temporal-polyfill';
import { type Caller, makeCaller } from '../directory/caller.ts';
import { hasLeft } from '../directory/directory.ts';
import { addressHash, loadPerson } from '../directory/directory-store.ts';
import {
  attemptKey,
  attemptSchema,
  type Channel,
  deviceKey,
  epochSeconds,
  isPast,
  nothingKey,
  sessionEnd,
  sessionEntryKey,
  sessionIdOf,
  sessionKey,
  sessionSchema,
  signedIn,
} from '../directory/sign-in-store.ts';
import { commit } from '../store/commit.ts';
import type { Item, Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, type Outcome, refused } from '../values/errors.ts';
import { hashOf, sha256 } from '../values/hash.ts';

/** Who stands at the door, as far as a request tells: where it comes from and on what. */
export type Visitor = {
  /** The network that it comes from (core/values/ip-range.ts); used to count, never stored. */
  readonly source: string;
  /** The token in the device's cookie, if it has one. */
  readonly device: string | undefined;
  /** A name from {@link browserName}. */
  readonly browser: string;
};

const BROWSERS = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const;
const SYSTEMS = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** Enough to know one's own devices again, and nothing of what was sent: 'Edge（Windows）'. */
export const browserName = (userAgent: string): string => {
  const text = userAgent.slice(0, 500);
  const [browser] = BROWSERS.find(([, mark]) => mark.test(text)) ?? [];
  const [system] = SYSTEMS.find(([, mark]) => mark.test(text)) ?? [];
  if (browser === undefined) return 'その他のプログラム';
  return system === undefined ? browser : `${browser}（${system}）`;
};

/**
 * The second half of the proof of the person (docs/adr/0003): the code, then a session (30 minutes idle, 12 hours at
 * most). Nothing that signs in is stored in the clear.
 */
const CODE_TRIES = 5;
const IDLE_MINUTES = 30;
const SESSION_HOURS = 12;
/** After the last sign-in on it. */
const DEVICE_DAYS = 180;
/** Of one person at once; the oldest ends. */
const MAX_SESSIONS = 20;
const MAX_DEVICES = 10;

export const WRONG_CODE = refused(
  'invalid',
  'wrong-code',
  '確認コードが正しくないか、有効期限が切れています',
  [{ pointer: '/code', message: '確認コードが正しくないか、有効期限が切れています' }],
);

export type SignedIn = {
  readonly cookie: string;
  readonly next: string;
  /** By which this device is known from now on. */
  readonly device: string;
};

/** A try counts before it is judged, in the transaction that judges it. */
export const verifyCode =
  (ports: Ports) =>
  async (attemptId: string, code: string, visitor: Visitor): Promise<Outcome<SignedIn>> => {
    const { store, clock, ids } = ports;
    const attemptHash = sha256(attemptId);
    const token = ids.secret(32);
    const idleKey = ids.secret(32);
    // One for all who sign in on it: a shared terminal is known to each of them.
    const device = isToken(visitor.device) ? visitor.device : ids.secret(32);
    const now = clock();
    const outcome = await commit<SignedIn | undefined>({ store }, async ({ store }) => {
      const row = await store.get(attemptKey(attemptHash));
      const attempt = row && attemptSchema.parse(row);
      // Where there is no attempt (any more), as much is written as for a wrong code.
      if (!attempt || isPast(attempt.endsAt, now) || attempt.tries >= CODE_TRIES)
        return { ok: true, value: undefined, writes: [{ delete: nothingKey(attemptHash) }] };
      const { personId, address, channel, next } = attempt;
      const isRight = attempt.codeHash === hashOf([attemptHash, code.replace(/\s/g, '')]);
      const isKnown = personId !== undefined && address !== undefined;
      if (!isKnown || !isRight || !(await isStillThere(store, personId, dateOf(now)))) {
        const put = { ...row, version: attempt.version + 1, tries: attempt.tries + 1 };
        return { ok: true, value: undefined, writes: [{ put, when: { version: attempt.version } }] };
      }
      const endsAt = now.add({ hours: SESSION_HOURS });
      const sessionId = sessionIdOf(token);
      const kept = { endsAt: endsAt.toString(), channel, expiresAt: epochSeconds(endsAt) };
      const entry = { address, since: now.toString(), browser: visitor.browser };
      const known = await signedIn(store, personId);
      const before = lastOf([...known.sessions, ...known.devices], address);
      return {
        ok: true,
        value: { cookie: stamp(token, idleKey, now), next, device },
        writes: [
          {
            put: {
              ...{ ...sessionKey(sessionId), personId, address, idleKey, ...kept },
              ...(before === undefined ? {} : { before }),
            },
            when: { absent: true },
          },
          { put: { ...sessionEntryKey(personId, sessionId), ...entry, ...kept }, when: { absent: true } },
          ...knownFromNowOn(ports, personId, known, sha256(device), entry),
          { delete: attemptKey(attemptHash), when: { version: attempt.version } },
        ],
      };
    });
    if (!outcome.ok) return outcome;
    return outcome.value ? accepted(outcome.value) : WRONG_CODE;
  };

/** A vendor's contact may have been ended since the code was asked for. */
const isStillThere = async (store: Store, personId: string, today: Temporal.PlainDate): Promise<boolean> => {
  const person = await loadPerson(store, personId);
  return person !== undefined && !hasLeft(person, today);
};

const isToken = (text: string | undefined): text is string => /^[\w-]{43}$/.test(text ?? '');

/** The last visit: a session ends with its day, a device is known for longer. */
const lastOf = (
  entries: readonly { readonly since: string; readonly address: string }[],
  address: string,
): string | undefined =>
  entries
    .filter((entry) => entry.address === address)
    .map(({ since }) => since)
    .toSorted()
    .at(-1);

/** The row of the device, what it has used up included, and what is too many or over by then. */
const knownFromNowOn = (
  { clock }: Pick<Ports, 'clock'>,
  personId: string,
  { sessions, devices }: Awaited<ReturnType<typeof signedIn>>,
  deviceHash: string,
  entry: { readonly address: string; readonly since: string; readonly browser: string },
): Write[] => {
  const now = clock();
  const known = devices.find((device) => device.deviceHash === deviceHash);
  const endsAt = now.add({ hours: 24 * DEVICE_DAYS });
  const put: Item = {
    ...deviceKey(personId, deviceHash),
    ...entry,
    asked: known?.asked ?? [],
    version: (known?.version ?? 0) + 1,
    endsAt: endsAt.toString(),
    expiresAt: epochSeconds(endsAt),
  };
  const others = devices.filter((device) => device !== known);
  return [
    { put, when: known ? { version: known.version } : { absent: true } },
    ...tooMany(sessions, MAX_SESSIONS - 1, now).flatMap(({ sessionId }) => sessionEnd(personId, sessionId)),
    ...tooMany(others, MAX_DEVICES - 1, now).map((device) => ({
      delete: deviceKey(personId, device.deviceHash),
    })),
  ];
};

/** What is over, and of the rest all but the newest; some at a time, so that it fits into a transaction. */
const tooMany = <T extends { readonly since: string; readonly endsAt: string }>(
  entries: readonly T[],
  most: number,
  now: Temporal.Instant,
): readonly T[] => {
  const newestFirst = entries
    .filter(({ endsAt }) => !isPast(endsAt, now))
    .toSorted((a, b) => (a.since < b.since ? 1 : -1));
  const stay = new Set(newestFirst.slice(0, most));
  return entries.filter((entry) => !stay.has(entry)).slice(0, 30);
};

/**
 * The session cookie carries when it was last used, sealed with a key that only the server has: so a GET can
 * prolong the session without writing anything (INV-7).
 */
const stamp = (token: string, idleKey: string, now: Temporal.Instant): string => {
  const seconds = Math.floor(now.epochMilliseconds / 1000);
  return `${token}.${seconds}.${hashOf([idleKey, token, seconds])}`;
};

export type Session = {
  readonly caller: Caller;
  readonly csrf: string;
  readonly cookie: string;
  /** It ends then, unless something is asked for before; never later than its twelve hours. */
  readonly until: Temporal.Instant;
};

/** What a sealed cookie names: its session, and how long ago it was last used. */
const sealedSession = async ({ store, clock }: Pick<Ports, 'store' | 'clock'>, cookie: string) => {
  const [token = '', seconds = '', seal = ''] = cookie.split('.');
  const row = token.length === 43 ? await store.get(sessionKey(sessionIdOf(token))) : undefined;
  if (!row) return undefined;
  const session = sessionSchema.parse(row);
  const now = clock();
  const idle = now.epochMilliseconds / 1000 - Number(seconds);
  if (seal !== hashOf([session.idleKey, token, Number(seconds)])) return undefined;
  // Last used after now: the clock was ahead, and twelve hours from then may be years.
  const lasts = !isPast(session.endsAt, now) && Math.abs(idle) <= IDLE_MINUTES * 60;
  return { session, token, now, idle, lasts };
};

/** Whoever it still is: in office or in the firm, at the same address. */
const callerOf = async (
  store: Store,
  session: { readonly personId: string; readonly address?: string | undefined; readonly channel: Channel },
  now: Temporal.Instant,
): Promise<Caller | undefined> => {
  const person = await loadPerson(store, session.personId);
  if (!person || hasLeft(person, dateOf(now))) return undefined;
  // Who could read the mails of an address that was wrong, or is given up, is not let in any longer.
  if (session.address !== undefined && session.address !== addressHash(person.email)) return undefined;
  const caller = await makeCaller(store, person, dateOf(now), session.channel);
  // A city official's session ends with the last appointment.
  return person.affiliation.kind === 'city' && caller.appointments.length === 0 ? undefined : caller;
};

export const loadSession =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (cookie: string): Promise<Session | undefined> => {
    const sealed = await sealedSession({ store, clock }, cookie);
    if (!sealed?.lasts) return undefined;
    const { session, token, now } = sealed;
    const caller = await callerOf(store, session, now);
    if (!caller) return undefined;
    const [idleEnd, end] = [now.add({ minutes: IDLE_MINUTES }), Temporal.Instant.from(session.endsAt)];
    return {
      caller,
      until: Temporal.Instant.compare(idleEnd, end) < 0 ? idleEnd : end,
      csrf: hashOf(['csrf', session.idleKey, token]),
      cookie: stamp(token, session.idleKey, now),
    };
  };

/** Hours after its last use in which a session that has ended by itself still says whose it was. */
const ENDED_HOURS = 24;

/**
 * Whose session it was that has ended by itself (docs/adr/0038): it opens nothing, and only what was sent in it is kept for
 * him. Undefined for one that lasts, that somebody has ended, or that was used last more than 24 hours ago.
 */
export const endedSession =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (cookie: string): Promise<Caller | undefined> => {
    const sealed = await sealedSession({ store, clock }, cookie);
    if (!sealed || sealed.lasts || Math.abs(sealed.idle) > ENDED_HOURS * 3600) return undefined;
    return callerOf(store, sealed.session, sealed.now);
  };

/**
 * When the person of this session had signed in last before it: since then is told what has changed. It stays the same as long
 * as the session lasts, however often a page is asked for (INV-7).
 */
export const visitBefore =
  ({ store }: Pick<Ports, 'store'>) =>
  async (cookie: string): Promise<Temporal.Instant | undefined> => {
    const row = await store.get(sessionKey(sessionIdOf(cookie.split('.')[0] ?? '')));
    const before = row && sessionSchema.parse(row).before;
    return before === undefined ? undefined : Temporal.Instant.from(before);
  };

/** Ends the session of this cookie; the device stays known. */
export const signOut =
  ({ store }: Pick<Ports, 'store'>) =>
  async (cookie: string): Promise<void> => {
    const sessionId = sessionIdOf(cookie.split('.')[0] ?? '');
    const row = await store.get(sessionKey(sessionId));
    if (row) await store.transact(sessionEnd(sessionSchema.parse(row).personId, sessionId));
  };
