import { html } from 'hono/html';
import { STATUSES } from '../../core/case/permit-statuses.ts';
import type { Affected } from '../../core/case/records/finding-papers.ts';
import type { FindingView } from '../../core/finding/views.ts';
import { type Content, dataTable, definitionList, multiline, statusTag } from '../ui/components.ts';
import { spanText } from '../ui/dates.ts';
import type { Html } from '../ui/layout.ts';
import type { Lines } from './lines.ts';

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
      }</p>${dataTable(
        { text: '影響を受ける再委託者の許可' },
        ['許可番号', '再委託者', '対象システム', '現在の状態'],
        cascade.map(({ permitNo, subcontractor, systemName, status }) => [
          permitNo,
          subcontractor,
          systemName,
          statusTag(status, Object.entries(STATUSES).find(([key]) => key === status)?.[1] ?? status),
        ]),
      )}`
}</section>`;

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
