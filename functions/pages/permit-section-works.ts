import { html } from 'hono/html';
import type { AnyPermitView } from '../../core/permit-views.ts';
import { emptyState } from './components.ts';
import type { Html, PageContext } from './layout.ts';

/** 作業（第6条）, on the page of a permit. */
export const worksSection = (_context: PageContext, _view: { readonly permit: AnyPermitView }): Html =>
  html`<section class="part" aria-labelledby="works">
<h2 id="works">作業（第6条）</h2>
${emptyState('作業申請はまだありません。')}
</section>`;
