import type { Store, Write } from '../ports.ts';
import { deviceKey, sessionEnd, signedIn } from '../sign-in-store.ts';

/** What a person is signed in by, to be ended in the act that ends or moves the person: their number is limited. */
export const endOfSessions = async (store: Store, personId: string): Promise<readonly Write[]> => {
  const { sessions, devices } = await signedIn(store, personId);
  return [
    ...sessions.flatMap(({ sessionId }) => sessionEnd(personId, sessionId)),
    ...devices.map(({ deviceHash }): Write => ({ delete: deviceKey(personId, deviceHash) })),
  ];
};
