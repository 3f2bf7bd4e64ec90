import { html } from 'hono/html';
import type { WorkSummary } from '../../core/work/views.ts';
import { emptyState, linkButton } from '../ui/components.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { worksTable } from './parts.ts';

const SHOWN = 5;

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
