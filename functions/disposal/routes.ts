import { loadSettings } from '../../core/directory/directory-store.ts';
import { approveDisposal, excludeFromDisposal } from '../../core/disposal/decide-disposal.ts';
import { prepareDisposal, viewDisposal, viewDisposals } from '../../core/disposal/prepare-disposal.ts';
import { rehearsal } from '../../core/store/commit.ts';
import type { Outcome, Problem } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { isSure, isToRecord, lastLookPage } from '../ui/last-look.ts';
import type { Done } from '../ui/message-page.ts';
import { approvingSchema, disposalLook, disposalPage, disposalsPage, excludingSchema } from './page.ts';

/** 廃棄リスト as pages of the chief's office. */
export const disposalPages = (ports: AppPorts): readonly Endpoint[] => {
  const list = async (call: PageCall, problems: readonly Problem[] = []): Promise<PageAnswer> => {
    const outcome = await viewDisposals(ports)(signedIn(call));
    if (!outcome.ok) return outcome;
    const { retentionYears } = await loadSettings(ports.store);
    const { disposals } = outcome.value;
    return {
      status: problems.length > 0 ? 409 : 200,
      html: disposalsPage(call.context, { disposals, retentionYears, problems }),
    };
  };

  const show = async (
    call: PageCall,
    typed: { readonly content: unknown; readonly problems: readonly Problem[]; readonly status?: number } = {
      content: {},
      problems: [],
    },
  ): Promise<PageAnswer> => {
    const outcome = await viewDisposal(ports)(signedIn(call), call.params['disposalId'] ?? '');
    if (!outcome.ok) return outcome;
    return {
      status: typed.problems.length > 0 ? (typed.status ?? 422) : 200,
      html: disposalPage(call.context, { view: outcome.value, ...typed }),
    };
  };

  const answer = (
    call: PageCall,
    outcome: Outcome<unknown>,
    done: Done,
  ): PageAnswer | Promise<PageAnswer> => {
    const content = call.form.fields;
    if (outcome.ok) return { redirect: `/disposals/${call.params['disposalId']}?done=${done}` };
    if (outcome.kind === 'conflict')
      return show(call, { content, problems: [{ pointer: '', message: outcome.message }], status: 409 });
    return outcome;
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const disposalId = call.params['disposalId'] ?? '';
    const { fields: content, meta } = call.form;
    const [action = '', caseId = ''] = meta.action.split(':');
    if (action === 'include')
      return answer(
        call,
        await excludeFromDisposal(ports)(signedIn(call), disposalId, { caseId }),
        'included',
      );
    if (action === 'exclude') {
      const parsed = parseTyped(excludingSchema, { exclusion: content['exclusion'] ?? {} });
      if (!parsed.success) return show(call, { content, problems: problemsOf(parsed.error) });
      const outcome = await excludeFromDisposal(ports)(signedIn(call), disposalId, parsed.data.exclusion);
      return answer(call, outcome, 'excluded');
    }
    if (!isToRecord(call.form, 'approve')) return show(call, { content, problems: [] });
    const { approval = {}, confirmed } = content;
    const parsed = parseTyped(approvingSchema, { approval, confirmed });
    if (!parsed.success) return show(call, { content, problems: problemsOf(parsed.error) });
    const given = parsed.data.approval;
    const isLast = isSure(call.form);
    const approve = approveDisposal(isLast ? ports : rehearsal(ports));
    const outcome = await approve(signedIn(call), disposalId, given);
    if (!outcome.ok || isLast) return answer(call, outcome, 'disposal-approved');
    const seen = await viewDisposal(ports)(signedIn(call), disposalId);
    return seen.ok
      ? { html: lastLookPage(call.context, disposalLook(seen.value, given.reason), call.form) }
      : seen;
  };

  return [
    pageAt('GET', '/disposals', 'office', '廃棄リストの一覧', (call) => list(call)),
    pageAt('POST', '/disposals', 'office', '廃棄リストを作成する', async (call) => {
      const outcome = await prepareDisposal(ports)(signedIn(call));
      if (outcome.ok) return { redirect: `/disposals/${outcome.value.disposalId}` };
      return outcome.kind === 'conflict' ? list(call, [{ pointer: '', message: outcome.message }]) : outcome;
    }),
    pageAt('GET', '/disposals/{disposalId}', 'office', '廃棄リスト', (call) => show(call)),
    pageAt('POST', '/disposals/{disposalId}', 'office', '廃棄からの除外、廃棄の承認', post),
  ];
};
