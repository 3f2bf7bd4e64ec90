import { lastResults } from '../../core/application/last-results.ts';
import { applicationOn } from '../../core/application/scope-store.ts';
import { holds } from '../../core/directory/caller.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import { viewReconfirmation } from '../../core/reconfirmation/list-reconfirmations.ts';
import { reconfirm, reconfirmInputSchema } from '../../core/reconfirmation/reconfirm.ts';
import { renewRule, renewRuleInputSchema } from '../../core/reconfirmation/renew-rule.ts';
import { allVersions, regulationById, regulationOn } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { Problem } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { fromLast } from '../application/checklist.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import { reconfirmationFormPage, reconfirmationPage, renewRulePage } from './page.ts';

/** 別表1の再確認 (第6条第7号) and its request after an amendment of the rule (G15), as pages. */
export const reconfirmationPages = (ports: AppPorts): readonly Endpoint[] => {
  const { store, clock } = ports;

  const show = async (
    call: PageCall,
    given?: { readonly content: unknown; readonly problems: readonly Problem[]; readonly status: number },
  ): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const caseId = call.params['caseId'] ?? '';
    const [permit, view] = await Promise.all([
      viewPermit(ports)(caller, caseId),
      viewReconfirmation(ports)(caller, caseId, call.params['reconfirmationId'] ?? ''),
    ]);
    if (!permit.ok) return permit;
    if (!view.ok) return view;
    const { request, regulationId } = view.value;
    const regulation = regulationById(regulationId);
    if (!request?.mine)
      return { html: reconfirmationPage(call.context, permit.value, view.value, regulation) };
    const last = await lastResults(store, permit.value);
    return {
      status: given?.status ?? 200,
      html: reconfirmationFormPage(call.context, {
        permit: permit.value,
        reconfirmation: { ...view.value, request },
        regulation,
        answers: (await applicationOn(store, permit.value, dateOf(clock()).toString())).checklist,
        last,
        content: given?.content ?? (last ? { checklist: fromLast(last) } : {}),
        problems: given?.problems ?? [],
      }),
    };
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const caseId = call.params['caseId'] ?? '';
    const reconfirmationId = call.params['reconfirmationId'] ?? '';
    const { fields } = call.form;
    const visible = await viewReconfirmation(ports)(signedIn(call), caseId, reconfirmationId);
    if (!visible.ok) return visible;
    const parsed = parseTyped(reconfirmInputSchema, fields);
    if (!parsed.success)
      return show(call, { content: fields, problems: problemsOf(parsed.error), status: 422 });
    const outcome = await reconfirm(ports)(signedIn(call), caseId, reconfirmationId, parsed.data);
    if (outcome.ok)
      return { redirect: `/permits/${caseId}/reconfirmations/${reconfirmationId}?done=decided` };
    if (outcome.kind === 'invalid')
      return show(call, { content: fields, problems: outcome.problems, status: 422 });
    return outcome.kind === 'conflict'
      ? show(call, { content: fields, problems: [{ pointer: '', message: outcome.message }], status: 409 })
      : outcome;
  };

  const showRule = (
    call: PageCall,
    given?: { readonly content: unknown; readonly problems: readonly Problem[]; readonly status: number },
  ): PageAnswer => {
    const current = regulationOn(dateOf(clock()));
    return {
      status: given?.status ?? 200,
      html: renewRulePage(call.context, {
        current,
        older: allVersions().filter(({ effectiveFrom }) => effectiveFrom < current.effectiveFrom),
        isChief: holds(signedIn(call), 'chief') !== undefined,
        content: given?.content ?? {},
        problems: given?.problems ?? [],
      }),
    };
  };

  const path = '/permits/{caseId}/reconfirmations/{reconfirmationId}';
  return [
    pageAt('GET', path, 'anyone', '別表1の再確認', (call) => show(call)),
    pageAt('GET', `${path}/answer`, 'city', '別表1の再確認の画面', (call) => show(call)),
    pageAt('POST', `${path}/answer`, 'city', '別表1の再確認の記録', post),
    pageAt('GET', '/rule-renewal', 'office', '改正後の要領による再確認', async (call) => showRule(call)),
    pageAt('POST', '/rule-renewal', 'office', '改正後の要領による再確認の依頼', async (call) => {
      const { fields } = call.form;
      const parsed = parseTyped(renewRuleInputSchema, fields);
      if (!parsed.success)
        return showRule(call, { content: fields, problems: problemsOf(parsed.error), status: 422 });
      const outcome = await renewRule(ports)(signedIn(call), parsed.data);
      if (outcome.ok)
        return { redirect: `/permits?done=${outcome.value.left > 0 ? 'rule-renewal-more' : 'rule-renewal'}` };
      return outcome.kind === 'invalid'
        ? showRule(call, { content: fields, problems: outcome.problems, status: 422 })
        : outcome;
    }),
  ];
};
