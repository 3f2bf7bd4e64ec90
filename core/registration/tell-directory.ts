import { Temporal } from 'temporal-polyfill';
import type { MailMessage, ProposalNews } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { holdersOf, type Role } from '../directory/directory.ts';
import type { Told } from '../directory/directory-change.ts';
import { appointmentsOfRole, loadSettings } from '../directory/directory-store.ts';
import { type DirectoryEvent, lastDirectoryEvent, openDirectoryTrail } from '../directory/directory-trail.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { confirmersOf } from './confirmers.ts';
import { loadProposal, type Proposal, proposalKey } from './proposal.ts';

type News = Extract<MailMessage, { template: 'directory-news' }>;

/**
 * Mails of an act that counts at once (docs/adr/0029): nobody gets or loses power unseen.
 *
 * @param seq of its event in the directory's trail
 */
export const newsOfAct = async (ports: Ports, seq: number, told: Told | undefined): Promise<Write[]> => {
  if (!told) return [];
  const { store, clock } = ports;
  const today = dateOf(clock());
  const holders = await Promise.all(
    (told.roles ?? []).map(async (role) =>
      holdersOf(await appointmentsOfRole(store, role), role, today).map(({ personId }) => personId),
    ),
  );
  const { officeSectionId: sectionId } = await loadSettings(store);
  const recipients: News['to'][] = [
    ...[...new Set([...(told.people ?? []), ...(told.contacts ?? []), ...holders.flat()])].map(personOf),
    ...(told.former
      ? [{ kind: 'former-address', personId: told.former.personId, index: told.former.index } as const]
      : []),
    { kind: 'section', sectionId },
  ];
  return recipients.map((to) => newsWrite(ports, seq, told, to));
};

/** Of a confirmed proposal its mails tell; but not a vendor's people. */
export const newsToContacts = (ports: Ports, seq: number, told: Told | undefined): Write[] =>
  (told?.contacts ?? []).map((personId) => newsWrite(ports, seq, told ?? {}, personOf(personId)));

/** Of the first chief: nobody else is there. */
export const newsToPerson = (ports: Ports, seq: number, personId: string): Write =>
  newsWrite(ports, seq, {}, personOf(personId));

const personOf = (personId: string) => ({ kind: 'person', personId }) as const;

const newsWrite = ({ ids, clock }: Ports, seq: number, { vendorId }: Told, to: News['to']): Write =>
  outboxWrite(vendorId === undefined ? 'DIRECTORY' : `VENDOR#${vendorId}`, ids.next(), clock(), {
    kind: 'mail',
    mail: {
      template: 'directory-news',
      seq,
      to,
      ...(vendorId === undefined ? {} : { vendorId }),
    },
  });

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

type To = Extract<MailMessage, { template: 'proposal' }>['to'];

/** Mails that are written at once: with what else is written they fit one transaction. */
const MOST_MAILS = 90;

const keyOf = (to: To): string =>
  to.kind === 'person'
    ? `person ${to.personId}`
    : to.kind === 'section'
      ? `section ${to.sectionId}`
      : `address ${to.change} ${to.index}`;

/**
 * Delivery of `tell-proposal`: one mail for each who must know. Those who may confirm get a link while it is open; the
 * holders of the roles, whom it concerns, whose power it gives or ends, an address that is given up, who drafted it and the
 * office are told. A transfer list has more of them than fit one transaction: the next ones follow, in the order of keys.
 */
export const tellProposal =
  (ports: Ports) =>
  async (proposalId: string, news: ProposalNews, after = ''): Promise<Write[]> => {
    const { store, clock, ids } = ports;
    const proposal = await loadProposal(store, proposalId);
    if (!proposal) return [];
    const asks = news === 'proposed' || news === 'reminded';
    // Decided meanwhile: whoever would be asked hears what has become of it.
    if (asks && proposal.status !== 'open') return [];
    const today = dateOf(clock());
    const entitled = asks
      ? (await confirmersOf(store, proposal, today)).map(({ personId }) => personId)
      : proposal.issuedTo;
    const settings = await loadSettings(store);
    const office: To = { kind: 'section', sectionId: settings.officeSectionId };
    const others = news === 'reminded' ? [] : await peopleToTell(store, proposal, today, asks);
    const people = [...new Set([...entitled, ...others])];
    const recipients: To[] = [
      ...people.map((personId) => ({ kind: 'person', personId }) as const),
      office,
      ...(news === 'reminded' ? [] : formerAddresses(proposal)),
    ];
    const left = recipients.filter((to) => keyOf(to) > after).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const now = left.slice(0, MOST_MAILS);
    const last = now.at(-1);
    const mails = now.map((to) =>
      outboxWrite(proposalKey(proposalId), ids.next(), clock(), {
        kind: 'mail',
        mail: {
          template: 'proposal',
          proposalId,
          news,
          to,
          ...(asks && to.kind === 'person' && entitled.includes(to.personId)
            ? { generation: proposal.generation }
            : {}),
        },
      }),
    );
    if (!last || left.length === now.length) return mails;
    const rest = { kind: 'tell-proposal', proposalId, news, after: keyOf(last) } as const;
    return [...mails, outboxWrite(proposalKey(proposalId), ids.next(), clock(), rest)];
  };

/** The old address hears of it, even when it is no longer anybody's. */
const formerAddresses = ({ changes }: Proposal): To[] =>
  changes.flatMap(({ addresses }, change) =>
    addresses.map((_, index) => ({ kind: 'former-address', change, index }) as const),
  );

const peopleToTell = async (
  store: Store,
  proposal: Proposal,
  today: Temporal.PlainDate,
  asks: boolean,
): Promise<readonly string[]> => {
  const roles = new Set(proposal.changes.flatMap((change) => change.roles));
  const holders = await Promise.all(
    [...roles].map(async (role: Role) =>
      holdersOf(await appointmentsOfRole(store, role), role, today).map(({ personId }) => personId),
    ),
  );
  // Whoever writes from a new address is told there once it is his; until then the old one is told.
  const concerned = proposal.changes.flatMap((change) =>
    change.addresses.length > 0 && asks ? change.people : [...change.people, ...change.concerned],
  );
  return [...(asks ? [] : [proposal.preparedBy]), ...holders.flat(), ...concerned];
};
