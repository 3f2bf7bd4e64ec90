import { html } from 'hono/html';
import { reportAnswerSchema } from '../../core/monthly-report/inputs.ts';
import type { ReportList, ReportView } from '../../core/monthly-report/views.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { AskedOfMe } from '../../core/question/open-question.ts';
import type { Problem } from '../../core/values/errors.ts';
import { asAsked, questionPage } from '../question/page.ts';
import { buttonRow, dataTable, emptyState, errorSummary, linkButton } from '../ui/components.ts';
import { jstDay, jstTimeShort, monthText, wareki } from '../ui/dates.ts';
import type { FormState } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import {
  courseSection,
  declaredSection,
  hours,
  reportHeading,
  reportTag,
  reportTitle,
  usageSection,
} from './parts.ts';

/** A monthly report to read: for the city, and for the vendor once it has been submitted. */
export const reportPage = (
  context: PageContext,
  view: ReportView,
  problems: readonly Problem[] = [],
): Html => {
  const address = `/permits/${view.caseId}/reports/${view.yearMonth}`;
  return page(
    context,
    `${view.permitNo} ${view.yearMonth} 利用状況報告`,
    html`${reportHeading(view)}
${errorSummary(problems)}
<p class="status-line">${reportTag(view)} ${sentenceOf(view)}</p>
${buttonRow(
  view.can.answer && linkButton(`${address}/answer`, '報告を確認する', 'primary'),
  view.content && linkButton(`${address}/paper`, '報告書を印刷する'),
)}
${declaredSection(view)}
${usageSection(view)}
${courseSection(view)}`,
    { here: '/permits', invalid: problems.length > 0 },
  );
};

const sentenceOf = (view: ReportView): string => {
  switch (view.status) {
    case 'submitted':
      return '報告は提出され、情報セキュリティ管理者の確認を待っています。';
    case 'accepted':
      return '情報セキュリティ管理者が確認しました。';
    case 'returned':
      return `差し戻され、${wareki(view.awaitedOn)}までの再提出を待っています。`;
    default:
      return `保守事業者の提出を待っています（期限 ${wareki(view.awaitedOn)}）。`;
  }
};

export type ReportAnswerPage = FormState & {
  readonly view: ReportView;
  /** Undefined: it was answered while the page was open. */
  readonly question: AskedOfMe | undefined;
};

const field = fieldsOf(reportAnswerSchema);

/** The manager's answer to a monthly report: everything that counts, then the choice. */
export const reportAnswerPage = (
  context: PageContext,
  { view, question, content, problems }: ReportAnswerPage,
): Html => {
  const { due, ...asked } = asAsked(question);
  return questionPage(context, {
    ...asked,
    ...(due ? { due: { ...due, before: html`${reportTag(view)}　確認の期限` } } : {}),
    ...{ content, problems },
    title: `${view.permitNo} 月次利用状況報告の確認`,
    heading: reportTitle(view),
    back: { href: `/permits/${view.caseId}?part=reports`, label: `許可 ${view.permitNo} の画面に戻る` },
    dossier: html`${declaredSection(view)}
${usageSection(view)}
${courseSection(view)}`,
    action: `/permits/${view.caseId}/reports/${view.yearMonth}/answer`,
    section: '判断',
    fields: (state) => [field(state, 'choice'), field(state, 'reason')],
    submit: { label: '判断を記録する', action: 'answer', recorded: '判断' },
    here: '/inbox',
  });
};

/** 月次利用状況報告（第10条）, on the page of a permit. */
export const reportsSection = (
  _context: PageContext,
  { permit, list }: { readonly permit: AnyPermitView; readonly list: ReportList },
): Html =>
  html`<section class="part" aria-labelledby="reports">
<h2 id="reports">月次利用状況報告（第10条）</h2>
${
  list.reports.length === 0
    ? emptyState('月次利用状況報告はまだありません。')
    : dataTable(
        { text: '月次利用状況報告' },
        ['対象の月', '状態', '期限', '提出', '利用'],
        list.reports.map((report) => [
          html`<a href="/permits/${permit.caseId}/reports/${report.yearMonth}">${monthText(report.yearMonth)}分</a>`,
          reportTag(report),
          wareki(report.awaitedOn),
          report.submittedAt === undefined ? '―' : jstTimeShort(report.resubmittedAt ?? report.submittedAt),
          usedText(report),
        ]),
      )
}
<p>${
    list.next === undefined
      ? 'このほかに報告を求める月はありません。'
      : `次は、${monthText(list.next.yearMonth)}分の報告を、${jstDay(list.next.requestedAt)}から受け付けます。`
  }</p>
</section>`;

const usedText = ({ used, sessions, minutes }: ReportList['reports'][number]): string =>
  used === undefined ? '―' : used ? `${sessions ?? 0}回　${hours(minutes ?? 0)}` : '利用なし';
