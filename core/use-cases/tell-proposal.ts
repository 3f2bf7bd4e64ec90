import type { Temporal } from 'temporal-polyfill';
import { dateOf } from '../calendar.ts';
import { holdersOf, type Role } from '../directory.ts';
import { appointmentsOfRole, loadSettings } from '../directory-store.ts';
import { type MailMessage, outboxWrite, type ProposalNews } from '../outbox.ts';
import type { Ports, Store, Write } from '../ports.ts';
import type { Proposal } from '../proposal.ts';
import { loadProposal, proposalKey } from '../proposal-store.ts';
import { confirmersOf } from './confirmers.ts';

type To = Extract<MailMessage, { template: 'proposal' }>['to'];

/** Mails of one proposal: with what else is written they fit one transaction. */
const MOST_MAILS = 90;

/**
 * Delivery of `tell-proposal`: one mail for each who must know. Those who may confirm get a link while it is open; the
 * holders of the roles, whom it concerns, an address that is given up, who drafted it and the office are told.
 */
export const tellProposal =
  (ports: Ports) =>
  async (proposalId: string, news: ProposalNews): Promise<Write[]> => {
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
    return recipients.slice(0, MOST_MAILS).map((to) =>
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
    change.addresses.length > 0 && asks ? [] : change.concerned,
  );
  return [...(asks ? [] : [proposal.preparedBy]), ...holders.flat(), ...concerned];
};
