import { SHARDS } from '../case/case-store.ts';
import type { Page, Store, Write } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { isContinued } from '../store/store-query.ts';
import { Rejected } from '../values/errors.ts';
import { parsed } from '../values/frozen.ts';
import { type Proposal, proposalSchema } from './proposal.ts';

/** Rows of proposals: PROPOSAL#<id>/PROPOSAL, with their mails and messages beside it. */

export const proposalKey = (proposalId: string) => `PROPOSAL#${proposalId}`;
const rowKey = (proposalId: string) => ({ pk: proposalKey(proposalId), sk: 'PROPOSAL' });

/** Hash of the register index: what waits for a confirmation, and everything else. */
const OPEN = 'PROPOSALS#OPEN';
const CLOSED = 'PROPOSALS#CLOSED';

export const proposalWrite = (proposal: Proposal): Write => {
  const isOpen = proposal.status === 'open';
  return {
    put: {
      ...rowKey(proposal.proposalId),
      version: proposal.version,
      proposal,
      registerKey: isOpen ? OPEN : CLOSED,
      registerSort: `${proposal.preparedAt}#${proposal.proposalId}`,
      // The daily run looks at each that is open.
      ...(isOpen ? { dueShard: SHARDS[0], dueAt: proposal.preparedAt } : {}),
    },
    when: proposal.version === 1 ? { absent: true } : { version: proposal.version - 1 },
  };
};

export const loadProposal = async (store: Store, proposalId: string): Promise<Proposal | undefined> => {
  const row = await store.get(rowKey(proposalId));
  return row && parsed(proposalSchema, row['proposal']);
};

const proposalOf = (row: Page['items'][number]): Proposal => parsed(proposalSchema, row['proposal']);

/** What waits for a confirmation, oldest first. */
export const listOpenProposals = async (store: Store): Promise<Proposal[]> =>
  (await queryAll(store, { index: 'register', hash: OPEN })).map(proposalOf);

/**
 * Newest first, a page of them.
 *
 * @throws {Rejected} for a cursor that is none of ours
 */
export const listClosedProposals = async (
  store: Store,
  limit: number,
  cursor?: string,
): Promise<{ readonly proposals: readonly Proposal[]; readonly cursor: string | undefined }> => {
  const query = {
    index: 'register',
    hash: CLOSED,
    descending: true,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  } as const;
  if (!isContinued(query)) throw new Rejected('続きの位置が正しくありません');
  const page = await store.query(query);
  return { proposals: page.items.map(proposalOf), cursor: page.cursor };
};
/** All of them, for the erasure. */
export const listEndedProposals = async (store: Store): Promise<Proposal[]> =>
  (await queryAll(store, { index: 'register', hash: CLOSED })).map(proposalOf);
