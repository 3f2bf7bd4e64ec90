import { html } from 'hono/html';
import { STATUSES } from '../../core/case/permit-statuses.ts';
import type { Affected } from '../../core/case/records/finding-papers.ts';
import type { FindingSummary, FindingView, NoticeEntry } from '../../core/finding/views.ts';
import { orderName } from '../../core/finding/views.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import {
  type Content,
  clauseText,
  dataTable,
  definitionList,
  emptyState,
  linkButton,
  multiline,
  statusTag,
} from '../ui/components.ts';
import { jstDay, monthText, spanText, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import type { Lines } from './lines.ts';
import { noticeLines } from './notice-sheet.ts';

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
            orderName(finding) ?? nameOf(finding)
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

/** What the pages of instructions and violations share (第6条–第8条). */

/** A paper, on a page: its title, what it says, the way to its A4 form, and what else belongs to it. */
export const paperSection = ({ title, rows }: Lines, print?: string, more?: Content): Html =>
  html`<section class="part"><h3>${title}</h3>
${definitionList(rows.map(([label, text]) => [label, multiline(text)]))}
${print && html`<p><a href="${print}">${title}をA4で表示・印刷する</a></p>`}${more}</section>`;

/** The subcontractors' permits on which a decision falls too: read before it is confirmed (第11条). */
export const cascadeSection = (cascade: readonly Affected[], what: 'sanction' | 'lift'): Html =>
  html`<section class="part"><h2>再委託者の許可への影響（第11条）</h2>
${
  cascade.length === 0
    ? html`<p>この許可のもとに、影響を受ける再委託者の許可はありません。</p>`
    : html`<p>${
        what === 'lift'
          ? '停止を解除すると、次の許可の停止もともに解除されます。'
          : '取消・停止とすると、次の許可もともに効力を失い、又は停止されます。'
      }</p>${cascadeTable(cascade)}`
}</section>`;

export const cascadeTable = (cascade: readonly Affected[]): Html =>
  dataTable(
    { text: '影響を受ける再委託者の許可' },
    ['許可番号', '再委託者', '対象システム', '現在の状態'],
    cascade.map(({ permitNo, subcontractor, systemName, status }) => [
      permitNo,
      subcontractor,
      systemName,
      statusTag(status, Object.entries(STATUSES).find(([key]) => key === status)?.[1] ?? status),
    ]),
  );

/** Works that a 取消 or 停止 cuts short or makes void: read before it is decided (第6条第3号). */
export const worksAheadSection = (works: NonNullable<FindingView['worksAhead']>): Html =>
  html`<section class="part"><h2>実施中・予定の作業</h2>
${
  works.length === 0
    ? html`<p>承認等を受けて実施中の作業、これから行う作業はありません。</p>`
    : html`<p>取消・停止とすると、その時から接続できなくなり、次の作業申請は効力を失います。その時までの接続は、許可の範囲内です。</p>${dataTable(
        { text: '実施中・予定の作業' },
        ['作業', '許可番号', '状態', '予定の日時'],
        works.map(({ caseId, workId, noticeNo, permitNo, goingOn, plannedStart, plannedEnd }) => [
          html`<a href="/permits/${caseId}/works/${workId}">${noticeNo}</a>`,
          permitNo,
          goingOn ? html`<span class="tag attention">実施中</span>` : '予定',
          spanText(plannedStart, plannedEnd),
        ]),
      )}`
}</section>`;
