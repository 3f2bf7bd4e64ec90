import { lastResults } from '../../core/application/last-results.ts';
import { applicationOn } from '../../core/application/revision-store.ts';
import { type Caller, holds } from '../../core/directory/caller.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import { askedOf } from '../../core/question/open-question.ts';
import {
  renewRule,
  renewRuleInputSchema,
  viewReconfirmation,
} from '../../core/reconfirmation/list-reconfirmations.ts';
import { reconfirm, reconfirmInputSchema } from '../../core/reconfirmation/reconfirm.ts';
import { allVersions, regulationById, regulationOn } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { accepted } from '../../core/values/errors.ts';
import { confirmedItems } from '../application/confirmed-items.ts';
import { type AppPorts, type Endpoint, type PageCall, pageAt, signedIn } from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
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
      body: confirmedItems,
      show: (context, view, given) => reconfirmationFormPage(context, { ...view, ...given }),
      saves: { hash: ({ question }) => question?.hash },
      run: (caller, _, body, { permit, reconfirmation }, ports) =>
        reconfirm(ports)(caller, permit.caseId, reconfirmation.reconfirmationId, body),
      back: ({ permit, reconfirmation }) => ({
        href: `/permits/${permit.caseId}/reconfirmations/${reconfirmation.reconfirmationId}`,
        label: '別表1の再確認の画面に戻る',
      }),
      done: 'decided',
    }),
    ...formPages(ports, {
      path: '/rule-renewal',
      who: 'office',
      summary: '改正後の要領による再確認の依頼',
      schema: renewRuleInputSchema,
      load: async (caller) => {
        const current = regulationOn(dateOf(clock()));
        const older = allVersions().filter(({ effectiveFrom }) => effectiveFrom < current.effectiveFrom);
        return accepted({ current, older, isChief: holds(caller, 'chief') !== undefined });
      },
      show: (context, view, given) => renewRulePage(context, { ...view, ...given }),
      run: (caller, _, body) => renewRule(ports)(caller, body),
      back: () => ({ href: '/permits', label: '許可台帳に戻る' }),
      done: ({ left }) => (left > 0 ? 'rule-renewal-more' : 'rule-renewal'),
    }),
  ];
};
