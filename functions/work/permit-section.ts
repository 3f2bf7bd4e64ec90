import { html } from 'hono/html';
import type { WorkSummary } from '../../core/work/views.ts';
import {
  type Content,
  dataTable,
  definitionList,
  emptyState,
  linkButton,
  multiline,
  statusTag,
} from '../ui/components.ts';
import { spanText } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import type { Facts } from './facts.ts';

/** What several pages about works show alike. */

/** The words of the colours that statusTag knows. */
const TONES: Readonly<Record<WorkSummary['status'], string>> = {
  submitted: 'confirming',
  accepted: 'active',
  returned: 'returned',
  emergency: 'returned',
  declined: 'revoked',
  withdrawn: 'withdrawn',
  unannounced: 'returned',
  lapsed: 'withdrawn',
  reported: 'confirming',
  'report-returned': 'returned',
  confirmed: 'ended',
};
export const workTag = ({ status, statusLabel }: Pick<WorkSummary, 'status' | 'statusLabel'>): Html =>
  statusTag(TONES[status], statusLabel);

export const factsList = (facts: Facts): Html =>
  definitionList(facts.map(([label, value]) => [label, multiline(value)]));

const flagTags = (flags: WorkSummary['flags']): Content =>
  flags.length > 0 && flags.map(({ label }) => html`<span class="tag attention">${label}</span> `);

export const worksTable = (caseId: string, works: readonly WorkSummary[]): Html =>
  dataTable(
    { text: '作業' },
    ['番号', '状態', '予定の日時', '確認を要する点'],
    works.map((work) => [
      html`<a href="/permits/${caseId}/works/${work.workId}">${work.noticeNo}</a>${work.emergency ? html` <span class="tag attention">緊急</span>` : ''}`,
      workTag(work),
      spanText(work.plannedStart, work.plannedEnd),
      work.flags.length === 0 ? 'なし' : flagTags(work.flags),
    ]),
  );

const SHOWN = 5;

/** On the overview of a permit: what its vendor does most often. */
export const announceButton = (caseId: string, { canAnnounce }: { readonly canAnnounce: boolean }): Content =>
  canAnnounce &&
  html`<p class="button-row">${linkButton(`/permits/${caseId}/works/new`, '作業を申請する', 'primary')}</p>`;

/** 作業（第6条）, on the page of a permit. */
export const worksSection = (
  context: PageContext,
  view: { readonly caseId: string; readonly works: readonly WorkSummary[]; readonly canAnnounce: boolean },
): Html => {
  const { caseId, works, canAnnounce } = view;
  const isVendor = context.reader?.kind === 'vendor';
  return html`<section class="part" aria-labelledby="works">
<h2 id="works">作業（第6条）</h2>
${
  works.length === 0
    ? emptyState(
        isVendor
          ? '作業申請はまだありません。作業の前に、作業の内容を説明し、作業申請書を提出してください（第6条第1号）。'
          : '作業申請はまだありません。',
      )
    : worksTable(caseId, works.slice(0, SHOWN))
}
<p class="button-row">${canAnnounce && linkButton(`/permits/${caseId}/works/new`, '作業を申請する', 'primary')}${
    isVendor &&
    linkButton(`/permits/${caseId}/works/new?kind=unannounced`, '申請していない接続を届け出る', 'quiet')
  }${
    works.length > 0 && linkButton(`/permits/${caseId}/works`, `すべての作業を見る（${works.length}件）`)
  }</p>
</section>`;
};
