import { asNamedAt } from '../../core/document/names-of-then.ts';
import { answerReport } from '../../core/monthly-report/answer-report.ts';
import { nilReport, reportAnswerSchema, reportInputSchema } from '../../core/monthly-report/inputs.ts';
import { loadReportDraft, saveReportDraft, submitReport } from '../../core/monthly-report/submit-report.ts';
import { viewReport } from '../../core/monthly-report/view-report.ts';
import type { ReportView } from '../../core/monthly-report/views.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import type { Problem, Refusal } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import { reportAnswerPage } from './answer-page.ts';
import { reportFormPage } from './form.ts';
import { reportPage } from './page.ts';
import { reportPaper } from './sheet.ts';

const PATH = '/permits/{caseId}/reports/{yearMonth}';

/** Where there are session records, the month was used. */
const filledIn = ({ usage }: ReportView) => (usage.sessions.length > 0 ? { used: true } : {});

type Given = { readonly content: unknown; readonly problems: readonly Problem[]; readonly status: number };

/** 月次利用状況報告 (F7): the vendor's form, the manager's answer, the paper. */
export const reportPages = (ports: AppPorts): readonly Endpoint[] => {
  const idsOf = ({ params }: PageCall) => ({
    caseId: params['caseId'] ?? '',
    yearMonth: params['yearMonth'] ?? '',
  });
  const addressOf = (call: PageCall) => {
    const { caseId, yearMonth } = idsOf(call);
    return `/permits/${caseId}/reports/${yearMonth}`;
  };
  const viewOf = (call: PageCall) => {
    const { caseId, yearMonth } = idsOf(call);
    return viewReport(ports)(signedIn(call), caseId, yearMonth);
  };

  const show = async (call: PageCall, given?: Given): Promise<PageAnswer> => {
    const outcome = await viewOf(call);
    if (!outcome.ok) return outcome;
    const view = outcome.value;
    const { caseId, yearMonth } = idsOf(call);
    const problems = given?.problems ?? [];
    if (!view.can.submit)
      return { status: given?.status ?? 200, html: reportPage(call.context, view, problems) };
    const draft = await loadReportDraft(ports.store, caseId, yearMonth);
    return {
      status: given?.status ?? 200,
      html: reportFormPage(call.context, {
        view,
        content: given?.content ?? draft?.content ?? view.content ?? filledIn(view),
        problems,
        version: draft?.version ?? 0,
        savedAt: draft?.savedAt,
      }),
    };
  };

  /** What could not be done is shown where it was typed. */
  const again = (
    refusal: Refusal,
    content: unknown,
    render: (given: Given) => Promise<PageAnswer>,
  ): PageAnswer | Promise<PageAnswer> => {
    if (refusal.kind === 'invalid') return render({ content, problems: refusal.problems, status: 422 });
    if (refusal.kind === 'conflict')
      return render({ content, problems: [{ pointer: '', message: refusal.message }], status: 409 });
    return refusal;
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const { caseId, yearMonth } = idsOf(call);
    const { fields, meta } = call.form;
    const { usageHash = '', ...typed } = fields;
    const render = (given: Given) => show(call, given);
    if (meta.action !== 'submit' && meta.action !== 'nil') {
      const saved = await saveReportDraft(ports)(caller, caseId, yearMonth, meta.version ?? 0, typed);
      return saved.ok ? { redirect: `${addressOf(call)}?done=saved` } : again(saved, typed, render);
    }
    const input = meta.action === 'nil' ? nilReport(String(usageHash)) : fields;
    const parsed = parseTyped(reportInputSchema, input);
    if (!parsed.success)
      return show(call, { content: typed, problems: problemsOf(parsed.error), status: 422 });
    const outcome = await submitReport(ports)(caller, caseId, yearMonth, parsed.data);
    return outcome.ok
      ? { redirect: `${addressOf(call)}?done=month-reported` }
      : again(outcome, meta.action === 'nil' ? undefined : typed, render);
  };

  const showAnswer = async (call: PageCall, given?: Given): Promise<PageAnswer> => {
    const outcome = await viewOf(call);
    if (!outcome.ok) return outcome;
    const view = outcome.value;
    if (!view.question || !view.can.answer)
      return {
        status: given?.status ?? 409,
        html: reportPage(
          call.context,
          view,
          given?.problems ?? [
            { pointer: '', message: `この報告は「${view.statusLabel}」です。あなたが行う確認はありません` },
          ],
        ),
      };
    return {
      status: given?.status ?? 200,
      html: reportAnswerPage(call.context, {
        view: { ...view, question: view.question },
        content: given?.content ?? {},
        problems: given?.problems ?? [],
      }),
    };
  };

  const postAnswer = async (call: PageCall): Promise<PageAnswer> => {
    const { caseId, yearMonth } = idsOf(call);
    const { fields, meta } = call.form;
    if (meta.action !== 'answer') return showAnswer(call, { content: fields, problems: [], status: 200 });
    const parsed = parseTyped(reportAnswerSchema, fields);
    if (!parsed.success)
      return showAnswer(call, { content: fields, problems: problemsOf(parsed.error), status: 422 });
    const outcome = await answerReport(ports)(signedIn(call), caseId, yearMonth, parsed.data);
    return outcome.ok
      ? { redirect: `${addressOf(call)}?done=month-answered` }
      : again(outcome, fields, (given) => showAnswer(call, given));
  };

  return [
    pageAt('GET', PATH, 'anyone', '月次利用状況報告の入力・内容', (call) => show(call)),
    pageAt('POST', PATH, 'vendor', '月次利用状況報告の一時保存・提出・利用なし', post),
    pageAt('GET', `${PATH}/answer`, 'city', '月次利用状況報告の確認の画面（何も決定しない）', (call) =>
      showAnswer(call),
    ),
    pageAt('POST', `${PATH}/answer`, 'city', '月次利用状況報告の確認・差戻し', postAnswer),
    pageAt('GET', `${PATH}/paper`, 'anyone', '月次利用状況報告書（A4）', async (call) => {
      const outcome = await viewOf(call);
      if (!outcome.ok) return outcome;
      const { resubmittedAt, submittedAt } = outcome.value;
      const view = await asNamedAt(ports.store, outcome.value, resubmittedAt ?? submittedAt);
      return { html: reportPaper(call.context, view, regulationById(view.regulationId)) };
    }),
  ];
};
