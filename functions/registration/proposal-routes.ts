import { listSections, listStaff } from '../../core/directory/directory-store.ts';
import { deputyFor } from '../../core/question/open-question.ts';
import { decideProposal, proposalDecisionSchema } from '../../core/registration/decide-proposal.ts';
import { proposalInputSchema } from '../../core/registration/directory-changes.ts';
import { propose } from '../../core/registration/propose.ts';
import { readTransferList, roleWords } from '../../core/registration/transfer-list.ts';
import {
  TRAIL_FILTERS,
  type TrailFilter,
  viewDirectoryTrail,
} from '../../core/registration/view-directory-trail.ts';
import { listProposals, viewProposal } from '../../core/registration/view-proposal.ts';
import { accepted, type Problem } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { line } from '../../core/values/text.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { textAt } from '../ui/form.ts';
import { directoryTrailPage } from './directory-trail-page.ts';
import { proposalPage, proposalsPage, transferListPage } from './proposals-page.ts';

const isFilter = (text: string): text is TrailFilter => Object.hasOwn(TRAIL_FILTERS, text);

const DONE = { confirm: 'confirmed', stop: 'stopped', withdraw: 'proposal-withdrawn' } as const;

const reasonSchema = line('理由', 500);

/** 登録伺い as pages. GET decides nothing, and neither does Enter. */
export const proposalPages = (ports: AppPorts): readonly Endpoint[] => {
  const { store } = ports;

  const showList = async (
    call: PageCall,
    typed: { readonly content: unknown; readonly problems: readonly Problem[] } = {
      content: {},
      problems: [],
    },
  ): Promise<PageAnswer> => ({
    status: typed.problems.length > 0 ? 422 : 200,
    html: transferListPage(call.context, {
      ...typed,
      roles: [...roleWords(await listSections(store)).keys()],
    }),
  });

  const postList = async (call: PageCall): Promise<PageAnswer> => {
    const { fields: content, meta } = call.form;
    if (meta.action !== 'propose') return showList(call, { content, problems: [] });
    const list = textAt(content, 'list');
    const reason = parseTyped(reasonSchema, content['reason']);
    const known = { sections: await listSections(store), people: await listStaff(store) };
    const { rows, problems: unread } = readTransferList(list, known);
    const changes = rows.map(({ line: _, ...row }) => ({ act: 'appoint', ...row }));
    const parsed = parseTyped(proposalInputSchema, { changes, reason: reason.success ? reason.data : '―' });
    const inRow = ({ pointer, message }: Problem): Problem => {
      const [, , index] = pointer.split('/');
      const row = index === undefined ? undefined : rows[Number(index)];
      return { pointer: '/list', message: row ? `${row.line}行目：${message}` : message };
    };
    const problems: Problem[] = [
      ...unread,
      ...(parsed.success || (rows.length === 0 && unread.length > 0)
        ? []
        : problemsOf(parsed.error).map(inRow)),
      ...(reason.success ? [] : [{ pointer: '/reason', message: '「理由」を入力してください' }]),
    ];
    if (!parsed.success || problems.length > 0) return showList(call, { content, problems });
    const outcome = await propose(ports)(signedIn(call), parsed.data.changes, parsed.data.reason);
    if (outcome.ok) return { redirect: `/proposals/${outcome.value.proposalId}?done=proposed` };
    if (outcome.kind === 'invalid') return showList(call, { content, problems: outcome.problems.map(inRow) });
    return outcome;
  };

  const showTrail = async (call: PageCall): Promise<PageAnswer> => {
    const { filter: asked = '', cursor: from } = call.query;
    const filter = isFilter(asked) ? asked : undefined;
    const outcome = await viewDirectoryTrail(ports)(signedIn(call), { filter, cursor: from });
    if (!outcome.ok) return outcome;
    const { lines, cursor } = outcome.value;
    const query = new URLSearchParams({ ...(filter ? { filter } : {}), cursor: cursor ?? '' });
    const next = cursor === undefined ? undefined : `/directory-trail?${query}`;
    return { html: directoryTrailPage(call.context, { lines, filter, next }) };
  };

  return [
    pageAt('GET', '/directory-trail', 'city', '登録・設定の証跡', showTrail),
    pageAt('GET', '/proposals/new', 'office', '人事異動の一覧', (call) => showList(call)),
    pageAt('POST', '/proposals', 'office', '人事異動の一覧から登録伺いを作成する', postList),
    pageAt('GET', '/proposals', 'city', '登録伺いの一覧', async (call) => {
      const { cursor: from } = call.query;
      const { open, closed, cursor } = await listProposals(ports)(signedIn(call), { cursor: from });
      const next = cursor === undefined ? undefined : `/proposals?cursor=${encodeURIComponent(cursor)}`;
      return { html: proposalsPage(call.context, { open, closed, next }) };
    }),
    ...formPages(ports, {
      path: '/proposals/{proposalId}',
      who: 'city',
      summary: '登録伺いの確認・差止め・取下げ',
      schema: proposalDecisionSchema,
      load: async (caller, { params }) => {
        const view = await viewProposal(ports)(caller, params['proposalId'] ?? '');
        if (!view.ok) return view;
        return accepted({ view: view.value, asDeputyFor: await deputyFor(ports, caller, 'chief') });
      },
      show: (context, view, typed) => proposalPage(context, { ...view, ...typed }),
      body: (fields, _, { form }) => ({ ...fields, choice: form.meta.action }),
      run: (caller, _, body, { view }) => decideProposal(ports)(caller, view.proposalId, body),
      back: ({ view }) => ({ href: `/proposals/${view.proposalId}`, label: '登録伺いの画面に戻る' }),
      done: (_, __, { choice }) => DONE[choice],
    }),
  ];
};
