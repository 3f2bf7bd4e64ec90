import { randomFor } from './faults.ts';
import type { Desk } from './people-supervision.ts';
import { among, between } from './random.ts';

/** Now and then a vendor's contact is added or leaves, and afterwards all of them try their doors. */

const DAY = 86_400_000;
const MINUTE = 60_000;

export const planContacts = (
  { put, hours }: Pick<Desk, 'put' | 'hours'>,
  { seed, end }: { readonly seed: number; readonly end: number },
  begin: number,
): void => {
  const random = randomFor(seed, 'contacts');
  for (let at = begin + between(random, 1, 30) * DAY; at < end; at += between(random, 5, 60) * DAY) {
    const vendor = among(random, [
      ['hokuto', 2],
      ['minami', 1],
    ]);
    const who = 'vendor';
    const comes = random() < 0.6;
    const args: Readonly<Record<string, string | number | boolean>> = comes
      ? { vendor, mailbox: between(random, 1, 3) }
      : {
          vendor,
          days: among(random, [
            [0, 3],
            [1, 1],
            [10, 1],
          ]),
          office: random() < 0.4,
        };
    const moment = hours(at, random);
    put(moment, () => ({ who, kind: comes ? 'contact-comes' : 'contact-leaves', args }));
    const knocks = () => ({ who, kind: 'contacts-knock', args: { vendor } });
    put(moment + MINUTE, knocks);
    // When somebody's last day has gone by.
    put(moment + between(random, 1, 11) * DAY, knocks);
  }
};
