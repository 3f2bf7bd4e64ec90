import { asNamedAt } from '../../core/document/issue-document.ts';
import { answerReport } from '../../core/monthly-report/attend-report.ts';
import {
  nilReport,
  REPORT_ANSWERS,
  reportAnswerSchema,
  reportInputSchema,
  reportRemarks,
} from '../../core/monthly-report/inputs.ts';
import { loadReportDraft, saveReportDraft, submitReport } from '../../core/monthly-report/submit-report.ts';
import { viewReport } from '../../core/monthly-report/view-report.ts';
import type { ReportView } from '../../core/monthly-report/views.ts';
import { askedOf } from '../../core/question/open-question.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { rehearsal } from '../../core/store/commit.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { accepted, type Problem, type Refusal } from '../../core/values/errors.ts';
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
import { formPages, mistakesOf } from '../http/form-routes.ts';
import { togetherPages } from '../question/together.ts';
import { isSubmit, submitAction } from '../ui/last-look.ts';
import { reportFormPage } from './form.ts';
import { reportAnswerPage, reportPage } from './page.ts';
import { declaredSection, usageSection } from './parts.ts';
import { reportPaper } from './sheet.ts';

const PATH = '/permits/{caseId}/reports/{yearMonth}';

/** Where there are session records, the month was used. */
const filledIn = ({ usage }: ReportView) => (usage.sessions.length > 0 ? { used: true } : {});

type Given = {
  readonly content: unknown;
  readonly problems: readonly Problem[];
  readonly status: number;
  /** What is pointed out before it is sent, and before 利用なし is. */
  readonly remarks?: readonly Problem[];
  readonly nil?: readonly Problem[];
};

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
        remarks: given?.remarks ?? [],
        nil: given?.nil ?? [],
      }),
    };
  };

  /** What could not be done is shown where it was typed. */
  const again = (call: PageCall, refusal: Refusal, content: unknown) => {
    const mistakes = mistakesOf(refusal);
    return mistakes ? show(call, { content, ...mistakes }) : refusal;
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const { caseId, yearMonth } = idsOf(call);
    const { fields, meta } = call.form;
    const { usageHash = '', ...typed } = fields;
    const isNil = isSubmit(meta.action, 'nil');
    if (!isSubmit(meta.action) && !isNil) {
      const saved = await saveReportDraft(ports)(caller, caseId, yearMonth, meta.version ?? 0, typed);
      return saved.ok ? { redirect: `${addressOf(call)}?done=saved` } : again(call, saved, typed);
    }
    const input = isNil ? nilReport(String(usageHash)) : fields;
    const parsed = parseTyped(reportInputSchema, input);
    if (!parsed.success)
      return show(call, { content: typed, problems: problemsOf(parsed.error), status: 422 });
    const view = await viewOf(call);
    const remarks =
      view.ok && view.value.can.submit
        ? reportRemarks(parsed.data, view.value, dateOf(ports.clock()).toString())
        : [];
    const seen = submitAction(remarks, isNil ? 'nil' : 'submit');
    const outcome = await submitReport(meta.action === seen ? ports : rehearsal(ports))(
      caller,
      caseId,
      yearMonth,
      parsed.data,
    );
    if (outcome.ok && meta.action !== seen)
      return show(call, {
        content: isNil ? undefined : typed,
        problems: [],
        status: 200,
        ...(isNil ? { nil: remarks } : { remarks }),
      });
    return outcome.ok
      ? { redirect: `${addressOf(call)}?done=month-reported` }
      : again(call, outcome, isNil ? undefined : typed);
  };

  return [
    pageAt('GET', PATH, 'anyone', '月次利用状況報告の入力・内容', (call) => show(call)),
    pageAt('POST', PATH, 'vendor', '月次利用状況報告の一時保存・提出・利用なし', post),
    ...formPages(ports, {
      path: `${PATH}/answer`,
      who: 'city',
      summary: '月次利用状況報告の確認・差戻し',
      schema: reportAnswerSchema,
      load: async (caller, call) => {
        const view = await viewOf(call);
        if (!view.ok) return view;
        const { caseId, yearMonth } = view.value;
        return accepted({
          view: view.value,
          question: await askedOf(ports)(caller, caseId, 'monthly', yearMonth),
        });
      },
      closed: ({ view, question }) =>
        question ? undefined : `この報告は「${view.statusLabel}」です。あなたが行う確認はありません。`,
      show: (context, shown, given) => reportAnswerPage(context, { ...shown, ...given }),
      run: (caller, _, body, { view }, ports) =>
        answerReport(ports)(caller, view.caseId, view.yearMonth, body),
      back: ({ view }) => ({
        href: `/permits/${view.caseId}/reports/${view.yearMonth}`,
        label: '月次利用状況報告の画面に戻る',
      }),
      done: 'month-answered',
    }),
    ...togetherPages(ports, {
      stage: 'monthly',
      title: '月次利用状況報告の確認',
      accept: REPORT_ANSWERS.accept,
      load: (ports) => async (caller, caseId, yearMonth, place) => {
        const [view, question] = await Promise.all([
          viewReport(ports)(caller, caseId, yearMonth),
          askedOf(ports)(caller, caseId, 'monthly', yearMonth),
        ]);
        if (!view.ok || !question) return undefined;
        return { question, dossier: [declaredSection(view.value, place), usageSection(view.value, place)] };
      },
      answer: (ports) => (caller, caseId, yearMonth, hash) =>
        answerReport(ports)(caller, caseId, yearMonth, { choice: 'accept', hash }),
    }),
    pageAt('GET', `${PATH}/paper`, 'anyone', '月次利用状況報告書（A4）', async (call) => {
      const outcome = await viewOf(call);
      if (!outcome.ok) return outcome;
      const { resubmittedAt, submittedAt } = outcome.value;
      const view = await asNamedAt(ports.store, outcome.value, resubmittedAt ?? submittedAt);
      return { html: reportPaper(call.context, view, regulationById(view.regulationId)) };
    }),
  ];
};
