import { deviceKey, sessionEnd, signedIn } from '../directory/sign-in-store.ts';
import type { Store, Write } from '../store/ports.ts';

/** What a person is signed in by, to be ended in the act that ends or moves the person: their number is limited. */
export const endOfSessions = async (store: Store, personId: string): Promise<readonly Write[]> => {
  const { sessions, devices } = await signedIn(store, personId);
  return [
    ...sessions.flatMap(({ sessionId }) => sessionEnd(personId, sessionId)),
    ...devices.map(({ deviceHash }): Write => ({ delete: deviceKey(personId, deviceHash) })),
  ];
};
