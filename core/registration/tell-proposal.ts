import type { Temporal } from 'temporal-polyfill';
import type { MailMessage, ProposalNews } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { holdersOf, type Role } from '../directory/directory.ts';
import { appointmentsOfRole, loadSettings } from '../directory/directory-store.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { confirmersOf } from './confirmers.ts';
import type { Proposal } from './proposal.ts';
import { loadProposal, proposalKey } from './proposal-store.ts';

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
