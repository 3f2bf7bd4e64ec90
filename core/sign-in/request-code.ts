import { Temporal } from 'temporal-polyfill';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Person } from '../directory/directory.ts';
import { addressHash, loadPerson, lookUpAddress } from '../directory/directory-store.ts';
import {
  ADDRESS_BUDGET,
  addressKey,
  askedOf,
  attemptKey,
  attemptSchema,
  type Budget,
  type Channel,
  DEVICE_BUDGET,
  deviceKey,
  deviceSchema,
  epochSeconds,
  freeFrom,
  isPast,
  LINK_BUDGET,
  loadSignInKey,
  longestOf,
  nothingKey,
  SOURCE_BUDGET,
  slotOf,
  sourceKey,
  tagOf,
  withAsked,
} from '../directory/sign-in-store.ts';
import { commit } from '../store/commit.ts';
import type { Item, Key, Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { hashOf, sha256 } from '../values/hash.ts';
import { createTurns } from '../values/take-turns.ts';
import { formatJstDateTimeShort } from '../values/wareki.ts';
import { entryLinkWrite } from './decision-link.ts';
import type { Visitor } from './sign-in.ts';

/**
 * The first half of the proof of the person (docs/adr/0003, 0027): a one-time code (8 digits, 10 minutes, 5 tries) to a
 * registered address. The second half: sign-in.ts.
 */
const CODE_DIGITS = 8;
const CODE_MINUTES = 10;
/** No person's id. */
const NOBODY = '-';

type Wanted = {
  readonly address: string;
  /** Undefined: nobody has this address. */
  readonly person: Person | undefined;
  readonly next: string;
  readonly channel: Channel;
};

/**
 * Ask for a code. The answer is the same for known and unknown addresses: an attempt id, to be kept in a cookie, which
 * alone is worth nothing. Of an unknown one nothing is kept.
 */
export const requestCode =
  (ports: Ports) =>
  async (address: string, visitor: Visitor, next = '/') => {
    const { person, leaver } = await lookUpAddress(ports.store, address, dateOf(ports.clock()));
    // As many reads as for a known one.
    if (!person && !leaver) await loadPerson(ports.store, NOBODY);
    return openAttempt(ports, { address, person, next, channel: 'screen' }, visitor);
  };

/** Ask for a code by a mailed link: it goes to the address that the link was issued to. */
export const requestCodeFor = (ports: Ports) => (person: Person, visitor: Visitor, next: string) =>
  openAttempt(ports, { address: person.email, person, next, channel: 'mail-link' }, visitor);

/** Many may ask from one source at the same moment; their count is one row. */
const inTurn = createTurns();

const openAttempt = async (ports: Ports, wanted: Wanted, visitor: Visitor) => {
  const key = await loadSignInKey(ports);
  const attempt = () => attemptWith(ports, wanted, visitor, key);
  const own = await knownDevice(ports.store, wanted.person, visitor.device, ports.clock());
  return own || wanted.channel === 'mail-link'
    ? attempt()
    : inTurn(ports.store, slotOf(key, visitor.source), attempt);
};

const attemptWith = (ports: Ports, wanted: Wanted, visitor: Visitor, key: string) => {
  const { store, clock, ids } = ports;
  const attemptId = ids.secret(16);
  const attemptHash = sha256(attemptId);
  return commit<{ attemptId: string }>({ store }, async ({ store }) => {
    const now = clock();
    const paid = await pay(store, wanted, visitor, key, now);
    if (!paid.ok) return paid;
    const { personId } = wanted.person ?? {};
    const writes =
      personId !== undefined && paid.sends
        ? [
            attemptWrite(attemptHash, { ...wanted, personId }, now),
            outboxWrite(`SIGNIN#${attemptHash}`, ids.next(), now, {
              kind: 'mail',
              mail: { template: 'sign-in-code', personId, attemptHash },
            }),
            ...paid.writes,
          ]
        : [...asManyThatKeepNothing(attemptHash), ...paid.writes.slice(0, 1)];
    return { ok: true, value: { attemptId }, writes };
  });
};

/** So that the time which an answer takes does not tell who is registered: as many writes, of rows that are not there. */
const asManyThatKeepNothing = (attemptHash: string): Write[] =>
  [1, 2, 3].map((n) => ({ delete: nothingKey(attemptHash, n) }));

const attemptWrite = (
  attemptHash: string,
  { personId, address, next, channel }: Omit<Wanted, 'person'> & { readonly personId: string },
  now: Temporal.Instant,
): Write => {
  const endsAt = now.add({ minutes: CODE_MINUTES });
  const attempt: Item = {
    ...attemptKey(attemptHash),
    version: 1,
    personId,
    address: addressHash(address),
    tries: 0,
    endsAt: endsAt.toString(),
    next,
    channel,
    expiresAt: epochSeconds(endsAt),
  };
  return { put: attempt, when: { absent: true } };
};

type Paid =
  | {
      readonly ok: true;
      readonly writes: readonly Write[] /** Whether a mail may go out. */;
      readonly sends: boolean;
    }
  | Refusal;

/**
 * Who pays: the device on which the person has signed in before; else the mailed link; else the source and what
 * strangers may send to the address together. That the last is used up is not said, nor whether there is such an address:
 * the person is told in the mails which have used it up, and comes in by their link.
 */
const pay = async (
  store: Store,
  wanted: Wanted,
  visitor: Visitor,
  key: string,
  now: Temporal.Instant,
): Promise<Paid> => {
  const { person, address, channel } = wanted;
  const own = await knownDevice(store, person, visitor.device, now);
  if (own) {
    const device = charge(own, own, DEVICE_BUDGET, '', now, own.expiresAt);
    return 'write' in device
      ? { ok: true, writes: [device.write], sends: true }
      : tooMany(
          `この端末からの確認コードの送信回数が上限に達しました。届いている最後の確認コードを入力するか、${at(device.from)}以降にお試しください`,
        );
  }
  const slot = slotOf(key, visitor.source);
  const ofAddress = addressKey(address, channel);
  if (channel === 'mail-link') {
    const link = charge(ofAddress, await store.get(ofAddress), LINK_BUDGET, slot, now);
    return 'write' in link
      ? { ok: true, writes: [link.write], sends: true }
      : tooMany(
          `メールのリンクからの確認コードの送信回数が上限に達しました。サインインの画面にメールアドレスを入力するか、${at(link.from)}以降にお試しください`,
        );
  }
  const source = charge(
    sourceKey(slot),
    await store.get(sourceKey(slot)),
    SOURCE_BUDGET,
    tagOf(key, address),
    now,
  );
  const mailbox = charge(ofAddress, await store.get(ofAddress), ADDRESS_BUDGET, '', now);
  if (!('write' in source))
    return tooMany(
      `確認コードの送信回数が上限に達しました。届いているメールのリンク（確認コードのメールにもあります）からサインインするか、${at(source.from)}以降にお試しください`,
    );
  return 'write' in mailbox
    ? { ok: true, writes: [source.write, mailbox.write], sends: true }
    : { ok: true, writes: [source.write], sends: false };
};

/** The row of the device, if this person has signed in on it before, by the address of today. */
const knownDevice = async (
  store: Store,
  person: Person | undefined,
  device: string | undefined,
  now: Temporal.Instant,
): Promise<Item | undefined> => {
  if (device === undefined) return undefined;
  // Nobody's row is looked for as well.
  const row = await store.get(deviceKey(person?.personId ?? NOBODY, sha256(device)));
  if (!row || !person) return undefined;
  const { address, endsAt } = deviceSchema.parse(row);
  return address === addressHash(person.email) && !isPast(endsAt, now) ? row : undefined;
};

/** One more in the row of this key, or from when. */
const charge = (
  key: Key,
  row: Item | undefined,
  budget: Budget,
  by: string,
  now: Temporal.Instant,
  expiresAt = epochSeconds(now.add({ hours: longestOf(budget) })),
): { readonly write: Write } | { readonly from: number } => {
  const asked = askedOf(row);
  const from = freeFrom(asked, budget, by, now.epochMilliseconds);
  if (from > now.epochMilliseconds) return { from };
  const version = row?.version ?? 0;
  const put: Item = {
    ...row,
    pk: key.pk,
    sk: key.sk,
    version: version + 1,
    asked: withAsked(asked, budget, by, now.epochMilliseconds),
    expiresAt,
  };
  return { write: { put, when: row ? { version } : { absent: true } } };
};

const tooMany = (message: string) => refused('too-many', 'too-many-codes', message);
/** Rounded up: at the minute that is named, it works. */
const at = (epochMs: number): string =>
  formatJstDateTimeShort(
    Temporal.Instant.fromEpochMilliseconds(epochMs).round({ smallestUnit: 'minute', roundingMode: 'ceil' }),
  );

/**
 * Made when the mail is delivered; a second delivery replaces the first code. With a code that was asked for on the
 * sign-in page comes the handle of a link: whoever asked, the person who reads the mail has a way in (docs/adr/0027).
 * Undefined: too late to be of use.
 */
export const makeCode =
  ({ store, clock, ids }: Ports) =>
  async (attemptHash: string): Promise<{ readonly code: string; readonly handle?: string } | undefined> => {
    const code = ids.digits(CODE_DIGITS);
    const handle = ids.secret(32);
    const outcome = await commit<{ code: string; handle?: string } | undefined>(
      { store },
      async ({ store }) => {
        const row = await store.get(attemptKey(attemptHash));
        const attempt = row && attemptSchema.parse(row);
        const now = clock();
        if (!attempt || isPast(attempt.endsAt, now)) return { ok: true, value: undefined, writes: [] };
        const { version, tries, personId, address, channel } = attempt;
        const put = { ...row, version: version + 1, codeHash: hashOf([attemptHash, code]), tries };
        const write: Write = { put, when: { version } };
        // A mail by a link has none: a scanner that presses its button does not get the next one.
        return channel === 'screen' && personId !== undefined && address !== undefined
          ? {
              ok: true,
              value: { code, handle },
              writes: [write, entryLinkWrite(handle, personId, address, now)],
            }
          : { ok: true, value: { code }, writes: [write] };
      },
    );
    return outcome.ok ? outcome.value : undefined;
  };
