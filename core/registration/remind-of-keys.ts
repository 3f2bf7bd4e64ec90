import { Temporal } from 'temporal-polyfill';
import { type ApiKey, isKeyValid, keyNotes, listApiKeys } from '../directory/api-key.ts';
import { listVendors } from '../directory/directory-store.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { mailOfVendor } from './contact-changes.ts';
import { administratorsOn, contactsOn } from './vendor-contacts.ts';

const DAYS_BEFORE = 30;

/** Of a key without an end the owner is told when one that is made today would have ended. */
const reminderFrom = ({ lastDay, createdAt }: ApiKey): Temporal.PlainDate => {
  const end = lastDay
    ? Temporal.PlainDate.from(lastDay)
    : dateOf(Temporal.Instant.from(createdAt)).add({ years: 1 });
  return end.subtract({ days: DAYS_BEFORE });
};

/**
 * Asked by the daily run: whose keys end within 30 days. Owner and administrators are told, once for each key, late
 * rather than never. The owner of a key without an end is asked to replace it.
 */
export const remindOfKeys =
  (ports: Ports) =>
  async (businessDate: Temporal.PlainDate): Promise<void> => {
    for (const { vendorId } of await listVendors(ports.store))
      for (const key of await listApiKeys(ports.store, vendorId))
        if (isKeyValid(key, businessDate) && reminderFrom(key).toString() <= businessDate.toString())
          await remind(ports, key, businessDate);
  };

const remind = async (ports: Ports, key: ApiKey, today: Temporal.PlainDate): Promise<void> => {
  const { store, clock } = ports;
  const { vendorId, keyId } = key;
  const { reminded } = keyNotes(vendorId, keyId);
  const outcome = await commit<undefined>({ store }, async ({ store }) => {
    const nothing = { ok: true, value: undefined, writes: [] } as const;
    if (await store.get(reminded)) return nothing;
    const contacts = await contactsOn(store, vendorId, today);
    // Nobody's any more: it opens nothing.
    if (!contacts.some(({ personId }) => personId === key.personId)) return nothing;
    const administrators = (await administratorsOn(store, vendorId, today)).map(({ personId }) => personId);
    const mails = [...new Set([key.personId, ...administrators])].map((personId) =>
      mailOfVendor(ports, vendorId, clock(), { template: 'key-ending', personId, vendorId, keyId }),
    );
    return {
      ok: true,
      value: undefined,
      writes: [{ put: { ...reminded, remindedOn: today.toString() }, when: { absent: true } }, ...mails],
    };
  });
  carriedOut(outcome);
};
