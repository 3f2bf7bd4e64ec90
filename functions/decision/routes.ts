import { decisionInputSchema } from '../../core/application/decision.ts';
import { startCorrection } from '../../core/application/save-draft.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import { withdrawApplication } from '../../core/application/withdraw-application.ts';
import { openRequest } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { STAGES, type Stage } from '../../core/case/decision-request.ts';
import { resumeCase } from '../../core/daily/park-case.ts';
import { loadConfirmation } from '../../core/decision/open-decision-request.ts';
import { recordDecision } from '../../core/decision/record-decision.ts';
import { viewCase, viewCityCase } from '../../core/decision/view-case.ts';
import { vendorOf } from '../../core/directory/caller.ts';
import { loadConsultation } from '../../core/directory/directory-store.ts';
import { pressOf } from '../../core/directory/idempotency.ts';
import { asAppliedFor, asDecided } from '../../core/document/issue-document.ts';
import { viewNotice } from '../../core/document/view-notice.ts';
import { deputyFor } from '../../core/question/open-question.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { rehearsal } from '../../core/store/commit.ts';
import type { Problem } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { confirmedItems, knownOf } from '../application/confirmed-items.ts';
import { applicationPaper } from '../application/sheet.ts';
import { noticePaper } from '../document/notice-paper.ts';
import {
  type AppPorts,
  type Endpoint,
  type HttpPorts,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { isSave, savedForm } from '../http/saved-form.ts';
import { jstTimeShort } from '../ui/dates.ts';
import { isSure, isToRecord, lastLookPage } from '../ui/last-look.ts';
import { type Done, messagePage } from '../ui/message-page.ts';
import { partNamed } from '../ui/parts.ts';
import type { Saving } from '../ui/saved-form.ts';
import { casePage, casePartsOf } from './case-page.ts';
import { alreadyDecidedPage, decisionLook, decisionPage } from './page.ts';
import { paperDecisionPages } from './paper-routes.ts';
import { decisionPaper } from './sheet.ts';

/** What the page of the application says after a decision; after any other it says that one was recorded. */
const DONE_BY_CHOICE: Readonly<Record<string, Done>> = {
  return: 'correction-asked',
  'send-back': 'sent-back',
};
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
    const { content, saving } = given ?? (await saved.opened(call, view.request.hash));
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
    const last = view.decisions.findLast(({ rev }) => rev === view.rev);
    const made = last
      ? `「${STAGES[last.stage]}」は、すでに行われました（${last.decidedBy.name}・${jstTimeShort(last.decidedAt)}）。`
      : '';
    const sentence =
      stage === undefined
        ? `この申請は「${view.statusLabel}」です。現在、求められている決定はありません。`
        : `${made}「${STAGES[stage]}」を待っています。あなたが行う決定はありません。`;
    return { status: 409, html: messagePage(call.context, 409, { sentence, back }) };
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const caseId = call.params['caseId'] ?? '';
    const { fields } = call.form;
    if (isSave(call)) {
      const may = await show(call, { content: fields, problems: [], status: 200 });
      if ('kind' in may || ('status' in may && may.status !== 200)) return may;
      const view = await viewCityCase(ports)(caller, caseId);
      if (!view.ok) return view;
      return saved.save(
        call,
        ({ message }, saving) =>
          show(call, { content: fields, problems: [{ pointer: '', message }], status: 409, saving }),
        { hash: view.value.request?.hash },
      );
    }
    if (!isToRecord(call.form, 'decide')) return show(call, { content: fields, problems: [], status: 200 });
    // Pressed again, at once or later: the receipt of the first press.
    const done: PageAnswer = {
      redirect: `/applications/${caseId}?done=${DONE_BY_CHOICE[`${fields['choice']}`] ?? 'decided'}`,
    };
    const press = pressOf(ports, caller, { path: PATH, caseId, fields });
    if (await press.wasDone()) return done;
    const seen = await viewCityCase(ports)(caller, caseId);
    if (!seen.ok) return seen;
    const parsed = parseTyped(decisionInputSchema, confirmedItems(fields, knownOf(seen.value)));
    if (!parsed.success)
      return show(call, { content: fields, problems: problemsOf(parsed.error), status: 422 });
    const look = isSure(call.form)
      ? undefined
      : decisionLook(seen.value, parsed.data, regulationById(seen.value.regulationId), 'decision');
    const outcome = await recordDecision(look ? rehearsal(ports) : press.keeping(saved.sending(call)))(
      caller,
      caseId,
      parsed.data,
    );
    if (outcome.ok && look) return { html: lastLookPage(call.context, look, call.form) };
    if (outcome.ok || (outcome.kind === 'conflict' && (await press.wasDone()))) return done;
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

/** The case as pages for vendors and for the city, and its papers. */
export const casePages = (ports: HttpPorts): readonly Endpoint[] => {
  const { store } = ports;

  const city = (call: PageCall) => signedIn(call).person.affiliation.kind === 'city';

  const showCase = async (call: PageCall, problems: readonly Problem[] = []): Promise<PageAnswer> => {
    const caseId = call.params['caseId'] ?? '';
    const outcome = city(call)
      ? await viewCityCase(ports)(signedIn(call), caseId)
      : await viewCase(ports)(signedIn(call), caseId);
    if (!outcome.ok) return outcome;
    const { value: view } = outcome;
    const { page, mail } = call.query;
    const asked = { part: partNamed(casePartsOf(view), call.query['part']), page, mail };
    return {
      status: problems.length > 0 ? 422 : 200,
      html: casePage(call.context, view, regulationById(view.regulationId), asked, problems),
    };
  };

  return [
    pageAt('GET', '/applications/{caseId}', 'anyone', '申請の状況と内容', (call) => showCase(call)),
    pageAt('POST', '/applications/{caseId}/withdraw', 'vendor', '申請を取り下げる', async (call) => {
      const caseId = call.params['caseId'] ?? '';
      if (call.form.fields['confirmed'] !== true)
        return showCase(call, [
          { pointer: '/confirmed', message: '取り下げる場合は、確認の欄にチェックを入れてください' },
        ]);
      const outcome = await withdrawApplication(ports)(signedIn(call), caseId);
      return outcome.ok ? { redirect: `/applications/${caseId}?done=withdrawn` } : outcome;
    }),
    pageAt('POST', '/applications/{caseId}/correct', 'vendor', '補正を始める', async (call) => {
      const outcome = await startCorrection(ports)(signedIn(call), call.params['caseId'] ?? '');
      return outcome.ok ? { redirect: `/drafts/${outcome.value.draftId}` } : outcome;
    }),
    pageAt('POST', '/applications/{caseId}/resume', 'office', '中断した処理を再開する', async (call) => {
      const caseId = call.params['caseId'] ?? '';
      const outcome = await resumeCase(ports)(signedIn(call), caseId);
      return outcome.ok ? { redirect: `/applications/${caseId}?done=resumed` } : outcome;
    }),
    pageAt('GET', '/applications/{caseId}/notice', 'anyone', '結果通知書（A4）', async (call) => {
      const caseId = call.params['caseId'] ?? '';
      const [notice, view] = await Promise.all([
        viewNotice(ports)(signedIn(call), caseId),
        viewCase(ports)(signedIn(call), caseId),
      ]);
      if (!notice.ok) return notice;
      if (!view.ok) return view;
      return {
        html: noticePaper(call.context, notice.value, regulationById(view.value.regulationId), {
          href: `/applications/${caseId}`,
          label: `受付番号 ${notice.value.caseNo} の画面に戻る`,
        }),
      };
    }),
    pageAt('GET', '/applications/{caseId}/form', 'anyone', '様式1（A4）', async (call) => {
      const caseId = call.params['caseId'] ?? '';
      const view = await viewCase(ports)(signedIn(call), caseId);
      if (!view.ok) return view;
      const full = city(call) ? await viewCityCase(ports)(signedIn(call), caseId) : undefined;
      const { application, caseNo, rev, systemName, sectionName, regulationId } = await asAppliedFor(
        store,
        view.value,
      );
      return {
        html: applicationPaper(call.context, {
          application,
          regulation: regulationById(regulationId),
          caseNo,
          rev,
          systemName,
          sectionName,
          consultation: full?.ok
            ? full.value.consultation
            : await loadConsultation(store, vendorOf(signedIn(call)) ?? '', application.consultationId),
          back: { href: `/applications/${caseId}`, label: `受付番号 ${caseNo} の画面に戻る` },
        }),
      };
    }),
    pageAt('GET', '/applications/{caseId}/record', 'city', '承認伺・決定の記録（A4）', async (call) => {
      const view = await viewCityCase(ports)(signedIn(call), call.params['caseId'] ?? '');
      if (!view.ok) return view;
      const decided = await asDecided(store, view.value);
      return { html: decisionPaper(call.context, decided, regulationById(decided.regulationId)) };
    }),
  ];
};
