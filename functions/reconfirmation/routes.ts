import { lastResults } from '../../core/application/last-results.ts';
import { applicationOn } from '../../core/application/scope-store.ts';
import { type Caller, holds } from '../../core/directory/caller.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import { askedOf } from '../../core/question/open-question.ts';
import { viewReconfirmation } from '../../core/reconfirmation/list-reconfirmations.ts';
import { reconfirm, reconfirmInputSchema } from '../../core/reconfirmation/reconfirm.ts';
import { renewRule, renewRuleInputSchema } from '../../core/reconfirmation/renew-rule.ts';
import { allVersions, regulationById, regulationOn } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { accepted, type Problem } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { confirmedItems } from '../application/confirmed-items.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { signedIn } from '../http/not-found.ts';
import { reconfirmationFormPage, reconfirmationPage, renewRulePage } from './page.ts';

/** 別表1の再確認 (第6条第7号) and its request after an amendment of the rule (G15), as pages. */
export const reconfirmationPages = (ports: AppPorts): readonly Endpoint[] => {
  const { store, clock } = ports;

  const load = async (caller: Caller, { params }: PageCall) => {
    const caseId = params['caseId'] ?? '';
    const reconfirmationId = params['reconfirmationId'] ?? '';
    const [permit, view] = await Promise.all([
      viewPermit(ports)(caller, caseId),
      viewReconfirmation(ports)(caller, caseId, reconfirmationId),
    ]);
    if (!permit.ok) return permit;
    if (!view.ok) return view;
    return accepted({
      permit: permit.value,
      reconfirmation: view.value,
      regulation: regulationById(view.value.regulationId),
      question: await askedOf(ports)(caller, caseId, 'reconfirm', reconfirmationId),
      answers: (await applicationOn(store, permit.value, dateOf(clock()).toString())).checklist,
      last: await lastResults(store, permit.value),
    });
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
    pageAt('GET', path, 'anyone', '別表1の再確認', async (call) => {
      const found = await load(signedIn(call), call);
      if (!found.ok) return found;
      const { permit, reconfirmation, regulation, question } = found.value;
      return question
        ? {
            redirect: `/permits/${permit.caseId}/reconfirmations/${reconfirmation.reconfirmationId}/answer`,
          }
        : { html: reconfirmationPage(call.context, permit, reconfirmation, regulation) };
    }),
    ...formPages(ports, {
      path: `${path}/answer`,
      who: 'city',
      summary: '別表1の再確認の記録',
      schema: reconfirmInputSchema,
      load,
      closed: ({ question, reconfirmation }) =>
        question
          ? undefined
          : `この再確認は「${reconfirmation.statusLabel}」です。あなたに求められている確認はありません。`,
      start: async () => ({}),
      body: confirmedItems,
      show: (context, view, given) => reconfirmationFormPage(context, { ...view, ...given }),
      saves: {},
      run: (caller, _, body, { permit, reconfirmation }, ports) =>
        reconfirm(ports)(caller, permit.caseId, reconfirmation.reconfirmationId, body),
      back: ({ permit, reconfirmation }) => ({
        href: `/permits/${permit.caseId}/reconfirmations/${reconfirmation.reconfirmationId}`,
        label: '別表1の再確認の画面に戻る',
      }),
      done: 'decided',
    }),
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
