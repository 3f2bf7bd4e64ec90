import { html } from 'hono/html';
import type { ReportView } from '../../core/monthly-report/views.ts';
import type { Problem } from '../../core/values/errors.ts';
import { buttonRow, errorSummary, linkButton } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { courseSection, declaredSection, reportHeading, reportTag, usageSection } from './parts.ts';

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
