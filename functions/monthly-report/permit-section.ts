import { html } from 'hono/html';
import type { ReportList } from '../../core/monthly-report/views.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { dataTable, emptyState } from '../ui/components.ts';
import { jstDay, jstTimeShort, monthText, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { hours, reportTag } from './parts.ts';

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
      : `次は、${monthText(list.next.yearMonth)}分の報告の依頼を、${jstDay(list.next.requestedAt)}にお送りします。`
  }</p>
</section>`;

const usedText = ({ used, sessions, minutes }: ReportList['reports'][number]): string =>
  used === undefined ? '―' : used ? `${sessions ?? 0}回　${hours(minutes ?? 0)}` : '利用なし';
