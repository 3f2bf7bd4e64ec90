import { startCorrection } from '../../core/application/save-draft.ts';
import { withdrawApplication } from '../../core/application/withdraw-application.ts';
import { resumeCase } from '../../core/daily/park-case.ts';
import { viewCase, viewCityCase } from '../../core/decision/view-case.ts';
import { vendorOf } from '../../core/directory/caller.ts';
import { loadConsultation } from '../../core/directory/directory-store.ts';
import { asAppliedFor, asDecided } from '../../core/document/names-of-then.ts';
import { viewNotice } from '../../core/document/view-notice.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import type { Problem } from '../../core/values/errors.ts';
import { applicationPaper } from '../application/sheet.ts';
import { noticePaper } from '../document/notice-paper.ts';
import { type Endpoint, type HttpPorts, type PageAnswer, type PageCall, pageAt } from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import { casePage } from './case-page.ts';
import { decisionPaper } from './sheet.ts';

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
    return {
      status: problems.length > 0 ? 422 : 200,
      html: casePage(call.context, outcome.value, regulationById(outcome.value.regulationId), problems),
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
