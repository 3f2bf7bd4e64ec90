import { Temporal } from 'temporal-polyfill';
import { outboxWrite } from '../case/outbox-write.ts';
import { holdersOf } from '../directory/directory.ts';
import { appointmentsOfRole, loadSettings } from '../directory/directory-store.ts';
import { type DirectoryEvent, lastDirectoryEvent, openDirectoryTrail } from '../directory/directory-trail.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';

/** Where the outbox rows and the mails stand. */
const DIRECTORY = 'DIRECTORY';

/** Who is told how often: the office’s address each business day, the chief in the first run of a week. */
const TELL = {
  office: () => true,
  chief: (today: Temporal.PlainDate, last: Temporal.PlainDate) =>
    today.weekOfYear !== last.weekOfYear || today.yearOfWeek !== last.yearOfWeek,
} as const;

/**
 * The witness outside (docs/adr/0030): the hashes of the anchors since the last time go by mail to the office's address
 * and to the chief. Whoever rewrites table and anchors cannot rewrite what was sent. Once for each anchor and
 * addressee: the directory's trail says up to which one.
 */
export const tellAnchors =
  ({ store, clock, ids }: Ports) =>
  async (businessDate: Temporal.PlainDate): Promise<void> => {
    for (const who of ['office', 'chief'] as const) {
      const told = await commit<undefined>({ store }, async ({ store }) => {
        const nothing = { ok: true, value: undefined, writes: [] } as const;
        const trail = await openDirectoryTrail(store);
        const isTold = ({ act, subject }: DirectoryEvent) =>
          act === 'told-anchors' && subject.startsWith(who);
        const newest = await lastDirectoryEvent(store, (event) => event.act === 'anchored' || isTold(event));
        if (newest?.act !== 'anchored') return nothing;
        const until = newest.seq;
        const last = await lastDirectoryEvent(store, isTold);
        const since = last?.seq ?? 0;
        const isDue = !last || TELL[who](businessDate, dateOf(Temporal.Instant.from(last.at)));
        const to = isDue ? await addresseeOf(store, who, businessDate) : undefined;
        if (!to) return nothing;
        const act = { act: 'told-anchors', subject: `${who} ${businessDate}`, by: 'daily' } as const;
        const mail = outboxWrite(DIRECTORY, ids.next(), clock(), {
          kind: 'mail',
          mail: { template: 'anchors', ...to, since, until },
        });
        return { ...nothing, writes: [...trail.record({ ids, at: clock() }, act, []), mail] };
      });
      carriedOut(told);
    }
  };

const addresseeOf = async (store: Store, who: keyof typeof TELL, today: Temporal.PlainDate) => {
  if (who === 'office') return { sectionId: (await loadSettings(store)).officeSectionId };
  const [chief] = holdersOf(await appointmentsOfRole(store, 'chief'), 'chief', today);
  return chief && { personId: chief.personId };
};
