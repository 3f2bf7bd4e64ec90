import { html } from 'hono/html';
import type { WorkSummary } from '../../core/work/views.ts';
import { emptyState, linkButton } from '../ui/components.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { worksTable } from './parts.ts';

/** All works of a permit. */
export const workListPage = (
  context: PageContext,
  view: { readonly caseId: string; readonly works: readonly WorkSummary[]; readonly canAnnounce: boolean },
): Html =>
  page(
    context,
    '作業の一覧',
    html`<p><a href="/permits/${view.caseId}">許可の画面に戻る</a></p>
<h1>作業の一覧<span class="subtitle">作業申請と作業報告（第6条第1号〜第5号）</span></h1>
${view.canAnnounce && html`<p>${linkButton(`/permits/${view.caseId}/works/new`, '作業を申請する', 'primary')}</p>`}
${
  view.works.length === 0
    ? emptyState(
        '作業申請はまだありません。作業の前に、作業の内容を説明し、作業申請書を提出します（第6条第1号）。',
      )
    : worksTable(view.caseId, view.works)
}`,
    { here: '/permits' },
  );
