import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { carriedOut, commit } from '../store/commit.ts';
import { type Item, type Ports, queryAll, type Store, type Write } from '../store/ports.ts';
import { Fatal } from '../values/errors.ts';
import { hashOf, sha256 } from '../values/hash.ts';
import { addressHash } from './directory-store.ts';

/**
 * How often a code may be asked for, over windows that slide (docs/adr/0027). Whoever asks pays from what is his own: a
 * source, a device, a mailed link. Of what is the person's, a stranger can use up nothing.
 */

/** When a code was asked for (epoch ms), and who or what it is counted for within the row. */
export type Asked = readonly (readonly [at: number, by: string])[];

const isAsk = (entry: unknown): entry is Asked[number] =>
  Array.isArray(entry) && typeof entry[0] === 'number' && typeof entry[1] === 'string';
/** By hand: a source's row has a thousand entries, and whoever is refused reads them all. */
export const askedOf = (row: Item | undefined): Asked => {
  const asked = row?.['asked'] ?? [];
  if (!Array.isArray(asked) || !asked.every(isAsk)) throw new Fatal('a row of codes that cannot be read');
  return asked;
};

type Limit = {
  readonly count: number;
  readonly hours: number;
  /** For each `by` apart. */
  readonly each?: true;
};
export type Budget = readonly Limit[];

/** From one source, counted by address: a city hall leaves by one source, and each of its people may ask four times. */
export const SOURCE_BUDGET: Budget = [
  { count: 4, hours: 1, each: true },
  { count: 1000, hours: 1 },
];
/** To one address from devices that are not known, counted by source: what strangers can send to a mailbox at most. */
export const ADDRESS_BUDGET: Budget = [
  { count: 8, hours: 1 },
  { count: 24, hours: 24 },
];
/** By mailed links of one person, counted by source: a scanner that presses the button is another source than the person. */
export const LINK_BUDGET: Budget = [
  { count: 4, hours: 1, each: true },
  { count: 12, hours: 1 },
];
/** From one known device for one person. */
export const DEVICE_BUDGET: Budget = [{ count: 10, hours: 1 }];

const HOUR = 3_600_000;

/** Hours after which nothing of a row of this budget counts any more. */
export const longestOf = (budget: Budget): number => Math.max(...budget.map(({ hours }) => hours));

/**
 * Epoch ms from which one more is possible; not after now when it is possible now. What was asked for by a clock that was
 * ahead by more than the window counts no more: it would keep the person out until that day comes.
 */
export const freeFrom = (asked: Asked, budget: Budget, by: string, now: number): number =>
  Math.max(
    ...budget.map(({ count, hours, each }) => {
      const counted = asked.filter(([at, other]) => at <= now + hours * HOUR && (!each || other === by));
      const oldest = counted.at(-count);
      return oldest && counted.length >= count ? oldest[0] + hours * HOUR : 0;
    }),
  );

/** With this one, and without what counts no more. */
export const withAsked = (asked: Asked, budget: Budget, by: string, now: number): Asked => [
  ...asked.filter(([at]) => Math.abs(at - now) < longestOf(budget) * HOUR),
  [now, by],
];

/**
 * Rows of the sign-in (docs/adr/0027). All of them end by themselves but the key, none is moved with a city's data, and
 * nothing that signs in stands in them in the clear.
 */

export const epochSeconds = (instant: Temporal.Instant): number =>
  Math.ceil(instant.epochMilliseconds / 1000);
export const isPast = (instant: string, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(instant, now) <= 0;

const channel = z.enum(['mail-link', 'screen']);
export type Channel = z.infer<typeof channel>;

/** A code that was asked for. */
export const attemptSchema = z.object({
  version: z.int(),
  personId: z.string().optional(),
  /** Hash of the address that was asked about. */
  address: z.string().optional(),
  codeHash: z.string().optional(),
  tries: z.int(),
  endsAt: z.string(),
  next: z.string(),
  channel,
});
export const attemptKey = (attemptHash: string) => ({ pk: `SIGNIN#${attemptHash}`, sk: 'ATTEMPT' });

/** Of rows that never are: to write as much as for a code that is. */
export const nothingKey = (attemptHash: string, n = 1) => ({
  pk: `SIGNIN#${attemptHash}`,
  sk: `NOTHING#${n}`,
});

/** What the cookie of a session names. */
export const sessionSchema = z.object({
  personId: z.string(),
  /** Hash of the address that it was opened by. */
  address: z.string().optional(),
  idleKey: z.string(),
  endsAt: z.string(),
  channel,
  /** When the same person had signed in last before; absent: never, as far as is known. */
  before: z.string().optional(),
});
export const sessionKey = (sessionId: string) => ({ pk: `SESSION#${sessionId}`, sk: 'SESSION' });
/** The SHA-256 of its token: says which session, and opens none. */
export const sessionIdOf = (token: string): string => sha256(token);

/** A person's sessions and known devices, by which they are listed and ended. */
const signedInPartition = (personId: string): string => `SIGNED-IN#${personId}`;
const SESSION = 'SESSION#';
const DEVICE = 'DEVICE#';
const signedInSchema = z.object({
  /** Hash of the address that it was opened by. */
  address: z.string(),
  since: z.string(),
  browser: z.string(),
});
const sessionEntrySchema = signedInSchema.extend({ endsAt: z.string(), channel });
export const deviceSchema = signedInSchema.extend({ version: z.int(), endsAt: z.string() });
export type SessionEntry = z.infer<typeof sessionEntrySchema> & { readonly sessionId: string };
export type Device = z.infer<typeof deviceSchema> & { readonly deviceHash: string; readonly asked: Asked };

export const sessionEntryKey = (personId: string, sessionId: string) => ({
  pk: signedInPartition(personId),
  sk: SESSION + sessionId,
});
export const deviceKey = (personId: string, deviceHash: string) => ({
  pk: signedInPartition(personId),
  sk: DEVICE + deviceHash,
});

/** The session, and its place in the person's list. */
export const sessionEnd = (personId: string, sessionId: string): Write[] => [
  { delete: sessionKey(sessionId) },
  { delete: sessionEntryKey(personId, sessionId) },
];

/** All that is kept, ended or not. */
export const signedIn = async (
  store: Store,
  personId: string,
): Promise<{ readonly sessions: readonly SessionEntry[]; readonly devices: readonly Device[] }> => {
  const rows = await queryAll(store, { hash: signedInPartition(personId) });
  return {
    sessions: rows
      .filter(({ sk }) => sk.startsWith(SESSION))
      .map((row) => ({ ...sessionEntrySchema.parse(row), sessionId: row.sk.slice(SESSION.length) })),
    devices: rows
      .filter(({ sk }) => sk.startsWith(DEVICE))
      .map((row) => ({
        ...deviceSchema.parse(row),
        deviceHash: row.sk.slice(DEVICE.length),
        asked: askedOf(row),
      })),
  };
};

/** Codes that were asked for from one source. */
export const sourceKey = (slot: string) => ({ pk: `SIGNINSOURCE#${slot}`, sk: 'ASKED' });
/** Codes that went to one person: by devices that are not known, and by mailed links. */
export const addressKey = (address: string, by: Channel) => ({
  pk: `SIGNINRATE#${addressHash(address)}`,
  sk: by,
});

/**
 * The server's own key, made once. Nobody else can tell which slot a source is counted in, so nobody can choose a source
 * that shares the slot of the city hall.
 */
export const loadSignInKey = async ({ store, ids }: Pick<Ports, 'store' | 'ids'>): Promise<string> =>
  carriedOut(
    await commit<string>({ store }, async ({ store }) => {
      const key = { pk: 'SIGNINKEY', sk: 'KEY' };
      const row = await store.get(key);
      if (row) return { ok: true, value: z.string().parse(row['secret']), writes: [] };
      const secret = ids.secret(32);
      return { ok: true, value: secret, writes: [{ put: { ...key, secret }, when: { absent: true } }] };
    }),
  );

/** Sources are counted in 4096 rows, however many there are; no row tells an address. */
export const slotOf = (key: string, source: string): string => {
  const hash = Buffer.from(hashOf([key, 'source', source]), 'base64url');
  return (hash.readUInt16BE(0) >> 4).toString(16).padStart(3, '0');
};
/** An address within the row of a source. */
export const tagOf = (key: string, address: string): string =>
  hashOf([key, 'address', addressHash(address)]).slice(0, 8);
