import { Temporal } from 'temporal-polyfill';
import { asOfNow, type Caller, isOffice } from '../directory/caller.ts';
import { loadNameAt, loadPerson, loadSettings } from '../directory/directory-store.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { confirmersOf, whyNotConfirm } from './confirmers.ts';
import { changeLabel } from './directory-changes.ts';
import {
  concernedBy,
  listClosedProposals,
  listOpenProposals,
  loadProposal,
  type Proposal,
  proposalHash,
} from './proposal.ts';

type Reading = Pick<Ports, 'store' | 'clock'>;

/**
 * The chief's office, whom it concerns, whose power it ends, and who holds the roles that it is about: they may also say stop. Nobody else knows
 * that it exists.
 */
export const maySee = async (ports: Reading, caller: Caller, proposal: Proposal): Promise<boolean> => {
  const acting = await asOfNow(ports, caller);
  const roles = new Set(proposal.changes.flatMap((change) => change.roles));
  return (
    isOffice(acting, await loadSettings(ports.store)) ||
    concernedBy(proposal).has(caller.person.personId) ||
    proposal.changes.some(({ people }) => people.includes(caller.person.personId)) ||
    acting.appointments.some(({ role }) => roles.has(role))
  );
};
export type ProposalSummary = {
  readonly proposalId: string;
  readonly proposalNo: string;
  readonly status: Proposal['status'];
  /** e.g. 役職への就任 3件、職員の変更 1件 */
  readonly title: string;
  readonly preparedBy: string;
  readonly preparedAt: string;
  readonly dueOn: string;
  readonly lapsesOn: string;
};

export type ProposalView = ProposalSummary & {
  readonly hash: string;
  readonly reason: string;
  readonly changes: readonly {
    readonly label: string;
    readonly lines: readonly (readonly [string, string])[];
    readonly result?: Proposal['changes'][number]['result'];
  }[];
  readonly confirmation?: {
    readonly by: string;
    readonly as?: 'principal' | 'deputy' | undefined;
    readonly principal?: string | undefined;
    readonly channel: 'mail-link' | 'screen' | 'command';
    readonly at: string;
  };
  readonly closed?: { readonly by: string; readonly at: string; readonly reason?: string | undefined };
  /** Who could confirm today. Nobody: the operator. */
  readonly confirmers: readonly string[];
  readonly can: { readonly confirm: boolean; readonly stop: boolean; readonly withdraw: boolean };
  /** Why the reader may not confirm. */
  readonly whyNot?: string | undefined;
};

const proposalTitle = ({ changes }: Pick<Proposal, 'changes'>): string => {
  const counts = new Map<string, number>();
  for (const { change } of changes) counts.set(change.act, (counts.get(change.act) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => (changes.length === 1 ? changeLabel(kind) : `${changeLabel(kind)} ${count}件`))
    .join('、');
};

const SELVES: Readonly<Record<string, string>> = { operator: '運用担当者', daily: '自動処理' };
/** A name as it was then; or what acted by itself. */
export const actorName = async ({ store }: Reading, by: string, at: string): Promise<string> =>
  SELVES[by] ?? (await loadNameAt(store, by, at));

export const summarizeProposal = async (ports: Reading, proposal: Proposal): Promise<ProposalSummary> => {
  const { proposalId, proposalNo, status, preparedAt, dueOn, lapsesOn } = proposal;
  return {
    ...{ proposalId, proposalNo, status, preparedAt, dueOn, lapsesOn },
    title: proposalTitle(proposal),
    preparedBy: await actorName(ports, proposal.preparedBy, preparedAt),
  };
};

export const viewProposal =
  (ports: Reading) =>
  async (caller: Caller, proposalId: string): Promise<Outcome<ProposalView>> => {
    const { store, clock } = ports;
    const proposal = await loadProposal(store, proposalId);
    if (!proposal || !(await maySee(ports, caller, proposal))) return NOT_FOUND;
    const today = dateOf(clock());
    const isOpen = proposal.status === 'open' && proposal.lapsesOn > today.toString();
    const whyNot = isOpen ? await whyNotConfirm(store, proposal, caller.person, today) : undefined;
    const { confirmation, closed } = proposal;
    const entitled = isOpen ? await confirmersOf(store, proposal, today) : [];
    return accepted({
      ...(await summarizeProposal(ports, proposal)),
      hash: proposalHash(proposal),
      reason: proposal.reason,
      changes: proposal.changes.map(({ change, lines, result }) => ({
        label: changeLabel(change.act),
        lines,
        ...(result ? { result } : {}),
      })),
      ...(confirmation
        ? {
            confirmation: {
              by: `${confirmation.title ?? ''} ${await actorName(ports, confirmation.by, confirmation.at)}`.trim(),
              as: confirmation.as,
              principal:
                confirmation.principalId &&
                (await loadNameAt(store, confirmation.principalId, confirmation.at)),
              channel: confirmation.channel,
              at: confirmation.at,
            },
          }
        : {}),
      ...(closed ? { closed: { ...closed, by: await actorName(ports, closed.by, closed.at) } } : {}),
      confirmers: await Promise.all(
        entitled.map(
          async ({ personId, title }) => `${title} ${(await loadPerson(store, personId))?.name ?? ''}`,
        ),
      ),
      can: {
        confirm: isOpen && whyNot === undefined,
        stop: isOpen,
        withdraw: isOpen && proposal.preparedBy === caller.person.personId,
      },
      whyNot,
    });
  };

/** What waits, and a page of what is over; of those that the caller may see. */
export const listProposals =
  (ports: Reading) =>
  async (
    caller: Caller,
    { limit = 50, cursor }: { readonly limit?: number; readonly cursor?: string | undefined } = {},
  ): Promise<{
    readonly open: readonly ProposalSummary[];
    readonly closed: readonly ProposalSummary[];
    readonly cursor: string | undefined;
  }> => {
    const seen = async (proposals: readonly Proposal[]) => {
      const visible = await Promise.all(
        proposals.map(async (proposal) => ((await maySee(ports, caller, proposal)) ? [proposal] : [])),
      );
      return Promise.all(visible.flat().map((proposal) => summarizeProposal(ports, proposal)));
    };
    const over = await listClosedProposals(ports.store, limit, cursor);
    return {
      open: await seen(await listOpenProposals(ports.store)),
      closed: await seen(over.proposals),
      cursor: over.cursor,
    };
  };

/** For the front page of the chief's office: what waits for a confirmation, oldest first. */
export const openProposals =
  (ports: Reading) =>
  async (caller: Caller): Promise<readonly ProposalSummary[]> =>
    isOffice(caller, await loadSettings(ports.store))
      ? Promise.all(
          (await listOpenProposals(ports.store)).map((proposal) => summarizeProposal(ports, proposal)),
        )
      : [];

/** For the front page of the chief's office: what nobody has confirmed in time, of the last days, the newest first; one query of 50. */
export const lapsedProposals =
  (ports: Reading) =>
  async (caller: Caller, days: number): Promise<readonly ProposalSummary[]> => {
    if (!isOffice(caller, await loadSettings(ports.store))) return [];
    const from = dateOf(ports.clock()).subtract({ days }).toString();
    const { proposals } = await listClosedProposals(ports.store, 50);
    return Promise.all(
      proposals
        .filter(({ status, lapsesOn }) => status === 'lapsed' && lapsesOn >= from)
        .map((proposal) => summarizeProposal(ports, proposal)),
    );
  };

/** 決裁待ち: what the caller may confirm now. */
export const proposalsToConfirm =
  (ports: Reading) =>
  async (caller: Caller): Promise<readonly ProposalSummary[]> => {
    if (!caller.appointments.some(({ role }) => role === 'chief')) return [];
    const today = dateOf(ports.clock());
    const mine = await Promise.all(
      (await listOpenProposals(ports.store)).map(async (proposal) =>
        proposal.lapsesOn > today.toString() &&
        (await whyNotConfirm(ports.store, proposal, caller.person, today)) === undefined
          ? [proposal]
          : [],
      ),
    );
    return Promise.all(mine.flat().map((proposal) => summarizeProposal(ports, proposal)));
  };

/** Links end `linkValidDays` × 24 hours after they were issued. */
export const proposalLinkEnds = ({ issuedAt }: Proposal, linkValidDays: number): Temporal.Instant =>
  Temporal.Instant.from(issuedAt).add({ hours: linkValidDays * 24 });
