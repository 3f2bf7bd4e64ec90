import { z } from 'zod';
import { SHARDS } from '../case/case-store.ts';
import { roleSchema } from '../directory/directory.ts';
import { type Page, queryAll, type Store, type Write } from '../store/ports.ts';
import { isContinued } from '../store/store-query.ts';
import { Rejected } from '../values/errors.ts';
import { parsed } from '../values/frozen.ts';
import { hashOf } from '../values/hash.ts';

/**
 * 登録伺い (docs/adr/0029): changes of offices, addresses and settings that one person of the chief's office has
 * prepared and another confirms (INV-25). A transfer list is one proposal. Names in it are those of the day; it goes
 * with the people that it names (INV-19).
 */

export const PROPOSAL_STATUSES = {
  open: '確認待ち',
  confirmed: '反映中',
  done: '反映済み',
  stopped: '差止め',
  withdrawn: '取下げ',
  lapsed: '期限切れ',
} as const;

/** One transfer list: what a city of two hundred thousand moves on 1 April. */
export const MOST_CHANGES = 100;

const lineSchema = z.tuple([z.string(), z.string()]).readonly();

export const proposedChangeSchema = z.object({
  /** What is asked for, by its kind (registration/directory-changes.ts). */
  change: z.looseObject({ act: z.string() }),
  subject: z.string(),
  lines: z.array(lineSchema),
  concerned: z.array(z.string()),
  roles: z.array(roleSchema),
  /** Whose power it gives or ends; absent in the rows of the versions before. */
  people: z.array(z.string()).default([]),
  /** Addresses that are given up. */
  addresses: z.array(z.string()),
  /** Hash of what it was judged by. */
  basis: z.string(),
  result: z
    .object({
      state: z.enum(['applied', 'failed']),
      at: z.string(),
      /** Of a new entry: the id that it was given. */
      subject: z.string().optional(),
      why: z.string().optional(),
    })
    .optional(),
});
export type ProposedChange = z.infer<typeof proposedChangeSchema>;

const confirmationSchema = z.object({
  /** Id of the person, or `operator`. */
  by: z.string(),
  /** Absent: the operator. */
  as: z.enum(['principal', 'deputy']).optional(),
  title: z.string().optional(),
  /** 代決: on whose behalf. */
  principalId: z.string().optional(),
  channel: z.enum(['mail-link', 'screen', 'command']),
  at: z.string(),
  shownHash: z.string(),
});
export type Confirmation = z.infer<typeof confirmationSchema>;

export const proposalSchema = z.object({
  proposalId: z.string(),
  /** e.g. R8-U12. */
  proposalNo: z.string(),
  version: z.int(),
  status: z.enum(['open', 'confirmed', 'done', 'stopped', 'withdrawn', 'lapsed']),
  preparedBy: z.string(),
  preparedAt: z.string(),
  reason: z.string(),
  changes: z.array(proposedChangeSchema),
  dueOn: z.string(),
  lapsesOn: z.string(),
  /** Links of an older generation are dead. */
  generation: z.int(),
  issuedTo: z.array(z.string()),
  issuedAt: z.string(),
  /** Nobody is reminded before that day. */
  remindOn: z.string(),
  confirmation: confirmationSchema.optional(),
  /** Stopped, withdrawn, lapsed: by whom, and why. */
  closed: z.object({ by: z.string(), at: z.string(), reason: z.string().optional() }).optional(),
});
export type Proposal = z.infer<typeof proposalSchema>;

/** Of what is shown; it must be posted back with the confirmation. */
export const proposalHash = ({ proposalId, preparedBy, reason, changes }: Proposal): string =>
  hashOf({
    proposalId,
    preparedBy,
    reason,
    changes: changes.map(({ change, lines }) => ({ change, lines })),
  });

export const concernedBy = ({ changes }: Pick<Proposal, 'changes'>): ReadonlySet<string> =>
  new Set(changes.flatMap(({ concerned }) => concerned));

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
