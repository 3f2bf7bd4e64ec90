import { html } from 'hono/html';
import type { FindingSummary, NoticeEntry } from '../../core/finding/views.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { clauseText } from '../ui/clause-text.ts';
import { dataTable, emptyState, linkButton } from '../ui/components.ts';
import { jstDay, monthText, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { noticeLines } from './notice-lines.ts';

/** 違反・是正命令（第7条・第8条）, on the page of a permit. */
export const findingsSection = (
  _context: PageContext,
  view: {
    readonly permit: AnyPermitView;
    readonly findings: readonly FindingSummary[];
    readonly notices: readonly NoticeEntry[];
  },
): Html => {
  const { permit, findings, notices } = view;
  return html`<section class="part" aria-labelledby="findings">
<h2 id="findings">違反・是正命令（第7条・第8条）</h2>
${
  findings.length === 0
    ? emptyState(permit.audience === 'city' ? '違反の記録はありません。' : '是正命令はありません。')
    : dataTable(
        { text: '違反・是正命令' },
        ['記録', '違反した規定', '状態', '履行期限', '記録の日'],
        findings.map((finding) => [
          html`<a href="/permits/${permit.caseId}/findings/${finding.findingId}">${
            finding.orderNo ? `是正命令 ${finding.orderNo}` : nameOf(finding)
          }</a>`,
          clauseText(finding),
          html`${finding.statusLabel}${finding.overdue && finding.status === 'ordered' ? html` <span class="tag attention">期限超過</span>` : ''}${finding.outdated ? html` <span class="tag attention">${NO_LONGER}</span>` : ''}`,
          finding.dueOn && wareki(finding.dueOn),
          jstDay(finding.openedAt),
        ]),
      )
}
${notices.length > 0 && html`<h3>${NOTICES}</h3>${noticeList(permit.caseId, notices)}`}
${permit.audience === 'city' && html`<p>${permit.manages ? linkButton(`/permits/${permit.caseId}/new-finding`, '違反の認知を入力する') : linkButton(`/permits/${permit.caseId}/new-candidate`, '違反の疑いを情報セキュリティ管理者に伝える')}</p>`}
</section>`;
};

/** What is said of a finding whose evidence a newer comparison does not show any more. */
export const NO_LONGER = '再照合の結果、該当なし';

const nameOf = ({ kindLabel = '違反の記録', month }: FindingSummary): string =>
  month === undefined ? kindLabel : `${kindLabel}（${monthText(month)}分）`;

export const NOTICES = '取消・停止・解除の通知書';

export const noticeList = (caseId: string, notices: readonly NoticeEntry[]): Html =>
  html`<ul>${notices.map(
    ({ seq, paper }) =>
      html`<li><a href="/permits/${caseId}/notices/${seq}">${noticeLines(paper).title}　${paper.documentNo}</a>（${wareki(paper.issuedOn)}）</li>`,
  )}</ul>`;
