import { html } from 'hono/html';
import type { AnyPermitView } from '../../core/permit-views.ts';
import { emptyState } from './components.ts';
import type { Html, PageContext } from './layout.ts';

/** 接続記録との照合（第6条）, on the page of a permit. */
export const reconciliationsSection = (
  _context: PageContext,
  _view: { readonly permit: AnyPermitView },
): Html =>
  html`<section class="part" aria-labelledby="reconciliations">
<h2 id="reconciliations">接続記録との照合（第6条）</h2>
${emptyState('照合はまだ行われていません。')}
</section>`;
