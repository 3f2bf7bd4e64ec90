import type { Caller } from '../directory/caller.ts';
import { addressHash } from '../directory/directory-store.ts';
import {
  deviceKey,
  isPast,
  type SessionEntry,
  sessionEnd,
  sessionIdOf,
  signedIn,
} from '../directory/sign-in-store.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { accepted, NOT_FOUND, type Outcome, refused } from '../values/errors.ts';
import { sha256 } from '../values/hash.ts';
import { signOut } from './sign-in.ts';

/** Everybody sees where he is signed in, and ends it (docs/adr/0027). */

export type OpenSession = Pick<SessionEntry, 'sessionId' | 'since' | 'endsAt' | 'channel' | 'browser'> & {
  /** The one that asks. */
  readonly current: boolean;
};
export type Sessions = {
  readonly sessions: readonly OpenSession[];
  /** Devices on which this person has signed in before. */
  readonly knownDevices: number;
};

/** Where somebody is: the cookie of the session, and the token of the device. */
export type Here = { readonly cookie: string | undefined; readonly device: string | undefined };
const currentOf = ({ cookie }: Here): string => sessionIdOf(cookie?.split('.')[0] ?? '');

const PERSON_ONLY = refused(
  'forbidden',
  'person-only',
  'サインインの状況は、サインインした本人だけが見ることができます',
);

/** Newest first. One that nobody has used for 30 minutes is over, but the rows do not tell (docs/adr/0006). */
export const listSessions =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, here: Here): Promise<Outcome<Sessions>> => {
    if (caller.apiKeyId !== undefined) return PERSON_ONLY;
    const { personId, email } = caller.person;
    const now = clock();
    const isOpen = ({ endsAt, address }: { readonly endsAt: string; readonly address: string }) =>
      !isPast(endsAt, now) && address === addressHash(email);
    const { sessions, devices } = await signedIn(store, personId);
    const current = currentOf(here);
    return accepted({
      sessions: sessions
        .filter(isOpen)
        .toSorted((a, b) => (a.since < b.since ? 1 : -1))
        .map(({ sessionId, since, endsAt, channel, browser }) => ({
          sessionId,
          since,
          endsAt,
          channel,
          browser,
          current: sessionId === current,
        })),
      knownDevices: devices.filter(isOpen).length,
    });
  };

export const endSession =
  ({ store }: Pick<Ports, 'store'>) =>
  async (caller: Caller, sessionId: string): Promise<Outcome<undefined>> => {
    if (caller.apiKeyId !== undefined) return PERSON_ONLY;
    const { personId } = caller.person;
    const { sessions } = await signedIn(store, personId);
    if (!sessions.some((session) => session.sessionId === sessionId)) return NOT_FOUND;
    await store.transact(sessionEnd(personId, sessionId));
    return accepted(undefined);
  };

/** All but this session, and with them every other device is forgotten. */
export const endOtherSessions =
  ({ store }: Pick<Ports, 'store'>) =>
  async (caller: Caller, here: Here): Promise<Outcome<undefined>> => {
    if (caller.apiKeyId !== undefined) return PERSON_ONLY;
    await endAll(store, caller.person.personId, here);
    return accepted(undefined);
  };

/** This one too. */
export const endEverySession =
  ({ store }: Pick<Ports, 'store'>) =>
  async (caller: Caller, here: Here): Promise<Outcome<undefined>> => {
    if (caller.apiKeyId !== undefined) return PERSON_ONLY;
    await endSessionsOf(store, caller.person.personId);
    // One that the version before has opened is in no list.
    await signOut({ store })(here.cookie ?? '');
    return accepted(undefined);
  };

/** Every session of a person ends, and every device is forgotten. May be done twice. */
export const endSessionsOf = (store: Store, personId: string): Promise<void> =>
  endAll(store, personId, { cookie: undefined, device: undefined });

const endAll = async (store: Store, personId: string, here: Here): Promise<void> => {
  const { sessions, devices } = await signedIn(store, personId);
  const current = currentOf(here);
  const known = sha256(here.device ?? '');
  const writes = [
    ...sessions
      .filter(({ sessionId }) => sessionId !== current)
      .flatMap(({ sessionId }) => sessionEnd(personId, sessionId)),
    ...devices
      .filter(({ deviceHash }) => deviceHash !== known)
      .map(({ deviceHash }): Write => ({ delete: deviceKey(personId, deviceHash) })),
  ];
  for (let first = 0; first < writes.length; first += 90)
    await store.transact(writes.slice(first, first + 90));
};
