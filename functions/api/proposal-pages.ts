import { dateOf } from '../../core/calendar.ts';
import { holds } from '../../core/caller.ts';
import { holdersOf } from '../../core/directory.ts';
import { appointmentsOfRole, loadPerson } from '../../core/directory-store.ts';
import type { Problem } from '../../core/errors.ts';
import { decideProposal, proposalDecisionSchema } from '../../core/use-cases/decide-proposal.ts';
import { listProposals, viewProposal } from '../../core/use-cases/view-proposal.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../contract.ts';
import { proposalPage } from '../pages/proposal-page.ts';
import { proposalsPage } from '../pages/proposals-page.ts';
import { signedIn } from './not-found.ts';

/** 登録伺い as pages. GET decides nothing, and neither does Enter. */
export const proposalPages = (ports: AppPorts): readonly Endpoint[] => {
  const { store, clock } = ports;

  /** 代決: whose place the reader would take. */
  const deputyFor = async (call: PageCall): Promise<string | undefined> => {
    if (holds(signedIn(call), 'chief')?.kind !== 'deputy') return undefined;
    const principal = holdersOf(await appointmentsOfRole(store, 'chief'), 'chief', dateOf(clock())).find(
      ({ kind }) => kind === 'principal',
    );
    const person = principal && (await loadPerson(store, principal.personId));
    return principal && person && `${principal.title} ${person.name}`;
  };

  const show = async (
    call: PageCall,
    typed: { readonly content: unknown; readonly problems: readonly Problem[]; readonly status?: number } = {
      content: {},
      problems: [],
    },
  ): Promise<PageAnswer> => {
    const outcome = await viewProposal(ports)(signedIn(call), call.params['proposalId'] ?? '');
    if (!outcome.ok) return outcome;
    const { content, problems, status = 422 } = typed;
    return {
      status: problems.length > 0 ? status : 200,
      html: proposalPage(call.context, {
        ...{ view: outcome.value, content, problems },
        asDeputyFor: await deputyFor(call),
      }),
    };
  };

  const DONE = { confirm: 'confirmed', stop: 'stopped', withdraw: 'proposal-withdrawn' } as const;

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const { fields: content, meta } = call.form;
    if (meta.action === 'show') return show(call, { content, problems: [] });
    const parsed = proposalDecisionSchema.safeParse({ ...content, choice: meta.action });
    if (!parsed.success) return show(call, { content, problems: problemsOf(parsed.error) });
    const proposalId = call.params['proposalId'] ?? '';
    const outcome = await decideProposal(ports)(signedIn(call), proposalId, parsed.data);
    if (outcome.ok) return { redirect: `/proposals/${proposalId}?done=${DONE[parsed.data.choice]}` };
    if (outcome.kind === 'invalid') return show(call, { content, problems: outcome.problems });
    if (outcome.kind === 'conflict')
      return show(call, { content, problems: [{ pointer: '', message: outcome.message }], status: 409 });
    return outcome;
  };

  return [
    pageAt('GET', '/proposals', 'city', '登録伺いの一覧', async (call) => {
      const { cursor: from } = call.query;
      const { open, closed, cursor } = await listProposals(ports)(signedIn(call), { cursor: from });
      const next = cursor === undefined ? undefined : `/proposals?cursor=${encodeURIComponent(cursor)}`;
      return { html: proposalsPage(call.context, { open, closed, next }) };
    }),
    pageAt('GET', '/proposals/{proposalId}', 'city', '登録伺い（何も決定しない）', (call) => show(call)),
    pageAt('POST', '/proposals/{proposalId}', 'city', '登録伺いの確認・差止め・取下げ', post),
  ];
};
