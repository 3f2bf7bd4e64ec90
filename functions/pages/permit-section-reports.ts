import { html } from 'hono/html';
import type { AnyPermitView } from '../../core/permit-views.ts';
import { emptyState } from './components.ts';
import type { Html, PageContext } from './layout.ts';

/** 月次利用状況報告（第10条）, on the page of a permit. */
export const reportsSection = (_context: PageContext, _view: { readonly permit: AnyPermitView }): Html =>
  html`<section class="part" aria-labelledby="reports">
<h2 id="reports">月次利用状況報告（第10条）</h2>
${emptyState('月次利用状況報告はまだありません。翌月1日に、報告の依頼をお送りします。')}
</section>`;
