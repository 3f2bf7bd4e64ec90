import { html } from 'hono/html';
import type { ReconciliationList } from '../../core/reconciliation/view-reconciliation.ts';
import { dataTable, emptyState, linkButton, unbroken } from '../ui/components.ts';
import { jstTime, monthText } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { summaryOf } from './parts.ts';

const SHOWN = 3;

/** 接続ログとの照合（第6条）, on the page of a permit: the city's own supervision, nothing for the vendor. */
export const reconciliationsSection = (
  _context: PageContext,
  view: { readonly list: ReconciliationList | undefined },
): Html => {
  const { list } = view;
  if (!list) return html``;
  const { permit, months } = list;
  const path = `/permits/${permit.caseId}/reconciliations`;
  const done = months.flatMap(({ head }) => head ?? []).slice(0, SHOWN);
  return html`<section class="part" aria-labelledby="reconciliations">
<h2 id="reconciliations">接続ログとの照合（第6条）</h2>
${
  done.length === 0
    ? emptyState('照合はまだ行われていません。接続ログを、作業申請・作業報告と月ごとに照合します。')
    : dataTable(
        { text: '接続ログとの照合' },
        ['月', '結果', '照合した日時'],
        done.map((head) => [
          html`<a href="${path}/${head.yearMonth}">${monthText(head.yearMonth)}</a>`,
          unbroken(...summaryOf(head.counts)),
          unbroken(jstTime(head.reconciledAt)),
        ]),
      )
}
<p class="button-row">${linkButton(path, '月ごとの照合を見る')}</p>
</section>`;
};
