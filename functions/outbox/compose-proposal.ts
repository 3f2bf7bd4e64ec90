import type { MailMessage } from '../../core/case/outbox.ts';
import { holdersOf } from '../../core/directory/directory.ts';
import {
  appointmentsOfRole,
  loadPerson,
  loadSection,
  loadSettings,
} from '../../core/directory/directory-store.ts';
import { confirmersOf } from '../../core/registration/confirmers.ts';
import { changeLabel } from '../../core/registration/directory-changes.ts';
import { loadProposal, type Proposal, type ProposedChange } from '../../core/registration/proposal.ts';
import { actorName, proposalLinkEnds, summarizeProposal } from '../../core/registration/view-proposal.ts';
import { makeDecisionLink } from '../../core/sign-in/decision-link.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { AppPorts } from '../http/contract.ts';
import { proposalNewsMail, proposalRequestMail } from '../registration/proposal-mails.ts';
import { type Composed, officeSender } from './mail-sender.ts';

type ProposalMessage = Extract<MailMessage, { template: 'proposal' }>;

/** Mails about a 登録伺い (docs/adr/0029): the question with its link, and what everybody else is told. */
export const composeProposal = async (
  ports: AppPorts,
  message: ProposalMessage,
): Promise<Composed | undefined> => {
  const proposal = await loadProposal(ports.store, message.proposalId);
  const reader = proposal && (await readerOf(ports, proposal, message));
  if (!proposal || !reader) return undefined;
  const asks = message.news === 'proposed' || message.news === 'reminded';
  if (asks && proposal.status !== 'open') return undefined;
  const facts = await factsOf(ports, proposal, reader.to, message.to);
  if (message.generation === undefined || message.to.kind !== 'person')
    return { to: reader.email, mail: proposalNewsMail({ ...facts, news: message.news }) };
  const { proposalId, generation } = message;
  const { personId } = message.to;
  const handle = await makeDecisionLink(ports)({ proposalId, generation, personId });
  if (handle === undefined) return undefined;
  const mail = proposalRequestMail({
    ...facts,
    news: message.news,
    asDeputyFor: await deputyFor(ports, personId),
    link: `${ports.config.baseUrl}/d/${handle}`,
    linkEndsAt: proposalLinkEnds(proposal, (await loadSettings(ports.store)).linkValidDays).toString(),
  });
  return { to: reader.email, mail, secret: handle };
};

/** Salutation and address: the person's of now, the section's, or one that is given up. */
const readerOf = async (
  { store }: AppPorts,
  proposal: Proposal,
  { to }: ProposalMessage,
): Promise<{ readonly to: string; readonly email: string } | undefined> => {
  switch (to.kind) {
    case 'person': {
      const person = await loadPerson(store, to.personId);
      return person && { to: person.name, email: person.email };
    }
    case 'section': {
      const section = await loadSection(store, to.sectionId);
      return section && { to: `${section.name} 御中`, email: section.email };
    }
    case 'former-address': {
      const change = proposal.changes[to.change];
      const email = change?.addresses[to.index];
      const [personId] = change?.concerned ?? [];
      const person = personId === undefined ? undefined : await loadPerson(store, personId);
      return email === undefined ? undefined : { to: person?.name ?? '関係各位', email };
    }
  }
};

const deputyFor = async ({ store, clock }: AppPorts, personId: string) => {
  const chiefs = holdersOf(await appointmentsOfRole(store, 'chief'), 'chief', dateOf(clock()));
  const own = chiefs.find((held) => held.personId === personId);
  const principal = chiefs.find(({ kind }) => kind === 'principal');
  const person = principal && (await loadPerson(store, principal.personId));
  return own?.kind === 'deputy' && principal && person ? `${principal.title} ${person.name}` : undefined;
};

/** Of a long list a mail shows a part: what is about the reader stands in it. */
const isAbout = (to: ProposalMessage['to'], { concerned, people }: ProposedChange, index: number): boolean =>
  to.kind === 'former-address'
    ? to.change === index
    : to.kind === 'person' && [...concerned, ...people].includes(to.personId);

const factsOf = async (ports: AppPorts, proposal: Proposal, to: string, reader: ProposalMessage['to']) => {
  const { store, clock } = ports;
  const { confirmation, closed, reason } = proposal;
  const settings = await loadSettings(store);
  const entitled = await confirmersOf(store, proposal, dateOf(clock()));
  return {
    ...(await summarizeProposal(ports, proposal)),
    sender: await officeSender(ports),
    office: await loadSection(store, settings.officeSectionId),
    to,
    reason,
    changes: proposal.changes
      .map((whole, index) => ({ ...whole, no: index + 1, isOwn: isAbout(reader, whole, index) }))
      .sort((a, b) => Number(b.isOwn) - Number(a.isOwn))
      .map(({ no, change, lines, result }) => ({
        no,
        label: changeLabel(change.act),
        lines,
        failed: result?.state === 'failed' ? (result.why ?? '') : undefined,
      })),
    isNobodyEntitled: entitled.length === 0,
    confirmedBy:
      confirmation &&
      `${confirmation.title ?? ''} ${await actorName(ports, confirmation.by, confirmation.at)}`.trim(),
    closedBy: closed && (await actorName(ports, closed.by, closed.at)),
    closedReason: closed?.reason,
  };
};
