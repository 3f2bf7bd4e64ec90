import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dateOf } from '../calendar.ts';
import { type Caller, makeCaller } from '../caller.ts';
import { commit } from '../commit.ts';
import type { Person } from '../directory.ts';
import { addressHash, findPersonByAddress, loadPerson } from '../directory-store.ts';
import { accepted, type Outcome, refused } from '../errors.ts';
import { hashOf, sha256 } from '../hash.ts';
import { outboxWrite } from '../outbox.ts';
import type { Item, Ports, Store, Write } from '../ports.ts';

/**
 * Proof of the person (docs/adr/0003): a one-time code (8 digits, 10 minutes, 5 tries) to a registered address,
 * then a session (30 minutes idle, 12 hours at most). Nothing that signs in is stored in the clear.
 */
const CODE_DIGITS = 8;
const CODE_MINUTES = 10;
const CODE_TRIES = 5;
/** By the mailed link, and again as many on the sign-in page: 20 mails at most. */
const CODES_PER_HOUR = 10;
const IDLE_MINUTES = 30;
const SESSION_HOURS = 12;

const attemptSchema = z.object({
  version: z.int(),
  personId: z.string().optional(),
  /** Hash of the address that was asked about. */
  address: z.string().optional(),
  codeHash: z.string().optional(),
  tries: z.int(),
  endsAt: z.string(),
  next: z.string(),
  channel: z.enum(['mail-link', 'screen']),
});
const attemptKey = (attemptHash: string) => ({ pk: `SIGNIN#${attemptHash}`, sk: 'ATTEMPT' });
const epochSeconds = (instant: Temporal.Instant) => Math.ceil(instant.epochMilliseconds / 1000);
const isPast = (instant: string, now: Temporal.Instant) => Temporal.Instant.compare(instant, now) <= 0;

type Channel = z.infer<typeof attemptSchema>['channel'];

/**
 * At most so many codes an hour, address and channel: nobody can bomb a mailbox by "send code". The channels are
 * counted apart, so that neither a mail scanner that presses the link's button nor a stranger who types the
 * address keeps the person out: the other way in stays open.
 */
const countCode = async (
  store: Store,
  address: string,
  channel: Channel,
  now: Temporal.Instant,
): Promise<Write | undefined> => {
  const hour = now.toString().slice(0, 13);
  const key = { pk: `SIGNINRATE#${sha256(address.toLowerCase())}`, sk: `${hour}#${channel}` };
  const row = await store.get(key);
  const count = row?.version ?? 0;
  if (count >= CODES_PER_HOUR) return undefined;
  const put: Item = { ...key, version: count + 1, expiresAt: epochSeconds(now.add({ hours: 2 })) };
  return { put, when: row ? { version: count } : { absent: true } };
};

/**
 * Ask for a code. The answer is the same for known and unknown addresses: an attempt id, to be kept in a cookie,
 * which alone is worth nothing.
 */
export const requestCode =
  (ports: Ports) =>
  async (address: string, next = '/') =>
    openAttempt(ports, address, await findPersonByAddress(ports.store, address), next, 'screen');

/** Ask for a code by a mailed link: it goes to the address that the link was issued to. */
export const requestCodeFor = (ports: Ports) => (person: Person, next: string) =>
  openAttempt(ports, person.email, person, next, 'mail-link');

const TOO_MANY: Record<Channel, string> = {
  'mail-link':
    'このリンクからの確認コードの送信回数が上限に達しました。サインインの画面にメールアドレスを入力するか、1時間ほどおいてからお試しください',
  screen:
    '確認コードの送信回数が上限に達しました。1時間ほどおいてからお試しください。決定の依頼のメールが届いている場合は、メールのリンクからもサインインできます',
};

const openAttempt = (
  { store, clock, ids }: Ports,
  address: string,
  person: Person | undefined,
  next: string,
  channel: Channel,
) => {
  const attemptId = ids.secret(16);
  const attemptHash = sha256(attemptId);
  return commit<{ attemptId: string }>(store, async () => {
    const now = clock();
    const rate = await countCode(store, address, channel, now);
    if (!rate) return refused('too-many', 'too-many-codes', TOO_MANY[channel]);
    const endsAt = now.add({ minutes: CODE_MINUTES });
    const attempt: Item = {
      ...attemptKey(attemptHash),
      version: 1,
      personId: person?.personId,
      address: addressHash(address),
      tries: 0,
      endsAt: endsAt.toString(),
      next,
      channel,
      expiresAt: epochSeconds(endsAt),
    };
    const mail = person
      ? [
          outboxWrite(`SIGNIN#${attemptHash}`, ids.next(), now, {
            kind: 'mail',
            mail: { template: 'sign-in-code', personId: person.personId, attemptHash },
          }),
        ]
      : [];
    return {
      ok: true,
      value: { attemptId },
      writes: [{ put: attempt, when: { absent: true } }, rate, ...mail],
    };
  });
};

/** Made when the mail is delivered; a second delivery replaces the first code. Undefined: too late to be of use. */
export const makeCode =
  ({ store, clock, ids }: Ports) =>
  async (attemptHash: string): Promise<string | undefined> => {
    const code = ids.digits(CODE_DIGITS);
    const outcome = await commit<string | undefined>(store, async () => {
      const row = await store.get(attemptKey(attemptHash));
      const attempt = row && attemptSchema.parse(row);
      if (!attempt || isPast(attempt.endsAt, clock())) return { ok: true, value: undefined, writes: [] };
      const put = {
        ...row,
        version: attempt.version + 1,
        codeHash: hashOf([attemptHash, code]),
        tries: attempt.tries,
      };
      return { ok: true, value: code, writes: [{ put, when: { version: attempt.version } }] };
    });
    return outcome.ok ? outcome.value : undefined;
  };

export const WRONG_CODE = refused(
  'invalid',
  'wrong-code',
  '確認コードが正しくないか、有効期限が切れています',
  [{ pointer: '/code', message: '確認コードが正しくないか、有効期限が切れています' }],
);

const sessionSchema = z.object({
  personId: z.string(),
  /** Hash of the address that it was opened by. */
  address: z.string().optional(),
  idleKey: z.string(),
  endsAt: z.string(),
  channel: z.enum(['mail-link', 'screen']),
});
const sessionKey = (token: string) => ({ pk: `SESSION#${sha256(token)}`, sk: 'SESSION' });

export type SignedIn = { readonly cookie: string; readonly next: string };

/** A try counts before it is judged, in the transaction that judges it. */
export const verifyCode =
  ({ store, clock, ids }: Ports) =>
  async (attemptId: string, code: string): Promise<Outcome<SignedIn>> => {
    const attemptHash = sha256(attemptId);
    const token = ids.secret(32);
    const idleKey = ids.secret(32);
    const now = clock();
    const outcome = await commit<SignedIn | undefined>(store, async () => {
      const row = await store.get(attemptKey(attemptHash));
      const attempt = row && attemptSchema.parse(row);
      if (!attempt || isPast(attempt.endsAt, now) || attempt.tries >= CODE_TRIES)
        return { ok: true, value: undefined, writes: [] };
      const right =
        attempt.personId !== undefined && attempt.codeHash === hashOf([attemptHash, code.replace(/\s/g, '')]);
      if (!right) {
        const put = { ...row, version: attempt.version + 1, tries: attempt.tries + 1 };
        return { ok: true, value: undefined, writes: [{ put, when: { version: attempt.version } }] };
      }
      const endsAt = now.add({ hours: SESSION_HOURS });
      const session: Item = {
        ...sessionKey(token),
        personId: attempt.personId,
        address: attempt.address,
        idleKey,
        endsAt: endsAt.toString(),
        channel: attempt.channel,
        expiresAt: epochSeconds(endsAt),
      };
      return {
        ok: true,
        value: { cookie: stamp(token, idleKey, now), next: attempt.next },
        writes: [
          { put: session, when: { absent: true } },
          { delete: attemptKey(attemptHash), when: { version: attempt.version } },
        ],
      };
    });
    if (!outcome.ok) return outcome;
    return outcome.value ? accepted(outcome.value) : WRONG_CODE;
  };

/**
 * The session cookie carries when it was last used, sealed with a key that only the server has: so a GET can
 * prolong the session without writing anything (INV-7).
 */
const stamp = (token: string, idleKey: string, now: Temporal.Instant): string => {
  const seconds = Math.floor(now.epochMilliseconds / 1000);
  return `${token}.${seconds}.${hashOf([idleKey, token, seconds])}`;
};

export type Session = { readonly caller: Caller; readonly csrf: string; readonly cookie: string };

export const loadSession =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (cookie: string): Promise<Session | undefined> => {
    const [token = '', seconds = '', seal = ''] = cookie.split('.');
    const row = token.length === 43 ? await store.get(sessionKey(token)) : undefined;
    if (!row) return undefined;
    const session = sessionSchema.parse(row);
    const now = clock();
    const idle = now.epochMilliseconds / 1000 - Number(seconds);
    if (seal !== hashOf([session.idleKey, token, Number(seconds)])) return undefined;
    if (isPast(session.endsAt, now) || idle > IDLE_MINUTES * 60) return undefined;
    const person = await loadPerson(store, session.personId);
    if (!person) return undefined;
    // Who could read the mails of an address that was wrong, or is given up, is not let in any longer.
    if (session.address !== undefined && session.address !== addressHash(person.email)) return undefined;
    const caller = await makeCaller(store, person, dateOf(now), session.channel);
    // A city official's session ends with the last appointment.
    if (person.affiliation.kind === 'city' && caller.appointments.length === 0) return undefined;
    return {
      caller,
      csrf: hashOf(['csrf', session.idleKey, token]),
      cookie: stamp(token, session.idleKey, now),
    };
  };

export const signOut =
  ({ store }: Pick<Ports, 'store'>) =>
  async (cookie: string): Promise<void> => {
    await store.transact([{ delete: sessionKey(cookie.split('.')[0] ?? '') }]);
  };
