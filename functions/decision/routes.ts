import { decisionInputSchema } from '../../core/application/decision.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import { openRequest } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { STAGES, type Stage } from '../../core/case/decision-request.ts';
import { recordDecision } from '../../core/decision/record-decision.ts';
import { loadConfirmation } from '../../core/decision/saved-confirmation.ts';
import { viewCityCase } from '../../core/decision/view-case.ts';
import { deputyFor } from '../../core/question/open-question.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { rehearsal } from '../../core/store/rehearsal.ts';
import type { Problem } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { confirmedItems, knownOf } from '../application/confirmed-items.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import { isSave, savedForm } from '../http/saved-form.ts';
import { isSure, isToRecord, lastLookPage } from '../ui/last-look.ts';
import { messagePage } from '../ui/message-page.ts';
import type { Saving } from '../ui/saved-form.ts';
import { alreadyDecidedPage, decisionPage } from './page.ts';
import { paperDecisionPages } from './paper-routes.ts';
import { refusalLook } from './refusal-look.ts';

const PATH = '/applications/{caseId}/decision';

/** 確認・承認 as a page: everything to decide in a minute, and the decision as a POST (docs/adr/0003). */
export const decisionPages = (ports: AppPorts): readonly Endpoint[] => {
  const { store } = ports;
  const saved = savedForm(ports, { path: PATH, title: '確認・承認の決定' });

  const show = async (
    call: PageCall,
    given?: {
      readonly content: unknown;
      readonly problems: readonly Problem[];
      readonly status: number;
      readonly saving?: Saving;
    },
  ): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const caseId = call.params['caseId'] ?? '';
    const outcome = await viewCityCase(ports)(caller, caseId);
    if (!outcome.ok) return outcome;
    const view = outcome.value;
    const state = await loadCase(store, caseId);
    const request = state && openRequest(state);
    if (!request || !view.request || view.can.decide === undefined)
      return notYours(call, view, request?.stage);
    const { content, saving } = given ?? (await saved.opened(call));
    return {
      status: given?.status ?? 200,
      html: decisionPage(call.context, {
        view: { ...view, request: view.request },
        regulation: regulationById(view.regulationId),
        content: content ?? (await loadConfirmation(store, caseId, request.requestId)) ?? {},
        saving: saving ?? saved.again(call),
        problems: given?.problems ?? [],
        asDeputyFor: await deputyFor(ports, caller, request.role),
      }),
    };
  };

  /** Decided by somebody, withdrawn, or a question to somebody else. */
  const notYours = (call: PageCall, view: CityCaseView, stage: Stage | undefined): PageAnswer => {
    if (stage === undefined && view.decisions.some((decision) => decision.rev === view.rev))
      return { status: 409, html: alreadyDecidedPage(call.context, view) };
    const back = { href: `/applications/${view.caseId}`, label: `受付番号 ${view.caseNo} の画面に戻る` };
    const sentence =
      stage === undefined
        ? `この申請は「${view.statusLabel}」です。現在、求められている決定はありません。`
        : `「${STAGES[stage]}」を待っています。あなたが行う決定はありません。`;
    return { status: 409, html: messagePage(call.context, 409, { sentence, back }) };
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const caseId = call.params['caseId'] ?? '';
    const { fields } = call.form;
    if (isSave(call)) {
      const may = await show(call, { content: fields, problems: [], status: 200 });
      if ('kind' in may || ('status' in may && may.status !== 200)) return may;
      return saved.save(call, ({ message }, saving) =>
        show(call, { content: fields, problems: [{ pointer: '', message }], status: 409, saving }),
      );
    }
    if (!isToRecord(call.form, 'decide')) return show(call, { content: fields, problems: [], status: 200 });
    const seen = await viewCityCase(ports)(caller, caseId);
    if (!seen.ok) return seen;
    const parsed = parseTyped(decisionInputSchema, confirmedItems(fields, knownOf(seen.value)));
    if (!parsed.success)
      return show(call, { content: fields, problems: problemsOf(parsed.error), status: 422 });
    const look = isSure(call.form) ? undefined : refusalLook(seen.value, parsed.data, 'decision');
    const outcome = await recordDecision(look ? rehearsal(ports) : saved.sending(call))(
      caller,
      caseId,
      parsed.data,
    );
    if (outcome.ok && look) return { html: lastLookPage(call.context, look, call.form) };
    if (outcome.ok) return { redirect: `/applications/${caseId}?done=decided` };
    if (outcome.kind === 'invalid')
      return show(call, { content: fields, problems: outcome.problems, status: 422 });
    if (outcome.code === 'changed-since-shown')
      return show(call, {
        content: fields,
        problems: [{ pointer: '', message: outcome.message }],
        status: 409,
      });
    return outcome.kind === 'conflict' ? show(call) : outcome;
  };

  return [
    pageAt('GET', PATH, 'city', '決定の画面（何も決定しない）', (call) => show(call)),
    pageAt('POST', PATH, 'city', '決定の一時保存・記録', post),
    ...paperDecisionPages(ports),
  ];
};
