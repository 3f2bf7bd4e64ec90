import { z } from 'zod';
import { roleSchema } from '../directory/directory.ts';
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
