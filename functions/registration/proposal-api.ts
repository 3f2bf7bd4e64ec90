import { z } from 'zod';
import { decideProposal, proposalDecisionSchema } from '../../core/registration/decide-proposal.ts';
import { proposalInputSchema } from '../../core/registration/directory-changes.ts';
import { loadProposal, type Proposal } from '../../core/registration/proposal.ts';
import { type Acted, propose } from '../../core/registration/propose.ts';
import { listProposals, summarizeProposal, viewProposal } from '../../core/registration/view-proposal.ts';
import { accepted, type Outcome } from '../../core/values/errors.ts';
import { type ApiAnswer, type AppPorts, type Endpoint, post, read } from '../http/contract.ts';

const statusSchema = z.enum(['open', 'confirmed', 'done', 'stopped', 'withdrawn', 'lapsed']);
export const proposalSummarySchema = z
  .object({
    proposalId: z.string(),
    proposalNo: z.string(),
    status: statusSchema,
    title: z.string(),
    preparedBy: z.string(),
    preparedAt: z.string(),
    dueOn: z.string(),
    lapsesOn: z.string(),
  })
  .meta({ title: '登録伺い' });
const proposalViewSchema = proposalSummarySchema.extend({
  hash: z.string(),
  reason: z.string(),
  changes: z.array(
    z.object({
      label: z.string(),
      lines: z.array(z.array(z.string()).length(2)),
      result: z
        .object({
          state: z.enum(['applied', 'failed']),
          at: z.string(),
          subject: z.string().optional(),
          why: z.string().optional(),
        })
        .optional(),
    }),
  ),
  confirmation: z
    .object({
      by: z.string(),
      as: z.enum(['principal', 'deputy']).optional(),
      principal: z.string().optional(),
      channel: z.enum(['mail-link', 'screen', 'command']),
      at: z.string(),
    })
    .optional(),
  closed: z.object({ by: z.string(), at: z.string(), reason: z.string().optional() }).optional(),
  confirmers: z.array(z.string()),
  can: z.object({ confirm: z.boolean(), stop: z.boolean(), withdraw: z.boolean() }),
  whyNot: z.string().optional(),
});

const summaryOf = async (ports: AppPorts, { proposalId }: Pick<Proposal, 'proposalId'>) => {
  const proposal = await loadProposal(ports.store, proposalId);
  return proposal && (await summarizeProposal(ports, proposal));
};

/** What was done at once, or 202 with the proposal that waits. */
export const actedAnswer = async (ports: AppPorts, outcome: Outcome<Acted>): Promise<ApiAnswer> => {
  if (!outcome.ok) return outcome;
  return 'applied' in outcome.value
    ? accepted(outcome.value.applied)
    : { ok: true, waits: true, value: await summaryOf(ports, outcome.value.proposal) };
};

/** 登録伺い (docs/adr/0029): prepared by the office, confirmed by the chief or a deputy. */
export const proposalsApi = (ports: AppPorts): readonly Endpoint[] => [
  read(
    '/v1/proposals',
    'city',
    '登録伺いの一覧（確認待ちと、済んだものの新しい順）',
    {
      query: z.strictObject({ cursor: z.string().max(500).optional() }),
      response: z.object({
        open: z.array(proposalSummarySchema),
        closed: z.array(proposalSummarySchema),
        cursor: z.string().optional(),
      }),
    },
    async ({ caller, query }) => accepted(await listProposals(ports)(caller, { cursor: query['cursor'] })),
  ),
  post(
    '/v1/proposals',
    'office',
    '登録伺いを作成する（複数の変更を、一度に確認を受ける）',
    { body: proposalInputSchema, status: 202, response: proposalSummarySchema },
    async ({ caller, body }) => {
      const outcome = await propose(ports)(caller, body.changes, body.reason);
      return outcome.ok ? accepted(await summaryOf(ports, outcome.value)) : outcome;
    },
  ),
  read(
    '/v1/proposals/{proposalId}',
    'city',
    '登録伺い',
    { response: proposalViewSchema },
    ({ caller, params }) => viewProposal(ports)(caller, params['proposalId'] ?? ''),
  ),
  post(
    '/v1/proposals/{proposalId}/decision',
    'city',
    '登録伺いを確認する・差し止める・取り下げる',
    { body: proposalDecisionSchema, response: proposalSummarySchema },
    async ({ caller, params, body }) => {
      const outcome = await decideProposal(ports)(caller, params['proposalId'] ?? '', body);
      return outcome.ok ? accepted(await summaryOf(ports, outcome.value)) : outcome;
    },
  ),
];
